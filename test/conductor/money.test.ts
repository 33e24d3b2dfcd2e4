/** Money that commits ends calls: paid in full, settled, or the term over, nobody is rung about it any more. */
import { describe, expect, it } from 'vitest';
import { runRoll } from '../../src/app/roll/index.js';
import { settleAccount, takePayment, type Deps } from '../../src/app/usecases/index.js';
import type { User } from '../../src/core/records/index.js';
import { Bench, MINUTE, SECOND, type BenchOptions } from './bench.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import type { Log } from '../../src/app/ports/system.js';

const zones = loadZones();
const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => quiet };
const depsOf = (bench: Bench): Deps => ({ store: bench.store, conductor: bench.conductor, vault: bench.vault, clock: bench.clock, ids: { id: () => bench.id() }, log: quiet, zones, phones: makePhoneBook() });
const boss = async (bench: Bench): Promise<User> => { const user = (await bench.store.get('user', 'boss'))!; return user; };
/** Rings for two minutes, and nobody answers. */
async function ringing(options: BenchOptions = {}): Promise<Bench> {
  const bench = await Bench.open({ agents: ['ann', 'bob'], leads: ['10120', '10120'], scripts: { '10120': { kind: 'human', progress: { after: 300, earlyMedia: false }, end: { kind: 'answer', after: 120_000 } } }, ...options });
  await bench.ready('ann', 'bob');
  await bench.campaign('start');
  await bench.until(() => bench.calls().filter((call) => call.state === 'ringing').length === 2);
  return bench;
}
const callAbout = async (bench: Bench, caseId: string) => (await bench.attempts()).find((one) => one.caseId === caseId);

describe('a ringing call', () => {
  it.each([['a payment in full', async (bench: Bench) => takePayment(depsOf(bench), await boss(bench), { externalId: 'p1', accountId: 'account-0', amount: 10_000, currency: 'CNY' })],
    ['a settlement', async (bench: Bench) => settleAccount(depsOf(bench), await boss(bench), 'account-0', (await bench.store.get('account', 'account-0'))!.version, { how: 'settled', reason: 'hardship' })],
  ] as const)('is cancelled within a second of %s; the other one rings on, and nobody is rung again', async (_, act) => {
    const bench = await ringing();
    const began = bench.now;
    expect(await bench.settled<unknown>(act(bench))).toMatchObject({ ok: true });
    await bench.until(() => bench.calls().length === 1, SECOND);
    expect(bench.now - began).toBeLessThan(SECOND);
    expect((await bench.store.get('case', 'case-0'))!.state).toBe('settled');
    expect(bench.calls()).toMatchObject([{ state: 'ringing' }]);
    await bench.run(30 * MINUTE);
    expect((await bench.store.find('attempt', { where: { caseId: 'case-0' } })).length).toBe(1);
    expect(['cancelled', 'no_answer']).toContain((await callAbout(bench, 'case-0'))?.outcome);
  });
  it('a part of the debt paid lets it ring', async () => {
    const bench = await ringing();
    expect(await bench.settled(takePayment(depsOf(bench), await boss(bench), { externalId: 'p1', accountId: 'account-0', amount: 9_999, currency: 'CNY' }))).toMatchObject({ ok: true });
    await bench.run(5 * SECOND);
    expect(bench.calls()).toHaveLength(2);
  });
  it('is cancelled when the roll ends the placement', async () => {
    const bench = await ringing();
    const placement = (await bench.store.get('placement', 'placement-0'))!;
    await bench.store.run('change', { kind: 'placement', id: placement.id, expectedVersion: placement.version, patch: { to: '2026-11-19' }, at: bench.now });
    await bench.settled(runRoll(depsOf(bench)));
    await bench.until(() => bench.calls().length === 1, SECOND);
    expect((await bench.store.get('case', 'case-0'))!.state).toBe('returned');
  });
});
