/**
 * Sends events to webhooks. Each webhook has a lane of its own: reads the stream after its cursor, writes deliveries, sends them
 * in order, one at a time. A lane that fails waits and holds up nobody else. All that must survive is in rows: a process that
 * dies sends what it had not written down as delivered once more, under the same event id (at least once).
 */
import type { Webhook } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import type { Clock, Dice, Ids, Log, Timer } from '../ports/system.js';
import type { Vault } from '../ports/vault.js';
import { Lane } from './lane.js';
import { OUTBOX_SETTINGS, type HttpPost, type OutboxSettings } from './ports.js';

export interface OutboxDeps {
  readonly store: Store; readonly clock: Clock; readonly dice: Dice; readonly ids: Ids; readonly vault: Vault; readonly log: Log; readonly post: HttpPost;
  readonly settings?: Partial<OutboxSettings>;
}
/** Webhooks of one installation; more are not looked at. */
const MOST_WEBHOOKS = 1000;

export class Outbox {
  readonly settings: OutboxSettings;
  readonly #lanes = new Map<Id, Lane>();
  #timer: Timer | null = null;
  #looking: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(private readonly deps: OutboxDeps) { this.settings = { ...OUTBOX_SETTINGS, ...deps.settings }; }

  start(): void {
    this.#timer = this.deps.clock.every(this.settings.look, () => { this.wake(); });
    this.wake();
  }
  /** Looks now: something was written, or changed by a person. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#looking) { this.#again = true; return; }
    this.#again = false;
    this.#looking = this.#look().catch((error: unknown) => { this.deps.log.error({ error: error instanceof Error ? error.message : String(error) }, 'webhooks could not be looked at'); }).finally(() => {
      this.#looking = null;
      if (this.#again) this.wake();
    });
  }
  /** What is under way is given up; it is sent again after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#looking;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop()));
  }

  async #look(): Promise<void> {
    const { store } = this.deps;
    const webhooks = await store.find('webhook', { where: { enabled: true }, limit: MOST_WEBHOOKS });
    const enabled = new Set(webhooks.map((one) => one.id));
    for (const [id, lane] of this.#lanes) if (!enabled.has(id)) { this.#lanes.delete(id); void lane.stop(); }
    if (webhooks.length === 0) return;
    const last = (await store.find('streamEvent', { order: [{ by: 'seq', down: true }], limit: 1 }))[0]?.seq ?? 0;
    for (const webhook of webhooks) this.#lane(webhook).look(last);
  }
  #lane(webhook: Webhook): Lane {
    const known = this.#lanes.get(webhook.id);
    if (known) return known;
    const lane = new Lane(webhook.id, this.deps, this.settings);
    this.#lanes.set(webhook.id, lane);
    return lane;
  }
}
