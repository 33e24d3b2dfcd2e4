/** Assignment: everyone's rules kept, nobody over capacity, evenly dealt, and the same whatever order things come in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAssignment, mayWork, targetsOf, weightOf, type AssignableCase, type AssignRule, type AssignSettings, type Collector, type LoadMeasure } from '../../../src/core/collections/assign-rules.js';
import { proposeAssignments } from '../../../src/core/collections/assign.js';

const RUNS = { seed: 20_261_122, numRuns: 500 };
const TODAY = '2026-11-22';
const ANY = { regions: null, products: null, stages: null };
const MATCH_ALL = { ...ANY, risks: null, amountFrom: null, amountBelow: null };
const WEIGHTED: LoadMeasure = { kind: 'weighted', amountUnit: 10_000_00 };
const rule = (name: string, more: Partial<AssignRule> = {}): AssignRule => ({ name, match: MATCH_ALL, teamIds: ['A'], userIds: [], method: 'average', otherwise: 'hold', ...more });
const settings = (more: Partial<AssignSettings> = {}): AssignSettings => ({ measure: WEIGHTED, rules: [rule('all')], escalations: [], reassignAfterDays: null, ...more });
const desk = (userId: string, more: Partial<Collector> = {}): Collector => ({ ...ANY, userId, teamId: 'A', skills: [], capacity: 1_000_000, load: 0, ...more });
const debt = (id: string, more: Partial<AssignableCase> = {}): AssignableCase => ({ id, region: null, product: null, amount: 1_000_00, stage: 'M1', risk: 'none', skills: [], assignee: null, ...more });
const since = (userId: string, day: string, more: Partial<NonNullable<AssignableCase['assignee']>> = {}) => ({ userId, since: day, lastResult: null, byHand: false, ...more });
const run = (cases: readonly AssignableCase[], collectors: readonly Collector[], more: Partial<AssignSettings> = {}) => proposeAssignments(cases, collectors, settings(more), TODAY);
const whose = (plan: ReturnType<typeof run>): Record<string, string | null> => Object.fromEntries<string | null>([...plan.proposals.map((one): [string, string | null] => [one.caseId, one.userId]), ...plan.stays.map((one): [string, string] => [one.caseId, `${one.userId} stays`]), ...plan.held.map((one): [string, string] => [one.caseId, one.reason])]);

const list = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1 }), { freq: 2 });
const REGIONS = ['east', 'west'] as const;
const STAGES = ['M1', 'M2', 'M3'] as const;
const SKILLS = ['english', 'legal'] as const;
const collectors = fc.array(fc.record({ teamId: fc.constantFrom('A', 'B'), skills: fc.subarray([...SKILLS]), regions: list(REGIONS), stages: list(STAGES), capacity: fc.integer({ min: 0, max: 20_000 }), load: fc.nat(3_000) }), { minLength: 1, maxLength: 6 })
  .map((all) => all.map((one, n) => desk(`u-${n}`, one)));
const cases = fc.array(fc.record({
  region: fc.constantFrom(null, ...REGIONS), amount: fc.nat(60_000_00), stage: fc.constantFrom(null, ...STAGES), skills: fc.subarray([...SKILLS], { maxLength: 1 }),
  assignee: fc.option(fc.record({ userId: fc.constantFrom('u-0', 'u-1', 'u-2', 'gone'), since: fc.constantFrom('2026-11-01', '2026-11-20'), lastResult: fc.constantFrom(null, '2026-11-10', '2026-11-21'), byHand: fc.boolean() })),
}), { maxLength: 25 }).map((all) => all.map((one, n) => debt(`c-${n}`, one)));
const rules = fc.array(fc.record({
  teamIds: fc.subarray(['A', 'B'], { minLength: 1 }), userIds: fc.subarray(['u-0', 'u-1']), method: fc.constantFrom('average' as const, 'average' as const, 'byCapacity' as const, 'byHand' as const), otherwise: fc.constantFrom('hold' as const, 'next' as const),
  regions: list(REGIONS), stages: list(STAGES), amountFrom: fc.option(fc.nat(30_000_00)),
}), { maxLength: 4 }).map((all) => all.map(({ regions, stages, amountFrom, ...one }, n) => rule(`r-${n}`, { ...one, match: { ...MATCH_ALL, regions, stages, amountFrom } })));
const world = fc.record({
  cases, collectors, rules, measure: fc.constantFrom<LoadMeasure>({ kind: 'cases' }, { kind: 'amount' }, WEIGHTED), reassignAfterDays: fc.option(fc.integer({ min: 1, max: 30 })),
  escalations: fc.constantFrom([], [{ name: 'big', stages: ['M3'], amountFrom: 50_000_00, teamId: 'B' }]),
});

describe('assignment', () => {
  it('covers each case once, gives none to one without the skill or the scope, none beyond capacity, and adds up', () => {
    fc.assert(fc.property(world, ({ cases: all, collectors: people, ...how }) => {
      expect(checkAssignment(how, people)).toEqual([]);
      const plan = run(all, people, how);
      expect([...plan.proposals, ...plan.stays, ...plan.held].map((one) => one.caseId).sort()).toEqual(all.map((one) => one.id).sort());
      const gains = new Map<string, number>(people.map((one) => [one.userId, 0]));
      for (const one of plan.proposals) {
        const given = all.find((own) => own.id === one.caseId)!;
        const targets = targetsOf(given, settings(how));
        if (one.userId === null) { expect(targets.some((target) => target.method === 'byHand' && target.teamIds[0] === one.teamId)).toBe(true); } else {
          const who = people.find((own) => own.userId === one.userId)!;
          expect(mayWork(who, given) && targets.some((target) => target.teamIds.includes(who.teamId) || target.userIds.includes(who.userId))).toBe(true);
          expect(who.teamId).toBe(one.teamId);
          expect(one.userId).not.toBe(given.assignee?.userId);
          gains.set(one.userId, gains.get(one.userId)! + 1);
        }
        expect(one.because).not.toBe('');
      }
      for (const one of plan.stays) expect(all.find((own) => own.id === one.caseId)!.assignee!.userId).toBe(one.userId);
      for (const row of plan.loads) {
        const now = [...plan.proposals, ...plan.stays].filter((one) => one.userId === row.userId).map((one) => weightOf(all.find((own) => own.id === one.caseId)!, how.measure));
        expect([row.after, row.casesAfter]).toEqual([people.find((one) => one.userId === row.userId)!.load + now.reduce((sum, weight) => sum + weight, 0), now.length]);
        if (gains.get(row.userId)! > 0) expect(row.after).toBeLessThanOrEqual(row.capacity);
      }
    }), RUNS);
  });
  it('is the same whatever order cases, collectors and lists come in', () => {
    const shuffled = world.chain((one) => fc.tuple(fc.constant(one), fc.shuffledSubarray(one.cases, { minLength: one.cases.length }), fc.shuffledSubarray(one.collectors, { minLength: one.collectors.length })));
    fc.assert(fc.property(shuffled, ([{ cases: all, collectors: people, ...how }, otherCases, otherPeople]) => {
      expect(run(otherCases, otherPeople, how)).toEqual(run(all, people, how));
    }), RUNS);
  });
  it('holds a case only when nobody may take it or has room', () => {
    fc.assert(fc.property(world, ({ cases: all, collectors: people, ...how }) => {
      const plan = run(all, people, how);
      for (const one of plan.held) {
        const own = all.find((given) => given.id === one.caseId)!;
        const may = people.filter((who) => who.userId !== one.from && mayWork(who, own) && targetsOf(own, settings(how)).some((target) => target.teamIds.includes(who.teamId) || target.userIds.includes(who.userId)));
        if (one.reason !== 'full') expect(may).toEqual([]);
        // A place kept for one that came back may be what was missing; it is in `after`.
        else for (const who of may) { const row = plan.loads.find((found) => found.userId === who.userId)!; expect(row.after + weightOf(own, how.measure)).toBeGreaterThan(row.capacity); }
      }
    }), RUNS);
  });
});

describe('fairness', () => {
  const amounts = fc.array(fc.nat(90_000_00), { minLength: 1, maxLength: 40 }).map((all) => all.map((amount, n) => debt(`c-${n}`, { amount })));
  const measure = fc.constantFrom<LoadMeasure>({ kind: 'cases' }, { kind: 'amount' }, WEIGHTED);
  it('collectors who may take the same cases end within the heaviest case of one another', () => {
    fc.assert(fc.property(amounts, fc.integer({ min: 1, max: 8 }), measure, (all, people, how) => {
      const plan = run(all, Array.from({ length: people }, (_, n) => desk(`u-${n}`, { capacity: Number.MAX_SAFE_INTEGER })), { measure: how });
      const loads = plan.loads.map((row) => row.after);
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(...all.map((one) => weightOf(one, how))));
    }), RUNS);
  });
  it('whoever was given cases carries at most the heaviest of them more than any other who could have taken all of them', () => {
    fc.assert(fc.property(cases.map((all) => all.map((one) => ({ ...one, assignee: null }))), collectors.map((all) => all.map((one) => ({ ...one, teamId: 'A', capacity: 10_000_000 }))), (all, people) => {
      const plan = run(all, people);
      const after = new Map(plan.loads.map((row) => [row.userId, row.after]));
      for (const who of people) {
        const given = plan.proposals.filter((one) => one.userId === who.userId).map((one) => all.find((own) => own.id === one.caseId)!);
        if (given.length === 0) continue;
        for (const other of people) if (given.every((one) => mayWork(other, one))) expect(after.get(who.userId)! - after.get(other.userId)!).toBeLessThanOrEqual(Math.max(...given.map((one) => weightOf(one, WEIGHTED))));
      }
    }), RUNS);
  });
  it('by capacity, shares follow capacity', () => {
    const plan = run(Array.from({ length: 300 }, (_, n) => debt(`c-${n}`)), [desk('small', { capacity: 200 }), desk('large', { capacity: 400 })], { measure: { kind: 'cases' }, rules: [rule('all', { method: 'byCapacity' })] });
    expect(plan.loads.map((row) => [row.userId, row.before, row.after])).toEqual([['large', 0, 200], ['small', 0, 100]]);
  });
  it('keeps who can take anything for what only they can take', () => {
    const plan = run([debt('a', { amount: 9_000_00 }), debt('b', { skills: ['legal'] })], [desk('any', { skills: ['legal'], capacity: 1 }), desk('plain', { capacity: 1 })], { measure: { kind: 'cases' } });
    expect(whose(plan)).toEqual({ a: 'plain', b: 'any' });
  });
});

describe('who has it already', () => {
  const two = [desk('u-1'), desk('u-2')];
  it('keeps it while they work it, loses it after n days without result, keeps it by hand', () => {
    const all = [
      debt('a', { assignee: since('u-1', '2026-11-16') }), debt('b', { assignee: since('u-1', '2026-11-15') }), debt('c', { assignee: since('u-1', '2026-11-01', { lastResult: '2026-11-16' }) }), debt('d', { assignee: since('u-1', '2026-11-01', { byHand: true }) }),
    ];
    const plan = run(all, two, { reassignAfterDays: 7 });
    expect(whose(plan)).toEqual({ a: 'u-1 stays', b: 'u-2', c: 'u-1 stays', d: 'u-1 stays' });
    expect(plan.proposals[0]).toMatchObject({ from: 'u-1', because: '7 days without result; rule all: least loaded of 1 (0)' });
    expect(whose(run(all, [desk('u-1')], { reassignAfterDays: 7 }))['b']).toBe('u-1 stays');
    expect(whose(run(all, two))['b']).toBe('u-1 stays');
  });
  it('loses it when gone, or when its stage is not theirs any more; held when nobody else may', () => {
    const people = [desk('u-1', { stages: ['M1'] }), desk('u-2', { stages: ['M2'] })];
    expect(whose(run([debt('a', { stage: 'M2', assignee: since('u-1', TODAY) }), debt('b', { assignee: since('gone', TODAY) }), debt('c', { stage: 'M3', assignee: since('u-1', TODAY, { byHand: true }) })], people))).toEqual({ a: 'u-2', b: 'u-1', c: 'nobody' });
  });
});

describe('rules', () => {
  const people = [desk('u-1'), desk('u-2', { teamId: 'B', capacity: 1 }), desk('u-3', { teamId: 'L' })];
  const how = { measure: { kind: 'cases' } as const };
  it('the first that matches decides; it holds or lets the next one try', () => {
    const middle = { ...MATCH_ALL, amountFrom: 5_000_00, amountBelow: 10_000_00 };
    const all = [debt('a', { amount: 4_999_99 }), debt('b', { amount: 5_000_00 }), debt('c', { amount: 5_000_00 }), debt('d', { amount: 10_000_00 })];
    const held = whose(run(all, people, { ...how, rules: [rule('middle', { match: middle, teamIds: ['B'] }), rule('rest')] }));
    expect([held['a'], held['d'], [held['b'], held['c']].sort()]).toEqual(['u-1', 'u-1', ['full', 'u-2']]);
    const next = whose(run(all, people, { ...how, rules: [rule('middle', { match: middle, teamIds: ['B'], otherwise: 'next' }), rule('rest')] }));
    expect([next['b'], next['c']].sort()).toEqual(['u-1', 'u-2']);
    expect(whose(run(all, people, { ...how, rules: [] }))).toEqual({ a: 'noRule', b: 'noRule', c: 'noRule', d: 'noRule' });
  });
  it('by hand goes to the team; an escalation goes to its team, whatever the rules say', () => {
    const plan = run([debt('a'), debt('b', { stage: 'M3+', assignee: since('u-1', TODAY) }), debt('c', { amount: 50_000_00 }), debt('d', { stage: 'M3+', skills: ['legal'] })], people, { ...how, rules: [rule('hand', { method: 'byHand' })], escalations: [{ name: 'court', stages: ['M3+'], amountFrom: 50_000_00, teamId: 'L' }] });
    // Equal takers and weight: the hash of the ids has c before b.
    expect(whose(plan)).toEqual({ a: null, b: 'u-3', c: 'u-3', d: 'nobody' });
    expect(plan.proposals.map((one) => one.because)).toEqual(['rule hand: by hand', 'escalated; escalation court: least loaded of 1 (1)', 'escalation court: least loaded of 1 (0)']);
  });
  it('weighs a case by the stated measure', () => {
    expect([0, 1, 10_000_00, 40_000_00, 900_000_00].map((amount) => weightOf({ amount }, WEIGHTED))).toEqual([1_000, 1_000, 2_000, 5_000, 5_000]);
    expect([weightOf({ amount: 77 }, { kind: 'amount' }), weightOf({ amount: -5 }, { kind: 'amount' }), weightOf({ amount: 77 }, { kind: 'cases' })]).toEqual([77, 0, 1]);
  });
  it('says everything that is wrong with them', () => {
    const wrong = settings({ reassignAfterDays: 0, measure: { kind: 'weighted', amountUnit: 0 }, rules: [rule('x', { teamIds: [] }), rule('x', { match: { ...MATCH_ALL, amountFrom: 5, amountBelow: 5 } }), rule('h', { method: 'byHand', teamIds: [], userIds: ['u'] })], escalations: [{ name: 'e', stages: [], amountFrom: null, teamId: 'L' }] });
    expect(checkAssignment(wrong, [desk('u', { capacity: Number.NaN }), desk('u')]).map((one) => one.at)).toEqual(['/reassignAfterDays', '/measure/amountUnit', '/rules/0', '/rules/1/match', '/rules/1/name', '/rules/2/teamIds', '/escalations/0', 'u', 'u']);
  });
});
