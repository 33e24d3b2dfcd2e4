/** Reads data of unknown shape and writes down every place that is not as expected, so that a pack's author sees them all at once. */

/** `at` is a JSON pointer. */
export interface Problem { readonly at: string; readonly expected: string }
/** More than anybody corrects in one go. */
const MOST_PROBLEMS = 500;
type Fields = Readonly<Record<string, unknown>>;

export class Reader {
  readonly #problems: Problem[];
  constructor(readonly at = '', problems: Problem[] = []) { this.#problems = problems; }
  get problems(): readonly Problem[] { return this.#problems; }

  wrong(expected: string, key?: string): void {
    if (this.#problems.length >= MOST_PROBLEMS) return;
    const at = key === undefined ? this.at : `${this.at}/${pointer(key)}`;
    this.#problems.push({ at: at === '' ? '/' : at, expected });
  }
  below(key: string | number): Reader { return new Reader(`${this.at}/${pointer(String(key))}`, this.#problems); }

  /** An object with these fields and no other. */
  object(value: unknown, known: readonly string[]): Fields | undefined {
    if (!isObject(value)) { this.wrong(`an object${known.length > 0 ? ` with ${known.join(', ')}` : ''}`); return undefined; }
    for (const key of Object.keys(value)) if (known.length > 0 && !known.includes(key)) this.wrong(`no such field; known are ${known.join(', ')}`, key);
    return value;
  }
  text(fields: Fields, key: string, options: { readonly pattern?: RegExp; readonly like?: string; readonly most?: number } = {}): string {
    const value = fields[key];
    const most = options.most ?? 200;
    if (typeof value !== 'string' || value === '' || value.length > most || (options.pattern && !options.pattern.test(value))) {
      this.wrong(options.like ?? `a text of 1 to ${most} characters`, key);
      return '';
    }
    return value;
  }
  whole(fields: Fields, key: string, least: number, most: number): number {
    const value = fields[key];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) { this.wrong(`a whole number from ${least} to ${most}`, key); return least; }
    return value;
  }
  share(fields: Fields, key: string): number {
    const value = fields[key];
    if (typeof value !== 'number' || !(value >= 0 && value <= 1)) { this.wrong('a share from 0 to 1', key); return 0; }
    return value;
  }
  yesNo(fields: Fields, key: string): boolean {
    const value = fields[key];
    if (value !== undefined && typeof value !== 'boolean') this.wrong('true or false', key);
    return value === true;
  }
  word<T extends string>(fields: Fields, key: string, words: readonly T[], otherwise?: T): T {
    const value = fields[key];
    const found = words.find((one) => one === value);
    if (found !== undefined) return found;
    if (value === undefined && otherwise !== undefined) return otherwise;
    this.wrong(`one of ${words.join(', ')}`, key);
    return otherwise ?? first(words);
  }
  list(fields: Fields, key: string, optional = false): readonly unknown[] {
    const value = fields[key];
    if (Array.isArray(value)) return value;
    if (value !== undefined || !optional) this.wrong('a list', key);
    return [];
  }
  /** A list of such words, at least one unless empty ones are allowed, none twice. */
  words<T extends string>(fields: Fields, key: string, words: readonly T[], options: { readonly otherwise?: readonly T[]; readonly empty?: boolean } = {}): readonly T[] {
    const value = fields[key];
    if (value === undefined && options.otherwise) return options.otherwise;
    const found = Array.isArray(value) ? value.map((one: unknown) => words.find((word) => word === one)) : [];
    const known = found.filter((one) => one !== undefined);
    if (!Array.isArray(value) || known.length !== found.length || (known.length === 0 && options.empty !== true) || new Set(known).size !== known.length) this.wrong(`a list of different words of ${words.join(', ')}`, key);
    return known;
  }
  texts(fields: Fields, key: string, options: { readonly pattern?: RegExp; readonly like?: string; readonly empty?: boolean; readonly optional?: boolean } = {}): readonly string[] {
    const value = fields[key];
    if (value === undefined && options.optional === true) return [];
    if (!Array.isArray(value) || (value.length === 0 && options.empty !== true)) { this.wrong(options.like ?? 'a list of texts', key); return []; }
    const inner = this.below(key);
    return value.map((_, at) => inner.text(Object.fromEntries(value.entries()), String(at), options));
  }
  /** `45s`, `5m`, `72h`, `30d` as seconds, at least one and at most ten years. */
  duration(fields: Fields, key: string): number {
    const match = typeof fields[key] === 'string' ? /^(\d{1,6})([smhd])$/.exec(fields[key]) : null;
    const seconds = match ? Number(match[1]) * (UNIT[match[2] ?? ''] ?? 0) : 0;
    if (seconds < 1 || seconds > 3_653 * 86_400) { this.wrong('a length of time such as 45s, 5m, 72h, 30d', key); return 1; }
    return seconds;
  }
  /** `2026-09-01T00:00:00-04:00`: an instant to the second with its offset, as seconds since 1970. */
  instant(fields: Fields, key: string): number | undefined {
    if (fields[key] === undefined) return undefined;
    const at = parseInstant(fields[key]);
    if (at === undefined) this.wrong('an instant such as 2026-09-01T00:00:00-04:00 or …Z', key);
    return at;
  }
  /** `2026-02-16` as days since 1970. */
  date(text: unknown, key: string): number {
    const day = typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseInstant(`${text}T00:00:00Z`) : undefined;
    if (day === undefined) { this.wrong('a calendar date such as 2026-02-16', key); return 0; }
    return day / 86_400;
  }
}
const UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Whole seconds, `Z` or an offset; undefined when it is not one, also for days and hours that don't exist. */
export function parseInstant(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d)(Z|([-+])([01]\d):([0-5]\d))$/.exec(value) : null;
  if (!match) return undefined;
  const utc = Date.parse(`${match[1] ?? ''}Z`);
  // Date rolls 30 February over into March.
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== (match[1] ?? '').slice(0, 10)) return undefined;
  const east = match[4] === undefined ? 0 : (match[4] === '-' ? -1 : 1) * (Number(match[5]) * 3600 + Number(match[6]) * 60);
  return utc / 1000 - east;
}
export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const pointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
function first<T>(words: readonly T[]): T {
  for (const one of words) return one;
  throw new Error('no words');
}
