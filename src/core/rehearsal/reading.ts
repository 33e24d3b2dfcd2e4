/** Reading a JSON object key by key: a wrong or unknown key is a failure that names it. */
import { fail, ok, type Result } from '../result.js';

export type Json = unknown;
export const isRecord = (value: Json): value is Readonly<Record<string, Json>> => typeof value === 'object' && value !== null && !Array.isArray(value);

export interface Range { readonly least?: number; readonly above?: number; readonly most?: number; readonly whole?: boolean }

export interface Fields {
  /** A number within the range; the default where the key is absent. Out of range or no number: noted, and NaN. */
  number(key: string, range: Range, otherwise?: number): number;
  flag(key: string, otherwise: boolean): boolean;
  text(key: string, otherwise: string): string;
  /** Whatever another reader makes of the key's value; its failure becomes this object's. */
  part<T>(key: string, read: (value: Json, at: string) => Result<T>, otherwise: T): T;
  /** The value, unless a key was wrong, unknown (not among `known`) or `also` says what is. */
  done<T>(known: readonly string[], value: T, also?: string | null): Result<T>;
}

/** `at` is where the object stands in the file, for messages; empty at the top. */
export function fields(from: Readonly<Record<string, Json>>, at: string): Fields {
  let problem: { readonly code: string; readonly text: string; readonly at: string } | null = null;
  const path = (key: string): string => (at === '' ? key : `${at}.${key}`);
  const note = (code: string, key: string, text: string): void => { problem ??= { code, text: `${path(key)} ${text}`, at: path(key) }; };
  return {
    number(key, range, otherwise) {
      const value = from[key];
      if (value === undefined && otherwise !== undefined) return otherwise;
      if (typeof value === 'number' && within(value, range)) return value;
      note('scenario.number', key, `must be ${said(range)}`);
      return NaN;
    },
    flag(key, otherwise) {
      const value = from[key];
      if (value === undefined) return otherwise;
      if (typeof value !== 'boolean') note('scenario.flag', key, 'must be true or false');
      return value === true;
    },
    text(key, otherwise) {
      const value = from[key];
      if (value === undefined) return otherwise;
      if (typeof value === 'string' && value.length > 0 && value.length <= 200) return value;
      note('scenario.text', key, 'must be a text of 1 to 200 characters');
      return otherwise;
    },
    part(key, read, otherwise) {
      const value = from[key];
      if (value === undefined) return otherwise;
      const made = read(value, path(key));
      if (made.ok) return made.value;
      problem ??= { code: made.error.code, text: made.error.text, at: made.error.at ?? path(key) };
      return otherwise;
    },
    done(known, value, also = null) {
      for (const key in from) if (!known.includes(key)) return fail('scenario.unknownKey', `${path(key)} is not a key of ${at === '' ? 'a scenario' : at} (known: ${known.join(', ')})`, path(key));
      if (problem !== null) return fail(problem.code, problem.text, problem.at);
      return also === null ? ok(value) : fail('scenario.range', also, at);
    },
  };
}
function within(value: number, { least, above, most, whole }: Range): boolean {
  return Number.isFinite(value) && (least === undefined || value >= least) && (above === undefined || value > above) && (most === undefined || value <= most) && (whole !== true || Number.isInteger(value));
}
function said({ least, above, most, whole }: Range): string {
  const limits = [...(least === undefined ? [] : [`${least} or more`]), ...(above === undefined ? [] : [`above ${above}`]), ...(most === undefined ? [] : [`at most ${most}`])];
  return [`a ${whole === true ? 'whole ' : ''}number`, ...limits].join(', ');
}
