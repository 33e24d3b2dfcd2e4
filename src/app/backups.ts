/** Backups while the server runs: when one is due, and which are old enough to go. */
import type { Instant, Millis } from '../core/units.js';
import type { Backup, Backups } from './ports/backups.js';
import type { Clock, Log, Metrics, Timer } from './ports/system.js';

export interface KeeperSettings {
  /** From one backup to the next; 0: only when asked. */
  readonly every: Millis;
  /** So many of the newest are kept; copies from before a migration are not counted and stay. */
  readonly keep: number;
}
export interface KeeperDeps { readonly backups: Backups; readonly clock: Clock; readonly log: Log; readonly metrics: Metrics; readonly settings: KeeperSettings }

const LOOK_EVERY = 60_000;
/** After a start there is more to do than copying; and a failed one is not tried again at once. */
const FIRST_AFTER = 10 * 60_000;

export class BackupKeeper {
  #timer: Timer | null = null;
  #making: Promise<Backup> | null = null;
  #notBefore: Instant;
  constructor(private readonly deps: KeeperDeps) { this.#notBefore = deps.clock.now() + FIRST_AFTER; }

  start(): void {
    if (this.deps.settings.every > 0) this.#timer = this.deps.clock.every(LOOK_EVERY, () => { void this.look(); });
  }
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#making?.catch(() => undefined);
  }
  list(): Promise<readonly Backup[]> { return this.deps.backups.list(); }

  /** Makes one now, or joins the one under way. Rejects in words. */
  make(): Promise<Backup> {
    return this.#making ??= this.#make().finally(() => { this.#making = null; });
  }

  /** Is one due? Then it is made; a failure is logged, and tried again ten minutes later. */
  async look(): Promise<void> {
    const { clock, log, metrics, settings } = this.deps;
    const now = clock.now();
    try {
      const [newest] = (await this.list()).filter((one) => one.of === 'database');
      if (newest) metrics.gauge('dunwell_backup_age_seconds', Math.max(0, now - newest.at) / 1000);
      // One from the future was made under another clock.
      if (now < this.#notBefore || (newest && newest.at <= now && now - newest.at < settings.every)) return;
      await this.make();
    } catch (error) {
      this.#notBefore = now + FIRST_AFTER;
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'no backup could be made; it is tried again in ten minutes');
    }
  }

  async #make(): Promise<Backup> {
    const { backups, clock, log, metrics, settings } = this.deps;
    const began = clock.monotonic();
    const made = await backups.make(clock.now());
    metrics.gauge('dunwell_backup_age_seconds', 0);
    log.info({ file: made.name, bytes: made.bytes, ms: Math.round(clock.monotonic() - began) }, 'the database was backed up');
    const old = (await backups.list()).filter((one) => one.of === 'database').slice(settings.keep);
    for (const one of old) await backups.remove(one.name);
    return made;
  }
}
