/**
 * CSV from text in pieces cut anywhere, one record at a time, in bounded memory: a record under way is held, never more than
 * `lineBytes` of it. Quotes, `""`, newlines inside quotes; LF, CRLF or CR.
 *
 * A quote that is opened and never closed must not swallow the rows after it: the row that opened it is reported and reading
 * goes on at the next line. Must not know encodings, files or what the columns mean.
 */
import type { FileLimits, RawRow, RowProblem } from '../../app/ports/files.js';

type Parsed = { readonly kind: 'record'; readonly end: number; readonly cells: string[] } | { readonly kind: 'broken'; readonly at: number; /** How far was looked. */ readonly to: number } | { readonly kind: 'unfinished'; readonly opened: number };

export class CsvSplitter {
  private rest = '';
  /** The line under way is over its limit: everything up to the next newline is dropped. */
  private skipping = false;
  private number = 0;
  /** Cells of the first record. */
  private width = 0;
  /** No quote in `rest` before this place. */
  private quote = -1;
  /**
   * Up to this place of the buffer no quote closes that was looked for: until there a cell must close on its own line. Otherwise a
   * file of nothing but doubled quotes would be searched to its end once for each of its lines.
   */
  private searched = 0;

  constructor(private readonly delimiter: string, private readonly newline: '\n' | '\r', private readonly limits: Pick<FileLimits, 'cellBytes' | 'lineBytes' | 'columns'>) {}

  /** Takes the next piece of text; complete records are put into `out`. Blank lines only count. */
  push(text: string, out: RawRow[]): void {
    this.run(text, false, out);
  }
  /** The text is over. */
  end(out: RawRow[]): void {
    this.run('', true, out);
  }

  private run(text: string, last: boolean, out: RawRow[]): void {
    const buffer = this.rest === '' ? text : this.rest + text;
    let start = 0;
    this.quote = buffer.indexOf('"');
    for (;;) {
      const newline = buffer.indexOf(this.newline, start);
      if (newline < 0 && !last) break;
      if (start >= buffer.length && !this.skipping) break;
      const end = newline < 0 ? buffer.length : newline;
      if (this.skipping) {
        this.skipping = false;
        out.push({ number: ++this.number, cells: [], problem: this.tooLong() });
        start = end + 1;
        continue;
      }
      if (this.quote >= 0 && this.quote < start) this.quote = buffer.indexOf('"', start);
      if (this.quote < 0 || this.quote >= end) {
        this.plain(buffer.slice(start, end), out);
        start = end + 1;
        continue;
      }
      const alone = start < this.searched;
      const parsed = alone ? this.quoted(buffer.slice(0, end), start, true) : this.quoted(buffer, start, last);
      if (parsed.kind === 'unfinished') {
        if (!last && !alone && buffer.length - start <= this.limits.lineBytes) break;
        if (!alone) this.searched = buffer.length;
        start = this.broken(buffer, start, parsed.opened, out);
      } else if (parsed.kind === 'broken') {
        this.searched = Math.max(this.searched, parsed.to);
        start = this.broken(buffer, start, parsed.at, out);
      }
      else {
        this.record(parsed.cells, buffer.slice(start, parsed.end), out);
        start = parsed.end + 1;
      }
    }
    this.rest = start >= buffer.length ? '' : buffer.slice(start);
    this.searched = Math.max(0, this.searched - start);
    if (!this.skipping && this.rest.length > this.limits.lineBytes) this.skipping = true;
    if (this.skipping || last) this.rest = '';
  }

  private plain(line: string, out: RawRow[]): void {
    const whole = this.newline === '\n' && line.endsWith('\r') ? line.slice(0, -1) : line;
    if (whole === '') { this.number++; return; }
    this.record(whole.split(this.delimiter), whole, out);
  }

  private record(cells: string[], text: string, out: RawRow[]): void {
    const number = ++this.number;
    if (over(text, this.limits.lineBytes)) { out.push({ number, cells: [], problem: this.tooLong() }); return; }
    const problem = this.check(cells, text);
    if (this.width === 0) this.width = cells.length;
    if (problem === null) out.push({ number, cells: cleaned(cells) });
    else out.push({ number, cells: cleaned(cells.slice(0, this.limits.columns)), problem });
  }

  private check(cells: readonly string[], text: string): RowProblem | null {
    if (cells.length > this.limits.columns) return { code: 'import.tooManyColumns', reason: `more than ${this.limits.columns} columns`, at: null };
    if (text.length * 3 <= this.limits.cellBytes) return null;
    const at = cells.findIndex((cell) => over(cell, this.limits.cellBytes));
    if (at < 0) return null;
    return { code: 'import.cellTooLong', reason: `a cell of more than ${this.limits.cellBytes} bytes`, at };
  }

