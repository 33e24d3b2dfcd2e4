/** A call that comes in from a trunk: as the inbound dialplan has it, it parks without being answered. */
import type { LegId } from '../../core/units.js';
import type { CalleeScript } from '../callees/model.js';
import { Channel } from './channel.js';
import { executeOnAnswer } from './app-table.js';
import { ScriptedFarEnd } from './far-end.js';
import { enter, freshRow, hangUp, setCallState } from './legs.js';
import { parkByApplication } from './park.js';
import { freshTimes } from './profile.js';
import { inboundVariables, sipIdentity } from './sip-variables.js';
import type { World } from './world.js';

export interface InboundRing {
  /** The caller's number as presented; empty: withheld. */
  readonly from: string;
  /** The number that was rung. */
  readonly to: string;
  readonly gateway?: string;
  /** What the caller does: `patience` counts from the ring until someone answers, the rest from the answer. Default: waits for ever. */
  readonly caller?: CalleeScript['answered'];
  readonly uuid?: LegId;
}

/** Undefined: the switch had no room for it. */
export function ringInbound(world: World, ring: InboundRing): LegId | undefined {
  if (!world.admitSession()) return undefined;
  const uuid = ring.uuid ?? world.uuid();
  const from = ring.from === '' ? 'anonymous' : ring.from;
  const gateway = ring.gateway === undefined ? undefined : world.gateways.get(ring.gateway);
  if (gateway) gateway.callsIn++;
  const profile = gateway?.profile ?? 'external';
  const sip = sipIdentity(world.dice, { dest: ring.to, host: gateway?.proxy ?? '127.0.0.1:5070', from, profile, contact: '', callId: world.uuid(), nowSeconds: Math.floor(world.now() / 1000) });
  const name = `sofia/${profile}/${from}@${sip.ip}`;
  const channel = new Channel(uuid, name, 'inbound', world.sessionsSinceStart, {
    direction: 'inbound', logicalDirection: 'inbound', username: from, dialplan: 'XML', callerName: from, callerNumber: from, origCallerName: from, origCallerNumber: from,
    calleeName: '', calleeNumber: '', networkAddr: sip.ip, ani: from, destination: ring.to, uniqueId: uuid, source: 'mod_sofia', transferSource: '', context: 'inbound',
    channelName: name, index: 1, uuid: world.uuid(), times: freshTimes(world.micros()),
  }, world.told);
  const farEnd = new ScriptedFarEnd(world, channel, { kind: 'human', end: { kind: 'none' }, ...(ring.caller ? { answered: ring.caller } : {}) }, { progress: () => undefined, answer: () => undefined, refuse: () => undefined });
  channel.farEnd = farEnd;
  channel.media = true;
  channel.hitDialplan = true;
  channel.variables.setAll(inboundVariables(sip, channel.sessionId, uuid, name, ring.to, ring.gateway, world.micros()));
  world.add(channel);
  enter(channel, 'CS_INIT');
  world.emit('CHANNEL_CREATE', channel);
  channel.row = freshRow(channel);
  enter(channel, 'CS_EXECUTE');
  setCallState(channel, 'RINGING');
  channel.answerNow = () => {
    if (channel.isAnswered || channel.isDown()) return;
    channel.profile.times.answered = world.micros();
    channel.profileChanged();
    channel.answerState = 'answered';
    world.emit('CHANNEL_ANSWER', channel);
    setCallState(channel, 'ACTIVE');
    executeOnAnswer(world, channel);
    farEnd.answered();
  };
  const patience = ring.caller?.patience;
  if (patience !== undefined) {
    world.later(patience, () => { if (!channel.isAnswered) hangUp(world, channel, 'ORIGINATOR_CANCEL', 'cancel'); });
  }
  parkByApplication(world, channel);
  return uuid;
}
