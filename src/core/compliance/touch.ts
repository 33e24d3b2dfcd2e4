/**
 * What an attempt becomes in the ledger: the network's outcome and, where a collector said more, their disposition. Every call a
 * person answered counts as a conversation until it is shown that it was somebody else (the conservative reading of 有效通话).
 */
import type { Outcome } from '../call/outcome.js';
import type { Attempt, Contact, DialMode, Disposition } from '../records/index.js';
import type { LedgerEvent } from './request.js';
import type { CallType, Channel, TouchResult } from './vocabulary.js';

/** Never left us: kept, and counted by nothing. */
export const RELEASED = 'released';
export type LedgerResult = TouchResult | typeof RELEASED;

export type Leaf = Pick<Disposition, 'caseEvent' | 'standingFact' | 'ledgerLevel' | 'rightParty'>;

/** `leaf`: what the collector wrote down, if anything. */
export function touchResult(attempt: Pick<Attempt, 'kind' | 'messagePlayed' | 'bridgedAt' | 'rangAt'>, outcome: Outcome, leaf?: Leaf): LedgerResult {
  switch (outcome) {
    case 'not_placed': return RELEASED;
    case 'busy': return 'busy';
    case 'invalid': return 'invalid';
    // Nothing shows that it rang.
    case 'carrier_fault': case 'congestion': return attempt.rangAt === null ? 'failed' : 'noanswer';
    case 'machine': return attempt.messagePlayed ? 'vm_msg' : attempt.bridgedAt === null ? 'machine_hangup' : 'vm_nomsg';
    case 'abandoned': return leaf === undefined ? 'abandoned' : spoken(attempt, leaf);
    case 'human': return leaf === undefined ? (attempt.kind === 'notify' ? 'notify' : 'conv') : spoken(attempt, leaf);
    // Refused, switched off, given up by us, and what nobody knows: placed and not answered.
    case 'no_answer': case 'rejected': case 'unavailable': case 'cancelled': case 'unknown': return 'noanswer';
  }
}
function spoken(attempt: Pick<Attempt, 'kind' | 'messagePlayed'>, leaf: Leaf): LedgerResult {
  if (leaf.caseEvent === 'machine') return attempt.messagePlayed ? 'vm_msg' : 'vm_nomsg';
  if (leaf.standingFact === 'wrongNumber') return 'wrong';
  if (leaf.ledgerLevel === 4 && !leaf.rightParty) return 'thirdparty';
  return attempt.kind === 'notify' ? 'notify' : 'conv';
}

/**
 * Types of the call a dial mode may be for the law; more than one: every one's rules hold. A robot that is not only notifying is
 * judged as the most restricted kind.
 */
export function callTypes(mode: DialMode, kind: Attempt['kind']): readonly CallType[] {
  const type: CallType = mode === 'predictive' ? 'predictive' : mode === 'robot' ? 'ai' : 'human';
  if (kind !== 'notify') return [type];
  return mode === 'predictive' ? ['notify', 'predictive'] : ['notify'];
}

/** A touch written down by hand: its channel and result; null: only a note. A call placed elsewhere counts as answered when somebody was reached. */
export function handwritten(channel: Contact['channel'], reached: string | null): { readonly channel: Channel; readonly direction: 'out' | 'in'; readonly result: TouchResult } | null {
  switch (channel) {
    case 'note': return null;
    case 'voice': case 'robot': return { channel: 'voice', direction: 'out', result: reached === null ? 'noanswer' : 'conv' };
    case 'inbound': return { channel: 'voice', direction: 'in', result: 'conv' };
    case 'visit': return { channel, direction: 'out', result: 'met' };
    case 'sms': case 'email': case 'push': case 'im': case 'letter': return { channel, direction: 'out', result: 'sent' };
  }
}

/**
 * The ledger as it stands, and as it will if every permit in flight becomes a talk: a limit on talks must hold also while the
 * last one allowed is ringing. One ledger where nothing is in flight.
 */
export function settledAs(events: readonly LedgerEvent[]): readonly (readonly LedgerEvent[])[] {
  const flying = (event: LedgerEvent): boolean => event.result === 'reserved' && event.direction !== 'in';
  if (!events.some(flying)) return [events];
  return [events, events.map((event) => (flying(event) ? { ...event, result: event.mode === 'notify' ? 'notify' : 'conv' } : event))];
}
