import type { Id } from '../../core/units.js';
import type { MoveInput } from '../store/moves/index.js';
import { StoreClosed, StoreFault } from '../store/errors.js';
import type { ConductorDeps } from './deps.js';

type Line = MoveInput<'note'>['lines'][number];

/** Lines kept while the database takes none: an hour of 100 calls a second would be more, but then nothing is dialed either. */
const MOST_KEPT = 50_000;
const AGAIN_AFTER = 1_000;
/**
 * Journal lines behind the act: gathered for some milliseconds, written in order, waited for by nobody. What the database does not
 * take (it is full, it is behind) is kept and comes before what is noted later: who was bridged when must not be forgotten.
 */
export class Journal {
  #lines: Line[] = [];
  #timer: { cancel(): void } | null = null;
  #refused: Line[] = [];
  #again: { cancel(): void } | null = null;
  constructor(private readonly deps: Pick<ConductorDeps, 'store' | 'clock' | 'log'>, private readonly onRefused: (error: unknown) => void = () => undefined) {}

  note(attemptId: Id | null, event: string, data?: unknown, facts?: Line['facts']): void {
    this.#lines.push({ attemptId, at: this.deps.clock.now(), event, ...(data === undefined ? {} : { data }), ...(facts === undefined ? {} : { facts }) });
    if (this.#lines.length >= 200) this.flush();
    else this.#timer ??= this.deps.clock.after(25, () => this.flush());
  }
  /** Sends what is gathered now, so that a move run next comes after it. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#lines.length === 0 && this.#refused.length === 0) return;
    const lines = [...this.#refused, ...this.#lines];
    this.#refused = [];
    this.#lines = [];
    this.#again?.cancel();
    this.#again = null;
    this.deps.store.run('note', { lines }).catch((error: unknown) => { this.#keep(lines, error); });
  }

  #keep(lines: readonly Line[], error: unknown): void {
    this.onRefused(error);
    // Closed or lost for good: there will be nobody to take them.
    if (error instanceof StoreClosed || (error instanceof StoreFault && error.code === 'crashed')) {
      this.deps.log.error({ lines: lines.length, error: String(error) }, 'journal lines could not be written');
      return;
    }
    const all = [...this.#refused, ...lines];
    this.#refused = all.slice(-MOST_KEPT);
    if (all.length > MOST_KEPT) this.deps.log.error({ lines: all.length - MOST_KEPT, error: String(error) }, 'journal lines could not be written: the oldest are given up');
    this.#again ??= this.deps.clock.after(AGAIN_AFTER, () => { this.#again = null; this.flush(); });
  }
}
