/** What the creditors send: files made from their own books, each with what must come of it. */
import { between, chance, integer, type SeededDice } from '../../src/sim/rng.js';
import { openPlacement, type Debt, type Paid } from './books.js';
import { bring, csvOf } from './intake.js';
import { Debtors } from './people.js';
import { AGENCIES, CREDITORS, dateOf, DAY, HOUR, midnightOf, MINUTE, PRODUCT, shift, sumOf, wall, written, type Agency, type Creditor, type Money } from './settings.js';
import type { World } from './world.js';

const PLACEMENT_HEAD: Readonly<Record<Creditor, readonly string[]>> = {
  bank: ['合同号', '姓名', '身份证号', '手机号', '备用电话', '联系人姓名', '联系人电话', '本金', '利息', '罚息', '费用', '币种', '产品', '逾期日期', '批次', '委案日期', '委案到期日', '标签'],
  shop: ['contract', 'name', 'id number', 'phone', 'phone 2', 'contact name', 'contact phone', 'principal', 'interest', 'penalty', 'fees', 'currency', 'product', 'overdue since', 'batch', 'placement date', 'placement end', 'tags'],
};
const pick = <T>(dice: SeededDice, list: readonly T[]): T | undefined => list[integer(dice, 0, list.length - 1)];

export class Sender {
  private readonly debtors: Debtors;
  private readonly dice: SeededDice;
  private serial = 0;
  private lastPayments: Readonly<Record<Creditor, readonly (readonly string[])[]>> = { bank: [], shop: [] };

  constructor(private readonly world: World) {
    this.dice = world.dice.stream('sender');
    this.debtors = new Debtors(world.books, world.dice.stream('debtors'));
  }

  private checked(what: string, is: number | null, should: number): void { this.world.count('checks'); if (is !== should) this.world.fail(`${what} is ${is ?? 'unknown'}, should be ${should}`); }
  private file(kind: string, rows: number): void { this.world.count(`files of ${kind}`); this.world.count(`rows of ${kind}`, rows); }

  /** New cases, some old ones as they are now or as they changed; those that are not named are missing, and nothing comes of it. */
  async placements(fresh: number, share: number): Promise<void> {
    const { world, dice } = this;
    const today = dateOf(world.now);
    for (const agency of AGENCIES) for (const creditor of CREDITORS) {
      const batch = `${agency}-${today.slice(0, 7)}`;
      const rows: (readonly string[])[] = [];
      const after: (() => void)[] = [];
      const named = new Set<Debt>();
      const own = world.books.debts.filter((one) => one.creditor === creditor);
      for (const debt of own) {
        const open = openPlacement(debt);
        if (open?.agency === agency && chance(dice, share)) {
          const held = chance(dice, 0.4) ? this.accrued(debt) : debt.held;
          const to = chance(dice, 0.05) ? shift(today, integer(dice, 3, 20)) : null;
          named.add(debt);
          rows.push(this.row(debt, held, open.batch, '', to));
          after.push(() => { world.books.placed(debt, { agency, batch: open.batch, to, from: today }); if (world.books.says(debt, held, null, midnightOf(today), false)) world.count('updates of balances'); });
        } else if (open === undefined && debt.closed === null && chance(dice, 0.05)) {
          // Taken back before, and placed again: a new batch, perhaps elsewhere.
          rows.push(this.row(debt, debt.held, `again-${agency}-${today}`, today, null));
          after.push(() => { world.books.placed(debt, { agency, batch: `again-${agency}-${today}`, to: null, from: today }); world.count('placed again'); });
        } else if (open?.agency === agency && chance(dice, 0.004)) {
          // From one batch into the next, without a recall.
          rows.push(this.row(debt, debt.held, `next-${agency}-${today}`, today, null));
          after.push(() => { world.books.placed(debt, { agency, batch: `next-${agency}-${today}`, to: null, from: today }); world.count('moved to a new batch'); });
        }
      }
      const share4 = Math.floor(fresh / 4) + (chance(dice, (fresh % 4) / 4) ? 1 : 0);
      for (let n = 0; n < share4 && world.books.debts.length < world.settings.accounts; n += 1) {
        const debt = this.debtors.make(creditor, world.now);
        const to = chance(dice, 0.25) ? shift(today, integer(dice, 2, 30)) : null;
        named.add(debt);
        rows.push(this.row(debt, debt.held, batch, today, to));
        after.push(() => { world.books.placed(debt, { agency, batch, to, from: today }); world.count('accounts placed'); });
      }
      if (rows.length === 0) continue;
      const missing = own.filter((one) => { const open = openPlacement(one); return open?.agency === agency && open.batch === batch && !named.has(one) && !this.moves(rows, one); }).length;
      const text = csvOf(PLACEMENT_HEAD[creditor], rows);
      const done = await bring(world.bench, 'placement', text, { creditorId: creditor, entityId: agency, by: 'admin', batch });
      this.file('placement', rows.length);
      after.forEach((one) => one());
      this.checked(`bad rows of a placement file (${done.problems.map((one) => one.code).join(' ')})`, done.bad, 0);
      this.checked('rows of a placement file', done.rows, rows.length);
      this.checked('placements missing from a file', done.missing, missing);
      world.count('reported missing', missing);
    }
  }
  private moves(rows: readonly (readonly string[])[], debt: Debt): boolean { return rows.some((row) => row[0] === debt.contract); }
  private row(debt: Debt, held: Money, batch: string, from: string, to: string | null): readonly string[] {
    const { person, currency } = debt;
    return [debt.contract, person.name, person.identity, person.phones[0] ?? '', person.phones[1] ?? '', `${person.name}亲`, `137${person.phones[0]!.slice(3)}`, ...[held.principal, held.interest, held.penalty, held.fees].map((one) => written(one, currency)), currency, PRODUCT[debt.creditor], debt.overdueSince, batch, from, to ?? '', 'month'];
  }
  private accrued(debt: Debt): Money { return { ...debt.held, interest: debt.held.interest + integer(this.dice, 1, 500), penalty: debt.held.penalty + integer(this.dice, 0, 200) }; }

