/**
 * The reports' figures against the raw record: a shift of two campaigns over two carriers, with a process killed in the middle, is
 * counted again from journal, event stream and what desks were told; every figure of every grouping must be the same, to the last call.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { bestHourOf, callsOf, recoveryOf, takePayment, timesOf } from '../../src/app/usecases/index.js';
import { CALLS_BY, TIMES_BY } from '../../src/contract/reports.js';
import { DISPOSITIONS } from '../../src/app/seed/dispositions.js';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import type { User } from '../../src/core/records/index.js';
import type { Result } from '../../src/core/result.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { Population } from '../../src/sim/callees/population.js';
import { between, chance, SeededDice } from '../../src/sim/rng.js';
import { occupancyOf } from '../../src/console/bridge/model.js';
import { Bench, MINUTE, SECOND } from './bench.js';
import { count, keyOf, linesOf, type Belongs, type Raw } from './recount.js';
import { piecesBy, spent, stretchesOf } from './recount-times.js';

const START = Date.parse('2026-11-24T10:40:00+08:00');
const DAYS = { from: '2026-11-24', to: '2026-11-25' };
const AGENTS = ['a0', 'a1', 'a2', 'a3', 'a4'];
const LEADS = 160;
/** Every third debtor owes a creditor that sends no payments. */
const silent = (n: number): boolean => n % 3 === 0;
const SHOWN: ReadonlyMap<string, string> = new Map([['carrier1', '+861055550001'], ['carrier2', '+861055550002']]);
const settings = {
  mode: 'predictive' as const, caps: { perPhonePerDay: 20, perPartyPerDay: 20, phoneSpacing: 0 }, maxAttempts: 20, wrapUp: { limit: 40 * SECOND, then: 'ready' as const }, ringTimeout: 25 * SECOND,
  recycle: Object.fromEntries(['busy', 'no_answer', 'unavailable', 'rejected', 'congestion', 'carrier_fault', 'abandoned', 'cancelled', 'unknown', 'not_placed', 'machine', 'human'].map((outcome) => [outcome, { delay: 6 * MINUTE, max: 50, nextNumber: false }])),
};

class Shift {
  readonly cases = new Map<string, Belongs>();
  readonly kills: number[] = [];
  constructor(readonly bench: Bench, private readonly dice: SeededDice) {}

