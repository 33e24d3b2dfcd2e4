/**
 * Reads the calls of a period, a page at a time, through the store's reader: nothing here is ever in the writer's way, and between two
 * pages everything else has its turn.
 */
import type { Attempt } from '../../core/records/index.js';
import type { Id, Instant } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import type { Where } from '../store/tx.js';
import type { Period } from './period.js';

const FIELDS = ['id', 'openedAt', 'placedAt', 'answeredAt', 'bridgedAt', 'endedAt', 'disposedAt', 'outcome', 'dispositionCode', 'statementsDue', 'statementsSaid'] as const satisfies readonly (keyof Attempt)[];
/** What calls may be grouped by, beside their times. Only what is asked for is read: a text more is a tenth of the whole. */
export type CallKey = 'userId' | 'campaignId' | 'listId' | 'trunk' | 'callerId';
export type CallRow = Pick<Attempt, (typeof FIELDS)[number]> & Partial<Pick<Attempt, CallKey | 'caseId'>>;

const PAGE = 1_000;
/** More than so many calls are no report of one request. */
export const MOST_CALLS = 2_000_000;

export interface CallsWanted {
  readonly period: Period;
  /** Any of them. */
  readonly wheres: readonly Where<Attempt>[];
  /** Only calls about cases of these creditors, and about none; null: of any. */
  readonly creditors: ReadonlySet<Id> | null;
}
/** Rows of any of the conditions, each once; by when they began within one condition. */
export async function* callPages(store: Pick<Store, 'pick'>, { wheres, period, creditors }: CallsWanted, key: CallKey | null = null): AsyncGenerator<readonly CallRow[]> {
  const cases = new CaseCreditors(store);
  const fields = [...FIELDS, ...(key === null ? [] : [key]), ...(creditors === null ? [] : ['caseId' as const])];
  const seen = wheres.length > 1 ? new Set<Id>() : null;
  for (const where of wheres) {
    const read = (gte: Instant, limit: number): Promise<readonly CallRow[]> => store.pick('attempt', fields, { where: { ...where, openedAt: { gte, lt: period.end } }, order: [{ by: 'openedAt' }], limit });
    for await (const page of pagesByTime(period.begin, read, (row) => row.openedAt)) {
      const fresh = seen ? page.filter((row) => !seen.has(row.id)) : page;
      if (seen) for (const row of fresh) seen.add(row.id);
      if (creditors !== null) await cases.read(fresh.flatMap((row) => row.caseId ?? []));
      const kept = creditors === null ? fresh : fresh.filter((row) => row.caseId == null || creditors.has(cases.of(row.caseId) ?? ''));
      if (kept.length > 0) yield kept;
    }
  }
}
/** Rows in the order of a time, a page at a time, each once. `read`: so many from an instant on, in that order. */
export async function* pagesByTime<R extends { readonly id: Id }>(begin: Instant, read: (from: Instant, limit: number) => Promise<readonly R[]>, at: (row: R) => Instant): AsyncGenerator<readonly R[]> {
  let [from, limit] = [begin, PAGE];
  let last = new Set<Id>();
  for (;;) {
    const page = await read(from, limit);
    const fresh = page.filter((row) => !last.has(row.id));
    if (fresh.length > 0) yield fresh;
    const final = page.at(-1);
    if (page.length < limit || final === undefined) return;
    // Rows of one and the same millisecond may lie on both sides of the cut.
    const end = at(final);
    limit = end === from ? limit * 2 : PAGE;
    from = end;
    last = new Set(page.filter((row) => at(row) === end).map((row) => row.id));
  }
}
/** Whose debts cases are about, read once each. */
export class CaseCreditors {
  readonly #known = new Map<Id, Id>();
  constructor(private readonly store: Pick<Store, 'pick'>) {}
  async read(caseIds: readonly Id[]): Promise<void> {
    const asked = [...new Set(caseIds)].filter((id) => !this.#known.has(id));
    for (const ids of chunks(asked)) for (const row of await this.store.pick('case', ['id', 'creditorId'], { where: { id: { in: ids } }, limit: ids.length })) this.#known.set(row.id, row.creditorId);
  }
  of(caseId: Id): Id | undefined { return this.#known.get(caseId); }
}
/** Lists of ids, of a length that one query takes. */
export function* chunks<T>(all: readonly T[], size = 500): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
