/** A lead is never in two attempts, in the rows or on the switches. */
import { isCustomer, short, tag, type MakeChecker } from '../eyes.js';

export const oneAttempt: MakeChecker = (eyes) => {
  const name = 'a lead in one attempt';
  const open = new Map<string, string>();
  return {
    name,
    commit: (change) => {
      if (change.kind !== 'attempt' || change.after.leadId === null || change.after.direction !== 'outbound') return;
      const { id, leadId, outcome } = change.after;
      const other = open.get(leadId);
      if (change.before === undefined) {
        if (other !== undefined) eyes.found(name, `${leadId} is in the attempts ${short(other)} and ${short(id)}`);
        open.set(leadId, id);
      }
      if (outcome !== null && other === id) open.delete(leadId);
    },
    truth: (event, leg) => {
      if (event.name !== 'CHANNEL_CREATE' || !isCustomer(leg)) return;
      for (const node of eyes.nodes) for (const other of node.world.channels.values()) {
        if (other !== leg && isCustomer(other) && !other.isDown() && tag(other, 'lead') === tag(leg, 'lead') && tag(leg, 'lead') !== '') eyes.found(name, `${tag(leg, 'lead')} has two legs: ${short(other.uuid)} and ${short(leg.uuid)}`);
      }
    },
  };
};
