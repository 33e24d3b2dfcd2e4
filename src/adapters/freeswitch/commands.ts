/**
 * Every command this adapter sends besides originate, as the exact lines of the protocol. Arguments go through escape.ts.
 * It must not know the connection, nor what the replies mean.
 */
import type { HangupCause, LegVariable } from '../../app/ports/switch.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { LegId, Millis } from '../../core/units.js';
import { conferenceName, digits, recordingPath, setvarValue, soundFile, uuid } from './escape.js';
import { DEAD_MAN_CAUSE, deadManSeconds } from './originate.js';

/** The lines of one command. */
export type Command = readonly string[];

const onLeg = (leg: LegId, build: (leg: string) => Command): Result<Command> => {
  const checked = uuid(leg);
  return checked.ok ? ok(build(checked.value)) : checked;
};

export function bridge(leg: LegId, other: LegId): Result<Command> {
  const second = uuid(other);
  return second.ok ? onLeg(leg, (id) => [`api uuid_bridge ${id} ${second.value}`]) : second;
}
export const answer = (leg: LegId) => onLeg(leg, (id) => [`api uuid_answer ${id}`]);
export const park = (leg: LegId) => onLeg(leg, (id) => [`api uuid_park ${id}`]);
export const kill = (leg: LegId, cause: HangupCause) => onLeg(leg, (id) => [`api uuid_kill ${id} ${cause}`]);
export const hold = (leg: LegId, on: boolean) => onLeg(leg, (id) => [on ? `api uuid_hold ${id}` : `api uuid_hold off ${id}`]);
export const stopPlaying = (leg: LegId) => onLeg(leg, (id) => [`api uuid_break ${id} all`]);
export const exists = (leg: LegId) => onLeg(leg, (id) => [`api uuid_exists ${id}`]);
export const dump = (leg: LegId) => onLeg(leg, (id) => [`api uuid_dump ${id} json`]);
export const disarm = (leg: LegId) => onLeg(leg, (id) => [`api sched_del ${id}`]);
export const arm = (leg: LegId, after: Millis) => onLeg(leg, (id) => [`api sched_hangup +${deadManSeconds(after)} ${id} ${DEAD_MAN_CAUSE}`]);
/** `digit`: one that FreeSWITCH's eavesdrop obeys. */
export const pressOnOurSide = (leg: LegId, digit: '0' | '2' | '3') => onLeg(leg, (id) => [`api uuid_recv_dtmf ${id} ${digit}`]);

export function sendDigits(leg: LegId, text: string): Result<Command> {
  const checked = digits(text);
  return checked.ok ? onLeg(leg, (id) => [`api uuid_send_dtmf ${id} ${checked.value}`]) : checked;
}

export const recordStereo = (leg: LegId) => onLeg(leg, (id) => [`api uuid_setvar ${id} RECORD_STEREO true`]);
export function record(leg: LegId, action: 'start' | 'stop' | 'mask' | 'unmask', path: string): Result<Command> {
  const checked = recordingPath(path);
  return checked.ok ? onLeg(leg, (id) => [`api uuid_record ${id} ${action} ${checked.value}`]) : checked;
}

export function setVariable(leg: LegId, name: LegVariable, value: string): Result<Command> {
  const checked = setvarValue(value);
  return checked.ok ? onLeg(leg, (id) => [`api uuid_setvar ${id} ${name} ${checked.value}`.trimEnd()]) : checked;
}

/** Moves one leg; `inline` runs the application without a dialplan. */
export function toConference(leg: LegId, conference: string): Result<Command> {
  const name = conferenceName(conference);
  return name.ok ? onLeg(leg, (id) => [`api uuid_transfer ${id} conference:${name.value}@default inline`]) : name;
}

const execute = (id: string, application: string, argument: string): Command => [
  `sendmsg ${id}`, 'call-command: execute', `execute-app-name: ${application}`, `execute-app-arg: ${argument}`,
];
/** Without the lock the next application starts at once and cuts this one off at 0 ms. */
const inTurn = (command: Command): Command => [...command, 'event-lock: true'];

export function eavesdrop(supervisor: LegId, target: LegId): Result<Command> {
  const checked = uuid(target);
  return checked.ok ? onLeg(supervisor, (id) => execute(id, 'eavesdrop', checked.value)) : checked;
}

/** One command per file, in order, and a hang-up behind them. */
export function play(leg: LegId, files: readonly string[], thenHangup: boolean): Result<readonly Command[]> {
  const id = uuid(leg);
  if (!id.ok) return id;
  if (files.length === 0 || files.length > 20) return fail('BAD_FILES', '1 to 20 files can be played');
  const commands: Command[] = [];
  for (const file of files) {
    const sound = soundFile(file);
    if (!sound.ok) return sound;
    commands.push(inTurn(execute(id.value, 'playback', sound.value)));
  }
  if (thenHangup) commands.push(inTurn(execute(id.value, 'hangup', 'NORMAL_CLEARING')));
  return ok(commands);
}

export const ALL_CHANNELS: Command = ['api show channels as json'];
export const ALL_BRIDGES: Command = ['api show bridged_calls as json'];
export const ALL_GATEWAYS: Command = ['api sofia xmlstatus gateway'];
