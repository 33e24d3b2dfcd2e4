/**
 * A segment: which cases a campaign, a list or an assignment rule is about. Every condition given must hold; an empty list or
 * null asks nothing. Read anew for each day: the stage of a case is what it is on that date.
 */
import { Reader } from '../campaign/reader.js';
import { CASE_STATES, type Case, type CaseState } from '../records/index.js';
import type { Failure } from '../result.js';
import { dayNumber, isoDate } from '../time/zones.js';
import type { Id, Instant, LocalDate } from '../units.js';
import { daysPastDue, stageOf, type StageBand } from './stage.js';

export interface Range { readonly from: number | null; /** Inclusive. */ readonly to: number | null }
export const PROMISE_STATES = ['none', 'open', 'kept', 'partlyKept', 'broken', 'cancelled'] as const;
const RISKS = ['none', 'low', 'middle', 'high'] as const;
const OPERATORS = ['is', 'isNot', 'atLeast', 'atMost'] as const;
export interface CustomCondition { readonly key: string; readonly is: (typeof OPERATORS)[number]; readonly value: string }

export interface Segment {
  readonly creditorIds: readonly Id[]; readonly batches: readonly string[]; readonly teamIds: readonly Id[]; readonly userIds: readonly Id[];
  readonly states: readonly CaseState[]; readonly risks: readonly Case['risk'][];
  readonly stages: readonly string[]; /** Days past due. */ readonly days: Range | null;
  /** Minor units of `currency`; a range of amounts needs one. */ readonly amount: Range | null; readonly currency: string | null;
  readonly products: readonly string[]; readonly regions: readonly string[];
  readonly tagsAll: readonly string[]; readonly tagsNone: readonly string[];
  /** Whole days since the last contact; a case never contacted counts as longer ago than any. */ readonly lastContactDays: Range | null;
  readonly lastResults: readonly string[]; readonly promises: readonly (typeof PROMISE_STATES)[number][];
  readonly custom: readonly CustomCondition[];
}
export const EVERY_CASE: Segment = {
  creditorIds: [], batches: [], teamIds: [], userIds: [], states: [], risks: [], stages: [], days: null, amount: null, currency: null, products: [], regions: [], tagsAll: [], tagsNone: [],
  lastContactDays: null, lastResults: [], promises: [], custom: [],
};

/** What the question is asked with: the local day, the instant, and the bands of a creditor. */
export interface SegmentDay { readonly today: LocalDate; readonly now: Instant; bandsOf(creditorId: Id): readonly StageBand[] }

/** Why a case does not fit: the condition's name; null when it fits. */
export function misfit(segment: Segment, found: Case, day: SegmentDay): keyof Segment | null {
  const within = (list: readonly string[], value: string | null): boolean => list.length === 0 || (value !== null && list.includes(value));
  const days = daysPastDue(found.overdueSince, day.today);
  if (!within(segment.creditorIds, found.creditorId)) return 'creditorIds';
  if (!within(segment.batches, found.batch)) return 'batches';
  if (!within(segment.teamIds, found.teamId)) return 'teamIds';
  if (!within(segment.userIds, found.userId)) return 'userIds';
  if (!within(segment.states, found.state)) return 'states';
  if (!within(segment.risks, found.risk)) return 'risks';
  if (segment.stages.length > 0 && !within(segment.stages, stageOf(days, day.bandsOf(found.creditorId)))) return 'stages';
  if (!inRange(segment.days, days)) return 'days';
  if (segment.currency !== null && found.currency !== segment.currency) return 'currency';
  if (!inRange(segment.amount, found.amount)) return 'amount';
  if (!within(segment.products, found.product)) return 'products';
  if (!within(segment.regions, found.region)) return 'regions';
  if (!segment.tagsAll.every((tag) => found.tags.includes(tag))) return 'tagsAll';
  if (segment.tagsNone.some((tag) => found.tags.includes(tag))) return 'tagsNone';
  if (!inRange(segment.lastContactDays, found.lastContactAt === null ? Number.POSITIVE_INFINITY : Math.floor((day.now - found.lastContactAt) / 86_400_000))) return 'lastContactDays';
  if (!within(segment.lastResults, found.lastResult)) return 'lastResults';
  if (segment.promises.length > 0 && !segment.promises.includes(found.promiseState ?? 'none')) return 'promises';
  return segment.custom.every((one) => holds(one, found.custom[one.key])) ? null : 'custom';
}
/** A value that isn't known is in no range. */
const inRange = (range: Range | null, value: number | null): boolean => range === null || (value !== null && (range.from === null || value >= range.from) && (range.to === null || value <= range.to));

