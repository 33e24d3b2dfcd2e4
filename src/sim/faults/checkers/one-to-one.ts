/** One customer for an agent and one agent for a customer: on the switch, in the process's picture and on the desks. */
import type { Millis } from '../../../core/units.js';
import { isCustomer, short, tag, type MakeChecker } from '../eyes.js';

/** From the reservation a bridge is made within 300 ms or the collector is let go; a slow event may take some more. Who was reserved before the dial (a callback of theirs) waits while it rings. */
const LONGEST_RESERVATION: Millis = 2_000;
/** Who is asked about a call waits until the customer is on hold and both lines are in park (1.5 s at most) as well. */
const LONGEST_ASKED: Millis = 3_600;
const RINGS = new Set(['intent', 'ringing', 'answered', 'parked', 'screening', 'closing']);

export const oneToOne: MakeChecker = (eyes) => {
  const name = 'one customer per agent';
  const talking = new Map<string, string>();
  const reserved = new Map<string, { readonly since: number; readonly attempt: string | null }>();
  /** Of a call that one asks another about, or that they share: both, until their desks are told that it has ended. */
  const together = new Map<string, Set<string>>();
  const shares = (attemptId: string, ...users: readonly string[]): boolean => users.every((one) => together.get(attemptId)?.has(one) === true);
  return {
    name,
    welcomed: (userId, resumed) => { if (!resumed) talking.delete(userId); },
    process: () => { talking.clear(); reserved.clear(); together.clear(); },
    pushed: (userId, event) => {
      if (event.type === 'ended') {
        if (talking.get(userId) === event.attemptId) talking.delete(userId);
        together.get(event.attemptId)?.delete(userId);
      }
      if (event.type === 'consult') {
        const mine = together.get(event.attemptId) ?? new Set<string>();
        together.set(event.attemptId, mine.add(userId));
        // Connected anew, with the customer: whoever was asked and takes them over, and the asker who goes back.
        if ((event.phase === 'completing' || event.phase === 'returning' || event.phase === 'aside' || event.phase === 'over') && talking.get(userId) === event.attemptId) talking.delete(userId);
      }
      if (event.type !== 'connected') return;
      const before = talking.get(userId);
      if (before !== undefined && before !== event.attemptId) eyes.found(name, `${userId} was told of ${short(event.attemptId)} while still in ${short(before)}`);
      if (before === event.attemptId) eyes.found(name, `${userId} was told twice that ${short(before)} is connected`);
      talking.set(userId, event.attemptId);
    },
    look: () => {
      const customers = new Map<string, string>();
      for (const node of eyes.nodes) {
        // On a switch that stands still nobody hears anybody; the end of that talk waits in its socket, and is read as it goes on.
        if (node.frozen || node.stoodStill(eyes.now - 500) > 0) continue;
        for (const leg of node.world.channels.values()) {
          if (leg.peer === undefined || leg.isDown() || !isCustomer(leg) || tag(leg.peer, 'kind') !== 'agent') continue;
          const agent = tag(leg.peer, 'agent');
          const other = customers.get(agent);
          if (other !== undefined) eyes.found(name, `${agent} has two customers on the switch: ${short(other)} and ${short(leg.uuid)}`);
          customers.set(agent, leg.uuid);
        }
      }
      const live = eyes.live();
      if (live === null) return;
      const holders = new Map<string, string>();
      for (const one of live.agents) {
        if (one.attemptId !== null && (one.state === 'reserved' || one.state === 'talking')) {
          const holder = holders.get(one.attemptId);
          if (holder !== undefined && !shares(one.attemptId, holder, one.userId)) eyes.found(name, `one customer, two agents: ${holder} and ${one.userId}`);
          holders.set(one.attemptId, one.userId);
        }
        const before = reserved.get(one.userId);
        const call = one.state === 'reserved' ? live.calls.find((each) => each.attemptId === one.attemptId) : undefined;
        if (one.state !== 'reserved' || (call !== undefined && RINGS.has(call.state))) reserved.delete(one.userId);
        else if (before === undefined || before.attempt !== one.attemptId) reserved.set(one.userId, { since: eyes.now, attempt: one.attemptId });
        else if (eyes.now - before.since > (shares(one.attemptId ?? '', one.userId) ? LONGEST_ASKED : LONGEST_RESERVATION)) eyes.found(name, `${one.userId} is reserved for ${eyes.now - before.since} ms (a reservation leaked)`);
      }
      const held = new Map<string, string>();
      for (const call of live.calls) {
        if (call.userId === null || (call.state !== 'bridging' && call.state !== 'talking')) continue;
        const other = held.get(call.userId);
        if (other !== undefined) eyes.found(name, `one agent, two customers: ${call.userId} in ${short(other)} and ${short(call.attemptId)}`);
        held.set(call.userId, call.attemptId);
      }
    },
  };
};
