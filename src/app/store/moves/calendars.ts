/** Calendars an installation imports: kept beside the shipped ones, by whom and when, and in force at once. */
import { joinCalendars, mayImport } from '../../../core/compliance/calendar.js';
import type { Calendar } from '../../../core/compliance/pack.js';
import { fail, ok, type Result } from '../../../core/result.js';
import { isoDate } from '../../../core/time/zones.js';
import type { Id, Instant } from '../../../core/units.js';
import type { InForce } from '../../ports/policies.js';
import type { MoveContext } from './context.js';
import { inForceAt } from './in-force.js';
import { append } from './stream.js';

export interface ImportCalendar { readonly text: string; readonly by: Id; readonly note: string | null; readonly at: Instant }

/**
 * Keeps a calendar and puts it in force. Codes: `calendar.invalid` (its text), `calendar.unknown` (no pack uses one of this
 * name), `calendar.version` (this version is another text), `calendar.known`, `calendar.gap`, `calendar.class`,
 * `calendar.conflict`, and those of `Policies.policy`.
 */
export function importCalendar(context: MoveContext, input: ImportCalendar): Result<{ readonly id: Id; readonly calendar: string }> {
  const { tx, policies, ids } = context;
  const read = policies.read('calendar', input.text);
  if (!read.ok) return fail('calendar.invalid', read.error.text, '/text');
  const next = read.value;
  const shipped = policies.calendars.filter((one) => one.value.id === next.id);
  const rows = tx.find('packActivation', { where: { pack: next.id }, limit: 10_000 }).filter((row) => row.kind === 'calendar');
  const imported = rows.flatMap((row) => { const kept = row.text === null ? undefined : policies.read('calendar', row.text); return kept?.ok ? [kept.value] : []; });
  const [first, ...more] = [...shipped.map((one) => one.value), ...imported];
  if (!first) return fail('calendar.unknown', `no pack uses a calendar ${next.id}; there are ${policies.calendars.map((one) => one.value.id).join(', ')}`, '/calendar');
  const digest = policies.digest(input.text);
  const same = [...shipped.map((one) => ({ version: one.value.version, digest: one.digest })), ...rows.map((row) => ({ version: row.packVersion, digest: row.digest }))].find((one) => one.version === next.version);
  if (same) return same.digest === digest ? fail('calendar.known', `${next.id} ${next.version} is there already`, '/version') : fail('calendar.version', `${next.id} ${next.version} is there with another text: give it a later version`, '/version');
  const have = joinCalendars(first, ...more);
  if (!have.ok) return have;
  const may = mayImport(have.value, next, classesOf(context, have.value));
  if (!may.ok) return may;
  const what: InForce = { kind: 'calendar', pack: next.id, packVersion: next.version, digest, text: input.text, signature: null };
  // Tried before it is kept: what can't be compiled would stop every call.
  const compiled = policies.policy([...inForceAt(tx, policies, input.at), what]);
  if (!compiled.ok) return compiled;
  const id = ids.id();
  tx.insert('packActivation', { id, version: 1, createdAt: input.at, updatedAt: input.at, ...what, from: input.at, until: null, by: input.by, reviewer: null, reviews: null, note: input.note });
  append(context, { type: 'calendar.imported', actor: input.by, data: { calendar: next.id, version: next.version, digest, from: isoDate(next.from), to: isoDate(next.to), days: next.days.size } }, [id], input.at);
  return ok({ id, calendar: next.id });
}

/** Classes of days that any shipped pack's hours or the calendar itself speak of. */
function classesOf({ policies }: MoveContext, have: Calendar): ReadonlySet<string> {
  return new Set([...have.days.values(), 'holiday', 'workday', ...policies.packs.flatMap(({ value }) => value.rules.flatMap((rule) => (rule.kind === 'window' && rule.table.calendar === have.id ? Object.keys(rule.table.classes) : [])))]);
}
