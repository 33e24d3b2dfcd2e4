import type { ShareState } from '../../core/pacing/share.js';
import type { PacerState } from '../../core/pacing/types.js';
import type { Campaign } from '../../core/records/index.js';
import type { Id, Instant } from '../../core/units.js';
import type { ConductorDeps } from './deps.js';
import { lastDay } from './ledger.js';
import type { CampaignRunner } from './runner.js';

/** Bumped with every change of what a field means; another version is thrown away. */
const VERSION = 1;
const DAY = 24 * 3_600_000;

interface Kept { readonly pacer: PacerState; readonly hours: readonly (readonly number[])[]; readonly calibration: readonly (readonly number[])[]; /** null: kept by a version that had none, or not readable; it is learned anew. */ readonly shares: ShareState | null }
interface Row { readonly id: Id; readonly version: number }

export const pacingKey = (campaignId: Id): string => `pacing.${campaignId}`;

/**
 * What the pacers learned outlives the process: one setting a campaign, written each minute and at the stop, each time in
 * one move. What can not be read is thrown away: a pacer without memory is careful, one with a wrong memory is not.
 */
export class PacingMemory {
  readonly #rows = new Map<Id, Row>();
  readonly #saved = new Map<Id, Instant>();
  #saving: Promise<void> = Promise.resolve();

  constructor(private readonly deps: ConductorDeps) {}

  async read(campaign: Campaign): Promise<Kept | null> {
    const { store, log } = this.deps;
    const [row] = await store.find('setting', { where: { key: pacingKey(campaign.id) }, limit: 1 });
    if (!row) return null;
    this.#rows.set(campaign.id, { id: row.id, version: row.version });
    const kept = readKept(row.value);
    if (typeof kept !== 'string') return kept;
    log.warn({ campaign: campaign.id, why: kept }, 'what the pacer had learned is thrown away');
    return null;
  }

  /** Gives a new runner what was kept; where nothing was, the store's attempts of the 30 days before the last 24 hours, a day at a time. */
  async restore(runner: CampaignRunner, kept: Kept | null): Promise<void> {
    const { store, clock } = this.deps;
    if (kept) {
      runner.pacing.restore(kept.pacer);
      runner.pacing.calibration.restore(kept.calibration);
      if (kept.shares) runner.shares.restore(kept.shares);
      runner.ledger.restoreMonth(clock.now(), kept.hours);
      return;
    }
    const now = clock.now();
    const hours: number[][] = [];
    for (let from = now - 30 * DAY; from < lastDay(now); from += DAY) {
      const day = await store.run('outcomesByHour', { campaignId: runner.campaign.id, from, to: Math.min(from + DAY, lastDay(now)) });
      hours.push(...day.map((one) => [one.from, one.abandoned + one.connected, one.abandoned, one.outcomes.machine ?? 0]));
    }
    runner.ledger.restoreMonth(now, hours);
  }

  /** Writes down what changed since the last time; one save at a time. */
  save(runners: Iterable<CampaignRunner>): Promise<void> {
    const all = [...runners];
    this.#saving = this.#saving.then(async () => { for (const runner of all) await this.#save(runner); });
    return this.#saving;
  }

  async #save(runner: CampaignRunner): Promise<void> {
    const { store, clock, log } = this.deps;
    const { id } = runner.campaign;
    const decided = runner.pacing.decision?.at;
    if (decided === undefined || this.#saved.get(id) === decided) return;
    const value = { version: VERSION, pacer: runner.pacing.state(), hours: runner.ledger.hours(), calibration: runner.pacing.calibration.rows(), shares: runner.shares.state() };
    const at = clock.now();
    try {
      const row = this.#rows.get(id);
      if (row) {
        const done = await store.run('change', { kind: 'setting', id: row.id, expectedVersion: row.version, patch: { value }, at });
        if (done.ok) this.#rows.set(id, { id: row.id, version: done.value.version });
        else await this.#find(id);
        if (done.ok) this.#saved.set(id, decided);
      } else {
        const made = await store.run('create', { kind: 'setting', at, row: { key: pacingKey(id), value } });
        if (made.ok) { this.#rows.set(id, { id: made.value.id, version: 1 }); this.#saved.set(id, decided); } else await this.#find(id);
      }
    } catch (error) { log.error({ campaign: id, error: String(error) }, 'what the pacer learned could not be saved; it will be in a minute'); }
  }
  /** Another wrote it, or it is gone: the next save takes it from there. */
  async #find(id: Id): Promise<void> {
    const [row] = await this.deps.store.find('setting', { where: { key: pacingKey(id) }, limit: 1 });
    if (row) this.#rows.set(id, { id: row.id, version: row.version }); else this.#rows.delete(id);
  }
}

/** What was kept, or why it can not be believed. */
export function readKept(value: unknown): Kept | string {
  if (!isObject(value)) return 'it is not an object';
  if (value['version'] !== VERSION) return 'it is of another version';
  const { pacer, hours, calibration } = value;
  if (!isObject(pacer) || pacer['version'] !== 1) return 'its pacer is of another version';
  const at = pacer['at'];
  if (at !== null && !isNumber(at)) return 'its last instant is not a number';
  const [numbers, people] = [rowsByName(pacer['numbers']), rowsByName(pacer['people'])];
  if (!numbers || !people) return 'its figures are not numbers';
  // Before machines were counted an hour had three figures.
  if (!(isRows(hours, 4) || isRows(hours, 3)) || !isRows(calibration, 5)) return 'its counts are not numbers';
  return { pacer: { version: 1, at, numbers, people }, hours, calibration, shares: readShares(value['shares']) };
}
function readShares(value: unknown): ShareState | null {
  if (!isObject(value) || value['version'] !== 1) return null;
  const { at, seen, expected, whole } = value;
  return (at === null || isNumber(at)) && isRow(seen) && isRow(expected) && isRow(whole) ? { version: 1, at, seen, expected, whole } : null;
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isRow = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(isNumber);
const isRows = (value: unknown, width: number): value is readonly (readonly number[])[] => Array.isArray(value) && value.every((row) => isRow(row) && row.length === width);
function rowsByName(value: unknown): Record<string, readonly number[]> | null {
  if (!isObject(value)) return null;
  const rows: Record<string, readonly number[]> = {};
  for (const [name, row] of Object.entries(value)) { if (!isRow(row)) return null; rows[name] = row; }
  return rows;
}
