/** CSV files: encoding, delimiter, records, in bounded memory. */
import type { FileLimits, FileOptions, RawRow, TableFile } from '../../app/ports/files.js';
import { fail, ok, type Result } from '../../core/result.js';
import { PieceDecoder } from './decoder.js';
import { chunks, scanText, sniffDelimiter, sniffNewline, type Delimiter, type Encoding } from './encoding.js';
import { CsvSplitter } from './splitter.js';

export interface CsvOptions { readonly encoding: Encoding; readonly delimiter?: Delimiter | undefined; readonly limits: Pick<FileLimits, 'cellBytes' | 'lineBytes' | 'columns'> }

export async function openCsv(path: string, options: FileOptions, limits: FileLimits): Promise<Result<Omit<TableFile, 'close'>>> {
  const scanned = await scanText(path, options.encoding ?? 'auto');
  if (!scanned.ok) return scanned;
  const { encoding, bytes, hash } = scanned.value;
  if (bytes === 0) return fail('import.empty', 'the file is empty');
  let read = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of chunks(path)) { read += chunk.length; yield chunk; }
  };
  return ok({ format: 'csv', encoding, bytes, hash, rows: () => readCsv(counted(), { encoding, delimiter: options.delimiter, limits }), progress: () => Math.min(1, read / bytes) });
}

/**
 * Rows of CSV from bytes in pieces cut anywhere, each asked for when the one before has come. Not a generator of rows: three
 * turns of promises for each would cost several times what reading a short row does.
 */
export function readCsv(bytes: AsyncIterable<Uint8Array>, options: CsvOptions): AsyncIterableIterator<RawRow, undefined> {
  const from = batches(bytes, options);
  let rows: readonly RawRow[] = [];
  let at = 0;
  const more = async (): Promise<IteratorResult<RawRow, undefined>> => {
    const next = await from.next();
    const first = next.done === true ? undefined : next.value[0];
    if (next.done === true || first === undefined) return { done: true, value: undefined };
    rows = next.value;
    at = 1;
    return { done: false, value: first };
  };
  const reader: AsyncIterableIterator<RawRow, undefined> = {
    [Symbol.asyncIterator]: () => reader,
    next: () => {
      const row = rows[at];
      if (row === undefined) return more();
      at += 1;
      return Promise.resolve({ done: false, value: row });
    },
    return: async () => {
      rows = [];
      await from.return(undefined);
      return { done: true, value: undefined };
    },
  };
  return reader;
}

/** The rows of each piece that completes any; never none. */
async function* batches(bytes: AsyncIterable<Uint8Array>, options: CsvOptions): AsyncGenerator<readonly RawRow[], undefined> {
  const decoder = new PieceDecoder(options.encoding);
  let splitter: CsvSplitter | null = null;
  // Held until a line is complete (or 64 KB are there), to see what stands between the cells.
  let head = '';
  let dirty = false;
  for await (const chunk of bytes) {
    let text = decoder.decode(chunk);
    if (!dirty && text.includes('\ufffd')) dirty = true;
    if (splitter === null) {
      head += text;
      if (head.length < 65_536 && !hasWholeLine(head)) continue;
      splitter = new CsvSplitter(options.delimiter ?? sniffDelimiter(head), sniffNewline(head), options.limits);
      text = head.replace(/^\ufeff/, '');
      head = '';
    }
    const out: RawRow[] = [];
    splitter.push(text, out);
    if (out.length > 0) yield dirty ? out.map(checked) : out;
  }
  const tail = head + decoder.end();
  splitter ??= new CsvSplitter(options.delimiter ?? sniffDelimiter(tail), sniffNewline(tail), options.limits);
  const out: RawRow[] = [];
  splitter.push(tail.replace(/^\ufeff/, ''), out);
  splitter.end(out);
  if (out.length > 0) yield out.map(checked);
}

/**
 * A line that says something, an LF after it and a character more: a CR alone may still turn out to be a character of a cell. In
 * one pass, as it is looked at again with each piece.
 */
function hasWholeLine(text: string): boolean {
  const said = text.search(/\S/);
  const end = said < 0 ? -1 : text.indexOf('\n', said);
  return end >= 0 && end + 1 < text.length;
}

/** A row with characters that are none in this encoding can't be trusted. */
function checked(row: RawRow): RawRow {
  if (row.problem) return row;
  const at = row.cells.findIndex((cell) => cell.includes('\ufffd'));
  return at < 0 ? row : { ...row, problem: { code: 'import.encoding', reason: 'holds bytes that are no characters in the file’s encoding', at } };
}
