import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cryptoDice, prometheusMetrics, seededDice, shiftedClock, shiftToWorkday, systemClock, uuidIds } from '../../../src/adapters/system/index.js';
import { loadZones } from '../../../src/adapters/zones/index.js';
import { wallTime } from '../../../src/core/time/zones.js';

describe('ids', () => {
  const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  it('sort in the order of their making, within a millisecond too', () => {
    const ids = uuidIds();
    const made = Array.from({ length: 20_000 }, () => ids.id());
    expect(made.every((id) => V7.test(id))).toBe(true);
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
  });
  it('carry the given clock, and never go back with it', () => {
    let now = 1_700_000_000_000;
    const ids = uuidIds(() => now);
    const first = ids.id();
    expect(Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
    now -= 60_000;
    expect(ids.id() > first).toBe(true);
  });
  it('of two makers differ', () => {
    const [a, b] = [uuidIds(() => 1), uuidIds(() => 1)];
    expect(new Set(Array.from({ length: 1000 }, () => [a.id(), b.id()]).flat()).size).toBe(2000);
  });
});

describe('dice', () => {
  it('fall in [0, 1), evenly', () => {
    for (const dice of [cryptoDice(), seededDice(1)]) {
      const tenths = new Array<number>(10).fill(0);
      for (let n = 0; n < 20_000; n += 1) {
        const value = dice.next();
        expect(value >= 0 && value < 1).toBe(true);
        tenths[Math.floor(value * 10)]! += 1;
      }
      for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(300);
    }
  });
  it('seeded ones fall the same way again, and another way with another seed', () => {
    const throws = (seed: number | string): number[] => { const dice = seededDice(seed); return Array.from({ length: 20 }, () => dice.next()); };
    expect(throws(42)).toEqual(throws(42));
    expect(throws(42)).not.toEqual(throws(43));
    expect(throws('a')).not.toEqual(throws('b'));
  });
});

describe('the clock', () => {
  beforeEach(() => { vi.useFakeTimers({ now: 1_000_000 }); });
  afterEach(() => { vi.useRealTimers(); });
  const errors: unknown[] = [];
  const onError = (error: unknown): void => { errors.push(error); };

  it('tells the machine’s time, and a shifted one says by how much', () => {
    expect(systemClock({ onError }).now()).toBe(1_000_000);
    expect(systemClock({ onError }).shifted).toBeNull();
    const shifted = shiftedClock(5000, 'five seconds ahead', { onError });
    expect([shifted.now(), shifted.shifted]).toEqual([1_005_000, 'five seconds ahead']);
  });
  it('runs timers after their length, shifted or not, and never when cancelled', () => {
    const clock = shiftedClock(1e9, 'far', { onError });
    const ran: string[] = [];
    clock.after(100, () => ran.push('a'));
    clock.after(100, () => ran.push('never')).cancel();
    vi.advanceTimersByTime(99);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ran).toEqual(['a']);
  });
  it('waits longer than setTimeout can', () => {
    let ran = 0;
    const month = 40 * 86_400_000;
    systemClock({ onError }).after(month, () => { ran += 1; });
    vi.advanceTimersByTime(month - 1);
    expect(ran).toBe(0);
    vi.advanceTimersByTime(1);
    expect(ran).toBe(1);
  });
  it('repeats until cancelled, also past an exception, which it reports', () => {
    errors.length = 0;
    let ran = 0;
    const timer = systemClock({ onError }).every(10, () => { ran += 1; if (ran === 2) throw new Error('once'); if (ran === 4) timer.cancel(); });
    vi.advanceTimersByTime(1000);
    expect(ran).toBe(4);
    expect(errors).toHaveLength(1);
  });
});

