/** The simulated switch of a first run: a real event socket on a free loopback port, with trunks, desk phones and a city behind it. */
import { randomBytes } from 'node:crypto';
import { seededDice } from '../adapters/system/index.js';
import type { Clock, Log } from '../app/ports/system.js';
import type { Config } from '../config.js';
import { Population } from '../sim/callees/population.js';
import { diskFiles, startSimulatedSwitch, type MediaFiles, type SimulatedSwitch } from '../sim/switch/index.js';
import { Neighbourhood } from './demo/met.js';

export const SIM_NODE = 'sim';
export const SIM_GATEWAYS = ['sim-carrier-1', 'sim-carrier-2'] as const;
/** Desk phones that count as registered: 1000 is the person's, the others the simulated collectors'. */
const PHONES = 300;
export const FIRST_PHONE = 1000;

export interface Simulation { readonly switch: SimulatedSwitch; readonly password: string; readonly neighbourhood: Neighbourhood }

export async function simulate(config: Config, clock: Clock, log: Log): Promise<Simulation> {
  const password = randomBytes(16).toString('hex');
  const neighbourhood = new Neighbourhood(new Population({
    seed: config.simSeed, settings: { talk: [45_000, 0.8], answerAfter: [6500, 0.4], voicemailAfter: [16_000, 0.15] },
  }), config.simSpeed);
  const simulated = await startSimulatedSwitch({
    host: '127.0.0.1', port: 0, password, clock, dice: seededDice(config.simSeed), callees: neighbourhood, log: log.child({ part: 'simulated switch' }),
    users: Array.from({ length: PHONES }, (_, n) => ({ name: String(FIRST_PHONE + n), domain: config.deskDomain })),
    gateways: SIM_GATEWAYS.map((name) => ({ name, proxy: '127.0.0.1:5070' })),
    settings: { hostname: SIM_NODE, maxSessions: config.maxSessions, sessionsPerSecond: Math.max(1, Math.round(config.sessionsPerSecond)) },
    files: files(config),
  });
  return { switch: simulated, password, neighbourhood };
}

/** Recordings are written as real (silent) files; messages nobody has recorded yet count as there, four seconds long. */
function files(config: Config): MediaFiles {
  const disk = diskFiles({ under: [config.recordings] });
  return { ...disk, playLength: (path) => disk.playLength(path) ?? (path.startsWith(config.sounds) ? 4000 : undefined) };
}
