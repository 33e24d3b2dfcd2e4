/** The last hour of each campaign, minute by minute, and the day's promises: for the wallboard. In memory; decides nothing. */
import type { Id, Instant, LocalDate, Minor } from '../../core/units.js';
import type { PromisesToday, TrendPoint, TrendView } from '../conductor-api.js';
import type { Floor } from './floor.js';

const MINUTE = 60_000;
const POINTS = 60;
/** Promises taken otherwise than at a desk's disposition show within this. */
const LOOK_EVERY = 60_000;
interface Series { readonly points: TrendPoint[]; at: Instant; inAir: number; waiting: number; connected: number; abandoned: number }

export class Trends {
  readonly #series = new Map<Id, Series>();
  #views: readonly TrendView[] = [];
  #promises: readonly PromisesToday[] = [];
  #stale = true;
  #lookedAt: Instant = 0;
  #reading = false;
  constructor(private readonly floor: Floor) {}

  get views(): readonly TrendView[] { return this.#views; }
  get promises(): readonly PromisesToday[] { return this.#promises; }

  /** A call of a campaign is over. */
  over(campaignId: Id, how: 'connected' | 'abandoned'): void { this.#of(campaignId)[how] += 1; }
  /** Somebody promised something just now. */
  promised(): void { this.#stale = true; }

  /** To be called every second: the most of what was in the air and waiting at once, and at the end of a minute its point. */
  look(): void {
    const now = this.floor.deps.clock.now();
    const minute = Math.floor(now / MINUTE) * MINUTE;
    let turned = false;
    for (const runner of this.floor.runners.values()) {
      const one = this.#of(runner.campaign.id);
      if (one.at < minute) {
        const counts = runner.ledger.counts(now);
        const heard = counts.abandoned + counts.connected;
        one.points.push({ at: one.at, inAir: one.inAir, waiting: one.waiting, connected: one.connected, abandoned: one.abandoned, share: heard === 0 ? 0 : counts.abandoned / heard });
        if (one.points.length > POINTS) one.points.shift();
        Object.assign(one, { at: minute, inAir: 0, waiting: 0, connected: 0, abandoned: 0 });
        turned = true;
      }
      let [inAir, waiting] = [0, 0];
      for (const call of this.floor.calls.values()) {
        if (call.runner !== runner || call.state === 'ended') continue;
        inAir += 1;
        if (call.state === 'waiting' || call.state === 'screening' || call.state === 'rescuing') waiting += 1;
      }
      one.inAir = Math.max(one.inAir, inAir);
      one.waiting = Math.max(one.waiting, waiting);
    }
    if (turned || this.#views.length !== this.floor.runners.size) this.#views = [...this.floor.runners.values()].map(({ campaign, settings }) => ({ campaignId: campaign.id, entityId: campaign.entityId, target: settings.abandonTarget, points: [...this.#of(campaign.id).points] }));
    if (!this.#reading && (this.#stale || now - this.#lookedAt >= LOOK_EVERY)) void this.#read(now, this.floor.today());
  }

  #of(campaignId: Id): Series {
    let one = this.#series.get(campaignId);
    if (!one) this.#series.set(campaignId, one = { points: [], at: Math.floor(this.floor.deps.clock.now() / MINUTE) * MINUTE, inAir: 0, waiting: 0, connected: 0, abandoned: 0 });
    return one;
  }
  async #read(now: Instant, today: LocalDate): Promise<void> {
    const { store, log } = this.floor.deps;
    [this.#reading, this.#stale, this.#lookedAt] = [true, false, now];
    try {
      const rows = await store.pick('promise', ['takenBy', 'amount', 'currency', 'state'], { where: { takenOn: today }, limit: 100_000 });
      const people = new Map((await store.pick('user', ['id', 'entityId', 'teamId'], { where: { id: { in: [...new Set(rows.map((row) => row.takenBy))] } }, limit: 10_000 })).map((one) => [one.id, one]));
      const sums = new Map<Id, { count: number; readonly amounts: Map<string, Minor> }>();
      for (const row of rows) {
        if (row.state === 'cancelled') continue;
        const sum = sums.get(row.takenBy) ?? { count: 0, amounts: new Map<string, Minor>() };
        sums.set(row.takenBy, sum);
        sum.count += 1;
        sum.amounts.set(row.currency, (sum.amounts.get(row.currency) ?? 0) + row.amount);
      }
      this.#promises = [...sums].map(([userId, { count, amounts }]) => ({ userId, entityId: people.get(userId)?.entityId ?? '', teamId: people.get(userId)?.teamId ?? null, count, amounts: [...amounts].map(([currency, amount]) => ({ currency, amount })) }));
    } catch (error) { log.error({ error: String(error) }, 'the day’s promises could not be read'); }
    this.#reading = false;
  }
}
