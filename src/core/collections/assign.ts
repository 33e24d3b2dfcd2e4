/**
 * Assignment of cases to collectors: a proposal, so that a dry run and the real one are the same. Deterministic: ties are
 * broken by a hash of the ids, never by the order things come in. Fair: greedy by load, heaviest case first (LPT, Graham
 * 1969), those with the fewest possible takers before, so that who can take anything isn't used up by what others could
 * take. Whoever is given a case was, of all who may take it and have room, the least loaded (`byCapacity`: least filled);
 * hence one who was given a case carries at most that case's weight more than any other who could have taken it.
 */
import { hashText } from '../intake/seen.js';
import { dayNumber } from '../time/zones.js';
import type { Id, LocalDate } from '../units.js';
import { isOf, mayWork, targetsOf, weightOf, type AssignableCase, type AssignSettings, type Collector, type Target } from './assign-rules.js';

export interface Proposal {
  readonly caseId: Id; readonly teamId: Id;
  /** null: to the team, where a person gives it to somebody. */
  readonly userId: Id | null;
  /** Who has it now. */
  readonly from: Id | null;
  readonly because: string;
}
export interface Stays { readonly caseId: Id; readonly userId: Id; readonly because: string }
/** `noRule`: nothing matches. `nobody`: of those the rules name nobody may work it. `full`: those who may have no room. */
export interface Held { readonly caseId: Id; readonly from: Id | null; readonly reason: 'noRule' | 'nobody' | 'full'; readonly because: string }
/** Loads in the run's measure, with what isn't in the run. */
export interface LoadRow { readonly userId: Id; readonly teamId: Id; readonly capacity: number; readonly before: number; readonly after: number; readonly casesBefore: number; readonly casesAfter: number }
/** Every case is in exactly one of `proposals`, `stays`, `held`. All sorted by id. */
export interface AssignmentPlan { readonly proposals: readonly Proposal[]; readonly stays: readonly Stays[]; readonly held: readonly Held[]; readonly loads: readonly LoadRow[] }

interface Desk { readonly who: Collector; readonly hash: number; load: number; reserved: number; cases: number; readonly before: number; readonly casesBefore: number }
interface Option { readonly target: Target; readonly desks: readonly Desk[] }
/** `takers`: how many may work it, room apart. */
interface Choice { readonly options: readonly Option[]; readonly takers: number }
interface Waiting { readonly one: AssignableCase; readonly weight: number; readonly options: readonly Option[]; readonly takers: number; readonly desk: Desk | null; readonly leaving: Desk | null; readonly why: string; readonly hash: number }

/**
 * Deals the cases out on a local date. `settings` and `collectors` are taken as checked (`checkAssignment`); ids of
 * cases are unique. A case stays with its assignee while they may work it under its rules and have had a result within
 * `reassignAfterDays`; if it is due to move and nobody else may take it, it stays all the same. One whose assignee is
 * gone, or may not work it any more, moves or is held. Nobody is given a case they lack a skill for, outside their scope,
 * or beyond their capacity; what they carry beyond it already isn't taken from them.
 */
