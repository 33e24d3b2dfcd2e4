/** Playing sounds on a leg: how long a sound is, PLAYBACK_START and PLAYBACK_STOP, and collecting digits over a prompt. */
import type { Timer } from '../../app/ports/system.js';
import type { Millis } from '../../core/units.js';
import { hearQueuedDigits, type AppStart, type Stopper } from './apps.js';
import type { Channel } from './channel.js';
import { SAMPLE_RATE } from './media-files.js';
import { separate } from './originate-string.js';
import type { World } from './world.js';

const FOREVER: Millis = 86_400_000;

/** Length of what a playback names; undefined: FILE NOT FOUND. */
export function soundLength(world: World, text: string): Millis | undefined {
  const sound = text.replace(/^\{[^}]*\}/, '');
  if (sound.startsWith('silence_stream://')) {
    const ms = Number(/^-?\d+/.exec(sound.slice(17))?.[0] ?? 0);
    return ms < 0 ? FOREVER : ms;
  }
  if (sound.startsWith('tone_stream://')) {
    if (/loops=-1/.test(sound)) return FOREVER;
    let ms = 0;
    for (const m of sound.matchAll(/%\((\d+),(\d+)/g)) ms += Number(m[1]) + Number(m[2]);
    return ms * Number(/loops=(\d+)/.exec(sound)?.[1] ?? 1);
  }
  if (sound.startsWith('file_string://')) {
    let total = 0;
    for (const part of separate(sound.slice(14), '!')) total += soundLength(world, part) ?? 0;
    return total > 0 ? total : undefined;
  }
  return world.files.playLength(sound);
}

export interface Playing { stop(status: 'done' | 'break'): void; pause(): void; resume(): void }

/** Plays one sound; `ended` hears how: `done` or `break`. Undefined: there is no such sound. */
export function play(world: World, channel: Channel, sound: string, ended: (status: 'done' | 'break') => void): Playing | undefined {
  const length = soundLength(world, sound);
  if (length === undefined) return undefined;
  const from = world.now();
  world.emit('PLAYBACK_START', channel, { after: [['Playback-File-Path', sound]] });
  channel.farEnd?.playing(true);
  let over = false;
  const end = (status: 'done' | 'break'): void => {
    if (over) return;
    over = true;
    timer.cancel();
    const ms = world.now() - from;
    const samples = String(Math.floor((ms * SAMPLE_RATE) / 1000));
    for (const name of ['playback_last_offset_pos', 'playback_seconds', 'playback_ms', 'playback_samples']) channel.variables.set(name, undefined);
    channel.variables.setAll([['playback_last_offset_pos', samples], ['playback_seconds', String(Math.floor(ms / 1000))], ['playback_ms', String(ms)], ['playback_samples', samples]]);
    world.emit('PLAYBACK_STOP', channel, { after: [['Playback-File-Path', sound], ['Playback-Status', status]] });
    channel.farEnd?.playing(false);
    ended(status);
  };
  let timer: Timer = world.later(length, () => { if (!channel.isDown()) end('done'); });
  let left = length;
  let since = from;
  return {
    stop: end,
    pause: () => { timer.cancel(); left -= world.now() - since; },
    resume: () => {
      if (over) return;
      since = world.now();
      timer = world.later(Math.max(0, left), () => { if (!channel.isDown()) end('done'); });
    },
  };
}

/** The `playback` application: a `*` (or another of `playback_terminators`) cuts it. */
export const playback: AppStart = ({ world, channel, argument, done }) => {
  let how = 'FILE PLAYED';
  const playing = play(world, channel, argument, () => { done(how); });
  if (!playing) { done('FILE NOT FOUND'); return undefined; }
  const terminators = channel.variables.get('playback_terminators') ?? '*';
  return {
    readsDigits: true,
    stop: (why) => {
      if (why === 'redirect') how = 'PLAYBACK ERROR';
      playing.stop(why === 'break' ? 'break' : 'done');
    },
    pause: () => { playing.pause(); },
    resume: () => { playing.resume(); },
    digit: (digit) => {
      if (terminators === 'none' || (terminators !== 'any' && !terminators.includes(digit))) return false;
      channel.variables.set('playback_terminator_used', digit);
      playing.stop('break');
      return true;
    },
  };
};

/** `play_and_get_digits min max tries timeout terminators file invalid variable regexp digit-timeout`. */
export const playAndGetDigits: AppStart = ({ world, channel, argument, done }) => {
  const [min = '1', max = '1', tries = '1', timeout = '5000', terminators = '#', file = '', invalid = '', variable = 'digits', regexp = '', digitTimeout] = separate(argument, ' ');
  const rule = safeRegExp(regexp);
  let left = Math.max(1, Number(tries));
  let got = '';
  let playing: Playing | undefined;
  let timer: Timer | undefined;
  let over = false;
  let listening = false;
  const finish = (result: string, value?: string): void => {
    if (over) return;
    over = true;
    timer?.cancel();
    playing?.stop('break');
    channel.variables.set('read_result', result);
    channel.variables.set(variable, value);
    done();
  };
  const fail = (): void => {
    listening = false;
    left--;
    channel.variables.set('read_result', 'failure');
    const again = (): void => { if (over) return; if (left > 0) attempt(); else finish('failure'); };
    playing = invalid === '' ? undefined : play(world, channel, invalid, again);
    if (!playing) again();
  };
  const judge = (): void => {
    timer?.cancel();
    if (got.length >= Number(min) && (!rule || rule.test(got))) finish('success', got);
    else fail();
  };
  const attempt = (): void => {
    got = '';
    listening = true;
    channel.variables.set('read_result', undefined);
    const wait = (): void => { if (over || !listening || got !== '') return; timer = world.later(Number(timeout), judge); };
    playing = play(world, channel, file, wait);
    if (!playing) wait();
    hearQueuedDigits(world, channel, stopper);
  };
  const stopper: Stopper = {
    get readsDigits() { return listening; },
    stop: () => { finish('failure'); },
    digit: (digit) => {
      if (!listening || over) return false;
      timer?.cancel();
      const current = playing;
      playing = undefined;
      if (terminators.includes(digit)) { current?.stop('break'); judge(); return true; }
      got += digit;
      current?.stop('break');
      if (got.length >= Number(max)) judge();
      else timer = world.later(Number(digitTimeout ?? timeout), judge);
      return true;
    },
  };
  attempt();
  return stopper;
};

function safeRegExp(text: string): RegExp | undefined {
  if (text === '') return undefined;
  try { return new RegExp(`^(?:${text})$`); } catch { return undefined; }
}
