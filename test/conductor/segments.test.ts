/** Campaigns about a segment, and leads that go to the collector who has the case first. */
import { describe, expect, it } from 'vitest';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { EVERY_CASE } from '../../src/core/collections/segment.js';
import type { Case } from '../../src/core/records/index.js';
import { Bench, MINUTE, SECOND, TEN, type BenchOptions } from './bench.js';

const HOUR = 60 * MINUTE;

/** Debtors with a case and no lead. */
const cases = (bench: Bench, from: number, behaviours: readonly string[], more: (n: number) => Partial<Pick<Case, 'amount' | 'overdueSince' | 'userId' | 'risk' | 'promiseState'>>): CreateOf[] =>
  behaviours.flatMap((behaviour, place) => bench.debtor(from + place, behaviour).filter((row) => row.kind !== 'lead').map((row) => (row.kind === 'case' ? { ...row, row: { ...row.row, ...more(from + place) } } : row)));
const leadsOf = async (bench: Bench): Promise<readonly string[]> => (await bench.store.find('lead', { where: { campaignId: 'campaign' } })).map((lead) => `${lead.caseId} ${lead.state}`).sort();
async function changeCase(bench: Bench, id: string, patch: Partial<Omit<Case, 'id' | 'version' | 'createdAt' | 'updatedAt'>>): Promise<void> {
  const found = (await bench.store.get('case', id))!;
  await bench.store.run('change', { kind: 'case', id, expectedVersion: found.version, patch, at: bench.now });
}

describe('a campaign about a segment', () => {
  const open = async (more: BenchOptions = {}): Promise<Bench> => {
    const bench = await Bench.open({ leads: [], agents: ['ann'], settings: { segment: { ...EVERY_CASE, stages: ['M2'], amount: { from: 500_000, to: 1_000_000 }, currency: 'CNY' } }, ...more });
    // M2 is 31 to 60 days past due; the bench's day is 2026-11-20.
    await bench.put(...cases(bench, 10, ['20101', '20101', '20101', '20101'], (n) => ({ amount: n === 11 ? 499_999 : 500_000, overdueSince: n === 12 ? '2026-11-01' : '2026-10-20' })));
    return bench;
  };
  it('gets a lead for each case that fits, once, and for no other', async () => {
    const bench = await open();
    await bench.campaign('start');
    await bench.run(10 * SECOND);
    expect(await leadsOf(bench)).toEqual(['case-10 fresh', 'case-13 fresh']);
    await bench.run(MINUTE);
    expect(await bench.store.count('lead', {})).toBe(2);
  });
  it('who fits no more leaves the hopper, before the next dial; who fits again comes back', async () => {
    const bench = await open();
    await bench.campaign('start');
    await bench.run(10 * SECOND);
    await changeCase(bench, 'case-10', { amount: 100 });
    await changeCase(bench, 'case-11', { amount: 600_000 });
    await bench.run(10 * SECOND);
    expect(await leadsOf(bench)).toEqual(['case-10 done', 'case-11 fresh', 'case-13 fresh']);
    await changeCase(bench, 'case-10', { amount: 600_000 });
    await bench.run(10 * SECOND);
    expect(await leadsOf(bench)).toEqual(['case-10 fresh', 'case-11 fresh', 'case-13 fresh']);
  });
  it('what changed while the lead was in the hopper is seen by the permit itself', async () => {
    const bench = await open({ trunks: [{ callsPerSecond: 0.2 }] });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(async () => (await bench.store.count('attempt', {})) === 1);
    const [first] = await bench.attempts();
    const other = first?.caseId === 'case-10' ? 'case-13' : 'case-10';
    await changeCase(bench, other, { amount: 100 });
    await bench.run(20 * SECOND);
    expect((await bench.attempts()).map((one) => one.caseId)).not.toContain(other);
    expect((await bench.store.find('lead', { where: { caseId: other } }))[0]).toMatchObject({ state: 'done', because: 'segment: amount' });
  });
  it('a new day moves the stages', async () => {
    const bench = await open({ start: TEN + 13 * HOUR + 30 * MINUTE });
    // 30 days past due tonight, 31 tomorrow.
    await bench.put(...cases(bench, 20, ['20101'], () => ({ amount: 700_000, overdueSince: '2026-10-22' })));
    await bench.campaign('start');
    await bench.run(10 * SECOND);
    expect(await leadsOf(bench)).toEqual(['case-10 fresh', 'case-13 fresh']);
    await bench.run(HOUR);
    expect(await leadsOf(bench)).toEqual(['case-10 fresh', 'case-13 fresh', 'case-20 fresh']);
  });
  it('many cases are read a page at a time', async () => {
    const bench = await open();
    await bench.put(...cases(bench, 100, Array.from({ length: 450 }, () => '20101'), () => ({ amount: 600_000, overdueSince: '2026-10-20' })));
    await bench.campaign('start');
    await bench.run(30 * SECOND);
    expect(await bench.store.count('lead', {})).toBe(452);
  });
});

describe('leads bound to the collector who has the case', () => {
  const open = async (): Promise<Bench> => {
    const bench = await Bench.open({ leads: [], agents: ['ann', 'bob', 'cid'], settings: { segment: EVERY_CASE, binding: { owner: 60_000, team: 60_000 } } });
    const bob = (await bench.store.get('user', 'bob'))!;
    await bench.put({ kind: 'team', at: bench.now, row: { id: 'team-2', entityId: 'operator', departmentId: null, name: 'Two' } });
    await bench.store.run('change', { kind: 'user', id: 'cid', expectedVersion: (await bench.store.get('user', 'cid'))!.version, patch: { teamId: 'team-2' }, at: bench.now });
    await bench.store.run('change', { kind: 'campaign', id: 'campaign', expectedVersion: 1, patch: { teamIds: ['team-1', 'team-2'] }, at: bench.now });
    expect(bob.teamId).toBe('team-1');
    return bench;
  };
  it('go to the owner first, though others are free longer', async () => {
    const bench = await open();
    await bench.put(...cases(bench, 10, ['10101'], () => ({ userId: 'bob' })));
    await bench.ready('ann', 'cid', 'bob');
    await bench.campaign('start');
    await bench.until(() => bench.agent('bob').state === 'talking', 20 * SECOND);
    expect(bench.agents(['ann', 'cid'])).toEqual(['ready', 'ready']);
  });
  it('then to the team, then to anyone', async () => {
    const bench = await open();
    await bench.put(...cases(bench, 10, ['10101'], () => ({ userId: 'bob' })));
    await bench.ready('cid', 'ann');
    await bench.campaign('start');
    const from = bench.now;
    await bench.until(() => bench.agent('ann').state === 'talking', 2 * MINUTE);
    expect(bench.now - from).toBeGreaterThan(60 * SECOND);
    expect(bench.agent('cid').state).toBe('ready');
    const later = await open();
    await later.put(...cases(later, 10, ['10101'], () => ({ userId: 'bob' })));
    await later.ready('cid');
    await later.campaign('start');
    const start = later.now;
    await later.until(() => later.agent('cid').state === 'talking', 3 * MINUTE);
    expect(later.now - start).toBeGreaterThan(120 * SECOND);
  });
  it('a case nobody has goes to anyone at once', async () => {
    const bench = await open();
    await bench.put(...cases(bench, 10, ['10101'], () => ({ userId: null })));
    await bench.ready('cid');
    await bench.campaign('start');
    await bench.until(() => bench.agent('cid').state === 'talking', 20 * SECOND);
  });
});
