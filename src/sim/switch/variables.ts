/** A channel's variables in order, with their header block kept until something changes. Setting moves a variable to the end, as the switch's list does. */
import { Block, lineOf, type Line } from './event.js';

export class VariableList {
  readonly #lines = new Map<string, Line>();
  #block: Block | undefined;
  /** `told`: of those the switch sets by the dozen, the ones anybody reads; null: all are kept. */
  constructor(private readonly told: ReadonlySet<string> | null = null) {}

  get(name: string): string | undefined { return this.#lines.get(name)?.value; }
  has(name: string): boolean { return this.#lines.has(name); }
  isTrue(name: string): boolean { return isTrue(this.get(name)); }

  /** An empty or absent value takes the variable away. */
  set(name: string, value: string | undefined): void {
    const had = this.#lines.get(name);
    if (value === undefined || value === '') {
      if (had === undefined) return;
      this.#lines.delete(name);
    } else {
      if (had?.value === value) return;
      this.#lines.delete(name);
      this.#lines.set(name, lineOf(headerName(name), value));
    }
    this.#block = undefined;
  }

  setAll(values: readonly (readonly [string, string])[]): void {
    for (const [name, value] of values) if (this.told === null || this.told.has(name)) this.set(name, value);
  }

  /** Appends to an array variable, as `transfer_history` grows. */
  push(name: string, value: string): void {
    const had = this.get(name);
    if (had === undefined) this.set(name, value);
    else this.set(name, had.startsWith('ARRAY::') ? `${had}|:${value}` : `ARRAY::${had}|:${value}`);
  }

  entries(): readonly (readonly [string, string])[] { return [...this.#lines].map(([name, line]) => [name, line.value] as const); }
  get block(): Block { return (this.#block ??= new Block([...this.#lines.values()])); }
}

const headerNames = new Map<string, string>();
/** `variable_…`, made once for each name. */
function headerName(name: string): string {
  let header = headerNames.get(name);
  if (header === undefined) {
    header = `variable_${name}`;
    if (headerNames.size < 2000) headerNames.set(name, header);
  }
  return header;
}

/** `switch_true`. */
export function isTrue(value: string | undefined): boolean {
  if (value === undefined) return false;
  const v = value.toLowerCase();
  return ['yes', 'on', 'true', 't', 'enabled', 'active', 'allow'].includes(v) || (/^\d+$/.test(v) && Number(v) !== 0);
}
