/** Payments, settlements, promises and plans over HTTP: bad input, what lies beyond a scope, and what is told the dialer. */
import { afterEach, describe, expect, it } from 'vitest';
import { makeWorld, NOW, type Said, type World } from './doubles.js';

const API = '/api/v1';
let world: World;
afterEach(() => world.app.close());
const ask = (method: 'GET' | 'POST', url: string, payload?: object, user = 'a-finance', headers: Record<string, string> = {}) => world.as(user, { method, url: `${API}${url}`, headers, ...(payload === undefined ? {} : { payload }) });
const PAYMENT = { externalId: 'X-1', accountId: 'a-money', amount: 100, currency: 'CNY' };
interface Money extends Said { readonly externalId: string; readonly again: boolean; readonly paidInFull: boolean; readonly over: number; readonly principal: number; readonly total: number; readonly closed: string | null; readonly version: number; readonly allocation: { readonly principal: number; readonly over: number; readonly reversal: boolean }[]; readonly closedCases: string[]; readonly state: string; readonly instalments: { readonly amount: number; readonly due: string }[]; readonly opening: { readonly principal: number }; readonly closing: { readonly principal: number }; readonly byCause: { readonly payment: { readonly principal: number } }; readonly day: string; readonly done: boolean }
/** Everything money has changed; what is refused leaves it as it was. */
const picture = async () => JSON.stringify(await Promise.all((['account', 'payment', 'paymentAllocation', 'balanceEvent', 'promise', 'plan', 'case', 'streamEvent'] as const).map((kind) => world.store.find(kind, { order: [{ by: 'id' }] }))));

