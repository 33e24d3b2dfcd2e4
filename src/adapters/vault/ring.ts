/**
 * What outlives a change of the vault's key, sealed with the new one and kept in the database:
 * - the first keys of the blind indexes, and one more for each change. An index is the first one's HMAC, put through the HMAC of
 *   each change in turn, so that what is kept as an index alone (numbers of people who were erased, suppressed numbers) can be
 *   carried on without knowing what it was made of, and says nothing to whoever has an old key.
 * - the public keys that signed roots before, and the last root each signed. What they sign later is not believed.
 */
import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { FormerSigner } from '../../core/evidence/index.js';
import type { SealedField } from '../../app/ports/vault.js';

export const INDEX_LENGTH = 22;
const INDEX = /^[\w-]{22}$/;
const KEY_BYTES = 32;

/** As it is sealed: keys in base64url. */
export interface RingText {
  readonly v: 1;
  readonly first: Readonly<Record<SealedField, string>>;
  /** One for each change, the oldest first. */
  readonly layers: readonly string[];
  readonly signers: readonly FormerSigner[];
}

export class KeyRing {
  readonly signers: readonly FormerSigner[];
  readonly #layers: readonly KeyObject[];
  constructor(readonly text: RingText) {
    this.signers = text.signers;
    this.#layers = text.layers.map(secret);
  }
  /** How often the key was changed. */
  get changes(): number { return this.#layers.length; }
  first(field: SealedField): KeyObject { return secret(this.text.first[field]); }
  /**
   * A blind index as the rows have it after the change `since` (0: as it was first made). What is no index (a blank, "withheld")
   * stays what it is.
   */
  carry(index: string, since: number): string {
    if (!INDEX.test(index)) return index;
    return this.#layers.slice(since).reduce((before, layer) => createHmac('sha256', layer).update(before, 'utf8').digest('base64url').slice(0, INDEX_LENGTH), index);
  }
  /** The ring after one more change. */
  next(signer: FormerSigner): KeyRing {
    return new KeyRing({ ...this.text, layers: [...this.text.layers, randomBytes(KEY_BYTES).toString('base64url')], signers: [...this.text.signers, signer] });
  }
}
const secret = (text: string): KeyObject => createSecretKey(Buffer.from(text, 'base64url'));

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
/** undefined: it is none. Only who has the vault's key can have written it. */
export function readRing(text: string, fields: readonly SealedField[]): KeyRing | undefined {
  let value: unknown;
  try { value = JSON.parse(text); } catch { return undefined; }
  return isRing(value, fields) ? new KeyRing(value) : undefined;
}
function isRing(value: unknown, fields: readonly SealedField[]): value is RingText {
  if (!isObject(value) || value['v'] !== 1) return false;
  const { first, layers, signers } = value;
  return isObject(first) && fields.every((field) => isText(first[field])) && Array.isArray(layers) && layers.every(isText)
    && Array.isArray(signers) && signers.every((one) => isObject(one) && isText(one['publicKey']) && isText(one['keyId']) && typeof one['lastRoot'] === 'number');
}
