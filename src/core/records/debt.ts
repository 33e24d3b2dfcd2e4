import type { Id, Instant, LocalDate, Minor } from '../units.js';
import type { Barred } from '../compliance/destination.js';
import type { Kept } from './org.js';

export interface Party extends Kept {
  readonly kind: 'person' | 'organisation';
  /** Sealed by the vault; names are personal data. */
  readonly nameSealed: string;
  /** Blind index of the normalised name, for search. */
  readonly nameIndex: string;
  /** Identity number, sealed; null when unknown. */
  readonly identitySealed: string | null;
  readonly identityIndex: string | null;
  readonly language: string | null;
}

/** How a party stands to an account. Automatic modes dial only roles with a duty to pay (`DUTY_TO_PAY`). */
export const PARTY_ROLES = ['debtor', 'coDebtor', 'guarantor', 'spouse', 'contact', 'household', 'employer', 'heir', 'attorney', 'unknown'] as const;
export type PartyRole = (typeof PARTY_ROLES)[number];
export const DUTY_TO_PAY: ReadonlySet<PartyRole> = new Set<PartyRole>(['debtor', 'coDebtor', 'guarantor']);

export interface AccountParty extends Kept {
  readonly accountId: Id; readonly partyId: Id; readonly role: PartyRole;
  readonly evidence: string | null; readonly from: LocalDate | null; readonly until: LocalDate | null;
}

export interface ContactPoint extends Kept {
  readonly partyId: Id;
  readonly kind: 'phone' | 'address' | 'email' | 'im';
  /** Sealed by the vault. For phones the plain value is E.164. */
  readonly valueSealed: string;
  /** Blind index of the normalised value; equal numbers have equal indexes. */
  readonly valueIndex: string;
  /** What may be shown to everyone, e.g. `138****8000`. */
  readonly masked: string;
  /** Whose number it is, seen from the debtor (a contact person's number is never "the next number"). */
  readonly ownerRole: PartyRole;
  readonly source: string;
  readonly confidence: number;
  /** Order in which to try; 0 first. */
  readonly rank: number;
  readonly validFrom: LocalDate | null;
  readonly validUntil: LocalDate | null;
  readonly consent: 'given' | 'withdrawn' | 'unknown';
  /** ISO 3166-1 country of a number or an address; null: nobody knows. */
  readonly region: string | null;
  /** What the number's prefix or the address says beyond its country, read when the plain value was at hand; null: nothing. */
  readonly places: Places | null;
  /** A permit was refused because of where the number leads, by this edition of the rules; null: never. */
  readonly barred: Barred | null;
}
/** Where somebody may be. */
export interface Places {
  /** IANA names; null: all of the country; none: it is nowhere (a toll-free number), and no call may be made on its word. */
  readonly zones: readonly string[] | null;
  /** ISO 3166 codes of countries, and of places below them that packs speak of. */
  readonly regions: readonly string[];
}

export interface Account extends Kept {
  readonly creditorId: Id;
  /** Contract number; unique within a creditor. */
  readonly contract: string;
  readonly product: string | null;
  readonly currency: string;
  readonly principal: Minor; readonly interest: Minor; readonly penalty: Minor; readonly fees: Minor;
  readonly minimumDue: Minor | null;
  readonly asOf: Instant;
  readonly overdueSince: LocalDate | null;
  readonly closed: 'paid' | 'settled' | 'writtenOff' | null;
}
/** Every change of a balance, so that any past day can be rebuilt. Components are the values after the change. */
export interface BalanceEvent extends Kept {
  readonly accountId: Id; readonly at: Instant; readonly cause: 'import' | 'update' | 'payment' | 'reversal' | 'correction'; readonly reference: string | null;
  readonly principal: Minor; readonly interest: Minor; readonly penalty: Minor; readonly fees: Minor;
}
export interface ScheduleRow extends Kept { readonly accountId: Id; readonly number: number; readonly due: LocalDate; readonly amount: Minor; readonly paid: Minor }

export interface Placement extends Kept {
  readonly accountId: Id; readonly entityId: Id; readonly batch: string; readonly placedAmount: Minor;
  readonly from: LocalDate; readonly to: LocalDate | null;
  readonly state: 'placed' | 'kept' | 'recalled' | 'returned' | 'ended';
}

export const CASE_STATES = ['new', 'assigned', 'working', 'followUpDue', 'promised', 'onPlan', 'disputed', 'visit', 'legal', 'settled', 'recalled', 'returned', 'writtenOff'] as const;
export type CaseState = (typeof CASE_STATES)[number];
/** Nothing is to be done about such a case any more. */
export const CLOSED_CASES: ReadonlySet<CaseState> = new Set<CaseState>(['settled', 'recalled', 'returned', 'writtenOff']);

