/**
 * Deletes what was kept long enough, kind by kind, each night after the roll; a dry run counts and changes nothing. A case on hold,
 * a complaint or a dispute that is open keeps everything about its debtor. What was done is on the stream, without names.
 */
import { DEFAULT_RETENTION, readRetention, RETENTION, type Retention, type RetentionKind } from '../core/collections/retention.js';
import { CLOSED_CASES, type Case } from '../core/records/index.js';
import { ok, type Result } from '../core/result.js';
import { isoDate } from '../core/time/zones.js';
import type { Id, Instant } from '../core/units.js';
import type { Clock, Log } from './ports/system.js';
import type { Store } from './ports/store.js';
import type { Vault } from './ports/vault.js';
import type { Blanks } from './store/moves/erasure.js';

/** Files below a folder, by their relative paths; one that is not there is gone already. */
export interface KeptFiles { remove(path: string): Promise<void> }
export interface RetentionDeps { readonly store: Store; readonly vault: Vault; readonly clock: Clock; readonly log: Log; readonly recordingFiles: KeptFiles; readonly dailyFiles: KeptFiles }
export interface Retained { readonly dryRun: boolean; readonly kinds: readonly { readonly kind: RetentionKind; readonly days: number | null; /** What is deleted or, in a dry run, would be. */ readonly count: number; /** Due, but held by a hold, a complaint or a dispute. */ readonly held: number }[] }

const DAY = 86_400_000;
const PAGE = 500;

export async function retentionOf(store: Pick<Store, 'find'>): Promise<Result<Retention>> {
  const [row] = await store.find('setting', { where: { key: RETENTION }, limit: 1 });
  return row === undefined ? ok(DEFAULT_RETENTION) : readRetention(row.value);
}
export const blanksOf = (vault: Vault): Blanks => ({ name: vault.seal('name', ''), phone: vault.seal('phone', ''), email: vault.seal('email', ''), address: vault.seal('address', ''), note: vault.seal('note', '') });

/** Code: `setting.retention` (it can't be read: nothing is deleted). `by`: a user's id, or `retention`. */
export async function runRetention(deps: RetentionDeps, how: { readonly dryRun: boolean; readonly by: Id; readonly stopped?: () => boolean }): Promise<Result<Retained>> {
  const kept = await retentionOf(deps.store);
  if (!kept.ok) return kept;
  const now = deps.clock.now();
  const work: Readonly<Record<RetentionKind, (before: Instant) => Promise<readonly [number, number]>>> = {
    recordings: (before) => recordings(deps, before, how), debtors: (before) => debtors(deps, before, how), dailyFiles: (before) => dailyFiles(deps, before, how.dryRun), importFindings: (before) => findings(deps, before, how.dryRun),
  };
  const kinds: Retained['kinds'][number][] = [];
  for (const kind of ['recordings', 'debtors', 'dailyFiles', 'importFindings'] as const) {
    const days = kept.value[kind];
    const [count, held] = days === null || how.stopped?.() === true ? [0, 0] : await work[kind](now - days * DAY);
    kinds.push({ kind, days, count, held });
  }
  if (!how.dryRun && kinds.some((one) => one.count > 0)) {
    await deps.store.run('testify', { note: { type: 'retention.done', actor: how.by, caseId: null, data: { kinds: kinds.filter((one) => one.count > 0) } }, subjects: [], at: now });
    deps.log.info(Object.fromEntries(kinds.map((one) => [one.kind, one.count])), 'what was kept long enough is deleted');
  }
  return ok({ dryRun: how.dryRun, kinds });
}

