/** A trunk's day of money: no call is placed that could go beyond it, whatever the calls do, and a restart forgets nothing of it. */
import { describe, expect, it } from 'vitest';
import { loadZones } from '../../src/adapters/zones/index.js';
import { Spending } from '../../src/app/conductor/spending.js';
import type { TrunkSpend } from '../../src/core/money/call-cost.js';
import { Bench, MINUTE, SECOND } from './bench.js';

const HOUR = 60 * MINUTE;
const UNIT = 1_000_000;
/** Those called talk 21 or 60 s and hang up. A minute costs a unit, begun minutes count, and a call lasts ten at most: each holds 10 until it is over. */
const spend = (limit: number, more: Partial<TrunkSpend> = {}): TrunkSpend => ({ currency: 'CNY', dailyLimit: limit * UNIT, zone: 'Asia/Shanghai', maxMinutes: 10, rates: [{ prefix: '+86', perMinute: UNIT, setup: 0, first: 60, step: 60 }], ...more });
const open = (limit: number, more: Partial<TrunkSpend> = {}, leads = 40): Promise<Bench> => Bench.open({ leads: Array.from({ length: leads }, (_, n) => (n % 2 === 0 ? '10220' : '10259')), agents: ['ann', 'bob', 'cay'], trunks: [{ spend: spend(limit, more) }], settings: { wrapUp: { limit: SECOND, then: 'ready' } } });
const money = (bench: Bench) => { const found = bench.conductor.live().trunks[0]?.spend; if (!found) throw new Error('no limit'); return { spent: found.spent / UNIT, held: found.held / UNIT, reached: found.reached, until: found.until }; };
/** What the rows say was spent, reckoned here: minutes begun since the answer. */
const owed = async (bench: Bench): Promise<number> => (await bench.attempts()).reduce((sum, one) => sum + (one.outcome === null || one.answeredAt === null ? 0 : Math.max(1, Math.ceil(((one.endedAt ?? 0) - one.answeredAt) / MINUTE))), 0);
async function shift(bench: Bench): Promise<void> {
  await bench.ready('ann', 'bob', 'cay');
  await bench.campaign('start');
}

