/** Any sequence of payments, reversals, settlements, corrections and promises: every balance is opening − payments ± adjustments, to the minor unit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/adapters/memory/index.js';
import { checkChain, type Recorded } from '../../src/core/collections/balance.js';
import { componentsOf, minus, NOTHING, plus, sameComponents, totalOf, type Components } from '../../src/core/collections/components.js';
import { CLOSED_CASES, type Kind } from '../../src/core/records/index.js';
import type { Result } from '../../src/core/result.js';
import { base, day, debtor, HOUR } from './money-world.js';
import { AT, testIds, testZones } from './records.js';
import { testPolicies } from '../support/policies.js';

const RUNS = { seed: 20_261_122, numRuns: 120 };
const CURRENCIES = ['JPY', 'CNY', 'KWD'] as const;
const amount = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2_000 }), fc.constant(1_280));
const at = fc.nat(2);
const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('pay' as const), account: at, amount, overCase: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reverse' as const), which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('settle' as const), account: at, writeOff: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('correct' as const), account: at, to: fc.tuple(fc.nat(500), fc.nat(50), fc.nat(50), fc.nat(50)) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('promise' as const), amount, due: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('plan' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('judge' as const), asOf: fc.nat(9) }) },
);
const WATCHED: readonly Kind[] = ['account', 'balanceEvent', 'payment', 'paymentAllocation', 'promise', 'plan', 'planInstalment', 'case', 'streamEvent', 'lead', 'placement'];

describe.each(CURRENCIES)('money in %s', (currency) => {
  it('holds after any sequence of acts', { timeout: 600_000 }, async () => {
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
      const store = new MemoryStore({ ids: testIds(), zones: testZones, policies: testPolicies });
      const opening = { principal: 1_000, interest: 200, penalty: 50, fees: 30 };
      await store.run('createMany', { rows: [...base(), ...debtor(1, { currency }, { currency, overdueSince: '2025-10-01' }, { currency, overdueSince: null })] });
      const ids = ['account-1', 'account-1-1', 'account-1-2'] as const;
      const adjusted = new Map<string, Components>(ids.map((id) => [id, NOTHING]));
      const taken: { readonly n: number; readonly amount: number; readonly target: { readonly accountId: string } | { readonly caseId: string }; readonly at: number }[] = [];
      const everything = async () => JSON.stringify(await Promise.all(WATCHED.map((kind) => store.find(kind, { order: [{ by: 'id' }] }))));
      const pay = (one: (typeof taken)[number], now: number) => store.run('takePayment', { externalId: `p${one.n}`, target: one.target, amount: one.amount, currency, receivedAt: one.at, channel: null, at: now, actor: 'ann' });
      /** What a decision moved a balance by, as the account shows it before and after. */
      const adjust = async (id: string, run: () => Promise<Result<unknown>>): Promise<void> => {
        const before = componentsOf((await store.get('account', id))!);
        await run();
        adjusted.set(id, plus(adjusted.get(id) ?? NOTHING, minus((await store.get('account', id))!, before)));
      };
      let now = AT;
      for (const one of acts) {
        now += HOUR;
        const decision = { expectedVersion: null, reason: 'x', approvalId: null, byCreditor: false, at: now, actor: 'ann' } as const;
        if (one.kind === 'pay') {
          const payment = { n: taken.length, amount: one.amount, target: one.overCase ? { caseId: 'case-1' } : { accountId: ids[one.account] ?? ids[0] }, at: now };
          expect((await pay(payment, now)).ok).toBe(true);
          taken.push(payment);
        } else if (one.kind === 'again') {
          const payment = taken[one.which];
          if (!payment) continue;
          const before = await everything();
          expect(await pay(payment, now)).toMatchObject({ ok: true, value: { again: true } });
          expect(await everything()).toBe(before);
        } else if (one.kind === 'reverse') {
          const payment = taken[one.which];
          const back = () => store.run('reversePayment', { payment: { creditorId: 'bank', externalId: `p${one.which}` }, externalId: null, at: now, actor: 'ann' });
          expect((await back()).ok).toBe(payment !== undefined);
          const before = await everything();
          await back();
          expect(await everything()).toBe(before);
        } else if (one.kind === 'settle') await adjust(ids[one.account] ?? ids[0], () => store.run('settleAccount', { ...decision, accountId: ids[one.account] ?? ids[0], how: one.writeOff ? 'writtenOff' : 'settled', amount: null }));
        else if (one.kind === 'correct') await adjust(ids[one.account] ?? ids[0], () => store.run('correctBalance', { ...decision, accountId: ids[one.account] ?? ids[0], to: { principal: one.to[0], interest: one.to[1], penalty: one.to[2], fees: one.to[3] } }));
        else if (one.kind === 'promise') await store.run('makePromise', { caseId: 'case-1', partyId: null, amount: one.amount, due: day(2 + one.due), accountIds: null, attemptId: null, by: 'ann', at: now, today: day(0) });
        else if (one.kind === 'plan') await store.run('agreePlan', { caseId: 'case-1', partyId: null, accountIds: null, graceDays: null, missedAllowed: null, by: 'ann', at: now, today: day(0), terms: { count: one.count, start: day(2), rhythm: { kind: 'weekly' }, principal: null, interest: null } });
        else for (const what of ['promises', 'instalments'] as const) await store.run('judgePromises', { what, asOf: day(one.asOf), after: null, most: 100, at: now });
      }
      const rows = await store.find('paymentAllocation', { limit: 10_000 });
      const payments = await store.find('payment', { limit: 10_000 });
      for (const payment of payments) {
        const own = rows.filter((row) => row.paymentId === payment.id);
        expect(own.reduce((sum, row) => sum + totalOf(row) + row.over, 0)).toBe(payment.reversed ? 0 : payment.amount);
      }
      for (const id of ids) {
        const account = (await store.get('account', id))!;
        const paid = rows.filter((row) => row.accountId === id).reduce<Components>((sum, row) => plus(sum, row), NOTHING);
        const wanted = plus(minus(opening, paid), adjusted.get(id) ?? NOTHING);
        expect(sameComponents(account, wanted), `${id}: ${JSON.stringify(account)} and ${JSON.stringify(wanted)}`).toBe(true);
        const recorded: Recorded = { payment: new Map(), reversal: new Map() } satisfies { payment: Map<string, Components>; reversal: Map<string, Components> };
        for (const row of rows.filter((one) => one.accountId === id)) (row.reversal ? recorded.reversal as Map<string, Components> : recorded.payment as Map<string, Components>).set(row.paymentId, row.reversal ? minus(NOTHING, row) : componentsOf(row));
        expect(checkChain(await store.find('balanceEvent', { where: { accountId: id }, limit: 10_000 }), account, recorded)).toEqual([]);
        if (account.closed === 'paid' || account.closed === 'settled') expect(totalOf(account)).toBe(0);
        if (account.closed === null) expect(totalOf(account) > 0 || rows.length === 0).toBe(true);
      }
      const found = (await store.get('case', 'case-1'))!;
      const accounts = await Promise.all(ids.map(async (id) => (await store.get('account', id))!));
      expect(CLOSED_CASES.has(found.state)).toBe(accounts.every((one) => one.closed !== null));
      expect(found.amount).toBe(accounts.reduce((sum, one) => sum + (one.closed === null ? totalOf(one) : 0), 0));
      expect((await store.get('lead', 'lead-1'))!.state === 'done').toBe(CLOSED_CASES.has(found.state));
      // One promise and one plan stand at most, and none on a case that is over.
      const open = await store.count('promise', { state: 'open' }) + await store.count('plan', { state: 'open' });
      expect(open).toBeLessThanOrEqual(CLOSED_CASES.has(found.state) ? 0 : 2);
      await store.close();
    }), RUNS);
  });
});
