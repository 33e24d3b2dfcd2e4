/** Passwords: argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane); nothing here ever logs or returns a hash to a caller outside. */
import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { fail, ok, type Result } from '../../core/result.js';

const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
export const SHORTEST_PASSWORD = 12;

/** In place of a hash: no password fits. */
export const NO_PASSWORD = '!';

export const hashPassword = (password: string): Promise<string> => hash(password, PARAMETERS);

export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  try { return await verify(stored, password); } catch { return false; }
}

let dummy: Promise<string> | null = null;
/** As long as a real check takes, always false: an unknown login must not answer sooner than a wrong password. */
export async function verifyNobody(password: string): Promise<false> {
  dummy ??= hashPassword('nobody has this password');
  await verifyPassword(await dummy, password);
  return false;
}

/** 20 letters and digits without look-alikes: about 115 bits. */
export function generatePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join('');
}

export function checkPassword(password: string, login: string): Result<string> {
  if (password.length < SHORTEST_PASSWORD) return fail('password.short', `a password has at least ${SHORTEST_PASSWORD} characters`, '/password');
  if (password.length > 200) return fail('password.long', 'a password has at most 200 characters', '/password');
  if (new Set(password).size < 5) return fail('password.simple', 'use at least five different characters', '/password');
  if (login.length >= 3 && password.toLowerCase().includes(login.toLowerCase())) return fail('password.simple', 'a password must not contain the login', '/password');
  return ok(password);
}
