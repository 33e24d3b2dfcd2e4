/** One row of the file → what it says, or why not. Plain values live here and go no further than the seal. */
import type { Instalment } from '../../core/intake/index.js';
import { normaliseName } from '../../core/phone/index.js';
import type { Case } from '../../core/records/index.js';
import type { LocalDate, Minor } from '../../core/units.js';
import type { RawRow } from '../ports/files.js';
import { readAddresses, type PlainAddress } from './addresses.js';
import { readIdentity, type RowCells, type RowContext } from './cells.js';
import { readPeople, readPhones, type PlainOther, type PlainPhone } from './people.js';
import { amount, count, date, readCurrency, readCustom, readEmails, readOverdue, readRisk, readSchedule, readTags, readWith, type ReadRow } from './values.js';

export interface PlainRow {
  readonly row: number;
  readonly name: string; readonly identity: string | null;
  readonly phones: readonly PlainPhone[]; readonly emails: readonly string[]; readonly addresses: readonly PlainAddress[];
  readonly others: readonly PlainOther[];
  readonly contract: string; readonly product: string | null; readonly currency: string;
  readonly principal: Minor; readonly interest: Minor; readonly penalty: Minor; readonly fees: Minor; readonly minimumDue: Minor | null;
  readonly overdueSince: LocalDate | null; readonly asOf: LocalDate | null;
  readonly batch: string | null; readonly placedAmount: Minor | null; readonly placedFrom: LocalDate | null; readonly placedTo: LocalDate | null;
  readonly risk: Case['risk'] | null; readonly tags: readonly string[]; readonly custom: Readonly<Record<string, string>>; readonly priority: number | null;
  /** null: the file says nothing of it. */
  readonly schedule: readonly Instalment[] | null;
}
/** What a row of a placement file says. */
export const readRow = (raw: RawRow, context: RowContext): ReadRow<PlainRow> => readWith(raw, context, (cells, contract) => readCells(cells, contract, context));

function readCells(cells: RowCells, contract: string, context: RowContext): PlainRow {
  const { one } = cells.plan;
  const name = normaliseName(cells.of('name'));
  if (name === '') cells.say('error', 'name.missing', 'the row names nobody', one.get('name'));
  else if (name.length > 200) cells.say('error', 'name.invalid', 'longer than 200 characters', one.get('name'));
  const currency = readCurrency(cells, context);
  const money = readMoney(cells, currency);
  const asOf = date(cells, 'asOf');
  const phones = readPhones(cells, cells.plan.phones, context);
  const others = readPeople(cells, cells.plan.people, context);
  if (phones.length === 0 && !others.some((other) => (other.role === 'guarantor' || other.role === 'coDebtor') && other.phones.length > 0)) {
    cells.say('warning', 'phone.none', 'no number of anybody with a duty to pay: kept, but nothing to dial', cells.plan.phones[0], '');
  }
  return {
    row: cells.raw.number, name, identity: readIdentity(cells, one.get('identity'), context.today), phones, others,
    emails: readEmails(cells), addresses: readAddresses(cells, context),
    contract, product: cells.of('product').slice(0, 100) || null, currency, ...money,
    overdueSince: readOverdue(cells, asOf ?? context.today), asOf,
    batch: cells.of('batch').slice(0, 100) || null, placedFrom: date(cells, 'placedFrom'), placedTo: date(cells, 'placedTo'),
    risk: readRisk(cells), tags: readTags(cells),
    custom: readCustom(cells), priority: count(cells, 'priority', 1_000_000), schedule: readSchedule(cells, currency),
  };
}

type Money = Pick<PlainRow, 'principal' | 'interest' | 'penalty' | 'fees' | 'minimumDue' | 'placedAmount'>;
function readMoney(cells: RowCells, currency: string): Money {
  const [principal, interest, penalty, fees, total, minimumDue, placedAmount] = (['principal', 'interest', 'penalty', 'fees', 'total', 'minimumDue', 'placedAmount'] as const).map((field) => amount(cells, field, currency));
  const parts = { principal: principal ?? 0, interest: interest ?? 0, penalty: penalty ?? 0, fees: fees ?? 0, minimumDue: minimumDue ?? null, placedAmount: placedAmount ?? null };
  const given = [principal, interest, penalty, fees].some((one) => one != null);
  const whole = total ?? (given ? null : placedAmount ?? null);
  if (!given && whole === null) {
    // One that can't be read was said already.
    if (!cells.troubles.some((trouble) => trouble.code.startsWith('amount.'))) cells.say('error', 'amount.missing', 'no amount is given', cells.plan.one.get('total') ?? cells.plan.one.get('principal'));
    return parts;
  }
  if (whole === null) return parts;
  const rest = whole - parts.interest - parts.penalty - parts.fees;
  if (principal == null && rest >= 0) return { ...parts, principal: rest };
  if (parts.principal !== rest) cells.say('warning', 'amount.mismatch', 'the components do not add up to the total; the components stand', cells.plan.one.get('total'));
  return parts;
}

