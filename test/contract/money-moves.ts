/** What the moves on money promise, on every store: payments, reversals, settlements, promises, plans. Run by money-memory.test.ts and money-sqlite.test.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/app/ports/store.js';
import type { MoveInput } from '../../src/app/store/moves/index.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { checkChain } from '../../src/core/collections/balance.js';
import { totalOf } from '../../src/core/collections/components.js';
import type { Kind } from '../../src/core/records/index.js';
import type { Result } from '../../src/core/result.js';
import { base, DAY, day, debtor, HOUR } from './money-world.js';
import { AT } from './records.js';
import type { OpenStore } from './store.js';

export const must = <T>(result: Result<T>): T => { if (!result.ok) throw new Error(`${result.error.code}: ${result.error.text}`); return result.value; };
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code);
const TABLES: readonly Kind[] = ['account', 'balanceEvent', 'payment', 'paymentAllocation', 'promise', 'plan', 'planInstalment', 'case', 'placement', 'lead', 'standingFact', 'streamEvent', 'assignment', 'approval'];

export function moneyMovesContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name}: money`, () => {
    let opened: OpenStore;
    let store: Store;
    let now = AT;
    beforeEach(async () => { opened = await open(); store = opened.store; now = AT; await put(...base(), ...debtor(1), ...debtor(2, {}, { overdueSince: '2025-10-01' }, { currency: 'JPY' }), ...debtor(3)); });
    afterEach(() => opened.done());

    const put = async (...rows: CreateOf[]): Promise<void> => { await store.run('createMany', { rows }); };
    const pay = (externalId: string, amount: number, more: Partial<MoveInput<'takePayment'>> = {}) => store.run('takePayment', { externalId, target: { accountId: 'account-1' }, amount, currency: 'CNY', receivedAt: now, channel: 'bank', at: now, actor: 'ann', ...more });
    const reverse = (externalId: string, more: Partial<MoveInput<'reversePayment'>> = {}) => store.run('reversePayment', { payment: { creditorId: 'bank', externalId }, externalId: `${externalId}-back`, at: now, actor: 'bob', ...more });
    const settle = (accountId: string, more: Partial<MoveInput<'settleAccount'>> = {}) => store.run('settleAccount', { accountId, expectedVersion: null, reason: 'hardship', approvalId: null, byCreditor: false, how: 'settled', amount: null, at: now, actor: 'ann', ...more });
    const correct = (accountId: string, total: number, more: Partial<MoveInput<'correctBalance'>> = {}) => store.run('correctBalance', { accountId, expectedVersion: null, reason: 'mistake', approvalId: null, byCreditor: false, to: { principal: total, interest: 0, penalty: 0, fees: 0 }, at: now, actor: 'ann', ...more });
    const promise = (n: number, amount: number, due: number, more: Partial<MoveInput<'makePromise'>> = {}) => store.run('makePromise', { caseId: `case-${n}`, partyId: null, amount, due: day(due), accountIds: null, attemptId: null, by: 'ann', at: now, today: day(Math.floor((now - AT) / DAY)), ...more });
    const plan = (n: number, terms: MoveInput<'agreePlan'>['terms'], more: Partial<MoveInput<'agreePlan'>> = {}) => store.run('agreePlan', { caseId: `case-${n}`, partyId: null, accountIds: null, terms, graceDays: null, missedAllowed: null, by: 'ann', at: now, today: day(0), ...more });
    const judge = (what: 'promises' | 'instalments' | 'plans', asOf: number, most = 100) => store.run('judgePromises', { what, asOf: day(asOf), after: null, most, at: AT + asOf * DAY });
    const account = async (id: string) => { const { principal, interest, penalty, fees, closed } = (await store.get('account', id))!; return { principal, interest, penalty, fees, closed }; };
    const state = async (n: number) => (await store.get('case', `case-${n}`))!.state;
    const events = async (type?: string) => (await store.find('streamEvent', { where: type === undefined ? {} : { type }, order: [{ by: 'seq' }] }));
    /** Everything there is, to be compared: what is refused or comes again changes nothing at all. */
    const everything = async () => JSON.stringify(await Promise.all(TABLES.map((kind) => store.find(kind, { order: [{ by: 'id' }] }))));
    const unchanged = async (act: () => Promise<unknown>): Promise<void> => { const before = await everything(); await act(); expect(await everything()).toBe(before); };
    const chain = async (id: string): Promise<unknown> => checkChain(await store.find('balanceEvent', { where: { accountId: id } }), (await store.get('account', id))!);

    describe('takePayment', () => {
      it('pays fees, interest, penalty and principal in that order, and writes all of it down', async () => {
        const taken = must(await pay('p1', 300));
        expect(taken).toMatchObject({ again: false, paidInFull: false, over: 0, closedCases: [] });
        expect(await account('account-1')).toEqual({ fees: 0, interest: 0, penalty: 0, principal: 980, closed: null });
        expect(await store.find('paymentAllocation', {})).toMatchObject([{ paymentId: taken.paymentId, accountId: 'account-1', reversal: false, fees: 30, interest: 200, penalty: 50, principal: 20, over: 0 }]);
        expect(await store.get('payment', taken.paymentId)).toMatchObject({ externalId: 'bank/p1', accountId: 'account-1', amount: 300, currency: 'CNY', reversed: false, channel: 'bank' });
        expect((await store.find('balanceEvent', { where: { accountId: 'account-1' }, order: [{ by: 'at' }] })).map(({ cause, reference, principal }) => [cause, reference, principal])).toEqual([['import', 'import-1', 1_000], ['payment', taken.paymentId, 980]]);
        expect((await events('payment.received'))[0]).toMatchObject({ actor: 'ann', data: { externalId: 'p1', amount: 300, currency: 'CNY', accountId: 'account-1', caseId: 'case-1', entityId: 'agency', creditorId: 'bank', paidInFull: false, principal: 20, fees: 30 } });
        expect(await store.get('case', 'case-1')).toMatchObject({ amount: 980, state: 'working' });
        expect(await store.get('lead', 'lead-1')).toMatchObject({ amount: 980, state: 'fresh' });
        expect(await chain('account-1')).toEqual([]);
      });
      it('by the order of the creditor', async () => {
        const bank = (await store.get('entity', 'bank'))!;
        await store.run('change', { kind: 'entity', id: 'bank', expectedVersion: bank.version, patch: { rules: { order: ['principal', 'penalty', 'fees', 'interest'] } }, at: AT });
        await pay('p1', 1_060);
        expect(await account('account-1')).toEqual({ principal: 0, penalty: 0, fees: 20, interest: 200, closed: null });
      });
      it('in full: the account is closed, its placement over, the case settled, the lead done, the fact stands', async () => {
        await promise(1, 1_280, 5);
        await put({ kind: 'task', at: AT, row: { id: 'task', caseId: 'case-1', entityId: 'agency', teamId: null, userId: 'ann', kind: 'followUp', title: 'x', note: null, dueAt: AT + DAY, remindAt: null, remindedAt: null, state: 'open', madeBy: 'ann', doneAt: null, doneBy: null } });
        const taken = must(await pay('p1', 1_280));
        expect(taken).toMatchObject({ paidInFull: true, over: 0, closedCases: ['case-1'] });
        expect(await account('account-1')).toEqual({ principal: 0, penalty: 0, fees: 0, interest: 0, closed: 'paid' });
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'settled', amount: 0, userId: null, promiseState: 'kept', nextDueAt: null });
        expect(await store.get('placement', 'placement-1-0')).toMatchObject({ state: 'ended', to: '2026-12-31' });
        expect(await store.get('lead', 'lead-1')).toMatchObject({ state: 'done', because: 'paid' });
        expect(await store.get('task', 'task')).toMatchObject({ state: 'cancelled', doneBy: 'ann' });
        expect(await store.find('assignment', { where: { caseId: 'case-1' } })).toMatchObject([{ userId: 'ann', to: AT }]);
        expect(await store.find('standingFact', {})).toMatchObject([{ kind: 'paid', subjectKind: 'case', subject: 'case-1', evidence: taken.paymentId, endedAt: null, by: 'ann' }]);
        const said = (await events()).map((one) => one.type);
        for (const type of ['payment.received', 'promise.kept', 'account.closed', 'placement.ended', 'case.paidOff', 'fact.added', 'account.balanceChanged']) expect(said, type).toContain(type);
      });
      it('too much: what nothing was owed for is kept beside it, never lost', async () => {
        const taken = must(await pay('p1', 1_500));
        expect(taken).toMatchObject({ over: 220, paidInFull: true });
        expect(must(await pay('p2', 7))).toMatchObject({ over: 7, paidInFull: true, closedCases: [] });
        expect(await chain('account-1')).toEqual([]);
        expect(await store.count('standingFact', {})).toBe(1);
      });
      it('over a case: the longest overdue first, or those the payer named; only accounts of its currency', async () => {
        must(await pay('p1', 1_300, { target: { caseId: 'case-2' } }));
        expect([totalOf(await account('account-2-1')), totalOf(await account('account-2')), totalOf(await account('account-2-2'))]).toEqual([0, 1_260, 1_280]);
        expect(await state(2)).toBe('working');
        expect((await store.get('case', 'case-2'))!.amount).toBe(1_260);
        must(await pay('p2', 60, { target: { caseId: 'case-2', accountIds: ['account-2'] } }));
        must(await pay('p3', 1_280, { target: { caseId: 'case-2' }, currency: 'JPY' }));
        expect(await state(2)).toBe('working');
        expect(must(await pay('p4', 1_200, { target: { caseId: 'case-2' } }))).toMatchObject({ closedCases: ['case-2'], paidInFull: true });
        expect(await state(2)).toBe('settled');
      });
      it('by contract number, within the creditor', async () => {
        await put({ kind: 'entity', at: AT, row: { id: 'other', kind: 'creditor', name: 'Other', parentId: null, creditorGroup: null } }, ...debtor(9, { creditorId: 'other', contract: 'C1-0' }).map((row): CreateOf => (row.kind === 'case' ? { ...row, row: { ...row.row, creditorId: 'other' } } : row)));
        must(await pay('p1', 100, { target: { creditorId: 'other', contract: 'C1-0' } }));
        // The same external id of another creditor is another payment.
        must(await pay('p1', 10, { target: { creditorId: 'bank', contract: 'C1-0' } }));
        expect([totalOf(await account('account-9')), totalOf(await account('account-1'))]).toEqual([1_180, 1_270]);
      });
      it('again: nothing is changed, and it says so; with something else it is a conflict', async () => {
        const first = must(await pay('p1', 300));
        await unchanged(async () => { expect(must(await pay('p1', 300))).toEqual({ ...first, again: true }); });
        await unchanged(async () => {
          for (const more of [{ amount: 301 }, { currency: 'USD' }, { receivedAt: AT - 1 }, { target: { accountId: 'account-2' } }]) expect(code(await pay('p1', 300, more))).toBe('payment.conflict');
        });
      });
      it.each<[string, Partial<MoveInput<'takePayment'>>]>([
        ['account.unknown', { target: { accountId: 'nobody' } }], ['account.unknown', { target: { creditorId: 'bank', contract: 'nothing' } }], ['case.unknown', { target: { caseId: 'nothing' } }], ['account.unknown', { target: { caseId: 'case-2', accountIds: ['account-1'] } }],
        ['payment.currency', { currency: 'USD' }], ['payment.currency', { currency: 'cny' }], ['payment.amount', { amount: 0 }], ['payment.amount', { amount: -1 }], ['payment.amount', { amount: 1.5 }], ['payment.amount', { amount: Number.MAX_SAFE_INTEGER + 1 }],
        ['payment.date', { receivedAt: AT + DAY }], ['payment.externalId', { externalId: '' }], ['payment.externalId', { externalId: ' x' }],
      ])('refuses: %s %j', async (wanted, more) => { await unchanged(async () => { expect(code(await pay('p1', 100, more))).toBe(wanted); }); });
      it('on an account that owes less than nothing: refused, it must be put right first', async () => {
        await put(...debtor(4, { fees: -5 }));
        await unchanged(async () => { expect(code(await pay('p1', 100, { target: { accountId: 'account-4' } }))).toBe('allocation.owing'); });
      });
    });

    describe('a case that is taken back', () => {
      const recall = (placementId: string) => store.run('movePlacement', { placementId, event: 'recalled', expectedVersion: null, to: null, today: day(0), reason: null, by: 'ann', at: now });
      it('takes its promises and its plan with it', async () => {
        const { promiseId } = must(await promise(1, 50, 2));
        const { planId } = must(await plan(3, { total: 50, instalments: [{ due: day(1), amount: 50 }] }));
        must(await recall('placement-1-0'));
        must(await recall('placement-3-0'));
        expect([(await store.get('promise', promiseId))!.state, (await store.get('plan', planId))!.state]).toEqual(['cancelled', 'cancelled']);
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'recalled', promiseState: 'cancelled', userId: null });
        expect((await events('promise.cancelled'))[0]!.data).toMatchObject({ promiseId, because: 'placement ended' });
        await unchanged(() => judge('promises', 60));
      });
      it('a payment taken back after it opens nothing: what it had kept is cancelled', async () => {
        const { promiseId } = must(await promise(1, 50, 20));
        must(await pay('p1', 100));
        expect((await store.get('promise', promiseId))!.state).toBe('kept');
        must(await recall('placement-1-0'));
        must(await reverse('p1'));
        expect([(await store.get('promise', promiseId))!.state, (await store.get('case', 'case-1'))!.promiseState, await state(1)]).toEqual(['cancelled', 'cancelled', 'recalled']);
      });
      it('comes back when a payment on an account that was paid before is reversed: with its collector, its lead, and an event of that', async () => {
        await put(...debtor(4, {}, { principal: 500 }));
        must(await pay('p1', 1_280, { target: { accountId: 'account-4' } }));
        now += HOUR;
        must(await recall('placement-4-1'));
        expect(await store.get('case', 'case-4')).toMatchObject({ state: 'recalled', userId: null });
        expect((await store.get('lead', 'lead-4'))!.state).toBe('done');
        now += HOUR;
        must(await reverse('p1'));
        expect(await store.get('case', 'case-4')).toMatchObject({ state: 'working', userId: 'ann', amount: 1_280 });
        expect(await store.get('lead', 'lead-4')).toMatchObject({ state: 'resting', because: 'owed again' });
        expect((await events('case.assigned')).at(-1)).toMatchObject({ data: { userId: 'ann', before: null, entityId: 'agency', why: 'owed again' } });
        expect(await store.find('assignment', { where: { caseId: 'case-4', to: null } })).toHaveLength(1);
      });
    });
    describe('reversePayment', () => {
      it('gives back exactly what it took, whatever others did in between', async () => {
        must(await pay('p1', 300));
        must(await pay('p2', 500));
        now += HOUR;
        expect(must(await reverse('p1'))).toMatchObject({ again: false, reopened: [] });
        expect(await account('account-1')).toEqual({ fees: 30, interest: 200, penalty: 50, principal: 500, closed: null });
        expect(await store.find('payment', { where: { externalId: 'bank/p1' } })).toMatchObject([{ reversed: true, reversedBy: 'p1-back', reversedAt: now }]);
        expect((await events('payment.reversed'))[0]).toMatchObject({ actor: 'bob', data: { externalId: 'p1', reversedBy: 'p1-back', amount: 300, fees: -30, caseId: 'case-1' } });
        expect(await chain('account-1')).toEqual([]);
      });
      it('of one that paid it off: account, placement, case, collector and lead come back; the fact ends', async () => {
        must(await pay('p1', 1_280));
        now += HOUR;
        expect(must(await reverse('p1'))).toMatchObject({ reopened: ['account-1'] });
        expect(await account('account-1')).toEqual({ fees: 30, interest: 200, penalty: 50, principal: 1_000, closed: null });
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'working', amount: 1_280, userId: 'ann' });
        expect(await store.get('placement', 'placement-1-0')).toMatchObject({ state: 'placed' });
        expect(await store.get('lead', 'lead-1')).toMatchObject({ state: 'resting', nextAt: now });
        expect(await store.find('standingFact', {})).toMatchObject([{ endedAt: now }]);
        expect((await store.find('assignment', { where: { caseId: 'case-1' }, order: [{ by: 'from' }] })).map(({ from, to }) => [from, to])).toEqual([[AT - DAY, AT], [now, null]]);
      });
      it('a promise it had kept is open again, then broken', async () => {
        const { promiseId } = must(await promise(1, 500, 3));
        must(await pay('p1', 500));
        expect(await store.get('promise', promiseId)).toMatchObject({ state: 'kept', paid: 500 });
        expect(await state(1)).toBe('working');
        must(await reverse('p1'));
        expect(await store.get('promise', promiseId)).toMatchObject({ state: 'open', paid: 0, judgedAt: null });
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'promised', promiseState: 'open' });
        await judge('promises', 4);
        expect(await store.get('promise', promiseId)).toMatchObject({ state: 'broken', paid: 0 });
        expect((await events()).map((one) => one.type).filter((type) => type.startsWith('promise.'))).toEqual(['promise.taken', 'promise.kept', 'promise.reopened', 'promise.broken']);
      });
      it('twice: nothing; unknown: said so', async () => {
        must(await pay('p1', 100));
        must(await reverse('p1'));
        await unchanged(async () => { expect(must(await reverse('p1'))).toMatchObject({ again: true, reopened: [] }); });
        await unchanged(async () => { for (const payment of [{ paymentId: 'x' }, { creditorId: 'bank', externalId: 'p9' }, { creditorId: 'agency', externalId: 'p1' }]) expect(code(await reverse('p1', { payment }))).toBe('payment.unknown'); });
      });
      it('the same payment again after its reversal stays reversed', async () => {
        must(await pay('p1', 100));
        must(await reverse('p1'));
        await unchanged(async () => { expect(must(await pay('p1', 100))).toMatchObject({ again: true, paidInFull: false }); });
      });
      it('after the creditor took the case back: something is owed again, and nobody works it', async () => {
        must(await pay('p1', 1_280));
        await store.run('movePlacement', { placementId: 'placement-1-0', event: 'recalled', expectedVersion: null, to: null, today: day(0), reason: null, by: 'ann', at: now });
        must(await reverse('p1'));
        expect(await account('account-1')).toMatchObject({ principal: 1_000, closed: null });
        expect([await state(1), (await store.get('placement', 'placement-1-0'))!.state, (await store.get('lead', 'lead-1'))!.state]).toEqual(['settled', 'recalled', 'done']);
      });
      it('a debt written off stays so, its balance as the money says', async () => {
        must(await pay('p1', 280));
        must(await settle('account-1', { how: 'writtenOff' }));
        must(await reverse('p1'));
        expect(await account('account-1')).toEqual({ fees: 30, interest: 200, penalty: 50, principal: 0, closed: 'writtenOff' });
        expect(await state(1)).toBe('writtenOff');
        expect(await chain('account-1')).toEqual([]);
      });
    });

    describe('settleAccount and correctBalance', () => {
      it('a settlement waives what is left and closes; why stands with the balance', async () => {
        must(await pay('p1', 280));
        must(await promise(1, 500, 3));
        expect(must(await settle('account-1', { amount: 1_000 }))).toMatchObject({ moved: -1_000, closedCases: ['case-1'], changed: true });
        expect(await account('account-1')).toEqual({ principal: 0, penalty: 0, fees: 0, interest: 0, closed: 'settled' });
        expect((await store.find('balanceEvent', { where: { accountId: 'account-1', cause: 'correction' } }))[0]).toMatchObject({ reference: 'settled:hardship' });
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'settled', promiseState: 'cancelled' });
        expect(await store.find('standingFact', {})).toMatchObject([{ kind: 'settled', subject: 'case-1' }]);
        expect((await events('account.settled'))[0]!.data).toMatchObject({ amount: 1_000, reason: 'hardship' });
        await unchanged(async () => { expect(code(await settle('account-1'))).toBe('account.closed'); });
      });
      it('a write-off writes the case off', async () => {
        must(await settle('account-1', { how: 'writtenOff' }));
        expect([(await account('account-1')).closed, await state(1)]).toEqual(['writtenOff', 'writtenOff']);
      });
      it.each<[string, Partial<MoveInput<'settleAccount'>>]>([['account.unknown', { accountId: 'x' }], ['settlement.amount', { amount: 1_279 }], ['settlement.reason', { reason: 'he said so' }], ['record.stale', { expectedVersion: 7 }]])('refuses a settlement: %s', async (wanted, more) => {
        await unchanged(async () => { expect(code(await settle('account-1', more))).toBe(wanted); });
      });
      it('above the limit an approval must stand, and is used once; the creditor needs none of ours', async () => {
        await put({ kind: 'setting', at: AT, row: { key: 'waiver.limit', value: { CNY: 100, JPY: 5_000 } } });
        const approval = (id: string, more: object = {}): CreateOf => ({ kind: 'approval', at: AT, row: { id, kind: 'waiver', state: 'approved', subject: 'account-1', payload: null, askedBy: 'ann', needed: 1, decisions: [], amount: 1_280, expiresAt: AT + DAY, ...more } });
        await put(approval('fits'), approval('small', { amount: 1_279 }), approval('else', { subject: 'account-3' }), approval('asked', { state: 'submitted' }), approval('bobs', { askedBy: 'bob' }));
        await unchanged(async () => { expect(code(await settle('account-1'))).toBe('approval.required'); expect(code(await correct('account-1', 1_179))).toBe('approval.required'); });
        for (const [id, wanted] of [['small', 'approval.unfit'], ['else', 'approval.unfit'], ['nothing', 'approval.unfit'], ['asked', 'approval.over'], ['bobs', 'approval.not_yours']] as const) await unchanged(async () => { expect(code(await settle('account-1', { approvalId: id })), id).toBe(wanted); });
        must(await settle('account-1', { approvalId: 'fits' }));
        expect(await store.get('approval', 'fits')).toMatchObject({ state: 'applied' });
        must(await settle('account-3', { byCreditor: true }));
        must(await correct('account-2', 1_180));
        must(await correct('account-2-2', 1));
      });
      it('a correction sets what is right; to nothing it closes, from nothing it brings back', async () => {
        expect(must(await correct('account-1', 1_300))).toMatchObject({ moved: 20, changed: true, closedCases: [] });
        await unchanged(async () => { expect(must(await correct('account-1', 1_300))).toMatchObject({ moved: 0, changed: false }); });
        expect(must(await correct('account-1', 0))).toMatchObject({ closedCases: ['case-1'] });
        expect([(await account('account-1')).closed, await state(1)]).toEqual(['settled', 'settled']);
        must(await correct('account-1', 5));
        expect([(await account('account-1')).closed, await state(1), (await store.get('case', 'case-1'))!.amount]).toEqual([null, 'working', 5]);
        expect(await chain('account-1')).toEqual([]);
        await unchanged(async () => { for (const total of [-1, 0.5]) expect(code(await correct('account-1', total))).toBe('correction.amount'); });
      });
      it('an account without a history gets its opening balance first', async () => {
        await put(...debtor(5).filter((row) => row.kind !== 'balanceEvent'));
        must(await correct('account-5', 3));
        expect((await store.find('balanceEvent', { where: { accountId: 'account-5' }, order: [{ by: 'at' }, { by: 'id' }] })).map((one) => [one.cause, one.reference, totalOf(one)])).toEqual([['correction', 'opening', 1_280], ['correction', 'correction:mistake', 3]]);
        expect(await chain('account-5')).toEqual([]);
      });
      it('a clock that was put back does not put an event before the last', async () => {
        must(await pay('p1', 100));
        now -= 10 * HOUR;
        must(await pay('p2', 100));
        must(await pay('p3', 100));
        expect(await chain('account-1')).toEqual([]);
      });
    });

    describe('promises', () => {
      it('one stands at a time: a new one takes the older back', async () => {
        const first = must(await promise(1, 500, 3));
        const second = must(await promise(1, 400, 5));
        expect([(await store.get('promise', first.promiseId))!.state, (await store.get('promise', second.promiseId))!.state]).toEqual(['cancelled', 'open']);
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'promised', promiseState: 'open' });
        expect((await events('promise.cancelled'))[0]!.data).toMatchObject({ promiseId: first.promiseId, because: 'replaced' });
        must(await store.run('cancelPromise', { promiseId: second.promiseId, expectedVersion: 1, by: 'bob', at: now }));
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'working', promiseState: 'cancelled' });
        await unchanged(async () => { expect(code(await store.run('cancelPromise', { promiseId: second.promiseId, expectedVersion: null, by: 'bob', at: now }))).toBe('promise.closed'); });
      });
      it('has the grace of its creditor and is about the open accounts of the case', async () => {
        await store.run('change', { kind: 'entity', id: 'bank', expectedVersion: 1, patch: { rules: { graceDays: 2, tolerance: 10 } }, at: AT });
        const { promiseId } = must(await promise(2, 500, 3));
        expect(await store.get('promise', promiseId)).toMatchObject({ graceDays: 2, currency: 'CNY', accountIds: ['account-2', 'account-2-1'], takenOn: day(0), takenBy: 'ann', partyId: 'party-2' });
        await judge('promises', 5);
        expect((await store.get('promise', promiseId))!.state).toBe('open');
        now = AT + 5 * DAY;
        must(await pay('late', 490, { target: { accountId: 'account-2-1' } }));
        expect(await store.get('promise', promiseId)).toMatchObject({ state: 'kept', paid: 490 });
      });
      it('money spread over the accounts of a case counts where it went', async () => {
        const { promiseId } = must(await promise(2, 100, 3, { accountIds: ['account-2'] }));
        must(await pay('p1', 1_380, { target: { caseId: 'case-2' } }));
        expect(await store.get('promise', promiseId)).toMatchObject({ state: 'kept', paid: 100 });
      });
      it('a file that comes late changes what was judged', async () => {
        const { promiseId } = must(await promise(1, 500, 3));
        await judge('promises', 4);
        expect([(await store.get('promise', promiseId))!.state, await state(1)]).toEqual(['broken', 'working']);
        now = AT + 6 * DAY;
        must(await pay('p1', 500, { receivedAt: AT + 3 * DAY }));
        expect((await store.get('promise', promiseId))!.state).toBe('kept');
      });
      it.each<[string, Partial<MoveInput<'makePromise'>>]>([
        ['case.unknown', { caseId: 'x' }], ['promise.amount', { amount: 0 }], ['promise.due', { due: day(-1) }], ['promise.due', { due: '2025-02-30' }], ['promise.far', { due: '2027-01-01' }], ['account.unknown', { accountIds: ['account-3'] }],
        ['reference.unknown', { partyId: 'party-3' }],
      ])('refuses: %s %j', async (wanted, more) => { await unchanged(async () => { expect(code(await promise(1, 100, 1, more))).toBe(wanted); }); });
      it('accounts of two currencies, more than the setting allows, a case that is closed: refused', async () => {
        expect(code(await promise(2, 1, 1, { accountIds: ['account-2', 'account-2-2'] }))).toBe('promise.currency');
        await put({ kind: 'setting', at: AT, row: { key: 'promise.mostPercent', value: 120 } });
        expect([code(await promise(1, 1_537, 1)), code(await promise(1, 1_536, 1))]).toEqual(['promise.tooMuch', 'ok']);
        must(await pay('p1', 1_280));
        expect(code(await promise(1, 1, 1))).toBe('case.closed');
      });
      it('judged by pages: each once, whatever their size', async () => {
        for (let n = 10; n < 25; n += 1) await put(...debtor(n));
        for (let n = 10; n < 25; n += 1) must(await promise(n, 100, 1 + (n % 3)));
        let after = null;
        let changed = 0;
        for (let pages = 0; pages < 20; pages += 1) {
          const page: { next: { due: string; id: string } | null; changed: number; looked: number } = await store.run('judgePromises', { what: 'promises', asOf: day(3), after, most: 4, at: AT + 3 * DAY });
          expect(page.looked).toBeLessThanOrEqual(4);
          changed += page.changed;
          after = page.next;
          if (after === null) break;
        }
        expect(after).toBeNull();
        expect([changed, await store.count('promise', { state: 'broken' }), await store.count('promise', { state: 'open' })]).toEqual([10, 10, 5]);
      });
    });

    describe('plans', () => {
      const monthly = { count: 3, start: day(10), rhythm: { kind: 'monthly', day: null } as const, principal: null, interest: null };
      it('instalments sum exactly; each is judged like a promise; the plan is kept', async () => {
        must(await promise(1, 50, 2));
        const { planId, total } = must(await plan(1, monthly));
        const rows = await store.find('planInstalment', { where: { planId }, order: [{ by: 'number' }] });
        expect(rows.map((one) => [one.due, one.amount])).toEqual([['2025-12-01', 427], ['2026-01-01', 427], ['2026-02-01', 426]]);
        expect(total).toBe(1_280);
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'onPlan', promiseState: 'cancelled' });
        now += 5 * DAY;
        must(await pay('p1', 854));
        expect((await store.find('planInstalment', { where: { planId }, order: [{ by: 'number' }] })).map((one) => one.state)).toEqual(['kept', 'kept', 'open']);
        must(await pay('p2', 426));
        expect([(await store.get('plan', planId))!.state, await state(1)]).toEqual(['kept', 'settled']);
      });
      it('missed, it is broken, and the case goes back to work; a missed one may be allowed', async () => {
        const first = must(await plan(1, monthly));
        const second = must(await plan(3, monthly, { missedAllowed: 1 }));
        await judge('instalments', 11);
        expect([(await store.get('plan', first.planId))!.state, (await store.get('plan', second.planId))!.state, await state(1), await state(3)]).toEqual(['broken', 'open', 'working', 'onPlan']);
        expect((await events('plan.broken'))[0]!.data).toMatchObject({ planId: first.planId, missed: 1, caseId: 'case-1' });
      });
      it('a plan whose last instalment was kept early ends when the last grace is over', async () => {
        const { planId } = must(await plan(1, { total: 900, instalments: [{ due: day(1), amount: 300 }, { due: day(5), amount: 300 }, { due: day(9), amount: 300 }] }, { missedAllowed: 1 }));
        await judge('instalments', 3);
        now += 6 * DAY;
        must(await pay('p1', 600));
        expect((await store.find('planInstalment', { where: { planId }, order: [{ by: 'number' }] })).map((one) => one.state)).toEqual(['broken', 'broken', 'kept']);
        expect((await store.get('plan', planId))!.state).toBe('broken');
      });
      it('with an allowed miss it waits for late money until then, and is judged though no instalment is open', async () => {
        const { planId } = must(await plan(1, { total: 900, instalments: [{ due: day(1), amount: 300 }, { due: day(5), amount: 300 }, { due: day(9), amount: 300 }] }, { missedAllowed: 1 }));
        await judge('instalments', 3);
        now += 4 * DAY;
        must(await pay('p1', 600));
        expect((await store.find('planInstalment', { where: { planId }, order: [{ by: 'number' }] })).map((one) => one.state)).toEqual(['broken', 'kept', 'kept']);
        expect((await store.get('plan', planId))!.state).toBe('open');
        expect((await judge('plans', 10)).changed).toBe(1);
        expect([(await store.get('plan', planId))!.state, await state(1)]).toEqual(['broken', 'working']);
        expect(await judge('plans', 11)).toEqual({ looked: 0, changed: 0, next: null });
      });
      it('a broken plan is kept after all by money that an open promise had used, once that is cancelled with the case', async () => {
        const { planId } = must(await plan(1, { total: 1_000, instalments: [{ due: day(1), amount: 300 }, { due: day(5), amount: 700 }] }, { missedAllowed: 1 }));
        await judge('instalments', 3);
        now += 4 * DAY;
        must(await pay('p1', 700));
        const { promiseId } = must(await promise(1, 600, 20));
        must(await pay('p2', 300));
        await judge('plans', 6);
        expect([(await store.get('plan', planId))!.state, await store.get('promise', promiseId)]).toMatchObject(['broken', { state: 'open', paid: 300 }]);
        now += 3 * DAY;
        expect(must(await pay('p3', 280))).toMatchObject({ paidInFull: true });
        expect([(await store.get('plan', planId))!.state, (await store.get('promise', promiseId))!.state, await state(1)]).toEqual(['kept', 'cancelled', 'settled']);
      });
      it('money of the same morning counts at once', async () => {
        must(await pay('p1', 300));
        const { promiseId } = must(await promise(1, 200, 2));
        expect(await store.get('promise', promiseId)).toMatchObject({ state: 'kept', paid: 200 });
        const { planId } = must(await plan(1, { total: 200, instalments: [{ due: day(1), amount: 100 }, { due: day(2), amount: 100 }] }));
        expect((await store.find('planInstalment', { where: { planId }, order: [{ by: 'number' }] })).map((one) => [one.state, one.paid])).toEqual([['kept', 100], ['open', 0]]);
      });
      it('as agreed: they sum to the total, or are refused', async () => {
        const given = (total: number, ...amounts: number[]) => ({ total, instalments: amounts.map((amount, n) => ({ amount, due: day(n) })) });
        for (const [wanted, terms] of [['plan.sum', given(1_000, 500, 499)], ['plan.tooMuch', given(1_281, 1_281)], ['plan.amount', given(1_000, 1_000, 0)], ['plan.due', { total: 2, instalments: [{ amount: 1, due: day(3) }, { amount: 1, due: day(2) }] }], ['plan.tooMuch', { ...monthly, principal: 1_281 }], ['plan.due', { ...monthly, start: day(-1) }], ['plan.tooSmall', { ...monthly, principal: 2 }]] as const) {
          await unchanged(async () => { expect(code(await plan(1, terms)), wanted).toBe(wanted); });
        }
        const first = must(await plan(1, given(1_000, 500, 500)));
        const second = must(await plan(1, given(900, 900)));
        expect([(await store.get('plan', first.planId))!.state, (await store.get('plan', second.planId))!.state]).toEqual(['cancelled', 'open']);
        must(await store.run('cancelPlan', { planId: second.planId, expectedVersion: 1, by: 'ann', at: now }));
        expect(await state(1)).toBe('working');
        await unchanged(async () => { expect(code(await store.run('cancelPlan', { planId: second.planId, expectedVersion: null, by: 'ann', at: now }))).toBe('plan.closed'); await judge('instalments', 60); });
      });
      it('with interest: the sum is what the rules reckon', async () => {
        const { planId, total } = must(await plan(1, { ...monthly, interest: { rate: { numerator: 1, denominator: 100 }, method: 'equalPayment' } }));
        expect(total).toBeGreaterThan(1_280);
        expect((await store.find('planInstalment', { where: { planId } })).reduce((sum, one) => sum + one.amount, 0)).toBe(total);
      });
    });
  });
}
