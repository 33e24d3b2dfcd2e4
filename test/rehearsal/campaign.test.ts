/** A campaign of the harness rehearsed: its leads, its history, its settings; nothing is dialed. */
import { beforeAll, describe, expect, it } from 'vitest';
import { rehearseCampaign, type Rehearsal, type RehearsalAsk, type RehearsalDeps } from '../../src/app/usecases/rehearsals.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import type { CampaignSettings } from '../../src/core/campaign/settings.js';
import type { User } from '../../src/core/records/index.js';
import type { Outcome } from '../../src/core/call/outcome.js';
import { Bench, MINUTE, SECOND } from '../conductor/bench.js';
import { attemptRow } from '../contract/records.js';

const LEADS = 200;
async function campaignOf(settings: Partial<CampaignSettings> = {}, leads = LEADS): Promise<{ readonly bench: Bench; readonly deps: RehearsalDeps; readonly boss: User }> {
  const bench = await Bench.open({ leads: Array.from({ length: leads }, () => '10101'), settings: { mode: 'predictive', ...settings } });
  const deps: RehearsalDeps = { store: bench.store, conductor: bench.conductor, vault: bench.vault, clock: bench.clock, ids: { id: () => bench.id() }, log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => deps.log }, zones: loadZones(), phones: makePhoneBook() };
  return { bench, deps, boss: (await bench.store.get('user', 'boss'))! };
}
/** Yesterday's attempts: of ten, `live` were answered and talked for a minute, one was a machine that a collector hung up on. */
async function yesterday(bench: Bench, live: number, count = 1_000): Promise<void> {
  const at = bench.now - 24 * 60 * MINUTE;
  for (let n = 0; n < count; n += 1) {
    const outcome: Outcome = n % 10 < live ? 'human' : n % 10 === 8 ? 'machine' : n % 10 === 9 ? 'busy' : 'no_answer';
    const openedAt = at + n * SECOND;
    await bench.put({ kind: 'attempt', at: bench.now, row: { ...attemptRow(n % LEADS), id: `old-${n}`, legId: `old-leg-${n}`, teamId: 'team-1', accountIds: [], openedAt, outcome, ...(outcome === 'human' ? { bridgedAt: openedAt + 10_000, answeredAt: openedAt + 9_000, endedAt: openedAt + 70_000, disposedAt: openedAt + 80_000 } : {}), ...(outcome === 'machine' ? { bridgedAt: openedAt + 20_000, answeredAt: openedAt + 20_000, endedAt: openedAt + 24_000, disposedAt: openedAt + 34_000 } : {}) } });
  }
}
const ASK: RehearsalAsk = { teams: [6], from: '14:00', to: '14:45', seeds: [1, 2] };

