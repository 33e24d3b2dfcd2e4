/** The budget through the whole conductor: two campaigns on one team, the month's ledger, the stop level, and trouble that passes. */
import { describe, expect, it } from 'vitest';
import { pacingKey } from '../../src/app/conductor/pacing-memory.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { DEFAULT_PACING, type PacingRules } from '../../src/core/campaign/pacing.js';
import { makePacer } from '../../src/core/pacing/pacer.js';
import { DEFAULT_PACER } from '../../src/core/pacing/types.js';
import type { CalleeModel } from '../../src/sim/callees/model.js';
import { refusal } from '../../src/sim/callees/model.js';
import { between, chance, SeededDice } from '../../src/sim/rng.js';
import { Bench, human, MINUTE, SECOND } from './bench.js';

const DAY = 24 * 60 * MINUTE;
const rules = (more: Partial<PacingRules>): PacingRules => ({ ...DEFAULT_PACING, ...more });
const of = (bench: Bench, id = 'campaign'): ReturnType<Bench['conductor']['live']>['campaigns'][number] => bench.conductor.live().campaigns.find((one) => one.campaignId === id)!;
const ringing = (bench: Bench): number => bench.calls().filter((call) => call.state === 'intent' || call.state === 'ringing').length;
/** Two of five answer and talk for half a minute, the others are busy or ring on. */
function people(seed: string): CalleeModel {
  const dice = new SeededDice(seed);
  return { behaviour: () => (chance(dice, 0.4) ? human(between(dice, 3_000, 15_000), { patience: 10_000, talk: between(dice, 15_000, 45_000) }) : chance(dice, 0.5) ? refusal(486, 'Busy Here', 1_500) : { kind: 'silent', progress: { after: 500, earlyMedia: false }, end: { kind: 'none' } }) };
}
const nextTo = (row: CreateOf, n: number): CreateOf => (row.kind === 'lead' ? { ...row, row: { ...row.row, campaignId: n % 2 === 0 ? 'campaign' : 'second', listId: n % 2 === 0 ? 'list' : 'list-2' } } : row);

it('two campaigns on one team: both dial, neither is over its budget, and no cap is broken', async () => {
  const LINES = 24;
  const team = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay'];
  const bench = await Bench.open({ seed: 'pair', leads: [], agents: team, callees: people('pair'), trunks: [{ maxCalls: LINES, callsPerSecond: 5 }], settings: { mode: 'predictive', ringTimeout: 20_000, wrapUp: { limit: 5_000, then: 'ready' } } });
  const first = (await bench.store.get('campaign', 'campaign'))!;
  await bench.put(
    { kind: 'campaign', at: bench.now, row: { id: 'second', name: 'Second', entityId: 'operator', state: 'draft', settings: first.settings, teamIds: ['team-1'] } },
    { kind: 'list', at: bench.now, row: { id: 'list-2', campaignId: 'second', name: 'List 2', entityId: 'operator', active: true, mix: 100 } },
  );
  for (let n = 0; n < 500; n += 1) await bench.put(...bench.debtor(n, '00000').map((row) => nextTo(row, n)));
  await bench.ready(...team);
  await bench.campaign('start');
  await bench.campaign('start', 'second');
  let most = 0;
  for (let n = 0; n < 12 * 60; n += 1) { await bench.run(SECOND); most = Math.max(most, ringing(bench) + bench.calls().filter((call) => call.state === 'talking').length); }
  const attempts = await bench.attempts();
  for (const id of ['campaign', 'second']) {
    const mine = attempts.filter((one) => one.campaignId === id);
    const live = mine.filter((one) => one.outcome === 'human' || one.outcome === 'abandoned');
    // Equal lists get about equal parts of the team.
    expect(mine.length).toBeGreaterThan(0.35 * attempts.length);
    expect(live.length).toBeGreaterThan(10);
    // Twelve minutes are an early peak still (docs/pacing.md): what is lost may be two calls ahead of 3 %, not more.
    expect(live.filter((one) => one.outcome === 'abandoned').length).toBeLessThanOrEqual(0.03 * live.length + 2);
  }
  expect(most).toBeGreaterThan(team.length);
  expect(most).toBeLessThanOrEqual(LINES);
});

describe('the month', () => {
  const kept = { version: 1, pacer: makePacer(DEFAULT_PACER).state(), calibration: [] };
  /** Ten days ago, so many live answers and so many of them lost. */
  const open = async (live: number, abandoned: number, more: Partial<PacingRules> = {}): Promise<Bench> => {
    const bench = await Bench.open({ agents: ['ann', 'bob', 'cat'], leads: Array.from({ length: 60 }, () => '20105'), settings: { mode: 'predictive', pacing: rules({ windows: ['24h', '30d'], ...more }) } });
    const at = Math.floor((bench.now - 10 * DAY) / 3_600_000) * 3_600_000;
    await bench.put({ kind: 'setting', at: bench.now, row: { key: pacingKey('campaign'), value: { ...kept, hours: [[at, live, abandoned]] } } });
    await bench.ready('ann', 'bob', 'cat');
    return bench;
  };
  const mostLines = async (bench: Bench): Promise<number> => {
    let most = 0;
    said.clear();
    bench.onStep = () => { most = Math.max(most, ringing(bench)); said.add(bench.conductor.pacing('campaign')?.decision?.because.limitedBy ?? ''); };
    await bench.campaign('start');
    await bench.run(20 * SECOND);
    return most;
  };
  const said = new Set<string>();
  // 2.98 % of a limit of 3: what is aimed at (2.95 %) leaves today nothing.
  it('near its limit brings it down to one line per ready collector, and says that it is the budget', async () => {
    const spent = await open(60_000, 1_790);
    expect(await mostLines(spent)).toBe(3);
    expect([...said]).toContain('budget');
    expect([...said]).not.toContain('risk');
    expect(spent.conductor.pacing('campaign')!.budget.windows.find((one) => one.kind === '30d')).toMatchObject({ live: 60_000, abandoned: 1_790 });
    // The same team with the month in order dials ahead.
    expect(await mostLines(await open(60_000, 1_600))).toBeGreaterThan(3);
  });
  it('at the stop level nothing is dialed at all', async () => {
    const bench = await open(2_000, 110, { stop: { share: 0.05, fromLive: 500 } });
    expect(await mostLines(bench)).toBe(0);
    expect(of(bench).pacing).toMatchObject({ dial: 0, figures: { limitedBy: 'stop' } });
  });
});

it('no word from the switch: nothing is dialed and the view says why; it comes back by itself', async () => {
  const bench = await Bench.open({ agents: ['ann', 'bob'], leads: Array.from({ length: 40 }, () => '20105'), settings: { mode: 'predictive' } });
  await bench.ready('ann', 'bob');
  await bench.campaign('start');
  await bench.until(async () => (await bench.attempts()).length > 2);
  bench.node.freeze();
  await bench.run(4 * SECOND);
  const before = (await bench.attempts()).length;
  expect(of(bench).trouble).toContain('fs1');
  expect(of(bench).pacing).toMatchObject({ dial: 0, figures: { limitedBy: 'trouble' } });
  expect(bench.conductor.pacing('campaign')!.decision!.text).toMatch(/does not answer|looked over/);
  await bench.run(20 * SECOND);
  expect((await bench.attempts()).length).toBe(before);
  bench.node.thaw();
  await bench.until(async () => (await bench.attempts()).length > before, 2 * MINUTE);
  expect(of(bench).trouble).toBeNull();
  expect(of(bench).pacing?.figures?.limitedBy).not.toBe('trouble');
});
