/** Balances of past days, and what payments and reversals do to them: no minor unit appears or disappears. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterRows, allocate, applyOverpayment, DEFAULT_ORDER, orderAccounts, overpaidOf, readOrder, reverse, type Allocation, type AllocationOrder, type Owing } from '../../../src/core/collections/allocation.js';
import { balanceAt, balanceOn, checkChain, movements, statement, type BalanceChange } from '../../../src/core/collections/balance.js';
import { areOwed, COMPONENTS, componentsOf, NOTHING, plus, totalOf, type Components } from '../../../src/core/collections/components.js';
import type { Result } from '../../../src/core/result.js';
import { wallTime, type ZoneTable } from '../../../src/core/time/zones.js';

const RUNS = { seed: 20_261_122, numRuns: 1_000 };
const must = <T>(result: Result<T>): T => { if (!result.ok) throw new Error(result.error.code); return result.value; };
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code);

const minor = fc.oneof(fc.constant(0), fc.nat(500), fc.nat(9_000_000_000));
const components = fc.record({ principal: minor, interest: minor, penalty: minor, fees: minor });
const order = fc.shuffledSubarray([...COMPONENTS], { minLength: 4, maxLength: 4 }).map((names) => must(readOrder(names)));
const owing = (parts: Components, n = 0): Owing => ({ ...parts, accountId: `account-${n}`, currency: 'CNY' });
const accounts = fc.array(components, { minLength: 1, maxLength: 4 }).map((all) => all.map(owing));
const incoming = (amount: number, n = 0) => ({ paymentId: `payment-${n}`, amount, currency: 'CNY' });
const sumOf = (rows: readonly Allocation[]): number => rows.reduce((sum, row) => sum + totalOf(row) + row.over, 0);
const settle = (all: readonly Owing[], rows: readonly Allocation[]): readonly Owing[] => all.map((one) => ({ ...one, ...afterRows(one, one.accountId, rows) }));

describe('an allocation', () => {
  it('pays the components in the creditor’s order, account after account, and names what is left over', () => {
    const two = [owing({ principal: 100, interest: 20, penalty: 7, fees: 3 }, 1), owing({ principal: 50, interest: 0, penalty: 0, fees: 0 }, 2)];
    expect(must(allocate(incoming(125), two, ['penalty', 'interest', 'fees', 'principal']))).toEqual([{ paymentId: 'payment-0', accountId: 'account-1', reversal: false, penalty: 7, interest: 20, fees: 3, principal: 95, over: 0 }, { paymentId: 'payment-0', accountId: 'account-2', reversal: false, penalty: 0, interest: 0, fees: 0, principal: 0, over: 0 }]);
    expect(must(allocate(incoming(200), two, DEFAULT_ORDER)).map((row) => [row.principal, row.over])).toEqual([[100, 0], [50, 20]]);
    expect(must(allocate(incoming(9), [owing({ principal: 100, interest: 20, penalty: 7, fees: 3 })], ['principal', 'fees', 'interest', 'penalty']))).toMatchObject([{ principal: 9, fees: 0, interest: 0, penalty: 0 }]);
  });
  it('conserves the payment, takes no more than is owed, and leaves over only when all is paid', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 90_000_000_000 }), accounts, order, (amount, all, names) => {
      const rows = must(allocate(incoming(amount), all, names));
      expect(sumOf(rows)).toBe(amount);
      const after = settle(all, rows);
      expect(after.every(areOwed)).toBe(true);
      expect(after.reduce((sum, one) => sum + totalOf(one), 0)).toBe(all.reduce((sum, one) => sum + totalOf(one), 0) - amount + overpaidOf(rows));
      if (overpaidOf(rows) > 0) expect(after.every((one) => totalOf(one) === 0)).toBe(true);
      // Whatever comes later in the order of things is touched only once all before it is paid.
      const line = after.flatMap((one, n) => names.map((name) => ({ left: one[name], paid: all[n]![name] - one[name] })));
      const open = line.findIndex((place) => place.left > 0);
      if (open >= 0) expect(line.slice(open + 1).every((place) => place.paid === 0)).toBe(true);
    }), RUNS);
  });
  it('and its reversal are nothing, whatever other payments came between', () => {
    fc.assert(fc.property(accounts, order, order, fc.array(fc.integer({ min: 1, max: 20_000_000_000 }), { minLength: 1, maxLength: 5 }), fc.nat(4), (all, names, others, amounts, which) => {
      const books: (readonly Allocation[])[] = [];
      let now: readonly Owing[] = all;
      for (const [n, amount] of amounts.entries()) {
        const rows = must(allocate(incoming(amount, n), now, n % 2 === 0 ? names : others));
        now = settle(now, rows);
        books.push(rows);
      }
      const taken = books[which % books.length]!;
      const back = must(reverse(taken));
      expect(sumOf([...taken, ...back])).toBe(0);
      const restored = settle(now, back);
      for (const [n, one] of restored.entries()) expect(componentsOf(one)).toEqual(taken.filter((row) => row.accountId === one.accountId).map(componentsOf).reduce(plus, componentsOf(now[n]!)));
      expect(restored.every(areOwed)).toBe(true);
      expect(code(reverse([...taken, ...back]))).toBe('allocation.reversed');
      // All reversed, in whatever order: as before the first.
      const rest = books.filter((rows) => rows !== taken).reverse().flatMap((rows) => must(reverse(rows)));
      expect(settle(restored, rest)).toEqual(all);
    }), RUNS);
  });
  it('what was left over can be used when something is owed again, and is taken back with the payment', () => {
    fc.assert(fc.property(accounts, order, fc.integer({ min: 1, max: 90_000_000_000 }), components, (all, names, amount, claim) => {
      const rows = must(allocate(incoming(amount), all, names));
      const later = settle(all, rows).map((one) => ({ ...one, ...plus(one, claim) }));
      const more = must(applyOverpayment(incoming(amount), rows, later, names));
      expect(sumOf(more)).toBe(0);
      const book = [...rows, ...more];
      const used = settle(later, more);
      expect(used.every(areOwed)).toBe(true);
      expect(overpaidOf(book)).toBe(Math.max(0, overpaidOf(rows) - later.reduce((sum, one) => sum + totalOf(one), 0)));
      expect(settle(used, must(reverse(book)))).toEqual(all.map((one) => ({ ...one, ...plus(one, claim) })));
    }), RUNS);
  });
  it('refuses what can’t be allocated', () => {
    const one = owing({ ...NOTHING, principal: 5 });
    for (const amount of [0, -1, 1.5, Number.NaN, 2 ** 60]) expect(code(allocate(incoming(amount), [one], DEFAULT_ORDER)), String(amount)).toBe('allocation.amount');
    expect(code(allocate(incoming(1), [], DEFAULT_ORDER))).toBe('allocation.accounts');
    expect(code(allocate(incoming(1), [one, one], DEFAULT_ORDER))).toBe('allocation.accounts');
    expect(code(allocate({ ...incoming(1), currency: 'USD' }, [one], DEFAULT_ORDER))).toBe('allocation.currency');
    expect(code(allocate(incoming(1), [{ ...one, fees: -1 }], DEFAULT_ORDER))).toBe('allocation.owing');
    expect(code(reverse([]))).toBe('allocation.unknown');
    for (const wrong of [[], ['fees'], ['fees', 'fees', 'interest', 'principal'], ['fees', 'tax', 'interest', 'principal'], 'fees', null, [1, 2, 3, 4]]) expect(code(readOrder(wrong)), JSON.stringify(wrong)).toBe('allocation.order');
  });
});

describe('the accounts of a case', () => {
  const account = (id: string, overdueSince: string | null) => ({ id, contract: `c-${id}`, overdueSince });
  const all = [account('a', null), account('b', '2026-03-01'), account('c', '2026-01-01'), account('d', '2026-01-01')];
  const ids = (byHand: readonly string[]) => must(orderAccounts(all, byHand)).map((one) => one.id).join('');
  it('are paid longest overdue first, or those named first', () => {
    expect([ids([]), ids(['a']), ids(['b', 'c'])]).toEqual(['cdba', 'acdb', 'bcda']);
    expect([code(orderAccounts(all, ['x'])), code(orderAccounts(all, ['a', 'a']))]).toEqual(['allocation.byHand', 'allocation.byHand']);
    fc.assert(fc.property(fc.shuffledSubarray(all, { minLength: 4 }), (shuffled) => must(orderAccounts(shuffled)).map((one) => one.id).join('') === 'cdba'), { numRuns: 50 });
  });
});

/** Shanghai is +8 all year; the odd zone turns its clock back at 1000 h. */
const zones: ZoneTable = { version: 'test', has: (zone) => zone !== 'Nowhere', offsetMinutes: (zone, at) => (zone === 'Nowhere' ? undefined : zone === 'Odd' ? (at < 3_600_000_000 ? 120 : 60) : 480) };
const CAUSES = ['update', 'payment', 'reversal', 'correction'] as const;
const history = fc.array(fc.tuple(fc.nat(10_000_000_000), fc.constantFrom(...CAUSES), components), { minLength: 1, maxLength: 12 })
  .map((list) => list.map(([at, cause, parts], n): BalanceChange => ({ id: `e-${String(n).padStart(2, '0')}`, at, cause, reference: null, ...parts })));