  /** Balances and dates of some accounts; sometimes the file comes twice, sometimes yesterday's comes after today's. */
  async updates(share: number): Promise<void> {
    const { world, dice } = this;
    for (const creditor of CREDITORS) {
      const chosen = world.books.debts.filter((one) => one.creditor === creditor && chance(dice, share));
      if (chosen.length === 0) continue;
      const today = dateOf(world.now);
      const news = chosen.map((debt) => ({ debt, to: chance(dice, 0.8) ? this.accrued(debt) : { ...debt.held, principal: Math.max(1, debt.held.principal - integer(dice, 0, 300)) }, since: chance(dice, 0.1) ? shift(debt.overdueSince, integer(dice, 1, 20)) : null }));
      const send = async (day: string, list: typeof news): Promise<number> => {
        const rows = list.map(({ debt, to, since }) => [debt.contract, ...[to.principal, to.interest, to.penalty, to.fees].map((one) => written(one, debt.currency)), debt.currency, since ?? '', day]);
        const done = await bring(world.bench, 'update', csvOf(['contract', 'principal', 'interest', 'penalty', 'fees', 'currency', 'overdue since', 'as of'], [...rows, ['HT-NOBODY', '1.00', '0', '0', '0', '', '', day]]), { creditorId: creditor, entityId: null, by: 'admin' });
        this.file('update', rows.length + 1);
        this.checked('bad rows of an update file', done.bad, 1);
        return done.updated;
      };
      await send(today, news);
      for (const { debt, to, since } of news) if (world.books.says(debt, to, since, midnightOf(today), true)) world.count('updates of balances');
      if (chance(dice, 0.3)) { this.checked('what the same update file changes when it comes again', await send(today, news), 0); world.count('files twice'); }
      if (chance(dice, 0.3)) {
        // Late: what it says was true the day before, and some of it is of accounts nothing newer is known of.
        const late = world.books.debts.filter((one) => one.creditor === creditor && chance(dice, share)).slice(0, 50).map((debt) => ({ debt, to: this.accrued(debt), since: null }));
        if (late.length === 0) continue;
        const yesterday = shift(today, -1);
        await send(yesterday, late);
        for (const { debt, to } of late) if (world.books.says(debt, to, null, midnightOf(yesterday), true)) world.count('updates of balances'); else world.count('rows out of order');
      }
    }
  }

