/** Changes of one leg's state that several subjects share: state and call state with their `show` row, times, and the hang-up itself. */
import type { Channel, ShowRow } from './channel.js';
import { cdrVariables, rtpVariables } from './cdr-variables.js';
import { onBye } from './sip-variables.js';
import { q850Of } from './causes.js';
import { stopAllRecordings } from './recording.js';
import type { CallState, ChannelState } from './states.js';
import type { World } from './world.js';

/** Both the state asked for and the one that runs. */
export function enter(channel: Channel, state: ChannelState): void {
  channel.state = state;
  channel.running = state;
  if (channel.row) channel.row.state = state;
}

export function setCallState(channel: Channel, callState: CallState): void {
  channel.callState = callState;
  if (channel.row) channel.row.callState = callState;
}

/** The row as the switch writes it when the leg's caller profile is known or has changed. */
export function freshRow(channel: Channel): ShowRow {
  const p = channel.profile;
  return {
    state: channel.running, callState: channel.callState, callerName: p.callerName, callerNumber: p.callerNumber, ip: channel.direction === 'inbound' ? p.networkAddr : '',
    dest: p.destination, application: '', applicationData: '', calleeName: p.calleeName, calleeNumber: p.calleeNumber,
    calleeDirection: channel.direction === 'inbound' ? '' : 'RECV', callUuid: channel.direction === 'inbound' ? '' : channel.uuid, sentCalleeName: '', sentCalleeNumber: '',
  };
}

/** An outbound leg becomes the caller once it is up, and again when it enters a dialplan after having been a bridge's second leg. */
export function flipCallerId(channel: Channel): void {
  const p = channel.profile;
  const { callerName, callerNumber } = p;
  p.callerName = p.calleeName;
  p.callerNumber = p.calleeNumber;
  p.calleeName = callerName;
  p.calleeNumber = callerNumber;
  channel.variables.setAll([['pre_transfer_caller_id_name', callerName], ['pre_transfer_caller_id_number', callerNumber], ['channel_cid_flipped', 'yes']]);
  channel.profileChanged();
}

/** Who ended it: the far end's BYE or CANCEL, a command of ours, the leg's own thread, the far end's refusal of an INVITE. */
export type HangupBy = 'far' | 'cancel' | 'us' | 'self' | 'refused';

/**
 * Hangs up a leg. CHANNEL_HANGUP is said at once; the rest when its thread looks up (`us`) or in the same breath
 * (all others). A leg already going is left alone.
 */
export function hangUp(world: World, channel: Channel, cause: string, by: HangupBy): void {
  if (channel.isDown()) return;
  if (by === 'far') channel.variables.setAll(onBye(cause, q850Of(cause)));
  if (by === 'cancel') channel.variables.setAll([['sip_hangup_disposition', 'recv_cancel'], ['sip_term_status', '487'], ['proto_specific_hangup_cause', 'sip:487'], ['sip_term_cause', '487']]);
  channel.cause = cause;
  channel.state = 'CS_HANGUP';
  channel.answerState = 'hangup';
  tellPartner(world, channel, cause);
  world.emit('CHANNEL_HANGUP', channel);
  if (by === 'far') channel.variables.set('sip_hangup_disposition', 'recv_bye');
  channel.farEnd?.cancel();
  if (by === 'us') {
    world.later(world.tick(), () => { finish(world, channel, by); });
  } else {
    finish(world, channel, by);
  }
}

/** The leg it was last introduced to hears why, as variables. */
function tellPartner(world: World, channel: Channel, cause: string): void {
  const partner = world.locate(channel.variables.get('signal_bond'));
  partner?.variables.set('last_bridge_hangup_cause', cause);
  const specific = channel.variables.get('proto_specific_hangup_cause');
  if (specific !== undefined) partner?.variables.set('last_bridge_proto_specific_hangup_cause', specific);
  if (channel.occupation.kind === 'bridge-a') channel.variables.set('last_bridge_role', 'originator');
  if (channel.occupation.kind === 'bridge-b') channel.variables.set('last_bridge_role', 'originatee');
}

function finish(world: World, channel: Channel, by: HangupBy): void {
  channel.occupation.leave('hangup');
  complete(world, channel, by);
}

/** The last words of a leg, after what it was doing has said its own. */
export function complete(world: World, channel: Channel, by: HangupBy): void {
  const cause = channel.cause ?? 'NORMAL_CLEARING';
  channel.profile.times.hungUp = world.micros();
  channel.profileChanged();
  if (channel.recordings.size > 0) {
    channel.running = 'CS_HANGUP';
    stopAllRecordings(world, channel);
  }
  world.tasks.remove(channel.uuid);
  channel.variables.setAll(cdrVariables(channel, cause));
  if (by === 'us' || by === 'self') {
    const answered = channel.isAnswered;
    channel.variables.set('sip_hangup_disposition', answered ? 'send_bye' : channel.direction === 'inbound' ? 'send_refuse' : 'send_cancel');
    if (!answered && cause === 'LOSE_RACE') channel.variables.set('call_completed_elsewhere', 'true');
    if (!answered && channel.direction === 'outbound') channel.variables.setAll([['sip_invite_failure_status', '487'], ['sip_invite_failure_phrase', 'CANCEL']]);
  }
  const mediaFrom = channel.profile.times.progressMedia > 0 ? channel.profile.times.progressMedia : channel.profile.times.answered;
  if (mediaFrom > 0) channel.variables.setAll(rtpVariables((channel.profile.times.hungUp - mediaFrom) / 1000));
  setCallState(channel, 'HANGUP');
  channel.running = 'CS_REPORTING';
  channel.state = 'CS_REPORTING';
  channel.row = undefined;
  world.emit('CHANNEL_HANGUP_COMPLETE', channel, { before: [['Hangup-Cause', cause]] });
  channel.callUuid = channel.uuid;
  channel.state = 'CS_DESTROY';
  world.emit('CHANNEL_DESTROY', channel);
  world.channels.delete(channel.uuid);
}
