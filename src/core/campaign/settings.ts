import type { Outcome } from '../call/outcome.js';
import type { Segment } from '../collections/segment.js';
import type { Id, Millis, ZoneName } from '../units.js';
import type { PacingRules } from './pacing.js';

/** How a campaign dials. Every field has a default (`DEFAULT_SETTINGS`); ranges are checked by `checkSettings`. */
export interface CampaignSettings {
  /** `nearZero`: predictive at a small fixed risk (`pacing.nearZeroRisk`). */
  readonly mode: 'manual' | 'preview' | 'progressive' | 'predictive' | 'nearZero';
  /** Zone in which the window, "today" and the demo clock are read. */
  readonly zone: ZoneName;
  readonly window: CallingWindow;
  readonly caps: Caps;
  /** The limit of abandonment, as a share of (abandoned + connected) over the last 24 h; 0..0.05. What is aimed at lies a little below: `pacing.target`. */
  readonly abandonTarget: number;
  /** Lines in the air per collector at work, ready or busy, never above this; 1..20. A fuse: 20 is usual, a small number holds back a list few answer. */
  readonly maxDialLevel: number;
  /** Absent in campaigns written before there were such rules; read by `pacingOf`. */
  readonly pacing?: PacingRules;
  /** Ring no longer than this; 15 000..60 000 ms. A minimum ring of 15 s needs 17 s, as the switch fires up to 0.9 s early. */
  readonly ringTimeout: Millis;
  readonly order: LeadOrder;
  readonly recycle: Readonly<Partial<Record<Outcome, RecycleRule>>>;
  /** Attempts on one lead in all; 1..100. */
  readonly maxAttempts: number;
  readonly wrapUp: { /** After this the desk goes ready (or paused) by itself; 0: never. */ readonly limit: Millis; readonly then: 'ready' | 'paused' };
  readonly preview: { /** A preview not taken by then is given to another; 0: never. */ readonly limit: Millis; readonly autoDial: boolean };
  /** Skills a collector must have, all of them. */
  readonly skills: readonly string[];
  /** Sound files on the switch. */
  readonly safeHarbourMessage: string;
  readonly voicemailMessage: string;
  readonly record: boolean;
  readonly kind: 'notify' | 'interactive';
  readonly dispositionRoot: string | null;
  readonly scriptId: Id | null;
  readonly hopperSize: number;
  /** Names the trunks (gateways) it may use, in order; empty: all enabled ones of its node. */
  readonly trunks: readonly string[];
  readonly node: string | null;
  /** Country for numbers without a country code, ISO 3166-1 alpha-2. */
  readonly defaultCountry: string;
  /** Which cases it is about, read anew while it runs; null: those of its lists. */
  readonly segment: Segment | null;
  /** A case that has a collector goes to them first, then to their team, then to anyone; null: to anyone at once. */
  readonly binding: Binding | null;
}
/** For how long a due lead waits for its own collector, then for their team; 0..86 400 000 ms each. */
export interface Binding { readonly owner: Millis; readonly team: Millis }
/** Local wall time `HH:MM`, from inclusive, to exclusive; `days` 1 = Monday … 7 = Sunday. `TEST-24H` only on loopback or simulated trunks. */
export interface CallingWindow { readonly name: string; readonly from: string; readonly to: string; readonly days: readonly number[] }
export interface Caps {
  /** Attempts placed on one phone per local day; 1..50. */
  readonly perPhonePerDay: number;
  /** Attempts placed on one party per local day, over all campaigns. */
  readonly perPartyPerDay: number;
  /** Least time between two attempts on one phone. */
  readonly phoneSpacing: Millis;
}
export type LeadOrder = 'priority' | 'daysPastDue' | 'amount' | 'lastAttempt' | 'random' | 'mix';
export interface RecycleRule { readonly delay: Millis; /** Times this outcome may recur on one lead. */ readonly max: number; readonly nextNumber: boolean }
