/**
 * A new key for everything the vault seals. The work is done on a copy; the database and its key stay as they are and serve until
 * the copy, proven, takes its place in one step. Killed at any moment before, the next run begins anew with the same new key;
 * killed after, the next run or the next start of the server moves the key files up.
 */
import { existsSync, readdirSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makePolicies, shippedTexts } from '../adapters/packs/index.js';
import { backUpAtOnce, countSealed, rekeyFile, SqliteStore, type Rekeyed } from '../adapters/sqlite/index.js';
import { uuidIds } from '../adapters/system/index.js';
import { AesVault, FIELDS, keyFromFile, NodeEvidence, parseKey, VaultError } from '../adapters/vault/index.js';
import { loadZones } from '../adapters/zones/index.js';
import type { SealedField } from '../app/ports/vault.js';
import { KEYS_CHANGED } from '../core/evidence/index.js';
import type { Config } from '../config.js';
import { endRotation, formerFile, keyIdOf, nextFile, RING, sealedBy, unlock } from './key.js';
import { lockDatabase } from './lock.js';
import { drop, putInstead } from './swap.js';

export type RotateConfig = Pick<Config, 'db' | 'key' | 'oldKey' | 'keyFile' | 'zones' | 'backups'>;
/** Codes: `keys.no_database`, `keys.no_key`, `keys.old_missing`, `keys.foreign`, `keys.disk`, `keys.unproven`. */
export class KeysRefused extends Error {
  constructor(readonly code: string, text: string) { super(text); }
}
export interface Rotated {
  readonly from: string; readonly to: string;
  /** It had been done already, by a run that was killed at its very end or by this key. */
  readonly already: boolean;
  readonly done: Rekeyed | null;
  /** Where the old key is kept; null: it came from the environment. */
  readonly oldKeyFile: string | null;
  /** Backups that open with the old key only. */
  readonly oldBackups: readonly string[];
}
type Step = (what: string) => void;

/** Throws `DatabaseInUse` while a server runs, `KeysRefused`, `StoreFault` or `VaultError`; then the database is as it was. */
export async function rotateKeys(config: RotateConfig, at: number, step: Step = () => undefined): Promise<Rotated> {
  if (!existsSync(config.db)) throw new KeysRefused('keys.no_database', `there is no database ${config.db}`);
  const lock = lockDatabase(config.db);
  try {
    const database = realpathSync(config.db);
    const { from, to } = keysOf(config, step);
    const [old, next] = [keyIdOf(from), keyIdOf(to)];
    const report = (already: boolean, done: Rekeyed | null): Rotated => ({ from: old, to: next, already, done, oldKeyFile: config.key === null ? formerFile(config.keyFile, old) : null, oldBackups: backupsOf(config).filter((one) => one.keyId === old).map((one) => one.file) });
    if (sealedBy(database) === next) { endRotation(config, step); return report(true, null); }
    room(database);
    const draft = `${database}.rekeying`;
    drop(draft);
    backUpAtOnce(database, draft);
    step('copied');
    const done = await rekeyDatabase(draft, { from, to, zones: config.zones, at, step });
    putInstead(database, draft, step);
    step('swapped');
    endRotation(config, step);
    return report(false, done);
  } finally { lock.release(); }
}

/** Which key there is, and which there will be. A new key file is whole or not there, and stays the same until the rotation is done. */
function keysOf(config: RotateConfig, step: Step): { readonly from: Buffer; readonly to: Buffer } {
  const by = sealedBy(config.db);
  if (by === null) throw new KeysRefused('keys.no_database', `nothing is sealed in ${config.db} yet: start the server once`);
  const foreign = (): KeysRefused => new KeysRefused('keys.foreign', `the database is sealed with the key ${by}, which is not at hand: put it back first`);
  if (config.key === null) {
    if (!existsSync(config.keyFile)) throw new KeysRefused('keys.no_key', `the key file ${config.keyFile} is not there: put it back first`);
    const from = keyFromFile(config.keyFile).key;
    if (!existsSync(nextFile(config.keyFile)) && keyIdOf(from) !== by) throw foreign();
    const to = keyFromFile(nextFile(config.keyFile)).key;
    step('key made');
    if (keyIdOf(from) !== by && keyIdOf(to) !== by) throw foreign();
    return { from, to };
  }
  const to = parseKey(config.key);
  const old = config.oldKey !== null ? parseKey(config.oldKey) : existsSync(config.keyFile) ? keyFromFile(config.keyFile).key : null;
  if (keyIdOf(to) === by && config.oldKey === null) throw new KeysRefused('keys.old_missing', 'the database is sealed with DUNWELL_KEY: put a new key there (`openssl rand -base64 32`) and the present one into DUNWELL_OLD_KEY, then run this again');
  if (old === null) throw new KeysRefused('keys.old_missing', 'DUNWELL_KEY is not the key of the database: give the one it is sealed with in DUNWELL_OLD_KEY');
  if (keyIdOf(old) !== by && keyIdOf(to) !== by) throw foreign();
  return { from: old, to };
}
/** A copy as large as the database, and what SQLite writes beside it for a moment. */
function room(database: string): void {
  const { bavail, bsize } = statfsSync(dirname(database));
  const need = Math.ceil(statSync(database).size * 1.3) + 8_000_000;
  if (bavail * bsize < need) throw new KeysRefused('keys.disk', `the copy needs ${Math.ceil(need / 1e6)} MB beside the database, and ${Math.floor(bavail * bsize / 1e6)} MB are free`);
}

