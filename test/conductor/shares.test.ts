/** Answer shares of leads in the conductor: who is dialed first, what the pacer is told, what outlives a restart. */
import { describe, expect, it } from 'vitest';
import { pacingKey } from '../../src/app/conductor/pacing-memory.js';
import type { PacingLine, PacingLog } from '../../src/app/ports/pacing-log.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { makePacer } from '../../src/core/pacing/pacer.js';
import { AnswerShare, cellsOf, type ShareState } from '../../src/core/pacing/share.js';
import { DEFAULT_PACER, type PacingEvent, type PacingSnapshot } from '../../src/core/pacing/types.js';
import { SeededDice } from '../../src/sim/rng.js';
import { Bench, human, MINUTE, numberOf, SECOND, TEN, type BenchOptions } from './bench.js';

const HOUR = 60 * MINUTE;
const BUSY_YESTERDAY = { attempts: 1, last: 'busy', since: 20 * HOUR } as const;

/** A campaign that has learned that a number which was busy yesterday is answered a fifth as often as a new one. */
const learned = ((): ShareState => {
  const [estimator, dice] = [new AnswerShare(0.2), new SeededDice('learned')];
  for (let n = 0; n < 4_000; n += 1) {
    const fresh = n % 2 === 0;
    estimator.learn([{ cells: cellsOf({ hour: 8 + (n % 11), weekday: 1 + (n % 5), ...(fresh ? { attempts: 0, last: null, since: null } : BUSY_YESTERDAY) }), live: dice.next() < (fresh ? 0.2 : 0.04) }], TEN - 4_000 + n);
  }
  return estimator.state();
})();
const kept = (shares: unknown): object => ({ version: 1, pacer: makePacer(DEFAULT_PACER).state(), hours: [], calibration: [], shares });

class Watched implements PacingLog {
  readonly events: PacingEvent[] = [];
  readonly snapshots: PacingSnapshot[] = [];
  wantsBegin(): boolean { return false; }
  begin(): void { /* never asked for */ }
  decided(_: string, line: PacingLine): void { this.events.push(...line.e); this.snapshots.push(line.s); }
}
const busyYesterday = (bench: Bench, n: number, behaviour: string): CreateOf => ({ kind: 'attempt', at: bench.now, row: {
  id: `earlier-${n}`, leadId: null, caseId: `case-${n}`, partyId: `party-${n}`, campaignId: null, listId: null, entityId: 'operator', teamId: null, accountIds: [], direction: 'outbound', mode: 'predictive', kind: 'notify',
  contactPointId: `cp-${n}`, phoneIndex: bench.vault.index('phone', numberOf(n, behaviour)), phoneSealed: 'x', phoneMasked: 'x', node: 'fs1', legId: `leg-${n}`, trunk: null, callerId: null, permitId: null,
  stage: null, daysPastDue: null, risk: null, scriptId: null, scriptVersion: null, userId: null, openedAt: bench.now - BUSY_YESTERDAY.since, placedAt: null, rangAt: null, answeredAt: null, bridgedAt: null, endedAt: bench.now - BUSY_YESTERDAY.since,
  outcome: 'busy', hangupCause: null, sipStatus: null, q850: null, blame: null, waitMs: null, abandonedBy: null, messagePlayed: false, dispositionCode: null, disposedAt: null, disposedBy: null, recordingPath: null, statementsDue: null, statementsSaid: null } });

/** Leads `busy` of the first `count` were busy yesterday; all of one priority but those of `first`. */
async function open(count: number, busy: (n: number) => boolean, more: BenchOptions & { readonly first?: (n: number) => boolean; readonly shares?: unknown } = {}): Promise<Bench> {
  const behaviour = '90002';
  const bench = await Bench.open({ leads: [], scripts: { [behaviour]: human(2 * SECOND, { hangUpAfter: 20 * SECOND }) }, ...more });
  for (let n = 0; n < count; n += 1) {
    await bench.put(...bench.debtor(n, behaviour).map((row): CreateOf => row.kind === 'lead' ? { ...row, row: { ...row.row, priority: more.first?.(n) === true ? 9 : 5 } } : row));
    if (busy(n)) await bench.put(busyYesterday(bench, n, behaviour));
  }
  await bench.put({ kind: 'setting', at: bench.now, row: { key: pacingKey('campaign'), value: kept('shares' in more ? more.shares : learned) } });
  return bench;
}
const dialed = async (bench: Bench): Promise<number[]> => (await bench.attempts()).filter((one) => one.leadId !== null).map((one) => Number(one.leadId!.slice('lead-'.length)));
const dispose = (bench: Bench): void => { bench.onDesk = (userId, event) => { if (event.type === 'ended' && event.dispositionDue) void bench.conductor.command(userId, { type: 'ready' }); }; };

