/** The event socket: frames out of a stream cut anywhere, events with headers a caller may have written, replies that lie. */
import fc from 'fast-check';
import { plainEvent, jsonEvent } from '../../../src/adapters/freeswitch/esl/event.js';
import { FrameError, frameHeader, FrameReader, type Frame } from '../../../src/adapters/freeswitch/esl/framing.js';
import { readLegEvent } from '../../../src/adapters/freeswitch/events.js';
import { readGateways } from '../../../src/adapters/freeswitch/gateways.js';
import { commandReply, originateReply } from '../../../src/adapters/freeswitch/replies.js';
import { readBridges, readChannels, readDump } from '../../../src/adapters/freeswitch/survey.js';
import { framesIn, transcriptNames } from '../../adapters/freeswitch/transcripts.js';
import { must, NUMBERLIKE } from '../checks.js';
import { bent, bentJson, hostile, jsonText, nasty, pumped } from '../mutate.js';
import { target, type AnyTarget } from '../target.js';

const LIMITS = { headBytes: 16_384, bodyBytes: 1024 * 1024 };
const SCOPE = { trunkProfiles: ['trunks'] };
/** Different in kind: one event of each name, replies, jobs with nested bodies. */
function samples(): readonly string[] {
  const byKind = new Map<string, string>();
  for (const name of transcriptNames) for (const frame of framesIn(name)) {
    const kind = `${/Content-Type: (\S+)/.exec(frame)?.[1] ?? ''} ${/Event-Name: (\S+)/.exec(frame)?.[1] ?? frame.length}`;
    if (frame.length < 20_000 && !byKind.has(kind) && byKind.size < 120) byKind.set(kind, frame);
  }
  return [...byKind.values()];
}

/** Frames as text, or that the stream can't be read on; a frame error must come wherever the stream is cut. */
function read(bytes: Buffer, cuts: readonly number[]): { readonly frames: readonly string[]; readonly broken: boolean } {
  const frames: string[] = [];
  const reader = new FrameReader(LIMITS, (frame) => { frames.push(`${frame.type}\n${frame.head}\n\n${frame.body.toString('latin1')}`); look(frame); });
  let from = 0;
  try {
    for (const cut of [...cuts, bytes.length]) { if (cut > from) { reader.push(bytes.subarray(from, cut)); from = cut; } }
    return { frames, broken: false };
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return { frames, broken: true };
  }
}

const HEADERS = ['Event-Name', 'Unique-ID', 'Caller-Caller-ID-Name', 'Caller-Caller-ID-Number', 'variable_sip_h_X-Test', 'variable_sip_h_Diversion', 'Hangup-Cause', 'Job-UUID', 'Event-Date-Timestamp', 'variable_dunwell_attempt'];
function look(frame: Frame): void {
  must(typeof frameHeader(frame, 'Reply-Text') === 'string', 'a header is text');
  const event = frame.type === 'text/event-json' ? jsonEvent(frame.body.toString('utf8')) : plainEvent(frame.body);
  if (event === undefined) return;
  for (const name of HEADERS) { const value = event.get(name); must(value === undefined || typeof value === 'string', 'a value is text or absent'); }
  must(typeof event.body === 'string', 'a body is text');
  const fact = readLegEvent(event, SCOPE);
  if (fact === 'ignored' || fact === 'incomplete' || fact.type === 'up' || fact.type === 'down') return;
  must(Number.isSafeInteger(fact.at), 'an instant is a whole number');
  if ('leg' in fact) must(fact.leg !== '', 'a leg has a name');
  if (fact.type === 'gone') for (const [key, value] of Object.entries(fact.facts)) must(typeof value === 'string' ? value.length <= 64 : Number.isFinite(value), `${key} is bounded`);
  if (fact.type === 'hangup') must(/^[A-Z0-9_]{1,64}$/.test(fact.cause), 'a cause is one of words');
}

const GATEWAYS = '<gateways><gateway><name>carrier1</name><profile>trunks</profile><state>NOREG</state><status>UP</status><to>sip:10.0.0.1</to><proxy>sip:127.0.0.1:5070</proxy><pingfreq>25</pingfreq></gateway></gateways>';
const CHANNELS = { row_count: 1, rows: [{ uuid: '0193a1b2-0000-7000-8000-000000000001', direction: 'inbound', name: 'sofia/trunks/1', b_uuid: '0193a1b2-0000-7000-8000-000000000002', presence_data: '' }] };
const DUMP = { 'Event-Name': 'CHANNEL_DATA', 'Answer-State': 'answered', 'Caller-Channel-Created-Time': '1700000000000000', variable_dunwell_attempt: 'x', variable_x: ['a', 'b'] };

export function eslTargets(): readonly AnyTarget[] {
  const frames = samples();
  const stream = fc.oneof(
    { weight: 5, arbitrary: fc.array(fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...frames) }, { weight: 3, arbitrary: bent(frames) }), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(2_000_000), nasty).map(([length, body]) => `Content-Type: text/event-plain\nContent-Length: ${length}\n\n${body}`) },
    { weight: 1, arbitrary: nasty },
  );
  return [
    target({
      name: 'event socket: frames and events', share: 380,
      input: fc.record({ stream, cuts: fc.array(fc.nat(60_000), { maxLength: 8 }) }),
      run: ({ stream: text, cuts }) => {
        const bytes = Buffer.from(text);
        const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
        const whole = read(bytes, []);
        const sliced = read(bytes, places);
        must(whole.broken === sliced.broken, 'a stream is broken wherever it is cut');
        must(whole.frames.length === sliced.frames.length && whole.frames.every((frame, n) => frame === sliced.frames[n]), 'the same frames wherever it is cut');
      },
    }),
    target({
      name: 'event socket: replies', share: 90,
      input: fc.oneof(
        bentJson([CHANNELS, DUMP]).map((value) => jsonText(value)), bent([JSON.stringify(CHANNELS), JSON.stringify(DUMP), GATEWAYS]), nasty, fc.tuple(fc.constantFrom('-ERR ', '+OK ', '-USAGE: '), nasty).map((parts) => parts.join('')), { weight: 1, arbitrary: pumped(30_000) }, hostile.map((value) => jsonText(value)),
      ),
      run: (text) => {
        for (const row of readChannels(text) ?? []) readDump(text, row);
        readBridges(text);
        for (const gateway of readGateways(text) ?? []) must(typeof gateway.name === 'string' && typeof gateway.up === 'boolean', 'a gateway is a name and a state');
        readDump(text, { leg: 'x', name: 'sofia/trunks/1', direction: 'inbound' });
        for (const reply of [commandReply({ kind: 'reply', text }), originateReply({ kind: 'reply', text }, true)]) {
          if (reply.kind === 'refused') must(reply.why.length <= 140 && !NUMBERLIKE.test(reply.why), 'a reason is short and masked');
          if (reply.kind === 'failed') must(reply.cause.length <= 64, 'a cause is short');
        }
      },
    }),
  ];
}
