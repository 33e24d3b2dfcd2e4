/** What an import hands to the writer: rows already read, judged and sealed. Nothing here is readable personal data. */
import type { Outcome } from '../../../core/call/outcome.js';
import type { Case, Contact, ContactPoint, ImportProblem, PartyRole, PaymentPromise, ScheduleRow } from '../../../core/records/index.js';
import type { Id, Instant, LocalDate, Minor } from '../../../core/units.js';

export interface SealedPerson {
  readonly kind: 'person' | 'organisation';
  /** `nameIndex` is empty when no name was given. */
  readonly nameSealed: string; readonly nameIndex: string;
  readonly identitySealed: string | null; readonly identityIndex: string | null;
}
export interface SealedPoint { readonly kind: ContactPoint['kind']; readonly sealed: string; readonly index: string; readonly masked: string; readonly region: string | null; readonly places: ContactPoint['places']; /** Where it stood, for reports. */ readonly column: string;
  /** Of an address beside which the file names its place: that place alone, kept besides where the address is on file elsewhere. */
  readonly told?: SealedPoint }
/** Somebody else of the same row. */
export interface SealedOther { readonly role: PartyRole; readonly person: SealedPerson; readonly points: readonly SealedPoint[] }

export interface AccountValues {
  readonly contract: string; readonly product: string | null; readonly currency: string;
  readonly principal: Minor; readonly interest: Minor; readonly penalty: Minor; readonly fees: Minor; readonly minimumDue: Minor | null;
  readonly overdueSince: LocalDate | null;
  /** `given`: the file says so; else the day of the import, and an equal balance does not move it. */
  readonly asOf: Instant; readonly asOfGiven: boolean;
}
export interface PlacementRow {
  readonly row: number;
  readonly debtor: SealedPerson;
  readonly points: readonly SealedPoint[];
  readonly others: readonly SealedOther[];
  readonly account: AccountValues;
  /** null: the file says nothing of it. */
  readonly schedule: readonly ScheduleValues[] | null;
  /** null: the file says nothing; `from` is the day of the first import then. */
  readonly placement: { readonly batch: string | null; readonly amount: Minor | null; readonly from: LocalDate; readonly fromGiven: boolean; readonly to: LocalDate | null };
  readonly work: { readonly risk: Case['risk'] | null; readonly tags: readonly string[]; readonly custom: Readonly<Record<string, string>>; readonly priority: number | null };
  /** An earlier row of the file named this contract. */
  readonly again: boolean;
}
export type ScheduleValues = Pick<ScheduleRow, 'number' | 'due' | 'amount' | 'paid'>;

export type RowTrouble = Pick<ImportProblem, 'row' | 'column' | 'value' | 'code' | 'reason' | 'severity'>;
/** What every batch says, whatever its rows. */
export interface BatchHead {
  readonly importId: Id;
  /** Who works the accounts; null: contracts of the creditor wherever they are placed. */
  readonly entityId: Id | null;
  readonly creditorId: Id;
  readonly actor: string; readonly at: Instant;
  /** Judged, and undone again: nothing is kept. */
  readonly dryRun: boolean;
  /** Problems found while reading: of rows that never came this far, and warnings. */
  readonly problems: readonly RowTrouble[];
  /** Rows read since the last batch, and how many of them were bad. */
  readonly read: number; readonly bad: number;
  /** Problems that may still be kept for this import; the rest only count. */
  readonly room: number;
}
export interface ImportBatch extends BatchHead {
  readonly entityId: Id;
  /** null: cases are made, but no leads. */
  readonly campaignId: Id | null; readonly listId: Id | null;
  /** Placement batch of rows that name none and have no open placement. */
  readonly defaultBatch: string;
  readonly rows: readonly PlacementRow[];
}
/** A case that may not be called about any more, from the commit on. */
export interface Forbidden { readonly caseId: Id; readonly because: string }
/** What a batch came to. */
export interface Worked {
  readonly created: number; readonly updated: number; readonly unchanged: number; readonly bad: number; readonly duplicates: number;
  readonly newLeads: number;
  /** What the writer itself found. */
  readonly problems: readonly RowTrouble[];
  readonly forbid: readonly Forbidden[];
  /** Placement batches the rows belong to. */
  readonly batches: readonly string[];
}
export interface ImportedBatch extends Worked {
  readonly warnings: number; readonly kept: number;
  /** Of a dry run: what would have changed, the first few. */
  readonly changes: readonly RowTrouble[];
}

/** What an update says of an account: null is left as it is. */
export interface UpdateRow {
  readonly row: number; readonly contract: string;
  /** null: the file names none. */
  readonly currency: string | null;
  /** `total` without all components: what the others leave of it is the principal. */
  readonly balance: { readonly total: Minor | null; readonly principal: Minor | null; readonly interest: Minor | null; readonly penalty: Minor | null; readonly fees: Minor | null };
  readonly minimumDue: Minor | null; readonly product: string | null; readonly overdueSince: LocalDate | null;
  readonly asOf: Instant; readonly asOfGiven: boolean;
  readonly schedule: readonly ScheduleValues[] | null;
  /** New numbers and addresses of the debtor. */
  readonly points: readonly SealedPoint[];
  readonly work: PlacementRow['work'];
}
export interface PaymentRow {
  readonly row: number; readonly contract: string; readonly externalId: string; readonly type: 'payment' | 'reversal';
  /** Of a reversal: the payment's own number. */
  readonly reverses: string | null;
  readonly amount: Minor | null; readonly currency: string; readonly at: Instant; readonly channel: string | null;
}
export interface RecallRow {
  readonly row: number; readonly contract: string; readonly type: 'recall' | 'settlement' | 'return' | 'keep';
  readonly day: LocalDate; readonly dayGiven: boolean;
  /** Of a settlement: what it was settled for. */
  readonly amount: Minor | null; readonly currency: string; readonly reason: string | null;
}
export interface HistoryRow {
  /** `id`: made from what the row says, so that the same row is known again. */
  readonly row: number; readonly contract: string; readonly id: Id; readonly at: Instant; readonly day: LocalDate;
  readonly type: 'contact' | 'promise' | 'call';
  readonly channel: Contact['channel']; readonly reached: string | null; readonly result: string | null; readonly note: string | null; readonly login: string | null;
  readonly phone: SealedPoint | null; readonly outcome: Outcome | null;
  readonly promise: { readonly amount: Minor; readonly currency: string; readonly due: LocalDate; readonly state: PaymentPromise['state'] } | null;
}
/** A batch of any kind but placements. `by`: the user it is done for, where the rows need one. */
export interface RowBatch<R> extends BatchHead { readonly by: Id | null; readonly today: LocalDate; readonly rows: readonly R[] }
