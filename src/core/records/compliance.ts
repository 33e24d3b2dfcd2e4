/** Records of the compliance clock: raw touches that packs count, which packs are in force, and what was denied. */
import type { Id, Instant } from '../units.js';
import type { Kept } from './org.js';

/**
 * One touch on any channel as it happened; packs interpret. A call's row has the attempt's id and is written with it, as
 * `reserved`: a permit in flight counts. `released` never left us and counts for nothing.
 */
export interface Touch extends Kept {
  /** When the permit was issued, the message sent, the call came in. */
  readonly at: Instant;
  /** A result of the vocabulary (core/compliance), or `released`. */
  readonly result: string;
  readonly direction: 'out' | 'in';
  readonly channel: string;
  /** Type of the call for the law: human, preview, predictive, notify, prerec, ai; null: of no call. */
  readonly mode: string | null;
  /** The debtor it was about. */
  readonly partyId: Id | null;
  /** Blind index of the number; null where none was used. */
  readonly phoneIndex: string | null;
  readonly accountIds: readonly Id[];
  /** Lender with all who act for it; null: taken as the request's. */
  readonly creditorGroup: string | null;
  /** Who placed it: an entity of ours by its id, another agency by its name. */
  readonly collector: string | null;
  readonly userId: Id | null; readonly campaignId: Id | null; readonly attemptId: Id | null;
  readonly marks: readonly string[];
  readonly source: 'own' | 'import';
  /** The other system's own id of it, with that system's name before it: the same touch twice is one. */
  readonly externalId: string | null;
}

/**
 * A pack in force from an instant on, or a calendar that was imported. Of shipped ones only the digest is kept; what an
 * installation made itself stands here with its signature.
 */
export interface PackActivation extends Kept {
  readonly kind: 'pack' | 'calendar';
  readonly pack: string; readonly packVersion: string;
  /** SHA-256 of its text, hexadecimal. */
  readonly digest: string;
  readonly text: string | null; readonly signature: string | null;
  readonly from: Instant; readonly until: Instant | null;
  /** null: in force since the installation began, by nobody's act. */
  readonly by: Id | null;
  /** The one name given for every such rule; kept as it was before `reviews`. */
  readonly reviewer: string | null;
  /** Who answers for each rule that was not verified on the text of the law; null: nobody was asked, or a row from before. */
  readonly reviews: readonly RuleReview[] | null;
  readonly note: string | null;
}
/** A named person's word that a rule agrees with the text of the law. */
export interface RuleReview { readonly rule: string; readonly name: string; readonly at: Instant; readonly note: string | null }

/** How often a rule denied within an hour, when the hopper filled and when a permit was asked for. */
export interface DenialTally extends Kept {
  /** First instant of the hour, UTC. */
  readonly hour: Instant;
  readonly rule: string; readonly pack: string | null;
  readonly campaignId: Id | null; readonly entityId: Id | null;
  readonly hopper: number; readonly permit: number;
}
