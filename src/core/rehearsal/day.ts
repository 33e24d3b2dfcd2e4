/**
 * One rehearsed day: events in the order of time, a policy asked at every tick and at once when an agent turns ready. No
 * clock of its own and no dice but the world's: the same world and policy give the same day.
 */
import type { Answer, FloorEvent, FloorView, Policy, SimAgent, SimCall } from './floor.js';
import { Tally, type DayResult } from './tally.js';
import { Timeline } from './timeline.js';
import type { Pause, World } from './world.js';

export interface DayOptions {
  /** A running clock in microseconds, to measure what decisions cost; without it none are measured. */
  readonly clock?: () => number;
  /** Sees the floor after each tick's decision, for plots. */
  readonly trace?: (view: FloorView, placed: number) => void;
}

type Next =
  | { readonly kind: 'tick' }
  | { readonly kind: 'ended' | 'judged' | 'lost'; readonly call: SimCall }
  | { readonly kind: 'login' | 'talked' | 'wrapped' | 'break' | 'back'; readonly agent: SimAgent; readonly turn: number; readonly call?: SimCall }
  | { readonly kind: 'wish'; readonly agent: SimAgent; readonly pause: Pause };

/** Calls of one phase, removed without search. */
class Pool {
  readonly calls: SimCall[] = [];
  add(call: SimCall): void { call.slot = this.calls.push(call) - 1; }
  remove(call: SimCall): void {
    const last = this.calls.pop();
    if (last === undefined || last === call) return;
    this.calls[call.slot] = last;
    last.slot = call.slot;
  }
}
/** No lever gives up a call that rang less than 15 s. */
const LEAST_RING = 15;

export function runDay(world: World, policy: Policy, options: DayOptions = {}): DayResult {
  return new Day(world, policy, options).run();
}

class Day {
  readonly #next = new Timeline<Next>();
  readonly #agents: SimAgent[];
  /** Turns of each agent: what was planned in an earlier one is void. */
  readonly #turns: number[];
  readonly #returns: number[];
  readonly #idle: SimAgent[] = [];
  readonly #waiting: SimCall[] = [];
  readonly #ringing = new Pool();
  readonly #screening = new Pool();
  readonly #tally: Tally;
  #at = 0;
  #talking = 0;
  #wrapping = 0;
  #loggedIn = 0;
  #connections = 0;
  #believedLive = 0;
  #believedLost = 0;
  #tokens = 0;
  #tokensAt = 0;

  constructor(private readonly world: World, private readonly policy: Policy, private readonly options: DayOptions) {
    const { agents, duration } = world.scenario;
    this.#tally = new Tally(world.seed, duration);
    this.#agents = Array.from({ length: agents }, (_, index): SimAgent => ({ index, name: `a${index}`, state: 'off', since: 0, wrapEndsAt: 0, wish: null, breaks: 0 }));
    this.#turns = this.#agents.map(() => 0);
    this.#returns = this.#agents.map(() => 0);
  }

  run(): DayResult {
    const { duration, tick } = this.world.scenario;
    for (const agent of this.#agents) this.#plan(agent);
    this.#next.put(0, { kind: 'tick' });
    for (let moment = this.#next.take(); moment !== undefined && moment.at < duration; moment = this.#next.take()) {
      this.#at = moment.at;
      if (moment.what.kind === 'tick') {
        this.#decide(true);
        this.#next.put(moment.at + tick, moment.what);
      } else this.#happen(moment.what);
    }
    this.#at = duration;
    for (const agent of this.#agents) this.#tally.spent(agent.state, agent.since, duration);
    return this.#tally.result();
  }

  #plan(agent: SimAgent): void {
    const plan = this.world.agent(agent.index);
    this.#next.put(plan.loginAt, { kind: 'login', agent, turn: 0 });
    if (plan.leaveAt !== null) this.#next.put(plan.leaveAt.at, { kind: 'wish', agent, pause: { seconds: Infinity, announced: plan.leaveAt.announced } });
    for (const lunch of plan.lunches) this.#next.put(lunch.at, { kind: 'wish', agent, pause: lunch });
  }

  #happen(what: Exclude<Next, { kind: 'tick' }>): void {
    switch (what.kind) {
      case 'ended': return this.#ringEnded(what.call);
      case 'judged': return this.#judged(what.call);
      case 'lost': return this.#lost(what.call);
      case 'wish': return this.#wish(what.agent, what.pause);
      case 'login': return this.#login(what.agent);
      case 'break': return this.#breakWish(what.agent, what.turn);
      case 'back': return this.#back(what.agent, what.turn);
      case 'talked': return this.#talked(what.agent, what.call);
      case 'wrapped': return this.#wrapped(what.agent);
    }
  }

  // Calls

