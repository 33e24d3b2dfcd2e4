/** What is to be done about a case, and what others complain of. */
import type { Id, Instant, LocalDate, Minor } from '../units.js';
import type { Kept } from './org.js';

/** A follow-up (跟进) or another task about a case, by a time, by a person or a team. */
export interface Task extends Kept {
  readonly caseId: Id; readonly entityId: Id; readonly teamId: Id | null; readonly userId: Id | null;
  readonly kind: 'followUp' | 'task'; readonly title: string; readonly note: string | null;
  readonly dueAt: Instant; /** The desk is told then; null: at `dueAt`. */ readonly remindAt: Instant | null; readonly remindedAt: Instant | null;
  readonly state: 'open' | 'done' | 'cancelled'; readonly madeBy: Id; readonly doneAt: Instant | null; readonly doneBy: Id | null;
}

/** 投诉. While it is open its standing fact (`complaintOpen`) stands, and nobody is called. */
export interface Complaint extends Kept {
  readonly entityId: Id; readonly caseId: Id | null; readonly partyId: Id | null;
  /** Who complains: the debtor, somebody else, a regulator. */
  readonly byKind: 'party' | 'thirdParty' | 'regulator' | 'creditor' | 'other'; readonly channel: string;
  readonly about: 'contact' | 'agent' | 'entity' | 'other'; readonly contactId: Id | null; readonly aboutUserId: Id | null;
  /** What was said; sealed, as it is personal. */
  readonly textSealed: string;
  readonly receivedAt: Instant; readonly dueAt: Instant;
  readonly state: 'open' | 'upheld' | 'partlyUpheld' | 'rejected' | 'withdrawn'; readonly outcome: string | null;
  readonly takenBy: Id; readonly closedAt: Instant | null; readonly closedBy: Id | null; readonly factId: Id | null;
}

/** What somebody who listened says of a recording, at a place in it. The words are sealed: they may repeat what was said. */
export interface RecordingComment extends Kept {
  readonly attemptId: Id; readonly entityId: Id; readonly by: Id;
  /** Milliseconds from the beginning of the recording. */
  readonly position: number; readonly textSealed: string;
  /** Taken back by whoever wrote it: kept, and shown to nobody. */
  readonly withdrawnAt: Instant | null;
}

/** A short word of a supervisor to one collector: on their desk until they say that they read it. Sealed: it may name a debtor. */
export interface DeskMessage extends Kept {
  readonly entityId: Id; readonly userId: Id; readonly by: Id;
  /** Sent to everybody of this team; null: to this collector alone. */
  readonly teamId: Id | null;
  readonly textSealed: string; readonly readAt: Instant | null;
}

/** A list's filters under a name. */
export interface SavedFilter extends Kept { readonly entityId: Id; readonly userId: Id; readonly name: string; readonly list: string; readonly filter: unknown; /** Seen by everybody of the entity. */ readonly shared: boolean }

/** A field a creditor's cases carry beside the known ones: declared, so that filters and scripts can use it. */
export interface CustomField extends Kept { readonly entityId: Id; readonly key: string; readonly nameEn: string; readonly nameZh: string; readonly type: 'text' | 'number' | 'date' | 'choice'; readonly choices: readonly string[]; readonly enabled: boolean }

/** How a creditor's files name their columns, by kind of import. */
export interface MappingProfile extends Kept { readonly creditorId: Id; readonly kind: 'placement' | 'update' | 'payment' | 'recall' | 'history'; readonly name: string; /** Header in the file → our column. */ readonly columns: Readonly<Record<string, string>> }

/** Rules that hand out cases; `rules` as core/collections/assign.ts has them. */
export interface AssignmentRules extends Kept {
  readonly entityId: Id; readonly name: string; readonly rules: unknown; readonly enabled: boolean;
  /** Cases are dealt out by them each night after the roll; `dealtOn`: the last local day that was done. */
  readonly nightly: boolean; readonly dealtOn: LocalDate | null;
}

/** What a payment took of each component of an account. A reversal is a row of its own with every sign turned. */
export interface PaymentAllocation extends Kept {
  readonly paymentId: Id; readonly accountId: Id; readonly at: Instant; readonly reversal: boolean;
  readonly penalty: Minor; readonly interest: Minor; readonly fees: Minor; readonly principal: Minor; /** Paid above what was owed. */ readonly over: Minor;
}
