/** Makes yesterday's files soon after each creditor's midnight, and those of days the server was off. */
import { dayNumber, isoDate, wallTime } from '../../core/time/zones.js';
import type { LocalDate } from '../../core/units.js';
import { Repeated } from '../repeated.js';
import type { DailyDeps, DailyFiles } from './daily.js';
import { spanOf } from './days.js';
import { profileOf } from './profile.js';

const LOOK = 10 * 60_000;
/** Whoever waited for the writer at midnight is done by then. */
const PATIENCE_MINUTES = 10;
/** Days looked back to. */
const BACK = 7;

export class Nightly {
  readonly #repeated: Repeated<void>;
  #stopped = false;
  constructor(private readonly deps: DailyDeps, private readonly daily: DailyFiles) {
    this.#repeated = new Repeated({ clock: deps.clock, log: deps.log, every: LOOK, work: () => this.#make(), failed: 'the nightly files could not be made' });
  }

  start(): void {
    this.#repeated.start();
    void this.look();
  }
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#repeated.cancel();
    await this.#repeated.idle();
    await this.daily.idle();
  }
  /** Makes what is due now; resolves when it is made. */
  look(): Promise<void> { return this.#stopped ? Promise.resolve() : this.#repeated.quietly(); }

  async #make(): Promise<void> {
    const { store, zones, clock, log } = this.deps;
    const [first] = await store.find('streamEvent', { order: [{ by: 'seq' }], limit: 1 });
    if (!first) return;
    const entities = await store.find('entity', { limit: 1000 });
    for (const worker of entities) {
      for (const creditor of entities) {
        if (this.#stopped) return;
        if ((await store.find('case', { where: { entityId: worker.id, creditorId: creditor.id }, limit: 1 })).length === 0) continue;
        const profile = await profileOf(store, zones, worker.id, creditor.id);
        if (!profile.ok) { log.warn({ creditor: creditor.id, code: profile.error.code }, 'no daily files: the profile can not be read'); continue; }
        const now = wallTime(zones, profile.value.zone, clock.now());
        if (!now) continue;
        for (const day of daysBefore(now.date, now.minute >= PATIENCE_MINUTES ? 1 : 2)) {
          const span = spanOf(zones, profile.value.zone, day);
          if (!span || span.to <= first.at || await store.count('dailyFile', { entityId: worker.id, creditorId: creditor.id, day }) >= 4) continue;
          const made = await this.daily.make({ entityId: worker.id, creditorId: creditor.id, day, by: 'nightly' });
          if (!made.ok) log.warn({ creditor: creditor.id, day, code: made.error.code }, 'daily files could not be made');
        }
      }
    }
  }
}
/** From the oldest to the newest. */
function daysBefore(today: LocalDate, newest: number): readonly LocalDate[] {
  const number = dayNumber(today);
  return Array.from({ length: BACK - newest + 1 }, (_, n) => isoDate(number - BACK + n));
}
