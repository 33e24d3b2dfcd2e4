/** The collector without hands works a shift against a conductor that plays calls, through drops of the line. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCollector, type CollectorMessage } from '../../src/boot/collector.js';
import type { DeskEvent } from '../../src/app/ports/desk.js';
import { ok } from '../../src/core/result.js';
import { LogLines, realClock, startRig, stateEvent, until, type Rig } from './support.js';

let r: Rig;
beforeEach(async () => { r = await startRig(); });
afterEach(async () => { await r.stop(); });

describe('runCollector', () => {
  it('goes ready, talks, hangs up, files, and goes ready again', async () => {
    const push = (event: DeskEvent): void => { r.gateway.push('u-anna', event); };
    const state = (name: Parameters<typeof stateEvent>[0], attemptId: string | null = null): void => { push({ ...stateEvent(name) as Extract<DeskEvent, { type: 'state' }>, attemptId }); };
    let n = 0;
    const next = (): void => {
      const attemptId = `a-${++n}`;
      state('reserved', attemptId);
      push({ type: 'reserved', at: 1, pop: null, call: { attemptId, mode: 'predictive', direction: 'outbound', campaignId: 'c-1', campaign: 'C', number: '138****0000', ownerRole: 'debtor', callerId: null } });
      state('talking', attemptId);
      push({ type: 'connected', at: 1, attemptId });
    };
    const filed: string[] = [];
    r.conductor.answer = async (_, command) => {
      if (command.type === 'ready') {
        state('ready');
        setImmediate(next);
      } else if (command.type === 'hangUp') {
        state('wrapUp', command.attemptId);
        push({ type: 'ended', at: 1, attemptId: command.attemptId, outcome: 'human', bridged: true, dispositionDue: true, by: 'collector' });
      } else if (command.type === 'dispose') {
        filed.push(`${command.attemptId} ${command.code}`);
        push({ type: 'disposed', at: 1, attemptId: command.attemptId, code: command.code });
        state('paused');
        return ok({ kind: 'disposed', attemptId: command.attemptId, promiseId: null, planId: null, callbackId: null });
      }
      return ok({ kind: 'done' });
    };
    const lines: CollectorMessage[] = [];
    const collector = runCollector({
      url: r.url, token: 'anna', clock: realClock, talk: () => 5, wrapUp: () => 2, log: new LogLines(),
      choose: (call) => ({ type: 'dispose', attemptId: call.attemptId, code: call.ended?.bridged === true ? 'PTP' : 'NONE' }), onMessage: (m) => { lines.push(m); },
    });
    await until(() => collector.handled() >= 5, 'five calls');
    await collector.stop();
    expect(await collector.done).toEqual({ ok: true, value: undefined });
    expect(filed.slice(0, 5)).toEqual([1, 2, 3, 4, 5].map((i) => `a-${i} PTP`));
    expect(r.conductor.commands.at(-1)?.command).toEqual({ type: 'logout' });
    expect(lines.map((l) => l.kind)).toEqual(expect.arrayContaining(['welcome', 'event', 'command', 'reply']));
  });

  it('picks up what the present picture says after a new start, and tries again to go ready', async () => {
    r.conductor.picture = async () => [{ ...stateEvent('wrapUp') as Extract<DeskEvent, { type: 'state' }>, attemptId: 'a-9' }];
    r.conductor.answer = async (_, command) => (command.type === 'dispose' ? ok({ kind: 'disposed', attemptId: command.attemptId, promiseId: null, planId: null, callbackId: null }) : ok({ kind: 'done' }));
    const collector = runCollector({ url: r.url, token: 'anna', clock: realClock, talk: () => 5, wrapUp: () => 1, log: new LogLines(), choose: (call) => ({ type: 'dispose', attemptId: call.attemptId, code: 'X' }) });
    await until(() => r.conductor.commands.length >= 2, 'filing and ready');
    expect(r.conductor.commands.map((c) => c.command)).toEqual([{ type: 'dispose', attemptId: 'a-9', code: 'X' }, { type: 'ready' }]);
    await collector.stop();
  });

  it('says why when the server will not have it', async () => {
    const collector = runCollector({ url: r.url, token: 'nobody', clock: realClock, talk: () => 5, wrapUp: () => 1, log: new LogLines(), choose: (call) => ({ type: 'dispose', attemptId: call.attemptId, code: 'X' }) });
    expect(await collector.done).toMatchObject({ ok: false, error: { code: 'desk.unauthorized' } });
  });
});
