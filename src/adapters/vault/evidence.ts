/**
 * Keys of the evidence, derived from the vault's key: one wraps the debtors' keys, one signs roots (Ed25519, RFC 8032). A
 * debtor's key is 32 random bytes; destroying its wrapped form is what erases their payloads. Texts: `e1.<nonce>.<ciphertext>.<tag>`.
 */
import { createCipheriv, createDecipheriv, createHash, createPrivateKey, createPublicKey, hkdfSync, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import type { Evidence } from '../../app/ports/evidence.js';
import type { Id } from '../../core/units.js';
import { VaultError } from './vault.js';

const FORMAT = 'e1';
const CIPHER = 'aes-256-gcm';
/** PKCS #8 (RFC 8410) of an Ed25519 seed, and SPKI of a raw public key, before the 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
/** Unwrapped keys kept at hand; a debtor is dialed several times a day. */
const MOST_KEYS = 5000;

export class NodeEvidence implements Evidence {
  readonly publicKey: string;
  readonly keyId: string;
  readonly #wrap: Buffer;
  readonly #private: KeyObject;
  readonly #keys = new Map<string, Buffer>();

  constructor(key: Uint8Array) {
    const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `dunwell v1 evidence ${purpose}`, 32));
    this.#wrap = derive('wrap');
    this.#private = createPrivateKey({ key: Buffer.concat([PKCS8, derive('sign')]), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.#private).export({ format: 'der', type: 'spki' }).subarray(SPKI.length).toString('base64url');
    this.keyId = keyIdOf(this.publicKey);
  }

  hash(text: string): string { return sha256(text); }
  newKey(debtorId: Id): string { return encrypt(this.#wrap, `debtor ${debtorId}`, randomBytes(32)); }
  seal(wrapped: string, debtorId: Id, eventId: Id, plain: string): string { return encrypt(this.#key(wrapped, debtorId), `event ${eventId}`, Buffer.from(plain, 'utf8')); }
  open(wrapped: string, debtorId: Id, eventId: Id, sealed: string): string { return openSealed(this.unwrap(wrapped, debtorId), eventId, sealed); }
  unwrap(wrapped: string, debtorId: Id): string { return this.#key(wrapped, debtorId).toString('base64url'); }
  sign(text: string): string { return sign(null, Buffer.from(text, 'utf8'), this.#private).toString('base64url'); }
  signed(text: string, signature: string, publicKey = this.publicKey): boolean { return verifySigned(text, signature, publicKey); }

  #key(wrapped: string, debtorId: Id): Buffer {
    const at = `${debtorId} ${wrapped}`;
    const known = this.#keys.get(at);
    if (known) return known;
    const key = decrypt(this.#wrap, `debtor ${debtorId}`, wrapped);
    const oldest = this.#keys.size >= MOST_KEYS ? this.#keys.keys().next() : undefined;
    if (oldest?.done === false) this.#keys.delete(oldest.value);
    this.#keys.set(at, key);
    return key;
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');
export const keyIdOf = (publicKey: string): string => sha256(`ed25519 ${publicKey}`).slice(0, 12);
/** Opens a payload with a debtor's bare key, as in a bundle. Throws `VaultError`. */
export const openSealed = (key: string, eventId: Id, sealed: string): string => decrypt(Buffer.from(key, 'base64url'), `event ${eventId}`, sealed).toString('utf8');
/** False, never an exception, for anything that is no signature of this key. */
export function verifySigned(text: string, signature: string, publicKey: string): boolean {
  try {
    const raw = Buffer.from(publicKey, 'base64url');
    return raw.length === 32 && verify(null, Buffer.from(text, 'utf8'), createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' }), Buffer.from(signature, 'base64url'));
  } catch { return false; }
}

function encrypt(key: Buffer, about: string, plain: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(about));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return `${FORMAT}.${nonce.toString('base64url')}.${text.toString('base64url')}.${cipher.getAuthTag().toString('base64url')}`;
}
function decrypt(key: Buffer, about: string, sealed: string): Buffer {
  const [format, nonce, text, tag, ...more] = sealed.split('.');
  if (format !== FORMAT || nonce === undefined || text === undefined || tag === undefined || more.length > 0) throw new VaultError('this is no sealed evidence');
  try {
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 }).setAAD(Buffer.from(about));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]);
  } catch { throw new VaultError('this evidence was changed, or sealed with another key'); }
}
