/**
 * One rehearsed day through the whole product: campaign runner, gate, journal, event-socket adapter and simulated switch, on
 * virtual time, in the world of the bare benchmark. Whoever uses it has node:net's `connect` replaced by wire.ts's.
 */
import type { CampaignSettings } from '../../src/core/campaign/settings.js';
import { World, type Scenario } from '../../src/core/rehearsal/index.js';
import { DISPOSITIONS } from '../../src/app/seed/dispositions.js';
import { Bench, SECOND, TEN, type Pace } from '../conductor/bench.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { booksOf, type ProductDay, type Watch } from './books.js';
import { Desks, TALKED } from './desks.js';
import { Network } from './network.js';

export type { ProductDay } from './books.js';
export interface ProductDayOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly mode?: CampaignSettings['mode'];
  readonly settings?: Partial<CampaignSettings>;
  /** So many campaigns alike, each with a pacer and a budget of its own, dial for the same collectors. */
  readonly campaigns?: number;
  /** Real sockets and real time, so many times as fast; without it virtual time. */
  readonly pace?: Pace;
  /** After each simulated minute. */
  readonly onMinute?: (minutes: number) => void;
}

/** Fresh leads kept in the store: a list that does not run dry, and no thousands that every refill must look through. */
const STOCK = 300;
/** Lines per collector, as in the bare day. */
const LINES = 20;
const MINUTES = 60;
const twoDigits = (n: number): string => String(n).padStart(2, '0');

export async function playProductDay({ scenario, seed, mode = 'predictive', settings = {}, campaigns = 1, pace, onMinute }: ProductDayOptions): Promise<ProductDay> {
  const world = new World(scenario, seed);
  const network = new Network(world);
  // The day's dialing ends when the window does: the budget is kept over the same hours as in the bare day.
  const closes = 10 * MINUTES + Math.ceil(scenario.duration / 60);
  const bench = await Bench.open({
    seed: String(seed), start: TEN, agents: Array.from({ length: scenario.agents }, (_, n) => Desks.name(n)), leads: [], callees: network,
    trunks: [{ gateway: 'carrier1', maxCalls: scenario.trunk.lines ?? 5_000, callsPerSecond: scenario.trunk.cps ?? 1_000 }],
    settings: {
      mode, abandonTarget: scenario.target, maxDialLevel: LINES, window: { name: 'day', from: '10:00', to: `${twoDigits(Math.floor(closes / MINUTES))}:${twoDigits(closes % MINUTES)}`, days: [1, 2, 3, 4, 5, 6, 7] },
      // Each lead is rung once: whom the world's next call reaches does not depend on whom we try.
      maxAttempts: 1, ringTimeout: 60 * SECOND, wrapUp: { limit: 0, then: 'ready' }, record: false, ...settings,
    },
    screening: network, ...(pace ? { pace } : {}),
  });
  network.on(bench.node);
  await bench.put({ kind: 'disposition', at: bench.now, row: { ...DISPOSITIONS.find((one) => one.code === 'refuses')!, code: TALKED, retry: { kind: 'stop' } } });
  const names = ['campaign', ...Array.from({ length: campaigns - 1 }, (_, n) => `campaign-${n + 2}`)];
  const first = (await bench.store.get('campaign', 'campaign'))!;
  for (const id of names.slice(1)) await bench.put(
    { kind: 'campaign', at: bench.now, row: { id, name: id, entityId: first.entityId, state: 'draft', settings: first.settings, teamIds: first.teamIds } },
    { kind: 'list', at: bench.now, row: { id: `list-${id}`, campaignId: id, name: 'List', entityId: first.entityId, active: true, mix: 100 } },
  );
  let made = 0;
  const stockUp = async (): Promise<void> => {
    // In turn; one campaign's stock may run lower than another's, so there are more.
    const rows = Array.from({ length: Math.max(0, STOCK * campaigns - (made - network.dials)) }, (_, n) => {
      const campaignId = names[(made + n) % campaigns] ?? 'campaign';
      return bench.debtor(100_000 + made + n, '00').map((one): CreateOf => (one.kind === 'lead' && campaignId !== 'campaign' ? { ...one, row: { ...one.row, campaignId, listId: `list-${campaignId}` } } : one));
    });
    made += rows.length;
    if (rows.length > 0) await bench.put(...rows.flat());
  };
  await stockUp();
  for (const id of names) await bench.campaign('start', id);
  network.start = bench.now;
  const end = bench.now + scenario.duration * SECOND;
  const desks = new Desks(bench, world, network, end);
  const watch: Watch = { looks: 0, empty: 0, trouble: 0 };
  const look = bench.clock.every(SECOND, () => {
    void stockUp();
    const [campaign] = bench.conductor.live().campaigns;
    if (campaign === undefined) return;
    watch.looks += 1;
    if (campaign.hopper === 0) watch.empty += 1;
    if (campaign.trouble !== null) watch.trouble += 1;
  });
  for (let minute = 1; bench.now < end; minute += 1) {
    await bench.run(Math.min(60 * SECOND, end - bench.now));
    for (const seen of bench.desks.values()) seen.length = 0;
    onMinute?.(minute);
  }
  look.cancel();
  desks.close();
  // Lines of the journal that were on their way.
  await bench.run(SECOND / 2);
  const troubles = bench.lines.filter((line) => / error | warn /.test(line) || line.startsWith('Error'));
  return { ...(await booksOf(bench, { seed, end, network, desks, watch })), troubles };
}
