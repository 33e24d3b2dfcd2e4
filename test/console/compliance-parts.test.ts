/** What the officer's screens compute: weeks cut at the callee's midnight, bars, archives. */
import { describe, expect, it } from 'vitest';
import { columns, localTime, week } from '../../src/console/compliance/model.js';
import { crc32, zip } from '../../src/console/compliance/zip.js';

const at = (text: string): number => Date.parse(text);
const HOUR = 3_600_000;

describe('lawful hours of a week', () => {
  it('are cut at the callee\'s midnight, not at ours', () => {
    const days = week(at('2026-11-22T16:30Z'), 2, [{ from: at('2026-11-22T15:00Z'), to: at('2026-11-22T17:00Z') }, { from: at('2026-11-23T00:00Z'), to: at('2026-11-23T12:00Z') }], [{ from: 0, minutes: 480 }]);
    expect(days).toEqual([{ date: '2026-11-23', weekday: 1, spans: [{ from: 0, to: 60 }, { from: 480, to: 1200 }] }, { date: '2026-11-24', weekday: 2, spans: [] }]);
  });
  it('follow a clock that is moved on the way', () => {
    // New York leaves daylight time on 1 November 2026 at 06:00 UTC.
    const offsets = [{ from: at('2026-10-31T00:00Z'), minutes: -240 }, { from: at('2026-11-01T06:00Z'), minutes: -300 }];
    const days = week(at('2026-10-31T16:00Z'), 2, [{ from: at('2026-10-31T12:00Z'), to: at('2026-11-01T01:00Z') }, { from: at('2026-11-01T13:00Z'), to: at('2026-11-02T02:00Z') }], offsets);
    expect(days.map((one) => one.spans)).toEqual([[{ from: 480, to: 1260 }], [{ from: 480, to: 1260 }]]);
    expect(localTime(at('2026-11-01T13:00Z'), offsets)).toBe('2026-11-01 08:00');
  });
  it('that reach to midnight end the day', () => {
    expect(week(0, 1, [{ from: 0, to: 24 * HOUR }], [{ from: 0, minutes: 0 }])[0]?.spans).toEqual([{ from: 0, to: 1440 }]);
  });
});

it('bars hold every denial once', () => {
  const hours = Array.from({ length: 24 }, (_, n) => ({ hour: n * HOUR, hopper: 1, permit: n === 3 ? 5 : 0 }));
  expect(columns(0, 24 * HOUR, 6, hours)).toEqual([9, 4, 4, 4, 4, 4]);
  expect(columns(0, HOUR, 3, [{ hour: 2 * HOUR, hopper: 7, permit: 0 }])).toEqual([0, 0, 7]);
});

it('an archive is one that others open', () => {
  // The check value of CRC-32/ISO-HDLC.
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  const bytes = zip([{ path: 'a.txt', bytes: new TextEncoder().encode('one') }, { path: '中/b', bytes: new Uint8Array(0) }]);
  const view = new DataView(bytes.buffer);
  const end = bytes.length - 22;
  expect([view.getUint32(0, true), view.getUint32(end, true), view.getUint16(end + 10, true)]).toEqual([0x04034b50, 0x06054b50, 2]);
  const directory = view.getUint32(end + 16, true);
  expect(view.getUint32(directory, true)).toBe(0x02014b50);
  expect(directory + view.getUint32(end + 12, true)).toBe(end);
  const second = view.getUint32(directory + 46 + 5 + 42, true);
  expect(new TextDecoder().decode(bytes.slice(second + 30, second + 30 + view.getUint16(second + 26, true)))).toBe('中/b');
});
