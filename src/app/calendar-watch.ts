/** Says in the log, at the start and each day, which calendars in use end soon: beyond them the strictest hours hold. */
import type { Clock, Log } from './ports/system.js';
import { Repeated } from './repeated.js';
import { calendarsNow, type CalendarDeps } from './usecases/calendars.js';

const DAY = 86_400_000;

export class CalendarWatch {
  readonly #repeated: Repeated<void>;
  constructor(private readonly deps: CalendarDeps & { readonly log: Log; readonly clock: Clock }) {
    this.#repeated = new Repeated({ clock: deps.clock, log: deps.log, every: DAY, work: () => this.#look(), failed: 'the calendars could not be looked at' });
  }

  start(): void { this.#repeated.start(); void this.look(); }
  look(): Promise<void> { return this.#repeated.quietly(); }
  async stop(): Promise<void> { this.#repeated.cancel(); await this.#repeated.idle(); }

  async #look(): Promise<void> {
    for (const { calendar, to, daysLeft, usedBy, ends } of await calendarsNow(this.deps)) {
      if (ends) this.deps.log.warn({ calendar: calendar.id, to, daysLeft, packs: usedBy.join(' ') }, 'a calendar ends soon; beyond it the strictest hours hold: import the next one (dunwell compliance calendars import)');
    }
  }
}
