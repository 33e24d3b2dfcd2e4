/**
 * A campaign's coming day: a rehearsed day with a list that runs out. Calls take leads in order; who isn't reached rests and is
 * tried again by the campaign's own rules. Pure. Seconds from the first hour's beginning, shares 0 to 1.
 */
import { planByOutcome } from '../lead/retry.js';
import type { CampaignSettings } from '../campaign/settings.js';
import type { Outcome } from '../call/outcome.js';
import { makePacer } from '../pacing/pacer.js';
import { DEFAULT_PACER, type Pacer, type PacingMode } from '../pacing/types.js';
import { runDay } from './day.js';
import type { FloorEvent, FloorView, Policy } from './floor.js';
import { productPolicy } from './product.js';
import { Draws, STREAM } from './random.js';
import type { Scenario } from './scenario.js';
import type { DayResult } from './tally.js';
import { Timeline } from './timeline.js';
import { World } from './world.js';

export interface RehearsedLead { readonly attempts: number; readonly tally: Readonly<Partial<Record<Outcome, number>>>; /** When it may be dialed; 0: at once. */ readonly from: number }
export interface CampaignDay {
  readonly scenario: Scenario;
  /** Answer share by hour of the day rehearsed, the first hour first. */
  readonly answers: readonly number[];
  /** Relative standard error of the answer share: how much the day may differ from its history. */
  readonly unsure: number;
  readonly leads: readonly RehearsedLead[];
  readonly rules: Pick<CampaignSettings, 'recycle' | 'maxAttempts' | 'caps'>;
}
export interface RehearsedDay extends DayResult {
  /** Occupancy until the list was done, without the time in which collectors stood ready and no lead was due. */
  readonly occupancyWithLeads: number;
  /** Leads a collector talked with. */
  readonly reached: number;
  /** When nothing was left that may be dialed that day; null: something was. */
  readonly doneAt: number | null;
  /** When every lead had been tried once; null: not that day. */
  readonly triedAt: number | null;
  /** Share of paid time until the list was done in which collectors stood ready with no lead due. */
  readonly withoutLeads: number;
}

const HOUR = 3600;
/** Streams of this kind of day, beyond a plain world's. */
const LUCK = 1_000_000;

