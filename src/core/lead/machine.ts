import { go, type Table } from '../machine/table.js';
import type { LeadState } from '../records/index.js';

export const LEAD_EVENTS = ['claimed', 'released', 'opened', 'rest', 'callBack', 'finish', 'reopen'] as const;
export type LeadEventName = (typeof LEAD_EVENTS)[number];

const late = 'late' as const;
const refuse = 'refuse' as const;

/** A lead's way through a campaign. `rest` sets `nextAt`; `callBack` waits for its callback; `finish` says why. */
export const leadTable: Table<LeadState, LeadEventName, never> = {
  fresh: { claimed: go('claimed'), released: late, opened: go('dialing'), rest: go('resting'), callBack: go('callback'), finish: go('done'), reopen: late },
  claimed: { claimed: refuse, released: go('resting'), opened: go('dialing'), rest: go('resting'), callBack: go('callback'), finish: go('done'), reopen: late },
  dialing: { claimed: refuse, released: late, opened: refuse, rest: go('resting'), callBack: go('callback'), finish: go('done'), reopen: late },
  resting: { claimed: go('claimed'), released: late, opened: go('dialing'), rest: go('resting'), callBack: go('callback'), finish: go('done'), reopen: go('resting') },
  callback: { claimed: go('claimed'), released: late, opened: go('dialing'), rest: go('resting'), callBack: go('callback'), finish: go('done'), reopen: go('resting') },
  done: { claimed: refuse, released: late, opened: refuse, rest: late, callBack: go('callback'), finish: late, reopen: go('resting') },
};
