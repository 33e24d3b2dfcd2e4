/** The tables themselves: nothing unreachable, nothing stuck, and what must hold along every path through them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGENT_EFFECTS, AGENT_EVENTS, AGENT_STATES, agentTable } from '../../src/core/agent/machine.js';
import { DESK_LEG_EFFECTS, DESK_LEG_EVENTS, DESK_LEG_STATES, deskLegTable, type DeskLegEffect, type DeskLegStateName } from '../../src/core/agent/desk-leg.js';
import { CALL_EFFECTS, CALL_EVENTS, CALL_STATES, callTable, type CallEffect, type CallEventName, type CallState } from '../../src/core/call/machine.js';
import { CAMPAIGN_EFFECTS, CAMPAIGN_EVENTS, campaignTable } from '../../src/core/campaign/machine.js';
import { CASE_EVENTS, caseTable } from '../../src/core/collections/case-machine.js';
import { LEAD_EVENTS, leadTable } from '../../src/core/lead/machine.js';
import { CONSULT_EFFECTS, CONSULT_EVENTS, CONSULT_STATES, consultTable } from '../../src/core/call/consult.js';
import { isMove, walk, type Cell, type Table } from '../../src/core/machine/table.js';
import { CAMPAIGN_STATES, CASE_STATES, LEAD_STATES } from '../../src/core/records/index.js';

const NOTHING = { unreachable: [], stuck: [] };

interface Machine { readonly name: string; readonly table: Table<string, string, string>; readonly states: readonly string[]; readonly events: readonly string[]; readonly effects: readonly string[]; readonly start: string; readonly ends: readonly string[] }
const MACHINES: readonly Machine[] = [
  { name: 'call', table: callTable, states: CALL_STATES, events: CALL_EVENTS, effects: CALL_EFFECTS, start: 'intent', ends: ['ended'] },
  { name: 'consultation', table: consultTable, states: CONSULT_STATES, events: CONSULT_EVENTS, effects: CONSULT_EFFECTS, start: 'seeking', ends: ['over'] },
  { name: 'agent', table: agentTable, states: AGENT_STATES, events: AGENT_EVENTS, effects: AGENT_EFFECTS, start: 'offline', ends: ['offline'] },
  { name: 'desk leg', table: deskLegTable, states: DESK_LEG_STATES, events: DESK_LEG_EVENTS, effects: DESK_LEG_EFFECTS, start: 'down', ends: ['down'] },
  { name: 'campaign', table: campaignTable, states: CAMPAIGN_STATES, events: CAMPAIGN_EVENTS, effects: CAMPAIGN_EFFECTS, start: 'draft', ends: ['stopped'] },
  { name: 'lead', table: leadTable, states: LEAD_STATES, events: LEAD_EVENTS, effects: [], start: 'fresh', ends: ['done'] },
  { name: 'case', table: caseTable, states: CASE_STATES, events: CASE_EVENTS, effects: [], start: 'new', ends: ['settled', 'recalled', 'returned', 'writtenOff'] },
];

describe.each(MACHINES)('the table of a $name', ({ table, states, events, effects, start, ends }) => {
  it('has a row for every state and a cell for every event, and no others', () => {
    expect(Object.keys(table).sort()).toEqual([...states].sort());
    for (const state of states) expect(Object.keys(table[state]!).sort(), state).toEqual([...events].sort());
  });
  it('has no unreachable state and a way out of each', () => {
    expect(walk(table, states, events, start, ends)).toEqual(NOTHING);
  });
  it('moves only to states it has and asks only for effects it names; every named effect is asked for somewhere', () => {
    const asked = new Set<string>();
    for (const state of states) {
      for (const event of events) {
        const cell = table[state]![event]!;
        if (!isMove(cell)) { expect(['late', 'refuse'], `${state} × ${event}`).toContain(cell); continue; }
        expect(states, `${state} × ${event}`).toContain(cell.to);
        for (const effect of cell.do) asked.add(effect);
      }
    }
    // The ring timer is started by the dialer, as the originate leaves.
    expect([...asked].sort()).toEqual(effects.filter((effect) => effect !== 'startRingTimer').sort());
  });
  it('has an event that matters in each: none is late or refused everywhere', () => {
    for (const event of events) expect(states.some((state) => isMove(table[state]![event]!)), event).toBe(true);
  });
});

describe('the walk', () => {
  it('finds what is unreachable and what is stuck', () => {
    const table: Table<'a' | 'b' | 'c' | 'end', 'go', never> = { a: { go: { to: 'end', do: [] } }, b: { go: { to: 'b', do: [] } }, c: { go: 'late' }, end: { go: 'late' } };
    expect(walk(table, ['a', 'b', 'c', 'end'], ['go'], 'a', ['end'])).toEqual({ unreachable: ['b', 'c'], stuck: ['b', 'c'] });
  });
});

/** The conductor's timers and the reserved collector, as the effects say they come and go. */
class Shadow {
  state: CallState;
  timers = new Set<CallEventName>();
  agent = false;
  settled = 0;
  trouble: string | null = null;
  constructor(start: CallState) {
    this.state = start;
    if (start === 'intent' || start === 'parked') this.timers.add('ringDeadline');
    if (start === 'ringing') this.timers.add('ringDeadline');
    if (start === 'waiting') this.timers.add('seekDeadline');
    if (start === 'talking' || start === 'held') this.agent = true;
    if (start === 'held') this.timers.add('holdTick');
  }
  apply(event: CallEventName): readonly CallEffect[] {
    const before = this.state;
    const cell = callTable[before][event];
    if (!isMove(cell)) return [];
    this.timers.delete(event);
    this.state = cell.to;
    for (const effect of cell.do) this.#run(effect, before, event);
    return cell.do;
  }
  #run(effect: CallEffect, before: CallState, event: CallEventName): void {
    switch (effect) {
      case 'stopTimers': this.timers.clear(); return;
      case 'seekAgent': this.timers.add('seekDeadline'); return;
      case 'bridge':
        // From hold the collector who asked has it back, or whoever they asked takes their place (consult.ts).
        if (this.agent && before !== 'held') this.trouble ??= `${before} × ${event}: a second collector is taken`;
        this.agent = true; this.timers.delete('seekDeadline'); this.timers.add('bridgeDeadline'); return;
      case 'awaitPark': this.timers.add('parkDeadline'); return;
      case 'startHold': case 'renewHold': this.timers.add('holdTick'); return;
      case 'parkCustomer': this.timers.add('rescueDeadline'); return;
      case 'playMessage': case 'playVoicemail': this.timers.add('messageDeadline'); return;
      case 'startCloseTimer': case 'probe': this.timers.add('closeDeadline'); return;
      case 'agentNotNeeded': case 'agentDone': case 'agentLost': this.agent = false; return;
      case 'settle': case 'settleUnknown': this.settled += 1; return;
      default: return;
    }
  }
}
const STARTS: readonly CallState[] = ['intent', 'parked', 'ringing', 'waiting', 'talking', 'held'];
const paths = fc.tuple(fc.constantFrom(...STARTS), fc.array(fc.constantFrom(...CALL_EVENTS), { maxLength: 60 }));
const RUNS = { seed: 20_261_121, numRuns: 3_000 };
const AWAITED: ReadonlySet<CallState> = new Set<CallState>(['intent', 'ringing', 'answered', 'parked', 'waiting', 'bridging', 'holding', 'held', 'rescuing', 'message', 'voicemail', 'closing']);

