/**
 * The simulated switch as a process of its own, to be killed: argument {port, password, users, heard} as JSON. What happens on its
 * legs is appended to `heard` line by line, so that it is there after the death; the parent hears `{port}` when it listens.
 */
import { appendFileSync } from 'node:fs';
import { seededDice, systemClock } from '../../../src/adapters/system/index.js';
import { refusal, type CalleeScript } from '../../../src/sim/callees/model.js';
import { imaginaryFiles, startSimulatedSwitch } from '../../../src/sim/switch/index.js';

export interface SwitchJob { readonly port: number; readonly password: string; readonly domain: string; readonly users: readonly string[]; readonly heard: string }
const HEARD = new Set(['CHANNEL_CREATE', 'CHANNEL_ANSWER', 'CHANNEL_PARK', 'CHANNEL_UNPARK', 'CHANNEL_BRIDGE', 'CHANNEL_UNBRIDGE', 'CHANNEL_HANGUP', 'CHANNEL_EXECUTE', 'PLAYBACK_START']);

/** By the number: half of them answer and talk for some seconds, some are busy, some let it ring; each third would talk for a minute. People wait 10 s for somebody. */
function behaviour(number: string): CalleeScript {
  const n = number.split('').reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) % 10_007, 7);
  if (n % 20 < 4) return refusal(486, 'Busy Here', 300);
  if (n % 20 < 8) return { kind: 'silent', progress: { after: 100, earlyMedia: false }, end: { kind: 'refuse', after: 2_500, status: 480, phrase: 'Temporarily Unavailable' } };
  return { kind: 'human', progress: { after: 100, earlyMedia: false }, end: { kind: 'answer', after: 400 + (n % 900) }, answered: { patience: 10_000, talk: n % 3 === 0 ? 60_000 : 1_500 + (n % 4_000) } };
}

const job = JSON.parse(process.argv[2] ?? '') as SwitchJob;
const simulated = await startSimulatedSwitch({
  host: '127.0.0.1', port: job.port, password: job.password, clock: systemClock({ onError: (error) => { console.error(error); } }), dice: seededDice(11),
  callees: { behaviour }, users: job.users.map((name) => ({ name, domain: job.domain })), gateways: [{ name: 'carrier1', proxy: '127.0.0.1:5070' }],
  settings: { hostname: 'fs1', maxSessions: 2000, sessionsPerSecond: 200 }, files: imaginaryFiles(2_500),
});
simulated.world.onEvent((event) => {
  if (!HEARD.has(event.name)) return;
  const of = (name: string): string => event.header(name) ?? '';
  appendFileSync(job.heard, `${JSON.stringify({
    name: event.name, leg: of('Bridge-A-Unique-ID') || of('Unique-ID'), kind: of('variable_dunwell_kind'), dest: of('Caller-Destination-Number'), other: of('Bridge-B-Unique-ID') || of('Other-Leg-Unique-ID'),
    at: Number(of('Event-Date-Timestamp')) / 1000, attempt: of('variable_dunwell_attempt'),
  })}\n`);
});
process.on('disconnect', () => { process.exit(); });
process.send?.({ port: simulated.port });
