/** What a desk's socket may say: any message, in any order, with wrong calls and numbers of another stream. */
import fc from 'fast-check';
import { Check } from 'typebox/value';
import { ServerMessageSchema } from '../../../src/contract/desk.js';
import { parseClientMessage } from '../../../src/desk/parse.js';
import { DEFAULT_DESK_SETTINGS } from '../../../src/desk/settings.js';
import { createDeskGateway } from '../../../src/desk/gateway.js';
import { FakeConductor, LogLines, ManualClock, notice, user } from '../../desk/support.js';
import { must } from '../checks.js';
import { bent, bentJson, jsonText, nasty } from '../mutate.js';
import { target, type AnyTarget } from '../target.js';
import { RawDesks, type RawDesk } from '../raw-desk.js';

const COMMANDS: readonly object[] = [
  { type: 'ready' }, { type: 'readyIn', seconds: 30 }, { type: 'pause', reason: 'break' }, { type: 'logout' }, { type: 'hangUp', attemptId: 'a-1' }, { type: 'hold', attemptId: 'a-1', on: true }, { type: 'digits', attemptId: 'a-1', digits: '12#' }, { type: 'transferAgent', attemptId: 'a-1', userId: 'u-ben' },
  { type: 'transferNumber', attemptId: 'a-1', number: '+8613800138000' }, { type: 'conference', attemptId: 'a-1', number: '+8613800138000' }, { type: 'verify', attemptId: 'a-1', checks: ['name'] }, { type: 'manualDial', campaignId: 'c', number: '13800138000' }, { type: 'previewTake', leadId: 'l' }, { type: 'previewSkip', leadId: 'l', reason: 'x' },
  { type: 'dropVoicemail', attemptId: 'a-1' }, { type: 'dispose', attemptId: 'a-1', code: 'PTP', note: 'x', promise: { amount: 100, due: '2027-01-01' }, callback: { at: 1, mine: true } }, { type: 'note', caseId: 'c', text: 'x' },
];
const MESSAGES: readonly object[] = [
  { type: 'hello', purpose: 'desk', secret: 'abcdefghijklmnop' }, { type: 'hello', purpose: 'desk', secret: 'abcdefghijklmnop', resume: { stream: 's-1', seq: 3 } }, { type: 'hello', purpose: 'desk', secret: 'ponmlkjihgfedcba', takeOver: true }, { type: 'hello', purpose: 'live' }, { type: 'hello', purpose: 'desk', ticket: 'ben' },
  { type: 'ack', seq: 1 }, { type: 'ack', seq: 9007199254740991 }, { type: 'ping', n: 1 }, { type: 'who' }, ...COMMANDS.map((command, n) => ({ type: 'command', id: 1 + (n % 5), command })), { type: 'command', id: 9007199254740991, command: { type: 'ready' } },
];
const message = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...MESSAGES).map((one) => JSON.stringify(one)) }, { weight: 5, arbitrary: bentJson(MESSAGES).map((one) => jsonText(one)) }, { weight: 2, arbitrary: bent(MESSAGES.map((one) => JSON.stringify(one))) }, { weight: 1, arbitrary: nasty });

const aTurn = (): Promise<void> => new Promise((done) => { setImmediate(done); });

export function deskTargets(): readonly AnyTarget[] {
  return [
    target({
      name: 'desk messages', share: 170, input: message,
      run: (text) => {
        const parsed = parseClientMessage(text);
        if (parsed.ok) return;
        must(/^desk\.[a-z_]+$/.test(parsed.error.code) && parsed.error.text.length < 400, 'a refusal has a code and is short');
        must(parsed.id === null || (Number.isSafeInteger(parsed.id) && parsed.id > 0), 'the number of a command is one');
      },
    }),
    target({
      name: 'desk sockets: messages in any order', share: 10,
      input: fc.array(fc.oneof({ weight: 10, arbitrary: fc.record({ socket: fc.nat(2), text: message }) }, { weight: 1, arbitrary: fc.record({ push: fc.nat(3) }) }, { weight: 1, arbitrary: fc.record({ cut: fc.nat(2) }) }, { weight: 1, arbitrary: fc.record({ wait: fc.constantFrom(100, 1_000, 6_000, 31_000) }) }), { maxLength: 25 }),
      run: async (steps) => {
        const clock = new ManualClock();
        const conductor = new FakeConductor();
        const log = new LogLines();
        const users = new Map(['anna', 'ben'].map((login) => [login, user(login)]));
        let streams = 0;
        const gateway = createDeskGateway({ conductor, clock, ids: { id: () => `s-${++streams}` }, log, metrics: { count: () => undefined, gauge: () => undefined, observe: () => undefined }, authorize: (token) => Promise.resolve(users.get(token) ?? null) });
        const desks = new RawDesks(gateway);
        const sockets = new Map<number, RawDesk>();
        const every: RawDesk[] = [];
        const socket = (n: number): RawDesk => {
          const known = sockets.get(n);
          if (known?.open === true) return known;
          const made = desks.open(n === 2 ? 'ben' : 'anna');
          sockets.set(n, made);
          every.push(made);
          return made;
        };
        for (const step of steps) {
          if ('text' in step) socket(step.socket).say(step.text);
          else if ('push' in step) gateway.push('u-anna', notice(step.push));
          else if ('cut' in step) sockets.get(step.cut)?.cut();
          else clock.advance(step.wait);
          await aTurn();
        }
        await aTurn();
        const counts = gateway.counts();
        must(counts.desks <= 2 && counts.keptEvents <= 2 * DEFAULT_DESK_SETTINGS.replayEvents, 'what is kept is bounded');
        for (const one of every) {
          let seq: number | null = null;
          for (const text of one.sent) {
            const said = JSON.parse(text) as { readonly type: string; readonly seq?: number; readonly userId?: string };
            const known: boolean = Check(ServerMessageSchema, said);
            must(known, `the server speaks its own contract: ${text.slice(0, 200)}`);
            if (said.type === 'welcome' && said.userId !== undefined) must(said.userId === 'u-anna' || said.userId === 'u-ben', 'somebody known');
            if (said.type === 'welcome') seq = said.seq ?? null;
            else if (said.type === 'event') { must(seq !== null && said.seq === seq + 1, 'events come once, in order, without a gap'); seq = said.seq ?? null; }
          }
        }
        must(conductor.commands.every((one) => one.userId === 'u-anna' || one.userId === 'u-ben'), 'commands are somebody’s');
        must(log.lines.every((line) => !line.includes('13800138000')), 'no number in the log');
        for (const one of every) one.cut();
        await aTurn();
        const stopped = gateway.stop();
        clock.advance(1_000);
        await stopped;
      },
    }),
  ];
}