/** Numbers are compared as numbers where both are; dates (ISO) and texts as texts. A field that is missing only fits `isNot`. */
function holds(condition: CustomCondition, value: string | undefined): boolean {
  if (condition.is === 'isNot') return value !== condition.value;
  if (value === undefined) return false;
  if (condition.is === 'is') return value === condition.value;
  const [mine, theirs] = [Number(value), Number(condition.value)];
  const order = value.trim() !== '' && Number.isFinite(mine) && Number.isFinite(theirs) ? mine - theirs : value < condition.value ? -1 : value > condition.value ? 1 : 0;
  return condition.is === 'atLeast' ? order >= 0 : order <= 0;
}

/** The overdue dates a range of days means on a day, both ends inside: what an index can answer. null: any. */
export function overdueDates(range: Range, today: LocalDate): { readonly from: LocalDate | null; readonly to: LocalDate | null } {
  // One day past due began today: the first day is `today`.
  const date = (days: number): LocalDate => isoDate(dayNumber(today) - days + 1);
  return { from: range.to === null ? null : date(range.to), to: range.from === null || range.from <= 0 ? null : date(range.from) };
}

/** Reads a segment somebody wrote; every mistake at once, each with its JSON pointer. Unknown fields are mistakes. */
export function readSegment(input: unknown, at = '', problems: Failure[] = []): Segment {
  const read = new Reader(input, at, problems);
  const texts = (field: keyof Segment): readonly string[] => read.texts(field, [], { maxItems: 200, max: 100 });
  const choices = <T extends string>(field: keyof Segment, known: readonly T[]): readonly T[] => texts(field).flatMap((text) => {
    const found = known.find((one) => one === text);
    if (found === undefined) read.say('settings.choice', field, `${text} is none of ${known.join(', ')}`);
    return found ?? [];
  });
  const segment: Segment = {
    creditorIds: texts('creditorIds'), batches: texts('batches'), teamIds: texts('teamIds'), userIds: texts('userIds'), states: choices('states', CASE_STATES), risks: choices('risks', RISKS),
    stages: texts('stages'), days: readRange(read, 'days'), amount: readRange(read, 'amount'), currency: read.textOrNull('currency', null, { max: 3, test: (text) => /^[A-Z]{3}$/.test(text), words: 'must be an ISO 4217 code, e.g. CNY' }),
    products: texts('products'), regions: texts('regions'), tagsAll: texts('tagsAll'), tagsNone: texts('tagsNone'), lastContactDays: readRange(read, 'lastContactDays'), lastResults: texts('lastResults'),
    promises: choices('promises', PROMISE_STATES), custom: readCustom(read),
  };
  if (segment.amount !== null && segment.currency === null) read.say('segment.currency', 'currency', 'a range of amounts needs a currency');
  read.noOthers();
  return segment;
}

function readRange(read: Reader, field: 'days' | 'amount' | 'lastContactDays'): Range | null {
  if (!read.has(field) || read.isNull(field)) return null;
  const inside = read.inside(field);
  const end = (name: 'from' | 'to'): number | null => (!inside.has(name) || inside.isNull(name) ? null : inside.whole(name, 0, 0, Number.MAX_SAFE_INTEGER));
  const range = { from: end('from'), to: end('to') };
  inside.noOthers();
  if (range.from !== null && range.to !== null && range.from > range.to) inside.say('settings.range', 'to', 'must not be less than `from`');
  return range;
}

function readCustom(read: Reader): readonly CustomCondition[] {
  return read.list('custom', 50).map((one) => {
    const condition = { key: one.text('key', '', { max: 64, test: (text) => text !== '', words: 'must name a field' }), is: one.oneOf('is', OPERATORS, 'is'), value: one.text('value', '', { max: 500 }) };
    one.noOthers();
    return condition;
  });
}
