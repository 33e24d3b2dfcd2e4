/**
 * The other side of the node bench, in a process of its own: the simulated switch on TCP and a city behind it that lives
 * faster than life. Says its port when it listens, and what it saw when asked.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { seededDice, systemClock } from '../../src/adapters/system/index.js';
import { Neighbourhood } from '../../src/boot/demo/met.js';
import type { CalleeModel } from '../../src/sim/callees/model.js';
import { Population } from '../../src/sim/callees/population.js';
import { imaginaryFiles, startSimulatedSwitch } from '../../src/sim/switch/index.js';

export const SWITCH_NODE = 'bench';
export const PASSWORD = 'bench-password';
export const DOMAIN = 'bench.test';
export const FIRST_PHONE = 1000;
export const GATEWAYS = ['bench-1', 'bench-2', 'bench-3'] as const;

/** What the switch saw since it started; instants of INVITEs are of this machine's clock. */
export interface SwitchSaw { readonly invites: readonly number[]; readonly cpuSeconds: number; readonly loopDelayP99Ms: number }
export type FromSwitch = { readonly type: 'port'; readonly port: number } | { readonly type: 'saw'; readonly saw: SwitchSaw };

/** Ring, talk and announcements this many times faster; people's patience stays as it is. */
const SPEED = 8;
/** About one call in two is answered; one in twelve by a machine. */
const city = (): CalleeModel => new Neighbourhood(new Population({
  seed: 'node bench',
  settings: { answerByHour: Array.from({ length: 24 }, () => 0.5), willingnessSpread: 0.3, fatigue: 1, voicemail: 0.15, talk: [80_000, 0.6], answerAfter: [11_000, 0.4], voicemailAfter: [20_000, 0.2] },
}), SPEED);

export async function runSwitch(agents: number): Promise<void> {
  const invites: number[] = [];
  const inner = city();
  const callees: CalleeModel = { behaviour: (number, at) => { invites.push(Date.now()); return inner.behaviour(number, at); } };
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const simulated = await startSimulatedSwitch({
    host: '127.0.0.1', port: 0, password: PASSWORD, clock: systemClock({ onError: (error) => { console.error('simulated switch:', error); } }), dice: seededDice(7), callees,
    users: Array.from({ length: agents }, (_, n) => ({ name: String(FIRST_PHONE + n), domain: DOMAIN })),
    gateways: GATEWAYS.map((name) => ({ name, proxy: '127.0.0.1:5070' })),
    settings: { hostname: SWITCH_NODE, maxSessions: 5000, sessionsPerSecond: 500 },
    files: imaginaryFiles(4000),
  });
  delay.enable();
  process.on('message', (asked) => {
    if (asked === 'reset') { delay.reset(); return; }
    const { user, system } = process.cpuUsage();
    say({ type: 'saw', saw: { invites, cpuSeconds: (user + system) / 1e6, loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 10) } });
  });
  process.on('disconnect', () => { process.exit(); });
  say({ type: 'port', port: simulated.port });
}
function say(message: FromSwitch): void { process.send?.(message); }

const agents = process.env['BENCH_SWITCH_AGENTS'];
if (agents !== undefined) await runSwitch(Number(agents));
