/** The product's own pacer in a rehearsed day: the floor told in the pacer's words. Nothing is decided here. */
import type { Pacer, PacingEvent, PacingMode, PacingSnapshot, RingingCall, ScreenedCall, BusyCollector } from '../pacing/types.js';
import type { FloorEvent, FloorView, Policy, SimAgent, SimCall } from './floor.js';
import type { Scenario } from './scenario.js';

/** The list never runs dry in a bare rehearsal. */
const PLENTY = 1_000_000;
/** Lines in the air per collector, the product's usual cap. */
const LINES_PER_COLLECTOR = 20;
const NO_GROUPS: readonly string[] = [];
const ms = (seconds: number): number => seconds * 1000;
/** A rehearsed day needs some instant to begin at; nothing depends on which. */
const BEGINS = 1_800_000_000_000;
const instant = (at: number): number => BEGINS + ms(at);

export function productPolicy(scenario: Scenario, mode: PacingMode, pacer: Pacer): Policy {
  let heard: PacingEvent[] = [];
  return {
    hear: (event) => { heard.push(told(event)); },
    decide: (view) => {
      const events = heard;
      heard = [];
      const { dial, cancel } = pacer.decide(events, snapshot(scenario, mode, view));
      return { dial, cancel: cancel.map(Number) };
    },
  };
}

function told(event: FloorEvent): PacingEvent {
  switch (event.kind) {
    case 'call': return { kind: 'call', outcome: event.outcome, at: instant(event.endedAt), age: ms(event.endedAt - event.call.launchedAt), amd: event.amd === null ? null : ms(event.amd), share: 1 };
    case 'answer': return { kind: 'answer', result: event.result, at: instant(event.at) };
    case 'talk': return { kind: 'talk', at: instant(event.at), length: ms(event.length), agent: event.agent.name, stage: null };
    case 'wrap': return { kind: 'wrap', at: instant(event.at), length: ms(event.length), agent: event.agent.name, ready: event.ready, announced: event.announced };
  }
}

function snapshot(scenario: Scenario, mode: PacingMode, view: FloorView): PacingSnapshot {
  const { at } = view;
  const { hold } = scenario;
  return {
    at: instant(at), mode, trouble: null, ready: view.ready, reservedForInbound: 0, waiting: view.waiting.length,
    ringing: view.ringing.map((call) => ringing(call, at)), screening: view.screening.map((call) => screened(call, at)), busy: busy(scenario, view),
    groups: [], next: [], leads: PLENTY, rivals: [],
    limits: { freeLines: view.freeLines, startsLeft: view.starts, linesPerCollector: LINES_PER_COLLECTOR },
    budget: { limit: scenario.target, target: scenario.internalTarget, windows: [{ kind: '24h', live: view.live, abandoned: view.abandoned, left: ms(scenario.duration - at) }], stop: null },
    levers: {
      knownWrapEnd: scenario.levers.knownWrapEnd, cancelAfterRing: scenario.levers.cancelAfterRing === null ? null : ms(scenario.levers.cancelAfterRing),
      // A hold drawn anew for each call is told by its mean: the product knows its own setting, never a customer's patience.
      hold: ms(hold.kind === 'fixed' ? hold.value : hold.kind === 'uniform' ? (hold.min + hold.max) / 2 : hold.kind === 'mixture' ? 2 : hold.mean),
    },
  };
}
function ringing(call: SimCall, at: number): RingingCall {
  const age = at - call.launchedAt;
  const { progressAfter } = call.fate;
  return { key: String(call.index), age: ms(age), since18x: progressAfter === null || age < progressAfter ? null : ms(age - progressAfter), share: 1, group: null };
}
const screened = (call: SimCall, at: number): ScreenedCall => ({ ringAge: ms(call.answeredAt - call.launchedAt), since: ms(at - call.answeredAt), share: 1, group: null });
function busy(scenario: Scenario, view: FloorView): readonly BusyCollector[] {
  const all: BusyCollector[] = [];
  for (const agent of view.agents) if (agent.state === 'talk' || agent.state === 'wrap') all.push(collector(agent, view.at, scenario.levers.knownWrapEnd));
  return all;
}
const collector = (agent: SimAgent, at: number, known: boolean): BusyCollector => ({
  agent: agent.name, phase: agent.state === 'wrap' ? 'wrap' : 'talk', elapsed: ms(at - agent.since),
  endsIn: known && agent.state === 'wrap' ? ms(agent.wrapEndsAt - at) : null, leaving: agent.wish?.announced ?? false, stage: null, groups: NO_GROUPS,
});
