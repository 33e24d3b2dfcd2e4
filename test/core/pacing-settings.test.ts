/** How a campaign's pacing is set: defaults, refusals with their pointers, and campaigns from before. */
import { describe, expect, it } from 'vitest';
import { checkSettings, DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import { abandonAim, DEFAULT_PACING, pacingOf } from '../../src/core/campaign/pacing.js';

const context = { hasZone: () => true, loopbackOnly: false };
const pointers = (input: unknown): readonly (string | undefined)[] => { const checked = checkSettings(input, context); return checked.ok ? [] : checked.error.all.map((one) => one.at); };

describe('pacing settings', () => {
  it('aim a sixtieth below the limit unless told otherwise, and never above it', () => {
    expect(abandonAim(DEFAULT_SETTINGS)).toBeCloseTo(0.0295, 12);
    expect(abandonAim({ abandonTarget: 0.01 })).toBeCloseTo(0.01 * 59 / 60, 12);
    expect(abandonAim({ abandonTarget: 0.03, pacing: { ...DEFAULT_PACING, target: 0.02 } })).toBe(0.02);
    expect(abandonAim({ abandonTarget: 0.01, pacing: { ...DEFAULT_PACING, target: 0.02 } })).toBe(0.01);
    expect(abandonAim({ abandonTarget: 0 })).toBe(0);
  });
  it('are taken field by field, the rest keeps its value', () => {
    const base = { ...DEFAULT_SETTINGS, pacing: { ...DEFAULT_PACING, inboundReserve: 3, cancelAfterRing: 20_000 } };
    const checked = checkSettings({ mode: 'nearZero', pacing: { nearZeroRisk: 0.004, windows: ['24h', '30d'], stop: { share: 0.05, fromLive: 200 }, cancelAfterRing: null } }, context, base);
    expect(checked).toMatchObject({ ok: true, value: { mode: 'nearZero', pacing: { nearZeroRisk: 0.004, target: null, windows: ['24h', '30d'], stop: { share: 0.05, fromLive: 200 }, cancelAfterRing: null, inboundReserve: 3 } } });
  });
  it('of a campaign from before are the usual ones, and are written with its next change', () => {
    const old = { ...DEFAULT_SETTINGS };
    Reflect.deleteProperty(old, 'pacing');
    expect(pacingOf(old)).toEqual(DEFAULT_PACING);
    expect(checkSettings({ hopperSize: 9 }, context, old)).toMatchObject({ ok: true, value: { pacing: DEFAULT_PACING, abandonTarget: 0.03 } });
  });
  it.each([
    [{ nearZeroRisk: 0.021 }, '/pacing/nearZeroRisk'], [{ nearZeroRisk: -1 }, '/pacing/nearZeroRisk'], [{ target: 0.031 }, '/pacing/target'], [{ target: 'low' }, '/pacing/target'], [{ windows: [] }, '/pacing/windows'],
    [{ windows: ['7d'] }, '/pacing/windows/0'], [{ stop: { share: 2 } }, '/pacing/stop/share'], [{ stop: { share: 0.05, until: 1 } }, '/pacing/stop/until'], [{ cancelAfterRing: 14_999 }, '/pacing/cancelAfterRing'],
    [{ knownWrapEnd: 1 }, '/pacing/knownWrapEnd'], [{ inboundReserve: 1.5 }, '/pacing/inboundReserve'], [{ speed: 9 }, '/pacing/speed'],
  ])('refuse %j', (pacing, at) => { expect(pointers({ pacing })).toContain(at); });
  it('refuse more than 20 lines per collector', () => { expect(pointers({ maxDialLevel: 21 })).toEqual(['/maxDialLevel']); });
});
