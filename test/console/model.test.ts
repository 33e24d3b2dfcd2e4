/** The page's folds: what a desk and a live view look like after events, told once or told again. */
import { describe, expect, it } from 'vitest';
import { applyEvent, emptyDesk, type DeskModel } from '../../src/console/desk/model.js';
import { applyLive, emptyLive, floorTrend, occupancyOf } from '../../src/console/bridge/model.js';
import type { DeskEventMessage, LiveMessage } from '../../src/contract/desk.js';
import { stateEvent } from '../desk/support.js';
import { liveView, pop } from './play.js';

const state = (name: Parameters<typeof stateEvent>[0], at: number, attemptId: string | null = null): DeskEventMessage => ({ ...stateEvent(name, at) as Extract<DeskEventMessage, { type: 'state' }>, attemptId });
const reserved: DeskEventMessage = { type: 'reserved', at: 2, pop, call: { attemptId: 'a-1', mode: 'predictive', direction: 'outbound', campaignId: 'c-1', campaign: 'C', number: '138****8000', ownerRole: 'debtor', callerId: null } };
const fold = (...events: DeskEventMessage[]): DeskModel => events.reduce(applyEvent, emptyDesk);

describe('desk model', () => {
  const shift = [state('ready', 1), state('reserved', 2, 'a-1'), reserved, state('talking', 3, 'a-1'), { type: 'connected', at: 3, attemptId: 'a-1' } as const];

  it('follows a call from reserved to filed', () => {
    expect(fold(...shift)).toMatchObject({ state: 'talking', since: 3, call: { attemptId: 'a-1', phase: 'talking', connectedAt: 3, pop: { caseId: 'k-1' } } });
    const ended = fold(...shift, state('wrapUp', 9, 'a-1'), { type: 'ended', at: 9, attemptId: 'a-1', outcome: 'human', bridged: true, dispositionDue: true, by: 'customer' });
    expect(ended.call).toMatchObject({ phase: 'ended', ended: { by: 'customer' }, filed: null });
    const filed = [{ type: 'disposed', at: 10, attemptId: 'a-1', code: 'PTP' } as const, state('ready', 11)].reduce(applyEvent, ended);
    expect(filed).toMatchObject({ state: 'ready', call: null });
  });

  it('is not hurt by an event told again, nor by one of another call', () => {
    const once = fold(...shift);
    expect(applyEvent(once, reserved).call).toMatchObject({ phase: 'talking', connectedAt: 3 });
    expect(applyEvent(once, { type: 'disposed', at: 9, attemptId: 'old', code: 'X' })).toEqual(once);
    expect(applyEvent(once, state('talking', 50, 'a-1')).since).toBe(3);
  });

  it('knows a call from the present picture alone', () => {
    expect(fold(state('talking', 30, 'a-7')).call).toMatchObject({ attemptId: 'a-7', phase: 'talking', connectedAt: 30 });
    expect(fold(state('wrapUp', 30, 'a-7')).call).toMatchObject({ attemptId: 'a-7', phase: 'ended' });
  });

  it('shows a preview until it is gone or the call comes, and each callback once', () => {
    const preview: DeskEventMessage = { type: 'preview', at: 1, pop, mode: 'preview', until: 99 };
    expect(fold(preview).preview).not.toBeNull();
    expect(fold(preview, { type: 'previewGone', at: 2, leadId: 'l-1', why: 'taken' }).preview).toBeNull();
    expect(fold(preview, { type: 'previewGone', at: 2, leadId: 'other', why: 'taken' }).preview).not.toBeNull();
    expect(fold(preview, reserved).preview).toBeNull();
    const due: DeskEventMessage = { type: 'callbackDue', at: 1, callbackId: 'cb', leadId: 'l', dueAt: 5, note: null };
    expect(fold(due, due).callbacks).toHaveLength(1);
  });
});

describe('live model', () => {
  it('puts changes onto the whole and drops what is gone', () => {
    const view = liveView(1_000_000, 0);
    const gone = { agents: [], calls: [], campaigns: [] };
    const { trends: mine, promises: ours, ...rows } = view;
    expect([mine?.length, ours?.length]).toEqual([1, 2]);
    const whole: LiveMessage = { ...rows, type: 'live', whole: true, gone, totals: { agents: 10, calls: 12, campaigns: 1 } };
    const first = applyLive(emptyLive, whole);
    const next = applyLive(first, { type: 'live', whole: false, at: 2, clock: null, agents: [{ ...view.agents[0]!, callsToday: 99 }], calls: [], campaigns: [], gone: { ...gone, agents: ['u-1'] }, totals: { agents: 9, calls: 12, campaigns: 1 } });
    expect(next.agents.get('u-0')?.callsToday).toBe(99);
    expect(next.agents.has('u-1')).toBe(false);
    expect(next.calls).toBe(first.calls);
    expect(next.trunks).toEqual(view.trunks);
    expect(applyLive(next, { ...whole, agents: [] }).agents.size).toBe(0);
  });
  it('adds up campaigns minute by minute, and keeps what was not said again', () => {
    const point = (at: number, n: number) => ({ at, inAir: n, waiting: n, connected: n, abandoned: 0, share: 0.01 });
    const trends = [{ campaignId: 'a', target: 0.03, points: [point(60_000, 1), point(120_000, 2)] }, { campaignId: 'b', target: 0.03, points: [point(120_000, 5)] }];
    expect(floorTrend(trends)).toEqual([{ at: 60_000, inAir: 1, waiting: 1, connected: 1, abandoned: 0 }, { at: 120_000, inAir: 7, waiting: 7, connected: 7, abandoned: 0 }]);
    const none = { type: 'live', whole: false, at: 1, clock: null, agents: [], calls: [], campaigns: [], gone: { agents: [], calls: [], campaigns: [] }, totals: { agents: 0, calls: 0, campaigns: 0 } } as const;
    const first = applyLive(emptyLive, { ...none, trends, promises: { count: 2, amounts: [{ currency: 'CNY', amount: 5 }] } });
    expect(applyLive(first, none)).toMatchObject({ trends, promises: { count: 2 } });
  });
  it('knows the occupancy of today with the state each is in now: pauses and absence are no time', () => {
    const of = (state: 'talking' | 'ready' | 'paused' | 'offline' | 'wrapUp', since: number, busy: number, unpaused: number) => ({ state, since, timeToday: { busy, unpaused } });
    expect(occupancyOf([], 100)).toBeNull();
    expect(occupancyOf([of('paused', 0, 0, 0)], 100)).toBeNull();
    expect(occupancyOf([of('talking', 60, 10, 20), of('ready', 80, 0, 0)], 100)).toBe(50 / 80);
    expect(occupancyOf([of('wrapUp', 90, 0, 0), of('offline', 0, 30, 90), of('paused', 0, 0, 0)], 100)).toBe(0.4);
  });
});
