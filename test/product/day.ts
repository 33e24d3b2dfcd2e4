/**
 * One rehearsed day through the whole product: campaign runner, gate, journal, event-socket adapter and simulated switch, on
 * virtual time, in the world of the bare benchmark. Whoever uses it has node:net's `connect` replaced by wire.ts's.
 */
import type { CampaignSettings } from '../../src/core/campaign/settings.js';
import { World, type Scenario } from '../../src/core/rehearsal/index.js';
import { DISPOSITIONS } from '../../src/app/seed/dispositions.js';
import { Bench, SECOND, TEN } from '../conductor/bench.js';
import { booksOf, type ProductDay, type Watch } from './books.js';
import { Desks, TALKED } from './desks.js';
import { Network } from './network.js';

export type { ProductDay } from './books.js';
export interface ProductDayOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly mode?: CampaignSettings['mode'];
  readonly settings?: Partial<CampaignSettings>;
  /** After each simulated minute. */
  readonly onMinute?: (minutes: number) => void;
}

/** Fresh leads kept in the store: a list that does not run dry, and no thousands that every refill must look through. */
const STOCK = 300;
/** Lines per collector, as in the bare day. */
const LINES = 20;
const MINUTES = 60;
const twoDigits = (n: number): string => String(n).padStart(2, '0');

export async function playProductDay({ scenario, seed, mode = 'predictive', settings = {}, onMinute }: ProductDayOptions): Promise<ProductDay> {
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
    screening: network,
  });
  network.on(bench.node);
  await bench.put({ kind: 'disposition', at: bench.now, row: { ...DISPOSITIONS.find((one) => one.code === 'refuses')!, code: TALKED, retry: { kind: 'stop' } } });
  let made = 0;
  const stockUp = async (): Promise<void> => {
    const rows = Array.from({ length: Math.max(0, STOCK - (made - network.dials)) }, (_, n) => bench.debtor(100_000 + made + n, '00'));
    made += rows.length;
    if (rows.length > 0) await bench.put(...rows.flat());
  };
  await stockUp();
  await bench.campaign('start');
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
