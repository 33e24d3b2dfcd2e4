/** Which fault met which state of a call, over many seeds: what the run has shown, and what it has not. */
import { CALL_STATES, type CallState } from '../../core/call/machine.js';
import { FAULT_KINDS, FAULT_WORDS, type FaultKind } from './kinds.js';

/** Strikes by kind, and by kind and state how often a call was in it just then. */
export class Coverage {
  readonly #met = new Map<FaultKind, Map<CallState, number>>();
  readonly #strikes = new Map<FaultKind, number>();

  strike(kind: FaultKind): void { this.#strikes.set(kind, (this.#strikes.get(kind) ?? 0) + 1); }
  meet(kind: FaultKind, states: Iterable<CallState>): void {
    const mine = this.#met.get(kind) ?? new Map<CallState, number>();
    this.#met.set(kind, mine);
    for (const state of states) mine.set(state, (mine.get(state) ?? 0) + 1);
  }
  strikes(kind: FaultKind): number { return this.#strikes.get(kind) ?? 0; }
  met(kind: FaultKind, state: CallState): number { return this.#met.get(kind)?.get(state) ?? 0; }

  add(other: CoverageData): void {
    for (const [kind, count] of other.strikes) this.#strikes.set(kind, (this.#strikes.get(kind) ?? 0) + count);
    for (const [kind, state, count] of other.met) {
      const mine = this.#met.get(kind) ?? new Map<CallState, number>();
      this.#met.set(kind, mine);
      mine.set(state, (mine.get(state) ?? 0) + count);
    }
  }
  data(): CoverageData {
    return { strikes: [...this.#strikes], met: [...this.#met].flatMap(([kind, states]) => [...states].map(([state, count]) => [kind, state, count] as const)) };
  }
  /** Pairs nobody has seen. */
  missing(): readonly string[] { return FAULT_KINDS.flatMap((kind) => CALL_STATES.filter((state) => this.met(kind, state) === 0).map((state) => `${FAULT_WORDS[kind]} × ${state}`)); }

  /** A row a fault, a column a state; counts. */
  table(): string {
    const width = Math.max(...FAULT_KINDS.map((kind) => FAULT_WORDS[kind].length));
    const cell = (text: string | number): string => String(text).padStart(10);
    const head = `${'fault'.padEnd(width)}${cell('strikes')}${CALL_STATES.map((state) => cell(state)).join('')}`;
    return [head, ...FAULT_KINDS.map((kind) => `${FAULT_WORDS[kind].padEnd(width)}${cell(this.strikes(kind))}${CALL_STATES.map((state) => cell(this.met(kind, state))).join('')}`)].join('\n');
  }
}
/** As it passes between threads. */
export interface CoverageData { readonly strikes: readonly (readonly [FaultKind, number])[]; readonly met: readonly (readonly [FaultKind, CallState, number])[] }
