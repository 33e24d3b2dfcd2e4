/**
 * Every answered customer is connected, messaged or hung up within the deadline: two seconds (and the verdict's time) where
 * nothing is wrong, and whatever is wrong, by the switch's own dead-man eight seconds after the answer.
 */
import type { Instant, Millis } from '../../../core/units.js';
import { isCustomer, short, tag, type MakeChecker } from '../eyes.js';
import type { Channel } from '../../switch/channel.js';
import type { SimNode } from '../wire.js';

/** `sched_hangup +8` counts whole seconds. */
const DEAD_MAN: Millis = 9_300;
/** 2.0 s, the longest verdict, and a round trip. */
const PROMISED: Millis = 2_250;

/** What fell due while it stood still is done by then. */
const AWAKE: Millis = 500;

export const answered = (screening: Millis): MakeChecker => (eyes) => {
  const name = 'answered in time';
  const waiting = new Map<string, { readonly at: Instant; readonly leg: Channel; readonly node: SimNode; readonly calm: boolean }>();
  return {
    name,
    truth: (event, leg, node) => {
      if (leg === undefined) return;
      if (event.name === 'CHANNEL_ANSWER' && isCustomer(leg)) waiting.set(leg.uuid, { at: eyes.now, leg, node, calm: eyes.calm(15_000) });
      else if (event.name === 'PLAYBACK_START' || event.name === 'CHANNEL_HANGUP') waiting.delete(leg.uuid);
      else if (event.name === 'CHANNEL_BRIDGE') { waiting.delete(leg.uuid); if (leg.peer) waiting.delete(leg.peer.uuid); }
    },
    look: () => {
      for (const [uuid, { at, leg, node, calm }] of waiting) {
        if (leg.isDown() || !node.world.channels.has(uuid)) { waiting.delete(uuid); continue; }
        // A switch that stands still plays nothing and hangs nobody up, its own dead-man included: that goes on with it, a moment later.
        if (node.frozen || node.stoodStill(eyes.now - AWAKE) > 0) continue;
        if (eyes.now - at > DEAD_MAN) eyes.found(name, `the customer ${short(tag(leg, 'attempt'))} hears nothing ${eyes.now - at} ms after the answer`);
        if (calm && eyes.now - at > PROMISED + screening && eyes.calm(15_000)) eyes.found(name, `the customer ${short(tag(leg, 'attempt'))} was neither connected, messaged nor hung up ${eyes.now - at} ms after the answer, though nothing is wrong`);
      }
    },
  };
};