describe('a payment', () => {
  it('is taken, shown with what it paid, and found by the creditor’s own id', async () => {
    world = await makeWorld();
    const made = await ask('POST', '/payments', PAYMENT);
    expect([made.statusCode, made.json<Money>()]).toMatchObject([201, { externalId: 'X-1', again: false, paidInFull: false, over: 0, allocation: [{ principal: 100, over: 0, reversal: false }] }]);
    expect((await ask('POST', '/payments', { ...PAYMENT, at: NOW })).json<Money>()).toMatchObject({ again: true, id: made.json<Money>().id });
    expect((await ask('GET', `/payments/${made.json<Money>().id}`)).json<Money>()).toMatchObject({ externalId: 'X-1', amount: 100, allocation: [{ principal: 100 }] });
    expect((await ask('GET', '/payments?creditorId=a&externalId=X-1')).json<Money>().items).toHaveLength(1);
    expect((await ask('GET', '/payments?accountId=a-money')).json<Money>().items.map((one) => (one as unknown as Money).externalId).sort()).toEqual(['P-1', 'X-1']);
    expect((await ask('GET', '/payments?caseId=a-money-case&reversed=true')).json<Money>().items).toEqual([]);
    expect((await ask('GET', '/payments?externalId=X-1')).json<Money>().code).toBe('query.contradiction');
    const statement = (await ask('GET', '/accounts/a-money/statement?from=2027-01-01&to=2027-12-31')).json<Money>();
    expect(statement).toMatchObject({ opening: { principal: 0 }, byCause: { import: { principal: 5_000 }, payment: { principal: -100 } }, closing: { principal: 4_900 } });
  });
  it('by a decimal text in the currency’s own decimals', async () => {
    world = await makeWorld();
    expect((await ask('POST', '/payments', { ...PAYMENT, amount: '12.34' })).json<Money>()).toMatchObject({ amount: 1_234 });
    for (const [amount, currency, code] of [['12.345', 'CNY', 'amount.decimals'], ['12.0', 'JPY', 'amount.decimals'], ['12,5', 'CNY', 'amount.invalid'], ['-1', 'CNY', 'payment.amount'], ['0', 'CNY', 'payment.amount'], ['0.00', 'CNY', 'payment.amount'], ['9999999999999999', 'CNY', 'amount.tooLarge']] as const) {
      const answer = await ask('POST', '/payments', { ...PAYMENT, externalId: `d${amount}`, amount, currency });
      expect([answer.statusCode, answer.json<Money>().code], `${amount} ${currency}`).toEqual([422, code]);
    }
  });
  it.each<[number, string, object]>([
    [404, 'account.unknown', { accountId: 'nobody' }], [404, 'account.unknown', { accountId: undefined, creditorId: 'a', contract: 'HT-x' }], [404, 'account.unknown', { accountId: 'b-money' }], [404, 'account.unknown', { accountId: undefined, creditorId: 'b', contract: 'HT-b-0002' }],
    [404, 'case.unknown', { accountId: undefined, caseId: 'b-money-case' }], [404, 'case.unknown', { accountId: undefined, caseId: 'nobody' }],
    [422, 'payment.currency', { currency: 'JPY' }], [400, 'request.invalid', { currency: 'yuan' }], [400, 'request.invalid', { amount: 0 }], [400, 'request.invalid', { amount: -5 }], [400, 'request.invalid', { amount: 1.5 }], [400, 'request.invalid', { amount: null }],
    [400, 'request.invalid', { amount: 9_007_199_254_740_993 }], [422, 'payment.target', { caseId: 'a-money-case' }], [422, 'payment.target', { accountId: undefined }], [422, 'payment.date', { at: NOW + 86_400_000 }], [400, 'request.invalid', { externalId: '' }], [400, 'request.invalid', { stranger: 1 }],
  ])('is refused: %i %s %j', async (status, code, more) => {
    world = await makeWorld();
    const before = await picture();
    const answer = await ask('POST', '/payments', { ...PAYMENT, ...more });
    expect([answer.statusCode, answer.json<Money>().code]).toEqual([status, code]);
    expect(await picture()).toBe(before);
  });
  it('that says something else under the same id is a conflict', async () => {
    world = await makeWorld();
    await ask('POST', '/payments', PAYMENT);
    const before = await picture();
    const answer = await ask('POST', '/payments', { ...PAYMENT, amount: 101 });
    expect([answer.statusCode, answer.json<Money>().code]).toEqual([409, 'payment.conflict']);
    expect(await picture()).toBe(before);
  });
  it('of another company says the same as one that does not exist, and its id may be used here', async () => {
    world = await makeWorld();
    const [theirs, none] = [await ask('GET', '/payments/b-payment'), await ask('GET', '/payments/nothing')];
    expect([theirs.statusCode, theirs.json<Money>().code, theirs.json<Money>().detail]).toEqual([none.statusCode, none.json<Money>().code, none.json<Money>().detail]);
    const [reversal, unknown] = [await ask('POST', '/payments/b-payment/reversal', {}), await ask('POST', '/payments/nothing/reversal', {})];
    expect([reversal.statusCode, reversal.json<Money>().code, reversal.json<Money>().detail]).toEqual([unknown.statusCode, unknown.json<Money>().code, unknown.json<Money>().detail]);
    expect([unknown.statusCode, unknown.json<Money>().code]).toEqual([404, 'payment.unknown']);
    expect((await ask('GET', '/payments?creditorId=b&externalId=P-1')).json<Money>().items).toEqual([]);
    expect((await ask('GET', '/payments')).json<Money>().items.map((one) => one.id)).toEqual(['a-payment']);
    expect((await ask('GET', '/payments?accountId=b-money')).json<Money>().items).toEqual([]);
    expect((await ask('POST', '/payments', { ...PAYMENT, externalId: 'P-2' }, 'b-finance')).statusCode).toBe(404);
    expect([(await ask('POST', '/payments', { ...PAYMENT, externalId: 'P-2' })).statusCode, (await ask('POST', '/payments', { ...PAYMENT, externalId: 'P-2', accountId: 'b-money' }, 'b-finance')).statusCode]).toEqual([201, 201]);
  });
  it('in full tells the dialer before it answers; its reversal brings the debt back', async () => {
    world = await makeWorld();
    const made = (await ask('POST', '/payments', { ...PAYMENT, amount: 5_000 })).json<Money>();
    expect(made).toMatchObject({ paidInFull: true, closedCases: ['a-money-case'] });
    expect(world.conductor.asked.filter((one) => one.startsWith('forbid'))).toHaveLength(1);
    const back = await ask('POST', `/payments/${made.id}/reversal`, { externalId: 'R-1' });
    expect([back.statusCode, back.json<Money>()]).toMatchObject([200, { again: false, reversed: true, reversedBy: 'R-1', reopened: ['a-money'] }]);
    expect(back.json<Money>().allocation.map((row) => row.principal)).toEqual([5_000, -5_000]);
    expect((await ask('POST', `/payments/${made.id}/reversal`, {})).json<Money>()).toMatchObject({ again: true });
  });
});