describe('a balance', () => {
  const at = (n: number, when: number, cause: BalanceChange['cause'], principal: number, reference: string | null = null): BalanceChange => ({ id: `e-${n}`, at: when, cause, reference, ...NOTHING, principal });
  const chain = [at(1, 0, 'import', 100), at(2, 57_600_000, 'payment', 60, 'p1'), at(3, 57_600_000, 'payment', 50, 'p2'), at(4, 200_000_000, 'reversal', 90, 'p1')];
  it('is that of the last event until then; of two at one instant the later made', () => {
    expect([-1, 0, 57_599_999, 57_600_000, 300_000_000].map((when) => balanceAt(chain, when)?.principal)).toEqual([undefined, 100, 100, 50, 90]);
    expect(must(balanceOn(chain, '1970-01-01', zones, 'Shanghai'))?.principal).toBe(100);
    expect(must(balanceOn(chain, '1970-01-02', zones, 'Shanghai'))?.principal).toBe(50);
    expect(must(balanceOn(chain, '1969-12-31', zones, 'Shanghai'))).toBeNull();
    expect([code(balanceOn(chain, '2026-02-30', zones, 'Shanghai')), code(balanceOn(chain, '2026-02-28', zones, 'Nowhere'))]).toEqual(['balance.day', 'balance.zone']);
  });
  it('doesn’t depend on the order the events come in, and of a day counts every event the wall dates into it', () => {
    fc.assert(fc.property(history.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))), fc.nat(10_000_000_000), fc.constantFrom('Shanghai', 'Odd'), ([events, shuffled], when, zone) => {
      expect(balanceAt(shuffled, when)).toEqual(balanceAt(events, when));
      const { date } = wallTime(zones, zone, when)!;
      const until = events.filter((event) => wallTime(zones, zone, event.at)!.date <= date).map((event) => event.at);
      expect(must(balanceOn(shuffled, date, zones, zone))).toEqual(until.length === 0 ? null : balanceAt(events, Math.max(...until)));
    }), RUNS);
  });
  it('is the opening plus what each cause moved, for any period', () => {
    fc.assert(fc.property(history, fc.integer({ min: -1, max: 10_000_000_000 }), fc.nat(10_000_000_000), (events, from, length) => {
      const found = statement(events, from, from + length);
      expect(Object.values(found.byCause).reduce(plus, found.opening)).toEqual(found.closing);
      expect(movements(events).map((one) => one.change).reduce(plus, NOTHING)).toEqual(balanceAt(events, Infinity));
    }), RUNS);
  });
  it('is a chain, or every break is named', () => {
    const only = (principal: number): Components => ({ ...NOTHING, principal });
    const recorded = { payment: new Map([['p1', only(40)], ['p2', only(10)]]), reversal: new Map([['p1', only(40)]]) };
    expect(checkChain(chain, only(90), recorded)).toEqual([]);
    const codes = (events: readonly BalanceChange[], principal = 90, book: typeof recorded | null = recorded) => checkChain(events, only(principal), book ?? undefined).map((one) => `${one.eventId ?? '-'} ${one.code}`);
    expect(codes(chain, 91)).toEqual(['- chain.account']);
    expect(codes(chain.slice(1))).toEqual(['e-2 chain.start', 'e-2 chain.payment', 'e-2 chain.payment']);
    expect(codes([...chain, chain[3]!], 90, null)).toEqual(['e-4 chain.twice']);
    expect(codes([chain[0]!, at(2, 5, 'update', -1)], -1)).toEqual(['e-2 chain.amount']);
    expect(codes([chain[0]!, at(2, 5, 'payment', 61, 'p1')], 61)).toEqual(['e-2 chain.payment']);
    expect(codes([chain[0]!, at(2, 5, 'payment', 60, 'p9')], 60)).toEqual(['e-2 chain.reference']);
    expect(codes([chain[0]!, at(2, 5, 'reversal', 60, 'p1')], 60, null)).toEqual(['e-2 chain.reversal']);
    expect(codes([], 0)).toEqual([]);
  });
  it('chains through any run of payments and reversals', () => {
    fc.assert(fc.property(components, order, fc.array(fc.tuple(fc.integer({ min: 1, max: 9_000_000_000 }), fc.boolean()), { maxLength: 10 }), (start, names: AllocationOrder, steps) => {
      let now = owing(start);
      const events: BalanceChange[] = [{ id: 'e-0', at: 0, cause: 'import', reference: null, ...start }];
      const payment = new Map<string, Components>();
      const reversal = new Map<string, Components>();
      const book = (cause: 'payment' | 'reversal', id: string, rows: readonly Allocation[]): void => {
        now = settle([now], rows)[0]!;
        events.push({ id: `e-${events.length}`.padEnd(5, 'x'), at: events.length, cause, reference: id, ...componentsOf(now) });
      };
      for (const [n, [amount, back]] of steps.entries()) {
        const rows = must(allocate(incoming(amount, n), [now], names));
        payment.set(`payment-${n}`, componentsOf(rows[0]!));
        book('payment', `payment-${n}`, rows);
        if (!back) continue;
        reversal.set(`payment-${n}`, componentsOf(rows[0]!));
        book('reversal', `payment-${n}`, must(reverse(rows)));
      }
      expect(checkChain(events, componentsOf(now), { payment, reversal })).toEqual([]);
    }), RUNS);
  });
});
