/** What came in of what was placed: placements that began in the period, as a cohort by stage, or by who works them. */
import { creditorRulesOf } from '../../core/collections/creditor-rules.js';
import { DEFAULT_BANDS, stageOn, type StageBand } from '../../core/collections/stage.js';
import type { Case, Placement } from '../../core/records/index.js';
import { PromiseTally, share } from '../../core/reports/figures.js';
import { fail, ok, type Result } from '../../core/result.js';
import { dayNumber, type ZoneTable } from '../../core/time/zones.js';
import type { Id, LocalDate, Minor } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import type { Where } from '../store/tx.js';
import type { Missing } from './calls.js';
import { PaymentData } from './payment-data.js';
import { startOf, type Period } from './period.js';
import { chunks } from './scan.js';

export const RECOVERY_GROUPINGS = ['stage', 'collector', 'team', 'agency'] as const;
export type RecoveryGrouping = (typeof RECOVERY_GROUPINGS)[number];
export interface RecoveredAmount {
  readonly currency: string; readonly placed: Minor;
  /** Of `placed`, what belongs to creditors that send payments. */ readonly measured: Minor;
  /** null: no creditor of the group sends payments. */ readonly recovered: Minor | null; /** recovered ÷ measured. */ readonly rate: number | null;
}
export interface RecoveryFigures { readonly placements: number; readonly cases: number; readonly amounts: readonly RecoveredAmount[]; readonly promises: number; readonly kept: number; readonly judged: number; readonly keptRate: number | null }
export interface RecoveryGroup extends RecoveryFigures { readonly key: string | null; readonly label: string | null }
export interface RecoveryReport { readonly by: RecoveryGrouping; readonly zone: string; readonly from: string; readonly to: string; readonly groups: readonly RecoveryGroup[]; readonly total: RecoveryFigures; readonly missing: readonly Missing[] }

const PAGE = 500;
/** More cases than so many are no report of one request. */
export const MOST_CASES_READ = 300_000;
type CaseRow = Pick<Case, 'id' | 'creditorId' | 'entityId' | 'teamId' | 'userId'>;

