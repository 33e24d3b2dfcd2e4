import { add, clamp, get, odds, scale, type Series } from './series.js';
import { K } from './overflow.js';
import { CHECKPOINTS, type BusyCollector, type PacerSettings, type PacingEvent } from './types.js';

/** Seconds of talk or wrap-up between which the hazard is taken as constant. */
export const EDGES: readonly number[] = [0, 1, 2, 3, 5, 7, 10, 13, 17, 22, 28, 35, 45, 60, 80, 100, 130, 170, 220, 300, 400, 600, 900, 1400];
const B = EDGES.length;
const edge = (b: number): number => EDGES[b] ?? Infinity;
/** Ends after which an observation's weight has fallen to 1/e; ends of one person likewise. */
const MEMORY = 3000;
const PERSON_MEMORY = 200;
/** Prior weights, in ends. */
const PRIOR_TALK = 2;
const PRIOR_WRAP = 1;
/** Time grid of the convolution, in seconds. */
const STEP = 0.5;
const LAST = CHECKPOINTS[K - 1] ?? 27;
/** Ages the tables hold: each edge and each middle. */
const AGES: readonly number[] = EDGES.flatMap((from, b) => b + 1 < B ? [from, (from + edge(b + 1)) / 2] : [from]);
/** For each whole second the last age of `AGES` not after it. */
const INDEX = Uint8Array.from({ length: edge(B - 1) + 1 }, (_, second) => AGES.filter((age) => age <= second).length - 1);

type TalkEvent = Extract<PacingEvent, { kind: 'talk' }>;
type WrapEvent = Extract<PacingEvent, { kind: 'wrap' }>;

/** Hazards of one phase: ends over time spent, in each interval. No family of distributions is assumed. */
export class PhaseHazards {
  readonly ends: Float64Array;
  readonly spent: Float64Array;
  /** As of the last refresh. */
  readonly hazard: Float64Array;
  readonly cumulative = new Float64Array(B);

  constructor(name: string, private readonly weight: number, private readonly mean: number, series: Series) {
    this.ends = series.row(`${name}.ends`, new Float64Array(B));
    this.spent = series.row(`${name}.spent`, new Float64Array(B));
    this.hazard = series.row(`${name}.hazard`, new Float64Array(B).fill(1 / mean));
    this.#accumulate();
  }

  /** `length` in seconds. */
  learn(length: number): void {
    scale(this.ends, 1 - 1 / MEMORY);
    scale(this.spent, 1 - 1 / MEMORY);
    spend(this.spent, length);
    add(this.ends, bin(length), 1);
  }

  /** `running`: time spent in the phases that still run, per interval. */
  refresh(running: Float64Array): void {
    for (let b = 0; b < B; b += 1) this.hazard[b] = (this.weight + get(this.ends, b)) / (this.weight * this.mean + get(this.spent, b) + get(running, b));
    this.#accumulate();
  }

  #accumulate(): void {
    for (let b = 1; b < B; b += 1) this.cumulative[b] = get(this.cumulative, b - 1) + (edge(b) - edge(b - 1)) * get(this.hazard, b - 1);
  }

  /** Hazard integrated from 0 to `t` seconds: −ln P(longer than t). */
  integrated(t: number): number {
    const b = bin(t);
    return get(this.cumulative, b) + (t - edge(b)) * get(this.hazard, b);
  }
  at(t: number): number { return get(this.hazard, bin(t)); }
}

function bin(t: number): number {
  let b = 0;
  while (b + 1 < B && t >= edge(b + 1)) b += 1;
  return b;
}
/** Spreads `length` seconds over the intervals. */
function spend(row: Float64Array, length: number): void {
  for (let b = 0; b < B && length > edge(b); b += 1) add(row, b, Math.min(length, edge(b + 1)) - edge(b));
}

/** When busy collectors come back: talk, wrap-up, and whether they go ready after it. */
export class HandlingEstimator {
  readonly talk: PhaseHazards;
  readonly wrap: PhaseHazards;
  /** Unannounced: went ready, all. */
  readonly #back: Float64Array;
  /** Hold the tables were made for (seconds), prior weight of a person's talk and wrap-up multiplier. */
  readonly #made: Float64Array;
  readonly #talkTable = new Float64Array(AGES.length * K);
  readonly #wrapTable = new Float64Array(AGES.length * K);
  /** Which ages' rows are made: few are asked for between two refreshes. */
  readonly #rows = new Uint8Array(AGES.length);
  /** P(a wrap-up is over (i + ½) steps after its start). */
  #over = new Float64Array(0);
  #ends = new Float64Array(0);

  constructor(settings: PacerSettings, private readonly series: Series) {
    this.talk = new PhaseHazards('talk', PRIOR_TALK, settings.talkMean / 1000, series);
    this.wrap = new PhaseHazards('wrap', PRIOR_WRAP, settings.wrapMean / 1000, series);
    this.#back = series.row('back', [40, 41]);
    this.#made = series.row('handling.made', [2, 1e9, 1e9]);
    this.#tabulate();
  }

