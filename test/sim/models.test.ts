/** The seeded models: same seed, same world; and the numbers are near what their settings say. */
import { describe, expect, it } from 'vitest';
import { CollectorModel } from '../../src/sim/agents/collector.js';
import { Population } from '../../src/sim/callees/population.js';
import { rigScript } from '../../src/sim/callees/rig.js';
import { AcceleratedClock } from '../../src/sim/clock/accelerated.js';
import { VirtualClock } from '../../src/sim/clock/virtual.js';
import { SeededDice, logNormal, uuidFrom, weighted } from '../../src/sim/rng.js';

const NOON = Date.UTC(2026, 10, 23, 4); // 12:00 in Shanghai

describe('dice', () => {
  it('repeat by seed, differ by stream, and are even', () => {
    const draw = (d: SeededDice): number[] => Array.from({ length: 5 }, () => d.next());
    expect(draw(new SeededDice(7))).toEqual(draw(new SeededDice('7')));
    const root = new SeededDice(7);
    root.next();
    expect(draw(root.stream('a'))).toEqual(draw(new SeededDice(7).stream('a')));
    expect(draw(root.stream('a'))).not.toEqual(draw(root.stream('b')));
    const d = new SeededDice('even');
    const n = 20_000;
    let sum = 0, low = 0;
    for (let i = 0; i < n; i++) { const x = d.next(); sum += x; if (x < 0.1) low++; expect(x >= 0 && x < 1).toBe(true); }
    expect(sum / n).toBeCloseTo(0.5, 1);
    expect(low / n).toBeCloseTo(0.1, 1);
    expect(uuidFrom(d)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const many = Array.from({ length: 2001 }, () => logNormal(d, 100, 0.5)).sort((a, b) => a - b);
    expect(many[1000]! / 100).toBeCloseTo(1, 0);
    expect(weighted(d, { a: 0, b: 1 })).toBe('b');
  });
});

describe('virtual clock', () => {
  it('runs timers by time, then by order of setting, and can cancel', () => {
    const clock = new VirtualClock({ start: 1000 });
    const ran: string[] = [];
    clock.after(20, () => { ran.push(`b@${clock.now()}`); clock.after(0, () => { ran.push(`d@${clock.now()}`); }); });
    clock.after(20, () => { ran.push(`c@${clock.now()}`); });
    clock.after(10, () => { ran.push(`a@${clock.now()}`); });
    clock.after(15, () => { ran.push('never'); }).cancel();
    clock.advance(30);
    expect(ran).toEqual(['a@1010', 'b@1020', 'c@1020', 'd@1020']);
    expect(clock.now()).toBe(1030);
    expect(clock.pending).toBe(0);
    expect(clock.runNext()).toBe(false);
  });

  it('repeats, steps the wall without moving timers, and hands errors on', () => {
    const errors: unknown[] = [];
    const clock = new VirtualClock({ start: 0, onError: (e) => { errors.push(e); } });
    let n = 0;
    const timer = clock.every(10, () => { n++; if (n === 2) throw new Error('once'); });
    clock.step(3_600_000);
    clock.advance(35);
    expect([n, clock.now(), clock.monotonic(), errors.length]).toEqual([3, 3_600_035, 35, 1]);
    timer.cancel();
    clock.advance(100);
    expect(n).toBe(3);
    const strict = new VirtualClock({ start: 0 });
    strict.after(1, () => { throw new Error('boom'); });
    expect(() => { strict.advance(5); }).toThrow('boom');
  });

  it('keeps order under many timers', () => {
    const clock = new VirtualClock({ start: 0 });
    const dice = new SeededDice('order');
    const seen: number[] = [];
    for (let i = 0; i < 3000; i++) { const t = clock.after(dice.next() * 1000, () => { seen.push(clock.monotonic()); }); if (i % 7 === 0) t.cancel(); }
    clock.runAll();
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBe(3000 - Math.ceil(3000 / 7));
  });

  it('can be sped up over another clock', () => {
    const base = new VirtualClock({ start: 0 });
    const fast = new AcceleratedClock({ base, factor: 10, start: 5000 });
    let at = 0;
    fast.after(1000, () => { at = fast.now(); });
    base.advance(99);
    expect(at).toBe(0);
    base.advance(1);
    expect(at).toBe(6000);
  });
});

describe('population', () => {
  it('is the same for a seed whatever else is called, and differs between seeds', () => {
    const a = new Population({ seed: 1 }), b = new Population({ seed: 1 }), c = new Population({ seed: 2 });
    b.behaviour('+8613900000099', NOON);
    const call = (p: Population): unknown[] => Array.from({ length: 30 }, (_, i) => p.behaviour(`+86139000000${10 + i}`, NOON));
    const first = call(a);
    expect(call(b)).toEqual(first);
    expect(call(c)).not.toEqual(first);
    expect(call(a)).not.toEqual(first); // a second try is another call
  });

  it('answers about as its settings say, more in the evening than at night', () => {
    const people = new Population({ seed: 3 });
    const share = (at: number, kind: string): number => { let n = 0; for (let i = 0; i < 4000; i++) if (people.script(`+86138${String(10_000_000 + i)}`, at, 0).kind === kind) n++; return n / 4000; };
    const noon = share(NOON, 'human'), night = share(NOON - 9 * 3_600_000, 'human');
    expect(noon).toBeGreaterThan(0.17);
    expect(noon).toBeLessThan(0.3);
    expect(night).toBeLessThan(0.05);
    expect(share(NOON, 'machine')).toBeGreaterThan(0.03);
  });

  it('gives lengths that make sense', () => {
    const people = new Population({ seed: 4 });
    for (let i = 0; i < 3000; i++) {
      const s = people.script(`+86137${String(10_000_000 + i)}`, NOON, i % 3);
      if (s.end.kind === 'answer') expect(s.end.after).toBeGreaterThanOrEqual(1500);
      if (s.end.kind !== 'none' && s.progress) expect(s.end.after).toBeGreaterThan(s.progress.after);
      if (s.end.kind === 'refuse') { expect(s.end.status).toBeGreaterThanOrEqual(400); expect(s.end.status).toBeLessThan(700); }
    }
  });
});

describe('rig callees', () => {
  it('follow the last five digits', () => {
    expect(rigScript('+8613800010103')).toMatchObject({ kind: 'human', end: { kind: 'answer', after: 3000 } });
    expect(rigScript('20110')).toMatchObject({ end: { kind: 'refuse', after: 1000, status: 486 } });
    expect(rigScript('1234')).toMatchObject({ end: { status: 404 } });
  });
});

describe('collectors', () => {
  it('repeat by seed and name, and differ from one another', () => {
    const day = (m: CollectorModel): unknown[] => Array.from({ length: 20 }, (_, i) => [m.talk(i, 'debtor'), m.wrapUp(i, 'debtor', 60_000), m.pause(i)]);
    expect(day(new CollectorModel('s', 'a'))).toEqual(day(new CollectorModel('s', 'a')));
    expect(day(new CollectorModel('s', 'a'))).not.toEqual(day(new CollectorModel('s', 'b')));
  });

  it('promise about as often as set, and never on a call that was cut off', () => {
    const m = new CollectorModel('s', 'a');
    let promises = 0;
    for (let i = 0; i < 3000; i++) {
      if (m.wrapUp(i, 'debtor', 60_000).promise) promises++;
      expect(m.wrapUp(i, 'debtor', 1000).disposition).toBe('hung_up');
      expect(m.wrapUp(i, 'machine', 4000).disposition).toBe('machine');
    }
    expect(promises / 3000).toBeCloseTo(0.22, 1);
  });
});
