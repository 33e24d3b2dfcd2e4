/**
 * Was every line of a day lawful? Told from the append-only journal and event stream alone, with the rules written out by hand:
 * nothing here is shared with the gate.
 */
import type { JournalEntry, StreamEvent } from '../../src/core/records/index.js';

export interface Day {
  readonly journal: readonly JournalEntry[];
  readonly events: readonly StreamEvent[];
  /** Whom an attempt called. */
  readonly who: ReadonlyMap<string, { readonly party: string; readonly phone: string }>;
  /** Numbers of the facts that the event stream names. */
  readonly optedOut: ReadonlyMap<string, string>;
}
interface Line { readonly id: string; readonly party: string; readonly phone: string; readonly opened: number; answered: boolean; outcome: string | null; ended: number }

const HOUR = 3_600_000;
const SPACING = 30 * 60_000;
/** How fast a ringing line must be gone: the cancel goes to the switch and comes back. */
const CUT_WITHIN = 2_000;
const UNANSWERED = new Set<string | null>(['no_answer', 'busy', 'unavailable', 'rejected', 'cancelled', 'unknown', 'carrier_fault', 'congestion', 'invalid', null]);
const CONVERSED = new Set<string | null>(['human', 'abandoned']);

/** Everything unlawful, in words; empty: nothing. `short`: what the pack activated in mid-day is called. */
export function unlawful({ journal, events, who, optedOut }: Day, short: string): readonly string[] {
  const wrong: string[] = [];
  const shortFrom = events.find((event) => event.type === 'pack.activated' && (event.data as { pack: string }).pack === short)?.at ?? Infinity;
  const outs = events.filter((event) => event.type === 'suppression.added').flatMap((event) => event.subjects.flatMap((ref) => { const phone = optedOut.get(ref); return phone === undefined ? [] : [{ phone, at: event.at }]; }));
  const lines = new Map<string, Line>();
  let latest = 0;
  for (const entry of [...journal].sort((a, b) => a.seq - b.seq)) {
    if (entry.attemptId === null) continue;
    const line = lines.get(entry.attemptId);
    if (entry.event === 'answered' && line) line.answered = true;
    if (entry.event === 'settled' && line) { line.outcome = (entry.data as { outcome: string }).outcome; line.ended = entry.at; }
    if (entry.event !== 'opened' && entry.event !== 'failedOver') continue;
    const one = who.get(entry.attemptId);
    if (!one) { wrong.push(`attempt ${entry.attemptId} called nobody`); continue; }
    const say = (what: string): void => { wrong.push(`${new Date(entry.at + 8 * HOUR).toISOString().slice(5, 19)} ${entry.attemptId!.slice(-5)}: ${what}`); };
    const before = [...lines.values()].filter((other) => other.id !== entry.attemptId && other.outcome !== 'not_placed');
    const today = before.filter((other) => dayOf(other.opened) === dayOf(entry.at));
    const ofParty = today.filter((other) => other.party === one.party);
    const ofPhone = today.filter((other) => other.phone === one.phone);
    const minute = minuteOf(entry.at);
    if (minute < 8 * 60 || minute >= 22 * 60) say('at night');
    if (entry.at < latest - 2_000) say(`the clock had been ${latest - entry.at} ms further`);
    if (ofParty.length >= 10) say('the eleventh of the day');
    if (ofParty.filter((other) => CONVERSED.has(other.outcome)).length >= 3) say('the fourth conversation');
    if (ofPhone.filter((other) => UNANSWERED.has(other.outcome)).length >= 6) say('the seventh unanswered');
    for (const other of before) if (other.phone === one.phone && entry.at - other.opened < SPACING) say(`${Math.round((entry.at - other.opened) / 1000)} s after the one before`);
    if (entry.at >= shortFrom) {
      if (!((minute >= 8 * 60 && minute < 12 * 60) || (minute >= 13.5 * 60 && minute < 16.5 * 60))) say('outside the shorter hours');
      if (ofParty.length >= 7) say('the eighth of the day, by the stricter pack');
    }
    for (const out of outs) if (out.phone === one.phone && out.at < entry.at) say('after the opt-out');
    latest = Math.max(latest, entry.at);
    lines.set(entry.attemptId, line ?? { id: entry.attemptId, ...one, opened: entry.at, answered: false, outcome: null, ended: Infinity });
  }
  for (const out of outs) for (const line of lines.values()) {
    if (line.phone === out.phone && line.opened <= out.at && !line.answered && line.ended > out.at + CUT_WITHIN) wrong.push(`${line.id.slice(-5)} rang on for ${line.ended - out.at} ms after the opt-out`);
  }
  return wrong;
}

const minuteOf = (at: number): number => Math.floor(((at + 8 * HOUR) % (24 * HOUR)) / 60_000);
const dayOf = (at: number): number => Math.floor((at + 8 * HOUR) / (24 * HOUR));
