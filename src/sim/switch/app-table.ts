/** The applications this switch knows, by name. An unknown one hangs the leg up, as in the real switch. */
import { runApp, type AppStart, type Stopper } from './apps.js';
import type { Channel } from './channel.js';
import { causeFrom } from './causes.js';
import { conference } from './conference.js';
import { hangUp } from './legs.js';
import { playAndGetDigits, playback } from './playback.js';
import { startRecording, stopRecording } from './recording.js';
import { separate } from './originate-string.js';
import type { World } from './world.js';

const idle = (stop: () => void): Stopper => ({ readsDigits: true, stop });

/** Runs and is over: an application that needs no time. */
const instant = (act: (world: World, channel: Channel, argument: string) => void): AppStart => ({ world, channel, argument, done }) => {
  act(world, channel, argument);
  done();
  return undefined;
};

/** Stays until something ends it. */
const lasting: AppStart = ({ done }) => idle(() => { done(); });

const TABLE: Readonly<Record<string, AppStart>> = {
  playback,
  endless_playback: playback,
  play_and_get_digits: playAndGetDigits,
  conference,
  echo: lasting,
  sleep: ({ world, argument, done }) => {
    const timer = world.later(Number(argument) || 0, () => { done(); });
    return idle(() => { timer.cancel(); done(); });
  },
  eavesdrop: ({ world, channel, argument, done }) => eavesdrop(world, channel, argument, done),
  sched_hangup: instant((world, channel, argument) => { schedHangup(world, channel, separate(argument, ' ')); }),
  hangup: instant((world, channel, argument) => { world.later(0, () => { hangUp(world, channel, causeFrom(argument), 'self'); }); }),
  answer: instant((_world, channel) => { channel.answerNow?.(); }),
  pre_answer: instant(() => undefined),
  ring_ready: instant(() => undefined),
  set: instant((_world, channel, argument) => { assign(channel, argument); }),
  export: instant((_world, channel, argument) => { assign(channel, argument); }),
  multiset: instant((_world, channel, argument) => { for (const one of separate(argument, ' ')) assign(channel, one); }),
  unset: instant((_world, channel, argument) => { channel.variables.set(argument, undefined); }),
  record_session: instant((world, channel, argument) => { const [path = argument, limit] = argument.split('+'); startRecording(world, channel, path, Number(limit) || 0); }),
  stop_record_session: instant((world, channel, argument) => { stopRecording(world, channel, argument); }),
  send_dtmf: instant((_world, channel, argument) => { channel.farEnd?.digitsSent(argument); }),
  start_dtmf: instant(() => undefined),
  stop_dtmf: instant(() => undefined),
  log: instant(() => undefined),
  info: instant(() => undefined),
  avmd_start: instant((world, channel) => { avmd(world, channel); }),
  avmd_stop: instant(() => undefined),
};

export function appStart(name: string): AppStart | undefined {
  return Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
}

function assign(channel: Channel, text: string): void {
  const at = text.indexOf('=');
  if (at > 0) channel.variables.set(text.slice(0, at), text.slice(at + 1));
}

/** `sched_hangup +N CAUSE`. Due on a whole second of the wall clock and seen within half a second: up to 1 s early, 0.5 s late. */
export function schedHangup(world: World, channel: Channel, words: readonly string[]): void {
  const [when = '', cause] = words;
  const seconds = Number.parseInt(when.replace(/^\+/, ''), 10);
  if (Number.isNaN(seconds)) return;
  const why = cause === undefined || cause === '' ? 'ALLOTTED_TIMEOUT' : causeFrom(cause);
  if (when.startsWith('+') && seconds === 0) { hangUp(world, channel, why, 'us'); return; }
  const due = when.startsWith('+') ? (Math.floor(world.now() / 1000) + seconds) * 1000 : seconds * 1000;
  world.tasks.add(channel.uuid, 'switch_ivr_schedule_hangup', Math.max(0, due - world.now()) + world.dice.next() * 500, () => { hangUp(world, channel, why, 'us'); });
}

/** `execute_on_answer`, `execute_on_answer_1` …: `app arg` or `app::arg`; `api_on_answer`: a command. */
export function executeOnAnswer(world: World, channel: Channel): void {
  for (const [name, value] of channel.variables.entries()) {
    if (name.startsWith('execute_on_answer')) {
      const [, app = '', argument = ''] = /^([^ :]+)(?:::| )?(.*)$/s.exec(value) ?? [];
      const start = appStart(app);
      if (start) runApp(world, channel, { name: app, argument, start });
      else hangUp(world, channel, 'DESTINATION_OUT_OF_ORDER', 'self');
    } else if (name.startsWith('api_on_answer')) {
      const [command, ...words] = separate(value, ' ');
      if (command === 'sched_hangup') {
        const target = world.locate(words[1]);
        if (target) schedHangup(world, target, [words[0] ?? '', words[2] ?? '']);
      }
    }
  }
}

/** Listens in on a leg, until either goes. Digits 0 to 3 say who hears the supervisor. */
function eavesdrop(world: World, channel: Channel, target: string, done: () => void): Stopper | undefined {
  const heard = world.locate(target);
  if (!heard) { done(); return undefined; }
  channel.readL16 = true;
  const watch = world.clock.every(200, () => {
    if (world.channels.get(channel.uuid) !== channel) watch.cancel();
    else if (world.locate(target) === undefined) stopper.stop();
  });
  const stopper = {
    readsDigits: true,
    stop: () => {
      watch.cancel();
      channel.readL16 = false;
      done();
    },
    digit: (digit: string) => '0123'.includes(digit),
  };
  world.later(1, () => {
    if (!channel.isDown()) channel.variables.setAll([['last_sent_callee_id_name', heard.profile.callerName], ['last_sent_callee_id_number', heard.profile.callerNumber]]);
  });
  return stopper;
}

function avmd(world: World, channel: Channel): void {
  world.emit('CUSTOM', channel, { subclass: 'avmd::start', variant: 'avmd', bare: true, after: [['AVMD-Start', 'true']] });
}
