/** What the gate is asked, and the raw events it counts. Instants are whole seconds since 1970-01-01T00:00Z. */
import type { CalledRole, CallType, Channel, Evidence, EventMark, Line } from './vocabulary.js';

/** A fact that stands from `from` (always, when left out) until `until` (for ever). */
export interface RequestFact {
  readonly kind: Evidence;
  readonly from?: number;
  readonly until?: number;
  /** Hours agreed with the debtor: the fact lifts only inside them. Seconds of the day, half-open, in the zone. */
  readonly hours?: { readonly zone: string; readonly open: number; readonly close: number };
}

export interface GateAsk {
  readonly now: number;
  /** IANA names of every zone the callee may be in; the call must be lawful in all. Empty: nobody knows. */
  readonly zones: readonly string[];
  readonly debtor?: string;
  readonly phone?: string;
  readonly debts: readonly string[];
  readonly creditorGroup?: string;
  readonly collector?: string;
  readonly agent?: string;
  readonly campaign?: string;
  readonly mode?: CallType;
  readonly channel: Channel;
  /** Absent: the debtor. */
  readonly role?: CalledRole;
  readonly line?: Line;
  /** Jurisdictions of the callee, ISO 3166 codes and places below them (`CN-XJ`, `US-NY-NYC`); every one that is possible. */
  readonly regions: readonly string[];
  readonly facts: readonly RequestFact[];
  /** Latest instant this installation has ever seen; a clock behind it is not trusted. */
  readonly highWater?: number;
  /** When the permit in hand was issued. */
  readonly permitIssued?: number;
  /** Readings of gauges by their name, shares from 0 to 1. */
  readonly gauges?: Readonly<Record<string, number>>;
}

/** One touch as it was recorded; packs interpret. */
export interface LedgerEvent {
  /** Two events of one id are one. */
  readonly id?: string;
  readonly at: number;
  readonly result: string;
  /** Absent: outbound. */
  readonly direction?: 'out' | 'in';
  readonly channel?: Channel;
  readonly mode?: string;
  readonly debtor?: string;
  readonly phone?: string;
  readonly debts?: readonly string[];
  /** Absent: that of the request. */
  readonly creditorGroup?: string;
  readonly collector?: string;
  readonly agent?: string;
  readonly campaign?: string;
  readonly marks?: readonly EventMark[];
}

/** Seconds for what is kept in milliseconds, so that rounding never allows more: the present downwards, events upwards. */
export const askSecond = (ms: number): number => Math.floor(ms / 1000);
export const eventSecond = (ms: number): number => Math.ceil(ms / 1000);
