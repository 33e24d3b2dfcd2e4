/**
 * What decisions say they read, against the rows as they stand. A row goes on changing: only what never changes is compared
 * always, the rest where the row was not written since. Rows of another thread's last moments are given some grace.
 */
import { WORDED, type Problem } from '../../core/evidence/index.js';
import { callTypes, RELEASED } from '../../core/compliance/touch.js';
import type { TouchRead } from '../../core/compliance/grounds.js';
import type { Records, Touch } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import { subjectsOf } from '../store/moves/readings.js';
import { MOST_TOUCHES, touchRead } from '../store/moves/touches.js';
import type { Store } from '../ports/store.js';
import type { Recorded } from './recheck.js';

/** Times are taken before a move waits for its turn: within this, which of two came first is not known. */
const GRACE = 10_000;
type Tell = (kind: Problem['kind'], text: string) => void;

export async function rawProblems(store: Store, recorded: readonly Recorded[]): Promise<readonly (Problem & { readonly seq: number })[]> {
  if (recorded.length === 0) return [];
  const problems: (Problem & { readonly seq: number })[] = [];
  const rows = await Rows.of(store, recorded);
  for (const one of recorded) {
    const tell: Tell = (kind, text) => { problems.push({ kind, seq: one.seq, text }); };
    touches(one, rows, tell);
    attempts(one, rows, tell);
    facts(one, rows, tell);
    standing(one, rows, tell);
  }
  return problems;
}

/** All rows that a page of decisions names, and those it should have. */
class Rows {
  constructor(
    readonly touch: ReadonlyMap<Id, Touch>, readonly touchesOf: ReadonlyMap<string, readonly Touch[]>, readonly attempt: ReadonlyMap<Id, Records['attempt']>, readonly fact: ReadonlyMap<Id, Records['standingFact']>,
    readonly factsOn: ReadonlyMap<string, readonly Records['standingFact'][]>, readonly hold: ReadonlyMap<Id, Records['hold']>, readonly holdsOf: ReadonlyMap<Id, readonly Records['hold'][]>, readonly point: ReadonlyMap<Id, Records['contactPoint']>,
  ) {}
  static async of(store: Store, recorded: readonly Recorded[]): Promise<Rows> {
    const each = <T>(of: (one: Recorded) => readonly (T | null)[]): T[] => [...new Set(recorded.flatMap(of))].filter((value) => value !== null);
    const these = (of: (one: Recorded) => readonly (string | null)[]) => ({ where: { id: { in: each(of) } }, limit: 100_000 });
    const since = Math.min(...recorded.map((one) => one.decision.grounds.now - (one.rules.ruling?.policy.lookBack ?? 0) * 1000));
    const [touch, ofParty, ofPhone, attempt, fact, factsOn, hold, holdsOf, point] = await Promise.all([
      store.find('touch', these((one) => [...one.decision.events.map((event) => event.touch), one.decision.deed.attemptId])),
      store.find('touch', { where: { partyId: { in: each((one) => [one.decision.grounds.partyId]) }, at: { gte: since } }, limit: 100_000 }),
      store.find('touch', { where: { phoneIndex: { in: each((one) => [one.decision.grounds.phoneIndex]) }, at: { gte: since } }, limit: 100_000 }),
      store.find('attempt', these((one) => [...one.decision.grounds.record.onPhone, ...one.decision.grounds.record.onParty].map(({ id }) => id).concat(one.decision.deed.attemptId))),
      store.find('standingFact', these((one) => one.decision.grounds.record.facts.map(({ id }) => id))),
      store.find('standingFact', { where: { subject: { in: each(subjects) } }, limit: 100_000 }),
      store.find('hold', these((one) => one.decision.grounds.record.holds.map(({ id }) => id))),
      store.find('hold', { where: { caseId: { in: each((one) => [one.decision.deed.caseId]) } }, limit: 100_000 }),
      store.find('contactPoint', these((one) => [one.decision.deed.contactPointId])),
    ]);
    const map = <R extends { readonly id: Id }>(rows: readonly R[]): ReadonlyMap<Id, R> => new Map(rows.map((row) => [row.id, row]));
    return new Rows(map(touch), grouped([...map([...ofParty, ...ofPhone]).values()], (row) => [row.partyId, row.phoneIndex]), map(attempt), map(fact), grouped(factsOn, (row) => [row.subject]), map(hold), grouped(holdsOf, (row) => [row.caseId]), map(point));
  }
}
function grouped<R>(rows: readonly R[], keys: (row: R) => readonly (string | null)[]): ReadonlyMap<string, readonly R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) for (const key of keys(row)) if (key !== null) { const group = groups.get(key); if (group) group.push(row); else groups.set(key, [row]); }
  return groups;
}
const subjects = ({ decision: { grounds, deed } }: Recorded): readonly string[] => subjectsOf({ ...grounds, ...deed });

