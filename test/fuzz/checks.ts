/** What several targets hold their parsers to. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
/** A run of seven digits or more, as a phone number is. */
export const NUMBERLIKE = /\d{7,}/;
export const isText = (value: unknown): value is string => typeof value === 'string';
