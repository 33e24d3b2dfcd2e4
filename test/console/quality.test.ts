/** How a line sounds, from a browser's counters. */
import { expect, it } from 'vitest';
import { qualityOf, sampleOf } from '../../src/console/desk/softphone/quality.js';

const rows = (received: number, lost: number, more: object = {}): Record<string, unknown>[] => [
  { type: 'codec' }, { type: 'inbound-rtp', kind: 'video', packetsReceived: 9, packetsLost: 9, jitter: 9 }, { type: 'inbound-rtp', kind: 'audio', packetsReceived: received, packetsLost: lost, jitter: 0.012, ...more },
];
it('is nothing while no voice comes in', () => { expect(sampleOf([{ type: 'transport' }])).toBeNull(); });
it('takes the round trip the switch reports, else the path’s', () => {
  const path = { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.02 };
  expect(sampleOf([...rows(50, 0), path])?.rtt).toBe(0.02);
  expect(sampleOf([...rows(50, 0), path, { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.15 }])?.rtt).toBe(0.15);
  expect(sampleOf([...rows(50, 0), { ...path, nominated: false }])?.rtt).toBeNull();
});
it('counts loss since the moment before, and jitter and round trip as they are', () => {
  const [before, now] = [sampleOf(rows(100, 50))!, sampleOf(rows(190, 60))!];
  expect(qualityOf(before, now)).toEqual({ rtt: 0, jitter: 12, loss: 0.1 });
  expect(qualityOf(null, sampleOf(rows(0, 0))!).loss).toBe(0);
  // Late packets make the counter go back; a new leg begins at nothing.
  expect(qualityOf(sampleOf(rows(100, 5)), sampleOf(rows(150, 3))!).loss).toBe(0);
  expect(qualityOf(sampleOf(rows(1_000, 5)), sampleOf(rows(40, 10))!).loss).toBe(0.2);
});
it('survives what no browser should say', () => { expect(sampleOf([{ type: 'inbound-rtp', kind: 'audio', packetsReceived: Number.NaN, packetsLost: 'x' }])).toEqual({ received: 0, lost: 0, jitter: 0, rtt: null }); });
