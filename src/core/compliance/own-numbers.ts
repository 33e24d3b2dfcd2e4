/**
 * The company's own numbers outside (a branch, the lender's hotline): a transfer there reaches nobody who owes or is asked about
 * somebody who does, so no rule about debtors speaks of it. It still needs a permit.
 */
import { isE164 } from '../phone/number.js';
import { fail, ok, type Result } from '../result.js';
import { isObject } from './reader.js';

/** The setting that holds them. */
export const OWN_NUMBERS = 'ownNumbers';
const MOST = 200;
export interface OwnNumber { readonly number: string; readonly name: string }

/** `[{"number": "+861055550000", "name": "Branch"}]`. Fails with `setting.ownNumbers` and the place. */
export function readOwnNumbers(value: unknown): Result<readonly OwnNumber[]> {
  if (!Array.isArray(value) || value.length > MOST) return fail('setting.ownNumbers', `must be a list of at most ${MOST} numbers`, '/value');
  const list: readonly unknown[] = value;
  const read: OwnNumber[] = [];
  for (const [at, one] of list.entries()) {
    const { number, name } = isObject(one) ? one : {};
    if (typeof number !== 'string' || !isE164(number)) return fail('setting.ownNumbers', 'must be a number with its country, such as +861055550000', `/value/${at}/number`);
    if (typeof name !== 'string' || name.trim() === '' || name.length > 100) return fail('setting.ownNumbers', 'must say whose it is, in 1 to 100 characters', `/value/${at}/name`);
    if (read.some((other) => other.number === number)) return fail('setting.ownNumbers', 'is named twice', `/value/${at}/number`);
    read.push({ number, name });
  }
  return ok(read);
}
