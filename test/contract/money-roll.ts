/** What the nightly roll promises, on every store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runRoll, ROLL_DEFAULTS } from '../../src/app/roll/index.js';
import type { Clock, Log } from '../../src/app/ports/system.js';
import type { Store } from '../../src/app/ports/store.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { base, DAY, day, debtor, HOUR } from './money-world.js';
import { AT, testZones } from './records.js';
import type { OpenStore } from './store.js';

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => quiet };

export function rollContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name}: the nightly roll`, () => {
    let opened: OpenStore;
    let store: Store;
    let now = AT;
    let forbidden: string[] = [];
    beforeEach(async () => { opened = await open(); store = opened.store; now = AT; forbidden = []; await put(...base({ bands: [{ name: 'S1', from: 1 }, { name: 'S2', from: 8 }, { name: 'S3', from: 15 }] })); });
    afterEach(() => opened.done());
    const put = async (...rows: CreateOf[]): Promise<void> => { await store.run('createMany', { rows }); };
    const clock: Clock = { now: () => now, monotonic: () => now, after: (_, run) => { const timer = setImmediate(run); return { cancel: () => { clearImmediate(timer); } }; }, every: () => ({ cancel: () => undefined }), shifted: null };
    const deps = () => ({ store, clock, zones: testZones, log: quiet, conductor: { forbid: (what: { readonly caseId?: string }) => { forbidden.push(what.caseId ?? ''); } } });
    const roll = (most = 200) => runRoll(deps(), { ...ROLL_DEFAULTS, least: most, most });
    /** A case overdue since a number of days before the day of AT. */
    const overdue = (n: number, days: number): CreateOf[] => debtor(n, { overdueSince: day(-days) }).map((row): CreateOf => (row.kind === 'case' ? { ...row, row: { ...row.row, overdueSince: day(-days) } } : row));
    const stages = async () => (await store.find('streamEvent', { where: { type: 'case.stageChanged' }, order: [{ by: 'seq' }] })).map((one) => { const { caseId, from, to } = one.data as { caseId: string; from: string; to: string }; return `${caseId} ${from} ${to}`; });

    it('says which cases moved to another stage that night, and no other', async () => {
      // Days past due on the day of AT: 7, 8, 9, 15, 1, and since tomorrow.
      for (const [n, days] of [[1, 6], [2, 7], [3, 8], [4, 14], [5, 0], [6, -1]] as const) await put(...overdue(n, days));
      const progress = await roll();
      expect(progress).toMatchObject({ day: day(0), since: day(-1), changed: { stages: 3 } });
      expect((await stages()).sort()).toEqual(['case-2 S1 S2', 'case-4 S2 S3', 'case-5 null S1']);
      expect((await store.find('streamEvent', { where: { type: 'case.stageChanged' } }))[0]!.data).toMatchObject({ creditorId: 'bank', entityId: 'agency', day: day(0) });
    });
    it('a closed case moves no more', async () => {
      await put(...overdue(2, 7).map((row): CreateOf => (row.kind === 'case' ? { ...row, row: { ...row.row, state: 'recalled' } } : row)));
      await roll();
      expect(await stages()).toEqual([]);
    });
    it('once a day; nights the server was away are rolled as one', async () => {
      for (const [n, days] of [[1, 6], [2, 7], [3, 5], [4, 4]] as const) await put(...overdue(n, days));
      await roll();
      const before = await store.count('streamEvent', {});
      now += HOUR;
      await roll();
      expect(await store.count('streamEvent', {})).toBe(before);
      now = AT + 3 * DAY;
      expect(await roll()).toMatchObject({ day: day(3), since: day(0) });
      expect((await stages()).sort()).toEqual(['case-1 S1 S2', 'case-2 S1 S2', 'case-3 S1 S2', 'case-4 S1 S2']);
    });
    it.each([1, 3, 7])('whatever the size of its pages (%i), killed after any of them: the same, once', async (most) => {
      for (let n = 1; n <= 12; n += 1) await put(...overdue(n, n % 2 === 0 ? 6 : 13));
      for (let n = 1; n <= 12; n += 1) await store.run('makePromise', { caseId: `case-${n}`, partyId: null, amount: 10, due: day(0), accountIds: null, attemptId: null, by: 'ann', at: AT - DAY, today: day(-1) });
      now = AT + DAY;
      // Each call is a process of its own that dies after one page: only what is stored goes on.
      let pages = 0;
      for (; pages < 500; pages += 1) { const page = await store.run('rollPage', { at: now, most }); if (page.done) break; }
      expect(pages).toBeLessThan(500);
      expect(await stages()).toHaveLength(12);
      expect(new Set(await stages()).size).toBe(12);
      expect(await store.count('promise', { state: 'broken' })).toBe(12);
      expect(await store.count('streamEvent', { type: 'promise.broken' })).toBe(12);
      expect(await store.count('streamEvent', { type: 'roll.done' })).toBe(1);
    });
    it('a day that was begun is finished before the next one', async () => {
      for (let n = 1; n <= 6; n += 1) await put(...overdue(n, 7));
      for (let pages = 0; pages < 100 && (await stages()).length === 0; pages += 1) await store.run('rollPage', { at: now, most: 2 });
      expect((await stages()).length).toBeLessThan(6);
      now += DAY;
      await roll(2);
      expect((await stages()).sort()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `case-${n} S1 S2`));
      expect((await store.find('setting', { where: { key: { gte: 'roll.', lt: 'roll/' } }, order: [{ by: 'key' }] })).map((one) => one.key)).toEqual([`roll.${day(0)}`, `roll.${day(1)}`]);
    });
    it('breaks promises and instalments whose grace is over, and leaves those in time', async () => {
      await put(...debtor(1), ...debtor(2), ...debtor(3));
      const promised = async (n: number, due: number) => store.run('makePromise', { caseId: `case-${n}`, partyId: null, amount: 10, due: day(due), accountIds: null, attemptId: null, by: 'ann', at: AT, today: day(0) });
      await promised(1, 1);
      await promised(2, 2);
      await store.run('agreePlan', { caseId: 'case-3', partyId: null, accountIds: null, graceDays: null, missedAllowed: null, by: 'ann', at: AT, today: day(0), terms: { total: 100, instalments: [{ due: day(1), amount: 100 }] } });
      now = AT + 2 * DAY;
      await roll();
      expect(await Promise.all([1, 2, 3].map(async (n) => (await store.get('case', `case-${n}`))!.state))).toEqual(['working', 'promised', 'working']);
      expect(await store.count('plan', { state: 'broken' })).toBe(1);
    });
    it('ends placements whose term is over: the case goes back, its calls are forbidden; open callbacks of others are kept', async () => {
      const until = (to: string | null) => (row: CreateOf): CreateOf => (row.kind === 'placement' ? { ...row, row: { ...row.row, to } } : row);
      await put(...debtor(1).map(until(day(-1))), ...debtor(2).map(until(day(0))), ...debtor(3).map(until(null)));
      await store.run('makePromise', { caseId: 'case-1', partyId: null, amount: 10, due: day(5), accountIds: null, attemptId: null, by: 'ann', at: AT, today: day(0) });
      await put({ kind: 'task', at: AT, row: { id: 'task', caseId: 'case-1', entityId: 'agency', teamId: null, userId: 'ann', kind: 'task', title: 'x', note: null, dueAt: AT + DAY, remindAt: null, remindedAt: null, state: 'open', madeBy: 'ann', doneAt: null, doneBy: null } });
      await put({ kind: 'callback', at: AT, row: { id: 'callback', leadId: 'lead-2', campaignId: 'campaign', dueAt: AT + HOUR, userId: null, contactPointId: null, note: null, state: 'open', madeBy: 'ann', attemptId: null } });
      await roll();
      expect(forbidden).toEqual(['case-1']);
      expect(await Promise.all([1, 2, 3].map(async (n) => [(await store.get('case', `case-${n}`))!.state, (await store.get('placement', `placement-${n}-0`))!.state]))).toEqual([['returned', 'ended'], ['working', 'placed'], ['working', 'placed']]);
      expect((await store.find('promise', {}))[0]).toMatchObject({ state: 'cancelled' });
      expect([(await store.get('lead', 'lead-1'))!.state, (await store.get('callback', 'callback'))!.state, (await store.get('task', 'task'))!.state]).toEqual(['done', 'open', 'cancelled']);
    });
    it('holds and standing facts whose time is over end, as of that instant', async () => {
      await put(...debtor(1), ...debtor(2));
      const hold = (id: string, until: number | null): CreateOf => ({ kind: 'hold', at: AT, row: { id, caseId: 'case-1', reason: 'x', until, by: 'ann', liftedAt: null, liftedBy: null } });
      const fact = (id: string, until: number | null): CreateOf => ({ kind: 'standingFact', at: AT, row: { id, kind: 'hardship', subjectKind: 'case', subject: 'case-1', source: 's', evidence: null, from: AT - DAY, until, by: null, endedAt: null } });
      await put(hold('over', AT - HOUR), hold('later', AT + HOUR), hold('never', null), fact('f-over', AT - HOUR), fact('f-later', AT + HOUR), fact('f-never', null));
      await roll(1);
      expect((await store.find('hold', { order: [{ by: 'id' }] })).map((one) => [one.id, one.liftedAt])).toEqual([['later', null], ['never', null], ['over', AT - HOUR]]);
      expect((await store.find('standingFact', { order: [{ by: 'id' }] })).map((one) => [one.id, one.endedAt])).toEqual([['f-later', null], ['f-never', null], ['f-over', AT - HOUR]]);
      expect((await store.find('streamEvent', { where: { type: { in: ['hold.ended', 'fact.ended'] } } })).length).toBe(2);
    });
    it('follow-ups that fall due that day move their cases', async () => {
      await put(...[1, 2, 3, 4, 5].flatMap((n) => debtor(n)));
      const task = (n: number, dueAt: number, more: object = {}): CreateOf => ({ kind: 'task', at: AT, row: { caseId: `case-${n}`, entityId: 'agency', teamId: null, userId: 'ann', kind: 'followUp', title: 'x', note: null, dueAt, remindAt: null, remindedAt: null, state: 'open', madeBy: 'ann', doneAt: null, doneBy: null, ...more } });
      await put(task(1, AT + HOUR), task(2, AT + HOUR, { userId: null }), task(3, AT + DAY), task(4, AT + HOUR, { state: 'done' }), task(5, AT + HOUR, { kind: 'task' }));
      await roll(1);
      expect(await Promise.all([1, 2, 3, 4, 5].map(async (n) => (await store.get('case', `case-${n}`))!.state))).toEqual(['followUpDue', 'followUpDue', 'working', 'working', 'working']);
    });
  });
}
