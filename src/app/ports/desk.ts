import type { Rhythm } from '../../core/collections/calendar.js';
import type { Outcome } from '../../core/call/outcome.js';
import type { DialMode, PartyRole, VerifyCheck } from '../../core/records/index.js';
import type { Id, Instant, LocalDate, Millis, Minor } from '../../core/units.js';

/** What a desk may ask, already authenticated as `userId`. The gateway and the API both hand these to `Conductor.command`. */
export type DeskCommand =
  | { readonly type: 'ready' }
  /** In talk or wrap-up: ready so many seconds (1..120) after now, or after this call; never later than the campaign's wrap-up limit. */
  | { readonly type: 'readyIn'; readonly seconds: number }
  /** In talk or wrap-up: announced, and taken afterwards. */
  | { readonly type: 'pause'; readonly reason: string }
  /** Ends the shift: the standing leg is hung up once no customer is on it. */
  | { readonly type: 'logout' }
  | { readonly type: 'hangUp'; readonly attemptId: Id }
  | { readonly type: 'hold'; readonly attemptId: Id; readonly on: boolean }
  | { readonly type: 'digits'; readonly attemptId: Id; readonly digits: string }
  /** Blind transfer of the customer to a ready collector; the asker goes to wrap-up once it is taken. */
  | { readonly type: 'transferAgent'; readonly attemptId: Id; readonly userId: Id }
  | { readonly type: 'transferNumber'; readonly attemptId: Id; readonly number: string }
  /** The next ready collector of a team gets the customer, who hears hold meanwhile; none within 45 s: back to the asker. */
  | { readonly type: 'transferTeam'; readonly attemptId: Id; readonly teamId: Id }
  /** Speaks with a collector, the next ready one of a team or an outside number (through the gate), while the customer hears hold. Name exactly one. */
  | { readonly type: 'consult'; readonly attemptId: Id; readonly userId?: Id; readonly teamId?: Id; readonly number?: string }
  /** What becomes of a consultation: the customer goes to whoever was asked; back to the customer; change between the two; all three together. */
  | { readonly type: 'consultThen'; readonly attemptId: Id; readonly then: 'complete' | 'back' | 'swap' | 'join' }
  /** Three-way: a collector or an outside number (through the gate) joins. */
  | { readonly type: 'conference'; readonly attemptId: Id; readonly userId?: Id; readonly number?: string }
  /** The right party was verified by these checks: kept in the call's journal. The debt may be spoken of from now on. */
  | { readonly type: 'verify'; readonly attemptId: Id; readonly checks: readonly VerifyCheck[] }
  /** The script's n-th required statement (from 0) was made, or that is taken back; in the call and its wrap-up. */
  | { readonly type: 'said'; readonly attemptId: Id; readonly statement: number; readonly on: boolean }
  | { readonly type: 'manualDial'; readonly campaignId: Id; readonly leadId?: Id; readonly contactPointId?: Id; readonly number?: string }
  | { readonly type: 'previewTake'; readonly leadId: Id; readonly contactPointId?: Id }
  | { readonly type: 'previewSkip'; readonly leadId: Id; readonly reason: string }
  /** One key: plays the campaign's voicemail message to the customer's leg, the collector is free at once. */
  | { readonly type: 'dropVoicemail'; readonly attemptId: Id }
  | { readonly type: 'dispose'; readonly attemptId: Id; readonly code: string; readonly note?: string; readonly promise?: PromiseInput; readonly plan?: PlanInput; readonly callback?: CallbackInput }
  | { readonly type: 'note'; readonly caseId: Id; readonly text: string }
  /** A supervisor's message was read. */
  | { readonly type: 'messageRead'; readonly messageId: Id };

export interface PromiseInput { readonly amount: Minor; readonly due: LocalDate }
/** Instalments without interest, in place of one promise; `principal`: less than all that is owed. */
export interface PlanInput { readonly count: number; readonly start: LocalDate; readonly rhythm: Rhythm; readonly principal?: Minor }
export interface CallbackInput { readonly at: Instant; /** Only me. */ readonly mine: boolean; readonly contactPointId?: Id; readonly note?: string }

/** Of a consultation: a team is searched, somebody is called, the two talk, the customer goes over, the customer is talked to and the other hears hold, back to the customer, over. */
export type ConsultPhase = 'seeking' | 'calling' | 'talking' | 'completing' | 'aside' | 'returning' | 'over';
export type AgentState = 'offline' | 'paused' | 'ready' | 'reserved' | 'talking' | 'wrapUp';
export type DeskLegState = 'down' | 'raising' | 'parked' | 'busy' | 'backoff' | 'none';

