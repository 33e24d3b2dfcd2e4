import type { Outcome } from '../call/outcome.js';
import type { CampaignSettings } from '../campaign/settings.js';
import type { CallRate, TrunkSpend } from '../money/call-cost.js';
import type { Id, Instant, LocalDate, Minor, Millis } from '../units.js';
import type { Kept } from './org.js';

export interface List extends Kept { readonly campaignId: Id; readonly name: string; readonly entityId: Id; readonly active: boolean; /** Share of the hopper in percent when the order is `mix`; 0..100. */ readonly mix: number }

export const CAMPAIGN_STATES = ['draft', 'running', 'paused', 'draining', 'stopped'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];
export interface Campaign extends Kept {
  readonly name: string; readonly entityId: Id; readonly state: CampaignState;
  readonly settings: CampaignSettings;
  /** Teams whose collectors serve it; empty: those of its entity. */
  readonly teamIds: readonly Id[];
}

/** fresh → claimed → dialing → (resting | callback | done). `ready` is fresh or resting with `nextAt` reached. */
export const LEAD_STATES = ['fresh', 'claimed', 'dialing', 'resting', 'callback', 'done'] as const;
export type LeadState = (typeof LEAD_STATES)[number];
export interface Lead extends Kept {
  readonly listId: Id; readonly campaignId: Id; readonly caseId: Id; readonly partyId: Id; readonly entityId: Id;
  readonly state: LeadState;
  /** Why it is done, or the last reason it rests. */
  readonly because: string | null;
  readonly priority: number;
  /** Copies for ordering, refreshed by imports and payments. */
  readonly overdueSince: LocalDate | null; readonly amount: Minor; readonly currency: string;
  readonly shuffle: number;
  /** Not before this. Fresh leads: 0. */
  readonly nextAt: Instant;
  readonly attempts: number; readonly lastAttemptAt: Instant | null; readonly lastOutcome: Outcome | null; readonly lastContactPointId: Id | null;
  /** Attempts by outcome, for recycling maxima. */
  readonly tally: Readonly<Partial<Record<Outcome, number>>>;
  /** Only this collector may take it (a callback of mine), or null. */
  readonly boundUserId: Id | null;
  readonly claimOwner: string | null; readonly claimUntil: Instant | null;
}

export type DialMode = 'manual' | 'preview' | 'progressive' | 'predictive' | 'robot' | 'callback' | 'inbound' | 'transfer';
/** What a collector checked before the first word about the debt: who answered is the right party (本人核身). */
export const VERIFY_CHECKS = ['name', 'identity', 'birthDate', 'contract', 'address', 'other'] as const;
export type VerifyCheck = (typeof VERIFY_CHECKS)[number];

/** One try on one phone for one lead. Written before dialing; a row with `outcome` null is an open intent. */
export interface Attempt extends Kept {
  readonly leadId: Id | null; readonly caseId: Id | null; readonly partyId: Id | null; readonly campaignId: Id | null; readonly listId: Id | null; readonly entityId: Id; readonly teamId: Id | null;
  readonly accountIds: readonly Id[];
  readonly direction: 'outbound' | 'inbound'; readonly mode: DialMode; readonly kind: 'notify' | 'interactive';
  readonly contactPointId: Id | null; readonly phoneIndex: string; readonly phoneSealed: string; readonly phoneMasked: string;
  readonly node: string; readonly legId: string; readonly trunk: string | null; readonly callerId: string | null; readonly permitId: Id | null;
  /** Facts as of dialing. */
  readonly stage: string | null; readonly daysPastDue: number | null; readonly risk: string | null; readonly scriptId: Id | null; readonly scriptVersion: number | null;
  readonly userId: Id | null;
  readonly openedAt: Instant; readonly placedAt: Instant | null; readonly rangAt: Instant | null; readonly answeredAt: Instant | null; readonly bridgedAt: Instant | null; readonly endedAt: Instant | null;
  readonly outcome: Outcome | null; readonly hangupCause: string | null; readonly sipStatus: number | null; readonly q850: number | null; readonly blame: string | null;
  readonly waitMs: Millis | null; readonly abandonedBy: 'deadline' | 'callee' | 'us' | null;
  readonly messagePlayed: boolean;
  readonly dispositionCode: string | null; readonly disposedAt: Instant | null; readonly disposedBy: Id | null;
  readonly recordingPath: string | null;
  /** Required statements that were due in this call, and how many of them were made, as the journal has it; null: no script asked for any. */
  readonly statementsDue: number | null; readonly statementsSaid: number | null;
  /** What its trunk asks for it, where that is known; in force when it was dialed. */
  readonly rate: CallRate | null;
}
export interface Permit extends Kept { readonly attemptId: Id; readonly phoneIndex: string; readonly issuedAt: Instant; readonly expiresAt: Instant; readonly usedAt: Instant | null; readonly rules: string }
/** Append-only: what happened to a call, in order. */
export interface JournalEntry extends Kept { readonly seq: number; readonly attemptId: Id | null; readonly at: Instant; readonly event: string; readonly data: unknown }