export interface RekeyAsk { readonly from: Buffer; readonly to: Buffer; readonly zones: string | null; readonly at: number; readonly step: Step }
/** Makes a copy of a database one of another key: seals, blind indexes, debtors' keys; says so on its chain; and proves that nothing opens with the old key. */
export async function rekeyDatabase(draft: string, { from, to, zones, at, step }: RekeyAsk): Promise<Rekeyed> {
  const world = loadZones(zones ?? undefined);
  const open = (key: Buffer): SqliteStore => SqliteStore.inProcess({ file: draft, ids: uuidIds(), zones: world, policies: makePolicies(world, shippedTexts()), evidence: new NodeEvidence(key), synchronous: 'off' });
  const [old, next] = [new NodeEvidence(from), new NodeEvidence(to)];
  // Opened once as the old one's: brings an older schema up to date.
  const before = open(from);
  const { ring, lastRoot } = await (async () => {
    try {
      const { vault } = await unlock(before, from, at);
      const [root] = await before.find('evidenceRoot', { order: [{ by: 'n', down: true }], limit: 1 });
      const last = root?.n ?? 0;
      return { ring: vault.ringToCarry().next({ publicKey: old.publicKey, keyId: old.keyId, lastRoot: last }), lastRoot: last };
    } finally { await before.close(); }
  })();
  step('opened');
  const opener = new Opener(from);
  const vault = new AesVault(to);
  const done = rekeyFile(draft, {
    sealed: opener.pattern,
    reseal: (text) => { const found = opener.open(text); return found === null ? null : vault.seal(found.field, found.plain); },
    reindex: (index) => ring.carry(index, ring.changes - 1),
    rewrap: (id, wrapped) => old.rewrap(wrapped, id, next),
  }, step);
  const after = open(to);
  try {
    const [kept] = await after.find('setting', { where: { key: RING }, limit: 1 });
    const value = vault.seal('secret', JSON.stringify(ring.text));
    const wrote = kept === undefined ? await after.run('create', { kind: 'setting', at, row: { key: RING, value } }) : await after.run('change', { kind: 'setting', id: kept.id, expectedVersion: kept.version, patch: { value }, at });
    if (!wrote.ok) throw new VaultError(wrote.error.text);
    step('ring kept');
    await after.run('testify', { note: { type: KEYS_CHANGED, actor: 'keys', caseId: null, data: { from: opener.vault.keyId, to: vault.keyId, signer: next.keyId, formerSigner: old.keyId, lastRoot, ...done } }, subjects: [], at });
    step('said');
    await unlock(after, to, at);
  } finally { await after.close(); }
  const left = countSealed(draft, (text) => opener.count(text));
  if (left > 0) throw new KeysRefused('keys.unproven', `${left} sealed texts would be left under the old key: nothing was changed; tell the makers of Dunwell`);
  step('proven');
  return done;
}

/** Opens what a key sealed, whatever field it is of: the field is authenticated with the text, so that one only fits. */
class Opener {
  readonly vault: AesVault;
  readonly pattern: RegExp;
  #fields: readonly SealedField[] = FIELDS;
  constructor(key: Buffer) {
    this.vault = new AesVault(key);
    this.pattern = new RegExp(`v1\\.${this.vault.keyId}\\.[\\w-]{16}\\.[\\w-]*\\.[\\w-]{22}`, 'g');
  }
  open(text: string): { readonly field: SealedField; readonly plain: string } | null {
    for (const field of this.#fields) {
      try {
        const plain = this.vault.open(field, text);
        // Neighbours are mostly of one field: it is tried first next time.
        if (field !== this.#fields[0]) this.#fields = [field, ...FIELDS.filter((one) => one !== field)];
        return { field, plain };
      } catch { /* of another field, or none of ours */ }
    }
    return null;
  }
  count(text: string): number { return [...text.matchAll(this.pattern)].filter(([one]) => this.open(one) !== null).length; }
}

/** Backups in the folder, and the key each opens with. */
export function backupsOf(config: Pick<Config, 'backups'>): readonly { readonly file: string; readonly keyId: string | null }[] {
  const folder = resolve(config.backups);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.db')).sort().map((name) => ({ file: join(folder, name), keyId: sealedBy(join(folder, name)) }));
}