describe('a settlement', () => {
  it('asks for the version, waives what is left and tells the dialer', async () => {
    world = await makeWorld();
    expect((await ask('POST', '/accounts/a-money/settlement', { how: 'settled', reason: 'hardship' })).statusCode).toBe(428);
    const stale = await ask('POST', '/accounts/a-money/settlement', { how: 'settled', reason: 'hardship', version: 9 });
    expect([stale.statusCode, stale.json<Money>().code, (stale.json<Money>().current as unknown as Money).total]).toEqual([409, 'record.stale', 5_000]);
    expect((await ask('POST', '/accounts/a-money/settlement', { how: 'settled', reason: 'hardship', amount: 4_999, version: 1 })).json<Money>().code).toBe('settlement.amount');
    expect((await ask('POST', '/accounts/a-money/settlement', { how: 'settled', reason: '因为他很穷', version: 1 })).statusCode).toBe(400);
    expect((await ask('POST', '/accounts/b-money/settlement', { how: 'settled', reason: 'hardship', version: 1 })).json<Money>().code).toBe('account.unknown');
    expect((await ask('POST', '/accounts/a-money/settlement', { how: 'settled', reason: 'hardship', version: 1 }, 'a-collector')).statusCode).toBe(403);
    const done = await ask('POST', '/accounts/a-money/settlement', { how: 'settled', reason: 'hardship', amount: 5_000, version: 1 });
    expect([done.statusCode, done.json<Money>()]).toMatchObject([200, { closed: 'settled', total: 0, moved: -5_000, closedCases: ['a-money-case'] }]);
    expect(world.conductor.asked.some((one) => one.startsWith('forbid'))).toBe(true);
  });
  it('above the limit needs an approval; so does a correction that lowers as much', async () => {
    world = await makeWorld();
    await world.store.run('create', { kind: 'setting', at: NOW, row: { key: 'waiver.limit', value: 1_000 } });
    const settle = await ask('POST', '/accounts/a-money/settlement', { how: 'settled', reason: 'hardship', version: 1 });
    expect([settle.statusCode, settle.json<Money>().code]).toEqual([409, 'approval.required']);
    const correct = (principal: number) => ask('POST', '/accounts/a-money/correction', { principal, interest: 0, penalty: 0, fees: 0, reason: 'mistake', version: 1 });
    expect((await correct(3_999)).json<Money>().code).toBe('approval.required');
    expect((await correct(4_000)).json<Money>()).toMatchObject({ total: 4_000, moved: -1_000, changed: true });
    expect((await correct(-1)).statusCode).toBe(400);
  });
});

