/** The switch's commands by name: what `api` and `bgapi` run. Each gives its text at once, or later through `reply`. */
import type { World } from '../world.js';
import { conferenceCommand } from '../conference.js';
import { originate } from '../originate.js';
import { causeFrom } from '../causes.js';
import { hangUp } from '../legs.js';
import { schedHangup } from '../app-table.js';
import { separate } from '../originate-string.js';
import { uuidCommand } from './uuid.js';
import { show } from './show.js';
import { sofia } from './sofia.js';
import { status, uptime, version } from './status.js';

/** Calls `reply` exactly once, at once or later. */
export function runCommand(world: World, name: string, args: string, reply: (text: string) => void): void {
  if (name === 'originate') { originate(world, args, reply); return; }
  reply(immediate(world, name, args));
}

function immediate(world: World, name: string, args: string): string {
  if (name.startsWith('uuid_')) return uuidCommand(world, name, args) ?? unknown(name);
  switch (name) {
    case 'status': return status(world);
    case 'version': return version(args);
    case 'uptime': return uptime(world, args);
    case 'show': return show(world, args);
    case 'sofia': return sofia(world, args);
    case 'conference': return conferenceCommand(world, args);
    case 'hupall': return hupall(world, args);
    case 'global_getvar': {
      const globals: Readonly<Record<string, string>> = { ...world.settings.globals, core_uuid: world.coreUuid };
      return args === '' ? Object.entries(globals).map(([k, v]) => `${k}=${v}\n`).join('') : (globals[args] ?? '');
    }
    case 'hostname': return world.settings.hostname;
    case 'sched_hangup': return schedule(world, args);
    case 'sched_del': return `+OK Deleted: ${world.tasks.remove(args)}\n`;
    case 'create_uuid': return world.uuid();
    case 'strepoch': return String(Math.floor(world.now() / 1000));
    case 'strftime': return new Date(world.now()).toISOString();
    case 'echo': return args;
    case 'reloadxml': return '+OK [Success]\n';
    case 'module_exists': return 'true';
    case 'fsctl': return fsctl(world, args);
    default: return unknown(name);
  }
}

const unknown = (name: string): string => `-ERR ${name} Command not found!\n`;

function hupall(world: World, args: string): string {
  const words = separate(args, ' ');
  const cause = words[0] === undefined ? 'MANAGER_REQUEST' : causeFrom(words[0]);
  const [, variable, value] = words;
  for (const channel of [...world.channels.values()]) {
    if (variable !== undefined && value !== undefined && channel.variables.get(variable) !== value) continue;
    hangUp(world, channel, cause, 'us');
  }
  if (variable !== undefined && value !== undefined) return `+OK hangup all channels matching [${variable}]=[${value}] with cause: ${cause}\n`;
  return `+OK hangup all channels with cause ${cause}\n`;
}

function schedule(world: World, args: string): string {
  const [when, uuid, cause] = separate(args, ' ');
  if (when === undefined) return '-USAGE: [+]<time> <uuid> [<cause>]\n';
  const channel = world.locate(uuid);
  if (!channel) return '-ERR No such channel!\n';
  schedHangup(world, channel, [when, cause ?? '']);
  return '+OK\n';
}

function fsctl(world: World, args: string): string {
  if (args.startsWith('max_sessions')) return `+OK max sessions: ${world.settings.maxSessions}\n`;
  if (args.startsWith('sps')) return `+OK sessions per second: ${world.settings.sessionsPerSecond}\n`;
  return '+OK\n';
}
