/** Who owes: people, their contracts and what a creditor first says of them. Names and numbers are made up. */
import { chance, integer, type SeededDice } from '../../src/sim/rng.js';
import type { Books, Debt, Person } from './books.js';
import { dateOf, midnightOf, shift, type Creditor, type Money } from './settings.js';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** A well-formed Chinese identity number. */
function identityOf(n: number): string {
  const head = `110101${String(1950 + (n % 50))}${String(1 + (n % 12)).padStart(2, '0')}${String(1 + (n % 28)).padStart(2, '0')}${String(Math.floor(n / 50) % 1000).padStart(3, '0')}`;
  return head + '10X98765432'[WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(head[at]), 0) % 11]!;
}
const SYLLABLES = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡', '朱', '高', '林'];

export class Debtors {
  private made = 0;
  constructor(private readonly books: Books, private readonly dice: SeededDice) {}

  private person(): Person {
    const n = this.books.people.length;
    const name = SYLLABLES[n % 16]! + SYLLABLES[Math.floor(n / 16) % 16]! + SYLLABLES[Math.floor(n / 256) % 16]!;
    const number = (line: number): string => `1${line === 0 ? '38' : '59'}${String(n).padStart(8, '0')}`;
    const person: Person = { identity: identityOf(n), name, phones: chance(this.dice, 0.3) ? [number(0), number(1)] : [number(0)], debts: [] };
    this.books.people.push(person);
    return person;
  }

  /** Some owe twice: another contract of the same creditor, or of the other. Both creditors may use one contract number. */
  make(creditor: Creditor, today: number): Debt {
    const { dice, books } = this;
    const before = books.people.length > 0 && chance(dice, 0.12) ? books.people[integer(dice, 0, books.people.length - 1)]! : null;
    const other = before?.debts[0];
    const held: Money = { principal: integer(dice, 1_000, 2_000_000), interest: integer(dice, 0, 30_000), penalty: chance(dice, 0.6) ? integer(dice, 1, 20_000) : 0, fees: chance(dice, 0.4) ? integer(dice, 1, 5_000) : 0 };
    const contract = other !== undefined && other.creditor !== creditor && books.find(creditor, other.contract) === undefined ? other.contract : `HT${String((this.made += 1)).padStart(7, '0')}${creditor === 'bank' ? 'B' : 'S'}`;
    return books.open({ creditor, contract, person: before ?? this.person(), overdueSince: shift(dateOf(today), -integer(dice, 0, 120)), held, asOf: midnightOf(dateOf(today)) });
  }
}