describe('the hopper', () => {
  it('dials the likelier first among equals, after whatever has a higher priority', async () => {
    const bench = await open(12, (n) => n < 6, { first: (n) => n === 5, agents: ['ann', 'bob', 'cat', 'dan'], trunks: [{ callsPerSecond: 1 }] });
    await bench.ready('ann', 'bob', 'cat', 'dan');
    await bench.campaign('start');
    await bench.until(async () => (await dialed(bench)).length >= 4);
    const [first, ...next] = await dialed(bench);
    expect(first).toBe(5);
    expect(next.every((n) => n >= 6)).toBe(true);
  });
  it('without anything learned keeps the list’s own order', async () => {
    const bench = await open(12, (n) => n < 6, { shares: null, agents: ['ann', 'bob', 'cat', 'dan'], trunks: [{ callsPerSecond: 1 }] });
    await bench.ready('ann', 'bob', 'cat', 'dan');
    await bench.campaign('start');
    await bench.until(async () => (await dialed(bench)).length >= 4);
    expect((await dialed(bench)).slice(0, 4)).toEqual([0, 1, 10, 2]);
  });
  it('lets no lead wait for ever: after 48 minutes nothing goes before it', async () => {
    const bench = await open(180, (n) => n === 0, { conductor: { tick: 1_000 } });
    dispose(bench);
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.run(10 * MINUTE);
    expect(await dialed(bench)).not.toContain(0);
    for (let n = 10; n < 50 && !(await dialed(bench)).includes(0); n += 1) await bench.run(MINUTE);
    expect(await dialed(bench)).toContain(0);
    expect((await dialed(bench)).length).toBeLessThan(160);
  });
});

describe('the share of a lead', () => {
  it('is told to the pacer before dialing, while it rings and when it ended: the same', async () => {
    const watched = new Watched();
    const bench = await open(8, (n) => n < 4, { agents: ['ann', 'bob', 'cat', 'dan'], pacingLog: watched });
    dispose(bench);
    await bench.ready('ann', 'bob', 'cat', 'dan');
    await bench.campaign('start');
    await bench.until(async () => (await dialed(bench)).length >= 8, 3 * MINUTE);
    await bench.run(20 * SECOND);
    const next = watched.snapshots.find((one) => one.leads === 8 && one.ready === 4)!.next.map((one) => one.share);
    // No more are described than the trunks would take now.
    expect(next.length).toBeGreaterThan(4);
    expect(next.slice(0, 4).every((share) => share > 1.1)).toBe(true);
    expect(next.slice(4).every((share) => share < 0.7)).toBe(true);
    const rang = new Map<string, number>();
    for (const { ringing } of watched.snapshots) for (const one of ringing) {
      if (one.key.startsWith('pending')) continue;
      expect(rang.get(one.key) ?? one.share).toBe(one.share);
      rang.set(one.key, one.share);
    }
    const ended = watched.events.filter((one) => one.kind === 'call').map((one) => one.share);
    expect(ended).toHaveLength(8);
    expect([...rang.values()].sort()).toEqual(ended.sort());
    expect(bench.conductor.pacing('campaign')!.decision!.nextShare).toBeNull();
  });
  it('is learned from calls, saved with the pacer, and there again after a restart', async () => {
    const bench = await open(30, () => false, { shares: null, agents: ['ann', 'bob'] });
    dispose(bench);
    await bench.ready('ann', 'bob');
    await bench.campaign('start');
    await bench.run(2 * MINUTE);
    const stored = async (): Promise<ShareState> => ((await bench.store.find('setting', { where: { key: pacingKey('campaign') } }))[0]!.value as { shares: ShareState }).shares;
    const before = await stored();
    // All answered.
    expect(before.whole[0]).toBeGreaterThan(3);
    expect(before.whole[2]).toBe(before.whole[0]);
    bench.kill();
    await bench.boot();
    await bench.ready('ann', 'bob');
    await bench.run(2 * MINUTE);
    expect((await stored()).whole[2]).toBeGreaterThan(before.whole[2]!);
  });
  it.each([['nothing', null], ['another version', { version: 9 }], ['holes', { version: 1, at: 1, seen: [null], expected: [], whole: [] }]])('kept as %s is learned anew, and the pacer keeps what it knew', async (_, shares) => {
    const bench = await open(2, () => false, { shares });
    await bench.ready('ann');
    await bench.campaign('start');
    await bench.until(async () => (await dialed(bench)).length >= 1);
    expect(bench.lines.filter((line) => line.includes('thrown away'))).toEqual([]);
  });
  it('stands beside why a lead is not dialed', async () => {
    const bench = await open(2, (n) => n === 1, {});
    await bench.campaign('start');
    await bench.run(SECOND);
    const shares = [];
    for (const lead of ['lead-0', 'lead-1']) { const why = await bench.settled(bench.conductor.why(lead)); if (why.ok) shares.push(why.value.answerShare!); }
    expect(shares[0]).toBeGreaterThan(1.1);
    expect(shares[1]).toBeLessThan(0.7);
  });
});
