/** The pacing that customers and collectors meet: a few collectors for twenty minutes, through runner, gate, adapter and simulated switch. */
import { describe, expect, it } from 'vitest';
import { BASE, type Scenario } from '../../src/core/rehearsal/index.js';
import { playProductDay } from './day.js';

const SIX: Scenario = { ...BASE, agents: 6, duration: 1_200, drift: null, login: { kind: 'fixed', value: 1 } };

describe('a day through the whole product', () => {
  it('predictive keeps people talking as progressive cannot, and loses few', async () => {
    const predictive = await playProductDay({ scenario: SIX, seed: 1 });
    const progressive = await playProductDay({ scenario: SIX, seed: 1, mode: 'progressive' });
    // Twenty minutes are one throw of the dice; what these bounds catch is a pacer that stands still or runs wild.
    expect(progressive.occupancy).toBeGreaterThan(0.35);
    expect(progressive.occupancy).toBeLessThan(0.65);
    expect(predictive.occupancy).toBeGreaterThan(progressive.occupancy + 0.05);
    expect(predictive.occupancy).toBeLessThan(0.97);
    expect(progressive.abandons).toBeLessThanOrEqual(1);
    expect(predictive.connects).toBeGreaterThan(25);
    expect(predictive.abandon).toBeLessThan(0.12);
    expect(predictive.dials / predictive.connects).toBeLessThan(14);
    // The way there costs a collector little: the bridge comes within 100 ms of the verdict unless the customer waited, and never late.
    for (const day of [predictive, progressive]) {
      expect(day.losses.wait50).toBeLessThan(100);
      expect(day.losses.lateBridges).toBe(0);
      expect(day.losses.hopperEmpty).toBeLessThan(0.1);
      expect(day.losses.notPlaced).toBe(0);
      expect(day.troubles).toEqual([]);
    }
  }, 300_000);
  it('the same seed is the same day', async () => {
    const short: Scenario = { ...SIX, duration: 240 };
    const [one, other] = [await playProductDay({ scenario: short, seed: 7 }), await playProductDay({ scenario: short, seed: 7 })];
    expect(one).toEqual(other);
    expect(one.connects).toBeGreaterThan(2);
  }, 300_000);
});
