/** All is healed, campaigns are stopped, collectors gone home: nothing may be left. */
import type { Lead } from '../../../core/records/index.js';
import { short, tag, type MakeChecker } from '../eyes.js';

/** What ticks on in a process at rest: its own clocks, each switch's and each desk's. Whatever is above was leaked. */
const TIMERS_AT_REST = 120;

export const drained: MakeChecker = (eyes) => {
  const name = 'everything drains';
  const leads = new Map<string, Lead>();
  return {
    name,
    commit: (change) => {
      if (change.kind === 'lead') leads.set(change.after.id, change.after);
    },
    end: () => {
      const legs = eyes.nodes.flatMap((node) => node.legs());
      if (legs.length > 0) eyes.found(name, `legs are left: ${legs.map((leg) => `${tag(leg, 'kind')} ${short(leg.uuid)}`).join(', ')}`);
      const live = eyes.live();
      if (live === null) { eyes.found(name, 'the process is not there'); return; }
      if (live.calls.length > 0) eyes.found(name, `calls are left: ${live.calls.map((call) => `${short(call.attemptId)} ${call.state}`).join(', ')}`);
      for (const one of live.agents) if (one.state !== 'offline' || one.leg !== 'down') eyes.found(name, `${one.userId} is ${one.state}, leg ${one.leg}`);
      for (const one of live.switches) if (!one.up) eyes.found(name, `the switch ${one.node} is not up: ${one.why ?? ''}`);
      for (const lead of leads.values()) {
        if (lead.state === 'claimed') eyes.found(name, `${lead.id} is still claimed`);
        if (lead.state === 'dialing') eyes.found(name, `${lead.id} is still dialing`);
      }
      if (eyes.timers > TIMERS_AT_REST) eyes.found(name, `${eyes.timers} timers are set`);
    },
  };
};
