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

/** Rows of CSV from bytes in pieces cut anywhere. */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>, options: CsvOptions): AsyncGenerator<RawRow> {
  const decoder = new PieceDecoder(options.encoding);
  let splitter: CsvSplitter | null = null;
  // Held until a line is complete (or 64 KB are there), to see what stands between the cells.
  let head = '';
  let dirty = false;
  const out: RawRow[] = [];
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
    splitter.push(text, out);
    for (const row of out) yield dirty ? checked(row) : row;
    out.length = 0;
  }
  const tail = head + decoder.end();
  splitter ??= new CsvSplitter(options.delimiter ?? sniffDelimiter(tail), sniffNewline(tail), options.limits);
  splitter.push(tail.replace(/^\ufeff/, ''), out);
  splitter.end(out);
  for (const row of out) yield checked(row);
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