export interface Disposition extends Kept {
  readonly code: string; readonly parentCode: string | null; readonly nameEn: string; readonly nameZh: string;
  /** One key on the desk; null: none. */
  readonly hotkey: string | null;
  readonly leaf: boolean;
  readonly rightParty: boolean; readonly promise: boolean;
  /** Event ladder level 0..5 (compliance/rules 1.2). */
  readonly ledgerLevel: number;
  readonly retry: DispositionRetry;
  readonly caseEvent: string | null;
  readonly standingFact: string | null;
  readonly enabled: boolean;
}
export type DispositionRetry =
  | { readonly kind: 'byOutcome' }
  | { readonly kind: 'after'; readonly delay: Millis }
  | { readonly kind: 'callback' }
  | { readonly kind: 'nextNumber' }
  | { readonly kind: 'stop' };

export interface Script extends Kept { readonly name: string; readonly entityId: Id; /** Stage it is for, e.g. M1; null: any. */ readonly stage: string | null; readonly campaignId: Id | null; readonly bodyZh: string; readonly bodyEn: string; readonly enabled: boolean }
export interface Callback extends Kept {
  readonly leadId: Id; readonly campaignId: Id; readonly dueAt: Instant; readonly userId: Id | null; readonly contactPointId: Id | null;
  readonly note: string | null; readonly state: 'open' | 'done' | 'cancelled'; readonly madeBy: Id; readonly attemptId: Id | null;
}
export interface Trunk extends Kept {
  /** The gateway's name on the switch: `[A-Za-z0-9_.-]{1,64}`. */
  readonly gateway: string; readonly node: string; readonly enabled: boolean;
  readonly maxCalls: number; readonly callsPerSecond: number;
  /** Try smaller first. */
  readonly priority: number;
  /** Which numbers it takes and how they are written for it. First match wins. */
  readonly plan: readonly PrefixRule[];
  readonly callerIds: readonly CallerId[];
  /** What its calls cost and may cost in a day; null: nobody limits it. */
  readonly spend: TrunkSpend | null;
}
/** `prefix` of the E.164 number (e.g. `+86`); `strip` characters are cut from the front of `+…`, then `add` is put before. */
export interface PrefixRule { readonly prefix: string; readonly strip: number; readonly add: string }
/** `region`: prefix of E.164 it is best for, or `*`. `entityId`: whose number it is; left out: of all companies of the installation. */
export interface CallerId { readonly number: string; readonly region: string; readonly entityId?: Id | null }

export interface ImportRun extends Kept {
  readonly kind: 'placement' | 'update' | 'payment' | 'recall' | 'history'; readonly campaignId: Id | null; readonly listId: Id | null; readonly file: string; readonly fileHash: string;
  readonly state: 'running' | 'done' | 'failed'; readonly rows: number; readonly created: number; readonly updated: number; readonly unchanged: number; readonly bad: number; readonly duplicates: number;
  readonly by: Id | null; readonly endedAt: Instant | null; readonly error: string | null;
  readonly creditorId: Id | null; readonly entityId: Id | null; readonly dryRun: boolean; readonly batch: string | null;
  /** Open placements of the batch that a placement file did not name. */
  readonly missing: number | null;
}
/**
 * What an import found. `value` is masked. `error`, `warning`: what is wrong with a row. `change`: of a dry run, what the row would
 * change. `missing`: an open placement (`column` is its id) that the file did not name.
 */
export interface ImportProblem extends Kept { readonly importId: Id; readonly row: number; readonly column: string | null; readonly value: string | null; readonly code: string; readonly reason: string; readonly severity: 'error' | 'warning' | 'change' | 'missing' }
export interface IdempotencyKey extends Kept { readonly key: string; readonly userId: Id; readonly route: string; readonly requestHash: string; readonly status: number; readonly body: string }
