/** Leads bound to a team where lines are placed ahead: forecast, dialed and answered by that team's people alone. */
import { describe, expect, it } from 'vitest';
import type { PacingLine, PacingLog } from '../../src/app/ports/pacing-log.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { PacingSnapshot } from '../../src/core/pacing/types.js';
import type { CalleeModel } from '../../src/sim/callees/model.js';
import { refusal } from '../../src/sim/callees/model.js';
import { between, chance, SeededDice } from '../../src/sim/rng.js';
import { Bench, human, MINUTE, SECOND, type BenchOptions } from './bench.js';

const TEAM_2 = ['cid', 'dan', 'eve', 'fay'];
const PEOPLE = ['ann', 'bob', 'gus', 'hal', ...TEAM_2];
const teamOf = (userId: string): string => (TEAM_2.includes(userId) ? 'team-2' : 'team-1');

class Watched implements PacingLog {
  readonly snapshots: PacingSnapshot[] = [];
  wantsBegin(): boolean { return false; }
  begin(): void { /* never asked for */ }
  decided(_: string, line: PacingLine): void { this.snapshots.push(line.s); }
}
const leadFor = (bench: Bench, n: number, team: string, behaviour: string): CreateOf[] => bench.debtor(n, behaviour, { teamId: team }).map((row): CreateOf => (row.kind === 'case' ? { ...row, row: { ...row.row, userId: 'boss' } } : row));
/** Leads of two teams, of whom an owner who is never here has the cases; `team`: how long a lead is its team's. */
async function open(leads: readonly (readonly [team: string, behaviour: string])[], more: BenchOptions = {}): Promise<Bench> {
  const bench = await Bench.open({ leads: [], agents: PEOPLE, trunks: [{ maxCalls: 200 }], ...more, settings: { mode: 'predictive', binding: { owner: 0, team: 3_600_000 }, wrapUp: { limit: 5_000, then: 'ready' }, ...more.settings } });
  await bench.put({ kind: 'team', at: bench.now, row: { id: 'team-2', entityId: 'operator', departmentId: null, name: 'Two' } });
  for (const id of TEAM_2) await bench.store.run('change', { kind: 'user', id, expectedVersion: (await bench.store.get('user', id))!.version, patch: { teamId: 'team-2' }, at: bench.now });
  await bench.store.run('change', { kind: 'campaign', id: 'campaign', expectedVersion: 1, patch: { teamIds: ['team-1', 'team-2'] }, at: bench.now });
  for (const [n, [team, behaviour]] of leads.entries()) await bench.put(...leadFor(bench, n, team, behaviour));
  return bench;
}
/** Two of five answer within some seconds and talk for half a minute. */
function people(seed: string): CalleeModel {
  const dice = new SeededDice(seed);
  return { behaviour: () => (chance(dice, 0.4) ? human(between(dice, 3_000, 15_000), { patience: 10_000, talk: between(dice, 15_000, 45_000) }) : chance(dice, 0.5) ? refusal(486, 'Busy Here', 1_500) : { kind: 'silent', progress: { after: 500, earlyMedia: false }, end: { kind: 'none' } }) };
}
const inAir = (bench: Bench): number => bench.calls().filter((call) => call.state === 'intent' || call.state === 'ringing').length;
const wrong = async (bench: Bench): Promise<string[]> => (await bench.attempts()).filter((one) => one.bridgedAt !== null && one.userId !== null && one.teamId !== teamOf(one.userId)).map((one) => `${one.teamId!} to ${one.userId!}`);

