/**
 * Seals personal data with AES-256-GCM and makes blind indexes with HMAC-SHA-256. Every key in use is derived from one
 * 32-byte key by HKDF, one for each purpose and field, so that an index says nothing about a seal or another field.
 * A sealed text: `v1.<key id>.<nonce>.<ciphertext>.<tag>`, base64url; the field is authenticated with it.
 */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomFillSync, type KeyObject } from 'node:crypto';
import type { SealedField, Vault } from '../../app/ports/vault.js';
import { INDEX_LENGTH, KeyRing } from './ring.js';

const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const FIELDS: readonly SealedField[] = ['phone', 'identity', 'name', 'email', 'address', 'secret', 'note'];

/** What can't be opened, and why; holds neither the text nor the key. */
export class VaultError extends Error { override readonly name = 'VaultError'; }

interface FieldKeys { readonly seal: KeyObject; readonly index: KeyObject; readonly aad: Buffer }

export class AesVault implements Vault {
  /** Names the key in what it sealed; says nothing about it. */
  readonly keyId: string;
  readonly #fields: ReadonlyMap<SealedField, FieldKeys>;
  readonly #nonces = new Nonces();

  /** `ring`: what was carried over changes of the key; absent: it is the first one. */
  constructor(key: Buffer, readonly ring?: KeyRing) {
    if (key.length !== KEY_BYTES) throw new VaultError(`the vault's key must be ${KEY_BYTES} bytes, not ${key.length}`);
    const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `dunwell ${VERSION} ${purpose}`, KEY_BYTES));
    this.keyId = derive('key id').toString('base64url').slice(0, 8);
    this.#fields = new Map(FIELDS.map((field) => [field, {
      seal: createSecretKey(derive(`seal ${field}`)), index: ring?.first(field) ?? createSecretKey(derive(`index ${field}`)), aad: Buffer.from(field),
    }]));
  }

  seal(field: SealedField, plain: string): string {
    const { seal, aad } = this.#keys(field);
    const nonce = this.#nonces.next();
    const cipher = createCipheriv(CIPHER, seal, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(aad);
    const text = cipher.update(plain, 'utf8', 'base64url') + cipher.final('base64url');
    return `${VERSION}.${this.keyId}.${nonce.toString('base64url')}.${text}.${cipher.getAuthTag().toString('base64url')}`;
  }

  open(field: SealedField, sealed: string): string {
    const { seal, aad } = this.#keys(field);
    const [version, keyId, nonce, text, tag, ...more] = sealed.split('.');
    if (version !== VERSION || keyId === undefined || nonce === undefined || text === undefined || tag === undefined || more.length > 0) throw new VaultError(`this is no sealed ${field}`);
    if (keyId !== this.keyId) throw new VaultError(`this ${field} was sealed with another key (${/^[\w-]{1,16}$/.test(keyId) ? keyId : '?'}, ours is ${this.keyId})`);
    const nonceBytes = Buffer.from(nonce, 'base64url');
    const tagBytes = Buffer.from(tag, 'base64url');
    if (nonceBytes.length !== NONCE_BYTES || tagBytes.length !== TAG_BYTES) throw new VaultError(`this is no sealed ${field}`);
    // The tag is compared by the cipher, in constant time.
    const decipher = createDecipheriv(CIPHER, seal, nonceBytes, { authTagLength: TAG_BYTES });
    decipher.setAAD(aad);
    decipher.setAuthTag(tagBytes);
    try {
      return decipher.update(text, 'base64url', 'utf8') + decipher.final('utf8');
    } catch {
      throw new VaultError(`this ${field} was changed, or sealed as something else`);
    }
  }

  /** 132 bits: far beyond any collision by chance, and a third shorter in every index of the database. */
  index(field: SealedField, plain: string): string {
    const first = createHmac('sha256', this.#keys(field).index).update(plain, 'utf8').digest('base64url').slice(0, INDEX_LENGTH);
    // A secret's index names rows of what was imported, for ever: the same file sent again must find them.
    return field === 'secret' ? first : this.ring?.carry(first, 0) ?? first;
  }

  /** What a change of the key has to take along: the ring as it is, or that of a key that was never changed. */
  ringToCarry(): KeyRing {
    if (this.ring) return this.ring;
    const first = Object.fromEntries(FIELDS.map((field) => [field, this.#keys(field).index.export().toString('base64url')]));
    return new KeyRing({ v: 1, first: { phone: '', identity: '', name: '', email: '', address: '', secret: '', note: '', ...first }, layers: [], signers: [] });
  }

  #keys(field: SealedField): FieldKeys {
    const keys = this.#fields.get(field);
    if (!keys) throw new VaultError(`the vault has no key for ${field as string}`);
    return keys;
  }
}

/** Random nonces, drawn from the system's generator a page at a time. 2^32 seals under one key stay safe. */
class Nonces {
  readonly #pool = Buffer.alloc(NONCE_BYTES * 512);
  #at = this.#pool.length;
  next(): Buffer {
    if (this.#at >= this.#pool.length) {
      randomFillSync(this.#pool);
      this.#at = 0;
    }
    const nonce = Buffer.from(this.#pool.subarray(this.#at, this.#at + NONCE_BYTES));
    this.#at += NONCE_BYTES;
    return nonce;
  }
}