  /** Reads the record that begins at `start` and has a quote in it. */
  private quoted(buffer: string, start: number, last: boolean): Parsed {
    const cells: string[] = [];
    let place = start;
    for (;;) {
      if (buffer.charCodeAt(place) === 34) {
        const cell = this.quotedCell(buffer, start, place, last);
        if (typeof cell === 'number') return cell < 0 ? { kind: 'unfinished', opened: place } : { kind: 'broken', at: place, to: cell };
        cells.push(cell.text);
        place = cell.end;
      } else {
        const end = this.cellEnd(buffer, place);
        if (end < 0 && !last) return { kind: 'unfinished', opened: buffer.length };
        cells.push(buffer.slice(place, end < 0 ? buffer.length : end));
        place = end < 0 ? buffer.length : end;
      }
      if (place >= buffer.length || buffer[place] === this.newline) {
        const tail = cells.at(-1);
        if (this.newline === '\n' && tail?.endsWith('\r')) cells[cells.length - 1] = tail.slice(0, -1);
        return place >= buffer.length && !last ? { kind: 'unfinished', opened: buffer.length } : { kind: 'record', end: place, cells };
      }
      place++;
    }
  }

  /** Where the cell that begins at `place` ends: at a delimiter or newline; -1 when neither is there. */
  private cellEnd(buffer: string, place: number): number {
    for (let at = place; at < buffer.length; at++) {
      const letter = buffer[at];
      if (letter === this.delimiter || letter === this.newline) return at;
    }
    return -1;
  }

  /** A cell that opens with a quote at `open`. -1: its end is not in the buffer; another number: malformed, as a quote there shows. */
  private quotedCell(buffer: string, start: number, open: number, last: boolean): { readonly text: string; readonly end: number } | number {
    let close = buffer.indexOf('"', open + 1);
    let doubled = false;
    while (close >= 0 && buffer.charCodeAt(close + 1) === 34) { doubled = true; close = buffer.indexOf('"', close + 2); }
    if (close < 0 || (close + 2 >= buffer.length && !last)) return -1;
    const inside = buffer.slice(open + 1, close);
    let after = close + 1;
    if (this.newline === '\n' && buffer[after] === '\r' && (buffer[after + 1] === '\n' || after + 1 >= buffer.length)) after++;
    if (after >= buffer.length || buffer[after] === this.newline || buffer[after] === this.delimiter) {
      if (inside.includes(this.newline)) {
        const lastEnd = buffer.indexOf(this.newline, close);
        if (lastEnd < 0 && !last) return -1;
        if (this.looksStray(buffer, start, open, close, lastEnd < 0 ? buffer.length : lastEnd)) return close;
      }
      return { text: doubled ? inside.replaceAll('""', '"') : inside, end: after };
    }
    // `"East" Street`: quotes used as letters; harmless as long as nothing was swallowed between them.
    if (inside.includes(this.newline) || inside.includes(this.delimiter)) return close;
    const end = this.cellEnd(buffer, after);
    if (end < 0 && !last) return -1;
    return { text: buffer.slice(open, end < 0 ? buffer.length : end), end: end < 0 ? buffer.length : end };
  }

  /** Two stray quotes some lines apart look like one cell; then the lines of both are whole rows by themselves. */
  private looksStray(buffer: string, start: number, open: number, close: number, lastEnd: number): boolean {
    if (this.width < 3) return false;
    const firstEnd = buffer.indexOf(this.newline, open);
    const lastStart = buffer.lastIndexOf(this.newline, close) + 1;
    return this.count(buffer, start, firstEnd) === this.width - 1 && this.count(buffer, lastStart, lastEnd) === this.width - 1;
  }
  private count(buffer: string, from: number, to: number): number {
    let found = 0;
    for (let at = buffer.indexOf(this.delimiter, from); at >= 0 && at < to; at = buffer.indexOf(this.delimiter, at + 1)) found++;
    return found;
  }

  /** Reports the row whose quote at `opened` never closes; returns where the next line begins. */
  private broken(buffer: string, start: number, opened: number, out: RawRow[]): number {
    const newline = buffer.indexOf(this.newline, opened);
    if (newline < 0) {
      if (buffer.length - start > this.limits.lineBytes) { this.skipping = true; return buffer.length; }
      out.push({ number: ++this.number, cells: [], problem: QUOTE });
      return buffer.length;
    }
    out.push({ number: ++this.number, cells: [], problem: newline - start > this.limits.lineBytes ? this.tooLong() : QUOTE });
    return newline + 1;
  }

  private tooLong(): RowProblem {
    return { code: 'import.lineTooLong', reason: `a line of more than ${this.limits.lineBytes} bytes`, at: null };
  }
}

const QUOTE: RowProblem = { code: 'import.quote', reason: 'a quotation mark is opened and not closed, or closed in the middle of a cell', at: null };

/** More bytes of UTF-8 than allowed? */
function over(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && Buffer.byteLength(text) > bytes);
}
/** All of them, in place. By index: this is done for every row of every file. */
function cleaned(cells: string[]): string[] {
  for (let place = 0; place < cells.length; place++) cells[place] = clean(cells[place] ?? '');
  return cells;
}
/** Blanks around it go, and the `="…"` with which spreadsheets are told "this is text". */
function clean(cell: string): string {
  const text = cell.trim();
  return text.startsWith('="') && text.endsWith('"') ? text.slice(2, -1) : text;
}
