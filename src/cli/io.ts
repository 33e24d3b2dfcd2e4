/** The command line's hands: two streams and the environment, so that commands can be tested without a process. */
import type { Environment } from '../config.js';

export interface Io {
  /** Results go to stdout, everything else to stderr. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly outTty: boolean;
  readonly errTty: boolean;
  readonly env: Environment;
  readonly cwd: string;
}

export const processIo = (): Io => ({
  out: (text) => { process.stdout.write(text); },
  err: (text) => { process.stderr.write(text); },
  outTty: process.stdout.isTTY,
  errTty: process.stderr.isTTY,
  env: process.env,
  cwd: process.cwd(),
});

/** One JSON document, or a table for people. */
export function print(io: Io, json: boolean, value: unknown, forPeople: () => string): void {
  const text = json ? JSON.stringify(value) : forPeople();
  io.out(text.endsWith('\n') || text === '' ? text : `${text}\n`);
}

export type Cell = string | number | boolean | null | undefined;
/** Columns as wide as their widest cell; full-width characters count double. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[], empty = 'nothing'): string {
  if (rows.length === 0) return `${empty}\n`;
  const texts = [heads, ...rows.map((row) => row.map(cell))];
  const widths = heads.map((_, column) => Math.max(...texts.map((row) => width(row[column] ?? ''))));
  return texts.map((row) => row.map((one, column) => one + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(one)))).join('  ').trimEnd()).join('\n') + '\n';
}
/** Name and value, one a line. */
export function facts(pairs: readonly (readonly [string, Cell])[]): string {
  const most = Math.max(...pairs.map(([name]) => width(name)));
  return pairs.map(([name, value]) => `${name}${' '.repeat(most - width(name))}  ${cell(value)}`.trimEnd()).join('\n') + '\n';
}
function cell(value: Cell): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  // A table never lets what is in the data move the cursor.
  return Array.from(String(value), (one) => (one < ' ' || one === '\u007f' ? ' ' : one)).join('');
}
function width(text: string): number {
  let sum = 0;
  for (const one of text) sum += /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(one) ? 2 : 1;
  return sum;
}

export const when = (instant: number | null | undefined): string => (typeof instant === 'number' ? new Date(instant).toISOString().replace('T', ' ').replace(/\.\d+Z$/, 'Z') : '-');
export const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

/** A bar on a terminal; on anything else a line now and then. */
export class Progress {
  #last = 0;
  #shown = false;
  constructor(private readonly io: Io, private readonly label: string, private readonly quiet: boolean) {}
  show(share: number | null, text: string, now = Date.now()): void {
    if (this.quiet) return;
    if (now - this.#last < (this.io.errTty ? 100 : 5000)) return;
    this.#last = now;
    const done = share === null ? '' : `${'█'.repeat(Math.round(share * 24)).padEnd(24, '░')} ${Math.floor(share * 100)} % `;
    this.io.err(this.io.errTty ? `\r\u001b[2K${this.label} ${done}${text}` : `${this.label}: ${share === null ? '' : `${Math.floor(share * 100)} %, `}${text}\n`);
    this.#shown = true;
  }
  end(): void { if (this.#shown && this.io.errTty && !this.quiet) this.io.err('\r\u001b[2K'); }
}
