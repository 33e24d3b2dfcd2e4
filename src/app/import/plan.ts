/** Which column says what, worked out once for a file. */
import { missing, recogniseHeaders, type Column, type Columns, type FieldName, type HeaderMapping, type ImportKind } from '../../core/intake/index.js';
import type { PartyRole } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { RawRow } from '../ports/files.js';

export interface PersonPlan { readonly role: PartyRole; readonly name: Column | undefined; readonly identity: Column | undefined; readonly relation: Column | undefined; readonly phones: readonly Column[] }
export interface RowPlan {
  readonly width: number;
  readonly columns: Columns;
  readonly one: ReadonlyMap<FieldName, Column>;
  readonly phones: readonly Column[]; readonly addresses: readonly Column[]; readonly regions: readonly Column[];
  readonly people: readonly PersonPlan[];
  readonly amounts: ReadonlySet<number>;
  readonly customs: readonly Column[];
  /** Numbered instalments, by number. */
  readonly instalments: readonly InstalmentPlan[];
}
export interface InstalmentPlan { readonly number: number; readonly due: Column | undefined; readonly amount: Column | undefined; readonly paid: Column | undefined }

/** The row that names the columns, as far as it does. `lacks`: what a file of this kind must name and this one does not. */
export interface Heading { readonly at: number; readonly columns: Columns; readonly width: number; readonly lacks: readonly string[] }

/**
 * Finds the header among the first rows: the first that names all a file must have, else the one with most known columns.
 * `asked`: the row it is, as a spreadsheet counts; then no other is looked at. Fails with `import.mapping` and `import.headers` (no known header anywhere).
 */
export function chooseHeader(rows: readonly RawRow[], kind: ImportKind, mapping: HeaderMapping | undefined, profile: HeaderMapping | undefined, asked?: number): Result<Heading> {
  let best: Heading | null = null;
  let refused: Result<never> | null = null;
  for (const [at, row] of rows.entries()) {
    if (row.problem || (asked !== undefined && row.number !== asked)) continue;
    const columns = recogniseHeaders(row.cells, mapping, kind, profile);
    if (!columns.ok) { refused ??= columns; continue; }
    const heading: Heading = { at, columns: columns.value, width: row.cells.length, lacks: missing(columns.value, kind) };
    if (heading.lacks.length === 0) return ok(heading);
    if (best === null || heading.columns.columns.length > best.columns.columns.length) best = heading;
  }
  if (refused && (best === null || best.columns.columns.length === 0)) return refused;
  if (best !== null && best.columns.columns.length > 0) return ok(best);
  return asked !== undefined && !rows.some((row) => row.number === asked) ? fail('import.headerRow', `row ${asked} is not among the first rows of the file`, 'headerRow') : fail('import.headers', 'no row with known headers among the first rows; see docs/imports.md, or give a mapping', 'header');
}

/** The header that names all a file must have, and the plan of its columns. */
export function findHeader(rows: readonly RawRow[], kind: ImportKind, mapping: HeaderMapping | undefined, profile: HeaderMapping | undefined, asked?: number): Result<{ readonly at: number; readonly plan: RowPlan }> {
  const chosen = chooseHeader(rows, kind, mapping, profile, asked);
  if (!chosen.ok) return chosen;
  const { at, columns, width, lacks } = chosen.value;
  if (lacks.length === 0) return ok({ at, plan: makePlan(columns, width) });
  const unknown = columns.ignored.filter((one) => one.why === 'unknown').map((one) => one.header).slice(0, 10);
  return fail('import.headers', `the header lacks: ${lacks.join('; ')}${unknown.length > 0 ? `. Unknown headers: ${unknown.join(', ')}` : ''}. See docs/imports.md, or give a mapping`, 'header');
}

export function makePlan(columns: Columns, width: number): RowPlan {
  const one = new Map<FieldName, Column>();
  for (const column of columns.columns) if (column.field !== 'custom' && !one.has(column.field)) one.set(column.field, column);
  const all = (field: FieldName): Column[] => columns.columns.filter((column) => column.field === field).sort((a, b) => a.index - b.index);
  return {
    width, columns, one, phones: all('phone'), addresses: all('address'), regions: all('region'),
    people: [
      ...several('coDebtor', all('coDebtorName'), all('coDebtorIdentity'), [], all('coDebtorPhone')),
      ...several('guarantor', all('guarantorName'), all('guarantorIdentity'), [], all('guarantorPhone')),
      ...single('spouse', all('spouseName')[0], all('spousePhone')),
      ...single('household', undefined, all('householdPhone')),
      ...single('employer', all('employerName')[0], all('employerPhone')),
      ...several('contact', all('contactName'), [], all('contactRelation'), all('contactPhone')),
    ],
    amounts: new Set(columns.columns.filter((column) => column.spec?.kind === 'amount').map((column) => column.place)),
    customs: columns.columns.filter((column) => column.field === 'custom'),
    instalments: instalments(all('scheduleDue'), all('scheduleAmount'), all('schedulePaid')),
  };
}

function instalments(due: readonly Column[], amount: readonly Column[], paid: readonly Column[]): InstalmentPlan[] {
  const at = (columns: readonly Column[], index: number): Column | undefined => columns.find((column) => column.index === index);
  return [...new Set([...due, ...amount, ...paid].map((column) => column.index))].sort((a, b) => a - b).map((index) => ({ number: index + 1, due: at(due, index), amount: at(amount, index), paid: at(paid, index) }));
}

function single(role: PartyRole, name: Column | undefined, phones: readonly Column[]): PersonPlan[] {
  return phones.length === 0 ? [] : [{ role, name, identity: undefined, relation: undefined, phones }];
}
/** Joined by number: 联系人姓名2 with 联系人电话2. Where one name stands for all, all numbers are that person's. */
function several(role: PartyRole, names: readonly Column[], identities: readonly Column[], relations: readonly Column[], phones: readonly Column[]): PersonPlan[] {
  if (names.length === 1 && identities.length <= 1 && relations.length <= 1) return [{ role, name: names[0], identity: identities[0], relation: relations[0], phones }];
  const at = (columns: readonly Column[], index: number): Column | undefined => columns.find((column) => column.index === index);
  const indexes = new Set([...names, ...identities, ...phones].map((column) => column.index));
  return [...indexes].sort((a, b) => a - b).map((index) => ({
    role, name: at(names, index), identity: at(identities, index), relation: at(relations, index), phones: phones.filter((column) => column.index === index),
  }));
}
