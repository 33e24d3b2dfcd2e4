/**
 * A week on virtual time: each day a shift, a lost connection in the middle of it, and a night. Whatever is kept when everybody
 * has gone (timers, legs, calls, waiting customers, listeners) must be the same on the last night as on the first.
 * `DUNWELL_SOAK_DAYS=1` for a short look.
 */
import { expect, it } from 'vitest';
import type { CalleeModel } from '../../src/sim/callees/model.js';
import { Population } from '../../src/sim/callees/population.js';
import { between, SeededDice } from '../../src/sim/rng.js';
import { Bench, MINUTE, SECOND } from '../conductor/bench.js';

const DAYS = Number(process.env['DUNWELL_SOAK_DAYS'] ?? 7);
const SHIFT = 2 * 60 * MINUTE;
const DAY = 24 * 60 * MINUTE;
const TEAM = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay'];
const LEADS_A_DAY = 250;

interface Night { readonly timers: number; readonly legs: number; readonly kept: Readonly<Record<string, number>>; readonly listeners: number; readonly attempts: number }

it(`${DAYS} days: nothing is left of a day when it is over`, async () => {
  const dice = new SeededDice('soak');
  const callees: CalleeModel = new Population({ seed: 'soak', settings: { talk: [40_000, 0.6] } });
  const bench = await Bench.open({ seed: 'soak', agents: TEAM, leads: [], callees, trunks: [{ maxCalls: 40, callsPerSecond: 3 }], conductor: { tick: 500, deskLegsPerSecond: 2 }, settings: { mode: 'predictive', ringTimeout: 20_000, wrapUp: { limit: 20_000, then: 'ready' } } });
  let shift = true;
  bench.onDesk = (userId, event) => {
    if (event.type === 'connected') bench.clock.after(between(dice, 10 * SECOND, 90 * SECOND), () => { void bench.conductor.command(userId, { type: 'hangUp', attemptId: event.attemptId }); });
    if (event.type === 'ended' && event.dispositionDue) bench.clock.after(between(dice, SECOND, 15 * SECOND), () => { void bench.conductor.command(userId, { type: 'dispose', attemptId: event.attemptId, code: 'refuses' }); });
    if (event.type === 'state' && event.state === 'paused' && shift) bench.clock.after(SECOND, () => { if (shift) void bench.conductor.command(userId, { type: 'ready' }); });
  };
  const nights: Night[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const morning = bench.now;
    shift = true;
    for (let n = 0; n < LEADS_A_DAY; n += 1) await bench.put(...bench.debtor(day * LEADS_A_DAY + n, String(10_000 + n)));
    await bench.ready(...TEAM);
    await bench.campaign('start');
    await bench.run(SHIFT / 2);
    bench.node.dropConnections();
    await bench.run(SHIFT / 2);
    shift = false;
    await bench.campaign('pause');
    for (const userId of TEAM) await bench.command(userId, { type: 'logout' });
    await bench.until(() => bench.calls().length === 0 && bench.conductor.live().agents.every((one) => one.state === 'offline' && one.leg === 'down'), 30 * MINUTE);
    for (const userId of TEAM) bench.conductor.deskGone(userId);
    await bench.run(morning + DAY - 10 * MINUTE - bench.now);
    nights.push({
      timers: bench.clock.pending, legs: bench.node.legs().length, listeners: [...bench.node.wires].reduce((sum, wire) => sum + wire.eventNames().reduce((all, name) => all + wire.listenerCount(name), 0), 0),
      kept: Object.fromEntries([...bench.gauges].filter(([name]) => name.startsWith('dunwell_kept ')).map(([name, size]) => [name.slice(13), size])), attempts: (await bench.attempts()).length,
    });
    await bench.run(10 * MINUTE);
    // The desks' own memory of the day is the test's, not the server's.
    bench.desks.clear();
  }
  process.stdout.write(`${nights.map((one, n) => `night ${n + 1}: ${one.attempts} attempts so far, ${one.timers} timers, ${one.legs} legs, ${one.listeners} listeners, kept ${JSON.stringify(one.kept)}`).join('\n')}\n`);
  const [first] = nights;
  for (const [n, night] of nights.entries()) {
    const { agents, doomedLegs, ...rest } = night.kept;
    expect(agents, `night ${n + 1}`).toBe(TEAM.length);
    expect(doomedLegs ?? 0).toBeLessThan(20_000);
    expect(Object.values(rest).every((size) => size === 0), `night ${n + 1}: ${JSON.stringify(rest)}`).toBe(true);
    expect([night.legs, night.timers, night.listeners], `night ${n + 1}`).toEqual([0, first?.timers, first?.listeners]);
    expect(night.attempts).toBeGreaterThan(nights[n - 1]?.attempts ?? 0);
  }
});
