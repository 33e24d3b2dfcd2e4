/** The tables of a case and of a placement: what must hold along every path through them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CASE_EVENTS, caseTable, type CaseEventName } from '../../../src/core/collections/case-machine.js';
import { allowsWork, PLACEMENT_EVENTS, PLACEMENT_STATES, placementTable, type PlacementState } from '../../../src/core/collections/placement-machine.js';
import { isMove, walk, type Cell } from '../../../src/core/machine/table.js';
import { CASE_STATES, type CaseState } from '../../../src/core/records/index.js';

const RUNS = { seed: 20_261_122, numRuns: 2_000 };
const CLOSED: readonly CaseState[] = ['settled', 'recalled', 'returned', 'writtenOff'];
const after = (state: CaseState, ...events: readonly CaseEventName[]): CaseState => events.reduce((now, event) => { const cell = caseTable[now][event]; return isMove(cell) ? cell.to : now; }, state);

describe('a placement', () => {
  it('has no unreachable state, a way out of each, and a row for every state', () => {
    expect(Object.keys(placementTable).sort()).toEqual([...PLACEMENT_STATES].sort());
    for (const state of PLACEMENT_STATES) expect(Object.keys(placementTable[state]).sort()).toEqual([...PLACEMENT_EVENTS].sort());
    expect(walk(placementTable, PLACEMENT_STATES, PLACEMENT_EVENTS, 'placed', ['recalled', 'returned', 'ended'])).toEqual({ unreachable: [], stuck: [] });
  });
  it('once over allows no work until it is reopened, by a reversal only if nobody took it back, and a recall always ends the work', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...PLACEMENT_EVENTS), { maxLength: 40 }), (events) => {
      let state: PlacementState = 'placed';
      for (const event of events) {
        const before: PlacementState = state;
        const cell: Cell<PlacementState, never> = placementTable[state][event];
        if (isMove(cell)) state = cell.to;
        if (!allowsWork(before) && allowsWork(state)) expect(event === 'reopened' || (before === 'ended' && event === 'paymentReversed')).toBe(true);
        if (event === 'recalled' || event === 'returned' || event === 'termOver') expect(allowsWork(state)).toBe(false);
      }
    }), RUNS);
  });
});

describe('a case', () => {
  it('closed is opened only by a decision, or settled by its payment’s reversal', () => {
    for (const state of CLOSED) for (const event of CASE_EVENTS) expect(isMove(caseTable[state][event]), `${state} × ${event}`).toBe(event === 'reopened' || (state === 'settled' && event === 'paymentReversed'));
  });
  it('is left from every open state by payment, recall, return and writing off', () => {
    for (const state of CASE_STATES) if (!CLOSED.includes(state)) expect([after(state, 'paidOff'), after(state, 'recalled'), after(state, 'returned'), after(state, 'writtenOff')], state).toEqual(CLOSED);
  });
  it('goes back to work when what it waited for is over, however it ended', () => {
    for (const end of ['promiseKept', 'promiseBroken', 'promiseCancelled'] as const) expect(after('assigned', 'promised', end)).toBe('working');
    for (const end of ['planKept', 'planBroken', 'planCancelled'] as const) expect(after('promised', 'planAgreed', end)).toBe('working');
    expect([after('promised', 'disputed', 'promiseBroken'), after('promised', 'disputed', 'disputeClosed'), after('legal', 'legalEnded'), after('working', 'paidOff', 'paymentReversed'), after('recalled', 'paymentReversed')]).toEqual(['disputed', 'working', 'working', 'working', 'recalled']);
  });
  it('waiting is not moved by ordinary work or by another collector', () => {
    for (const state of ['promised', 'onPlan', 'disputed', 'legal'] as const) expect(after(state, 'worked', 'assigned')).toBe(state);
  });
});
