/** Repayment schedules as files write them. */
import { fail, ok, type Result } from '../result.js';
import type { LocalDate, Minor } from '../units.js';
import { parseAmount, type Amount, type AmountScale } from './amount.js';
import { parseDate } from './date.js';
import { MOST_INSTALMENTS } from './fields.js';

/** One instalment (期次): number 1 to 60, amounts in minor units. */
export interface Instalment { readonly number: number; readonly due: LocalDate; readonly amount: Minor; readonly paid: Minor }
/** `rounded`: an amount had more decimals than the currency has. */
export interface Schedule { readonly rows: readonly Instalment[]; readonly rounded: boolean }

/**
 * One instalment from its texts; `paid` may be empty. Fails with what `parseDate` and `parseAmount` fail with, `schedule.number`
 * (not 1 to 60) and `amount.negative`.
 */
export function readInstalment(number: number, dueText: string, amountText: string, paidText: string, currency: string, scale: AmountScale = 'unit'): Result<Schedule> {
  if (!(Number.isSafeInteger(number) && number >= 1 && number <= MOST_INSTALMENTS)) return fail('schedule.number', `instalments are numbered 1 to ${MOST_INSTALMENTS}`);
  const due = parseDate(dueText);
  if (!due.ok) return due;
  const amount = money(amountText, currency, scale);
  if (!amount.ok) return amount;
  const paid = paidText === '' ? ok({ minor: 0, rounded: false }) : money(paidText, currency, scale);
  return paid.ok ? ok({ rows: [{ number, due: due.value, amount: amount.value.minor, paid: paid.value.minor }], rounded: amount.value.rounded || paid.value.rounded }) : paid;
}

function money(text: string, currency: string, scale: AmountScale): Result<Amount> {
  const read = parseAmount(text, currency, scale);
  return read.ok && read.value.minor < 0 ? fail('amount.negative', 'less than nothing is due') : read;
}

/**
 * A whole schedule in one cell: `number:due:amount[:paid]`, with `;` between. Fails with `schedule.shape`, `schedule.many`
 * (more than 60), `schedule.twice` (a number twice), and as `readInstalment` does.
 */
export function parseSchedule(raw: string, currency: string): Result<Schedule> {
  const pieces = raw.normalize('NFKC').split(/[;\n]+/).map((piece) => piece.trim()).filter((piece) => piece !== '');
  if (pieces.length > MOST_INSTALMENTS) return fail('schedule.many', `more than ${MOST_INSTALMENTS} instalments`);
  const rows: Instalment[] = [];
  let rounded = false;
  for (const piece of pieces) {
    const [number = '', due = '', amount = '', paid = '', ...more] = piece.split(':').map((part) => part.trim());
    if (!/^\d{1,3}$/.test(number) || due === '' || amount === '' || more.length > 0) return fail('schedule.shape', 'write each instalment as number:due:amount:paid, with ; between');
    const row = readInstalment(Number(number), due, amount, paid, currency);
    if (!row.ok) return row;
    if (rows.some((one) => one.number === Number(number))) return fail('schedule.twice', `instalment ${number} is there twice`);
    rows.push(...row.value.rows);
    rounded ||= row.value.rounded;
  }
  return ok({ rows, rounded });
}
