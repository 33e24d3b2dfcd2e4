/** `status`, `version`, `uptime`, and the heartbeat that says the same as an event. */
import { VERSION, type World } from '../world.js';

const HUMAN = '1.10.12-release git a88d069 2024-08-02 21:02:27Z 64bit';

function uptimeText(world: World): string {
  let ms = Math.max(0, world.now() - world.startedAt);
  const take = (unit: number): number => { const n = Math.floor(ms / unit); ms -= n * unit; return n; };
  const day = 86_400_000;
  const parts: readonly (readonly [string, number])[] = [['year', 365 * day], ['day', day], ['hour', 3_600_000], ['minute', 60_000], ['second', 1000], ['millisecond', 1]];
  const said = parts.map(([name, unit]) => { const n = take(unit); return `${n} ${name}${n === 1 ? '' : 's'}`; });
  return `${said.join(', ')}, 0 microseconds`;
}

export function status(world: World): string {
  const now = world.channels.size;
  return `UP ${uptimeText(world)}\nFreeSWITCH (Version ${HUMAN}) is ready\n${world.sessionsSinceStart} session(s) since startup\n` +
    `${now} session(s) - peak ${world.peakSessions}, last 5min ${world.peakSessions} \n${world.lastPerSecond} session(s) per Sec out of max ${world.settings.sessionsPerSecond}, peak ${world.peakPerSecond}, last 5min ${world.peakPerSecond} \n` +
    `${world.settings.maxSessions} session(s) max\nmin idle cpu 0.00/80.00\nCurrent Stack Size/Max 240K/8192K\n`;
}

export const version = (args: string): string => (args === 'short' ? '1.10.12-release\n' : `FreeSWITCH Version ${VERSION} (git a88d069 2024-08-02 21:02:27Z 64bit)\n`);

const UNITS: Readonly<Record<string, number>> = {
  '': 1000, us: 0.001, microseconds: 0.001, ms: 1, milliseconds: 1, s: 1000, seconds: 1000, m: 60_000, minutes: 60_000, h: 3_600_000, hours: 3_600_000, d: 86_400_000, days: 86_400_000,
};

export function uptime(world: World, args: string): string {
  const unit = UNITS[args.toLowerCase()];
  if (unit === undefined) return '-USAGE: [us|ms|s|m|h|d|microseconds|milliseconds|seconds|minutes|hours|days]\n';
  return `${Math.floor((world.now() - world.startedAt) / unit)}\n`;
}

export function heartbeat(world: World): void {
  world.announce('HEARTBEAT', [
    ['Event-Info', 'System Ready'], ['Up-Time', uptimeText(world)], ['FreeSWITCH-Version', VERSION], ['Uptime-msec', String(world.now() - world.startedAt)],
    ['Session-Count', String(world.channels.size)], ['Max-Sessions', String(world.settings.maxSessions)], ['Session-Per-Sec', String(world.settings.sessionsPerSecond)],
    ['Session-Per-Sec-Last', String(world.lastPerSecond)], ['Session-Per-Sec-Max', String(world.peakPerSecond)], ['Session-Per-Sec-FiveMin', String(world.peakPerSecond)],
    ['Session-Since-Startup', String(world.sessionsSinceStart)], ['Session-Peak-Max', String(world.peakSessions)], ['Session-Peak-FiveMin', String(world.peakSessions)], ['Idle-CPU', '80.000000'],
  ]);
}
