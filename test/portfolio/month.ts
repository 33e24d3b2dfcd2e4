/** The life of a portfolio, day by day: what the night, the creditors, the office, the collectors and the debtors do, and what is checked after each. */
import { createHash } from 'node:crypto';
import { DailyFiles, Nightly, type ExportFiles } from '../../src/app/outbox/index.js';
import { runRoll } from '../../src/app/roll/index.js';
import type { StreamEvent } from '../../src/core/records/index.js';
import type { Debt } from './books.js';
import { checkCalls } from './checks/calls.js';
import { checkFiles } from './checks/files.js';
import { checkMoney } from './checks/money.js';
import { checkPromises } from './checks/promises.js';
import { checkRecord } from './checks/record.js';
import { Office } from './office.js';
import { Sender } from './sender.js';
import { dateOf, DAY, HOUR, MINUTE, shift, type PortfolioSettings } from './settings.js';
import { Slice } from './slice.js';
import { World } from './world.js';

export interface MonthResult { readonly figures: Readonly<Record<string, number>>; readonly fingerprint: string }

/** Lives it. Throws with seed, day and why when anything is not as it must be. */
export async function liveMonth(settings: PortfolioSettings, say: (line: string) => void = () => undefined): Promise<MonthResult> {
  const month = new Month(settings, await World.open(settings));
  for (let day = 0; day < settings.days; day += 1) {
    try {
      await month.live(day);
    } catch (error) {
      month.world.fail(`thrown: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    }
    say(`day ${day + 1} (${dateOf(month.world.now)}): ${[...month.world.figures].map(([what, n]) => `${what} ${n}`).join(', ')}`);
    if (month.world.problems.length > 0) throw new Error(`seed ${settings.seed}, day ${day + 1} of ${settings.days}, ${settings.accounts} accounts:\n  ${month.world.problems.join('\n  ')}\n${await month.story(process.env['DUNWELL_WHY'] ?? '')}`);
  }
  return month.result();
}

class Month {
  private readonly sender: Sender;
  private readonly office: Office;
  private readonly slice: Slice;
  private readonly nightly: Nightly;
  private readonly hash = createHash('sha256');
  /** The last event, and the last permit, that was looked at. */
  private seq = 0;
  private permit = '';
  private events: StreamEvent[] = [];

  constructor(private readonly settings: PortfolioSettings, readonly world: World) {
    this.sender = new Sender(world);
    this.office = new Office(world);
    this.slice = new Slice(world, this.sender);
    const deps = { store: world.bench.store, clock: world.bench.clock, zones: world.deps.zones, log: world.deps.log, files: inMemory(world) };
    this.nightly = new Nightly(deps, new DailyFiles(deps));
  }

  async live(day: number): Promise<void> {
    const { world, sender, settings } = this;
    const midnight = world.now - ((world.now + 8 * HOUR) % DAY);
    world.skipTo(midnight + 20 * MINUTE);
    await this.night(midnight);
    world.skipTo(midnight + 7 * HOUR);
    const first = day === 0;
    await sender.placements(first ? Math.ceil(settings.accounts * 0.8) : Math.ceil((settings.accounts * 0.25) / Math.max(1, settings.days - 1)), day % 7 === 0 ? 0.9 : 0.08);
    world.skipTo(midnight + 8 * HOUR);
    if (!first) await sender.updates(0.03);
    world.skipTo(midnight + 9 * HOUR);
    await sender.payments(first ? [] : await this.due(), 0.008);
    world.skipTo(midnight + 9 * HOUR + 30 * MINUTE);
    await this.office.assign();
    await this.office.acts();
    world.skipTo(midnight + 10 * HOUR);
    await this.slice.work();
    world.skipTo(midnight + 17 * HOUR);
    await this.afternoon();
    world.skipTo(midnight + 23 * HOUR);
    await this.checks();
    world.skipTo(midnight + DAY);
    if (day === settings.days - 1) { world.skipTo(midnight + DAY + 20 * MINUTE); await this.night(midnight + DAY); await this.checks(); }
  }
  result(): MonthResult {
    return { figures: Object.fromEntries([...this.world.figures].sort(([a], [b]) => (a < b ? -1 : 1))), fingerprint: this.hash.digest('hex') };
  }

  /** All the stream says of a contract, and of a record by the end of its id: to find out why. */
  async story(about: string): Promise<string> {
    if (about === '') return '';
    const { bench } = this.world;
    const accounts = await bench.store.find('account', { where: { contract: about }, limit: 10 });
    const links = await bench.store.find('caseAccount', { where: { accountId: { in: accounts.map((one) => one.id) } } });
    const ids = new Set([...accounts.map((one) => one.id), ...links.flatMap((one) => [one.caseId, one.placementId])]);
    const events = (await this.world.all('streamEvent')).sort((a, b) => a.seq - b.seq).filter((event) => event.subjects.some((id) => ids.has(id) || id.endsWith(about)));
    return events.map((event) => `  ${event.seq} ${new Date(event.at + 8 * HOUR).toISOString().slice(5, 23)} ${event.type} ${event.subjects.map((id) => id.slice(-6)).join(' ')} ${JSON.stringify(event.data).replaceAll('00000000-0000-7000-8000-000000', '')}`).join('\n');
  }

  /** Yesterday's files, and the roll. */
  private async night(midnight: number): Promise<void> {
    const { world } = this;
    await this.nightly.look();
    const yesterday = dateOf(midnight - HOUR);
    this.readStream(await this.fresh());
    await checkFiles(world, yesterday, this.events);
    if (world.files.size > 0) world.fail(`files nobody asked for: ${[...world.files.keys()].join(', ')}`);
    // An event of the next day may be written before midnight's files are made.
    this.events = this.events.filter((event) => event.at >= midnight);
    const rolled = await runRoll({ store: world.bench.store, clock: world.bench.clock, zones: world.deps.zones, log: world.deps.log, conductor: world.bench.conductor });
    const ended = world.books.termsOver(dateOf(midnight));
    world.count('terms that ended', ended);
    if ((rolled.changed.placements ?? 0) !== ended) world.fail(`the roll ended ${rolled.changed.placements ?? 0} placements, the books ${ended}`);
  }

  /** What is promised for about today: the debtors who keep their word pay it. */
  private async due(): Promise<{ debt: Debt; amount: number }[]> {
    const { world } = this;
    const today = dateOf(world.now);
    const accounts = world.bench.store;
    const due: { accountId: string; amount: number }[] = [];
    for (const one of await accounts.find('promise', { where: { state: 'open', due: { gte: shift(today, -1), lte: shift(today, 1) } }, order: [{ by: 'id' }], limit: 100_000 })) if (one.amount > one.paid) due.push({ accountId: one.accountIds[0]!, amount: one.amount - one.paid });
    for (const one of await accounts.find('planInstalment', { where: { state: 'open', due: { gte: shift(today, -1), lte: today } }, order: [{ by: 'id' }], limit: 100_000 })) {
      const plan = (await accounts.get('plan', one.planId))!;
      if (plan.state === 'open') due.push({ accountId: plan.accountIds[0]!, amount: one.amount - one.paid });
    }
    const found: { debt: Debt; amount: number }[] = [];
    for (const one of due) {
      const account = (await accounts.get('account', one.accountId))!;
      const debt = world.books.find(account.creditorId, account.contract)!;
      if (one.amount > 0) found.push({ debt, amount: one.amount });
    }
    return found;
  }

  /** What the creditors take back at the end of the day. */
  private async afternoon(): Promise<void> {
    const { world, sender } = this;
    const dice = world.dice.stream(`afternoon/${dateOf(world.now)}`);
    const rows = world.books.debts.flatMap((debt) => {
      const at = dice.next();
      const how = at < 0.004 ? 'recall' as const : at < 0.006 ? 'settlement' as const : at < 0.008 ? 'return' as const : at < 0.012 ? 'keep' as const : null;
      return how === null || (debt.closed !== null && how === 'settlement') || debt.placements.length === 0 ? [] : [{ debt, how }];
    });
    await sender.recall(rows);
  }

  private async checks(): Promise<void> {
    const { world } = this;
    this.readStream(await this.fresh());
    await checkMoney(world);
    await checkRecord(world);
    await checkPromises(world);
    this.permit = await checkCalls(world, this.permit);
    world.books.touched.clear();
  }
  /** The stream has no gaps, and its order is that of its numbers. */
  private async fresh(): Promise<readonly StreamEvent[]> {
    const fresh: StreamEvent[] = [];
    for (;;) {
      const page = await this.world.bench.store.find('streamEvent', { where: { seq: { gt: this.seq + fresh.length } }, order: [{ by: 'seq' }], limit: 10_000 });
      fresh.push(...page);
      if (page.length < 10_000) return fresh;
    }
  }
  private readStream(fresh: readonly StreamEvent[]): void {
    for (const event of fresh) {
      this.world.count('events of the stream');
      if (event.seq !== this.seq + 1) this.world.fail(`the stream goes from ${this.seq} to ${event.seq}`);
      this.seq = event.seq;
      this.hash.update(`${event.seq} ${event.type} ${event.at} ${event.caseId ?? ''}\n`);
      this.events.push(event);
    }
  }
}

/** Files are kept as texts until they were looked at. */
const inMemory = (world: World): ExportFiles => ({ begin: async (path) => {
  const parts: string[] = [];
  return {
    write: async (text) => { parts.push(text); },
    keep: async () => { const text = parts.join(''); world.files.set(path, text); return { sha256: createHash('sha256').update(text).digest('hex'), bytes: Buffer.byteLength(text) }; },
    abandon: async () => undefined,
  };
} });
