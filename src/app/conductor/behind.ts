import { isOfStore, StoreClosed, StoreFault } from '../store/errors.js';
import type { ConductorDeps } from './deps.js';

/** Things kept while the database takes none: an hour of 100 calls a second would be more, but then nothing is dialed either. */
const MOST_KEPT = 50_000;
const GATHER = 25;
const AT_ONCE = 200;
const AGAIN_AFTER = 1_000;

/**
 * What is written behind the act: gathered for some milliseconds, in order, waited for by nobody. What the database does not take
 * (it is full, it is behind) is kept and comes before what is said later: it must not be forgotten.
 */
export class Behind<T> {
  #gathered: T[] = [];
  #timer: { cancel(): void } | null = null;
  #refused: T[] = [];
  #again: { cancel(): void } | null = null;
  /** `what`: for the log, "journal lines". */
  constructor(private readonly deps: Pick<ConductorDeps, 'clock' | 'log'>, private readonly what: string, private readonly write: (items: readonly T[]) => Promise<unknown>, private readonly onRefused: (error: unknown) => void = () => undefined) {}

  /** Is anything kept that the database did not take? */
  get refused(): boolean { return this.#refused.length > 0; }
  say(item: T): void {
    this.#gathered.push(item);
    if (this.#gathered.length >= AT_ONCE) void this.flush();
    else this.#timer ??= this.deps.clock.after(GATHER, () => { void this.flush(); });
  }
  /** Sends what is gathered now, so that a move run next comes after it. Resolves when it is written or refused. */
  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#gathered.length === 0 && this.#refused.length === 0) return;
    const items = [...this.#refused, ...this.#gathered];
    this.#refused = [];
    this.#gathered = [];
    this.#again?.cancel();
    this.#again = null;
    await this.#put(items);
  }

  async #put(items: readonly T[]): Promise<void> {
    try {
      await this.write(items);
    } catch (error) {
      if (isOfStore(error)) this.#keep(items, error);
      // What the rows themselves forbid is forbidden for good: it must hold up nothing that is said besides and after it.
      else if (items.length > 1) await Promise.all(items.map((item) => this.#put([item])));
      else this.deps.log.error({ error: String(error) }, `one of the ${this.what} is refused for what it says, and given up`);
    }
  }

  #keep(items: readonly T[], error: unknown): void {
    this.onRefused(error);
    // Closed or lost for good: there will be nobody to take them.
    if (error instanceof StoreClosed || (error instanceof StoreFault && error.code === 'crashed')) {
      this.deps.log.error({ lines: items.length, error: String(error) }, `${this.what} could not be written`);
      return;
    }
    const all = [...this.#refused, ...items];
    this.#refused = all.slice(-MOST_KEPT);
    if (all.length > MOST_KEPT) this.deps.log.error({ lines: all.length - MOST_KEPT, error: String(error) }, `${this.what} could not be written: the oldest are given up`);
    this.#again ??= this.deps.clock.after(AGAIN_AFTER, () => { this.#again = null; void this.flush(); });
  }
}
