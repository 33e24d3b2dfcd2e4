/**
 * The creditors' own books: what each debt must stand at, from what was sent and when. Plain arithmetic; nothing of the product
 * is used, so that a mistake can't be made twice.
 */
import { COMPONENTS, CURRENCY, dateOf, ORDER, sumOf, type Agency, type Component, type Creditor, type Money } from './settings.js';

/** Until then nothing may be dialed: from one id of the world's sequence to another (null: still), or to an instant. */
export interface Window { readonly from: string; to: string | null; readonly until: number | null; readonly why: string }
export interface PlacedWith { readonly agency: Agency; readonly batch: string; state: 'placed' | 'kept' | 'recalled' | 'returned' | 'ended'; to: string | null; /** While nobody may work under it. */ readonly over: Window[]; }
export interface Person { readonly identity: string; readonly name: string; readonly phones: readonly string[]; readonly debts: Debt[] }
export interface Debt {
  readonly creditor: Creditor; readonly contract: string; readonly currency: string; readonly person: Person;
  overdueSince: string;
  held: Money; asOf: number;
  readonly opening: number; paid: number; returned: number; adjusted: number;
  closed: null | 'paid' | 'settled';
  readonly placements: PlacedWith[];
  /** While nothing is owed. */ readonly closedWindows: Window[];
  readonly payments: Paid[];
}
export interface Paid { readonly externalId: string; readonly debt: Debt; readonly amount: number; readonly at: number; readonly took: Money; readonly over: number; readonly takenAt: number; reversedAt: number | null }

const NOTHING: Money = { principal: 0, interest: 0, penalty: 0, fees: 0 };
const isOpen = (one: PlacedWith): boolean => one.state === 'placed' || one.state === 'kept';
export const openPlacement = (debt: Debt): PlacedWith | undefined => debt.placements.find(isOpen);

export class Books {
  readonly debts: Debt[] = [];
  readonly people: Person[] = [];
  readonly payments = new Map<string, Paid>();
  readonly byKey = new Map<string, Debt>();
  /** Debts something happened to since the last check. */
  readonly touched = new Set<Debt>();
  /** `mark`: an id of the sequence every record's id comes from. */
  constructor(private readonly mark: () => string) {}

  find(creditor: string, contract: string): Debt | undefined { return this.byKey.get(`${creditor}/${contract}`); }

  open(of: { readonly creditor: Creditor; readonly contract: string; readonly person: Person; readonly overdueSince: string; readonly held: Money; readonly asOf: number }): Debt {
    const debt: Debt = { ...of, currency: CURRENCY[of.creditor], opening: sumOf(of.held), paid: 0, returned: 0, adjusted: 0, closed: null, placements: [], closedWindows: [], payments: [] };
    this.debts.push(debt);
    of.person.debts.push(debt);
    this.byKey.set(`${of.creditor}/${of.contract}`, debt);
    return debt;
  }

  /** A row of a placement file. The day: of its import, where the row names none. */
  placed(debt: Debt, row: { readonly agency: Agency; readonly batch: string; readonly to: string | null; readonly from: string }): void {
    this.touched.add(debt);
    const open = debt.placements.find((one) => one.agency === row.agency && isOpen(one));
    if (open?.batch === row.batch) { if (row.to !== null) open.to = row.to; return; }
    if (debt.placements.some((one) => one.agency === row.agency && one.batch === row.batch)) return;
    if (open) { open.to = row.from; this.end(open, 'ended', 'a new batch'); }
    debt.placements.push({ agency: row.agency, batch: row.batch, state: 'placed', to: row.to, over: [] });
  }
  /** What a file says of a balance: older news than what is held changes nothing, nor anything of a debt that is over. Answers whether anything moved. */
  says(debt: Debt, to: Money, overdueSince: string | null, asOf: number, given: boolean): boolean {
    this.touched.add(debt);
    const moved = COMPONENTS.some((name) => to[name] !== debt.held[name]);
    const redated = overdueSince !== null && overdueSince !== debt.overdueSince;
    if (debt.closed !== null || asOf < debt.asOf) return false;
    if (redated) debt.overdueSince = overdueSince;
    if (moved) { debt.adjusted += sumOf(to) - sumOf(debt.held); debt.held = to; debt.asOf = asOf; }
    else if (given) debt.asOf = Math.max(debt.asOf, asOf);
    return moved || redated;
  }

