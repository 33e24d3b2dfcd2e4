/** The `uuid_…` commands, with the real switch's words, including where it says `+OK` and does nothing. */
import { appStart } from '../app-table.js';
import { hearDigit, queueMessage, runApp, stopApps } from '../apps.js';
import { hold, uuidBridge } from '../bridge.js';
import { causeFrom } from '../causes.js';
import type { Channel } from '../channel.js';
import { hangUp } from '../legs.js';
import { separate } from '../originate-string.js';
import { parkCommand } from '../park.js';
import { maskRecording, startRecording, stopRecording } from '../recording.js';
import { transferInline, transferToExtension } from '../transfer.js';
import { eventFrame, plainText } from '../wire.js';
import type { World } from '../world.js';

const NO_CHANNEL = '-ERR No such channel!\n';
/** A broadcast takes longer to reach the leg than a message. */
const BROADCAST_DELAY = 200;

const USAGE: Readonly<Record<string, string>> = {
  uuid_kill: '<uuid> [cause]', uuid_bridge: '<uuid> <other_uuid>', uuid_transfer: '<uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]',
  uuid_record: '<uuid> [start|stop|mask|unmask] <path> [<limit>] [<recording_vars>]', uuid_broadcast: '<uuid> <path> [aleg|bleg|holdb|both]',
  uuid_getvar: '<uuid> <var>', uuid_setvar: '<uuid> <var> [value]', uuid_setvar_multi: '<uuid> <var>=<value>;<var>=<value>...', uuid_dump: '<uuid> [format]',
  uuid_audio: '<uuid> [start [read|write] [mute|level <level>]|stop]', uuid_break: '<uuid> [all]', uuid_park: '<uuid>', uuid_hold: '[off|toggle] <uuid> [<display>]',
  uuid_send_dtmf: '<uuid> <dtmf_data>', uuid_recv_dtmf: '<uuid> <dtmf_data>',
};

