/** A JSON file named on the command line. */
import { readFileSync } from 'node:fs';
import { isDeeper, MOST_DEEP } from '../core/json.js';
import { isRecord } from './credentials.js';
import { CliError, EXIT } from './exit.js';

/** Its object; else a `CliError` (exit 7): `file.unreadable`, `file.not_json`, `file.not_object`. */
export function readObject(path: string): Readonly<Record<string, unknown>> {
  let text: string;
  try { text = readFileSync(path, 'utf8').replace(/^\uFEFF/, ''); } catch (error) {
    throw new CliError(EXIT.badInput, 'file.unreadable', `${path} can't be read: ${error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : 'it is no file, or permission is denied'}`);
  }
  let parsed: unknown;
  try { parsed = JSON.parse(text); } catch (error) {
    throw new CliError(EXIT.badInput, 'file.not_json', `${path} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  if (isDeeper(parsed)) throw new CliError(EXIT.badInput, 'file.not_json', `${path} is nested more than ${MOST_DEEP} deep`);
  if (!isRecord(parsed)) throw new CliError(EXIT.badInput, 'file.not_object', `${path} must hold one JSON object`);
  return parsed;
}
