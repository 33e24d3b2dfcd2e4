/**
 * `uuid_bridge` as FreeSWITCH does it (switch_ivr_bridge.c): `+OK` at once, both legs leave what they did at their next
 * look-up (about 20 ms), the first then seeks the second and joins it 20 to 40 ms later. In that window both are in
 * doubt, and what is said if one of them goes is said here.
 */
import { takeMessages } from './apps.js';
import type { Channel } from './channel.js';

import { enter, hangUp, setCallState } from './legs.js';
import { limbo, parkInState } from './park.js';
import { profileBlock } from './profile.js';
import { between, chance } from '../rng.js';
import type { World } from './world.js';

/** One poll of the seeking leg. */
const POLL = 20;
/** A leg that seeks in vain gives up after this long and takes the other with it. */
const SEEK_GIVES_UP = 20_000;

interface Attempt { readonly a: Channel; readonly b: Channel }

/** False: `-ERR Invalid uuid`. */
export function uuidBridge(world: World, first: string, second: string): boolean {
  let a = world.locate(first);
  let b = world.locate(second);
  if (!a || !b) return false;
  if (a === b) { toItself(world, a); return true; }
  if (!mediaUp(a)) {
    if (!mediaUp(b)) return false;
    [a, b] = [b, a];
  }
  introduce(world, a, b);
  const attempt: Attempt = { a, b };
  a.attempt = attempt;
  b.attempt = attempt;
  for (const leg of [a, b]) leg.state = leg.state === 'CS_HIBERNATE' ? 'CS_CONSUME_MEDIA' : 'CS_HIBERNATE';
  wake(world, b, attempt);
  wake(world, a, attempt);
  return true;
}

/** `+OK`, and a leg that waits for itself for ever. */
function toItself(world: World, leg: Channel): void {
  leg.state = 'CS_CONSUME_MEDIA';
  world.later(world.tick(), () => {
    if (leg.isDown()) return;
    leg.occupation.leave('redirect');
    if (leg.isDown()) return;
    leg.occupation = limbo(true);
    enter(leg, 'CS_SOFT_EXECUTE');
  });
}

const mediaUp = (channel: Channel): boolean => channel.isAnswered || channel.earlyMedia;

/** Tells the legs of each other: variables, caller profiles, Other-Leg headers. */
function introduce(world: World, a: Channel, b: Channel): void {
  if (a.direction === 'outbound') a.hitDialplan = true;
  if (b.direction === 'outbound') b.hitDialplan = false;
  a.variables.setAll([['uuid_bridge', b.uuid], ['bridge_channel', b.name], ['bridge_uuid', b.uuid], ['signal_bond', b.uuid]]);
  b.variables.setAll([['bridge_channel', a.name], ['bridge_uuid', a.uuid], ['signal_bond', a.uuid]]);
  a.profile.logicalDirection = 'inbound';
  for (const [leg, other] of [[b, a], [a, b]] as const) {
    const p = leg.profile;
    leg.variables.setAll([['original_destination_number', p.destination], ['original_caller_id_name', p.callerName], ['original_caller_id_number', p.callerNumber]]);
    p.index++;
    p.uuid = world.uuid();
    p.times.profileCreated = world.micros();
    p.times.bridged = 0;
    p.times.lastHold = 0;
    p.times.holdAccum = 0;
    p.transferSource = `${Math.floor(world.now() / 1000)}:${p.uuid}:uuid_br:${other.uuid}`;
  }
  b.other = profileBlock('Other-Leg', { ...a.profile, logicalDirection: 'inbound', transferSource: '' }, undefined, ['Other-Type', 'originator']);
  a.other = profileBlock('Other-Leg', { ...b.profile, logicalDirection: 'inbound', transferSource: '' }, b.profile.times, ['Other-Type', 'originatee']);
  a.profile.calleeName = b.profile.calleeName;
  a.profile.calleeNumber = b.profile.calleeNumber;
  b.profile.callerName = a.profile.callerName;
  b.profile.callerNumber = a.profile.callerNumber;
  for (const leg of [a, b]) {
    leg.variables.push('transfer_history', leg.profile.transferSource);
    leg.variables.set('transfer_source', undefined);
    leg.variables.set('transfer_source', leg.profile.transferSource);
    leg.profileChanged();
  }
}