  /** Probability that whoever ends a wrap-up, with nothing announced, goes ready. */
  get back(): number { return get(this.#back, 0) / get(this.#back, 1); }

  talked(event: TalkEvent): void {
    const length = Math.max(0, event.length / 1000);
    const expected = this.talk.integrated(length);
    this.#note(`a:${event.agent}`, 0, expected);
    if (event.stage !== null) this.#note(`s:${event.stage}`, 0, expected);
    this.talk.learn(length);
  }
  wrapped(event: WrapEvent): void {
    const length = Math.max(0, event.length / 1000);
    this.#note(`a:${event.agent}`, 2, this.wrap.integrated(length));
    this.wrap.learn(length);
    if (event.announced) return;
    this.#back[0] = get(this.#back, 0) * 0.998 + (event.ready ? 1 : 0);
    this.#back[1] = get(this.#back, 1) * 0.998 + 1;
  }
  #note(name: string, from: number, expected: number): void {
    const row = this.series.person(name);
    row[from] = get(row, from) * (1 - 1 / PERSON_MEMORY) + 1;
    row[from + 1] = get(row, from + 1) * (1 - 1 / PERSON_MEMORY) + expected;
  }

  /** Takes what is known now into the tables; conversations still running count as time without an end. Every 20 s is enough. */
  refresh(busy: readonly BusyCollector[], hold: number): void {
    const talking = new Float64Array(B);
    const wrapping = new Float64Array(B);
    for (const one of busy) spend(one.phase === 'talk' ? talking : wrapping, one.elapsed / 1000);
    this.talk.refresh(talking);
    this.wrap.refresh(wrapping);
    this.#made.set([hold, this.#spread(0), this.#spread(2)]);
    this.#tabulate();
  }

  /**
   * Prior weight of a person's multiplier, from how much people differ beyond chance: the variance of ends around what was
   * expected of them is (expected + expected² · v) if their multipliers have variance v (gamma frailty, method of moments).
   */
  #spread(from: number): number {
    let excess = 0;
    let squares = 0;
    for (const row of this.series.people.values()) {
      const expected = get(row, from + 1);
      excess += (get(row, from) - expected) ** 2 - expected;
      squares += expected * expected;
    }
    return squares === 0 || excess <= 0 ? 1e9 : Math.max(4, squares / excess);
  }
  #multiplier(name: string, from: number): number {
    const row = this.series.people.get(name);
    if (!row) return 1;
    const prior = get(this.#made, from === 0 ? 1 : 2);
    return (prior + get(row, from)) / (prior + get(row, from + 1));
  }

  #tabulate(): void {
    const steps = Math.ceil((LAST + get(this.#made, 0)) / STEP);
    if (this.#over.length !== steps) {
      this.#over = new Float64Array(steps);
      this.#ends = new Float64Array(steps);
    }
    for (let i = 0; i < steps; i += 1) this.#over[i] = 1 - Math.exp(-this.wrap.integrated((i + 0.5) * STEP));
    this.#rows.fill(0);
  }
  /** Makes both tables' rows of one of `AGES`, unless they are made. */
  #need(a: number): void {
    if (this.#rows[a] === 1) return;
    this.#rows[a] = 1;
    const hold = get(this.#made, 0);
    const over = this.#over;
    const ends = this.#ends;
    const age = AGES[a] ?? 0;
    let before = 1;
    const start = this.talk.integrated(age);
    for (let j = 0; j < ends.length; j += 1) {
      const after = Math.exp(start - this.talk.integrated(age + (j + 1) * STEP));
      ends[j] = before - after;
      before = after;
    }
    const wrapStart = this.wrap.integrated(age);
    for (let k = 0; k < K; k += 1) {
      const until = (CHECKPOINTS[k] ?? 0) + hold;
      this.#wrapTable[a * K + k] = 1 - Math.exp(wrapStart - this.wrap.integrated(age + until));
      const whole = Math.floor(until / STEP);
      const part = until / STEP - whole;
      let sum = 0;
      for (let j = 0; j < whole; j += 1) sum += get(ends, j) * get(over, whole - 1 - j);
      if (part > 0) {
        let next = 0;
        for (let j = 0; j <= whole; j += 1) next += get(ends, j) * get(over, whole - j);
        sum += (next - sum) * part;
      }
      this.#talkTable[a * K + k] = sum;
    }
  }

  /** Probabilities that this collector is ready by each checkpoint plus the hold, into `row`. */
  free(one: BusyCollector, knownEnd: boolean, row: Float64Array): void {
    if (one.leaving) { row.fill(0); return; }
    const back = this.back;
    if (knownEnd && one.endsIn !== null && one.phase === 'wrap') {
      const endsIn = one.endsIn / 1000;
      const hold = get(this.#made, 0);
      for (let k = 0; k < K; k += 1) row[k] = endsIn <= (CHECKPOINTS[k] ?? 0) + hold ? back : 0;
      return;
    }
    const table = one.phase === 'talk' ? this.#talkTable : this.#wrapTable;
    let by = this.#multiplier(`a:${one.agent}`, one.phase === 'talk' ? 0 : 2);
    if (one.stage !== null && one.phase === 'talk') by *= this.#multiplier(`s:${one.stage}`, 0);
    const seconds = clamp(one.elapsed / 1000, 0, edge(B - 1));
    let a = INDEX[Math.floor(seconds)] ?? 0;
    if (a + 1 < AGES.length && (AGES[a + 1] ?? Infinity) <= seconds) a += 1;
    const from = AGES[a] ?? 0;
    const next = Math.min(AGES.length - 1, a + 1);
    this.#need(a);
    this.#need(next);
    const part = next === a ? 0 : (seconds - from) / ((AGES[next] ?? 0) - from);
    for (let k = 0; k < K; k += 1) row[k] = back * odds(get(table, a * K + k) * (1 - part) + get(table, next * K + k) * part, by);
  }
}