describe('leads bound to a team, dialed ahead', () => {
  it.each(['one', 'two'])('go to that team alone, several lines at once, and abandonment stays within the budget (seed %s)', async (seed) => {
    const watched = new Watched();
    const bench = await open(Array.from({ length: 900 }, (_, n) => [n % 3 === 0 ? 'team-2' : 'team-1', '00000'] as const), { seed, callees: people(seed), settings: { ringTimeout: 20_000 }, pacingLog: watched });
    await bench.ready(...PEOPLE);
    await bench.campaign('start');
    await bench.run(12 * MINUTE);
    const attempts = await bench.attempts();
    const bridged = attempts.filter((one) => one.bridgedAt !== null);
    expect(await wrong(bench)).toEqual([]);
    for (const team of ['team-1', 'team-2']) expect(bridged.filter((one) => one.teamId === team).length).toBeGreaterThan(20);
    expect(Math.max(...watched.snapshots.map((one) => one.ringing.length))).toBeGreaterThan(PEOPLE.length);
    const abandoned = attempts.filter((one) => one.outcome === 'abandoned').length;
    expect(abandoned / (abandoned + bridged.length)).toBeLessThanOrEqual(0.03);
    // The pacer was told whose they are.
    expect(watched.snapshots.some((one) => one.groups.length === 2 && one.ringing.some(({ group }) => group === 'team:team-1') && one.busy.some(({ groups }) => groups.includes('team:team-2')))).toBe(true);
  });
  it('an answer waits for its team, though another has people free; then the message', async () => {
    const bench = await open([['team-1', '90006']], { scripts: { '90006': human(6 * SECOND, { patience: 30_000 }) } });
    await bench.ready('ann', 'cid');
    await bench.campaign('start');
    await bench.until(() => inAir(bench) === 1);
    await bench.must('ann', { type: 'pause', reason: 'break' });
    await bench.until(async () => (await bench.attempts())[0]?.outcome === 'abandoned', MINUTE);
    expect((await bench.attempts())[0]).toMatchObject({ teamId: 'team-1', messagePlayed: true });
    expect(bench.seen('cid', 'reserved')).toEqual([]);
  });
  it('and goes to whoever of it turns ready first', async () => {
    const bench = await open([['team-1', '90006']], { scripts: { '90006': human(6 * SECOND, { patience: 30_000 }) } });
    await bench.ready('ann', 'cid');
    await bench.campaign('start');
    await bench.until(() => inAir(bench) === 1);
    await bench.settled(bench.conductor.deskOpened('bob'));
    await bench.must('bob', { type: 'pause', reason: 'break' });
    await bench.until(() => bench.agent('bob').leg === 'parked');
    await bench.must('ann', { type: 'pause', reason: 'break' });
    await bench.until(() => bench.calls().some((call) => call.state === 'waiting'));
    await bench.run(SECOND);
    await bench.must('bob', { type: 'ready' });
    await bench.until(() => bench.agent('bob').state === 'talking', 2 * SECOND);
    expect(bench.agent('cid').state).toBe('ready');
  });
  it('with nobody of its team here none is dialed, and the others’ leads behind it are', async () => {
    const bench = await open([...Array.from({ length: 60 }, () => ['team-2', '90003'] as const), ...Array.from({ length: 10 }, () => ['team-1', '90003'] as const)], { scripts: { '90003': human(3 * SECOND, { talk: 10_000 }) } });
    await bench.ready('ann', 'bob');
    await bench.campaign('start');
    await bench.run(2 * MINUTE);
    const attempts = await bench.attempts();
    expect(attempts.length).toBeGreaterThan(5);
    expect(attempts.every((one) => one.teamId === 'team-1')).toBe(true);
  });
  it('after its team’s time it is anyone’s', async () => {
    const bench = await open([['team-2', '90003']], { scripts: { '90003': human(3 * SECOND) }, settings: { binding: { owner: 0, team: 60_000 } } });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.run(50 * SECOND);
    expect(await bench.attempts()).toEqual([]);
    await bench.until(() => bench.agent('ann').state === 'talking', 30 * SECOND);
  });
  it('where nothing is dialed ahead one person is kept for each, so that nothing is ever lost', async () => {
    const bench = await open([['team-1', '90006']], { scripts: { '90006': human(6 * SECOND) }, settings: { mode: 'progressive' } });
    await bench.ready('cid', 'ann');
    await bench.campaign('start');
    await bench.until(() => inAir(bench) === 1);
    expect(bench.agents(['ann', 'cid'])).toEqual(['reserved', 'ready']);
  });
});