export interface Case extends Kept {
  readonly partyId: Id; readonly creditorId: Id;
  /** The entity that works it: scopes what people see. */
  readonly entityId: Id;
  readonly teamId: Id | null;
  readonly batch: string;
  readonly state: CaseState;
  readonly risk: 'low' | 'middle' | 'high' | 'none'; readonly riskSource: string | null; readonly riskAt: Instant | null;
  readonly tags: readonly string[];
  readonly custom: Readonly<Record<string, string>>;
  /**
   * Facts of the case brought together for lists, segments and assignment. One function keeps them (app/store/moves/case-facts.ts),
   * in the transaction that changes what they come from.
   */
  /** Who has it now, from its open assignment. */
  readonly userId: Id | null;
  /** What its open accounts come to, in `currency`, and the oldest overdue date: stage and days past due are computed for a date. */
  readonly amount: Minor; readonly currency: string; readonly overdueSince: LocalDate | null;
  readonly product: string | null; readonly region: string | null;
  readonly lastContactAt: Instant | null; readonly lastResult: string | null;
  /** Of the promise taken last. */
  readonly promiseState: PaymentPromise['state'] | null;
  /** The soonest open follow-up or task. */
  readonly nextDueAt: Instant | null;
}
export interface CaseAccount extends Kept { readonly caseId: Id; readonly accountId: Id; readonly placementId: Id }
/** 停催: while any is open, no permit. */
export interface Hold extends Kept { readonly caseId: Id; readonly reason: string; readonly until: Instant | null; readonly by: Id; readonly liftedAt: Instant | null; readonly liftedBy: Id | null }
/** Intervals, never overwritten, never overlapping. */
export interface Assignment extends Kept { readonly caseId: Id; readonly teamId: Id | null; readonly userId: Id | null; readonly from: Instant; readonly to: Instant | null; readonly why: string }

/** One touch on any channel. An attempt is a voice contact. */
export interface Contact extends Kept {
  readonly caseId: Id | null; readonly partyId: Id | null; readonly attemptId: Id | null;
  readonly channel: 'voice' | 'robot' | 'sms' | 'email' | 'push' | 'im' | 'letter' | 'visit' | 'inbound' | 'note';
  readonly at: Instant; readonly userId: Id | null; readonly reached: string | null; readonly result: string | null;
  readonly note: string | null; readonly entityId: Id | null;
}
export interface Payment extends Kept { /** The creditor’s own id of it, behind the creditor’s (`paymentKey`). */ readonly externalId: string; readonly accountId: Id; readonly amount: Minor; readonly currency: string; readonly at: Instant; readonly channel: string | null; readonly reversed: boolean; /** The reversal’s own external id. */ readonly reversedBy: string | null; readonly reversedAt: Instant | null }
export interface PaymentPromise extends Kept {
  readonly caseId: Id; readonly partyId: Id; readonly amount: Minor; readonly currency: string; readonly due: LocalDate;
  readonly accountIds: readonly Id[]; readonly planId: Id | null; readonly attemptId: Id | null; readonly takenBy: Id;
  readonly graceDays: number; readonly state: 'open' | 'kept' | 'partlyKept' | 'broken' | 'cancelled';
  /** Taken on this local day; payments before it are not of this promise. */
  readonly takenOn: LocalDate; readonly paid: Minor; readonly judgedAt: Instant | null;
}
export interface Plan extends Kept {
  readonly caseId: Id; readonly currency: string; readonly total: Minor; readonly state: 'open' | 'kept' | 'broken' | 'cancelled';
  readonly partyId: Id | null; readonly accountIds: readonly Id[]; readonly madeBy: Id | null; readonly madeOn: LocalDate | null; readonly graceDays: number;
  /** Instalments that may be missed before the plan is broken. */
  readonly missedAllowed: number;
}
export interface PlanInstalment extends Kept { readonly planId: Id; readonly number: number; readonly due: LocalDate; readonly amount: Minor; readonly state: 'open' | 'kept' | 'partlyKept' | 'broken'; readonly paid: Minor }

export const FACT_KINDS = [
  'suppression', 'consent', 'consentWithdrawn', 'agreedHours', 'attorney', 'dispute', 'complaintOpen', 'hardship', 'minor', 'illness', 'pregnancy', 'disability',
  'bereavement', 'deceased', 'thirdParty', 'thirdPartyRefused', 'wrongNumber', 'numberWithoutSource', 'assignmentNotNotified', 'lostDebtorProof', 'whereabouts', 'paid', 'settled', 'recalled',
  'ceaseRequest', 'inconvenient', 'workplaceForbidden', 'jointDebtProof', 'deferral', 'priorConsent', 'revokedOtherTopic',
] as const;
export type FactKind = (typeof FACT_KINDS)[number];
/** Something that stands until it ends. `subject` is a party id, account id, case id, contact point id, or a phone's blind index. */
export interface StandingFact extends Kept {
  readonly kind: FactKind;
  readonly subjectKind: 'party' | 'account' | 'case' | 'contactPoint' | 'phone';
  readonly subject: string;
  readonly source: string; readonly evidence: string | null;
  readonly from: Instant; readonly until: Instant | null; readonly by: Id | null; readonly endedAt: Instant | null;
}
export interface Approval extends Kept {
  readonly kind: string; readonly state: 'submitted' | 'approved' | 'refused' | 'expired' | 'applied';
  readonly subject: string; readonly payload: unknown; readonly askedBy: Id; readonly decidedBy: Id | null; readonly decidedAt: Instant | null; readonly expiresAt: Instant | null;
  readonly entityId: Id | null; readonly amount: Minor | null; readonly reason: string | null; readonly evidence: string | null;
  /** How many different people must approve; each decision is kept. */
  readonly needed: number; readonly decisions: readonly { readonly by: Id; readonly at: Instant; readonly yes: boolean; readonly note: string | null }[]; readonly appliedAt: Instant | null;
}
/** The one append-only sequence everything outside reads from. `seq` is given by the store. */
export interface StreamEvent extends Kept { readonly seq: number; /** The case it is about, for its history. */ readonly caseId: Id | null; readonly type: string; readonly typeVersion: number; readonly subjects: readonly string[]; readonly actor: string; readonly at: Instant; readonly data: unknown; /** Its link in the chain (core/evidence); null: from before the chain. */ readonly hash: string | null; /** Whose key sealed the payload. */ readonly debtorId: string | null; readonly sealed: string | null }
