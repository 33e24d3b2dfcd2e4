/** What an import hands to the writer: rows already read, judged and sealed. Nothing here is readable personal data. */
import type { Case, ContactPoint, ImportProblem, PartyRole } from '../../../core/records/index.js';
import type { Id, Instant, LocalDate, Minor } from '../../../core/units.js';

export interface SealedPerson {
  readonly kind: 'person' | 'organisation';
  /** `nameIndex` is empty when no name was given. */
  readonly nameSealed: string; readonly nameIndex: string;
  readonly identitySealed: string | null; readonly identityIndex: string | null;
}
export interface SealedPoint { readonly kind: ContactPoint['kind']; readonly sealed: string; readonly index: string; readonly masked: string; readonly region: string | null; /** Where it stood, for reports. */ readonly column: string }
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
  /** null: the file says nothing; `from` is the day of the first import then. */
  readonly placement: { readonly batch: string | null; readonly amount: Minor | null; readonly from: LocalDate; readonly fromGiven: boolean; readonly to: LocalDate | null };
  readonly work: { readonly risk: Case['risk'] | null; readonly tags: readonly string[]; readonly custom: Readonly<Record<string, string>>; readonly priority: number | null };
}

export type RowTrouble = Pick<ImportProblem, 'row' | 'column' | 'value' | 'code' | 'reason' | 'severity'>;
export interface ImportBatch {
  readonly importId: Id; readonly campaignId: Id; readonly listId: Id; readonly entityId: Id; readonly creditorId: Id;
  /** Placement batch of rows that name none and have no open placement. */
  readonly defaultBatch: string;
  readonly actor: string; readonly at: Instant;
  readonly rows: readonly PlacementRow[];
  /** Problems found while reading: of rows that never came this far, and warnings. */
  readonly problems: readonly RowTrouble[];
  /** Rows read since the last batch, and how many of them were bad. */
  readonly read: number; readonly bad: number;
  /** Problems that may still be kept for this import; the rest only count. */
  readonly room: number;
}
export interface ImportedBatch {
  readonly created: number; readonly updated: number; readonly unchanged: number; readonly bad: number; readonly duplicates: number; readonly warnings: number;
  readonly newLeads: number;
  /** What the writer itself found. */
  readonly problems: readonly RowTrouble[];
  readonly kept: number;
}
