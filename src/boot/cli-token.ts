/**
 * Who may read the database's folder may administer anyway; so the server leaves a token there for the command line.
 * It belongs to a user of its own, so that the audit trail tells a person from the command line of the machine.
 */
import { createHash, randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Log, Timer } from '../app/ports/system.js';
import type { Store } from '../app/ports/store.js';
import { NO_PASSWORD } from '../app/usecases/passwords.js';
import type { Id } from '../core/units.js';
import { TOKEN_FILE } from './files.js';

const LOGIN = 'local-command-line';
const LENGTH = 12 * 3_600_000;
const RENEW_EVERY = 3_600_000;

export interface CliToken { close(): Promise<void> }

export async function leaveCliToken(deps: { readonly store: Store; readonly clock: Clock; readonly log: Log }, folder: string, url: string): Promise<CliToken> {
  const { store, clock } = deps;
  const userId = await userOf(store, clock.now());
  const token = randomBytes(32).toString('base64url');
  const at = clock.now();
  const made = await store.run('create', {
    kind: 'session', at, note: { type: 'session.opened', actor: userId, data: { by: 'server start' } },
    row: { userId, tokenHash: createHash('sha256').update(token).digest('hex'), expiresAt: at + LENGTH, revokedAt: null, provedAt: at + LENGTH },
  });
  if (!made.ok) throw new Error(`the command line's session could not be stored: ${made.error.text}`);
  const path = join(folder, TOKEN_FILE);
  writeFileSync(path, JSON.stringify({ url, token, pid: process.pid }), { mode: 0o600 });
  const session = new Session(store, clock, made.value.id, deps.log);
  return { close: async () => { rmSync(path, { force: true }); await session.revoke(); } };
}

/** Keeps the session alive and proven as long as the server lives, and ends it with it: who reads the file needs no password. */
class Session {
  readonly #timer: Timer;
  constructor(private readonly store: Store, private readonly clock: Clock, private readonly id: Id, private readonly log: Log) {
    this.#timer = clock.every(RENEW_EVERY, () => { void this.#change({ expiresAt: clock.now() + LENGTH, provedAt: clock.now() + LENGTH }); });
  }
  async revoke(): Promise<void> {
    this.#timer.cancel();
    await this.#change({ revokedAt: this.clock.now() });
  }
  async #change(patch: { readonly expiresAt?: number; readonly provedAt?: number; readonly revokedAt?: number }): Promise<void> {
    try {
      const row = await this.store.get('session', this.id);
      if (row) await this.store.run('change', { kind: 'session', id: this.id, expectedVersion: row.version, patch, at: this.clock.now() });
    } catch (error) {
      this.log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'the session of the command line could not be changed');
    }
  }
}

async function userOf(store: Store, at: number): Promise<Id> {
  const [known] = await store.find('user', { where: { login: LOGIN }, limit: 1 });
  if (known) return known.id;
  const [operator] = await store.find('entity', { where: { kind: 'operator' }, limit: 1 });
  if (!operator) throw new Error('there is no operator entity yet');
  const made = await store.run('create', {
    kind: 'user', at, note: { type: 'user.created', actor: 'first-run' },
    row: {
      // This user only ever comes with the token file.
      login: LOGIN, displayName: 'Command line of the server', passwordHash: NO_PASSWORD, role: 'administrator', entityId: operator.id, teamId: null,
      skills: [], desk: null, enabled: true, mustChangePassword: false,
    },
  });
  if (!made.ok) throw new Error(`the command line's user could not be made: ${made.error.text}`);
  return made.value.id;
}
