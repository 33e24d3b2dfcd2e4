/**
 * Recovery codes: ten ways in for whoever lost their authenticator, each good once (OWASP ASVS 2.6: look-up secrets). The first
 * four letters say which code it is, the other twelve (60 bits) are kept as an argon2id hash only. Shown when they are made.
 */
import { randomInt } from 'node:crypto';
import type { RecoveryCode } from '../../core/records/index.js';
import type { Instant } from '../../core/units.js';
import { hashPassword, verifyPassword } from './passwords.js';

const COUNT = 10;
/** Base 32 without letters that look like digits (Crockford's). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** What a code looks like, however it was typed. */
const TYPED = /^[0-9A-HJKMNP-TV-Z]{16}$/;

const draw = (length: number): string => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');

export async function makeRecoveryCodes(): Promise<{ readonly codes: readonly string[]; readonly kept: readonly RecoveryCode[] }> {
  const names = new Set<string>();
  while (names.size < COUNT) names.add(draw(4));
  const made = [...names].map((name) => ({ name, rest: draw(12) }));
  return {
    codes: made.map(({ name, rest }) => `${name}-${rest.match(/.{4}/g)?.join('-') ?? rest}`),
    kept: await Promise.all(made.map(async ({ name, rest }) => ({ name, hash: await hashPassword(rest), usedAt: null }))),
  };
}
/** The codes after this one was used; null: it is none of them, or was used before. */
export async function useRecoveryCode(kept: readonly RecoveryCode[], typed: string, at: Instant): Promise<readonly RecoveryCode[] | null> {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (!TYPED.test(code)) return null;
  const found = kept.find((one) => one.name === code.slice(0, 4) && one.usedAt === null);
  if (found === undefined || !await verifyPassword(found.hash, code.slice(4))) return null;
  return kept.map((one) => (one === found ? { ...one, usedAt: at } : one));
}
export const codesLeft = (kept: readonly RecoveryCode[] | null): number => (kept ?? []).filter((one) => one.usedAt === null).length;