function touches({ decision, rules }: Recorded, rows: Rows, tell: Tell): void {
  const { grounds, events, deed, verdict } = decision;
  const { now } = grounds;
  const listed = new Set<Id>([deed.attemptId]);
  for (const read of events) {
    listed.add(read.touch);
    const row = rows.touch.get(read.touch);
    if (!row) { tell('ledger', `touch ${read.touch}, which it counted, is gone`); continue; }
    const stood = touchRead(row);
    if (constant(stood) !== constant(read)) tell('ledger', `touch ${read.touch} is not what it counted`);
    else if (row.result !== read.result && row.updatedAt < now - GRACE) tell('ledger', `touch ${read.touch} was counted as ${read.result} and is ${row.result}, though nothing was written since`);
  }
  const lookBack = rules.ruling?.policy.lookBack ?? 0;
  if (lookBack > 0 && events.length < MOST_TOUCHES && !closedEarly(verdict) && grounds.ownNumber !== true) {
    const near = new Set([...(grounds.partyId === null ? [] : rows.touchesOf.get(grounds.partyId) ?? []), ...(rows.touchesOf.get(grounds.phoneIndex) ?? [])]);
    for (const row of near) if (row.at >= now - lookBack * 1000 && row.createdAt < now - GRACE && row.result !== RELEASED && !listed.has(row.id)) tell('ledger', `touch ${row.id} was in the ledger and was not counted`);
  }
  if (verdict.allow) own(decision, rows, tell);
}
/** What was denied before the ledger was asked read no touches. */
const closedEarly = (verdict: Recorded['decision']['verdict']): boolean => !verdict.allow && verdict.denials.some((one) => one.rule === 'INFRA-PACK' || one.rule === 'INFRA-NO-PACK');
/** What of a touch never changes. */
const constant = (of: TouchRead): string => JSON.stringify([of.ms, of.direction, of.channel, of.mode, of.debtor, of.phone, of.debts, of.creditorGroup, of.collector, of.campaign, of.marks]);
/** The touch the permit itself wrote. */
function own({ grounds, deed }: Recorded['decision'], rows: Rows, tell: Tell): void {
  const row = rows.touch.get(deed.attemptId);
  const attempt = rows.attempt.get(deed.attemptId);
  if (!row || !attempt) { tell('ledger', `the ${row ? 'attempt' : 'touch'} ${deed.attemptId}, which it permitted, is gone`); return; }
  const right = row.at === attempt.openedAt && row.phoneIndex === grounds.phoneIndex && row.partyId === grounds.partyId && attempt.phoneIndex === grounds.phoneIndex && attempt.partyId === grounds.partyId && row.direction === 'out' && row.channel === 'voice'
    && row.collector === grounds.entityId && row.campaignId === grounds.campaignId && row.creditorGroup === grounds.creditorGroup && row.mode === (callTypes(attempt.mode, attempt.kind)[0] ?? null)
    // A renewed permit is of a touch that is there already.
    && (attempt.openedAt !== grounds.now || JSON.stringify(row.accountIds) === JSON.stringify(deed.debts ?? grounds.accountIds));
  if (!right || attempt.openedAt > grounds.now) tell('ledger', `the touch of ${deed.attemptId} is not the one it permitted`);
}

function attempts({ decision: { grounds } }: Recorded, rows: Rows, tell: Tell): void {
  const { onPhone, onParty } = grounds.record;
  const check = (list: typeof onPhone, is: (row: Records['attempt']) => boolean): void => {
    for (const { id, at } of list) {
      const row = rows.attempt.get(id);
      if (!row) tell('ledger', `attempt ${id}, which it counted, is gone`);
      else if (row.openedAt !== at || row.direction !== 'outbound' || !is(row) || (row.outcome === 'not_placed' && row.updatedAt < grounds.now - GRACE)) tell('ledger', `attempt ${id} is not what it counted`);
    }
  };
  check(onPhone, (row) => row.phoneIndex === grounds.phoneIndex);
  check(onParty, (row) => row.partyId === grounds.partyId);
}

function facts(one: Recorded, rows: Rows, tell: Tell): void {
  const { grounds } = one.decision;
  const listed = new Set<Id>();
  const mine = new Set(subjects(one));
  for (const read of grounds.record.facts) {
    listed.add(read.id);
    const row = rows.fact.get(read.id);
    if (!row) tell('fact', `the fact ${read.id} (${read.kind}), which it read, is gone`);
    else if (row.kind !== read.kind || row.from !== read.from || row.until !== read.until || !mine.has(row.subject) || (WORDED.has(read.kind) && row.evidence !== read.evidence)) tell('fact', `the fact ${read.id} is not what it read (${read.kind})`);
    else if (row.endedAt !== null && row.endedAt !== row.until && row.endedAt < grounds.now - GRACE) tell('fact', `the fact ${read.id} (${read.kind}), which it read, had ended`);
  }
  for (const subject of mine) for (const row of rows.factsOn.get(subject) ?? []) {
    if (!listed.has(row.id) && row.createdAt < grounds.now - GRACE && (row.endedAt === null || row.endedAt > grounds.now + GRACE)) tell('fact', `the fact ${row.id} (${row.kind}) stood and was not read`);
  }
}

/** Holds, and what the number's own record says. */
function standing({ decision: { grounds, deed } }: Recorded, rows: Rows, tell: Tell): void {
  const { now, record } = grounds;
  const listed = new Set<Id>();
  for (const { id, until } of record.holds) {
    listed.add(id);
    const row = rows.hold.get(id);
    if (row?.caseId !== deed.caseId || row.until !== until || (row.liftedAt !== null && row.liftedAt < now - GRACE)) tell('fact', `the hold ${id} is not what it read`);
  }
  for (const row of deed.caseId === null ? [] : rows.holdsOf.get(deed.caseId) ?? []) if (!listed.has(row.id) && row.createdAt < now - GRACE && (row.liftedAt === null || row.liftedAt > now + GRACE)) tell('fact', `the hold ${row.id} stood and was not read`);
  if (deed.contactPointId === null) return;
  const point = rows.point.get(deed.contactPointId);
  if (!point) tell('fact', `the number ${deed.contactPointId} is gone`);
  else if (point.valueIndex !== grounds.phoneIndex && point.updatedAt < now - GRACE) tell('fact', `the number ${point.id} is another than it called`);
  else if (point.updatedAt < now - GRACE && (point.consent !== grounds.consent || (point.region !== null && point.places?.zones?.length !== 0 && !grounds.countries.includes(point.region)))) tell('fact', `consent or country of the number ${point.id} is not what it read, though nothing was written since`);
}