  static async open(seed: string): Promise<Shift> {
    const bench = await Bench.open({
      seed, start: START, agents: AGENTS, leads: [], disk: 3, settings, conductor: { tick: 500 }, trunks: [{ gateway: 'carrier1', callsPerSecond: 5 }, { gateway: 'carrier2', callsPerSecond: 5, priority: 0 }],
      callees: new Population({ seed, settings: { talk: [35_000, 0.8], answerAfter: [7_000, 0.4] } }),
    });
    const shift = new Shift(bench, new SeededDice(`${seed}/collectors`));
    await shift.#furnish();
    return shift;
  }
  async #furnish(): Promise<void> {
    const { bench } = this;
    const at = bench.now;
    await bench.put(
      { kind: 'entity', at, row: { id: 'silent', kind: 'creditor', name: 'Silent', parentId: null, creditorGroup: null } },
      { kind: 'list', at, row: { id: 'list-b', campaignId: 'campaign', name: 'List B', entityId: 'operator', active: true, mix: 100 } },
      { kind: 'campaign', at, row: { id: 'campaign-2', name: 'Second', entityId: 'operator', state: 'draft', settings: { ...DEFAULT_SETTINGS, ...settings }, teamIds: ['team-1'] } },
      { kind: 'list', at, row: { id: 'list-2', campaignId: 'campaign-2', name: 'List 2', entityId: 'operator', active: true, mix: 100 } },
    );
    for (const [n, trunk] of ['trunk-0', 'trunk-1'].entries()) {
      const row = (await bench.store.get('trunk', trunk))!;
      await bench.store.run('change', { kind: 'trunk', id: trunk, expectedVersion: row.version, patch: { callerIds: [{ number: SHOWN.get(`carrier${n + 1}`)!, region: '*' }] }, at });
      bench.conductor.changed('trunk', trunk);
    }
    for (let n = 0; n < LEADS; n += 1) {
      const [campaign, list] = n % 4 === 0 ? ['campaign-2', 'list-2'] : n % 4 === 1 ? ['campaign', 'list-b'] : ['campaign', 'list'];
      this.cases.set(`case-${n}`, { campaign, list, pays: !silent(n) });
      await bench.put(...bench.debtor(n, String(20_000 + n)).map((one): CreateOf => (one.kind === 'lead' ? { ...one, row: { ...one.row, campaignId: campaign, listId: list } } : silent(n) && (one.kind === 'case' || one.kind === 'account') ? { ...one, row: { ...one.row, creditorId: 'silent' } } as CreateOf : one)));
    }
    this.#people();
  }
  /** Collectors who talk, hang up and write down what was said: now in the call, now after it, now much too late. */
  #people(): void {
    const { bench, dice } = this;
    const due = (): { amount: number; due: string } => ({ amount: 100 * Math.round(between(dice, 1, 90)), due: '2026-11-30' });
    const dispose = (userId: string, attemptId: string): void => {
      const code = chance(dice, 0.35) ? 'promise' : chance(dice, 0.2) ? 'voicemail' : chance(dice, 0.5) ? 'refuses' : 'no_answer';
      void bench.conductor.command(userId, { type: 'dispose', attemptId, code, ...(code === 'promise' ? { promise: due() } : {}) });
    };
    bench.onDesk = (userId, event) => {
      if (event.type === 'connected') bench.clock.after(between(dice, 5 * SECOND, 80 * SECOND), () => {
        if (chance(dice, 0.2)) dispose(userId, event.attemptId);
        void bench.conductor.command(userId, { type: 'hangUp', attemptId: event.attemptId });
      });
      // Some rest after a call, some go on with another reason; and for some the server says so, when their desk is lost.
      if (event.type === 'ended' && chance(dice, 0.1)) {
        void bench.conductor.command(userId, { type: 'pause', reason: 'break' });
        bench.clock.after(2 * MINUTE, () => { void bench.conductor.command(userId, { type: 'pause', reason: 'lunch' }); });
        bench.clock.after(5 * MINUTE, () => { void bench.conductor.command(userId, { type: 'ready' }); });
      }
      if (event.type === 'ended' && event.dispositionDue && chance(dice, 0.95)) bench.clock.after(chance(dice, 0.1) ? 45 * MINUTE : between(dice, SECOND, 60 * SECOND), () => { dispose(userId, event.attemptId); });
    };
  }
  async raw(): Promise<Raw> {
    const { store } = this.bench;
    return {
      journal: await store.find('journal', { limit: 100_000 }), events: await store.find('streamEvent', { limit: 100_000 }), cases: this.cases, shown: SHOWN,
      machines: new Set(DISPOSITIONS.filter((one) => one.caseEvent === 'machine').map((one) => one.code)),
    };
  }
  async stretches() { return stretchesOf({ desks: this.bench.desks, kills: this.kills, until: this.bench.now }, await this.raw()); }
  async user(id: string): Promise<User> { return (await this.bench.store.get('user', id))!; }
  ask<T>(asked: Promise<Result<T>>): Promise<T> { return this.bench.settled(asked).then((made) => { if (!made.ok) throw new Error(made.error.text); return made.value; }); }
}

