/**
 * A clock that stands still until told to go on: time is a number, timers run in order of due instant and, at the
 * same instant, in the order they were set. Eight hours pass in seconds and twice the same.
 */
import type { Clock, Timer } from '../../app/ports/system.js';
import type { Instant, Millis } from '../../core/units.js';

/** A timer that is set: one object, as a world sets some hundred thousand of them. */
class Entry implements Timer {
  cancelled = false;
  constructor(readonly due: Millis, readonly order: number, readonly run: () => void, private readonly count: { live: number }) {}
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.count.live -= 1;
  }
}
/** One that is set again each time it has run. */
class Repeat implements Timer {
  #timer: Timer | null = null;
  #stopped = false;
  readonly #due = (): void => { try { this.run(); } finally { if (!this.#stopped) this.again(); } };
  constructor(private readonly clock: VirtualClock, private readonly every: Millis, private readonly run: () => void) {}
  again(): void { this.#timer = this.clock.after(this.every, this.#due); }
  cancel(): void { this.#stopped = true; this.#timer?.cancel(); }
}

export interface VirtualClockOptions {
  /** Instant at the start. */
  readonly start: Instant;
  /** Hears what a timer threw; without it the first error is kept and thrown by the next `run…` call's end. */
  readonly onError?: (error: unknown) => void;
}

export class VirtualClock implements Clock {
  readonly shifted = 'simulated time';
  readonly #heap: Entry[] = [];
  readonly #onError: ((error: unknown) => void) | undefined;
  #now: Instant;
  #elapsed: Millis = 0;
  #order = 0;
  /** How many are set. */
  readonly #count = { live: 0 };
  #thrown: { readonly error: unknown } | undefined;

  constructor(options: VirtualClockOptions) {
    this.#now = options.start;
    this.#onError = options.onError;
  }

  now(): Instant { return Math.floor(this.#now); }
  monotonic(): Millis { return this.#elapsed; }
  /** Timers set and not yet run or cancelled. */
  get pending(): number { return this.#count.live; }
  /** Milliseconds until the next timer, or undefined. */
  get nextIn(): Millis | undefined {
    this.#dropCancelled();
    const first = this.#heap[0];
    return first === undefined ? undefined : Math.max(0, first.due - this.#elapsed);
  }

  after(after: Millis, run: () => void): Timer {
    const entry = new Entry(this.#elapsed + (after > 0 ? after : 0), this.#order++, run, this.#count);
    this.#push(entry);
    this.#count.live += 1;
    return entry;
  }

  every(every: Millis, run: () => void): Timer {
    const timer = new Repeat(this, every, run);
    timer.again();
    return timer;
  }

  /** A clock step as an operator or NTP makes it: wall time jumps, timers keep their distance. */
  step(by: Millis): void { this.#now += by; }

  /** Runs the next timer, moving time to it. False: there is none. */
  runNext(): boolean {
    const did = this.#runOne(Infinity);
    this.#rethrow();
    return did;
  }

  /** Runs everything due within `by`, then stands at its end. */
  advance(by: Millis): void {
    const end = this.#elapsed + by;
    while (this.#runOne(end)) { /* one more */ }
    this.#moveTo(end);
    this.#rethrow();
  }

  /** As `advance`, but lets promises settle after each timer. */
  async advanceAsync(by: Millis): Promise<void> {
    const end = this.#elapsed + by;
    await settle();
    while (this.#runOne(end)) await settle();
    this.#moveTo(end);
    await settle();
    this.#rethrow();
  }

  /** Runs until no timer is left or `limit` timers ran; gives how many ran. */
  runAll(limit = 1_000_000): number {
    let ran = 0;
    while (ran < limit && this.#runOne(Infinity)) ran++;
    this.#rethrow();
    return ran;
  }

  #runOne(end: Millis): boolean {
    this.#dropCancelled();
    const first = this.#heap[0];
    if (first === undefined || first.due > end) return false;
    this.#pop();
    this.#moveTo(first.due);
    first.cancelled = true;
    this.#count.live -= 1;
    try { first.run(); } catch (error) {
      if (this.#onError) this.#onError(error);
      else this.#thrown ??= { error };
    }
    return true;
  }

  #moveTo(elapsed: Millis): void {
    if (elapsed <= this.#elapsed) return;
    this.#now += elapsed - this.#elapsed;
    this.#elapsed = elapsed;
  }

  #rethrow(): void {
    const thrown = this.#thrown;
    this.#thrown = undefined;
    if (thrown) throw thrown.error;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled === true) this.#pop();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !before(entry, parent)) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      const l = 2 * i + 1;
      const left = heap[l], right = heap[l + 1];
      if (left === undefined) break;
      const isRight = right !== undefined && before(right, left);
      const child = isRight ? right : left;
      if (!before(child, last)) break;
      heap[i] = child;
      i = isRight ? l + 1 : l;
    }
    heap[i] = last;
  }
}

const before = (a: Entry, b: Entry): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);

/** Lets a chain of a few promises finish. */
async function settle(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve();
}
