import { creditorRulesOf } from '../../core/collections/creditor-rules.js';
import { misfit, overdueDates, readSegment, type Segment } from '../../core/collections/segment.js';
import type { StageBand } from '../../core/collections/stage.js';
import { CLOSED_CASES, type Case, type User } from '../../core/records/index.js';
import { ok, type Failure, type Result } from '../../core/result.js';
import { wallTime } from '../../core/time/zones.js';
import type { Id, Minor, ZoneName } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { allowed, refuse, type Deps } from './context.js';
import { homeZone } from './home.js';
import { caseWheres } from './reach.js';

const PAGE = 500;
/** Cases looked at for one answer; beyond it the answer says so. */
const MOST = 200_000;

export interface SegmentCount { readonly cases: number; readonly byCurrency: readonly { readonly currency: string; readonly cases: number; readonly amount: Minor }[]; readonly sample: readonly Id[]; /** All were looked at. */ readonly complete: boolean }
/** Open cases of a segment within reach, on today's date of a zone: what a supervisor sees before a campaign starts. Codes: as `readSegment`, in `all`. */
export async function countSegment(deps: Deps, by: User, input: { readonly segment: unknown; readonly zone?: ZoneName }): Promise<Result<SegmentCount>> {
  const scope = allowed(by, 'case.read');
  if (!scope.ok) return scope;
  const problems: Failure[] = [];
  const segment = readSegment(input.segment, '/segment', problems);
  if (problems.length > 0) return refuse('segment.invalid', problems);
  const count = new Map<string, { cases: number; amount: Minor }>();
  const sample: Id[] = [];
  let cases = 0;
  let looked = 0;
  for await (const found of casesOf(deps, await caseWheres(deps, by, scope.value, true, {}), segment, input.zone ?? await homeZone(deps), () => (looked += 1) > MOST)) {
    const sum = count.get(found.currency) ?? { cases: 0, amount: 0 };
    count.set(found.currency, { cases: sum.cases + 1, amount: sum.amount + found.amount });
    cases += 1;
    if (sample.length < 20) sample.push(found.id);
  }
  return ok({ cases, byCurrency: [...count].map(([currency, sum]) => ({ currency, ...sum })), sample, complete: looked <= MOST });
}

/** Each creditor's stage bands; the default ones of a creditor that has none. */
export async function bandsByCreditor(store: Deps['store']): Promise<(creditorId: Id) => readonly StageBand[]> {
  const bands = new Map((await store.find('entity', { where: { kind: 'creditor' }, limit: 100_000 })).map((one) => [one.id, creditorRulesOf(one).bands]));
  return (creditorId) => bands.get(creditorId) ?? creditorRulesOf(undefined).bands;
}

/** The open cases under some conditions that fit a segment today, a page at a time; `full` ends it early. */
export async function* casesOf(deps: Deps, wheres: readonly Where<Case>[], segment: Segment, zone: ZoneName, full: () => boolean = () => false): AsyncGenerator<Case> {
  const now = deps.clock.now();
  const today = wallTime(deps.zones, zone, now)?.date;
  if (today === undefined) return;
  const day = { today, now, bandsOf: await bandsByCreditor(deps.store) };
  const dates = segment.days === null ? null : overdueDates(segment.days, today);
  const overdue = dates === null || (dates.from === null && dates.to === null) ? {} : { overdueSince: { ...(dates.from === null ? {} : { gte: dates.from }), ...(dates.to === null ? {} : { lte: dates.to }) } };
  const seen = new Set<Id>();
  for (const where of wheres) {
    for (let after = ''; ;) {
      const page = await deps.store.find('case', { where: { ...where, ...overdue, id: { gt: after } }, order: [{ by: 'id' }], limit: PAGE });
      for (const found of page) {
        if (full()) return;
        if (CLOSED_CASES.has(found.state) || (wheres.length > 1 && seen.has(found.id)) || misfit(segment, found, day) !== null) continue;
        if (wheres.length > 1) seen.add(found.id);
        yield found;
      }
      const last = page.at(-1);
      if (page.length < PAGE || last === undefined) break;
      after = last.id;
    }
  }
}
