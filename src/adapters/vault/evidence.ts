/**
 * Keys of the evidence, derived from the vault's key: one wraps the debtors' keys, one signs roots (Ed25519, RFC 8032). A
 * debtor's key is 32 random bytes; destroying its wrapped form is what erases their payloads. Texts: `e1.<nonce>.<ciphertext>.<tag>`.
 */
import { createCipheriv, createDecipheriv, createHash, createPrivateKey, createPublicKey, createSecretKey, hash, hkdfSync, randomFillSync, sign, verify, type KeyObject } from 'node:crypto';
import type { Evidence } from '../../app/ports/evidence.js';
import type { FormerSigner } from '../../core/evidence/index.js';
import type { Id } from '../../core/units.js';
import type { KeyRing } from './ring.js';
import { VaultError } from './vault.js';

const FORMAT = 'e1';
const CIPHER = 'aes-256-gcm';
const AUTH = { authTagLength: 16 } as const;
/** PKCS #8 (RFC 8410) of an Ed25519 seed, and SPKI of a raw public key, before the 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
/** Unwrapped keys kept at hand; a debtor is dialed several times a day. */
const MOST_KEYS = 5000;

export class NodeEvidence implements Evidence {
  readonly publicKey: string;
  readonly keyId: string;
  readonly #wrap: KeyObject;
  readonly #private: KeyObject;
  readonly #keys = new Map<string, KeyObject>();

  /** `ring`: what was carried over changes of the key; the writer needs none of it. */
  constructor(key: Uint8Array, private readonly ring?: KeyRing) {
    const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `dunwell v1 evidence ${purpose}`, 32));
    this.#wrap = createSecretKey(derive('wrap'));
    this.#private = createPrivateKey({ key: Buffer.concat([PKCS8, derive('sign')]), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.#private).export({ format: 'der', type: 'spki' }).subarray(SPKI.length).toString('base64url');
    this.keyId = keyIdOf(this.publicKey);
  }

  get former(): readonly FormerSigner[] { return this.ring?.signers ?? []; }
  carry(index: string, changes: number): string { return this.ring?.carry(index, changes) ?? index; }

  /** A debtor's key, wrapped anew by another vault's. */
  rewrap(wrapped: string, debtorId: Id, by: NodeEvidence): string { return encrypt(by.#wrap, `debtor ${debtorId}`, decrypt(this.#wrap, `debtor ${debtorId}`, wrapped)); }

  hash(text: string): string { return sha256(text); }
  newKey(debtorId: Id): string { return encrypt(this.#wrap, `debtor ${debtorId}`, random(32)); }
  seal(wrapped: string, debtorId: Id, eventId: Id, plain: string): string { return encrypt(this.#key(wrapped, debtorId), `event ${eventId}`, plain); }
  open(wrapped: string, debtorId: Id, eventId: Id, sealed: string): string { return openSealed(this.unwrap(wrapped, debtorId), eventId, sealed); }
  unwrap(wrapped: string, debtorId: Id): string { return this.#key(wrapped, debtorId).export().toString('base64url'); }
  sign(text: string): string { return sign(null, Buffer.from(text, 'utf8'), this.#private).toString('base64url'); }
  signed(text: string, signature: string, publicKey = this.publicKey): boolean { return verifySigned(text, signature, publicKey); }

  #key(wrapped: string, debtorId: Id): KeyObject {
    const at = `${debtorId} ${wrapped}`;
    const known = this.#keys.get(at);
    if (known) return known;
    const key = createSecretKey(decrypt(this.#wrap, `debtor ${debtorId}`, wrapped));
    const oldest = this.#keys.size >= MOST_KEYS ? this.#keys.keys().next() : undefined;
    if (oldest?.done === false) this.#keys.delete(oldest.value);
    this.#keys.set(at, key);
    return key;
  }
}

export const sha256 = typeof hash === 'function'
  ? (text: string): string => hash('sha256', text, 'base64url')
  // Before Node 20.12 there is no hashing in one go.
  : (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');
export const keyIdOf = (publicKey: string): string => sha256(`ed25519 ${publicKey}`).slice(0, 12);
/** Opens a payload with a debtor's bare key, as in a bundle. Throws `VaultError`. */
export const openSealed = (key: string, eventId: Id, sealed: string): string => decrypt(createSecretKey(Buffer.from(key, 'base64url')), `event ${eventId}`, sealed).toString('utf8');
/** False, never an exception, for anything that is no signature of this key. */
export function verifySigned(text: string, signature: string, publicKey: string): boolean {
  try {
    const raw = Buffer.from(publicKey, 'base64url');
    const signed = Buffer.from(signature, 'base64url');
    // One spelling of a signature, not the four its last letter could have, nor any with blanks in it.
    return raw.length === 32 && signed.toString('base64url') === signature && verify(null, Buffer.from(text, 'utf8'), createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' }), signed);
  } catch { return false; }
}

/** Random bytes, drawn from the system's generator a page at a time. */
function random(count: number): Buffer {
  if (used + count > pool.length) { randomFillSync(pool); used = 0; }
  const bytes = Buffer.from(pool.subarray(used, used + count));
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}
const pool = Buffer.alloc(4096);
let used = pool.length;

function encrypt(key: KeyObject, about: string, plain: string | Buffer): string {
  const nonce = random(12);
  const cipher = createCipheriv(CIPHER, key, nonce, AUTH).setAAD(Buffer.from(about));
  const text = (typeof plain === 'string' ? cipher.update(plain, 'utf8', 'base64url') : cipher.update(plain, undefined, 'base64url')) + cipher.final('base64url');
  return `${FORMAT}.${nonce.toString('base64url')}.${text}.${cipher.getAuthTag().toString('base64url')}`;
}
function decrypt(key: KeyObject, about: string, sealed: string): Buffer {
  const [format, nonce, text, tag, ...more] = sealed.split('.');
  if (format !== FORMAT || nonce === undefined || text === undefined || tag === undefined || more.length > 0) throw new VaultError('this is no sealed evidence');
  try {
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, 'base64url'), AUTH).setAAD(Buffer.from(about));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]);
  } catch { throw new VaultError('this evidence was changed, or sealed with another key'); }
}