describe('a shift, counted twice', { timeout: 240_000 }, () => {
  let shift: Shift;
  let raw: Raw;
  let boss: User;
  beforeAll(async () => {
    shift = await Shift.open('reports/1');
    const { bench } = shift;
    boss = await shift.user('boss');
    // From now on this creditor is one that sends payments.
    await shift.ask(takePayment(bench.deps, boss, { externalId: 'first', accountId: 'account-1', amount: 1, currency: 'CNY' }));
    await bench.ready(...AGENTS);
    for (const id of ['campaign', 'campaign-2']) await bench.campaign('start', id);
    await bench.run(20 * MINUTE);
    // Not in the moment between a collector's change and its row on the disk.
    const written = (): boolean => [...bench.desks.values()].flat().every((event) => event.type !== 'state' || event.at < bench.now - 100);
    await bench.until(() => bench.calls().length > 2 && written(), 10 * MINUTE);
    // While calls are in the air the reports agree with what is written so far.
    const so = await shift.ask(callsOf(bench.deps, boss, { ...DAYS, by: 'day' }));
    const { occupancy, ...calls } = so.total;
    expect(calls).toEqual(count(linesOf(await shift.raw()), await shift.raw()));
    expect(occupancy).toEqual(spent([...piecesBy(await shift.stretches(), 'day').values()].flat()).occupancy);
    expect(so.total.inAir).toBeGreaterThan(0);
    // The wallboard's last hour and the day's promises are the same calls.
    await bench.run(61 * SECOND);
    const { trends = [], promises: board = [], agents } = bench.conductor.live();
    const settled = (await shift.ask(callsOf(bench.deps, boss, { ...DAYS, by: 'day' }))).total;
    const points = trends.flatMap((one) => one.points);
    const minute = Math.floor(bench.now / MINUTE) * MINUTE;
    expect(points.reduce((sum, one) => sum + one.connected, 0)).toBe(linesOf(await shift.raw()).filter((line) => line.bridged !== null && line.outcome !== 'abandoned' && line.outcome !== null && line.ended! < minute).length);
    expect(board.reduce((sum, one) => sum + one.count, 0)).toBe(settled.promises - settled.cancelled);
    expect(board.reduce((sum, one) => sum + one.amounts.reduce((all, two) => all + two.amount, 0), 0)).toBe(settled.amounts.reduce((sum, one) => sum + one.promised, 0));
    expect(occupancyOf(agents, bench.now)).toBeCloseTo(settled.occupancy!, 9);
    expect(await bench.store.count('agentSpell', { to: null })).toBe(AGENTS.length);
    bench.kill();
    shift.kills.push(bench.now);
    await bench.run(20 * SECOND);
    await bench.boot();
    await bench.ready(...AGENTS);
    await bench.run(20 * MINUTE);
    // Half of the promises to the creditor that sends payments are paid.
    const promises = await bench.store.find('promise', { where: { state: 'open' }, limit: 1000 });
    for (const [n, one] of promises.filter((promise) => shift.cases.get(promise.caseId)!.pays).entries()) if (n % 2 === 0) await shift.ask(takePayment(bench.deps, boss, { externalId: `P-${n}`, accountId: one.accountIds[0]!, amount: one.amount, currency: one.currency }));
    for (const id of ['campaign', 'campaign-2']) await bench.campaign('stop', id);
    await bench.run(50 * MINUTE);
    expect(bench.calls()).toEqual([]);
    for (const userId of AGENTS) await bench.command(userId, { type: 'logout' });
    await bench.run(SECOND);
    raw = await shift.raw();
  }, 240_000);

  it('was a shift: every outcome of talk, abandoned calls, promises kept and open, late words', () => {
    const all = count(linesOf(raw), raw);
    expect(all.attempts).toBeGreaterThan(300);
    expect(all.connected).toBeGreaterThan(60);
    for (const figure of [all.outcomes['human'], all.outcomes['machine'], all.outcomes['no_answer'], all.abandoned, all.rightParty, all.kept, all.open, all.keptRate]) expect(figure).toBeGreaterThan(0);
    expect(linesOf(raw).some((line) => line.disposed !== null && line.ended !== null && line.disposed - line.ended > 30 * MINUTE)).toBe(true);
    expect(linesOf(raw).some((line) => line.disposed !== null && line.ended !== null && line.disposed < line.ended)).toBe(true);
  });

  it.each(CALLS_BY)('by %s: every figure of every group, and the same total', async (by) => {
    const report = await shift.ask(callsOf(shift.bench.deps, boss, { ...DAYS, by }));
    const lines = linesOf(raw);
    const keys = new Set(lines.map((line) => keyOf(line, by, raw)));
    if (by === 'day') keys.add('2026-11-25');
    expect(new Set(report.groups.map((one) => one.key))).toEqual(keys);
    const times = piecesBy(await shift.stretches(), by);
    const people = by === 'day' || by === 'hour' || by === 'collector' || by === 'campaign';
    for (const { key, label, occupancy, ...figures } of report.groups) {
      expect(occupancy, `occupancy of ${key ?? 'none'}`).toEqual(people && times.has(key) ? spent(times.get(key)!).occupancy : null);
      expect(figures, `${by} ${key ?? 'none'} ${label ?? ''}`).toEqual(count(lines.filter((line) => keyOf(line, by, raw) === key), raw));
    }
    const { occupancy, ...total } = report.total;
    expect(total).toEqual(count(lines, raw));
    expect(occupancy).toEqual(spent([...piecesBy(await shift.stretches(), 'collector').values()].flat()).occupancy);
    for (const figure of ['attempts', 'placed', 'answered', 'connected', 'rightParty', 'talk', 'abandoned', 'promises', 'kept', 'open'] as const) expect(report.groups.reduce((sum, one) => sum + one[figure], 0), figure).toBe(report.total[figure]);
    expect(report.missing).toEqual([...(people ? [] : [{ figure: 'occupancy', reason: 'states.notBy' }]), { figure: 'keptRate', reason: 'payments.none' }]);
  });

  it.each(TIMES_BY)('time by %s: every state and reason of every group, and the same total', async (by) => {
    const report = await shift.ask(timesOf(shift.bench.deps, boss, { ...DAYS, by }));
    const groups = new Map<string | null, ReturnType<typeof spent>>([...piecesBy(await shift.stretches(), by)].map(([key, pieces]) => [key, spent(pieces)]));
    if (by === 'day') groups.set('2026-11-25', spent([]));
    expect(new Map(report.groups.map((one) => [one.key, { ...one, key: undefined, label: undefined }]))).toEqual(groups);
    expect(report.total).toEqual(spent([...piecesBy(await shift.stretches(), 'collector').values()].flat()));
    for (const figure of ['signedIn', 'ready', 'reserved', 'talking', 'wrapUp', 'paused'] as const) expect(report.groups.reduce((sum, one) => sum + one[figure], 0), figure).toBe(report.total[figure]);
    expect(report.total.pauses.map((one) => one.reason)).toEqual(['lunch', 'break']);
    expect(report.missing).toEqual([]);
  });

  it('time of one campaign is that campaign’s group, also by hour', async () => {
    const all = await shift.ask(timesOf(shift.bench.deps, boss, { ...DAYS, by: 'campaign' }));
    const one = await shift.ask(timesOf(shift.bench.deps, boss, { ...DAYS, by: 'hour', campaignId: 'campaign-2' }));
    const { key, label, ...figures } = all.groups.find((group) => group.key === 'campaign-2')!;
    expect([key, label, one.total]).toEqual(['campaign-2', 'Second', figures]);
    expect(one.groups.reduce((sum, group) => sum + group.signedIn, 0)).toBe(figures.signedIn);
  });

  it('a kill loses no state: what was open ends with the last thing written before it, and says that it was cut', async () => {
    const cut = await shift.bench.store.find('agentSpell', { where: { cut: true } });
    expect(cut.map((one) => one.userId).sort()).toEqual([...AGENTS]);
    expect(cut.every((one) => one.to! <= shift.kills[0]!)).toBe(true);
    expect(await shift.bench.store.count('agentSpell', { to: null })).toBe(0);
  });

  it('a collector sees their own calls, as the supervisor’s grouping has them', async () => {
    const all = await shift.ask(callsOf(shift.bench.deps, boss, { ...DAYS, by: 'collector' }));
    for (const id of AGENTS) {
      const own = await shift.ask(callsOf(shift.bench.deps, await shift.user(id), { ...DAYS, by: 'collector' }));
      const { key, label, ...figures } = all.groups.find((one) => one.key === id)!;
      expect([key, label]).toEqual([id, id]);
      expect(own.groups.map((one) => one.key)).toEqual([id]);
      expect(own.total).toEqual(figures);
    }
  });

  it('one campaign’s report is that campaign’s group', async () => {
    const all = await shift.ask(callsOf(shift.bench.deps, boss, { ...DAYS, by: 'campaign' }));
    const one = await shift.ask(callsOf(shift.bench.deps, boss, { ...DAYS, by: 'campaign', campaignId: 'campaign-2' }));
    expect(one.groups).toEqual(all.groups.filter((group) => group.key === 'campaign-2'));
  });

  it('the best hour counts the same calls', async () => {
    const report = await shift.ask(bestHourOf(shift.bench.deps, boss, DAYS));
    const lines = linesOf(raw).filter((line) => line.placed && line.outcome !== null);
    expect([report.placed, report.people]).toEqual([lines.length, lines.filter((line) => line.outcome === 'human' || line.outcome === 'abandoned').length]);
    expect(report.cells.reduce((sum, one) => sum + one.placed, 0)).toBe(report.placed);
    for (const cell of report.hours) {
      expect(cell.rate).toBe(cell.people / cell.placed);
      expect(cell.low!).toBeLessThanOrEqual(cell.rate!);
      expect(cell.high!).toBeGreaterThanOrEqual(cell.rate!);
    }
    expect(new Set(report.cells.map((one) => one.weekday))).toEqual(new Set([2]));
  });

  it('recovery is what the payments say, and nothing where nobody sends them', async () => {
    const paid = raw.events.filter((event) => event.type === 'payment.received').reduce((sum, event) => sum + (event.data as { amount: number }).amount, 0);
    const report = await shift.ask(recoveryOf(shift.bench.deps, boss, { from: '2026-01-01', to: '2026-12-31', by: 'stage' }));
    const placed = LEADS * 10_000;
    const measured = [...shift.cases.values()].filter((one) => one.pays).length * 10_000;
    expect(paid).toBeGreaterThan(0);
    expect(report.total.amounts).toEqual([{ currency: 'CNY', placed, measured, recovered: paid, rate: paid / measured }]);
    expect(report.missing).toEqual([{ figure: 'recovered', reason: 'payments.none' }]);
    const none = await Shift.open('reports/none');
    const empty = await none.ask(recoveryOf(none.bench.deps, await none.user('boss'), { from: '2026-01-01', to: '2026-12-31', by: 'agency' }));
    expect(empty.total.amounts).toEqual([{ currency: 'CNY', placed, measured: 0, recovered: null, rate: null }]);
    expect(empty.groups.map((one) => [one.key, one.keptRate, one.amounts[0]?.recovered])).toEqual([['operator', null, null]]);
  });
});
