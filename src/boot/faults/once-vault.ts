/**
 * A vault that does each thing once: a world opens the same few hundred names and numbers again and again, and ciphers are what
 * a second of its time goes into. For worlds that nobody lives in only: it keeps plain texts.
 */
import type { SealedField, Vault } from '../../app/ports/vault.js';

/** Texts kept of each kind; worlds come and go. */
const MOST = 5_000;

export class OnceVault implements Vault {
  readonly #sealed = new Map<string, string>();
  readonly #opened = new Map<string, string>();
  readonly #indexed = new Map<string, string>();
  constructor(private readonly vault: Vault) {}

  seal(field: SealedField, plain: string): string { return once(this.#sealed, `${field} ${plain}`, () => this.vault.seal(field, plain)); }
  open(field: SealedField, sealed: string): string { return once(this.#opened, `${field} ${sealed}`, () => this.vault.open(field, sealed)); }
  index(field: SealedField, plain: string): string { return once(this.#indexed, `${field} ${plain}`, () => this.vault.index(field, plain)); }
}

function once(kept: Map<string, string>, key: string, make: () => string): string {
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= MOST) kept.clear();
  const made = make();
  kept.set(key, made);
  return made;
}