describe('every path of a call', () => {
  it('starts anywhere: inbound calls in park, adopted ones ringing, waiting or talking; all get to the end', () => {
    for (const start of STARTS) expect(walk(callTable, CALL_STATES, CALL_EVENTS, start, ['ended']).stuck, start).toEqual([]);
  });
  it.each(CALL_STATES.filter((state) => state !== 'ended'))('ends from %s at the leg’s last word, and when the switch is lost, settling exactly once', (state) => {
    for (const event of ['gone', 'legsLost'] as const) {
      const cell = callTable[state][event];
      expect(isMove(cell) && cell.to, event).toBe('ended');
      expect(isMove(cell) ? cell.do.filter((effect) => effect === 'settle' || effect === 'settleUnknown').length : 0, event).toBe(1);
    }
  });
  it('settles once, and after the end asks for nothing but to kill a leg that shows up', () => {
    fc.assert(fc.property(paths, ([start, events]) => {
      const call = new Shadow(start);
      for (const event of events) {
        const over = call.state === 'ended';
        const effects = call.apply(event);
        if (over && (call.state !== 'ended' || effects.some((effect) => effect !== 'kill'))) return false;
      }
      return call.settled === (call.state === 'ended' ? 1 : 0);
    }), RUNS);
  });
  it('never waits without a deadline that moves it on', () => {
    fc.assert(fc.property(paths, ([start, events]) => {
      const call = new Shadow(start);
      for (const event of events) {
        // A deadline can only come when its timer runs.
        if ((event.endsWith('Deadline') || event === 'holdTick') && !call.timers.has(event)) continue;
        call.apply(event);
        if (AWAITED.has(call.state) && ![...call.timers].some((deadline) => isMove(callTable[call.state][deadline]))) throw new Error(`${call.state} after ${event} waits for ever (timers: ${[...call.timers].join() || 'none'})`);
      }
    }), RUNS);
  });
  it('holds a collector exactly while it bridges or talks: never two, none left behind', () => {
    fc.assert(fc.property(paths, ([start, events]) => {
      const call = new Shadow(start);
      for (const event of events) {
        call.apply(event);
        if (call.trouble !== null) throw new Error(call.trouble);
        if (call.agent !== ['bridging', 'talking', 'holding', 'held'].includes(call.state)) throw new Error(`${call.state} after ${event}: collector held: ${call.agent}`);
      }
    }), RUNS);
  });
  it('a person’s request is never silently late where it could be met by hanging up', () => {
    for (const state of CALL_STATES) if (state !== 'closing' && state !== 'ended') expect(isMove(callTable[state].hangUpAsked), state).toBe(true);
  });
});

