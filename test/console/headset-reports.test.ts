/** A headset's keys and lamps as bits: fields in a row, ranges, arrays, nested collections, and what no device should say. */
import { describe, expect, it } from 'vitest';
import { buttonsIn, HOOK_SWITCH, isTelephone, LAMP_MUTE, LAMP_OFF_HOOK, LAMP_RING, lampReports, PHONE_MUTE, type Collection } from '../../src/console/desk/softphone/headset-reports.js';

const bytes = (...of: number[]): DataView => new DataView(Uint8Array.from(of).buffer);
const plain: readonly Collection[] = [{
  usagePage: 0x0b, usage: 5,
  inputReports: [{ reportId: 3, items: [
    { usages: [0x0c00e9, 0x0c00ea], reportSize: 1, reportCount: 2, isAbsolute: true }, { usages: [HOOK_SWITCH], reportSize: 1, reportCount: 1, isAbsolute: true },
    { usages: [], reportSize: 1, reportCount: 5 }, { usages: [0x90001], reportSize: 4, reportCount: 1, isAbsolute: true }, { usages: [PHONE_MUTE], reportSize: 1, reportCount: 1, isAbsolute: false },
  ] }],
  outputReports: [{ reportId: 4, items: [{ usages: [LAMP_OFF_HOOK], reportSize: 1, reportCount: 1 }, { reportSize: 7, reportCount: 1 }, { isRange: true, usageMinimum: LAMP_RING, usageMaximum: LAMP_RING, reportSize: 1, reportCount: 1 }, { usages: [LAMP_MUTE], reportSize: 1, reportCount: 1 }] }, { reportId: 5, items: [{ usages: [0xff000001], reportSize: 8, reportCount: 1 }] }],
}];

describe('keys', () => {
  it('stand where the fields before them end', () => {
    expect(buttonsIn(plain, 3, bytes(0b100, 0))).toEqual([{ usage: HOOK_SWITCH, on: true, absolute: true }, { usage: PHONE_MUTE, on: false, absolute: false }]);
    expect(buttonsIn(plain, 3, bytes(0b011, 0b10000)).map((one) => one.on)).toEqual([false, true]);
    expect(buttonsIn(plain, 9, bytes(255, 255))).toEqual([]);
    expect(buttonsIn(plain, 3, bytes()).map((one) => one.on)).toEqual([false, false]);
  });
  it('may be an index into an array, and stand in a collection within another', () => {
    const nested: readonly Collection[] = [{ usagePage: 0x0c, children: [{ usagePage: 0x0b, inputReports: [{ items: [{ isArray: true, usages: [0x0b0000, HOOK_SWITCH, PHONE_MUTE], logicalMinimum: 0, reportSize: 2, reportCount: 2 }] }] }] }];
    expect(isTelephone(nested)).toBe(true);
    expect(buttonsIn(nested, 0, bytes(0b1001)).map((one) => one.on)).toEqual([true, true]);
    expect(buttonsIn(nested, 0, bytes(0b0010)).map((one) => one.on)).toEqual([false, true]);
  });
  it('are none where there is no telephone', () => {
    expect(isTelephone([{ usagePage: 1 }])).toBe(false);
    expect(buttonsIn([{ usagePage: 0x0b, inputReports: [{ items: [{ reportSize: 0, reportCount: 4_000_000 }, { usages: [HOOK_SWITCH], reportSize: 64, reportCount: 1 }] }] }], 0, bytes(1))).toEqual([]);
  });
});

describe('lamps', () => {
  it('are set together in each report that has one of them', () => {
    expect(lampReports(plain, new Set([LAMP_OFF_HOOK, LAMP_MUTE]))).toEqual([{ reportId: 4, data: Uint8Array.from([1, 0b10]) }]);
    expect(lampReports(plain, new Set([LAMP_RING]))).toEqual([{ reportId: 4, data: Uint8Array.from([0, 1]) }]);
    expect(lampReports(plain, new Set())).toEqual([{ reportId: 4, data: Uint8Array.from([0, 0]) }]);
    expect(lampReports([{ usagePage: 0x0b }], new Set([LAMP_RING]))).toEqual([]);
  });
});
