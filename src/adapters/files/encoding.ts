/**
 * Says in which encoding a text file is, in one pass that also hashes it, and what stands between its cells.
 * Validity is judged line by line, so that one dirty line does not condemn a file and a mixed file is not guessed at.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { fail, ok, type Result } from '../../core/result.js';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';
export interface Scan { readonly hash: string; readonly bytes: number; readonly encoding: Encoding }

/** A file may have one bad line in so many that hold anything but ASCII, and still be taken for its encoding. */
const TOLERATED = 0.01;
const LINE = 1_048_576;

/** Reads the file once. Fails with `import.encoding` and the first line that is in neither encoding, or `import.format` for binary content. */
export async function scanText(path: string, asked: 'auto' | 'utf-8' | 'gb18030'): Promise<Result<Scan>> {
  const hash = createHash('sha256');
  const utf8 = new LineJudge((line) => isUtf8(line));
  let bytes = 0;
  let mark: Encoding | null = null;
  let zeros = false;
  for await (const chunk of chunks(path)) {
    if (bytes === 0) mark = byteOrderMark(chunk);
    if (bytes < LINE && mark?.startsWith('utf-16') !== true && chunk.includes(0)) zeros = true;
    hash.update(chunk);
    bytes += chunk.length;
    if (mark === null || mark === 'utf-8') utf8.push(chunk);
  }
  utf8.end();
  const scan = (encoding: Encoding): Result<Scan> => ok({ hash: hash.digest('hex'), bytes, encoding });
  if (mark === 'utf-16le' || mark === 'utf-16be') return scan(mark);
  if (zeros) return fail('import.format', 'this is no text file: neither CSV nor XLSX');
  if ((mark === 'utf-8' || asked !== 'gb18030') && utf8.good(mark === 'utf-8' || asked === 'utf-8' ? 0.5 : TOLERATED)) return scan('utf-8');
  if (mark === 'utf-8' || asked === 'utf-8') return wrong('UTF-8', utf8);
  const gb = new LineJudge(isGb18030);
  for await (const chunk of chunks(path)) gb.push(chunk);
  gb.end();
  if (gb.good(asked === 'gb18030' ? 0.5 : TOLERATED)) return scan('gb18030');
  return wrong(asked === 'gb18030' ? 'GB18030' : 'UTF-8 nor GB18030', gb);
}

function wrong(what: string, judge: LineJudge): Result<never> {
  return fail('import.encoding', `the file is not in ${what}: line ${judge.firstBad} can't be read; save it as CSV UTF-8 or as XLSX`, `line ${judge.firstBad}`);
}

function byteOrderMark(head: Buffer): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;
}

const gbDecoder = new TextDecoder('gb18030', { fatal: true });
function isGb18030(line: Buffer): boolean {
  try {
    return !/[\ue000-\uf8ff\ufffd]/.test(gbDecoder.decode(line));
  } catch { return false; }
}

/** Counts lines that are not ASCII, and those of them that are not in the encoding. 0x0A is never part of a character in either. */
class LineJudge {
  firstBad = 0;
  private lines = 1;
  private telling = 0;
  private bad = 0;
  private rest: Buffer[] = [];
  private held = 0;
  private giant = false;

  constructor(private readonly valid: (bytes: Buffer) => boolean) {}

  push(chunk: Buffer): void {
    const cut = chunk.lastIndexOf(10) + 1;
    if (cut > 0) {
      const block = this.held === 0 && !this.giant ? chunk.subarray(0, cut) : Buffer.concat([...this.rest, chunk.subarray(0, cut)]);
      this.rest = [];
      this.held = 0;
      if (this.giant) { this.giant = false; this.lines++; this.block(block.subarray(block.indexOf(10) + 1)); } else this.block(block);
    }
    if (cut === chunk.length || this.giant) return;
    this.rest.push(Buffer.from(chunk.subarray(cut)));
    this.held += chunk.length - cut;
    // A line too long to be a row needs no judgement: the reader will refuse that row.
    if (this.held > LINE) { this.giant = true; this.rest = []; this.held = 0; }
  }
  end(): void {
    if (this.held > 0) this.block(Buffer.concat(this.rest));
  }
  good(tolerated: number): boolean {
    return this.bad === 0 || this.bad <= this.telling * tolerated;
  }

  private block(block: Buffer): void {
    const plain = isAscii(block);
    for (let start = 0; start < block.length; ) {
      const newline = block.indexOf(10, start);
      const end = newline < 0 ? block.length : newline;
      if (!plain) {
        const line = block.subarray(start, end);
        if (!isAscii(line)) {
          this.telling++;
          if (!this.valid(line)) { this.bad++; if (this.firstBad === 0) this.firstBad = this.lines; }
        }
      }
      if (newline >= 0) this.lines++;
      start = end + 1;
    }
  }
}

export async function* chunks(path: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 65_536 }) as AsyncIterable<Buffer>) yield chunk;
}

export type Delimiter = ',' | ';' | '\t' | '|';
/** What the first line that says something uses most between its cells; comma when it uses nothing. */
export function sniffDelimiter(text: string): Delimiter {
  const line = text.split(/[\r\n]/).find((one) => /\S/.test(one)) ?? '';
  const outside = line.replace(/"[^"]*"?/g, '');
  let best: Delimiter = ',';
  let most = 0;
  for (const delimiter of [',', ';', '\t', '|'] as const) {
    const count = outside.split(delimiter).length - 1;
    if (count > most) { best = delimiter; most = count; }
  }
  return best;
}
/** CR alone is a newline only where no LF is. */
export const sniffNewline = (text: string): '\n' | '\r' => (!text.includes('\n') && text.includes('\r') ? '\r' : '\n');
