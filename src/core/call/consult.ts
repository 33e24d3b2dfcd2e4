import { go, type Table } from '../machine/table.js';

/**
 * A collector asks somebody about their customer, or looks for a colleague of a team to take them, while the customer is on hold.
 * Three lines take part: the customer's (callTable: holding, held), the asker's and the asked one's. A bridge joins two of them,
 * so every change first puts lines back into park, waits for the switch to say so, and then joins others; each wait has a deadline.
 * However it ends the customer is with a collector, looked after by the call's own machine, or gone.
 */
export const CONSULT_STATES = ['seeking', 'gathering', 'joining', 'listening', 'talking', 'completing', 'swapping', 'aside', 'returning', 'over'] as const;
export type ConsultState = (typeof CONSULT_STATES)[number];

export const CONSULT_EVENTS = [
  // of the team somebody is free: to be asked, or to take the customer at once
  'found', 'takerFound',
  // all lines that the next step needs stand in park, or the two are joined, by the switch's word
  'ready', 'bridged',
  // the same of a number that sounds already (ring-back, an announcement) and has not answered
  'sounding', 'bridgedEarly',
  // whoever is asked hung up, or their line died; the call left this collector (it ended, or their line died)
  'targetGone', 'callGone',
  // deadlines
  'seekDeadline', 'stepDeadline', 'holdDeadline',
  // wishes of the asker
  'completeAsked', 'backAsked', 'swapAsked', 'joinAsked',
] as const;
export type ConsultEvent = (typeof CONSULT_EVENTS)[number];

/** Each is explained where it is done (app/conductor/consult.ts). */
export const CONSULT_EFFECTS = ['tell', 'await', 'bridge', 'talk', 'partTarget', 'partCustomer', 'holdTarget', 'dropTarget', 'dropDoubtful', 'giveBack', 'handOver', 'merge', 'giveUp'] as const;
export type ConsultEffect = (typeof CONSULT_EFFECTS)[number];

const late = 'late' as const;
const refuse = 'refuse' as const;
const to = go<ConsultState, ConsultEffect>;
/** Back to the customer once the asker's line stands; `tell` says it to both desks. */
const back = (...effects: readonly ConsultEffect[]) => to('returning', ...effects, 'await', 'tell');
const over = (...effects: readonly ConsultEffect[]) => to('over', ...effects, 'tell');

export const consultTable: Table<ConsultState, ConsultEvent, ConsultEffect> = {
  // The customer hears hold; the next ready collector of a team is looked for.
  seeking: {
    found: to('gathering', 'await', 'tell'), takerFound: to('completing', 'await', 'tell'), ready: late, bridged: late, sounding: late, bridgedEarly: late, targetGone: late, callGone: over(),
    seekDeadline: back(), stepDeadline: late, holdDeadline: back(), completeAsked: refuse, backAsked: back(), swapAsked: refuse, joinAsked: refuse,
  },
  // Lines go into park, a number is rung.
  gathering: {
    found: late, takerFound: late, ready: to('joining', 'bridge', 'await'), bridged: late, sounding: to('joining', 'bridge', 'await'), bridgedEarly: late, targetGone: back(), callGone: over('dropTarget'),
    seekDeadline: late, stepDeadline: back('dropTarget'), holdDeadline: back('dropTarget'), completeAsked: refuse, backAsked: back('dropTarget'), swapAsked: refuse, joinAsked: refuse,
  },
  // uuid_bridge is sent: until the switch says so, both lines are in doubt.
  joining: {
    found: late, takerFound: late, ready: late, bridged: to('talking', 'talk', 'tell'), sounding: late, bridgedEarly: to('listening', 'await', 'tell'), targetGone: back('dropDoubtful'), callGone: over('dropDoubtful'),
    seekDeadline: late, stepDeadline: back('dropDoubtful'), holdDeadline: back('dropDoubtful'), completeAsked: refuse, backAsked: back('dropDoubtful'), swapAsked: refuse, joinAsked: refuse,
  },
  // The asker hears what the network plays while the number rings; it answers (`ready`) into the bridge that is there.
  listening: {
    found: late, takerFound: late, ready: to('talking', 'talk', 'tell'), bridged: late, sounding: late, bridgedEarly: late, targetGone: back('dropTarget'), callGone: over('dropTarget'),
    seekDeadline: late, stepDeadline: back('dropTarget'), holdDeadline: back('dropTarget'), completeAsked: refuse, backAsked: back('dropTarget'), swapAsked: refuse, joinAsked: refuse,
  },
  // The two speak; the customer hears hold. `stepDeadline`: after a gap the switch did not know of their bridge.
  talking: {
    found: late, takerFound: late, ready: late, bridged: late, sounding: late, bridgedEarly: late, targetGone: back('dropTarget'), callGone: over('dropTarget'),
    seekDeadline: late, stepDeadline: back('dropDoubtful'), holdDeadline: back('dropTarget'),
    completeAsked: to('completing', 'partTarget', 'await'), backAsked: back('dropTarget'), swapAsked: to('swapping', 'partTarget', 'await'), joinAsked: over('merge'),
  },
  // The customer goes to whoever was asked, as soon as both stand in park.
  completing: {
    found: late, takerFound: late, ready: over('handOver'), bridged: late, sounding: late, bridgedEarly: late, targetGone: back(), callGone: over('dropTarget'),
    seekDeadline: late, stepDeadline: back('dropTarget'), holdDeadline: back('dropTarget'), completeAsked: late, backAsked: back('dropTarget'), swapAsked: refuse, joinAsked: refuse,
  },
  // Back to the customer for a while; whoever was asked will hear hold.
  swapping: {
    found: late, takerFound: late, ready: to('aside', 'holdTarget', 'giveBack', 'tell'), bridged: late, sounding: late, bridgedEarly: late, targetGone: back(), callGone: over('dropTarget'),
    seekDeadline: late, stepDeadline: back('dropTarget'), holdDeadline: back('dropTarget'), completeAsked: refuse, backAsked: back('dropTarget'), swapAsked: late, joinAsked: refuse,
  },
  // The collector talks to the customer, whoever was asked hears hold.
  aside: {
    found: late, takerFound: late, ready: late, bridged: late, sounding: late, bridgedEarly: late, targetGone: over(), callGone: over('dropTarget'),
    seekDeadline: late, stepDeadline: late, holdDeadline: over('dropTarget'),
    completeAsked: to('completing', 'partCustomer', 'await'), backAsked: over('dropTarget'), swapAsked: to('gathering', 'partCustomer', 'await', 'tell'), joinAsked: over('merge'),
  },
  // The customer waits for the asker's line to stand.
  returning: {
    found: late, takerFound: late, ready: over('giveBack'), bridged: late, sounding: late, bridgedEarly: late, targetGone: late, callGone: over(),
    seekDeadline: late, stepDeadline: over('giveUp'), holdDeadline: late, completeAsked: refuse, backAsked: late, swapAsked: refuse, joinAsked: refuse,
  },
  over: {
    found: late, takerFound: late, ready: late, bridged: late, sounding: late, bridgedEarly: late, targetGone: late, callGone: late,
    seekDeadline: late, stepDeadline: late, holdDeadline: late, completeAsked: refuse, backAsked: late, swapAsked: refuse, joinAsked: refuse,
  },
};
