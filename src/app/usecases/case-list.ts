/** The list of cases: filters, sorts and search, within the asker's scope. */
import { overdueDates, type PROMISE_STATES } from '../../core/collections/segment.js';
import { creditorRulesOf } from '../../core/collections/creditor-rules.js';
import { daysPastDue, stageOf, stageRange, type StageBand } from '../../core/collections/stage.js';
import type { Case, CaseState, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { maskName } from '../../core/rights/mask.js';
import type { Id, Instant, LocalDate, Minor } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { allowed, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk, type PageOf } from './paging.js';
import { caseWheres } from './reach.js';
import { homeDay } from './home.js';

export const CASE_SORTS = ['newest', 'oldest', 'amount', 'largest', 'longestOverdue', 'leastOverdue', 'nextDue', 'changed'] as const;
export type CaseSort = (typeof CASE_SORTS)[number];
export interface CaseAsk extends PageAsk {
  readonly entityId?: Id; readonly creditorId?: Id; readonly teamId?: Id; readonly userId?: Id; readonly state?: CaseState; readonly stage?: string; readonly risk?: Case['risk']; readonly batch?: string;
  readonly amountFrom?: Minor; readonly amountTo?: Minor; readonly currency?: string; readonly daysFrom?: number; readonly daysTo?: number;
  readonly product?: string; readonly region?: string; readonly tag?: string; readonly promise?: (typeof PROMISE_STATES)[number];
  readonly contactedBefore?: Instant; readonly contactedAfter?: Instant; readonly neverContacted?: boolean; readonly nextDueBefore?: Instant; readonly custom?: string; readonly sort?: CaseSort;
}
/** A case with its debtor's masked name and where it stands today. */
export interface CaseRow { readonly found: Case; readonly name: string; readonly stage: string | null; readonly daysPastDue: number | null }

/** How a sort reads the table: the column, the direction, and that it must have a value. */
const SORTS: Readonly<Record<CaseSort, Pick<PageOf<'case'>, 'by' | 'down'>>> = {
  newest: { down: true }, oldest: {}, amount: { by: 'amount' }, largest: { by: 'amount', down: true }, longestOverdue: { by: 'overdueSince' }, leastOverdue: { by: 'overdueSince', down: true }, nextDue: { by: 'nextDueAt' }, changed: { by: 'updatedAt', down: true },
};
/** More entities than these are not looked at one by one. */
const MOST_ENTITIES = 200;

/**
 * Cases within reach. Without `sort` they come in the order of the range asked for, else newest first; a sort by a column
 * leaves out cases without a value there.
 */
export async function listCases(deps: Deps, by: User, ask: CaseAsk): Promise<Result<Page<CaseRow>>> {
  const scope = allowed(by, 'case.read');
  if (!scope.ok) return scope;
  const today = await homeDay(deps);
  const wrong = checkAsk(ask);
  if (wrong !== null) return wrong;
  const bands = new Bands(deps);
  const days = await daysAsked(ask, bands);
  const sort = ask.sort ?? (ask.nextDueBefore !== undefined ? 'nextDue' : days !== null ? 'longestOverdue' : ask.amountFrom !== undefined || ask.amountTo !== undefined ? 'amount' : 'newest');
  const filter = filterOf(ask, days, today, SORTS[sort].by);
  const places = await caseWheres(deps, by, scope.value, true, ask);
  const wheres = places.flatMap((place) => narrow(place, filter));
  const keep = keeper(ask, today, bands);
  const page = await pageOf(deps.store, 'case', ask, { wheres: await byEntity(deps, wheres, sort), ...SORTS[sort], ...(keep === null ? {} : { keep }) });
  return page.ok ? ok({ items: await caseRows(deps, page.value.items, today, bands), next: page.value.next }) : page;
}

function checkAsk(ask: CaseAsk): Result<never> | null {
  if ((ask.amountFrom !== undefined || ask.amountTo !== undefined) && ask.currency === undefined) return fail('query.currency', 'a range of amounts needs a currency', 'currency');
  if (ask.amountFrom !== undefined && ask.amountTo !== undefined && ask.amountFrom > ask.amountTo) return fail('query.contradiction', 'amountFrom is above amountTo', 'amountTo');
  if (ask.daysFrom !== undefined && ask.daysTo !== undefined && ask.daysFrom > ask.daysTo) return fail('query.contradiction', 'daysFrom is above daysTo', 'daysTo');
  if (ask.neverContacted === true && (ask.contactedBefore !== undefined || ask.contactedAfter !== undefined)) return fail('query.contradiction', '`neverContacted` excludes the other two', 'neverContacted');
  return null;
}
/** Days past due asked for, by range and by stage together; null: any. A stage of no creditor's is a range nothing is in. */
async function daysAsked(ask: CaseAsk, bands: Bands): Promise<{ readonly from: number | null; readonly to: number | null } | null> {
  const given = { from: ask.daysFrom ?? null, to: ask.daysTo ?? null };
  if (ask.stage === undefined) return ask.daysFrom === undefined && ask.daysTo === undefined ? null : given;
  const stage = ask.stage;
  const ranges = (await bands.every(ask.creditorId)).flatMap((own) => stageRange(stage, own) ?? []);
  if (ranges.length === 0) return { from: 1, to: 0 };
  const least = Math.min(...ranges.map((one) => one.from));
  const most = ranges.some((one) => one.to === null) ? null : Math.max(...ranges.map((one) => one.to ?? 0));
  return { from: Math.max(least, given.from ?? 0), to: given.to === null ? most : most === null ? given.to : Math.min(given.to, most) };
}
function filterOf(ask: CaseAsk, days: { readonly from: number | null; readonly to: number | null } | null, today: LocalDate, sortedBy: PageOf<'case'>['by']): Where<Case> {
  const range = <V>(from: V | undefined | null, to: V | undefined | null): { gte?: V; lte?: V } => ({ ...(from == null ? {} : { gte: from }), ...(to == null ? {} : { lte: to }) });
  const dates = days === null ? null : overdueDates(days, today);
  const overdue = dates === null ? {} : range(dates.from, dates.to);
  const contacted = { ...(ask.contactedAfter === undefined ? {} : { gte: ask.contactedAfter }), ...(ask.contactedBefore === undefined ? {} : { lt: ask.contactedBefore }) };
  return {
    ...given('teamId', ask.teamId), ...given('userId', ask.userId), ...given('state', ask.state), ...given('risk', ask.risk), ...given('batch', ask.batch), ...given('product', ask.product), ...given('region', ask.region), ...given('currency', ask.currency),
    ...(ask.promise === undefined ? {} : { promiseState: ask.promise === 'none' ? null : ask.promise }),
    ...(ask.amountFrom === undefined && ask.amountTo === undefined ? {} : { amount: range(ask.amountFrom, ask.amountTo) }),
    ...(days !== null && Object.keys(overdue).length > 0 ? { overdueSince: overdue } : days !== null || sortedBy === 'overdueSince' ? { overdueSince: { gt: '' } } : {}),
    ...(ask.neverContacted === true ? { lastContactAt: null } : Object.keys(contacted).length > 0 ? { lastContactAt: contacted } : {}),
    ...(ask.nextDueBefore !== undefined ? { nextDueAt: { lt: ask.nextDueBefore } } : sortedBy === 'nextDueAt' ? { nextDueAt: { gte: 0 } } : {}),
  };
}
const given = <P extends keyof Where<Case>>(column: P, value: Where<Case>[P] | undefined): Where<Case> => (value === undefined ? {} : { [column]: value });
/** The place's own conditions stand: a team or user asked for beyond them leaves nothing. */
function narrow(place: Where<Case>, filter: Where<Case>): readonly Where<Case>[] {
  for (const column of ['teamId', 'userId'] as const) if (place[column] !== undefined && filter[column] !== undefined && place[column] !== filter[column]) return [];
  return [{ ...filter, ...place }];
}
/** Indexes of sorted lists begin with the entity: a list over all of them is merged from one list each. */
async function byEntity(deps: Deps, wheres: readonly Where<Case>[], sort: CaseSort): Promise<readonly Where<Case>[]> {
  if (sort === 'newest' || sort === 'oldest' || wheres.every((where) => where.entityId !== undefined || where.userId !== undefined || where.teamId !== undefined)) return wheres;
  const entities = await deps.store.find('entity', { limit: MOST_ENTITIES + 1 });
  if (entities.length > MOST_ENTITIES) return wheres;
  return wheres.flatMap((where) => where.entityId !== undefined ? [where] : entities.map((entity) => ({ ...where, entityId: entity.id })));
}
/** What the store can't be asked: tags, custom fields, and stages of creditors that count differently. */
function keeper(ask: CaseAsk, today: LocalDate, bands: Bands): ((found: Case) => Promise<boolean>) | null {
  if (ask.tag === undefined && ask.custom === undefined && ask.stage === undefined) return null;
  const [key = '', value = ''] = ask.custom === undefined ? [] : [ask.custom.slice(0, ask.custom.indexOf('=')), ask.custom.slice(ask.custom.indexOf('=') + 1)];
  return async (found) => {
    if (ask.tag !== undefined && !found.tags.includes(ask.tag)) return false;
    if (ask.custom !== undefined && (!Object.hasOwn(found.custom, key) || found.custom[key] !== value)) return false;
    return ask.stage === undefined || stageOf(daysPastDue(found.overdueSince, today), await bands.of(found.creditorId)) === ask.stage;
  };
}

/** Stage bands of creditors, each read once. */
export class Bands {
  readonly #known = new Map<Id, Promise<readonly StageBand[]>>();
  constructor(private readonly deps: Deps) {}
  of(creditorId: Id): Promise<readonly StageBand[]> {
    const known = this.#known.get(creditorId) ?? this.deps.store.get('entity', creditorId).then((creditor) => creditorRulesOf(creditor).bands);
    this.#known.set(creditorId, known);
    return known;
  }
  /** Those of one creditor, or of all. */
  async every(creditorId: Id | undefined): Promise<readonly (readonly StageBand[])[]> {
    if (creditorId !== undefined) return [await this.of(creditorId)];
    return [creditorRulesOf(undefined).bands, ...(await this.deps.store.find('entity', {})).filter((one) => one.rules !== null).map((one) => creditorRulesOf(one).bands)];
  }
}

/** Cases as lists show them. */
export async function caseRows(deps: Deps, cases: readonly Case[], day?: LocalDate, bands = new Bands(deps)): Promise<readonly CaseRow[]> {
  const today = day ?? await homeDay(deps);
  const ids = [...new Set(cases.map((one) => one.partyId))];
  const parties = ids.length === 0 ? [] : await deps.store.find('party', { where: { id: { in: ids } }, limit: ids.length });
  const names = new Map(parties.map((party) => [party.id, maskName(deps.vault.open('name', party.nameSealed))]));
  return Promise.all(cases.map(async (found) => {
    const days = daysPastDue(found.overdueSince, today);
    return { found, name: names.get(found.partyId) ?? '', stage: stageOf(days, await bands.of(found.creditorId)), daysPastDue: days };
  }));
}
