/**
 * The engine against a second evaluator that shares no code with it: it reads the wall clock from TZif files, judges one
 * instant at a time, and finds the earliest lawful one by trying them. Zones, dates (every change of a clock of 2026–2028
 * among them), packs and histories are random; a failure prints the case.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectorPolicies } from '../../../src/adapters/packs/vector-packs.js';
import { loadZones } from '../../../src/adapters/zones/index.js';
import { checkVectors } from '../../../src/core/compliance/check.js';
import { evaluate } from '../../../src/core/compliance/evaluate.js';
import { parseVectors, type Vector } from '../../../src/core/compliance/vectors.js';
import { denying, judge, type NaiveEvent, type NaiveRequest } from './naive.js';
import { eastOf, TEST_ZONES, wallAt } from './tzif.js';

const zones = loadZones();
const policies = vectorPolicies(zones);
const DAY = 86_400;
const iso = (t: number): string => `${new Date(t * 1000).toISOString().slice(0, 19)}Z`;
const at = (text: string): number => Date.parse(text) / 1000;
const FROM = at('2026-01-01T00:00:00Z');
const TO = at('2029-01-01T00:00:00Z');

/** Every change of every test zone's clock, found by looking every six hours. */
const CHANGES: readonly { readonly zone: string; readonly t: number }[] = TEST_ZONES.flatMap((zone) => {
  const found: { zone: string; t: number }[] = [];
  for (let t = FROM, before = eastOf(zone, t); t < TO; t += 6 * 3_600) {
    const now = eastOf(zone, t + 6 * 3_600);
    if (now === before) continue;
    let [low, high] = [t, t + 6 * 3_600];
    while (high - low > 1) { const middle = Math.floor((low + high) / 2); if (eastOf(zone, middle) === before) low = middle; else high = middle; }
    found.push({ zone, t: high });
    before = now;
  }
  return found;
});
const PACKS = ['CN', 'CN-STRICT', 'H-PHONE', 'H-XJ', 'H-CNHOL', 'H-RING45', 'H-RAPID', 'CLOCK', 'TOKEN', 'TZ', 'US', 'US-STRICT', 'MA', 'NYC26', 'TCPA', 'UK', 'IN', 'ID', 'MX', 'CO', 'KR', 'VN', 'TH', 'PH', 'PH-LIT', 'AU', 'EC', 'JP', 'CA-BC', 'GEN1'];
const RESULTS = ['noanswer', 'busy', 'vm_nomsg', 'vm_msg', 'machine_hangup', 'abandoned', 'conv', 'conv', 'notify', 'thirdparty', 'wrong', 'invalid', 'reserved'];

interface Case { packs: string[]; request: NaiveRequest; history: NaiveEvent[] }
const flag = fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const moment: fc.Arbitrary<{ now: number; zone: string }> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ change: fc.constantFrom(...CHANGES), by: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -110_000, max: 110_000 }), fc.integer({ min: -120, max: 120 }).map((quarters) => quarters * 900)) }).map(({ change, by }) => ({ now: change.t + by, zone: change.zone })) },
  { weight: 3, arbitrary: fc.record({ now: fc.integer({ min: FROM, max: TO }), zone: fc.constantFrom(...TEST_ZONES) }) },
  // To the second around openings, closings, days the packs name, and dates from which a rule holds.
  { weight: 4, arbitrary: fc.record({ now: fc.record({ day: fc.constantFrom('2026-02-15', '2026-02-18', '2026-09-01', '2026-10-07', '2026-11-14', '2026-11-16', '2026-12-07', '2026-12-24', '2026-12-31', '2027-01-31', '2028-02-29'), quarter: fc.integer({ min: -30, max: 130 }), by: fc.constantFrom(-46, -45, -44, -1, 0, 1) }).map(({ day, quarter, by }) => at(`${day}T00:00:00Z`) + quarter * 900 + by), zone: fc.constantFrom(...TEST_ZONES) }) },
);
const history = (now: number): fc.Arbitrary<NaiveEvent[]> => fc.array(fc.record({
  t: fc.oneof(
    fc.integer({ min: -8 * DAY, max: 0 }), fc.integer({ min: -12 * 3600, max: 0 }), fc.integer({ min: 1, max: 2 * DAY }), fc.constantFrom(-7 * DAY, -7 * DAY + 1, -3 * DAY, -DAY, -DAY + 1, -300, -299, 0, -30 * DAY), fc.integer({ min: -31 * DAY, max: 0 }),
    fc.integer({ min: -32, max: 8 }).map((quarters) => Math.floor(now / 900) * 900 - now + quarters * 900),
  ).map((back) => now + back),
  res: fc.constantFrom(...RESULTS), dir: fc.constantFrom(undefined, undefined, undefined, 'out' as const, 'in' as const), mode: fc.constantFrom(undefined, undefined, 'prerec', 'human'),
  person: fc.constantFrom('A', 'A', 'A', 'B'), phone: fc.constantFrom('p1', 'p1', 'p2'), debts: fc.constantFrom(['d1'], ['d1'], ['d2'], ['d1', 'd2'], []), creditor: fc.constantFrom(undefined, undefined, 'c1', 'c2'),
  id: fc.constantFrom(undefined, undefined, undefined, 'k1', 'k2', 'k3'), kr_excluded: flag,
}).map((event) => Object.fromEntries(Object.entries(event).filter(([, one]) => one !== undefined)) as unknown as NaiveEvent), { maxLength: 14 });