  #launch(): void {
    const index = this.#tally.dials;
    this.#tally.dials += 1;
    const fate = this.world.call(index, this.#at);
    const call: SimCall = { index, launchedAt: this.#at, fate, phase: 'ringing', answeredAt: 0, readyAt: 0, slot: 0 };
    this.#ringing.add(call);
    this.#next.put(this.#at + fate.endsAfter, { kind: 'ended', call });
  }
  #ringEnded(call: SimCall): void {
    if (call.phase !== 'ringing') return;
    this.#ringing.remove(call);
    const { outcome, verdict } = call.fate;
    if (outcome === 'fast' || outcome === 'noAnswer') {
      call.phase = 'over';
      return this.#tell({ kind: 'call', outcome: 'failed', call, endedAt: this.#at, amd: null });
    }
    call.answeredAt = this.#at;
    if (verdict === null) return this.#person(call, null);
    call.phase = 'screening';
    this.#screening.add(call);
    this.#next.put(this.#at + verdict.after, { kind: 'judged', call });
  }
  #judged(call: SimCall): void {
    this.#screening.remove(call);
    const { outcome, verdict } = call.fate;
    if (verdict?.says === 'human') return this.#person(call, verdict.after);
    call.phase = 'over';
    this.#tell({ kind: 'call', outcome: 'machine', call, endedAt: call.answeredAt, amd: verdict?.after ?? null });
    // A person hung up on by a false verdict was abandoned by the book.
    if (outcome === 'live') this.#settle('abandoned', true);
  }
  /** Taken for a person: to the agent who has been idle longest, or it waits. */
  #person(call: SimCall, amd: number | null): void {
    this.#tell({ kind: 'call', outcome: 'live', call, endedAt: call.answeredAt, amd });
    call.readyAt = this.#at;
    const agent = this.#idle.shift();
    if (agent !== undefined) return this.#connect(call, agent);
    call.phase = 'waiting';
    this.#waiting.push(call);
    this.#next.put(this.#at + call.fate.patience, { kind: 'lost', call });
  }
  #lost(call: SimCall): void {
    if (call.phase !== 'waiting') return;
    call.phase = 'over';
    this.#waiting.splice(this.#waiting.indexOf(call), 1);
    this.#settle('abandoned', call.fate.outcome === 'live');
  }
  #connect(call: SimCall, agent: SimAgent): void {
    const person = call.fate.outcome === 'live';
    if (person) this.#tally.waited(agent.state === 'idle' ? this.#at - agent.since : 0);
    call.phase = 'talking';
    this.#enter(agent, 'talk');
    const { talk, wrap } = this.world.connection(this.#connections, !person);
    this.#connections += 1;
    agent.wrapEndsAt = this.#at + talk + wrap;
    this.#next.put(this.#at + talk, { kind: 'talked', agent, turn: 0, call });
    this.#settle('connected', person);
  }
  #settle(result: 'connected' | 'abandoned', person: boolean): void {
    if (person) this.#tally.settled(result);
    // The dialer learns of a machine it took for a person from the disposition, if an agent met it; a lost one it must count.
    if (person || result === 'abandoned') {
      this.#believedLive += 1;
      if (result === 'abandoned') this.#believedLost += 1;
    }
    this.#tell({ kind: 'answer', at: this.#at, result });
  }

  // Agents

  #enter(agent: SimAgent, state: SimAgent['state']): void {
    this.#tally.spent(agent.state, agent.since, this.#at);
    if (agent.state === 'talk') this.#talking -= 1;
    if (agent.state === 'wrap') this.#wrapping -= 1;
    if (state === 'talk') this.#talking += 1;
    if (state === 'wrap') this.#wrapping += 1;
    agent.state = state;
    agent.since = this.#at;
  }
  /** Ready for a call: takes the one that has waited longest, or stands idle; then the policy is asked at once. */
  #ready(agent: SimAgent): void {
    const call = this.#waiting.shift();
    if (call !== undefined) return this.#connect(call, agent);
    this.#enter(agent, 'idle');
    this.#idle.push(agent);
    this.#decide(false);
  }
  #login(agent: SimAgent): void {
    if (agent.state !== 'off') return;
    this.#loggedIn += 1;
    this.#planBreak(agent);
    this.#ready(agent);
  }
  #planBreak(agent: SimAgent): void {
    const plan = this.world.break(agent.index, agent.breaks);
    if (plan === null) return;
    this.#next.put(this.#at + plan.after, { kind: 'break', agent, turn: this.#turns[agent.index] ?? 0 });
  }
  #breakWish(agent: SimAgent, turn: number): void {
    if (turn !== this.#turns[agent.index] || agent.state === 'paused' || agent.state === 'gone') return;
    const plan = this.world.break(agent.index, agent.breaks);
    agent.breaks += 1;
    if (plan !== null) this.#wish(agent, plan);
  }
  #wish(agent: SimAgent, pause: Pause): void {
    switch (agent.state) {
      case 'gone': return;
      case 'off': case 'idle': return this.#pause(agent, pause);
      case 'paused': {
        if (pause.seconds === Infinity) return this.#pause(agent, pause);
        const until = Math.max(this.#returns[agent.index] ?? 0, this.#at + pause.seconds);
        return this.#pause(agent, { ...pause, seconds: until - this.#at });
      }
      case 'talk': case 'wrap':
        agent.wish = agent.wish === null ? pause : { seconds: Math.max(agent.wish.seconds, pause.seconds), announced: agent.wish.announced || pause.announced };
    }
  }
  #pause(agent: SimAgent, pause: Pause): void {
    if (agent.state === 'idle') this.#idle.splice(this.#idle.indexOf(agent), 1);
    const gone = pause.seconds === Infinity;
    if (gone && agent.state !== 'off') this.#loggedIn -= 1;
    if (!gone && agent.state === 'off') this.#loggedIn += 1;
    this.#enter(agent, gone ? 'gone' : 'paused');
    agent.wish = null;
    const turn = (this.#turns[agent.index] ?? 0) + 1;
    this.#turns[agent.index] = turn;
    if (gone) return;
    this.#returns[agent.index] = this.#at + pause.seconds;
    this.#next.put(this.#at + pause.seconds, { kind: 'back', agent, turn });
  }
  #back(agent: SimAgent, turn: number): void {
    if (agent.state !== 'paused' || turn !== this.#turns[agent.index]) return;
    this.#planBreak(agent);
    this.#ready(agent);
  }
  #talked(agent: SimAgent, call: SimCall | undefined): void {
    if (call !== undefined) call.phase = 'over';
    this.#tell({ kind: 'talk', at: this.#at, agent, length: this.#at - agent.since });
    this.#enter(agent, 'wrap');
    this.#next.put(agent.wrapEndsAt, { kind: 'wrapped', agent, turn: 0 });
  }
  #wrapped(agent: SimAgent): void {
    const { wish } = agent;
    this.#tell({ kind: 'wrap', at: this.#at, agent, length: this.#at - agent.since, ready: wish === null, announced: wish?.announced ?? false });
    if (wish === null) this.#ready(agent);
    else this.#pause(agent, wish);
  }

  // Decisions

  #tell(event: FloorEvent): void { this.policy.hear(event); }

  #decide(tick: boolean): void {
    const view = this.#view();
    const { clock, trace } = this.options;
    const began = clock?.() ?? 0;
    const answer = this.policy.decide(view);
    if (clock !== undefined) this.#tally.cost(clock() - began);
    this.#cancel(answer);
    const placed = Math.max(0, Math.min(Math.floor(answer.dial), view.freeLines ?? Infinity, view.starts ?? Infinity));
    this.#tokens -= view.starts === null ? 0 : placed;
    for (let i = 0; i < placed; i += 1) this.#launch();
    if (tick && trace !== undefined) trace(view, placed);
  }
  #cancel(answer: Answer): void {
    const after = this.world.scenario.levers.cancelAfterRing;
    if (answer.cancel.length === 0 || after === null) return;
    const asked = new Set(answer.cancel);
    for (const call of this.#ringing.calls.filter((one) => asked.has(one.index))) {
      const { progressAfter } = call.fate;
      if (progressAfter === null || this.#at - call.launchedAt - progressAfter < Math.max(LEAST_RING, after)) continue;
      this.#ringing.remove(call);
      call.phase = 'over';
      this.#tell({ kind: 'call', outcome: 'cancelled', call, endedAt: this.#at, amd: null });
    }
  }
  #view(): FloorView {
    const { trunk, tick } = this.world.scenario;
    const ringing = this.#ringing.calls;
    const screening = this.#screening.calls;
    const waiting = this.#waiting;
    const freeLines = trunk.lines === null ? null : Math.max(0, trunk.lines - ringing.length - screening.length - waiting.length - this.#talking);
    return {
      at: this.#at, agents: this.#agents, ready: this.#idle.length, talking: this.#talking, wrapping: this.#wrapping, loggedIn: this.#loggedIn,
      ringing, screening, waiting, freeLines, starts: trunk.cps === null ? null : this.#starts(trunk.cps, tick),
      live: this.#believedLive, abandoned: this.#believedLost, dials: this.#tally.dials,
    };
  }
  /** A trunk saves up no more than one tick's worth of calls. */
  #starts(cps: number, tick: number): number {
    this.#tokens = Math.min(Math.max(1, cps * tick), this.#tokens + (this.#at - this.#tokensAt) * cps);
    this.#tokensAt = this.#at;
    return Math.floor(this.#tokens + 1e-9);
  }
}