describe('a day’s money', () => {
  it('holds the dearest each call can become: of 25 units two calls go out at once, and a third when one is over', async () => {
    const bench = await open(25);
    await shift(bench);
    await bench.until(() => bench.calls().length === 2);
    await bench.run(2 * SECOND);
    expect(bench.calls()).toHaveLength(2);
    expect(money(bench)).toMatchObject({ spent: 0, held: 20, reached: true });
    expect(bench.conductor.live().campaigns[0]?.trouble).toBe('trunk carrier1 has the rest of today’s money (25.00 CNY) held by the calls that go on');
  });
  it('is never gone beyond: the trunk takes no call when the next could, the campaign says why, and the rows agree', async () => {
    const bench = await open(9, { maxMinutes: 2 });
    let worst = 0;
    bench.onStep = () => { const { spent, held } = money(bench); worst = Math.max(worst, spent + held); };
    await shift(bench);
    await bench.until(() => money(bench).reached && bench.calls().length === 0, 15 * MINUTE);
    await bench.run(SECOND);
    const { spent, held } = money(bench);
    expect(held).toBe(0);
    expect(spent).toBeGreaterThan(7);
    expect(worst).toBeLessThanOrEqual(9);
    expect(spent).toBe(await owed(bench));
    expect(bench.conductor.live().campaigns[0]?.trouble).toBe(`trunk carrier1 has spent today’s money (${spent}.00 of 9.00 CNY)`);
    expect(bench.conductor.live().trunks[0]).toMatchObject({ healthy: false });
    const before = (await bench.attempts()).length;
    await bench.run(MINUTE);
    expect(await bench.attempts()).toHaveLength(before);
    // By hand neither.
    expect(await bench.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-39' })).toMatchObject({ ok: false, error: { code: 'dial.trouble' } });
  });
  it('survives a restart, and a call that went on through it is paid for whole', async () => {
    const bench = await open(9, { maxMinutes: 2 });
    await shift(bench);
    await bench.until(() => money(bench).spent >= 3, 10 * MINUTE);
    await bench.until(() => bench.calls().some((call) => call.state === 'talking'));
    bench.kill();
    // One of them hangs up while nobody is there, one goes on.
    await bench.run(30 * SECOND);
    await bench.boot();
    await bench.run(2 * SECOND);
    await bench.campaign('pause');
    await bench.until(() => bench.calls().length === 0, 10 * MINUTE);
    await bench.run(SECOND);
    expect(money(bench)).toMatchObject({ spent: await owed(bench), held: 0 });
    expect(money(bench).spent).toBeGreaterThan(3);
  });
  it('is new at the trunk’s own midnight, when calls that go on are held anew; a clock put back brings nothing', () => {
    const day = new Spending(loadZones(), spend(12, { zone: 'Europe/London' }));
    const noon = Date.parse('2026-07-01T11:00:00Z');
    const hold = day.offer('+8613800138000', noon);
    if ('why' in hold) throw new Error(hold.why);
    day.charge(hold.rate, MINUTE, noon);
    day.take(hold);
    expect(day.view(noon)).toEqual({ currency: 'CNY', limit: 12 * UNIT, spent: UNIT, held: 10 * UNIT, until: Date.parse('2026-07-01T23:00:00Z'), reached: true });
    expect(day.view(noon + 12 * HOUR)).toMatchObject({ spent: 0, held: 10 * UNIT, until: Date.parse('2026-07-02T23:00:00Z') });
    day.settle(hold, 3 * MINUTE, noon + 12 * HOUR);
    day.settle(hold, 3 * MINUTE, noon + 12 * HOUR);
    expect(day.view(noon)).toMatchObject({ spent: 3 * UNIT, held: 0, reached: true });
  });
  it('a limit that is raised counts at once, and what was spent stays spent', async () => {
    const bench = await open(3, { maxMinutes: 2 });
    await shift(bench);
    await bench.until(() => money(bench).reached && bench.calls().length === 0, 60 * MINUTE);
    const { spent } = money(bench);
    await bench.store.run('change', { kind: 'trunk', id: 'trunk-0', expectedVersion: 1, patch: { spend: spend(40, { maxMinutes: 2 }) }, at: bench.now });
    bench.conductor.changed('trunk', 'trunk-0');
    await bench.until(() => bench.calls().length > 0);
    expect(money(bench)).toMatchObject({ spent, reached: false });
  });
});

it('a number whose price nobody knows is not dialed there, and does not stand in the way', async () => {
  const bench = await open(100, { rates: [{ prefix: '+8610', perMinute: 1, setup: 0, first: 60, step: 60 }] }, 1);
  await shift(bench);
  await bench.run(5 * SECOND);
  expect(await bench.attempts()).toEqual([]);
  expect(await bench.lead()).toMatchObject({ state: 'resting', because: 'trunk carrier1 has no rate for this number, so nobody knows what it costs' });
});

it('a call is ended before it costs more than was held for it, and its collector is told', async () => {
  const bench = await Bench.open({ leads: ['10100'], scripts: { 10100: { kind: 'human', end: { kind: 'answer', after: SECOND }, answered: { hangUpAfter: 60 * MINUTE } } }, trunks: [{ spend: spend(10, { maxMinutes: 2 }) }] });
  await bench.ready('ann');
  await bench.campaign('start');
  await bench.until(() => bench.agent('ann').state === 'talking');
  await bench.until(() => bench.agent('ann').state === 'wrapUp', 3 * MINUTE);
  expect(bench.seen('ann', 'notice')).toMatchObject([{ code: 'call.limit' }]);
  await bench.run(5 * SECOND);
  expect(money(bench).spent).toBe(2);
});
