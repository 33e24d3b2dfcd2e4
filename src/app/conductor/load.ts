import { atEase, judgeLoad, LOAD_DEFAULTS, LOAD_LEVELS, loadText, type LoadSettings, type LoadState } from '../../core/overload/guard.js';
import type { Millis } from '../../core/units.js';
import type { LoadView } from '../conductor-api.js';
import type { ConductorDeps } from './deps.js';
import type { Floor } from './floor.js';

/** Two clocks that move apart by more than this within a second: one was put right. */
const STEP: Millis = 100;

/** Looks each second at what this server still takes, and says so: to the dialer, the live view, the log and the metrics. */
export class LoadGuard {
  #state: LoadState;
  /** The clock's lead over the monotonic one at the last look. */
  #apart: Millis | null = null;
  constructor(private readonly floor: Floor, private readonly deps: ConductorDeps, private readonly settings: LoadSettings = LOAD_DEFAULTS) { this.#state = atEase(deps.clock.now()); }

  look(): void {
    const { clock, store, metrics, log, load } = this.deps;
    const lag = this.floor.takeEventLag();
    // After a step of our own clock every event seems late (or early): the switch's time is learnt anew.
    const apart = clock.now() - clock.monotonic();
    const stepped = this.#apart !== null && Math.abs(apart - this.#apart) > STEP;
    this.#apart = apart;
    if (stepped) this.floor.times.clear();
    const signals = { loopDelay: load?.loopDelay() ?? 0, writerQueue: store.backlog(), eventLag: stepped ? 0 : lag };
    const before = this.#state;
    this.#state = judgeLoad(before, signals, clock.now(), this.settings);
    metrics.gauge('dunwell_load_level', LOAD_LEVELS.indexOf(this.#state.level));
    metrics.gauge('dunwell_event_lag_seconds', signals.eventLag / 1000);
    metrics.gauge('dunwell_writer_queue', signals.writerQueue);
    if (before.level === this.#state.level) return;
    const fields = { level: this.#state.level, before: before.level, loopDelay: Math.round(signals.loopDelay), writerQueue: signals.writerQueue, eventLag: Math.round(signals.eventLag) };
    if (this.#state.level === 'normal') log.info(fields, 'the load is normal again'); else log.warn(fields, loadText(this.#state));
  }

  /** Why nothing new may be dialed; null below `stop`. */
  get trouble(): string | null { return this.#state.level === 'stop' ? loadText(this.#state) : null; }
  /** The share of the trunks' rhythm that may be used. */
  get share(): number { return this.#state.level === 'normal' ? 1 : this.settings.slowShare; }
  view(): LoadView | null {
    const { level, since, because } = this.#state;
    return level === 'normal' ? null : { level, since, text: loadText(this.#state), because: because === null ? null : { signal: because.signal, value: Math.round(because.value) } };
  }
}