/** At its next look-up a leg leaves what it did and goes through RESET; the first leg of the attempt begins to seek. */
function wake(world: World, leg: Channel, attempt: Attempt): void {
  world.later(world.tick(), () => {
    if (leg.isDown() || leg.attempt !== attempt) return;
    if (leg.occupation.kind === 'originating') { wake(world, leg, attempt); return; }
    leg.occupation.leave('redirect');
    if (leg.isDown()) return;
    leg.occupation = limbo();
    enter(leg, 'CS_RESET');
    if (leg === attempt.a) {
      enter(leg, 'CS_SOFT_EXECUTE');
      seek(world, attempt);
    }
  });
}

function seek(world: World, attempt: Attempt): void {
  const { a, b } = attempt;
  if (b.isDown()) {
    // the second leg went before the first looked up: the only case where park_after_bridge is heard
    if (a.variables.isTrue('park_after_bridge')) parkInState(world, a);
    else hangUp(world, a, 'DESTINATION_OUT_OF_ORDER', 'self');
    return;
  }
  a.variables.set('uuid_bridge', undefined);
  const poll = (): void => {
    if (a.attempt !== attempt) return;
    // the seeker is gone: the other waits in silence until someone parks it
    if (a.isDown()) return;
    // measured: the seeker goes too, whatever its park_after_bridge says
    if (b.isDown()) { hangUp(world, a, 'ORIGINATOR_CANCEL', 'self'); return; }
    if (b.attempt !== attempt) { strand(world, attempt); return; }
    if (b.running === 'CS_RESET') {
      enter(b, 'CS_SOFT_EXECUTE');
      world.later(POLL, poll);
    } else if (b.running === 'CS_SOFT_EXECUTE' && b.occupation.kind === 'limbo') {
      join(world, a, b);
    } else {
      world.later(POLL, poll);
    }
  };
  world.later(chance(world.dice, 0.5) ? between(world.dice, 0, 1) : POLL, poll);
}

/** The second leg was given to another: the first waits in silence, and in the end takes the other along. */
function strand(world: World, attempt: Attempt): void {
  const { a, b } = attempt;
  const waiting = limbo(true);
  a.occupation = waiting;
  world.later(SEEK_GIVES_UP, () => {
    if (a.occupation !== waiting || a.isDown()) return;
    hangUp(world, a, 'DESTINATION_OUT_OF_ORDER', 'self');
    hangUp(world, b, 'DESTINATION_OUT_OF_ORDER', 'us');
  });
}

function join(world: World, a: Channel, b: Channel): void {
  a.attempt = undefined;
  b.attempt = undefined;
  if (!mediaUp(b)) {
    // an inbound leg nobody answered: both are lost, so answer before bridging
    hangUp(world, b, 'DESTINATION_OUT_OF_ORDER', 'self');
    hangUp(world, a, 'ORIGINATOR_CANCEL', 'self');
    return;
  }
  world.emit('CHANNEL_EXECUTE', a, { variant: 'bridge-a', after: [['Application', 'uuid_bridge'], ['Application-Data', b.uuid]] });
  world.emit('CHANNEL_EXECUTE', b, { variant: 'bridge-b', after: [['Application', 'uuid_bridge'], ['Application-Data', a.uuid]] });
  if (!a.isAnswered && b.isAnswered) a.answerNow?.();
  b.callUuid = a.uuid;
  b.variables.set('call_uuid', a.uuid);
  for (const leg of [a, b]) { leg.profile.times.bridged = world.micros(); leg.profileChanged(); }
  world.emit('CHANNEL_BRIDGE', a, { before: [['Bridge-A-Unique-ID', a.uuid], ['Bridge-B-Unique-ID', b.uuid]] });
  for (const [leg, other, shown] of [[a, b, b.profile.calleeNumber], [b, a, a.profile.callerNumber]] as const) {
    leg.peer = other;
    leg.variables.setAll([['bridge_to', other.uuid], ['last_bridge_to', other.uuid], ['last_sent_callee_id_name', shown], ['last_sent_callee_id_number', shown]]);
    if (leg.row) Object.assign(leg.row, {
      application: 'uuid_bridge', applicationData: other.uuid, callerName: leg.profile.callerName, callerNumber: leg.profile.callerNumber,
      calleeName: leg.profile.calleeName, calleeNumber: leg.profile.calleeNumber, calleeDirection: 'SEND', callUuid: a.uuid, sentCalleeName: shown, sentCalleeNumber: shown,
    });
    leg.farEnd?.bridged();
  }
  enter(b, 'CS_EXCHANGE_MEDIA');
  a.occupation = { kind: 'bridge-a', leave: () => { endByFirst(world, a, b); } };
  b.occupation = { kind: 'bridge-b', leave: () => { endBySecond(world, a, b); } };
  takeMessages(a);
  takeMessages(b);
}