  /** Payments by promise and of themselves; twice the same row, of unknown contracts, taken back, taken back without having been. */
  async payments(due: readonly { readonly debt: Debt; readonly amount: number }[], share: number): Promise<void> {
    const { world, dice } = this;
    for (const creditor of CREDITORS) {
      const rows: (readonly string[])[] = [];
      const after: (() => void)[] = [];
      let [made, repeated, bad, reversed] = [0, 0, 0, 0];
      const say = (debt: Debt, amount: number): void => {
        const id = `P${(this.serial += 1)}`;
        // Yesterday, or early today; a few are told late.
        const at = Math.floor((world.now - between(dice, MINUTE, chance(dice, 0.1) ? 3 * DAY : DAY)) / 1000) * 1000;
        rows.push([id, debt.contract, 'payment', '', written(amount, debt.currency), debt.currency, wall(at), 'transfer']);
        after.push(() => { world.books.pay(debt, id, amount, at, world.now); world.count('payments'); });
        made += 1;
      };
      for (const { debt, amount } of due) {
        if (debt.creditor !== creditor) continue;
        const what = dice.next();
        if (what < 0.45) say(debt, amount);
        else if (what < 0.6) { if (amount > 1) say(debt, integer(dice, 1, amount - 1)); }
        else if (what < 0.7 && amount > 1) { const first = integer(dice, 1, amount - 1); say(debt, first); say(debt, amount - first); }
        else if (what < 0.75) say(debt, amount + integer(dice, 1, 5_000));
      }
      for (const debt of world.books.debts) {
        if (debt.creditor !== creditor || !chance(dice, share)) continue;
        const owed = sumOf(debt.held);
        // Now and then for a debt that is over already: all of it is too much.
        if (owed === 0) { if (chance(dice, 0.05)) say(debt, integer(dice, 1, 10_000)); continue; }
        say(debt, chance(dice, 0.35) ? owed : chance(dice, 0.1) ? owed + integer(dice, 1, 10_000) : integer(dice, 1, owed));
      }
      const again = this.lastPayments[creditor].filter(() => chance(dice, 0.05));
      rows.push(...again);
      repeated += again.length;
      for (const paid of [...world.books.payments.values()].slice(-2_000)) {
        if (paid.debt.creditor !== creditor || paid.takenAt < world.now - 6 * DAY || !chance(dice, 0.02) || again.some((row) => row[0] === paid.externalId)) continue;
        const own = chance(dice, 0.5);
        rows.push([own ? `R${(this.serial += 1)}` : paid.externalId, paid.debt.contract, 'reversal', own ? paid.externalId : '', written(paid.amount, paid.debt.currency), paid.debt.currency, wall(world.now), '']);
        if (paid.reversedAt === null) reversed += 1; else repeated += 1;
        after.push(() => { if (world.books.reverse(paid, world.now) === 'reversed') world.count('reversals'); });
      }
      rows.push([`P${(this.serial += 1)}`, 'HT-NOBODY', 'payment', '', '12', '', wall(world.now - HOUR), '']);
      const someone = pick(dice, world.books.debts.filter((one) => one.creditor === creditor));
      if (someone) rows.push(['R-NOTHING', someone.contract, 'reversal', `P-NEVER-${this.serial}`, '', '', wall(world.now), '']);
      bad += someone ? 2 : 1;
      // The order of a file is nobody's; what must come of it is the same as long as one account's rows keep theirs.
      const done = await bring(world.bench, 'payment', csvOf(['payment id', 'contract', 'type', 'reverses', 'amount', 'currency', 'paid at', 'channel'], rows), { creditorId: creditor, entityId: null, by: 'admin' });
      this.file('payment', rows.length);
      after.forEach((one) => one());
      const codes = done.problems.map((one) => one.code).join(' ');
      this.checked(`bad rows of a payment file (${codes})`, done.bad, bad);
      this.checked('payments of a file', done.created, made);
      this.checked('reversals of a file', done.updated, reversed);
      this.checked('rows of a payment file that were there', done.unchanged, repeated);
      this.lastPayments = { ...this.lastPayments, [creditor]: rows.filter((row) => row[2] === 'payment' && row[1] !== 'HT-NOBODY' && !again.includes(row)) };
    }
  }

  /** One payment on its own, as it comes in the middle of the day; answers its number. */
  async payOne(debt: Debt, amount: number): Promise<void> {
    const { world } = this;
    const id = `P${(this.serial += 1)}`;
    const at = Math.floor((world.now - 1_000) / 1000) * 1000;
    await bring(world.bench, 'payment', csvOf(['payment id', 'contract', 'amount', 'currency', 'paid at'], [[id, debt.contract, written(amount, debt.currency), debt.currency, wall(at)]]), { creditorId: debt.creditor, entityId: null, by: 'admin' });
    this.file('payment', 1);
    world.books.pay(debt, id, amount, at, world.now);
    world.count('payments');
  }
  async reverseOne(paid: Paid): Promise<void> {
    const { world } = this;
    await bring(world.bench, 'payment', csvOf(['payment id', 'contract', 'type', 'amount', 'currency', 'paid at'], [[paid.externalId, paid.debt.contract, '冲正', '', '', wall(world.now)]]), { creditorId: paid.debt.creditor, entityId: null, by: 'admin' });
    this.file('payment', 1);
    if (world.books.reverse(paid, world.now) === 'reversed') world.count('reversals');
  }
  /** 撤案, 结清, 退案, 留案. */
  async recall(rows: readonly { readonly debt: Debt; readonly how: 'recall' | 'settlement' | 'return' | 'keep' }[]): Promise<void> {
    const { world, dice } = this;
    const WORD = { recall: '撤案', settlement: '结清', return: '退案', keep: '留案' } as const;
    const today = dateOf(world.now);
    for (const creditor of CREDITORS) {
      const own = rows.filter((one) => one.debt.creditor === creditor);
      if (own.length === 0) continue;
      const until = shift(today, integer(dice, 5, 40));
      const bad = own.filter(({ debt, how }) => how === 'keep' && openPlacement(debt) === undefined).length;
      const done = await bring(world.bench, 'recall', csvOf(['合同号', '类型', '日期', '原因'], own.map(({ debt, how }) => [debt.contract, WORD[how], how === 'keep' ? until : '', 'month'])), { creditorId: creditor, entityId: null, by: 'admin' });
      this.file('recall', own.length);
      for (const { debt, how } of own) {
        world.count(`rows that ${how}`);
        if (how === 'settlement') world.books.settle(debt, world.now);
        else if (how === 'keep') world.books.keep(debt, until);
        else world.books.leave(debt, how === 'recall' ? 'recalled' : 'returned', today);
      }
      this.checked(`bad rows of a recall file (${done.problems.map((one) => one.code).join(' ')})`, done.bad, bad);
    }
  }
  agencyOf(debt: Debt): Agency | null { return openPlacement(debt)?.agency ?? null; }
}
