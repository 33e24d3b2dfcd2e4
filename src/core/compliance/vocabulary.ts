/**
 * The closed vocabulary of the compliance clock: what a request, a ledger event and a policy pack may speak of. A pack that
 * uses another word is refused when it is loaded; nothing in the engine knows a country.
 */
import { FACT_KINDS, PARTY_ROLES } from '../records/debt.js';

/** What kind of call it is for the law. Manual, preview and progressive dialing are `human` (or `preview`), a robot is `notify`, `prerec` or `ai`. */
export const CALL_TYPES = ['human', 'preview', 'predictive', 'notify', 'prerec', 'ai'] as const;
export type CallType = (typeof CALL_TYPES)[number];

export const CHANNELS = ['voice', 'sms', 'email', 'push', 'im', 'letter', 'visit'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Who is called, seen from the debt; `third`: anyone without a duty to pay, where more is not known. */
export const CALLED_ROLES = [...PARTY_ROLES, 'third'] as const;
export type CalledRole = (typeof CALLED_ROLES)[number];

export const LINES = ['wireless', 'residential', 'business', 'unknown'] as const;
export type Line = (typeof LINES)[number];

/**
 * How a touch ended: `vm_nomsg` and `vm_msg` voicemail without and with a message, `machine_hangup` hung up on a suspected
 * machine, `abandoned` answered by a person and not connected in time, `conv` a conversation, `notify` a connected call that
 * only notifies, `thirdparty` and `wrong` somebody else answered, `invalid` no such number, `failed` the network failed (5xx,
 * timeout, no 18x), `reserved` a permit in flight, `sent` and `met` for messages and visits.
 */
export const RESULTS = ['noanswer', 'busy', 'vm_nomsg', 'vm_msg', 'machine_hangup', 'abandoned', 'conv', 'notify', 'thirdparty', 'wrong', 'invalid', 'failed', 'reserved', 'sent', 'met'] as const;
export type TouchResult = (typeof RESULTS)[number];

/** Facts that lift a rule, that a rule asks for, or that forbid: standing facts of the record and what is derived from them. */
export const EVIDENCE = [...FACT_KINDS, 'past15Days', 'liveAgentGuaranteed'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** By what events are summed: the same person, number, a debt in common, the creditor with all who act for it, the caller's company, the agent, the campaign. */
export const KEYS = ['debtor', 'phone', 'debt', 'creditorGroup', 'collector', 'agent', 'campaign'] as const;
export type Key = (typeof KEYS)[number];

/** Marks that take an event out of a count. `krExcluded`: statutory notices and same-day answers to the debtor (Korea). */
export const EVENT_MARKS = ['krExcluded', 'notConnected', 'attorneyCall'] as const;
export type EventMark = (typeof EVENT_MARKS)[number];

export const RULE_KINDS = ['window', 'count', 'cooldown', 'spacing', 'predicate', 'consent', 'gauge', 'obligation', 'script'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** How sure we are of a rule: found in published material, remembered, remembered and to be confirmed, our own design or conservative reading. */
export const CONFIDENCE = ['S', 'M', 'M?', 'D'] as const;
export type Confidence = (typeof CONFIDENCE)[number];