/** Undefined: no such command. */
export function uuidCommand(world: World, name: string, args: string): string | undefined {
  const words = separate(args, ' ', name === 'uuid_setvar' ? 3 : 10);
  const first = words[0];
  const usage = `-USAGE: ${USAGE[name] ?? '<uuid>'}\n`;
  const channel = world.locate(first);
  switch (name) {
    case 'uuid_exists': return String(channel !== undefined);
    case 'uuid_answer': channel?.answerNow?.(); return channel === undefined ? '-ERROR\n' : '+OK\n';
    case 'uuid_kill': {
      if (first === undefined) return usage;
      if (!channel) return NO_CHANNEL;
      kill(world, channel, causeFrom(words[1]));
      return '+OK\n';
    }
    case 'uuid_bridge': {
      const [a, b, alternative] = words;
      if (a === undefined || b === undefined) return usage;
      if (uuidBridge(world, a, b)) return `+OK ${b}\n`;
      if (alternative !== undefined && uuidBridge(world, a, alternative)) return `+OK ${alternative}\n`;
      return '-ERR Invalid uuid\n';
    }
    case 'uuid_park': if (!channel) return NO_CHANNEL; parkCommand(world, channel); return '+OK\n';
    case 'uuid_hold': return holdCommand(world, words, usage);
    case 'uuid_transfer': return words.length < 2 || words.length > 5 ? usage : transfer(world, channel, words);
    case 'uuid_record': return words.length < 3 ? usage : record(world, channel, words, usage);
    case 'uuid_broadcast': return words.length < 2 ? usage : broadcast(world, channel, words);
    case 'uuid_break': if (!channel) return first === undefined ? usage : NO_CHANNEL; stopPlaying(world, channel, words.includes('all')); return '+OK\n';
    case 'uuid_getvar': if (words.length < 2) return usage; return channel ? (channel.variables.get(words[1] ?? '') ?? '_undef_') : NO_CHANNEL;
    case 'uuid_setvar': if (words.length < 2) return usage; if (!channel) return NO_CHANNEL; channel.variables.set(words[1] ?? '', words[2]); return '+OK\n';
    case 'uuid_setvar_multi': return setMany(world, args, usage);
    case 'uuid_dump': {
      if (first === undefined) return usage;
      if (!channel) return NO_CHANNEL;
      const event = world.snapshot(channel);
      return words[1] === 'json' ? eventFrame(event, 'json').replace(/^[^{]*/, '') : plainText(event);
    }
    case 'uuid_audio': return audio(channel, words, usage);
    case 'uuid_send_dtmf': case 'uuid_recv_dtmf': return dtmf(world, channel, name, words, usage);
    default: return undefined;
  }
}

/** Before the answer the leg's thread has to look up first; then it says all at once. */
function kill(world: World, channel: Channel, cause: string): void {
  if (channel.occupation.kind !== 'originating') { hangUp(world, channel, cause, 'us'); return; }
  channel.farEnd?.cancel();
  world.later(world.tick(), () => { hangUp(world, channel, cause, 'self'); });
}

function holdCommand(world: World, words: readonly string[], usage: string): string {
  const [first, second] = words;
  if (first === undefined) return `${usage}-ERR Operation failed\n`;
  const off = first === 'off', toggle = first === 'toggle';
  const channel = world.locate(off || toggle ? second : first);
  // an unknown leg, or one not in a bridge: success all the same
  if (channel?.peer) hold(world, channel, toggle ? !channel.held : !off);
  return '+OK Success\n';
}

function transfer(world: World, channel: Channel | undefined, words: readonly string[]): string {
  if (!channel) return NO_CHANNEL;
  const flag = words[1]?.startsWith('-') === true ? words[1].slice(1) : '';
  const [dest = '', dialplan = 'XML'] = words.slice(flag === '' ? 1 : 2);
  const legs = flag === 'bleg' ? [channel.peer ?? channel] : flag === 'both' && channel.peer ? [channel.peer, channel] : [channel];
  const both = flag === 'both' && channel.peer !== undefined;
  if (both) for (const leg of legs) leg.state = 'CS_INIT';
  for (const leg of legs) {
    if (dialplan === 'inline') transferInline(world, leg, dest);
    else transferToExtension(world, leg, dest);
  }
  return '+OK\n';
}

function record(world: World, channel: Channel | undefined, words: readonly string[], usage: string): string {
  const [, action = '', path = '', limit] = words;
  if (!channel) return '-ERR Cannot locate session!\n';
  const done = (ok: boolean, what: string): string => (ok ? '+OK Success\n' : `-ERR Cannot ${what}!\n`);
  switch (action.toLowerCase()) {
    case 'start': return done(startRecording(world, channel, path, Number(limit) || 0), 'record session');
    case 'stop': return done(stopRecording(world, channel, path), 'stop record session');
    case 'mask': return done(maskRecording(channel, path, true), 'mask recording session');
    case 'unmask': return done(maskRecording(channel, path, false), 'unmask recording session');
    default: return usage;
  }
}

function broadcast(world: World, channel: Channel | undefined, words: readonly string[]): string {
  if (!channel) return '-ERR invalid uuid\n';
  const [, path = '', which = 'aleg'] = words;
  const legs = which === 'both' && channel.peer ? [channel, channel.peer] : which === 'bleg' && channel.peer ? [channel.peer] : [channel];
  const [name, argument] = path.includes('::') ? [path.slice(0, path.indexOf('::')), path.slice(path.indexOf('::') + 2)] : ['playback', path];
  const start = appStart(name);
  for (const leg of legs) {
    if (start) queueMessage(world, leg, () => { runApp(world, leg, { name, argument, start, looped: true }); }, BROADCAST_DELAY);
  }
  return '+OK Message sent\n';
}

function stopPlaying(world: World, channel: Channel, all: boolean): void {
  if (all) channel.messages.length = 0;
  world.later(world.tick(), () => {
    if (channel.isDown()) return;
    if (all) { if (channel.apps.some((app) => app.name !== 'conference' && app.name !== 'eavesdrop')) stopApps(channel, 'break'); } else channel.apps.at(-1)?.stop('break');
  });
}

function setMany(world: World, args: string, usage: string): string {
  const blank = args.indexOf(' ');
  if (blank < 0) return usage;
  const channel = world.locate(args.slice(0, blank));
  if (!channel) return NO_CHANNEL + usage;
  for (const pair of separate(args.slice(blank + 1), ';')) {
    const at = pair.indexOf('=');
    channel.variables.set(at < 0 ? pair : pair.slice(0, at), at < 0 ? undefined : pair.slice(at + 1));
  }
  return '+OK\n';
}

function audio(channel: Channel | undefined, words: readonly string[], usage: string): string {
  if (words.length < 2) return usage;
  if (!channel) return NO_CHANNEL;
  if (words[1] === 'stop') return '+OK\n';
  const ok = words[1] === 'start' && words.length >= 5 && (words[2] === 'read' || words[2] === 'write') && (words[3] === 'mute' || words[3] === 'level');
  return ok ? '+OK\n' : usage;
}

function dtmf(world: World, channel: Channel | undefined, name: string, words: readonly string[], usage: string): string {
  const [uuid = '', digits] = words;
  if (digits === undefined) return usage;
  if (!channel) return '-ERR Cannot locate session!\n';
  const only = digits.split('@')[0] ?? '';
  if (name === 'uuid_send_dtmf') {
    channel.farEnd?.digitsSent(only);
    return `+OK ${uuid} sent DTMF ${digits}.\n`;
  }
  world.later(world.tick(), () => { for (const digit of only) hearDigit(world, channel, digit, 'APP', 2000); });
  return `+OK ${uuid} received DTMF ${digits}.\n`;
}
