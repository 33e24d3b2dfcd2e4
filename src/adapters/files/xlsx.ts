/**
 * XLSX workbooks: the first visible sheet (or the one named), row by row. Only the shared strings are held in memory, packed and bounded.
 * Formulas give the value Excel kept for them. Must not know what the columns mean.
 */
import { createHash } from 'node:crypto';
import { DamagedFile, type FileLimits, type FileOptions, type RawRow, type TableFile } from '../../app/ports/files.js';
import { fail, ok, type Result } from '../../core/result.js';
import { chunks } from './encoding.js';
import { columnOf, SheetReader, type Merge, type SheetFacts } from './sheet.js';
import { readSharedStrings, scan, SharedStrings } from './strings.js';
import { attribute, XmlScanner } from './xml.js';
import { damaged, ZipArchive } from './zip.js';

/** Sheets, formats and styles of a workbook that are looked at; Excel itself has no more. */
const MOST_SHEETS = 5_000;
const MOST_FORMATS = 65_536;
/** Longest format; Excel takes 255 characters. */
const LONGEST_FORMAT = 255;
/** Merged regions looked at; a sheet with more is no list. */
const MOST_MERGES = 20_000;

export async function openXlsx(path: string, options: FileOptions, limits: FileLimits): Promise<Result<Omit<TableFile, 'close'>>> {
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunks(path)) { hash.update(chunk); bytes += chunk.length; }
    const zip = await ZipArchive.open(path, limits);
    const book = await readWorkbook(zip, options.sheet);
    if (!book.ok) return book;
    const strings = new SharedStrings(limits.sharedStringBytes, limits.cellBytes);
    const size = zip.size(book.value.sheet);
    let read = 0;
    const facts: SheetFacts = {
      strings, limits, date1904: book.value.date1904,
      dates: book.value.styles === null ? [] : await readDateStyles(zip, book.value.styles),
      merges: await readMerges(zip, book.value.sheet),
    };
    if (book.value.strings !== null) await readSharedStrings(zip.read(book.value.strings), strings, limits.cellBytes);
    const rows = async function* (): AsyncGenerator<RawRow> {
      const reader = new SheetReader(facts);
      const scanner = new XmlScanner(reader);
      const decoder = new TextDecoder();
      for await (const chunk of zip.read(book.value.sheet)) {
        read += chunk.length;
        scanner.push(decoder.decode(chunk, { stream: true }));
        yield* reader.out;
        reader.out.length = 0;
      }
      scanner.push(decoder.decode());
      scanner.end();
      yield* reader.out;
    };
    return ok({ format: 'xlsx', encoding: null, bytes, hash: hash.digest('hex'), rows, progress: () => (size === 0 ? 1 : Math.min(1, read / size)) });
  } catch (error) {
    if (error instanceof DamagedFile) return { ok: false, error: error.failure };
    throw error;
  }
}

interface Book { readonly sheet: string; readonly strings: string | null; readonly styles: string | null; readonly date1904: boolean }

async function readWorkbook(zip: ZipArchive, wanted: string | undefined): Promise<Result<Book>> {
  const root = (await readTargets(zip, '_rels/.rels', '')).find((one) => one.type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
  if (!zip.has(root)) return fail('import.format', 'a ZIP archive, but no XLSX workbook');
  const folder = root.slice(0, root.lastIndexOf('/') + 1);
  const targets = await readTargets(zip, `${folder}_rels/${root.slice(folder.length)}.rels`, folder);
  const sheets: { name: string; hidden: boolean; id: string }[] = [];
  let date1904 = false;
  await scan(zip.read(root), {
    open(name, attributes) {
      if (name === 'sheet' && sheets.length < MOST_SHEETS) sheets.push({ name: attribute(attributes, 'name') ?? '', hidden: (attribute(attributes, 'state') ?? 'visible') !== 'visible', id: attribute(attributes, 'id') ?? '' });
      if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attribute(attributes, 'date1904') ?? '');
    },
    close() { /* nothing ends that matters */ },
    text() { /* no text here */ },
  });
  const chosen = wanted === undefined ? sheets.find((sheet) => !sheet.hidden) : sheets.find((sheet) => sheet.name === wanted);
  if (!chosen) return wanted === undefined ? fail('import.empty', 'the workbook has no visible sheet') : fail('import.sheet', `the workbook has no sheet named ${wanted.slice(0, 60)}`, 'sheet');
  const sheet = targets.find((one) => one.id === chosen.id)?.target;
  if (sheet === undefined || !zip.has(sheet)) throw damaged('its sheet is missing');
  const part = (kind: string): string | null => targets.find((one) => one.type.endsWith(kind) && zip.has(one.target))?.target ?? null;
  return ok({ sheet, strings: part('/sharedStrings'), styles: part('/styles'), date1904 });
}