/** What the conductor tells a desk. The gateway numbers, keeps and resends them; none may be lost or doubled. */
export type DeskEvent =
  | { readonly type: 'state'; readonly at: Instant; readonly state: AgentState; readonly reason: string | null; readonly leg: DeskLegState; readonly legTrouble: string | null; readonly attemptId: Id | null; readonly wrapUpUntil: Instant | null; /** They said when they are ready: then, or so many ms after this call. */ readonly readyAt: Instant | null; readonly readyAfter: Millis | null }
  | { readonly type: 'reserved'; readonly at: Instant; readonly call: CallCard; readonly pop: CasePop | null }
  | { readonly type: 'connected'; readonly at: Instant; readonly attemptId: Id }
  | { readonly type: 'verified'; readonly at: Instant; readonly attemptId: Id; readonly checks: readonly VerifyCheck[] }
  /** The required statements this collector has ticked in this call, by place. */
  | { readonly type: 'said'; readonly at: Instant; readonly attemptId: Id; readonly statements: readonly number[] }
  | { readonly type: 'held'; readonly at: Instant; readonly attemptId: Id; readonly on: boolean }
  | { readonly type: 'recording'; readonly at: Instant; readonly attemptId: Id; readonly on: boolean }
  | { readonly type: 'party'; readonly at: Instant; readonly attemptId: Id; readonly what: 'joined' | 'left' | 'failed'; readonly who: string; readonly why: string | null }
  /** The customer is on hold while their collector asks somebody. `role`: are you the one who asks, or who is asked? `who`: the other. `why`: a code, how it ended. `until`: then it ends by itself. */
  | { readonly type: 'consult'; readonly at: Instant; readonly attemptId: Id; readonly phase: ConsultPhase; readonly role: 'asker' | 'asked'; readonly who: string; readonly why: string | null; readonly until: Instant | null }
  /** The call is over (or never came): `bridged` says whether they talked. A disposition is awaited when `dispositionDue`. */
  | { readonly type: 'ended'; readonly at: Instant; readonly attemptId: Id; readonly outcome: Outcome | null; readonly bridged: boolean; readonly dispositionDue: boolean; readonly by: 'customer' | 'collector' | 'system' }
  | { readonly type: 'disposed'; readonly at: Instant; readonly attemptId: Id; readonly code: string }
  | { readonly type: 'preview'; readonly at: Instant; readonly pop: CasePop; readonly mode: DialMode; readonly until: Instant | null }
  | { readonly type: 'previewGone'; readonly at: Instant; readonly leadId: Id; readonly why: string }
  | { readonly type: 'callbackDue'; readonly at: Instant; readonly callbackId: Id; readonly leadId: Id; readonly dueAt: Instant; readonly note: string | null }
  | { readonly type: 'taskDue'; readonly at: Instant; readonly taskId: Id; readonly caseId: Id; readonly kind: 'followUp' | 'task'; readonly title: string; readonly dueAt: Instant }
  /** A supervisor's word; it stays on the desk until `messageRead`. */
  | { readonly type: 'message'; readonly at: Instant; readonly messageId: Id; readonly from: string; readonly toTeam: boolean; readonly text: string }
  | { readonly type: 'messageGone'; readonly at: Instant; readonly messageId: Id }
  | { readonly type: 'notice'; readonly at: Instant; readonly level: 'info' | 'warning' | 'error'; readonly code: string; readonly text: string };

export interface CallCard {
  readonly attemptId: Id; readonly mode: DialMode; readonly direction: 'outbound' | 'inbound';
  readonly campaignId: Id | null; readonly campaign: string | null;
  /** Masked. */
  readonly number: string; readonly ownerRole: PartyRole | null; readonly callerId: string | null;
}
export interface CasePop {
  readonly caseId: Id; readonly leadId: Id | null; readonly partyId: Id;
  /** Whole name: the collector talks to this person. Never logged. */
  readonly name: string; readonly identityMasked: string | null;
  readonly creditor: string; readonly state: string; readonly risk: string; readonly stage: string | null; readonly daysPastDue: number | null;
  readonly accounts: readonly { readonly accountId: Id; readonly contractMasked: string; readonly product: string | null; readonly currency: string; readonly principal: Minor; readonly interest: Minor; readonly penalty: Minor; readonly fees: Minor; readonly total: Minor; readonly overdueSince: LocalDate | null }[];
  readonly phones: readonly { readonly contactPointId: Id; readonly masked: string; readonly ownerRole: PartyRole; readonly mayDial: boolean; readonly attemptsToday: number; /** Where this number may be, as `offsets`. */ readonly offsets: readonly number[] }[];
  readonly promises: readonly { readonly amount: Minor; readonly currency: string; readonly due: LocalDate; readonly state: string }[];
  readonly history: readonly { readonly at: Instant; readonly channel: string; readonly result: string | null; readonly note: string | null; readonly by: string | null; /** Required statements of that call; null: none were asked for, or it was no call. */ readonly statements: { readonly due: number; readonly said: number } | null }[];
  readonly facts: readonly string[];
  /** Minutes east of UTC of every zone the debtor may be in now, as the gate reads it; rising, each once. Empty: nobody knows, and nobody may call. */
  readonly offsets: readonly number[];
  readonly script: { readonly name: string; readonly zh: string; readonly en: string } | null;
  readonly custom: Readonly<Record<string, string>>;
  /** How `custom` is laid out for this creditor; keys of `custom` that are not here were never declared. */
  readonly fields: readonly { readonly key: string; readonly nameEn: string; readonly nameZh: string }[];
}

/** Where the conductor puts events for desks; must not block or throw. */
export interface DeskSink { push(userId: Id, event: DeskEvent): void }
