import type { Failure } from '../result.js';

/** More than anybody corrects in one go. */
const MOST_PROBLEMS = 500;
interface TextRule { readonly max: number; readonly test?: (text: string) => boolean; readonly words?: string }

/**
 * Reads an object somebody wrote, field by field, and keeps every mistake with its JSON pointer instead of stopping at the
 * first. A field not given, or wrong, has the fallback's value, so that the rest can be checked too.
 */
export class Reader {
  readonly problems: Failure[];
  private readonly fields: Readonly<Record<string, unknown>>;
  private readonly asked = new Set<string>();

  constructor(input: unknown, private readonly at: string, problems: Failure[] = []) {
    this.problems = problems;
    if (input === undefined) this.fields = {};
    else if (isObject(input)) this.fields = input;
    else {
      this.fields = {};
      this.problems.push({ code: 'settings.type', text: 'must be an object', at });
    }
  }

  has(field: string): boolean { return this.fields[field] !== undefined; }
  isNull(field: string): boolean { this.asked.add(field); return this.fields[field] === null; }
  /** What was given, as it is. */
  fieldOf(field: string): unknown { return this.take(field); }
  /** A reader of the object in a field; its mistakes are kept here too. */
  inside(field: string): Reader { this.asked.add(field); return new Reader(this.fields[field], `${this.at}/${field}`, this.problems); }
  say(code: string, field: string, text: string): void { if (this.problems.length < MOST_PROBLEMS) this.problems.push({ code, text, at: `${this.at}/${field}` }); }

  oneOf<T extends string>(field: string, choices: readonly T[], fallback: T): T {
    const given = this.take(field);
    if (given === undefined) return fallback;
    const found = choices.find((choice) => choice === given);
    if (found === undefined) this.say('settings.choice', field, `must be one of ${choices.join(', ')}`);
    return found ?? fallback;
  }
  number(field: string, fallback: number, min: number, max: number): number {
    const given = this.take(field);
    if (given === undefined) return fallback;
    if (typeof given === 'number' && given >= min && given <= max) return given;
    this.say('settings.range', field, `must be a number from ${min} to ${max}`);
    return fallback;
  }
  whole(field: string, fallback: number, min: number, max: number): number {
    const given = this.take(field);
    if (given === undefined) return fallback;
    if (typeof given === 'number' && Number.isInteger(given) && given >= min && given <= max) return given;
    this.say('settings.range', field, `must be a whole number from ${min} to ${max}`);
    return fallback;
  }
  flag(field: string, fallback: boolean): boolean {
    const given = this.take(field);
    if (given === undefined) return fallback;
    if (typeof given === 'boolean') return given;
    this.say('settings.type', field, 'must be true or false');
    return fallback;
  }
  text(field: string, fallback: string, rule: TextRule): string {
    const given = this.take(field);
    const text = given === undefined ? fallback : given;
    const why = textProblem(text, rule);
    if (why === null && typeof text === 'string') return text;
    this.say('settings.text', field, why ?? 'must be text');
    return fallback;
  }
  textOrNull(field: string, fallback: string | null, rule: TextRule): string | null {
    const given = this.fields[field] === undefined ? fallback : this.fields[field];
    this.asked.add(field);
    if (given === null) return null;
    const why = textProblem(given, rule);
    if (why === null && typeof given === 'string') return given;
    this.say('settings.text', field, why ?? 'must be text');
    return fallback;
  }
  /** A reader for each object of a list. */
  list(field: string, maxItems: number): readonly Reader[] {
    const given = this.take(field) ?? [];
    if (!Array.isArray(given)) { this.say('settings.type', field, 'must be a list'); return []; }
    const items: readonly unknown[] = given;
    if (items.length > maxItems) this.say('settings.range', field, `must have at most ${maxItems} items`);
    return items.slice(0, maxItems).map((item, index) => new Reader(item, `${this.at}/${field}/${index}`, this.problems));
  }
  texts(field: string, fallback: readonly string[], rule: TextRule & { readonly maxItems: number }): readonly string[] {
    return this.several(field, fallback, rule.maxItems, (item) => typeof item === 'string' ? item : undefined, (item) => textProblem(item, rule));
  }
  wholes(field: string, fallback: readonly number[], rule: { readonly min: number; readonly max: number; readonly maxItems: number }): readonly number[] {
    return this.several(field, fallback, rule.maxItems, (item) => typeof item === 'number' ? item : undefined,
      (item) => Number.isInteger(item) && Number(item) >= rule.min && Number(item) <= rule.max ? null : `must be a whole number from ${rule.min} to ${rule.max}`);
  }
  /** Call last: what was given and never asked about is a mistake. */
  noOthers(): void {
    for (const field of Object.keys(this.fields)) if (!this.asked.has(field)) this.say('settings.unknown', field, 'is not a setting');
  }

  private several<T>(field: string, fallback: readonly T[], maxItems: number, narrow: (item: unknown) => T | undefined, problem: (item: unknown) => string | null): readonly T[] {
    const given = this.take(field) ?? fallback;
    if (!Array.isArray(given)) {
      this.say('settings.type', field, 'must be a list');
      return fallback;
    }
    const items: readonly unknown[] = given;
    if (items.length > maxItems) this.say('settings.range', field, `must have at most ${maxItems} items`);
    const good: T[] = [];
    items.slice(0, maxItems).forEach((item, index) => {
      const value = narrow(item);
      const why = value === undefined ? 'is of the wrong type' : problem(item);
      if (why !== null) this.say('settings.text', `${field}/${index}`, why);
      else if (value !== undefined && good.includes(value)) this.say('settings.twice', `${field}/${index}`, 'is there twice');
      else if (value !== undefined) good.push(value);
    });
    return good;
  }
  private take(field: string): unknown {
    this.asked.add(field);
    return this.fields[field];
  }
}

function textProblem(text: unknown, rule: TextRule): string | null {
  if (typeof text !== 'string' || text === '') return 'must be text and not empty';
  if (text.length > rule.max) return rule.words ?? `must have at most ${rule.max} characters`;
  return rule.test === undefined || rule.test(text) ? null : rule.words ?? 'is not allowed';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
