/** The cells of one row by field, and what is wrong with them; values in reports are masked by the kind of their column. */
import { isBlank, type Column, type FieldName, type LocalTime } from '../../core/intake/index.js';
import { maskDigits, maskIdentity, maskName, maskText, normaliseIdentity, showPlain } from '../../core/phone/index.js';
import type { Instant, LocalDate } from '../../core/units.js';
import type { RawRow } from '../ports/files.js';
import type { PhoneBook } from '../ports/phones.js';
import type { RowTrouble } from '../store/moves/import-rows.js';
import type { RowPlan } from './plan.js';

export interface RowContext {
  readonly plan: RowPlan; readonly phones: PhoneBook; readonly defaultCountry: string;
  /** Where the file names none; null: then a row without one is an error. */
  readonly currency: string | null;
  /** The day from which dates are counted that the file leaves out. */
  readonly today: LocalDate;
  /** The instant of a wall time in the import's zone; midnight (or the first instant of the day) without a time. */
  readonly instantOf: (time: LocalTime) => Instant;
}

/** Cells of one row by field, gathering what is wrong with them. */
export class RowCells {
  readonly troubles: RowTrouble[] = [];
  constructor(readonly raw: RawRow, readonly plan: RowPlan) {}

  /** The text of a column; empty when it says nothing. */
  text(column: Column | undefined): string {
    const cell = column === undefined ? '' : this.raw.cells[column.place] ?? '';
    return isBlank(cell) ? '' : cell;
  }
  of(field: FieldName): string {
    return this.text(this.plan.one.get(field));
  }
  say(severity: RowTrouble['severity'], code: string, reason: string, column: Column | undefined, value = this.text(column)): void {
    this.troubles.push({ row: this.raw.number, column: column?.header ?? null, value: value === '' ? null : maskCell(column, value), code, reason, severity });
  }
  get bad(): boolean { return this.troubles.some((one) => one.severity === 'error'); }
}

export function maskCell(column: Column | undefined, value: string): string {
  switch (column?.spec?.kind) {
    case 'name': return maskName(value);
    case 'identity': return maskIdentity(value);
    case 'phone': return maskDigits(value);
    case 'email': case 'address': case 'note': return maskText(value);
    case 'text': return maskDigits(value);
    case 'date': case 'time': return /^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/.test(value) ? value : showPlain(value);
    case 'amount': case 'currency': case 'count': case 'region': case 'risk': case 'relation': case 'tags': case 'schedule': case 'word': return showPlain(value);
    case undefined: return maskText(value);
  }
}

/** null: not given, or not usable and said so. */
export function readIdentity(cells: RowCells, column: Column | undefined, today: LocalDate): string | null {
  const text = cells.text(column);
  if (text === '') return null;
  const identity = normaliseIdentity(text);
  if (!identity.ok) {
    cells.say(identity.error.code === 'identity.placeholder' ? 'warning' : 'error', identity.error.code, identity.error.text, column);
    return null;
  }
  if (identity.value.birth !== null && identity.value.birth > today) { cells.say('error', 'identity.birth', 'the birth date in it lies ahead', column); return null; }
  if (identity.value.doubtful) cells.say('warning', 'identity.checksum', 'its check digit is wrong; taken as it stands', column);
  return identity.value.value;
}
