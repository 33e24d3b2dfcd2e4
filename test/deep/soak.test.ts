/**
 * A week on virtual time: each day a shift, a lost connection in the middle of it, and a night. Whatever is kept when everybody
 * has gone (timers, legs, calls, waiting customers, listeners) must be the same on the last night as on the first, and so must the
 * heap, measured after collection; rows lie on the disk (SQLite), as in production. A day may cost no more than one before it.
 * `DUNWELL_SOAK_DAYS=1` for a short look; `DUNWELL_SOAK_PICTURE=docs/soak-week.svg` draws it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import type { CalleeModel } from '../../src/sim/callees/model.js';
import { Population } from '../../src/sim/callees/population.js';
import { between, SeededDice } from '../../src/sim/rng.js';
import { svg } from '../bench/plot.js';
import { Bench, MINUTE, SECOND, TEN } from '../conductor/bench.js';
import { SqliteBacking } from '../conductor/sqlite-backing.js';
import { cpu } from '../fuzz/meter.js';

const DAYS = Number(process.env['DUNWELL_SOAK_DAYS'] ?? 7);
const SHIFT = 2 * 60 * MINUTE;
const DAY = 24 * 60 * MINUTE;
const TEAM = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay'];
const LEADS_A_DAY = 250;

const PICTURE = process.env['DUNWELL_SOAK_PICTURE'];
/** The heap settles (code is compiled, tables of lists of numbers grow to their size) in so many nights. */
const SETTLES = 2;
const folder = mkdtempSync(join(tmpdir(), 'dunwell-week-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** MB of the heap that something still holds. */
function heap(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

interface Night { readonly heap: number; /** Processor milliseconds of the day, for each of its attempts. */ readonly cost: number; readonly lines: number; readonly timers: number; readonly legs: number; readonly kept: Readonly<Record<string, number>>; readonly listeners: number; readonly attempts: number }

it(`${DAYS} days: nothing is left of a day when it is over`, async () => {
  const dice = new SeededDice('soak');
  const callees: CalleeModel = new Population({ seed: 'soak', settings: { talk: [40_000, 0.6] } });
  const bench = await Bench.open({ seed: 'soak', store: (wiring) => new SqliteBacking(join(folder, 'week.db'), TEN, wiring), agents: TEAM, leads: [], callees, trunks: [{ maxCalls: 40, callsPerSecond: 3 }], conductor: { tick: 500, deskLegsPerSecond: 2 }, settings: { mode: 'predictive', ringTimeout: 20_000, wrapUp: { limit: 20_000, then: 'ready' } } });
  let shift = true;
  bench.onDesk = (userId, event) => {
    if (event.type === 'connected') bench.clock.after(between(dice, 10 * SECOND, 90 * SECOND), () => { void bench.conductor.command(userId, { type: 'hangUp', attemptId: event.attemptId }); });
    if (event.type === 'ended' && event.dispositionDue) bench.clock.after(between(dice, SECOND, 15 * SECOND), () => { void bench.conductor.command(userId, { type: 'dispose', attemptId: event.attemptId, code: 'refuses' }); });
    if (event.type === 'state' && event.state === 'paused' && shift) bench.clock.after(SECOND, () => { if (shift) void bench.conductor.command(userId, { type: 'ready' }); });
  };
  const nights: Night[] = [];
  const atWork: (readonly [day: number, mb: number])[] = [];
  const began = bench.now;
  const look = (): void => { atWork.push([(bench.now - began) / DAY, heap()]); };
  let attempts = 0;
  for (let day = 0; day < DAYS; day += 1) {
    const morning = bench.now;
    const worked = cpu();
    shift = true;
    for (let n = 0; n < LEADS_A_DAY; n += 1) await bench.put(...bench.debtor(day * LEADS_A_DAY + n, String(10_000 + n)));
    await bench.ready(...TEAM);
    await bench.campaign('start');
    await bench.run(SHIFT / 2);
    look();
    bench.node.dropConnections();
    await bench.run(SHIFT / 2);
    look();
    shift = false;
    await bench.campaign('pause');
    for (const userId of TEAM) await bench.command(userId, { type: 'logout' });
    await bench.until(() => bench.calls().length === 0 && bench.conductor.live().agents.every((one) => one.state === 'offline' && one.leg === 'down'), 30 * MINUTE);
    for (const userId of TEAM) bench.conductor.deskGone(userId);
    await bench.run(morning + DAY - 10 * MINUTE - bench.now);
    // What desks were told, metrics observed and lines logged that day is the test's memory, not the server's.
    bench.desks.clear();
    bench.observed.clear();
    const lines = bench.lines.splice(0).length;
    const before = attempts;
    attempts = await bench.store.count('attempt', {});
    nights.push({
      heap: heap(), cost: (cpu() - worked) / Math.max(1, attempts - before), lines, timers: bench.clock.pending, legs: bench.node.legs().length, listeners: [...bench.node.wires].reduce((sum, wire) => sum + wire.eventNames().reduce((all, name) => all + wire.listenerCount(name), 0), 0),
      kept: Object.fromEntries([...bench.gauges].filter(([name]) => name.startsWith('dunwell_kept ')).map(([name, size]) => [name.slice(13), size])), attempts,
    });
    await bench.run(10 * MINUTE);
  }
  await bench.store.close();
  process.stdout.write(`${nights.map((one, n) => `night ${n + 1}: ${one.attempts} attempts so far, heap ${one.heap.toFixed(1)} MB, ${one.cost.toFixed(1)} ms an attempt, ${one.lines} lines of log, ${one.timers} timers, ${one.legs} legs, ${one.listeners} listeners, kept ${JSON.stringify(one.kept)}`).join('\n')}\n`);
  if (PICTURE !== undefined) draw(PICTURE, nights, atWork);
  const [first] = nights;
  for (const [n, night] of nights.entries()) {
    const { agents, doomedLegs, ...rest } = night.kept;
    expect(agents, `night ${n + 1}`).toBe(TEAM.length);
    expect(doomedLegs ?? 0).toBeLessThan(20_000);
    expect(Object.values(rest).every((size) => size === 0), `night ${n + 1}: ${JSON.stringify(rest)}`).toBe(true);
    expect([night.legs, night.timers, night.listeners], `night ${n + 1}`).toEqual([0, first?.timers, first?.listeners]);
    expect(night.attempts).toBeGreaterThan(nights[n - 1]?.attempts ?? 0);
  }
  const settled = nights.slice(SETTLES - 1);
  // Ten thousand objects for each further day would be a tenth.
  for (const night of settled) expect(night.heap, 'heap of a night against the second').toBeLessThan((settled[0]?.heap ?? 0) * 1.1);
});

function draw(path: string, nights: readonly Night[], atWork: readonly (readonly [number, number])[]): void {
  const points = (of: (one: Night) => number) => nights.map((one, n) => [n + 1, of(one)] as const);
  writeFileSync(path, svg({ title: `Memory over ${nights.length} days of virtual time`, xLabel: 'days', panels: [
    { label: 'heap after collection, MB', curves: [{ label: 'at work', colour: '#2f5fa8', points: atWork, dots: true }, { label: 'at night', colour: '#1b6e53', points: points((one) => one.heap), dots: true }] },
    { label: 'timers and listeners at night', curves: [{ label: '', colour: '#b3402e', points: points((one) => one.timers + one.listeners), dots: true }] },
    { label: 'attempts of the day', curves: [{ label: '', colour: '#555', points: nights.map((one, n) => [n + 1, one.attempts - (nights[n - 1]?.attempts ?? 0)] as const), dots: true }] },
  ] }));
}