  pay(debt: Debt, externalId: string, amount: number, at: number, now: number): 'taken' | 'again' {
    const key = `${debt.creditor}/${externalId}`;
    if (this.payments.has(key)) return 'again';
    this.touched.add(debt);
    let left = amount;
    const took: Record<Component, number> = { ...NOTHING };
    for (const name of ORDER[debt.creditor]) { took[name] = Math.min(left, debt.held[name]); left -= took[name]; }
    const paid: Paid = { externalId, debt, amount, at, took, over: left, takenAt: now, reversedAt: null };
    this.payments.set(key, paid);
    debt.payments.push(paid);
    debt.held = { principal: debt.held.principal - took.principal, interest: debt.held.interest - took.interest, penalty: debt.held.penalty - took.penalty, fees: debt.held.fees - took.fees };
    debt.paid += amount - left;
    if (amount > left) debt.asOf = Math.max(debt.asOf, at);
    if (debt.closed === null && sumOf(debt.held) === 0) this.close(debt, 'paid');
    return 'taken';
  }
  reverse(paid: Paid, now: number): 'reversed' | 'again' {
    if (paid.reversedAt !== null) return 'again';
    const { debt, took } = paid;
    this.touched.add(debt);
    paid.reversedAt = now;
    debt.held = { principal: debt.held.principal + took.principal, interest: debt.held.interest + took.interest, penalty: debt.held.penalty + took.penalty, fees: debt.held.fees + took.fees };
    debt.returned += sumOf(took);
    if (sumOf(took) > 0) debt.asOf = Math.max(debt.asOf, now);
    if (debt.closed !== null && sumOf(debt.held) > 0) this.reopen(debt, dateOf(now));
    return 'reversed';
  }
  settle(debt: Debt, now: number): boolean {
    if (debt.closed !== null) return false;
    this.touched.add(debt);
    debt.adjusted -= sumOf(debt.held);
    debt.held = NOTHING;
    debt.asOf = Math.max(debt.asOf, now);
    this.close(debt, 'settled');
    return true;
  }
  /** 撤案 and 退案: of every placement the debt ever had (`agency`: with that one). */
  leave(debt: Debt, how: 'recalled' | 'returned', today: string, agency: Agency | null = null): void {
    this.touched.add(debt);
    for (const one of debt.placements) {
      if (agency !== null && one.agency !== agency) continue;
      if (isOpen(one)) { one.to = one.to === null || one.to > today ? today : one.to; this.end(one, how, how); }
      // What ended by itself and is recalled afterwards does not come back by a reversal.
      else if (one.state === 'ended' && how === 'recalled') { one.to = one.to === null || one.to > today ? today : one.to; one.state = 'recalled'; }
    }
  }
  keep(debt: Debt, to: string): void {
    this.touched.add(debt);
    for (const one of debt.placements) if (isOpen(one)) { one.state = 'kept'; one.to = to; }
  }
  /** The night: terms that are over. */
  termsOver(today: string): number {
    let ended = 0;
    for (const debt of this.debts) for (const one of debt.placements) if (isOpen(one) && one.to !== null && one.to < today) { this.touched.add(debt); this.end(one, 'ended', 'the term is over'); ended += 1; }
    return ended;
  }

  private end(one: PlacedWith, state: 'recalled' | 'returned' | 'ended', why: string): void {
    one.state = state;
    one.over.push({ from: this.mark(), to: null, until: null, why });
  }
  private close(debt: Debt, how: 'paid' | 'settled'): void {
    debt.closed = how;
    for (const one of debt.placements) if (isOpen(one)) this.end(one, 'ended', how);
    debt.closedWindows.push({ from: this.mark(), to: null, until: null, why: how });
  }
  /** The newest placement with each agency comes back, unless its term is over or the creditor took it back. */
  private reopen(debt: Debt, today: string): void {
    debt.closed = null;
    const mark = this.mark();
    for (const window of debt.closedWindows) window.to ??= mark;
    const newest = new Map(debt.placements.map((one) => [one.agency, one]));
    for (const one of newest.values()) if (one.state === 'ended' && (one.to === null || one.to >= today)) { one.state = 'placed'; for (const window of one.over) window.to ??= mark; }
  }
}
