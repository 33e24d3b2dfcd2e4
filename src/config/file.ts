/** Reads a settings file: JSON (an object of variables) or lines of `NAME=value`. Knows no setting. */
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Given, Problem } from './problems.js';

/** Files looked for in the working folder when DUNWELL_CONFIG names none. */
const USUAL = ['dunwell.env', '.env'];

export interface FileReading { readonly path: string | null; readonly given: readonly Given[]; readonly problems: readonly Problem[] }

export function readSettingsFile(named: string | undefined, folder: string): FileReading {
  const path = named ?? USUAL.find((name) => existsSync(resolve(folder, name)));
  if (path === undefined) return { path: null, given: [], problems: [] };
  let text: string;
  try {
    text = readFileSync(isAbsolute(path) ? path : resolve(folder, path), 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    return { path, given: [], problems: [{ name: 'DUNWELL_CONFIG', value: path, where: 'environment', text: `can't be read: ${error instanceof Error ? error.message : 'unknown error'}` }] };
  }
  return path.endsWith('.json') || text.trimStart().startsWith('{') ? fromJson(path, text) : fromLines(path, text);
}

function fromJson(path: string, text: string): FileReading {
  let parsed: unknown;
  try { parsed = JSON.parse(text); } catch (error) {
    return { path, given: [], problems: [{ name: path, value: null, where: path, text: `is not JSON: ${error instanceof Error ? error.message.replace(/"[^"]*"/g, '…') : ''}` }] };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return { path, given: [], problems: [{ name: path, value: null, where: path, text: 'must be one JSON object: {"DUNWELL_HTTP_PORT": 8080}' }] };
  const given: Given[] = [];
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') given.push({ name, value: String(value), where: path });
    else problems.push({ name, value: null, where: path, text: 'must be a text, a number, true or false' });
  }
  return { path, given, problems };
}

function fromLines(path: string, text: string): FileReading {
  const given: Given[] = [];
  const problems: Problem[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const where = `${path}, line ${index + 1}`;
    const match = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (match?.[1] === undefined) problems.push({ name: path, value: null, where, text: 'is not NAME=value' });
    else given.push({ name: match[1], value: unquote(match[2] ?? ''), where });
  }
  return { path, given, problems };
}

/** `"…"` and `'…'` lose their quotes; otherwise a ` #` starts a comment. */
function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value);
  return quoted ? (quoted[2] ?? '') : value.replace(/\s+#.*$/, '').trim();
}
