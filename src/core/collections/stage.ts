import { fail, ok, type Result } from '../result.js';
import { dayNumber } from '../time/zones.js';
import type { Id, LocalDate } from '../units.js';

/** Days past due on a date: 0 when nothing is overdue, 1 on the first day after the due date. null: not known. */
export function daysPastDue(overdueSince: LocalDate | null, today: LocalDate): number | null {
  if (overdueSince === null) return null;
  const days = dayNumber(today) - dayNumber(overdueSince);
  return Number.isNaN(days) ? null : Math.max(0, days + 1);
}
export interface StageBand { readonly name: string; /** First day past due of the band. */ readonly from: number }
export const DEFAULT_BANDS: readonly StageBand[] = [{ name: 'M1', from: 1 }, { name: 'M2', from: 31 }, { name: 'M3', from: 61 }, { name: 'M3+', from: 91 }];

export function stageOf(days: number | null, bands: readonly StageBand[] = DEFAULT_BANDS): string | null {
  if (days === null) return null;
  let stage: string | null = null;
  for (const band of bands) if (days >= band.from) stage = band.name;
  return stage;
}
/** The stage on a date; null when nothing is overdue (unless a band begins at 0) or it isn't known since when. */
export const stageOn = (overdueSince: LocalDate | null, today: LocalDate, bands: readonly StageBand[] = DEFAULT_BANDS): string | null => stageOf(daysPastDue(overdueSince, today), bands);

/** Days past due of a stage, both ends inside; `to` null: no end. null when no band has the name. */
export function stageRange(name: string, bands: readonly StageBand[] = DEFAULT_BANDS): { readonly from: number; readonly to: number | null } | null {
  const place = bands.findIndex((band) => band.name === name);
  const band = bands[place];
  if (!band) return null;
  const next = bands[place + 1];
  return { from: band.from, to: next ? next.from - 1 : null };
}

/** Bands of the installation, and of creditors that count otherwise. */
export interface StageSettings { readonly bands: readonly StageBand[]; readonly byCreditor: Readonly<Record<Id, readonly StageBand[]>> }
export const DEFAULT_STAGES: StageSettings = { bands: DEFAULT_BANDS, byCreditor: {} };
export const bandsOf = (settings: StageSettings, creditorId: Id): readonly StageBand[] => (Object.hasOwn(settings.byCreditor, creditorId) ? settings.byCreditor[creditorId] : undefined) ?? settings.bands;

export const MOST_BANDS = 20;
const LONGEST_NAME = 20;
const LAST_DAY = 36_500;
/**
 * Reads somebody's bands: 1 to `MOST_BANDS`, names of 1 to 20 letters each once, first days whole and rising, the first 0 (a
 * band before anything is overdue) or 1, so that no overdue day is without a stage; the last has no end. Fails with
 * `stage.bands`, `stage.name`, `stage.from`; `at` is a JSON pointer.
 */
export function readBands(input: unknown, at = ''): Result<readonly StageBand[]> {
  if (!Array.isArray(input) || input.length === 0 || input.length > MOST_BANDS) return fail('stage.bands', `must be a list of 1 to ${MOST_BANDS} bands`, at);
  const bands: StageBand[] = [];
  for (const [n, given] of input.entries()) {
    const { name, from } = fieldsOf(given);
    if (typeof name !== 'string' || name.trim() !== name || name === '' || name.length > LONGEST_NAME || bands.some((band) => band.name === name)) return fail('stage.name', `must be a text of 1 to ${LONGEST_NAME} letters, not used by another band`, `${at}/${n}/name`);
    const least = n === 0 ? 0 : (bands[n - 1]?.from ?? 0) + 1;
    const most = n === 0 ? 1 : LAST_DAY;
    if (typeof from !== 'number' || !Number.isInteger(from) || from < least || from > most) return fail('stage.from', `must be a whole number of days from ${least} to ${most}`, `${at}/${n}/from`);
    bands.push({ name, from });
  }
  return ok(bands);
}
/** Reads `{ bands?, byCreditor? }`; what isn't given is the default. Fails as `readBands`, or with `stage.settings`. */
export function readStageSettings(input: unknown): Result<StageSettings> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return fail('stage.settings', 'must be an object', '');
  const given: { readonly bands?: unknown; readonly byCreditor?: unknown } = input;
  const bands = given.bands === undefined ? ok(DEFAULT_BANDS) : readBands(given.bands, '/bands');
  if (!bands.ok) return bands;
  const creditors = given.byCreditor ?? {};
  if (typeof creditors !== 'object' || Array.isArray(creditors)) return fail('stage.settings', 'must be an object of creditors', '/byCreditor');
  const byCreditor: [Id, readonly StageBand[]][] = [];
  for (const [id, own] of Object.entries(creditors)) {
    const read = readBands(own, `/byCreditor/${id}`);
    if (!read.ok) return read;
    byCreditor.push([id, read.value]);
  }
  return ok({ bands: bands.value, byCreditor: Object.fromEntries(byCreditor) });
}
const fieldsOf = (given: unknown): { readonly name?: unknown; readonly from?: unknown } => (typeof given === 'object' && given !== null ? given : {});
