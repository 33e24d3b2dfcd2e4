/** The shared strings of a workbook, kept as UTF-8 in pages: about a third of the memory of JavaScript strings, and bounded. */
import { DamagedFile } from '../../app/ports/files.js';
import { attribute, XmlScanner, type XmlHandler } from './xml.js';

const PAGE = 1_048_576;
/** Bytes of one string's place and length. */
const PLACE = 12;
const tooMuch = (): DamagedFile => new DamagedFile({ code: 'import.tooBig', text: 'the workbook holds too much text; save it as CSV UTF-8' });

export class SharedStrings {
  private readonly pages: Buffer[] = [];
  private used = PAGE;
  /** Page × PAGE + place, and length in bytes; length -1: longer than a cell may be. */
  private starts = new Float64Array(4_096);
  private lengths = new Int32Array(4_096);
  private count = 0;

  constructor(private readonly mostBytes: number, private readonly cellBytes: number) {}

  /** Throws `DamagedFile` (`import.tooBig`) beyond the limit. */
  add(text: string): void {
    // Empty strings cost their places too: a sheet of nothing but them must not fill the memory.
    if (this.count * PLACE > this.mostBytes) throw tooMuch();
    if (this.count === this.starts.length) {
      const starts = new Float64Array(this.count * 2);
      const lengths = new Int32Array(this.count * 2);
      starts.set(this.starts);
      lengths.set(this.lengths);
      this.starts = starts;
      this.lengths = lengths;
    }
    const bytes = Buffer.byteLength(text);
    const place = this.count++;
    if (bytes > this.cellBytes) { this.lengths[place] = -1; return; }
    if (this.used + bytes > PAGE) {
      if ((this.pages.length + 1) * PAGE > this.mostBytes) throw tooMuch();
      this.pages.push(Buffer.allocUnsafeSlow(PAGE));
      this.used = 0;
    }
    const page = this.pages.length - 1;
    this.pages[page]?.write(text, this.used, 'utf8');
    this.starts[place] = page * PAGE + this.used;
    this.lengths[place] = bytes;
    this.used += bytes;
  }

  /** undefined: no such string; null: it is longer than a cell may be. */
  get(place: number): string | null | undefined {
    if (!(place >= 0 && place < this.count)) return undefined;
    const length = this.lengths[place] ?? 0;
    if (length < 0) return null;
    const start = this.starts[place] ?? 0;
    const within = start % PAGE;
    return this.pages[(start - within) / PAGE]?.toString('utf8', within, within + length) ?? '';
  }
  get size(): number { return this.count; }
}

/** Reads `sharedStrings.xml`; phonetic hints are left out, rich text is joined. */
export async function readSharedStrings(bytes: AsyncIterable<Buffer>, strings: SharedStrings, cellBytes: number): Promise<void> {
  let text = '';
  let taking = false;
  let phonetic = 0;
  const handler: XmlHandler = {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic++;
      else if (name === 't') taking = phonetic === 0;
    },
    close(name) {
      if (name === 'si') strings.add(unescapeExcel(text));
      else if (name === 'rPh') phonetic--;
      else if (name === 't') taking = false;
    },
    // One character over the limit is enough to know.
    text(piece) { if (taking && text.length <= cellBytes) text += piece; },
  };
  await scan(bytes, handler);
}

/** Runs a handler over a part. */
export async function scan(bytes: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
  const scanner = new XmlScanner(handler);
  const decoder = new TextDecoder();
  for await (const chunk of bytes) scanner.push(decoder.decode(chunk, { stream: true }));
  scanner.push(decoder.decode());
  scanner.end();
}

/** Excel writes control characters as `_x000D_`. */
export const unescapeExcel = (text: string): string =>
  text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text;

export { attribute };