function part(a: Channel, b: Channel): void {
  for (const leg of [a, b]) {
    leg.peer = undefined;
    leg.occupation = limbo();
    leg.variables.set('bridge_to', undefined);
    leg.farEnd?.unbridged();
    if (leg.held) { leg.held = false; }
    if (leg.callState === 'HELD' || leg.callState === 'UNHELD') setCallState(leg, 'ACTIVE');
  }
}

function unbridge(world: World, a: Channel, b: Channel): void {
  for (const [leg, other] of [[a, b], [b, a]] as const) if (other.cause !== undefined) leg.variables.set('bridge_hangup_cause', other.cause);
  world.emit('CHANNEL_UNBRIDGE', a, { before: [['Bridge-A-Unique-ID', a.uuid], ['Bridge-B-Unique-ID', b.uuid]] });
  b.callUuid = b.uuid;
  b.variables.set('call_uuid', b.uuid);
}

/** Led elsewhere by a command of its own at the same time: it neither parks nor hangs up on the bridge's account. */
const onItsWay = (leg: Channel): boolean => leg.state !== leg.running && leg.state !== 'CS_HANGUP';

/** The first leg went or was led away: the second parks, or is hung up. */
function endByFirst(world: World, a: Channel, b: Channel): void {
  part(a, b);
  if (!b.isDown() && !onItsWay(b)) {
    if (b.variables.isTrue('park_after_bridge')) parkInState(world, b);
    else hangUp(world, b, 'NORMAL_CLEARING', 'self');
  }
  unbridge(world, a, b);
}

/** The second leg went or was led away: the first parks, or goes on in its dialplan, which has nothing more for it. */
function endBySecond(world: World, a: Channel, b: Channel): void {
  part(a, b);
  unbridge(world, a, b);
  if (a.isDown() || onItsWay(a)) return;
  // Measured: one that ends before it ever answered takes the first along, whatever its park_after_bridge says; the other way round it parks.
  if (b.isDown() && !b.isAnswered) {
    hangUp(world, a, 'NORMAL_CLEARING', 'self');
  } else if (a.variables.isTrue('park_after_bridge')) {
    parkInState(world, a);
  } else if (a.variables.isTrue('hangup_after_bridge')) {
    hangUp(world, a, b.cause ?? 'NORMAL_CLEARING', 'self');
  } else {
    enter(a, 'CS_EXECUTE');
    hangUp(world, a, 'NORMAL_CLEARING', 'self');
  }
}

/** `uuid_hold`: does it to a bridged leg; to any other nothing is said. */
export function hold(world: World, channel: Channel, on: boolean): void {
  if (channel.held === on) return;
  channel.held = on;
  channel.everHeld = true;
  const t = channel.profile.times;
  if (on) t.lastHold = world.micros();
  else t.holdAccum += world.micros() - t.lastHold;
  channel.profileChanged();
  setCallState(channel, on ? 'HELD' : 'UNHELD');
  world.emit(on ? 'CHANNEL_HOLD' : 'CHANNEL_UNHOLD', channel);
}
