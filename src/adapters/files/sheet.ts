/** The rows of one worksheet, as its XML goes by. */
import type { FileLimits, RawRow, RowProblem } from '../../app/ports/files.js';
import { unescapeExcel, type SharedStrings } from './strings.js';
import { attribute, type XmlHandler } from './xml.js';

/** Merged cells of one column: the value of the first row stands for all of them. */
export interface Merge { readonly column: number; readonly from: number; readonly to: number }
export interface SheetFacts {
  readonly strings: SharedStrings;
  /** By style number: is it a date format? */
  readonly dates: readonly boolean[];
  readonly date1904: boolean;
  readonly merges: readonly Merge[];
  readonly limits: Pick<FileLimits, 'cellBytes' | 'columns'>;
}

/** Rows of a sheet at most (Excel's limit, as ECMA-376 leaves it open). */
const MOST_ROWS = 1_048_576;

export class SheetReader implements XmlHandler {
  /** Rows read since the caller last emptied it. */
  readonly out: RawRow[] = [];
  private number = 0;
  private within = false;
  private cells: string[] = [];
  private column = -1;
  private problem: RowProblem | null = null;
  private type = '';
  private style = 0;
  private value = '';
  private taking = false;
  private phonetic = 0;
  /** Merges that cover the rows about now, with the text of their first cell: one a column, as regions may not overlap. */
  private readonly spanning = new Map<number, { readonly merge: Merge; readonly text: string }>();
  private nextMerge = 0;
  private readonly merges: readonly Merge[];

  constructor(private readonly facts: SheetFacts) {
    this.merges = [...facts.merges].sort((a, b) => a.from - b.from);
  }

  open(name: string, attributes: string): void {
    switch (name) {
      case 'row': {
        // One begun within another ends that one: each is told once.
        this.row();
        this.within = true;
        const given = Number(attribute(attributes, 'r') ?? Number.NaN);
        // A number no sheet has is no number of a row: those after it could not be told apart.
        this.number = Number.isSafeInteger(given) && given > this.number && given <= MOST_ROWS ? given : this.number + 1;
        this.cells = [];
        this.column = -1;
        this.problem = null;
        return;
      }
      case 'c': {
        const at = attribute(attributes, 'r');
        this.column = at === null ? this.column + 1 : columnOf(at);
        this.type = attribute(attributes, 't') ?? 'n';
        this.style = Number(attribute(attributes, 's') ?? 0);
        this.value = '';
        return;
      }
      case 'rPh': this.phonetic++; return;
      case 'v': case 't': this.taking = this.phonetic === 0; return;
    }
  }
  text(piece: string): void {
    if (this.taking && this.value.length <= this.facts.limits.cellBytes) this.value += piece;
  }
  close(name: string): void {
    switch (name) {
      case 'v': case 't': this.taking = false; return;
      case 'rPh': this.phonetic--; return;
      case 'c': this.cell(); return;
      case 'row': this.row(); return;
    }
  }

  private cell(): void {
    if (this.column < 0 || this.column >= this.facts.limits.columns) {
      this.problem ??= { code: 'import.tooManyColumns', reason: `more than ${this.facts.limits.columns} columns`, at: null };
      return;
    }
    const text = this.read();
    if (text === null) this.problem ??= { code: 'import.cellTooLong', reason: `a cell of more than ${this.facts.limits.cellBytes} bytes`, at: this.column };
    while (this.cells.length < this.column) this.cells.push('');
    this.cells[this.column] = text ?? '';
  }

  /** The cell's text; null when it is too long. */
  private read(): string | null {
    if (this.value === '') return '';
    const most = this.facts.limits.cellBytes;
    switch (this.type) {
      case 's': {
        const text = this.facts.strings.get(Number(this.value));
        return text === undefined ? '' : text === null ? null : text.trim();
      }
      case 'n': return this.facts.dates[this.style] === true ? dateText(this.value, this.facts.date1904) : numberText(this.value);
      case 'b': return this.value === '1' ? 'TRUE' : 'FALSE';
      case 'd': return this.value.replace('T', ' ').replace(/ 00:00:00(?:\.0+)?Z?$/, '');
      default: return this.value.length > most || (this.value.length * 3 > most && Buffer.byteLength(this.value) > most) ? null : unescapeExcel(this.value).trim();
    }
  }

  private row(): void {
    if (!this.within) return;
    this.within = false;
    const merged = this.fill();
    if (this.cells.some((cell) => cell !== '') || this.problem) {
      this.out.push({ number: this.number, cells: this.cells, ...(merged.length > 0 ? { merged } : {}), ...(this.problem ? { problem: this.problem } : {}) });
    }
  }

  /** Carries the text of merged cells downwards; returns the places that were filled. */
  private fill(): number[] {
    const filled: number[] = [];
    if (this.spanning.size > 0) {
      for (const [column, { merge, text }] of this.spanning) {
        if (merge.to < this.number) { this.spanning.delete(column); continue; }
        if ((this.cells[column] ?? '') !== '') continue;
        while (this.cells.length <= merge.column) this.cells.push('');
        this.cells[merge.column] = text;
        filled.push(merge.column);
      }
    }
    for (let next = this.merges[this.nextMerge]; next && next.from <= this.number; next = this.merges[++this.nextMerge]) {
      const text = next.from === this.number ? this.cells[next.column] ?? '' : '';
      if (text !== '') this.spanning.set(next.column, { merge: next, text });
    }
    return filled;
  }
}

/** `BC12` → 54. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** A number as Excel shows it at full precision: 15 digits, no exponent unless digits are lost (then `1.10101E+17`). */
export function numberText(raw: string): string {
  if (/^-?\d{1,15}$/.test(raw)) return raw;
  const value = Number(raw);
  if (!Number.isFinite(value)) return raw.trim().slice(0, 64);
  if (Number.isInteger(value) && Math.abs(value) >= 1e15) return value.toExponential(5).replace('e', 'E');
  const short = Number(value.toPrecision(15));
  return Math.abs(short) < 1e-6 && short !== 0 ? '0' : String(short);
}

/** A serial day as `YYYY-MM-DD`, with the time when there is one. */
export function dateText(raw: string, date1904: boolean): string {
  const serial = Number(raw) + (date1904 ? 1462 : 0);
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_466) return raw.slice(0, 64);
  // Excel's calendar has a 29 February 1900: days before it are one off.
  const at = Math.round((serial - 25_569 + (serial < 60 ? 1 : 0)) * 86_400) * 1000;
  const text = new Date(at).toISOString();
  const time = text.slice(11, 19);
  return time === '00:00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${time}`;
}
