import type { Decision, PacerSettings, PacerState, PacingEvent, PacingSnapshot } from '../../core/pacing/types.js';
import type { Id } from '../../core/units.js';

/** The start of a file: all a replay must know before the first decision. */
export interface PacingBegin { readonly v: 1; readonly campaign: Id; readonly settings: PacerSettings; readonly state: PacerState }
/** One decision: what was heard since the one before, what was seen, and what was decided. Keys only, nothing of a person. */
export interface PacingLine { readonly e: readonly PacingEvent[]; readonly s: PacingSnapshot; readonly d: Omit<Decision, 'demand'> }

/** Keeps what the pacers decided on, so that it can be decided again. Must never hold up a decision, nor fail one. */
export interface PacingLog {
  /** A file begins for this campaign: `begin` must be written before the next decision is made. */
  wantsBegin(campaign: Id): boolean;
  begin(begin: PacingBegin): void;
  decided(campaign: Id, line: PacingLine): void;
}
