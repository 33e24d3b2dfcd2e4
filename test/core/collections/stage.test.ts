/** Bands of the stages as settings: every overdue day has exactly one stage, whatever a creditor's bands are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandsOf, DEFAULT_BANDS, DEFAULT_STAGES, readBands, readStageSettings, stageOf, stageOn, stageRange } from '../../../src/core/collections/stage.js';
import { isoDate } from '../../../src/core/time/zones.js';

const RUNS = { seed: 20_261_122, numRuns: 1_000 };
const code = (input: unknown) => { const read = readBands(input); return read.ok ? 'ok' : `${read.error.code} ${read.error.at ?? ''}`; };
const bands = fc.tuple(fc.constantFrom(0, 1), fc.uniqueArray(fc.integer({ min: 2, max: 400 }), { maxLength: 8 })).map(([first, more]) => [first, ...more.sort((a, b) => a - b)].map((from, n) => ({ name: `S${n}`, from })));

describe('bands', () => {
  it('are read only when each overdue day has one stage', () => {
    expect(code(DEFAULT_BANDS)).toBe('ok');
    expect(code([{ name: 'M0', from: 0 }, { name: 'M1', from: 1 }])).toBe('ok');
    expect([code(null), code([]), code(Array(21).fill({ name: 'x', from: 1 }))]).toEqual(['stage.bands ', 'stage.bands ', 'stage.bands ']);
    expect([code([{ name: 'A', from: 5 }]), code([{ name: 'A', from: 1 }, { name: 'B', from: 1 }]), code([{ name: 'A', from: 1 }, { name: 'B', from: 1.5 }]), code([{ name: 'A', from: '1' }]), code([{ name: 'A', from: 1 }, { name: 'B', from: Number.NaN }])]).toEqual(['stage.from /0/from', 'stage.from /1/from', 'stage.from /1/from', 'stage.from /0/from', 'stage.from /1/from']);
    expect([code([{ name: 'A', from: 1 }, { name: 'A', from: 2 }]), code([{ name: '', from: 1 }]), code([{ name: ' A', from: 1 }]), code([null]), code(['M1'])]).toEqual(['stage.name /1/name', 'stage.name /0/name', 'stage.name /0/name', 'stage.name /0/name', 'stage.name /0/name']);
  });
  it('give each day past due the stage whose range it is in, and no other', () => {
    fc.assert(fc.property(bands, fc.integer({ min: 1, max: 500 }), (given, days) => {
      expect(code(given)).toBe('ok');
      const inside = given.filter((band) => { const range = stageRange(band.name, given)!; return days >= range.from && (range.to === null || days <= range.to); });
      expect(inside.map((band) => band.name)).toEqual([stageOf(days, given)]);
    }), RUNS);
    expect([stageRange('M2'), stageRange('M3+'), stageRange('M9')]).toEqual([{ from: 31, to: 60 }, { from: 91, to: null }, null]);
  });
  it('never go back as days pass', () => {
    fc.assert(fc.property(bands, fc.integer({ min: 0, max: 400 }), (given, days) => {
      const place = (on: number) => given.findIndex((band) => band.name === stageOn('2026-01-01', isoDate(20_454 + on), given));
      return place(days + 1) >= place(days);
    }), RUNS);
  });
  it('are a creditor’s own where it has some', () => {
    const own = [{ name: 'early', from: 1 }, { name: 'late', from: 15 }];
    const read = readStageSettings({ byCreditor: { c1: own } });
    const settings = read.ok ? read.value : DEFAULT_STAGES;
    expect([bandsOf(settings, 'c1'), bandsOf(settings, 'c2'), bandsOf(settings, 'toString')]).toEqual([own, DEFAULT_BANDS, DEFAULT_BANDS]);
    expect([stageOn('2026-01-01', '2026-01-15', bandsOf(settings, 'c1')), stageOn(null, '2026-01-15'), stageOn('2026-02-01', '2026-01-15')]).toEqual(['late', null, null]);
    expect(readStageSettings({ bands: own })).toMatchObject({ ok: true, value: { bands: own, byCreditor: {} } });
    for (const [wrong, at] of [[{ byCreditor: { c1: [] } }, '/byCreditor/c1'], [{ byCreditor: [] }, '/byCreditor'], [{ bands: 3 }, '/bands'], [null, '']] as const) expect(readStageSettings(wrong)).toMatchObject({ ok: false, error: { at } });
  });
});