async function readTargets(zip: ZipArchive, part: string, folder: string): Promise<readonly { readonly id: string; readonly type: string; readonly target: string }[]> {
  const found: { id: string; type: string; target: string }[] = [];
  if (!zip.has(part)) return found;
  await scan(zip.read(part), {
    open(name, attributes) {
      if (name !== 'Relationship' || found.length > 5_000) return;
      const target = attribute(attributes, 'Target') ?? '';
      found.push({ id: attribute(attributes, 'Id') ?? '', type: attribute(attributes, 'Type') ?? '', target: target.startsWith('/') ? target.slice(1) : folder + target.replace(/^\.\//, '') });
    },
    close() { /* flat list */ },
    text() { /* no text here */ },
  });
  return found;
}

/** Built-in formats that are dates (with or without time); 27–36 and 50–58 are those of Chinese and Japanese Excel. */
const isBuiltInDate = (id: number): boolean => (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
/** A format is a date when it speaks of years or days outside of quotes and brackets. */
const isDateFormat = (code: string): boolean => /[yd]|m{3,}|[年月日]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')) || /yy|年/i.test(code);

async function readDateStyles(zip: ZipArchive, part: string): Promise<boolean[]> {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  await scan(zip.read(part), {
    open(name, attributes) {
      if (name === 'numFmt') { if (custom.size < MOST_FORMATS) custom.set(Number(attribute(attributes, 'numFmtId')), isDateFormat((attribute(attributes, 'formatCode') ?? '').slice(0, LONGEST_FORMAT))); }
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells && styles.length < MOST_FORMATS) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0);
        styles.push(custom.get(id) ?? isBuiltInDate(id));
      }
    },
    close(name) { if (name === 'cellXfs') inCells = false; },
    text() { /* no text here */ },
  });
  return styles;
}

/** Merged regions stand after the rows, so the sheet is unpacked once only for them (no XML is read before they begin). */
async function readMerges(zip: ZipArchive, sheet: string): Promise<Merge[]> {
  const merges: Merge[] = [];
  let tail = '';
  let beyond = false;
  for await (const chunk of zip.read(sheet)) {
    if (!beyond) {
      const text = tail + chunk.toString('latin1');
      const at = text.search(/<\/(?:\w{1,16}:)?sheetData>/);
      beyond = at >= 0;
      tail = beyond ? text.slice(at) : text.slice(-32);
    } else if (tail.length < 4 * 1024 ** 2) tail += chunk.toString('latin1');
  }
  if (!beyond) return merges;
  for (const [, region] of tail.matchAll(/<(?:\w{1,16}:)?mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"/g)) {
    const corners = /^([A-Z]+)(\d+):[A-Z]+(\d+)$/.exec(region ?? '');
    if (!corners || merges.length >= MOST_MERGES) continue;
    const from = Number(corners[2]);
    const to = Number(corners[3]);
    if (to > from) merges.push({ column: columnOf(corners[1] ?? ''), from, to });
  }
  return merges;
}