async function recordings({ store, clock, recordingFiles }: RetentionDeps, before: Instant, { dryRun, stopped }: { readonly dryRun: boolean; readonly stopped?: () => boolean }): Promise<readonly [number, number]> {
  let [count, held, after] = [0, 0, ''];
  for (;;) {
    const page = await store.find('attempt', { where: { id: { gt: after }, recordingPath: { not: null }, endedAt: { lt: before } }, order: [{ by: 'id' }], limit: PAGE });
    const due: Id[] = [];
    for (const attempt of page) {
      if (attempt.caseId !== null && await isHeld(store, [attempt.caseId], attempt.partyId)) { held += 1; continue; }
      count += 1;
      due.push(attempt.id);
      // The file first: a row that forgot its file would leave it there for ever.
      if (!dryRun && attempt.recordingPath !== null) await recordingFiles.remove(attempt.recordingPath);
    }
    if (!dryRun && due.length > 0) await store.run('forgetRecordings', { ids: due, at: clock.now() });
    after = page.at(-1)?.id ?? '';
    if (page.length < PAGE || stopped?.() === true) return [count, held];
  }
}

async function debtors(deps: RetentionDeps, before: Instant, { dryRun, by, stopped }: { readonly dryRun: boolean; readonly by: Id; readonly stopped?: () => boolean }): Promise<readonly [number, number]> {
  const { store, vault, clock, recordingFiles } = deps;
  let [count, held, after] = [0, 0, ''];
  for (;;) {
    const page = await store.find('party', { where: { id: { gt: after }, nameIndex: { not: '' } }, order: [{ by: 'id' }], limit: PAGE });
    for (const party of page) {
      const cases = await store.find('case', { where: { partyId: party.id } });
      if (cases.length === 0 || !cases.every((one) => isOver(one, before))) continue;
      if (await isHeld(store, cases.map((one) => one.id), party.id)) { held += 1; continue; }
      if (dryRun) { count += 1; continue; }
      const erased = await store.run('eraseDebtor', { partyId: party.id, entityId: cases[0]?.entityId ?? '', by, reason: 'retention', at: clock.now(), blanks: blanksOf(vault) });
      if (!erased.ok) continue;
      count += 1;
      for (const path of erased.value.recordings) await recordingFiles.remove(path);
      if (stopped?.() === true) return [count, held];
    }
    after = page.at(-1)?.id ?? '';
    if (page.length < PAGE) return [count, held];
  }
}
const isOver = (one: Case, before: Instant): boolean => CLOSED_CASES.has(one.state) && one.updatedAt < before;

/** Somebody may still need it: a hold that was not lifted, a complaint that is open, a dispute. */
async function isHeld(store: Store, caseIds: readonly Id[], partyId: Id | null): Promise<boolean> {
  const about = [...caseIds, ...(partyId === null ? [] : [partyId])];
  for (const caseId of caseIds) if (await store.count('hold', { caseId, liftedAt: null }) > 0 || await store.count('complaint', { caseId, state: 'open' }) > 0) return true;
  if (partyId !== null && await store.count('complaint', { partyId, state: 'open' }) > 0) return true;
  return await store.count('standingFact', { subject: { in: about }, kind: { in: ['dispute', 'complaintOpen'] }, endedAt: null }) > 0;
}

async function dailyFiles({ store, clock, dailyFiles: files }: RetentionDeps, before: Instant, dryRun: boolean): Promise<readonly [number, number]> {
  let count = 0;
  const rows = await store.find('dailyFile', { where: { day: { lt: isoDate(Math.floor(before / DAY)) }, path: { not: '' } }, limit: 10_000 });
  for (const row of rows) {
    count += 1;
    if (dryRun) continue;
    await files.remove(row.path);
    await store.run('change', { kind: 'dailyFile', id: row.id, expectedVersion: row.version, patch: { path: '' }, at: clock.now() });
  }
  return [count, 0];
}
async function findings({ store, clock }: RetentionDeps, before: Instant, dryRun: boolean): Promise<readonly [number, number]> {
  if (dryRun) return [await store.count('importProblem', { createdAt: { lt: before }, value: { not: null } }), 0];
  for (let count = 0; ;) {
    const done = await store.run('forgetFindings', { before, most: PAGE, at: clock.now() });
    count += done;
    if (done < PAGE) return [count, 0];
  }
}
