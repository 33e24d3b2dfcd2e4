/**
 * A policy pack as the engine reads it (what `parsePack` makes of the JSON). A pack can only deny; what lifts a rule is named
 * in the rule itself, so that an exception never reaches another pack. Durations and times of day are seconds.
 */
import type { CalledRole, CallType, Channel, Confidence, Evidence, EventMark, Key, Line, RuleKind, TouchResult } from './vocabulary.js';

export interface Texts { readonly zh: string; readonly en: string }

/** A question about the request. `region` holds for the place itself and all below it. */
export type Condition =
  | { readonly is: 'mode'; readonly of: readonly CallType[] }
  | { readonly is: 'role'; readonly of: readonly CalledRole[] }
  | { readonly is: 'line'; readonly of: readonly Line[] }
  | { readonly is: 'channel'; readonly of: readonly Channel[] }
  | { readonly is: 'region'; readonly of: readonly string[] }
  | { readonly is: 'fact'; readonly of: readonly Evidence[] }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'all' | 'any'; readonly of: readonly Condition[] };

/** Open from `from` to `to`, seconds of the local day, half-open. */
export type Hours = readonly { readonly from: number; readonly to: number }[];
/** Hours by weekday (index 0 = Monday … 6 = Sunday) and, where a calendar is named, by the classes it gives to dates. */
export interface HourTable {
  readonly week: readonly Hours[];
  readonly classes: Readonly<Record<string, Hours>>;
  readonly calendar?: string;
  /** Class of dates the calendar doesn't cover; `strictest`: open only where every row of the table is. */
  readonly outside?: string;
}
export type ZoneForm = 'candidates' | readonly string[];

export type CountWindow =
  | { readonly form: 'calDays'; readonly days: number; /** Every candidate zone, or this one. */ readonly zone: string }
  | { readonly form: 'rolling'; readonly seconds: number };

export interface EventFilter {
  readonly results: 'any' | readonly TouchResult[];
  readonly direction: 'out' | 'in' | 'either';
  readonly modes?: readonly CallType[];
  readonly channels: 'any' | readonly Channel[];
  readonly unless: readonly EventMark[];
}

/** Evidence that lifts the rule; with `within`, for so many seconds from when the fact began. */
export interface Lift { readonly evidence: Evidence; readonly within?: number }

interface RuleBase {
  readonly id: string;
  readonly kind: RuleKind;
  /** Ids of the pack's sources. */
  readonly sources: readonly string[];
  readonly confidence: Confidence;
  /** Not verified on the text of the law: a named reviewer is needed before the pack can be activated. */
  readonly needsReview: boolean;
  readonly texts: Texts;
  /** Channels of the request the rule speaks of. */
  readonly channels: readonly Channel[];
  readonly when?: Condition;
  readonly from?: number;
  readonly until?: number;
  readonly liftedBy: readonly Lift[];
}
export interface WindowRule extends RuleBase {
  readonly kind: 'window';
  readonly zones: ZoneForm;
  readonly table: HourTable;
  /** The opening second itself is outside ("after 8"). */
  readonly openExcluded: boolean;
  /** So many seconds later it must still be inside the same day's window; 0: not asked. */
  readonly fit: number;
}
export interface CountRule extends RuleBase { readonly kind: 'count'; readonly key: readonly Key[]; readonly window: CountWindow; readonly limit: number; readonly count: EventFilter }
/** After an event of this sort no other until the window has passed. */
export interface CooldownRule extends RuleBase { readonly kind: 'cooldown'; readonly key: readonly Key[]; readonly window: CountWindow; readonly after: EventFilter }
/** So many seconds between one and the next. */
export interface SpacingRule extends RuleBase { readonly kind: 'spacing'; readonly key: readonly Key[]; readonly between: number; readonly count: EventFilter }
export interface PredicateRule extends RuleBase { readonly kind: 'predicate'; readonly denyIf: Condition }
/** Denied unless one of these facts stands. */
export interface ConsentRule extends RuleBase { readonly kind: 'consent'; readonly needs: readonly Evidence[] }
/** A measured share; at `stop` it denies, at `warn` it is shown. A reading that is missing denies. */
export interface GaugeRule extends RuleBase { readonly kind: 'gauge'; readonly gauge: string; readonly over: { readonly form: 'rolling' | 'successive'; readonly seconds: number }; readonly warn: number; readonly stop: number }
/** What must be done; not judged by the gate. */
export interface ObligationRule extends RuleBase { readonly kind: 'obligation'; readonly at: 'beforeDial' | 'callStart' | 'callEnd' | 'standing'; readonly require: readonly string[]; readonly retainDays?: number }
/** What the script checker asks for and forbids; not judged by the gate. */
export interface ScriptRule extends RuleBase { readonly kind: 'script'; readonly mustSay: readonly string[]; readonly mustNot: readonly string[] }

export type PackRule = WindowRule | CountRule | CooldownRule | SpacingRule | PredicateRule | ConsentRule | GaugeRule | ObligationRule | ScriptRule;

export interface PackSource { readonly id: string; readonly cite: string; readonly confidence: Confidence; readonly note?: string }

export interface Pack {
  readonly id: string;
  readonly version: string;
  /** `tenant`: made by the installation's owner; may only add to the others. */
  readonly kind: 'law' | 'house' | 'tenant';
  readonly title: Texts;
  /** Only `inForce` can be activated; `superseded` is kept for judging the past, `illustrative` for tests. */
  readonly status: 'inForce' | 'superseded' | 'illustrative';
  readonly effective: { readonly from?: number; readonly until?: number };
  readonly supersedes: readonly string[];
  readonly when?: Condition;
  readonly sources: readonly PackSource[];
  readonly requires: { readonly tzdata: string; readonly calendars: readonly { readonly id: string; /** Days of coverage ahead of activation. */ readonly coverDays: number }[] };
  readonly rules: readonly PackRule[];
  /** The pack's own cases, in the format of a vectors file without `packs`; run at load. */
  readonly vectors: readonly unknown[];
}

/** Dates that are not ordinary days of their week. A date inside the coverage and not listed is ordinary. */
export interface Calendar {
  readonly id: string;
  readonly version: string;
  readonly title: Texts;
  /** Day numbers since 1970-01-01, both included. */
  readonly from: number;
  readonly to: number;
  readonly days: ReadonlyMap<number, string>;
}