describe('promises and plans', () => {
  it('one promise stands at a time; bad ones are refused in words', async () => {
    world = await makeWorld();
    const promise = (body: object, user = 'a-collector') => ask('POST', '/cases/a-money-case/promises', body, user);
    const made = await promise({ amount: 500, due: '2027-02-01' });
    expect([made.statusCode, made.json<Money>().state]).toEqual([201, 'open']);
    expect((await ask('GET', '/promises?state=open')).json<Money>().items.map((one) => one.id)).toEqual([made.json<Money>().id]);
    for (const [status, code, body] of [[422, 'promise.due', { amount: 1, due: '2026-01-01' }], [422, 'promise.due', { amount: 1, due: '2027-02-30' }], [400, 'request.invalid', { amount: 0, due: '2027-02-01' }], [404, 'account.unknown', { amount: 1, due: '2027-02-01', accountIds: ['b-money'] }], [422, 'reference.unknown', { amount: 1, due: '2027-02-01', partyId: 'b-party' }]] as const) {
      const answer = await promise(body);
      expect([answer.statusCode, answer.json<Money>().code]).toEqual([status, code]);
    }
    expect((await promise({ amount: 1, due: '2027-02-01' }, 'b-collector')).json<Money>().code).toBe('case.unknown');
    expect((await ask('POST', `/promises/${made.json<Money>().id}/cancel`, { version: 7 }, 'a-collector')).json<Money>().code).toBe('record.stale');
    expect((await ask('POST', `/promises/${made.json<Money>().id}/cancel`, { version: 1 }, 'a-collector')).json<Money>().state).toBe('cancelled');
    expect((await ask('POST', `/promises/${made.json<Money>().id}/cancel`, {}, 'a-collector')).statusCode).toBe(409);
    expect((await ask('GET', '/promises', undefined, 'b-collector')).json<Money>().items.map((one) => one.id)).toEqual(['b-promise']);
  });
  it('instalments sum exactly, or the plan is refused', async () => {
    world = await makeWorld();
    const plan = (terms: object) => ask('POST', '/cases/a-money-case/plans', { terms }, 'a-collector');
    const seen = await ask('POST', '/cases/a-money-case/plans/preview', { terms: { count: 3, start: '2027-01-31', rhythm: { kind: 'monthly', day: 31 } } }, 'a-collector');
    expect(seen.json()).toEqual({ currency: 'CNY', owed: 5_000, total: 5_000, instalments: [{ number: 1, due: '2027-01-31', amount: 1_667 }, { number: 2, due: '2027-02-28', amount: 1_667 }, { number: 3, due: '2027-03-31', amount: 1_666 }] });
    expect((await ask('POST', '/cases/a-money-case/plans/preview', { terms: { count: 3, start: '2020-01-31', rhythm: { kind: 'weekly' } } }, 'a-collector')).json<Money>().code).toBe('plan.due');
    const made = await plan({ count: 3, start: '2027-01-31', rhythm: { kind: 'monthly', day: 31 } });
    expect(made.statusCode).toBe(201);
    expect(made.json<Money>().instalments.map((one) => [one.due, one.amount])).toEqual([['2027-01-31', 1_667], ['2027-02-28', 1_667], ['2027-03-31', 1_666]]);
    expect((await plan({ total: 100, instalments: [{ due: '2027-02-01', amount: 50 }, { due: '2027-03-01', amount: 49 }] })).json<Money>().code).toBe('plan.sum');
    expect((await plan({ total: 5_001, instalments: [{ due: '2027-02-01', amount: 5_001 }] })).json<Money>().code).toBe('plan.tooMuch');
    expect((await plan({ count: 3 })).statusCode).toBe(400);
    expect((await ask('GET', '/plans/b-plan')).json<Money>().code).toBe('plan.unknown');
    expect((await ask('GET', '/cases/a-money-case/plans', undefined, 'a-collector')).json<Money>().items.map((one) => (one as unknown as Money).state).sort()).toEqual(['cancelled', 'open']);
  });
});

it('the roll is done once a day, by an administrator', async () => {
  world = await makeWorld();
  expect((await ask('POST', '/roll', undefined, 'a-supervisor')).statusCode).toBe(403);
  expect((await ask('GET', '/roll', undefined, 'a-auditor')).json<Money>()).toMatchObject({ day: null, done: false });
  const done = (await ask('POST', '/roll', undefined, 'a-administrator')).json<Money>();
  expect(done).toMatchObject({ day: '2027-01-15', done: true });
  const before = await picture();
  expect((await ask('POST', '/roll', undefined, 'a-administrator')).json<Money>()).toEqual(done);
  expect(await picture()).toBe(before);
});
