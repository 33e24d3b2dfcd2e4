import { atStopLevel, BudgetController, type Allowance } from './budget.js';
import { CarrierWatch } from './carrier.js';
import { HandlingEstimator } from './handling.js';
import { Plan } from './plan.js';
import { RingEstimator } from './ring.js';
import { clamp, get, Series } from './series.js';
import type { Because, Decision, LimitedBy, Pacer, PacerSettings, PacerState, PacingEvent, PacingSnapshot } from './types.js';

/** Milliseconds after which the tables are made anew. */
const RING_REFRESH = 3_000;
const HANDLING_REFRESH = 20_000;
/** Seconds over which the rate of resolved calls is measured. */
const RATE_MEMORY = 900;

/** The pacer of one campaign. `state`: what an earlier one had learned; a state of another version is not believed. */
export function makePacer(settings: PacerSettings, state: PacerState | null = null): Pacer {
  return new CampaignPacer(settings, state?.version === 1 ? state : null);
}

class CampaignPacer implements Pacer {
  readonly #series: Series;
  readonly #ring: RingEstimator;
  readonly #handling: HandlingEstimator;
  readonly #budget: BudgetController;
  readonly #carrier: CarrierWatch;
  readonly #plan: Plan;
  #at: number | null;
  /** Instants of the last refresh of the ring and handling tables. */
  readonly #refreshed: Float64Array;
  /** Calls resolved and seconds, forgetting. */
  readonly #calls: Float64Array;

  constructor(private readonly settings: PacerSettings, state: PacerState | null) {
    this.#series = new Series(state);
    this.#at = state?.at ?? null;
    this.#refreshed = this.#series.row('refreshed', [0, 0]);
    this.#calls = this.#series.row('calls', [0, 0]);
    this.#ring = new RingEstimator(settings, this.#series);
    this.#handling = new HandlingEstimator(settings, this.#series);
    this.#budget = new BudgetController(this.#series);
    this.#carrier = new CarrierWatch(this.#series);
    this.#plan = new Plan(this.#ring, this.#handling, this.#carrier);
  }

  state(): PacerState { return { version: 1, at: this.#at, numbers: this.#series.numbers(), people: this.#series.persons() }; }

  decide(unordered: readonly PacingEvent[], s: PacingSnapshot): Decision {
    const events = unordered.length < 2 ? unordered : [...unordered].sort(compare);
    const before = this.#at ?? s.at;
    const seconds = Math.max(0, s.at - before) / 1000;
    this.#learn(events, s, before, seconds);
    const allowance = this.#budget.allowance(s.budget);
    this.#budget.settle(events, allowance.beta, s.mode.kind === 'predictive');
    const decision = this.#decide(s, allowance);
    this.#budget.limited(decision.because.limitedBy, seconds);
    this.#carrier.placed(decision.dial);
    this.#at = s.at;
    return decision;
  }

  #learn(events: readonly PacingEvent[], s: PacingSnapshot, before: number, seconds: number): void {
    const collectors = s.ready + s.busy.length;
    this.#budget.follow(events, seconds, (0.5 * collectors * 1000) / (this.settings.talkMean + this.settings.wrapMean));
    const keep = Math.exp(-seconds / RATE_MEMORY);
    this.#calls[0] = get(this.#calls, 0) * keep;
    this.#calls[1] = get(this.#calls, 1) * keep + seconds;
    // Windows scale with volume: a fixed number of calls would be seconds long in a large campaign, and the level would swing.
    const rate = get(this.#calls, 1) < 60 ? 0 : get(this.#calls, 0) / get(this.#calls, 1);
    if (this.#carrier.follow(events, s, seconds, rate)) this.#ring.forget();
    if (!this.#carrier.silent) this.#ring.follow(events, s, before, clamp(90 * this.#budget.rate, 60, 300));
    const memory = Math.max(6_000, 900 * rate);
    for (const event of events) {
      if (event.kind === 'call') { this.#ring.learn(event, memory); this.#calls[0] = get(this.#calls, 0) + 1; }
      else if (event.kind === 'talk') this.#handling.talked(event);
      else if (event.kind === 'wrap') this.#handling.wrapped(event);
    }
    if (s.at - get(this.#refreshed, 0) >= RING_REFRESH) { this.#ring.refresh(); this.#refreshed[0] = s.at; }
    // Never both in one decision: each costs its time.
    else if (s.at - get(this.#refreshed, 1) >= HANDLING_REFRESH) { this.#handling.refresh(s.busy, s.levers.hold / 1000); this.#refreshed[1] = s.at; }
  }

  #decide(s: PacingSnapshot, allowance: Allowance): Decision {
    const refused: LimitedBy | null = s.trouble !== null ? 'trouble'
      : s.mode.kind === 'manual' || s.mode.kind === 'preview' ? 'mode'
      : atStopLevel(s.budget) ? 'stop'
      : s.ready + s.busy.length === 0 ? 'collectors' : null;
    const threshold = refused === null ? this.#budget.threshold(s, allowance) : 0;
    const plan = this.#plan.make(s, threshold, refused);
    const because: Because = {
      limitedBy: refused ?? (plan.limitedBy === 'risk' && threshold <= 0 ? (s.mode.kind === 'progressive' ? 'floor' : 'budget') : plan.limitedBy),
      trouble: s.trouble, mode: s.mode.kind, ready: s.ready, waiting: s.waiting, reserved: s.reservedForInbound, busy: s.busy.length, freeing: plan.freeing,
      ringing: s.ringing.length, screening: s.screening.length, expectedAnswers: plan.answers, answerShare: this.#ring.answerShare,
      risk: plan.risk, threshold, allowance: allowance.beta, budgetLeft: allowance.left,
    };
    return { dial: plan.picks.length, picks: plan.picks, cancel: plan.cancel, because, forecast: plan.forecast, demand: plan.demand };
  }
}

/** Any total order will do, so that the order in which events came in does not matter. */
function compare(a: PacingEvent, b: PacingEvent): number {
  const [x, y] = [key(a), key(b)];
  return a.at - b.at || (x < y ? -1 : x > y ? 1 : 0);
}
function key(event: PacingEvent): string {
  switch (event.kind) {
    case 'call': return `c|${event.outcome}|${event.age}|${event.amd ?? ''}|${event.share}`;
    case 'answer': return `a|${event.result}`;
    case 'talk': return `t|${event.agent}|${event.length}|${event.stage ?? ''}`;
    case 'wrap': return `w|${event.agent}|${event.length}|${event.ready}|${event.announced}`;
  }
}