const cases: fc.Arbitrary<Case> = moment.chain(({ now, zone }) => fc.record({
  packs: fc.uniqueArray(fc.constantFrom(...PACKS), { minLength: 1, maxLength: 4 }), history: history(now),
  request: fc.record({
    zones: fc.oneof({ weight: 6, arbitrary: fc.constant([zone]) }, { weight: 4, arbitrary: fc.uniqueArray(fc.constantFrom(...TEST_ZONES), { maxLength: 2 }).map((more) => [...new Set([zone, ...more])]) }, { weight: 1, arbitrary: fc.constant([]) }),
    debts: fc.constantFrom(['d1'], ['d1', 'd2'], ['d2']), mode: fc.constantFrom('human', 'human', 'preview', 'predictive', 'notify', 'prerec', 'ai'), role: fc.constantFrom(undefined, undefined, undefined, 'debtor', 'third'),
    line: fc.constantFrom(undefined, 'residential', 'wireless'), region: fc.constantFrom(undefined, 'CN-XJ'), hwm: fc.option(fc.integer({ min: -10, max: 4_000 }), { nil: undefined, freq: 2 }), token_issued: fc.option(fc.integer({ min: -9, max: 0 }), { nil: undefined, freq: 2 }),
    agreed_time: flag, lost: flag, refused: flag, attorney: flag, wrongno: flag, prior_consent_valid: flag, consent: flag, revoked_other_topic: flag, past15: flag,
  }).map(({ hwm, token_issued, ...rest }) => Object.fromEntries(Object.entries({
    ...rest, now, person: 'A', phone: 'p1', creditor: 'c1', hwm: hwm === undefined ? undefined : now + hwm, token_issued: token_issued === undefined ? undefined : now + token_issued,
  }).filter(([, one]) => one !== undefined)) as unknown as NaiveRequest),
}));

/** As a file would say it. */
function asJson({ packs, request, history: events }: Case): unknown {
  const { now, hwm, token_issued, ...rest } = request;
  return {
    id: 'random', packs, request: { ...rest, now: iso(now), ...(hwm === undefined ? {} : { hwm: iso(hwm) }), ...(token_issued === undefined ? {} : { token_issued: iso(token_issued) }) },
    history: events.map(({ t, ...event }) => ({ ...event, t: iso(t) })), expect: { decision: 'ALLOW', rules: [], earliest_next: null },
  };
}
function vectorOf(one: Case): Vector {
  const parsed = parseVectors([asJson(one)]);
  if (!parsed.ok || parsed.value.ignored.length > 0) throw new Error(JSON.stringify(parsed));
  return parsed.value.vectors[0]!;
}
const SEED = Number(process.env['COMPLIANCE_SEED'] ?? 20_261_122);

describe('random cases', () => {
  it('has every change of 2026 to 2028 to try', () => {
    expect(CHANGES.length).toBeGreaterThan(150);
    expect(new Set(CHANGES.map((one) => one.zone)).size).toBeGreaterThan(30);
  });
  it('are decided as the second evaluator decides them, earliest instant included', () => {
    fc.assert(fc.property(cases, (one) => {
      const expected = judge(one);
      const policy = policies(one.packs);
      if (typeof policy === 'string') throw new Error(policy);
      const vector = vectorOf(one);
      const { next } = evaluate(vector.ask, vector.events, policy);
      // Openings are sought 40 days ahead, by definition; the second evaluator looks further.
      if (expected.next !== null && next === null && expected.next > one.request.now + 40 * DAY) expected.next = null;
      const failed = checkVectors([{ ...vector, expect: { decision: expected.decision, rules: expected.rules, earliest_next: expected.next === null ? null : iso(expected.next) } }], policies).failed;
      expect(failed).toEqual([]);
    }), { seed: SEED, numRuns: Number(process.env['COMPLIANCE_RUNS'] ?? 400) });
  });
  it('are never allowed at a second at which the definition denies, and open to the second', () => {
    fc.assert(fc.property(cases, (one) => {
      const policy = policies(one.packs);
      if (typeof policy === 'string') throw new Error(policy);
      const vector = vectorOf(one);
      const decision = evaluate(vector.ask, vector.events, policy);
      expect(decision.denials.map((denial) => denial.rule).sort()).toEqual(denying(one, one.request.now, true));
      if (decision.next === null) return;
      expect(denying(one, decision.next, false)).toEqual([]);
      const least = decision.denials.some((denial) => denial.rule === 'CLOCK-BACK') ? one.request.hwm! : one.request.now + 1;
      for (let t = decision.next - 1; t >= Math.max(least, decision.next - 150); t -= 1) expect([t, denying(one, t, false)]).not.toEqual([t, []]);
    }), { seed: SEED + 1, numRuns: 300 });
  });
});

describe('the two readings of the wall clock', () => {
  it('agree at every second around every change, and at random ones until 2059', () => {
    const check = (zone: string, t: number): void => {
      const clock = zones.clock(zone)!;
      const segment = clock.begins.filter((begin) => begin <= t).length;
      expect([zone, t, clock.offsets[segment]]).toEqual([zone, t, eastOf(zone, t)]);
    };
    for (const { zone, t } of CHANGES) for (const by of [-3_601, -1, 0, 1, 3_600]) check(zone, t + by);
    fc.assert(fc.property(fc.constantFrom(...TEST_ZONES), fc.integer({ min: zones.from, max: zones.until - 1 }), check), { seed: SEED, numRuns: 5_000 });
  });
  it('know the law of autumn 2026', () => {
    expect(wallAt('America/Vancouver', at('2026-11-22T04:30:00Z'))).toEqual({ date: '2026-11-21', clock: '21:30:00', weekday: 6 });
  });
});
