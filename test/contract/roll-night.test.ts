/** When the server rolls: at half past midnight, once a night, or later when it was away. */
import { expect, it } from 'vitest';
import { MemoryStore } from '../../src/adapters/memory/index.js';
import { NightlyRoll } from '../../src/app/roll/index.js';
import type { Clock, Log } from '../../src/app/ports/system.js';
import { testIds, testZones } from './records.js';
import { testPolicies } from '../support/policies.js';

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => quiet };
const MINUTE = 60_000;
/** A clock whose repeated timers run when it is told; every promise settles in between. */
class Steps implements Clock {
  readonly shifted = null;
  #ticks = new Set<() => void>();
  constructor(private at: number) {}
  now(): number { return this.at; }
  monotonic(): number { return this.at; }
  after(_: number, run: () => void): { cancel(): void } { const timer = setImmediate(run); return { cancel: () => { clearImmediate(timer); } }; }
  every(_: number, run: () => void): { cancel(): void } { this.#ticks.add(run); return { cancel: () => { this.#ticks.delete(run); } }; }
  async pass(minutes: number): Promise<void> {
    for (let n = 0; n < minutes; n += 1) {
      this.at += MINUTE;
      for (const tick of [...this.#ticks]) tick();
      for (let k = 0; k < 3; k += 1) await new Promise((go) => { setImmediate(go); });
    }
  }
}

it('rolls at half past midnight, once a night; one that starts later does it then', async () => {
  // Midnight in Shanghai.
  const clock = new Steps(Date.parse('2026-11-19T16:00:00Z'));
  const store = new MemoryStore({ ids: testIds(), zones: testZones, policies: testPolicies });
  const deps = { store, clock, zones: testZones, log: quiet, conductor: { forbid: () => undefined } };
  const rolled = async (): Promise<readonly string[]> => (await store.find('setting', { where: { key: { gte: 'roll.', lt: 'roll/' } }, order: [{ by: 'key' }] })).map((row) => row.key);
  const done = () => store.count('streamEvent', { type: 'roll.done' });
  const night = new NightlyRoll(deps);
  night.start();
  await clock.pass(29);
  expect(await rolled()).toEqual([]);
  await clock.pass(10);
  expect([await rolled(), await done()]).toEqual([['roll.2026-11-20'], 1]);
  await clock.pass(24 * 60);
  expect([await rolled(), await done()]).toEqual([['roll.2026-11-20', 'roll.2026-11-21'], 2]);
  await night.stop();
  await clock.pass(24 * 60);
  expect(await done()).toBe(2);
  const later = new NightlyRoll(deps);
  later.start();
  await later.stop();
  await clock.pass(1);
  expect(await rolled()).toEqual(['roll.2026-11-20', 'roll.2026-11-21', 'roll.2026-11-22']);
});
