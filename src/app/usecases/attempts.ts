import type { Outcome } from '../../core/call/outcome.js';
import type { Attempt, JournalEntry, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id, Instant } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { recordAccess } from './audit.js';
import { allowed, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { caseKeeper, reachAttempt } from './reach.js';

export interface AttemptAsk extends PageAsk {
  readonly campaignId?: Id; readonly leadId?: Id; readonly caseId?: Id; readonly listId?: Id; readonly userId?: Id; readonly outcome?: Outcome; readonly dispositionCode?: string;
  readonly open?: boolean; readonly from?: Instant; readonly to?: Instant;
}

/** Attempts within reach, newest first. */
export async function listAttempts(deps: Deps, by: User, ask: AttemptAsk): Promise<Result<Page<Attempt>>> {
  const scope = allowed(by, 'attempt.read');
  if (!scope.ok) return scope;
  if (ask.open === true && ask.outcome !== undefined) return fail('query.contradiction', '`open` and `outcome` exclude each other', 'open');
  const where: Where<Attempt> = {
    ...(ask.campaignId === undefined ? {} : { campaignId: ask.campaignId }), ...(ask.leadId === undefined ? {} : { leadId: ask.leadId }), ...(ask.caseId === undefined ? {} : { caseId: ask.caseId }),
    ...(ask.listId === undefined ? {} : { listId: ask.listId }), ...(ask.userId === undefined ? {} : { userId: ask.userId }), ...(ask.dispositionCode === undefined ? {} : { dispositionCode: ask.dispositionCode }),
    ...(ask.open === true ? { outcome: null } : ask.outcome === undefined ? {} : { outcome: ask.outcome }),
    ...(ask.from === undefined && ask.to === undefined ? {} : { openedAt: { ...(ask.from === undefined ? {} : { gte: ask.from }), ...(ask.to === undefined ? {} : { lt: ask.to }) } }),
  };
  const keeps = await caseKeeper(deps, by, scope.value);
  return pageOf(deps.store, 'attempt', ask, { wheres: scoped(by, scope.value, where), by: 'openedAt', down: true, ...(keeps === null ? {} : { keep: (row: Attempt) => keeps(row.caseId) }) });
}
function scoped(by: User, scope: 'own' | 'team' | 'entity' | 'all', where: Where<Attempt>): readonly Where<Attempt>[] {
  if (scope === 'all') return [where];
  const inside = { ...where, entityId: by.entityId };
  if (scope === 'entity') return [inside];
  const own = where.userId === undefined || where.userId === by.id ? [{ ...inside, userId: by.id }] : [];
  return scope === 'team' && by.teamId !== null ? [...own, { ...inside, teamId: by.teamId }] : own;
}

export const getAttempt = (deps: Deps, by: User, id: Id): Promise<Result<Attempt>> => reachAttempt(deps, by, 'attempt.read', id);

/** What happened to a call, in order. */
export async function attemptJournal(deps: Deps, by: User, id: Id): Promise<Result<readonly JournalEntry[]>> {
  const found = await reachAttempt(deps, by, 'journal.read', id);
  return found.ok ? ok(await deps.store.find('journal', { where: { attemptId: id }, order: [{ by: 'seq' }], limit: 5000 })) : found;
}

/** The stored path of an attempt's recording. The access is written down before the first byte leaves. */
export async function recordingOf(deps: Deps, by: User, id: Id, audited: AccessMemory): Promise<Result<{ readonly path: string }>> {
  const found = await reachAttempt(deps, by, 'recording.read', id);
  if (!found.ok) return found;
  if (found.value.recordingPath === null) return fail('recording.unknown', 'this attempt has no recording');
  const key = `${by.id} ${id}`;
  if (audited.due(key, deps.clock.monotonic())) await recordAccess(deps, by, 'recording.read', id, { attemptId: id, entityId: found.value.entityId });
  return ok({ path: found.value.recordingPath });
}
/** A player asks for one file in many ranges: one listening is one event, for ten minutes. */
export class AccessMemory {
  private readonly last = new Map<string, number>();
  constructor(private readonly span = 600_000, private readonly most = 10_000) {}
  due(key: string, now: number): boolean {
    const before = this.last.get(key);
    if (before !== undefined && now - before < this.span) return false;
    this.last.delete(key);
    this.last.set(key, now);
    const oldest = this.last.size > this.most ? this.last.keys().next().value : undefined;
    if (oldest !== undefined) this.last.delete(oldest);
    return true;
  }
}
