/** Reads data of a known shape that somebody may have changed: the first thing that is not as it must be ends the reading. */
export class Unreadable extends Error {}

type Name = string | number;
export class Shape {
  readonly #of: object;
  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null) throw new Unreadable('not an object');
    this.#of = value;
  }
  /** Is it said, be it null? */
  names(name: Name): boolean { return Object.hasOwn(this.#of, name); }
  /** Is it said, and not null? */
  has(name: Name): boolean { const value = this.#get(name); return value !== undefined && value !== null; }
  text(name: Name): string { const value = this.#get(name); return typeof value === 'string' ? value : wrong(name); }
  number(name: Name): number { const value = this.#get(name); return typeof value === 'number' ? value : wrong(name); }
  yesNo(name: Name): boolean { const value = this.#get(name); return typeof value === 'boolean' ? value : wrong(name); }
  textOrNull(name: Name): string | null { return this.has(name) ? this.text(name) : null; }
  numberOrNull(name: Name): number | null { return this.has(name) ? this.number(name) : null; }
  word<T extends string>(name: Name, words: readonly T[]): T { const value = this.#get(name); return words.find((one) => one === value) ?? wrong(name); }
  texts(name: Name): readonly string[] { return this.#list(name).map((one) => (typeof one === 'string' ? one : wrong(name))); }
  numbers(name: Name): readonly number[] { return this.#list(name).map((one) => (typeof one === 'number' ? one : wrong(name))); }
  object(name: Name): Shape { return new Shape(this.#get(name)); }
  /** A list of lists or objects. */
  tuples(name: Name): readonly Shape[] { return this.#list(name).map((one) => new Shape(one)); }
  /** Every entry is a number. */
  shares(): Readonly<Record<string, number>> { return Object.fromEntries(Object.entries(this.#of).map(([name, value]: [string, unknown]) => [name, typeof value === 'number' ? value : wrong(name)])); }

  #get(name: Name): unknown { return Object.getOwnPropertyDescriptor(this.#of, name)?.value; }
  /** None where nothing is said. */
  #list(name: Name): readonly unknown[] { const value = this.#get(name); return Array.isArray(value) ? value : value === undefined ? [] : wrong(name); }
}
function wrong(name: Name): never { throw new Unreadable(String(name)); }
