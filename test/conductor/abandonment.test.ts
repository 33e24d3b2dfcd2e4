/** Abandonment by the regulators' measure through the whole conductor: levels of the packs, the campaign held and saying so, over a restart. */
import { describe, expect, it } from 'vitest';
import { Abandonment } from '../../src/app/conductor/abandonment.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { DEFAULT_PACING } from '../../src/core/campaign/pacing.js';
import type { Outcome } from '../../src/core/call/outcome.js';
import { attemptRow } from '../contract/records.js';
import { packText, policiesOf } from '../support/policies.js';
import { Bench, MINUTE, SECOND, type BenchOptions } from './bench.js';

const DAY = 24 * 60 * MINUTE;
const gauge = (id: string, over: object, more: object = {}): object => ({ id, kind: 'gauge', sources: [], confidence: 'D', texts: { zh: `弃呼 ${id}`, en: `abandoned ${id}` }, gauge: 'abandonment', over, warn: 0.015, stop: 0.03, when: { mode: ['predictive'] }, ...more });
const policies = policiesOf([packText('law', [gauge('DAY', { rolling: '24h' }), gauge('PERIOD', { successive: '30d' }, { warn: 0.02 })])], ['law']);
/** Attempts that ended like this, so long ago. */
const past = (bench: Bench, ago: number, of: Partial<Record<Outcome, number>>): CreateOf[] => Object.entries(of).flatMap(([outcome, count]) => Array.from({ length: count }, (_, n): CreateOf => {
  const at = bench.now - ago + n;
  const id = `${outcome}-${ago}-${n}`;
  return { kind: 'attempt', at, row: { ...attemptRow(0), id, legId: id, leadId: null, caseId: null, partyId: null, contactPointId: null, accountIds: [], listId: null, phoneIndex: id, campaignId: 'campaign', entityId: 'operator', teamId: null, userId: null, openedAt: at, answeredAt: at, bridgedAt: outcome === 'human' ? at + 500 : null, outcome: outcome as Outcome } };
}));
const open = async (before: (bench: Bench) => readonly CreateOf[], more: Partial<BenchOptions> = {}): Promise<Bench> => {
  const bench = await Bench.open({ policies, agents: ['ann', 'bob'], leads: Array.from({ length: 40 }, () => '20105'), settings: { mode: 'predictive' }, ...more });
  await bench.put(...before(bench));
  await bench.ready('ann', 'bob');
  await bench.campaign('start');
  await bench.run(10 * SECOND);
  return bench;
};
const view = (bench: Bench) => bench.conductor.live().campaigns[0]!;
const dialed = async (bench: Bench): Promise<number> => (await bench.attempts()).filter((one) => one.leadId !== null).length;
const told = async (bench: Bench) => (await bench.store.find('streamEvent', { where: { type: 'campaign.abandonment' }, order: [{ by: 'seq' }] })).map((one) => (one.data as { level: string }).level);

describe('a campaign', () => {
  it('at the stop level of the day is held, says by which rule, and dials again when the hours have left the day', async () => {
    const bench = await open((one) => past(one, 23 * 60 * MINUTE, { human: 190, abandoned: 10 }));
    expect(await dialed(bench)).toBe(0);
    expect(view(bench)).toMatchObject({ trouble: expect.stringContaining('held at the stop level: DAY') as string, abandonment: { level: 'stop', held: true, rule: 'DAY', pack: 'law', zh: expect.stringContaining('弃呼') as string, windows: [{ kind: '24h', live: 200, abandoned: 10, share: 0.05 }, { kind: '30d', live: 200 }, { kind: 'period', live: 200, abandoned: 10 }] } });
    expect(await told(bench)).toEqual(['stop']);
    expect(bench.lines.some((line) => line.includes('the campaign is held'))).toBe(true);
  });
  it('in a bad period is held though the day and the month are fine, and a new period begins anew', async () => {
    // 40 days since the first call: the present period began ten days ago, and most of the month's good answers lie before it.
    const bad = (bench: Bench): CreateOf[] => [...past(bench, 40 * DAY, { human: 1 }), ...past(bench, 15 * DAY, { human: 1_000 }), ...past(bench, 5 * DAY, { human: 190, abandoned: 10 })];
    const bench = await open(bad);
    expect(view(bench)).toMatchObject({ abandonment: { level: 'stop', held: true, rule: 'PERIOD', windows: [{ kind: '24h', live: 0 }, { kind: '30d', live: 1_200, abandoned: 10 }, { kind: 'period', from: expect.any(Number) as number, live: 200, abandoned: 10 }] } });
    expect(await dialed(bench)).toBe(0);
    const next = await open((one) => [...past(one, 31 * DAY, { human: 1 }), ...past(one, 5 * DAY, { human: 190, abandoned: 2 })]);
    expect(view(next)).toMatchObject({ abandonment: { level: 'none', held: false, rule: null } });
    expect(await dialed(next)).toBeGreaterThan(0);
  });
  it('at the warning level says so and goes on', async () => {
    const bench = await open((one) => past(one, 3 * 60 * MINUTE, { human: 196, abandoned: 4 }));
    expect(view(bench)).toMatchObject({ trouble: null, abandonment: { level: 'warn', held: false, rule: 'DAY' } });
    expect(await dialed(bench)).toBeGreaterThan(0);
    expect(await told(bench)).toEqual(['warn']);
  });
  it('of few answers is not held by one that was lost', async () => {
    const bench = await open((one) => past(one, 60 * MINUTE, { human: 5, abandoned: 1 }));
    expect(view(bench)).toMatchObject({ abandonment: { level: 'none', windows: [{ live: 6, abandoned: 1 }, {}, {}] } });
    expect(await dialed(bench)).toBeGreaterThan(0);
  });
  it('that is dialed by hand is not held by what dialing ahead lost', async () => {
    const bench = await open((one) => past(one, 60 * MINUTE, { human: 190, abandoned: 10 }), { settings: { mode: 'progressive' } });
    expect(await dialed(bench)).toBeGreaterThan(0);
    expect(view(bench)).toMatchObject({ trouble: null, abandonment: { level: 'stop', held: false } });
  });
  it('counts machines that were persons by the estimate, where AMD listens', async () => {
    const counted = (falseMachines: number) => ({ day: { live: 100 + 100 * falseMachines, abandoned: 100 * falseMachines, falseMachines: 100 * falseMachines }, both: { live: 0, abandoned: 0, falseMachines: 0 }, period: { live: 0, abandoned: 0, falseMachines: 0 }, periodFrom: 0 });
    const of = (share: number) => new Abandonment({} as never, { pacing: { counted: () => counted(share), current: () => false, decision: null } } as never);
    expect(of(0).gauges(0)['abandonment/rolling/86400']).toBe(0);
    expect(of(0.05).gauges(0)['abandonment/rolling/86400']).toBeCloseTo(5 / 105);
    expect(of(0.05).view(0).windows[0]).toMatchObject({ live: 105, abandoned: 5, falseMachines: 5 });
    expect(DEFAULT_PACING.falseMachines).toBe(0);
  });
});
