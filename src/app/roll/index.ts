/**
 * The nightly roll (跑批): runs the move `rollPage` until the day is done. Dialing comes first: pages are small, their size follows
 * the time they take, and none is asked for while the database is behind. Knows the store, the clock and the conductor.
 */
import type { RollProgress } from '../../core/collections/roll-day.js';
import { wallTime } from '../../core/time/zones.js';
import type { LocalDate, Millis } from '../../core/units.js';
import type { Conductor } from '../conductor-api.js';
import type { Clock, Log, Timer } from '../ports/system.js';
import type { Store } from '../ports/store.js';
import type { ZoneTable } from '../../core/time/zones.js';
import { homeZone } from '../usecases/home.js';

export interface RollDeps { readonly store: Store; readonly clock: Clock; readonly zones: ZoneTable; readonly log: Log; readonly conductor: Pick<Conductor, 'forbid'> }
export interface RollSettings {
  /** A page is made larger or smaller to take this long, its wait for the writer and the disk included. */
  readonly target: Millis;
  /** Work of a page in rows read, at least and at most: below the least, waiting for the disk would be all it does. */
  readonly least: number; readonly most: number;
  /** While more moves than this wait for the database, the roll waits too: a quarter of what stops dialing. */
  readonly backlog: number;
  /** How long it waits then. */
  readonly pause: Millis;
  /** Minutes after local midnight at which the server begins it. */
  readonly startMinute: number;
}
export const ROLL_DEFAULTS: RollSettings = { target: 15, least: 400, most: 4000, backlog: 250, pause: 200, startMinute: 30 };
const FIRST_PAGE = 800;

const running = new WeakMap<Store, Promise<RollProgress>>();
/** Rolls the local day to its end, or joins the roll under way. A day that was rolled answers at once. Rejects when the database fails; the next call goes on. */
export function runRoll(deps: RollDeps, settings: RollSettings = ROLL_DEFAULTS, stopped: () => boolean = () => false): Promise<RollProgress> {
  const under = running.get(deps.store);
  if (under) return under;
  const run = roll(deps, settings, stopped).finally(() => running.delete(deps.store));
  running.set(deps.store, run);
  return run;
}

async function roll({ store, clock, conductor, log }: RollDeps, settings: RollSettings, stopped: () => boolean): Promise<RollProgress> {
  let most = FIRST_PAGE;
  for (;;) {
    while (store.backlog() > settings.backlog && !stopped()) await new Promise<void>((go) => { clock.after(settings.pause, go); });
    const asked = clock.monotonic();
    const page = await store.run('rollPage', { at: clock.now(), most });
    const took = clock.monotonic() - asked;
    for (const caseId of page.left) conductor.forbid({ caseId }, 'the placement is over');
    if (page.step !== null && page.progress.endedAt !== null) log.info({ day: page.day, since: page.progress.since, ...page.progress.changed }, 'the day was rolled');
    if (page.done || stopped()) return page.progress;
    const share = took <= 0 ? 2 : Math.min(2, Math.max(0.5, settings.target / took));
    most = Math.round(Math.min(settings.most, Math.max(settings.least, most * share)));
  }
}

const LOOK = 60_000;
/** Begins the roll each night at 00:30 of the zone, or when the server starts later; a server that was away rolls the days it missed as one. */
export class NightlyRoll {
  #timer: Timer | null = null;
  #stopped = false;
  #done: LocalDate | null = null;
  #running: Promise<unknown> = Promise.resolve();
  /** `then`: what follows the roll of a day, in the same night; done again after a failure. */
  constructor(private readonly deps: RollDeps, private readonly settings: RollSettings = ROLL_DEFAULTS, private readonly then: (day: LocalDate, stopped: () => boolean) => Promise<void> = () => Promise.resolve()) {}

  start(): void { this.#timer = this.deps.clock.every(LOOK, () => { this.#look(); }); this.#look(); }
  /** The page under way is finished; the next start goes on after it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }
  #look(): void {
    if (this.#stopped) return;
    this.#running = this.#due().catch((error: unknown) => { this.deps.log.error({ error: error instanceof Error ? error.message : String(error) }, 'the roll stopped; it is tried again'); });
  }
  async #due(): Promise<void> {
    const wall = wallTime(this.deps.zones, await homeZone(this.deps), this.deps.clock.now());
    if (!wall || wall.minute < this.settings.startMinute || this.#done === wall.date) return;
    const progress = await runRoll(this.deps, this.settings, () => this.#stopped);
    if (progress.endedAt === null) return;
    await this.then(progress.day, () => this.#stopped);
    if (!this.#stopped) this.#done = progress.day;
  }
}