/** Persons answer as the hour's history says; how good the whole day is was drawn once. */
class CampaignWorld extends World {
  readonly #luck: number;
  constructor(private readonly day: CampaignDay, seed: number) {
    super(day.scenario, seed);
    const sd = day.unsure;
    this.#luck = Math.exp(sd * new Draws(seed, STREAM.drift, LUCK).normal() - (sd * sd) / 2);
  }
  override liveShare(t: number): number {
    const { answers } = this.day;
    const share = answers[Math.min(answers.length - 1, Math.floor(t / HOUR))] ?? this.day.scenario.calls.live;
    return Math.min(0.9, Math.max(0.001, share * this.#luck));
  }
}

const NOTHING = { dial: 0, cancel: [] };

interface OnList { readonly number: number; attempts: number; tally: Partial<Record<Outcome, number>>; today: number }

/** The list, and the policy that paces it: whatever the pacer wants, it gets no more lines than leads are due. */
class Listed implements Policy {
  readonly #due: OnList[] = [];
  readonly #resting = new Timeline<OnList>();
  #restingCount = 0;
  readonly #calls = new Map<number, OnList>();
  /** Persons who answered and are not settled, longest waiting first: that is the order in which they are. */
  readonly #answered: OnList[] = [];
  #dials = 0;
  #untried: number;
  #at = 0;
  #last: Pick<FloorView, 'ready' | 'talking' | 'wrapping'> | null = null;
  #busy = 0;
  #paid = 0;
  #starved = 0;
  reached = 0;
  doneAt: number | null = null;
  triedAt: number | null = null;

  constructor(private readonly day: CampaignDay, private readonly inner: Policy) {
    this.#untried = day.leads.length;
    for (const [number, { attempts, tally, from }] of day.leads.entries()) this.#rest({ number, attempts, tally: { ...tally }, today: 0 }, from);
    this.#wake(0);
  }

  get occupancy(): number { return this.#busy === 0 ? 0 : this.#busy / (this.#paid - this.#starved); }
  get withoutLeads(): number { return this.#paid === 0 ? 0 : this.#starved / this.#paid; }

  hear(event: FloorEvent): void {
    this.inner.hear(event);
    if (event.kind === 'call') this.#over(event);
    if (event.kind !== 'answer') return;
    const lead = this.#answered.shift();
    if (lead === undefined) return;
    if (event.result === 'abandoned') this.#again(lead, 'abandoned', event.at); else if (lead.number >= 0) this.reached += 1;
  }
  #over(event: FloorEvent & { kind: 'call' }): void {
    const lead = this.#calls.get(event.call.index);
    this.#calls.delete(event.call.index);
    if (lead === undefined) return;
    const { outcome } = event.call.fate;
    if (event.outcome === 'live') {
      // A machine that nobody heard first: its collector files it, and it is tried again.
      if (outcome === 'machine') { this.#answered.push({ ...lead, number: -1 }); this.#again(lead, 'machine', event.endedAt); } else this.#answered.push(lead);
    } else this.#again(lead, event.outcome === 'machine' ? 'machine' : outcome === 'fast' ? 'busy' : 'no_answer', event.endedAt);
  }

  decide(view: FloorView): { readonly dial: number; readonly cancel: readonly number[] } {
    this.#count(view);
    this.#wake(view.at);
    // Nothing to dial and nothing in the air: the pacer is asked again when there is, and hears then of what was.
    if (this.#due.length === 0 && view.ringing.length === 0 && view.screening.length === 0) return NOTHING;
    const answer = this.inner.decide({ ...view, freeLines: Math.min(view.freeLines ?? Infinity, this.#due.length) });
    const dial = Math.max(0, Math.min(answer.dial, this.#due.length, view.freeLines ?? Infinity, view.starts ?? Infinity));
    for (const lead of this.#due.splice(0, dial)) {
      this.#calls.set(this.#dials, lead);
      this.#dials += 1;
      if (lead.today === 0) { this.#untried -= 1; if (this.#untried === 0) this.triedAt = view.at; }
      lead.today += 1;
    }
    return { dial, cancel: answer.cancel };
  }

  /** What the floor did since the decision before, until the list is done. */
  #count(view: FloorView): void {
    const time = view.at - this.#at;
    if (this.#last !== null && this.doneAt === null && time > 0) {
      const busy = this.#last.talking + this.#last.wrapping;
      this.#busy += busy * time;
      this.#paid += (busy + this.#last.ready) * time;
      if (this.#due.length === 0) this.#starved += this.#last.ready * time;
    }
    this.#at = view.at;
    this.#last = { ready: view.ready, talking: view.talking, wrapping: view.wrapping };
    if (this.doneAt === null && this.#due.length === 0 && this.#restingCount === 0 && this.#calls.size === 0 && this.#answered.length === 0 && view.talking === 0) this.doneAt = view.at;
  }
  #again(lead: OnList, outcome: Outcome, at: number): void {
    if (lead.number < 0) return;
    const plan = planByOutcome(outcome, lead, this.day.rules, at * 1000);
    lead.attempts += 1;
    lead.tally[outcome] = (lead.tally[outcome] ?? 0) + 1;
    const { caps } = this.day.rules;
    if (plan.kind !== 'rest' || lead.today >= Math.min(caps.perPhonePerDay, caps.perPartyPerDay)) return;
    this.#rest(lead, Math.max(plan.nextAt, at * 1000 + caps.phoneSpacing) / 1000);
  }
  /** What would rest beyond the day's end is not of this day. */
  #rest(lead: OnList, until: number): void {
    if (until >= this.day.scenario.duration) return;
    this.#resting.put(until, lead);
    this.#restingCount += 1;
  }
  #wake(at: number): void {
    for (let next = this.#resting.take(); next !== undefined; next = this.#resting.take()) {
      if (next.at > at) { this.#resting.put(next.at, next.what); return; }
      this.#restingCount -= 1;
      this.#due.push(next.what);
    }
  }
}

/** What several team sizes and targets are played on. Plain data: it goes to a thread. */
export interface RehearsalPlan { readonly day: CampaignDay; readonly mode: PacingMode; /** AMD runs on this campaign's calls. */ readonly amd: boolean }
export interface RehearsalVariant { readonly agents: number; /** Limit of abandonment, and what is aimed at below it. */ readonly target: number; readonly aim: number; readonly seed: number }

/** Plays one day with the pacer campaigns use, new: with its priors and nothing learned. The same plan and variant are the same day. */
export function rehearse(plan: RehearsalPlan, variant: RehearsalVariant): RehearsedDay {
  const { agents, target, aim, seed } = variant;
  const scenario: Scenario = { ...plan.day.scenario, agents, target, internalTarget: aim };
  // Where nobody listens first, a machine's answer asks for a collector like any other.
  const settings = plan.amd ? { ...DEFAULT_PACER, amd: true } : { ...DEFAULT_PACER, amd: false, liveShare: DEFAULT_PACER.liveShare + DEFAULT_PACER.machineShare, machineShare: 0 };
  const day = { ...plan.day, scenario };
  const list = new Listed(day, productPolicy(scenario, plan.mode, rolling(makePacer(settings))));
  const result = runDay(new CampaignWorld(day, seed), list);
  return { ...result, occupancyWithLeads: list.occupancy, reached: list.reached, doneAt: list.doneAt, triedAt: list.triedAt, withoutLeads: list.withoutLeads };
}

/** The product's windows roll: no end of the day is near, at which what is left could not be paid back. */
const rolling = (pacer: Pacer): Pacer => ({
  decide: (events, s) => pacer.decide(events, { ...s, budget: { ...s.budget, windows: s.budget.windows.map((one) => ({ ...one, left: null })) } }),
  state: () => pacer.state(),
});
