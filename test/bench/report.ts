/** What a bench (`test/bench/NAME.bench.ts`, default export) resolves to; `scripts/bench.mjs` prints it. */
export interface BenchReport {
  readonly name: string;
  readonly rows: readonly BenchRow[];
  readonly notes?: readonly string[];
}
export interface BenchRow {
  readonly what: string;
  readonly value: number | string;
  readonly unit?: string;
  /** In words: `≥ 5`, `< 20 ms`. */
  readonly target?: string;
  readonly ok?: boolean;
}
export type Bench = () => Promise<BenchReport>;
