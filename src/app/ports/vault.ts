/**
 * Seals personal data (identity numbers, phones, names). The key lives outside the database.
 * A blind index is a keyed hash: equal plain values have equal indexes, and nothing else can be read from it.
 */
export interface Vault {
  seal(field: SealedField, plain: string): string;
  /** Throws when the text was not sealed by this key and field. */
  open(field: SealedField, sealed: string): string;
  /** `plain` must already be normalised (E.164; identity number upper case without blanks; name trimmed). */
  index(field: SealedField, plain: string): string;
}
export type SealedField = 'phone' | 'identity' | 'name' | 'email' | 'address' | 'secret' | 'note';
