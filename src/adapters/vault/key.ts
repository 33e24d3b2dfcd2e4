/** Where the vault's key comes from: a file outside the database, made at the first start. Without it the data is lost. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { VaultError } from './vault.js';

const KEY_BYTES = 32;

export interface KeyFile {
  readonly key: Buffer;
  /** It was not there and has been made: say so, and that it must be backed up. */
  readonly created: boolean;
  /** Others than its owner may read it: worth a warning. */
  readonly exposed: boolean;
}

/** Base64 (or base64url) of 32 bytes. */
export function parseKey(text: string): Buffer {
  const trimmed = text.trim();
  const key = /^[\w+/-]{43}=?$/.test(trimmed) ? Buffer.from(trimmed, 'base64') : undefined;
  if (key?.length !== KEY_BYTES) throw new VaultError('the vault key must be base64 of 32 bytes (44 characters): make one with `openssl rand -base64 32`');
  return key;
}

export function keyFromFile(path: string): KeyFile {
  const there = read(path);
  if (there) return { ...there, created: false };
  make(path);
  const made = read(path);
  if (!made) throw new VaultError(`the key file ${path} vanished as it was made`);
  return { ...made, created: true };
}

function read(path: string): { key: Buffer; exposed: boolean } | undefined {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(path, 'utf8');
    mode = statSync(path).mode;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw new VaultError(`can't read the key file ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return { key: parseKey(text), exposed: (mode & 0o077) !== 0 };
  } catch {
    throw new VaultError(`the key file ${path} does not hold base64 of 32 bytes: restore it from a backup (a new key can't open what the old one sealed)`);
  }
}

/** Written whole beside its place and linked there: two processes that start at once end up with one key. */
function make(path: string): void {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    makeFolder(dirname(resolve(path)));
    const file = openSync(draft, 'wx', 0o600);
    try {
      writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    try {
      linkSync(draft, path);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    rmSync(draft);
    const folder = openSync(dirname(path), 'r');
    try { fsyncSync(folder); } finally { closeSync(folder); }
  } catch (error) {
    throw new VaultError(`can't make the key file ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
/** One by one from the top: Node's own `recursive` never ends where making a folder says ENOENT (/proc, some mounts). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
