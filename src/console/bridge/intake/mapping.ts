/** What a person says the columns are, over what was proposed. Knows no browser. */
import type { Mapping, Preview, PreviewColumn, PreviewField } from './calls.js';

/** By place (`#3`): what was chosen by hand. */
export type Choices = Readonly<Record<string, string>>;
export const IGNORE = 'ignore';
const keyOf = ({ place }: Pick<PreviewColumn, 'place'>): string => `#${place}`;
export const meaningOf = (column: PreviewColumn, choices: Choices): string => choices[keyOf(column)] ?? column.field ?? IGNORE;

/** A column becomes something else. A thing that comes once leaves the column it was in: the last word counts. */
export function choose(seen: Preview, choices: Choices, column: PreviewColumn, meaning: string): Choices {
  const next: Record<string, string> = { ...choices, [keyOf(column)]: meaning };
  if (meaning === IGNORE || meaning.startsWith('custom.')) return next;
  for (const other of seen.columns) if (other.place !== column.place && meaningOf(other, choices) === meaning) next[keyOf(other)] = IGNORE;
  return next;
}
/** Every column as it is shown: what was seen is what is imported. */
export const whole = (seen: Preview, choices: Choices): Mapping => Object.fromEntries(seen.columns.map((column) => [keyOf(column), meaningOf(column, choices)]));

/** For a profile: by header, so that the columns of the next file may stand in another order; by place where the header is none, or not shown in full. */
export function forProfile(seen: Preview, choices: Choices): Mapping {
  const heads = seen.columns.map((column) => column.header);
  return Object.fromEntries(seen.columns.map((column) => {
    const telling = column.header !== '' && !column.header.startsWith('#') && !/[…*]/.test(column.header) && heads.filter((one) => one === column.header).length === 1;
    return [telling ? column.header : keyOf(column), meaningOf(column, choices)];
  }));
}

const MOST = 9;
/** What a column may be: each field, and numbered ones up to one more than there are. */
export function optionsOf(field: PreviewField, used: ReadonlySet<string>): readonly { readonly value: string; readonly number: number }[] {
  if (!field.many) return [{ value: field.field, number: 1 }];
  const values = Array.from({ length: MOST }, (_, at) => ({ value: at === 0 ? field.field : `${field.field}${at + 1}`, number: at + 1 }));
  const last = values.reduce((most, { value, number }) => (used.has(value) ? number : most), 0);
  return values.slice(0, Math.max(1, last + 1));
}
/** The field a meaning is of, and which of several. */
export function fieldOf(meaning: string, fields: readonly PreviewField[]): { readonly field: PreviewField; readonly number: number } | null {
  const [, name = meaning, digits = ''] = /^([A-Za-z]+?)(\d*)$/.exec(meaning) ?? [];
  const field = fields.find((one) => one.field === name);
  return field === undefined ? null : { field, number: digits === '' ? 1 : Number(digits) };
}
