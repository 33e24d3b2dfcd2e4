/** The numbers of a row, and the people other than the debtor. */
import { roleOfRelation, type Column } from '../../core/intake/index.js';
import { normaliseName, NUMBERS_PER_CELL, splitNumbers } from '../../core/phone/index.js';
import type { PartyRole } from '../../core/records/index.js';
import type { E164 } from '../../core/units.js';
import type { Result } from '../../core/result.js';
import type { PhoneNumber } from '../../core/phone/index.js';
import type { PersonPlan } from './plan.js';
import { readIdentity, type RowCells, type RowContext } from './cells.js';

export interface PlainPhone { readonly e164: E164; readonly region: string | null; readonly column: string }
export interface PlainOther { readonly role: PartyRole; readonly name: string | null; readonly identity: string | null; readonly phones: readonly PlainPhone[] }

/** Every number of the columns, each once; what is no number is a warning. */
export function readPhones(cells: RowCells, columns: readonly Column[], context: RowContext): PlainPhone[] {
  const found = new Map<E164, PlainPhone>();
  for (const column of columns) {
    const text = cells.text(column);
    if (text === '') continue;
    for (const { piece, read } of readNumbers(text, context)) {
      if (!read.ok) cells.say('warning', read.error.code, `${read.error.text}; left out`, column, piece);
      else if (!found.has(read.value.e164)) found.set(read.value.e164, { e164: read.value.e164, region: read.value.region, column: column.header });
    }
  }
  return [...found.values()];
}

interface Numbered { readonly piece: string; readonly read: Result<PhoneNumber> }
/** The cell whole, then cut at separators, then a piece cut at its blanks: whichever gives numbers. */
function readNumbers(text: string, context: RowContext): Numbered[] {
  const { phones, defaultCountry } = context;
  const pieces = splitNumbers(text);
  const found = pieces.flatMap((piece): Numbered[] => {
    const read = phones.normalise(piece, defaultCountry);
    if (read.ok || read.error.code !== 'phone.invalid' || !/\s/.test(piece)) return [{ piece, read }];
    const parts = piece.split(/\s+/, 2 * NUMBERS_PER_CELL).map((part) => ({ piece: part, read: phones.normalise(part, defaultCountry) }));
    return parts.some((part) => part.read.ok) ? parts : [{ piece, read }];
  });
  if (pieces.length > 1 && found.every(({ read }) => !read.ok)) {
    const whole = phones.normalise(text, defaultCountry);
    if (whole.ok) return [{ piece: text, read: whole }];
  }
  return found;
}

/** Those with a number or, where they owe, at least a name; a word in the relation cell never makes anyone owe. */
export function readPeople(cells: RowCells, plans: readonly PersonPlan[], context: RowContext): PlainOther[] {
  const people: PlainOther[] = [];
  for (const plan of plans) {
    const phones = readPhones(cells, plan.phones, context);
    const name = normaliseName(cells.text(plan.name)).slice(0, 200) || null;
    const identity = readIdentity(cells, plan.identity, context.today);
    const owes = plan.role === 'guarantor' || plan.role === 'coDebtor';
    if (phones.length === 0 && !(owes && (name !== null || identity !== null))) continue;
    const relation = cells.text(plan.relation);
    people.push({ role: plan.role === 'contact' && relation !== '' ? roleOfRelation(relation) : plan.role, name, identity, phones });
  }
  return people;
}
