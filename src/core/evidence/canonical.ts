/**
 * One text for one value: JSON with sorted keys and no blanks (RFC 8785, JSON Canonicalization Scheme). What is hashed and
 * signed is this text, so that the same record hashes the same after any way through a database or a file.
 */

/** Members that are undefined are left out, as JSON does; numbers that JSON has no word for are null. */
export function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') return 'null';
  const parts: string[] = [];
  // UTF-16 order, as the standard asks: the default of sort.
  for (const [key, one] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) if (one !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(one)}`);
  return `{${parts.join(',')}}`;
}
