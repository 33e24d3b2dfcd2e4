/** Reads a file of recorded pacing decisions, gzipped or not, line by line. */
import { createReadStream, openSync, readSync, closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { constants, createGunzip } from 'node:zlib';
import type { PacingBegin, PacingLine } from '../app/ports/pacing-log.js';
import { isRecord } from './credentials.js';
import { CliError, EXIT } from './exit.js';

const bad = (path: string, code: string, text: string): CliError => new CliError(EXIT.badInput, code, `${path}: ${text}`);

/** Its beginning, then its decisions. What was cut off by a kill in the middle of a line is left out. */
export async function* readPacingFile(path: string): AsyncGenerator<{ readonly begin: PacingBegin } | { readonly line: PacingLine; readonly number: number }> {
  let source: NodeJS.ReadableStream;
  try { source = open(path); } catch (error) {
    throw bad(path, 'file.unreadable', error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : 'it is no file, or permission is denied');
  }
  let number = 0;
  let held: string | null = null;
  const seen = { begin: false };
  const read = (text: string, last: boolean): { readonly begin: PacingBegin } | { readonly line: PacingLine; readonly number: number } | null => {
    let value: unknown;
    try { value = JSON.parse(text); } catch {
      if (last && seen.begin) return null;
      throw bad(path, 'pacing.not_json', `line ${number} is not JSON: is this a file of recorded pacing decisions?`);
    }
    if (!seen.begin) {
      if (!isRecord(value) || !isRecord(value['settings']) || !isRecord(value['state'])) throw bad(path, 'pacing.no_beginning', 'its first line is not the beginning of a recording');
      if (value['v'] !== 1) throw bad(path, 'pacing.version', `it was recorded in version ${String(value['v'])} of the format; this program reads version 1`);
      seen.begin = true;
      // The first line says what wrote it; the rest was written by the same program.
      return { begin: value as unknown as PacingBegin };
    }
    if (!isRecord(value) || !Array.isArray(value['e']) || !isRecord(value['s']) || !isRecord(value['d'])) throw bad(path, 'pacing.bad_line', `line ${number} is not a decision`);
    return { line: value as unknown as PacingLine, number };
  };
  try {
    for await (const text of createInterface({ input: source, crlfDelay: Infinity })) {
      if (held !== null) { number += 1; const one = read(held, false); if (one) yield one; }
      held = text;
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw bad(path, 'file.unreadable', error instanceof Error ? error.message : 'it can not be read');
  }
  if (held !== null && held !== '') { number += 1; const one = read(held, true); if (one) yield one; }
  if (!seen.begin) throw bad(path, 'pacing.empty', 'it holds nothing');
}

function open(path: string): NodeJS.ReadableStream {
  const head = Buffer.alloc(2);
  const fd = openSync(path, 'r');
  try { readSync(fd, head, 0, 2, 0); } finally { closeSync(fd); }
  const file = createReadStream(path);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return file;
  // A file that was being written when its server died ends without its last block.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}