describe('the demo’s clock', () => {
  const zones = loadZones();
  it.each([
    ['a working morning', '2026-11-23T00:30:00Z', 'Asia/Shanghai', '2026-11-23'],
    ['a working day past ten', '2026-11-23T03:00:00Z', 'Asia/Shanghai', '2026-11-24'],
    ['a Friday night', '2026-11-27T14:00:00Z', 'Asia/Shanghai', '2026-11-30'],
    ['the night the clocks change', '2026-03-08T05:30:00Z', 'America/New_York', '2026-03-09'],
    ['the skipped midnight', '2026-09-06T03:30:00Z', 'America/Santiago', '2026-09-07'],
  ])('from %s starts at 10:00 of a working day', (_, text, zone, date) => {
    const now = Date.parse(text);
    const { offset, description } = shiftToWorkday(zones, zone, now);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(wallTime(zones, zone, now + offset)).toMatchObject({ date, minute: 600 });
    expect(description).toContain(`${date} 10:00`);
  });
  it('never goes back behind what was written already', () => {
    const now = Date.parse('2026-11-23T00:30:00Z');
    const notBefore = Date.parse('2026-11-25T06:00:00Z');
    expect(wallTime(zones, 'Asia/Shanghai', now + shiftToWorkday(zones, 'Asia/Shanghai', now, { notBefore }).offset)).toMatchObject({ date: '2026-11-26', minute: 600 });
  });
  it('skips holidays it is told of, and refuses a zone it does not know', () => {
    const now = Date.parse('2026-09-30T14:00:00Z');
    const isWorkday = (date: string, weekday: number): boolean => weekday <= 5 && !(date >= '2026-10-01' && date <= '2026-10-07');
    expect(wallTime(zones, 'Asia/Shanghai', now + shiftToWorkday(zones, 'Asia/Shanghai', now, { isWorkday }).offset)).toMatchObject({ date: '2026-10-08' });
    expect(() => shiftToWorkday(zones, 'Nowhere', now)).toThrow('Nowhere');
  });
});

describe('metrics', () => {
  it('are told in Prometheus’ words', async () => {
    const metrics = prometheusMetrics();
    metrics.count('dunwell_attempts_total', { campaign: 'c1', outcome: 'busy' });
    metrics.count('dunwell_attempts_total', { campaign: 'c1', outcome: 'busy' }, 2);
    metrics.count('dunwell_gate_denials_total', { rule: 'window' });
    metrics.gauge('dunwell_agents', 4, { state: 'ready' });
    metrics.gauge('dunwell_calls_in_air', 7);
    metrics.observe('dunwell_bridge_latency_seconds', 0.07);
    const text = await metrics.text();
    for (const line of [
      'dunwell_attempts_total{campaign="c1",outcome="busy"} 3', 'dunwell_gate_denials_total{rule="window"} 1', 'dunwell_agents{state="ready"} 4', 'dunwell_calls_in_air 7',
      'dunwell_bridge_latency_seconds_bucket{le="0.075"} 1', 'dunwell_bridge_latency_seconds_bucket{le="0.05"} 0', '# TYPE dunwell_abandon_ratio gauge',
    ]) expect(text).toContain(line);
    expect(metrics.contentType).toContain('text/plain');
  });
  it('never throw: an unknown label is left out, a broken number ignored', async () => {
    const metrics = prometheusMetrics();
    metrics.count('dunwell_gate_denials_total', { rule: 'caps', phone: '+8613800138000' });
    metrics.count('dunwell_gate_denials_total', { rule: 'caps' }, -1);
    metrics.gauge('dunwell_hopper', Number.NaN);
    metrics.observe('dunwell_tick_seconds', Infinity);
    const text = await metrics.text();
    expect(text).toContain('dunwell_gate_denials_total{rule="caps"} 1');
    expect(text).not.toContain('138');
  });
  it('of two servers in one process are apart', async () => {
    const [a, b] = [prometheusMetrics(), prometheusMetrics()];
    a.gauge('dunwell_hopper', 5);
    expect(await b.text()).not.toContain('dunwell_hopper 5');
  });
});
