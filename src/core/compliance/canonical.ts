/** JSON in the one form signatures are made over: RFC 8785 (JSON Canonicalization Scheme). */
import { isObject } from './reader.js';

/** Keys in the order of their UTF-16 code units, no blanks, numbers and texts as ECMAScript writes them. Throws for what JSON can't hold. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('JSON holds no such number');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((one: unknown) => canonicalJson(one)).join(',')}]`;
  if (!isObject(value)) throw new Error('JSON holds no such value');
  return `{${Object.keys(value).filter((key) => value[key] !== undefined).sort().map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
}