export function proposeAssignments(cases: readonly AssignableCase[], collectors: readonly Collector[], settings: AssignSettings, today: LocalDate): AssignmentPlan {
  const steps = assignmentSteps(cases, collectors, settings, today);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
/** Cases between two places where the caller may do something else. */
const STEP = 200;

/** `proposeAssignments` in steps of some hundred cases, so that a thread that has something better to do can do it in between. */
export function* assignmentSteps(cases: readonly AssignableCase[], collectors: readonly Collector[], settings: AssignSettings, today: LocalDate): Generator<void, AssignmentPlan> {
  const desks = seat(cases, collectors, settings);
  const byUser = new Map(desks.map((desk) => [desk.who.userId, desk]));
  const choiceFor = choiceFinder(desks, settings);
  const stays: Stays[] = [];
  const waiting: Waiting[] = [];
  for (const [n, one] of cases.entries()) {
    if (n % STEP === STEP - 1) yield;
    const { options, takers } = choiceFor(one);
    const desk = one.assignee === null ? undefined : byUser.get(one.assignee.userId);
    const verdict = verdictOn(one, desk, options, settings, today);
    if (verdict.stays) { stays.push({ caseId: one.id, userId: verdict.userId, because: verdict.because }); continue; }
    const weight = weightOf(one, settings.measure);
    if (desk) {
      desk.load -= weight;
      desk.cases -= 1;
      // Its place is kept until it has moved, since it comes back if nobody else may take it.
      if (verdict.mayReturn) desk.reserved += weight;
    }
    waiting.push({ one, weight, options, takers, desk: desk ?? null, leaving: verdict.mayReturn && desk ? desk : null, why: verdict.because, hash: hashText(one.id) });
  }
  const proposals: Proposal[] = [];
  const held: Held[] = [];
  for (const [n, next] of waiting.sort(order).entries()) {
    if (n % STEP === STEP - 1) yield;
    const { one, weight, leaving, why } = next;
    if (leaving) leaving.reserved -= weight;
    const found = place(next);
    const from = one.assignee?.userId ?? null;
    if (found === null && leaving) {
      leaving.load += weight;
      leaving.cases += 1;
      stays.push({ caseId: one.id, userId: leaving.who.userId, because: `${why}, but nobody else may take it or has room` });
    } else if (found === null) held.push({ caseId: one.id, from, ...heldBecause(next) });
    else proposals.push({ caseId: one.id, teamId: found.teamId, userId: found.desk?.who.userId ?? null, from, because: why === '' ? found.because : `${why}; ${found.because}` });
  }
  return {
    proposals: proposals.sort(byCase), stays: stays.sort(byCase), held: held.sort(byCase),
    loads: desks.map((desk) => ({ userId: desk.who.userId, teamId: desk.who.teamId, capacity: desk.who.capacity, before: desk.before, after: desk.load, casesBefore: desk.casesBefore, casesAfter: desk.cases })),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byCase = (a: { readonly caseId: Id }, b: { readonly caseId: Id }): number => compare(a.caseId, b.caseId);
/** Those that may come back first, so that new ones are dealt around them; then few takers, then heavy. */
const order = (a: Waiting, b: Waiting): number => Number(b.leaving !== null) - Number(a.leaving !== null) || a.takers - b.takers || b.weight - a.weight || a.hash - b.hash || compare(a.one.id, b.one.id);

/** A desk for each collector, in order of id, with what they carry now. */
function seat(cases: readonly AssignableCase[], collectors: readonly Collector[], settings: AssignSettings): readonly Desk[] {
  const carried = new Map<Id, { load: number; cases: number }>();
  for (const one of cases) {
    if (one.assignee === null) continue;
    const now = carried.get(one.assignee.userId) ?? { load: 0, cases: 0 };
    carried.set(one.assignee.userId, { load: now.load + weightOf(one, settings.measure), cases: now.cases + 1 });
  }
  return [...collectors].sort((a, b) => compare(a.userId, b.userId)).map((who) => {
    const now = carried.get(who.userId) ?? { load: 0, cases: 0 };
    return { who, hash: hashText(who.userId), load: who.load + now.load, reserved: 0, cases: now.cases, before: who.load + now.load, casesBefore: now.cases };
  });
}

/** The targets of a case with those who may work it. Many cases are alike, so answers are kept by what they depend on. */
function choiceFinder(desks: readonly Desk[], settings: AssignSettings): (one: AssignableCase) => Choice {
  const kept = new Map<string, Choice>();
  return (one) => {
    const targets = targetsOf(one, settings);
    const key = JSON.stringify([targets.map((target) => [target.escalated, target.name]), one.region, one.product, one.stage, one.skills]);
    const known = kept.get(key);
    if (known) return known;
    const options = targets.map((target) => ({ target, desks: desks.filter((desk) => isOf(target, desk.who) && mayWork(desk.who, one)) }));
    const choice = { options, takers: new Set(options.flatMap((option) => option.desks)).size };
    kept.set(key, choice);
    return choice;
  };
}

type StayVerdict = { readonly stays: true; readonly userId: Id; readonly because: string } | { readonly stays: false; readonly mayReturn: boolean; readonly because: string };
function verdictOn(one: AssignableCase, desk: Desk | undefined, options: readonly Option[], settings: AssignSettings, today: LocalDate): StayVerdict {
  const { assignee } = one;
  if (assignee === null) return { stays: false, mayReturn: false, because: '' };
  if (!desk) return { stays: false, mayReturn: false, because: 'who had it takes no cases now' };
  const { userId } = assignee;
  if (assignee.byHand && mayWork(desk.who, one)) return { stays: true, userId, because: 'given by hand' };
  if (!options.some((option) => option.desks.includes(desk))) return { stays: false, mayReturn: false, because: options[0]?.target.escalated === true ? 'escalated' : 'who had it may not work it any more' };
  const last = assignee.lastResult !== null && assignee.lastResult > assignee.since ? assignee.lastResult : assignee.since;
  const idle = dayNumber(today) - dayNumber(last);
  if (settings.reassignAfterDays === null || !(idle >= settings.reassignAfterDays)) return { stays: true, userId, because: 'in work' };
  return { stays: false, mayReturn: true, because: `${idle} days without result` };
}

/** Takes a seat for the case, and its load; null when no target has one. */
function place({ weight, options, desk: had, hash }: Waiting): { readonly teamId: Id; readonly desk: Desk | null; readonly because: string } | null {
  for (const { target, desks } of options) {
    const team = target.teamIds[0];
    const rule = target.escalated ? `escalation ${target.name}` : `rule ${target.name}`;
    if (target.method === 'byHand' && team !== undefined) return { teamId: team, desk: null, because: `${rule}: by hand` };
    let best: Desk | null = null;
    for (const desk of desks) if (desk !== had && desk.load + desk.reserved + weight <= desk.who.capacity && (best === null || before(desk, best, target, weight, hash))) best = desk;
    if (best === null) continue;
    const because = target.method === 'byCapacity' ? `${rule}: least filled of ${others(desks, had)} (${best.load} of ${best.who.capacity})` : `${rule}: least loaded of ${others(desks, had)} (${best.load})`;
    best.load += weight;
    best.cases += 1;
    return { teamId: best.who.teamId, desk: best, because };
  }
  return null;
}
const others = (desks: readonly Desk[], had: Desk | null): number => desks.length - (had !== null && desks.includes(had) ? 1 : 0);
function before(a: Desk, b: Desk, target: Target, weight: number, hash: number): boolean {
  // Capacity is above zero here unless the case weighs nothing; then the quotient may be no number, and the hash decides.
  const difference = target.method === 'byCapacity' ? (a.load + weight) / a.who.capacity - (b.load + weight) / b.who.capacity : a.load - b.load;
  if (difference < 0 || difference > 0) return difference < 0;
  const hashes = mixed(hash, a.hash) - mixed(hash, b.hash);
  return hashes === 0 ? a.who.userId < b.who.userId : hashes < 0;
}

/** A number of both hashes, in another order of desks for each case (multiply and fold of MurmurHash3's finaliser). */
function mixed(one: number, other: number): number {
  let mix = Math.imul(one ^ (one / 4_294_967_296), 0x85ebca6b) ^ Math.imul(other ^ (other / 4_294_967_296), 0xc2b2ae35);
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

function heldBecause({ options, why, desk: had }: Waiting): Pick<Held, 'reason' | 'because'> {
  const lead = why === '' ? '' : `${why}; `;
  if (options.length === 0) return { reason: 'noRule', because: `${lead}no rule matches` };
  const names = options.map((option) => option.target.name).join(', ');
  return options.every((option) => others(option.desks, had) === 0) ? { reason: 'nobody', because: `${lead}nobody of ${names} has the skills and the scope` } : { reason: 'full', because: `${lead}all who may of ${names} are full` };
}
