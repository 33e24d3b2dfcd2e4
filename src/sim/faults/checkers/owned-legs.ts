/** A live leg always has an owner or a hang-up under way within five seconds; a line of a collector's is one, not two. */
import type { CallView } from '../../../app/conductor-api.js';
import type { Instant, Millis } from '../../../core/units.js';
import { isCustomer, short, tag, type MakeChecker } from '../eyes.js';
import type { Channel } from '../../switch/channel.js';
import type { SimNode } from '../wire.js';

const WITHIN: Millis = 5_000;
/** A call whose leg's last word was lost rings on until its own limit, the longest of its deadlines. */
const GIVEN_UP: Millis = 32_000;
const SAME_MOMENT: Millis = 20;
const CLOSING = new Set(['closing', 'ended', 'away']);

export const ownedLegs: MakeChecker = (eyes) => {
  const name = 'no leg without an owner';
  const since = new Map<string, number>();
  /** Customers whose collector's line died while there was no process: nobody could give them a dead-man, so they wait for the next start. */
  const left = new Set<string>();
  /** Those whom the next process has not found yet: it may die, too, before it has. */
  const alone = new Set<string>();
  /** When customers came to park. A death in the same moment: the dead-man was not on its way yet. */
  const parked = new Map<string, Instant>();
  /** Consultations that ended with whoever was asked not wanted any more: the call, and when its desk was told. */
  const dropped = new Map<string, Instant>();
  /** Something ends this leg by itself: the switch's own timer, or people who talk on it. */
  const ends = (node: SimNode, leg: Channel): boolean => leg.peer !== undefined || !leg.isAnswered || leg.occupation.kind === 'conference' || node.world.tasks.list().some((task) => task.group === leg.uuid);
  const overdue = (key: string, text: string, here: Set<string>): void => {
    here.add(key);
    const from = since.get(key) ?? eyes.now;
    since.set(key, from);
    if (eyes.now - from > WITHIN) eyes.found(name, `${text} for ${eyes.now - from} ms`);
  };
  return {
    name,
    truth: (event, leg) => {
      if (event.name !== 'CHANNEL_PARK' || !isCustomer(leg) || !leg.isAnswered) return;
      if (eyes.live() === null) left.add(leg.uuid); else parked.set(leg.uuid, eyes.now);
    },
    process: (alive) => {
      if (!alive) for (const [leg, at] of parked) if (eyes.now - at <= SAME_MOMENT) left.add(leg);
      if (!alive) for (const leg of alone) left.add(leg);
      parked.clear();
      dropped.clear();
    },
    pushed: (_, event) => {
      if (event.type !== 'consult' || event.role !== 'asker' || (event.phase !== 'over' && event.phase !== 'returning')) return;
      if (event.why !== 'completed' && event.why !== 'joined') dropped.set(event.attemptId, eyes.now);
    },
    look: () => {
      const live = eyes.live();
      if (live !== null) { for (const leg of left) alone.add(leg); left.clear(); }
      const calls = new Map<string, CallView>();
      for (const call of live?.calls ?? []) calls.set(call.attemptId, call);
      const here = new Set<string>();
      /** Attempts with a customer's leg that is up. */
      const legged = new Set<string>();
      const lines = new Map<string, number>();
      for (const node of eyes.nodes) for (const leg of node.world.channels.values()) {
        if (leg.isDown()) continue;
        const kind = tag(leg, 'kind');
        if (kind === 'agent' && node.wires.size > 0 && !node.frozen) { const agent = tag(leg, 'agent'); lines.set(agent, (lines.get(agent) ?? 0) + 1); }
        // Somebody who was brought in, and whom nobody talks with any more.
        if (kind === 'outside' && !ends(node, leg) && live !== null && node.wires.size > 0 && !node.frozen && eyes.heard(8_000)) overdue(`outside/${leg.uuid}`, `${short(leg.uuid)}, brought in by a collector, is in silence`, here);
        // A number that was asked, rings on, and would be answered by nobody.
        if (kind === 'outside' && !leg.isAnswered && live !== null && (dropped.get(tag(leg, 'call')) ?? 0) >= leg.profile.times.created / 1_000 && node.wires.size > 0 && !node.frozen && eyes.heard(8_000)) overdue(`asked/${leg.uuid}`, `${short(leg.uuid)} is called though nobody waits for it`, here);
        if (kind !== 'customer') continue;
        const attempt = tag(leg, 'attempt');
        legged.add(attempt);
        const call = calls.get(attempt);
        // A hang-up that is not under way: answered, given up, and still there.
        if (call?.state === 'closing' && leg.isAnswered && leg.peer === undefined && !node.frozen && eyes.heard(6_000)) overdue(`closing/${leg.uuid}`, `${short(leg.uuid)} was given up and is not hung up`, here);
        // The switch hangs it up by itself, or somebody talks on it.
        if (ends(node, leg)) {
          // Bridged to a collector who was never told, or was told it is over.
          if (leg.peer !== undefined && tag(leg.peer, 'kind') === 'agent' && live !== null && node.wires.size > 0 && call === undefined && eyes.calm(8_000)) overdue(`talk/${leg.uuid}`, `${short(leg.uuid)} is bridged and no call knows it`, here);
          continue;
        }
        if (call !== undefined) alone.delete(leg.uuid);
        if (node.frozen || left.has(leg.uuid)) continue;
        if (call === undefined) overdue(leg.uuid, `${short(leg.uuid)} has no owner`, here);
        else if (call.state === 'talking' || call.state === 'bridging' || call.state === 'rescuing') overdue(`silent/${leg.uuid}`, `${short(leg.uuid)} is in silence while its call is ${call.state}`, here);
      }
      // The other way round: a call that waits for a leg nobody is making.
      if (live !== null && eyes.heard(GIVEN_UP)) for (const call of live.calls) {
        if (CLOSING.has(call.state) || legged.has(call.attemptId)) continue;
        overdue(`call/${call.attemptId}/${call.state}`, `the call ${short(call.attemptId)} is ${call.state} without a leg`, here);
      }
      for (const [agent, count] of lines) if (count > 1 && live?.switches.every((one) => one.up || !eyes.nodes.some((node) => node.name === one.node && node.listening)) === true) overdue(`lines/${agent}`, `${agent} has ${count} lines`, here);
      if (since.size > 0) for (const key of since.keys()) if (!here.has(key)) since.delete(key);
    },
  };
};
