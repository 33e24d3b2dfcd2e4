/** Takes personal data out of texts before they are logged. Errs on the side of masking. */

/** Fields whose whole value is personal or secret. Compared without case and separators, as a part of the name for secrets. */
const PERSONAL = new Set([
  'name', 'displayname', 'debtor', 'phone', 'phones', 'number', 'callee', 'caller', 'dial', 'digits', 'mobile', 'tel', 'identity', 'idnumber', 'idcard', 'passport', 'email', 'mail',
  'address', 'contract', 'note', 'plain', 'body', 'cell', 'gender', 'birthday', 'cookie',
]);
const SECRET = /password|passwd|secret|token|authorization|apikey|privatekey|vaultkey/;
export const REDACTED = '[redacted]';
export const isPersonal = (key: string): boolean => {
  const plain = key.toLowerCase().replace(/[^a-z]/g, '');
  return PERSONAL.has(plain) || SECRET.test(plain);
};
/** For pino's own redaction, in objects others log through it. */
export const REDACT_PATHS: readonly string[] = [
  'phone', 'number', 'identity', 'name', 'email', 'address', 'password', 'token', 'authorization', 'cookie',
].flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/**
 * What is kept: uuids, dates and times of day, digits inside words or hashes. What goes: seven digits or more, with the blanks,
 * dashes, dots and brackets people put between them, and an X at the end (identity numbers).
 */
const TEXT = new RegExp([
  '([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})', // uuid
  '(\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?Z?)?(?!\\d))', // date, instant
  '(\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\d))', // IPv4 address
  '(\\+?\\(?\\d(?:[ ().-]{0,2}\\d){6,}[xX]?)', // number
].join('|'), 'g');
const EMAIL = /[\w.+-]+@[\w-]+\.[\w.-]+/g;

export function maskText(text: string): string {
  return text.replace(TEXT, (whole, uuid?: string, date?: string, address?: string) => (uuid ?? date ?? address) === undefined ? `***${whole.replace(/\D/g, '').slice(-2)}` : whole).replace(EMAIL, '***@***');
}

/** A masked copy of anything a log call was given. */
export function maskDeep(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return value;
  if (value instanceof Error) return { type: value.name, message: maskText(value.message), stack: maskText(value.stack ?? ''), ...('code' in value ? { code: maskDeep(value.code, depth + 1) } : {}) };
  if (depth >= 4) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => maskDeep(one, depth + 1));
  if (typeof value === 'object') return maskFields(value, depth);
  return `[${typeof value}]`;
}
export function maskFields(fields: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value !== null && value !== undefined && isPersonal(key) ? REDACTED : maskDeep(value, depth + 1)]));
}