describe('a rehearsal', () => {
  let deps: RehearsalDeps;
  let boss: User;
  let bench: Bench;
  const must = async (ask: RehearsalAsk): Promise<Rehearsal> => {
    const said = await rehearseCampaign(deps, boss, 'campaign', ask);
    if (!said.ok) throw new Error(said.error.text);
    return said.value;
  };
  beforeAll(async () => {
    ({ bench, deps, boss } = await campaignOf());
    await yesterday(bench, 4);
  });

  it('is the same for the same seeds, says what it rests on, and dials nobody', async () => {
    const [one, other] = [await must(ASK), await must(ASK)];
    expect(one).toEqual(other);
    expect(one).toMatchObject({ date: '2026-11-20', leads: { open: LEADS, dialable: 1, rehearsed: LEADS }, history: { attempts: 1_000, talks: 400, thin: false } });
    expect(one.history.answerShare).toBeGreaterThan(0.37);
    expect(one.history.talkMean).toBeGreaterThan(58);
    expect(one.history.talkMean).toBeLessThan(65);
    const [result] = one.results;
    expect(result!.text).toMatch(/^6 people at 3 %: \d+ % occupancy, (list done \d\d:\d\d|every lead tried by \d\d:\d\d)/);
    expect(result!.reached.mean).toBeGreaterThan(LEADS * 0.3);
    expect(result!.reached.high).toBeLessThanOrEqual(LEADS);
    expect(await bench.store.count('attempt', { outcome: null })).toBe(0);
    expect(await bench.store.count('lead', { state: 'fresh' })).toBe(LEADS);
  }, 300_000);
  it('more people are through the list earlier', async () => {
    const { results } = await must({ ...ASK, teams: [3, 6, 12] });
    const tried = results.map((one) => one.triedAt ?? '99:99');
    expect([...tried].sort().reverse()).toEqual(tried);
    expect(new Set(tried).size).toBe(3);
    expect(results[2]!.withoutLeads.mean).toBeGreaterThan(results[0]!.withoutLeads.mean);
  }, 300_000);
  it('a lower limit never loses more', async () => {
    const { results } = await must({ ...ASK, targets: [0, 0.01, 0.05] });
    const [none, little, much] = results.map((one) => one.abandon.mean);
    expect(none!).toBeLessThanOrEqual(little! + 0.005);
    expect(little!).toBeLessThanOrEqual(much! + 0.005);
    expect(none!).toBeLessThan(0.02);
    expect(results[2]!.occupancy.mean).toBeGreaterThan(results[0]!.occupancy.mean);
  }, 300_000);
  it.each([
    ['hours outside the window', { ...ASK, from: '06:00' }, 'rehearsal.hours'], ['hours that end before they begin', { ...ASK, to: '13:00' }, 'rehearsal.hours'],
    ['more days than are played at once', { ...ASK, teams: [1, 2, 3, 4, 5], seeds: [1, 100] as const }, 'rehearsal.size'],
  ])('%s are refused', async (_, ask, code) => {
    expect(await rehearseCampaign(deps, boss, 'campaign', ask)).toMatchObject({ ok: false, error: { code } });
  });
  it('a campaign nobody knows is unknown, and a collector may not ask', async () => {
    expect(await rehearseCampaign(deps, boss, 'nowhere', ASK)).toMatchObject({ ok: false, error: { code: 'campaign.unknown' } });
    expect(await rehearseCampaign(deps, (await bench.store.get('user', 'ann'))!, 'campaign', ASK)).toMatchObject({ ok: false, error: { code: 'right.denied' } });
  });
  it('what is past by then belongs to the next day', async () => {
    expect((await must({ ...ASK, from: '09:00', to: '10:00', seeds: [1, 1] })).date).toBe('2026-11-21');
  }, 300_000);
});

describe('a campaign with little to go by', () => {
  it('without leads says so; with a thin history too', async () => {
    const empty = await campaignOf({}, 0);
    expect(await rehearseCampaign(empty.deps, empty.boss, 'campaign', ASK)).toMatchObject({ ok: false, error: { code: 'rehearsal.leads' } });
    const fresh = await campaignOf({}, 20);
    const said = await rehearseCampaign(fresh.deps, fresh.boss, 'campaign', { ...ASK, teams: [2], seeds: [1, 1] });
    expect(said).toMatchObject({ ok: true, value: { history: { thin: true, attempts: 0, answerShare: 0.2 } } });
  }, 300_000);
  it('where people dial there is nothing to rehearse', async () => {
    const { deps, boss } = await campaignOf({ mode: 'preview' }, 5);
    expect(await rehearseCampaign(deps, boss, 'campaign', ASK)).toMatchObject({ ok: false, error: { code: 'rehearsal.mode' } });
  });
  it('leads the gate forbids are not counted', async () => {
    const { bench, deps, boss } = await campaignOf({}, 40);
    for (let n = 0; n < 20; n += 1) await bench.suppress('10101', n).done;
    const said = await rehearseCampaign(deps, boss, 'campaign', { ...ASK, teams: [2], seeds: [1, 1] });
    expect(said).toMatchObject({ ok: true, value: { leads: { open: 40, dialable: 0.5, rehearsed: 20 } } });
  }, 300_000);
});
