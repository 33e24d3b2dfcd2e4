import type { FormerSigner } from '../../core/evidence/index.js';
import type { Id } from '../../core/units.js';

/** What the writer needs to chain and seal, in its own thread. */
export interface Seals {
  /** SHA-256 of a text's UTF-8 bytes, base64url. */
  hash(text: string): string;
  /** A new key for a debtor's evidence, wrapped by the vault's key. */
  newKey(debtorId: Id): string;
  /** Seals a payload with a debtor's key, bound to the event it stands in. */
  seal(wrapped: string, debtorId: Id, eventId: Id, plain: string): string;
}
/** What who verifies, signs and exports needs. */
export interface Evidence extends Seals {
  /** Throws when the key was destroyed, belongs to another debtor or vault, or the text was changed. */
  open(wrapped: string, debtorId: Id, eventId: Id, sealed: string): string;
  /** A debtor's key itself, base64url, for a bundle that leaves with it. */
  unwrap(wrapped: string, debtorId: Id): string;
  /** Ed25519, base64url. */
  sign(text: string): string;
  signed(text: string, signature: string, publicKey?: string): boolean;
  /** Raw Ed25519 public key, base64url; `keyId` is its hash's beginning. */
  readonly publicKey: string;
  readonly keyId: string;
  /** Those that were ours before the vault's key was changed, the oldest first. */
  readonly former: readonly FormerSigner[];
  /** A number's blind index, as it stood in a decision taken after so many changes of the key, as the rows have it now. */
  carry(index: string, changes: number): string;
}