describe('every path of a desk', () => {
  it('a collector is given a call only when ready or dialing by hand, and a leg only when parked', () => {
    for (const state of AGENT_STATES) expect(isMove(agentTable[state].reserved), state).toBe(state === 'ready' || state === 'paused');
    for (const state of DESK_LEG_STATES) expect(isMove(deskLegTable[state].taken), state).toBe(state === 'parked');
  });
  it('the standing leg: a timer runs in each state that waits, and only one', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...DESK_LEG_EVENTS), { maxLength: 60 }), (events) => {
      let state: DeskLegStateName = 'down';
      const timers = { backoff: false, await: false };
      for (const event of events) {
        if ((event === 'backoffOver' && !timers.backoff) || (event === 'parkLate' && !timers.await)) continue;
        const cell: Cell<DeskLegStateName, DeskLegEffect> = deskLegTable[state][event];
        if (!isMove(cell)) continue;
        if (event === 'backoffOver') timers.backoff = false;
        if (event === 'parkLate') timers.await = false;
        state = cell.to;
        for (const effect of cell.do) {
          if (effect === 'startBackoff') timers.backoff = true;
          if (effect === 'stopBackoff') timers.backoff = false;
          if (effect === 'awaitPark') timers.await = true;
          if (effect === 'stopAwait') timers.await = false;
        }
        if (timers.backoff !== (state === 'backoff')) throw new Error(`${state} after ${event}: backoff timer ${timers.backoff}`);
        if (timers.await !== (state === 'recovering')) throw new Error(`${state} after ${event}: park timer ${timers.await}`);
      }
    }), RUNS);
  });
});

describe('a lead', () => {
  it('is claimed only when nobody has it, and dialed only once at a time', () => {
    expect(LEAD_STATES.filter((state) => isMove(leadTable[state].claimed))).toEqual(['fresh', 'resting', 'callback']);
    expect(LEAD_STATES.filter((state) => isMove(leadTable[state].opened))).toEqual(['fresh', 'claimed', 'resting', 'callback']);
  });
});

describe('every path of a consultation', () => {
  it('waits for nothing without a deadline of its own: what is entered to wait asks for one', () => {
    // talking and aside last as long as people like; the limit on being on hold ends them.
    const waits = new Set(['gathering', 'joining', 'completing', 'swapping', 'returning']);
    for (const state of CONSULT_STATES) {
      for (const event of CONSULT_EVENTS) {
        const cell = consultTable[state][event];
        if (isMove(cell) && waits.has(cell.to)) expect(cell.do, `${state} × ${event}`).toContain('await');
      }
      if (waits.has(state)) expect(isMove(consultTable[state].stepDeadline), state).toBe(true);
      if (state !== 'over' && state !== 'returning') expect(isMove(consultTable[state].holdDeadline), state).toBe(true);
      if (state !== 'over') expect(consultTable[state].callGone, state).toMatchObject({ to: 'over' });
    }
  });
});