class Tally {
  readonly cases = new Set<Id>();
  readonly promises = new PromiseTally();
  placements = 0;
  readonly #amounts = new Map<string, { placed: Minor; measured: Minor; recovered: Minor | null }>();
  add(caseId: Id, currency: string, placed: Minor, recovered: Minor | null): void {
    this.cases.add(caseId);
    this.placements += 1;
    const amount = this.#amounts.get(currency) ?? { placed: 0, measured: 0, recovered: null };
    this.#amounts.set(currency, amount);
    amount.placed += placed;
    if (recovered === null) return;
    amount.measured += placed;
    amount.recovered = (amount.recovered ?? 0) + recovered;
  }
  figures(): RecoveryFigures {
    const { promises, kept, partlyKept, broken, keptRate } = this.promises.figures();
    const amounts = [...this.#amounts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, one]) => ({ currency, ...one, rate: one.recovered === null ? null : share(one.recovered, one.measured) }));
    return { placements: this.placements, cases: this.cases.size, amounts, promises, kept, judged: kept + partlyKept + broken, keptRate };
  }
}

/** Codes: `report.tooMuch`. */
export async function recoveryReport(deps: { readonly store: Store; readonly zones: ZoneTable }, ask: { readonly by: RecoveryGrouping; readonly period: Period; readonly wheres: readonly Where<Case>[] }): Promise<Result<RecoveryReport>> {
  const { store, zones } = deps;
  const { period, by } = ask;
  const pays = new PaymentData(store);
  const bands = new Map<Id, readonly StageBand[]>();
  const total = new Tally();
  const groups = new Map<string | null, Tally>();
  // Placements come in batches: thousands begin on one day, and to find where a local day begins takes some thirty looks at the zone.
  const starts = new Map<LocalDate, number>();
  const startOn = (date: LocalDate, later = 0): number => {
    const key = later === 0 ? date : `${date}+${later}`;
    let start = starts.get(key);
    if (start === undefined) starts.set(key, start = startOf(zones, period.zone, dayNumber(date) + later));
    return start;
  };
  const groupOf = (key: string | null): Tally => { let group = groups.get(key); if (!group) groups.set(key, group = new Tally()); return group; };
  let [read, silent] = [0, false];
  for await (const page of casePages(store, ask.wheres)) {
    read += page.length;
    if (read > MOST_CASES_READ) return fail('report.tooMuch', `more than ${MOST_CASES_READ} cases: ask for a team`, 'teamId');
    const cases = new Map(page.map((one) => [one.id, one]));
    const inCohort = new Map<Id, Set<string | null>>();
    const links = await store.pick('caseAccount', ['caseId', 'placementId', 'accountId'], { where: { caseId: { in: [...cases.keys()] } }, limit: 100_000 });
    const placements = await placementsIn(store, links.map((one) => one.placementId), period);
    const accountIds = [...new Set([...placements.values()].map((one) => one.accountId))];
    const [accounts, paid] = await Promise.all([accountsOf(store, accountIds), paymentsOf(store, accountIds)]);
    for (const link of links) {
      const [found, placement, account] = [cases.get(link.caseId), placements.get(link.placementId), accounts.get(link.accountId)];
      if (!found || !placement || !account) continue;
      const begin = startOn(placement.from);
      const end = placement.to === null ? Infinity : startOn(placement.to, 1);
      const told = await pays.of(found.creditorId);
      if (!told) silent = true;
      const recovered = told ? (paid.get(link.accountId) ?? []).reduce((sum, one) => (one.at >= begin && one.at < end ? sum + one.amount : sum), 0) : null;
      let own = bands.get(found.creditorId);
      if (!own) bands.set(found.creditorId, own = creditorRulesOf(await store.get('entity', found.creditorId)).bands);
      const key = by === 'collector' ? found.userId : by === 'team' ? found.teamId : by === 'agency' ? found.entityId : stageOn(account.overdueSince, placement.from, own);
      groupOf(key).add(found.id, account.currency, placement.placedAmount, recovered);
      total.add(found.id, account.currency, placement.placedAmount, recovered);
      inCohort.set(found.id, (inCohort.get(found.id) ?? new Set()).add(key));
    }
    const promises = inCohort.size === 0 ? [] : await store.pick('promise', ['caseId', 'state', 'amount', 'paid', 'currency'], { where: { caseId: { in: [...inCohort.keys()] } }, limit: 100_000 });
    for (const promise of promises) {
      const told = await pays.of(cases.get(promise.caseId)?.creditorId ?? '');
      total.promises.add(promise, told);
      // A case with accounts of two stages has its promises in both: nobody promises by stage.
      for (const key of inCohort.get(promise.caseId) ?? []) groupOf(key).promises.add(promise, told);
    }
  }
  const labels = await labelsOf(store, by, [...groups.keys()].filter((key) => key !== null));
  const rows = [...groups].map(([key, tally]): RecoveryGroup => ({ key, label: key === null ? null : labels.get(key) ?? null, ...tally.figures() }));
  const order = DEFAULT_BANDS.map((band) => band.name);
  const place = (key: string | null): number => (key === null ? Infinity : order.includes(key) ? order.indexOf(key) : order.length);
  rows.sort((a, b) => (by === 'stage' ? place(a.key) - place(b.key) : b.placements - a.placements) || ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
  return ok({ by, zone: period.zone, from: period.from, to: period.to, groups: rows, total: total.figures(), missing: silent ? [{ figure: 'recovered', reason: 'payments.none' }] : [] });
}

async function* casePages(store: Store, wheres: readonly Where<Case>[]): AsyncGenerator<readonly CaseRow[]> {
  const seen = new Set<Id>();
  for (const where of wheres) {
    let after = '';
    for (;;) {
      const page = await store.pick('case', ['id', 'creditorId', 'entityId', 'teamId', 'userId'], { where: { ...where, id: { gt: after } }, order: [{ by: 'id' }], limit: PAGE });
      const fresh = wheres.length === 1 ? page : page.filter((one) => !seen.has(one.id));
      if (wheres.length > 1) for (const one of fresh) seen.add(one.id);
      if (fresh.length > 0) yield fresh;
      if (page.length < PAGE) break;
      after = page.at(-1)?.id ?? after;
    }
  }
}
type PlacementRow = Pick<Placement, 'id' | 'accountId' | 'placedAmount' | 'from' | 'to'>;
async function placementsIn(store: Store, ids: readonly Id[], { from, to }: Period): Promise<ReadonlyMap<Id, PlacementRow>> {
  const found = new Map<Id, PlacementRow>();
  for (const some of chunks(ids)) for (const one of await store.pick('placement', ['id', 'accountId', 'placedAmount', 'from', 'to'], { where: { id: { in: some }, from: { gte: from, lte: to } }, limit: PAGE })) found.set(one.id, one);
  return found;
}
async function accountsOf(store: Store, ids: readonly Id[]): Promise<ReadonlyMap<Id, { readonly currency: string; readonly overdueSince: string | null }>> {
  const found = new Map<Id, { readonly currency: string; readonly overdueSince: string | null }>();
  for (const some of chunks(ids)) for (const one of await store.pick('account', ['id', 'currency', 'overdueSince'], { where: { id: { in: some } }, limit: PAGE })) found.set(one.id, one);
  return found;
}
async function paymentsOf(store: Store, ids: readonly Id[]): Promise<ReadonlyMap<Id, { readonly at: number; readonly amount: Minor }[]>> {
  const found = new Map<Id, { readonly at: number; readonly amount: Minor }[]>();
  for (const some of chunks(ids, 200)) {
    for (const one of await store.pick('payment', ['accountId', 'at', 'amount'], { where: { accountId: { in: some }, reversed: false }, limit: 100_000 })) {
      const known = found.get(one.accountId);
      if (known) known.push(one); else found.set(one.accountId, [one]);
    }
  }
  return found;
}
async function labelsOf(store: Store, by: RecoveryGrouping, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  for (const ids of chunks(keys)) {
    const query = { where: { id: { in: ids } }, limit: PAGE };
    if (by === 'collector') for (const one of await store.pick('user', ['id', 'displayName'], query)) labels.set(one.id, one.displayName);
    if (by === 'team') for (const one of await store.pick('team', ['id', 'name'], query)) labels.set(one.id, one.name);
    if (by === 'agency') for (const one of await store.pick('entity', ['id', 'name'], query)) labels.set(one.id, one.name);
  }
  return labels;
}
