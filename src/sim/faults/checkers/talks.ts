/** Nobody is cut off in a talk by what was meant for legs that nobody owns. */
import { isCustomer, short, tag, type MakeChecker } from '../eyes.js';

export const talks: MakeChecker = (eyes) => {
  const name = 'no talk is cut';
  const bridged = new Map<string, number>();
  return {
    name,
    truth: (event, leg) => {
      if (leg === undefined) return;
      if (event.name === 'CHANNEL_BRIDGE') for (const one of [leg, leg.peer]) if (isCustomer(one)) bridged.set(one.uuid, eyes.now);
      // Back in park, or on hold while their collector asks somebody: that is no talk.
      if (event.name === 'CHANNEL_UNBRIDGE' || event.name === 'CHANNEL_PARK') bridged.delete(leg.uuid);
      if (event.name !== 'CHANNEL_HANGUP' || !isCustomer(leg)) return;
      const since = bridged.get(leg.uuid);
      bridged.delete(leg.uuid);
      if (since !== undefined && leg.cause === 'NORMAL_TEMPORARY_FAILURE' && eyes.now - since > 2_000 && eyes.calm(10_000)) eyes.found(name, `the dead-man hung up on ${short(tag(leg, 'attempt'))} after ${eyes.now - since} ms of talk`);
    },
  };
};
