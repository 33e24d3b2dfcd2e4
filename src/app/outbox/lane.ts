/** One webhook's way out: reads on, sends in order, waits after a failure. Nothing here knows of other webhooks. */
import type { Delivery, Webhook } from '../../core/records/index.js';
import type { Id, Instant } from '../../core/units.js';
import type { Timer } from '../ports/system.js';
import type { Attempted } from '../store/moves/outbox.js';
import { wants } from './fields.js';
import { bodyOf, personalOf, touchesFor } from './payload.js';
import type { OutboxSettings, Posted } from './ports.js';
import { secretsOf, signature, waitAfter } from './sign.js';
import { touchesOf } from './touches.js';
import type { OutboxDeps } from './worker.js';

/** Events read at a time. */
const PAGE = 500;

export class Lane {
  #running: Promise<void> | null = null;
  #again = false;
  #timer: Timer | null = null;
  readonly #stopping = new AbortController();
  /** How far events were looked at that concern nobody: not worth a write each time. */
  #looked = 0;
  #last = 0;

  constructor(private readonly id: Id, private readonly deps: OutboxDeps, private readonly settings: OutboxSettings) {}

  /** Goes on with what there is up to event `last`. */
  look(last: number): void {
    this.#last = Math.max(this.#last, last);
    if (this.#stopping.signal.aborted) return;
    if (this.#running) { this.#again = true; return; }
    this.#again = false;
    this.#running = this.#work().catch((error: unknown) => {
      // The database's trouble, or a bug: said once a look, and tried again at the next.
      this.deps.log.error({ webhook: this.id, error: error instanceof Error ? error.message : String(error) }, 'a webhook could not be worked');
    }).finally(() => {
      this.#running = null;
      if (this.#again) this.look(this.#last);
    });
  }
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#timer?.cancel();
    await this.#running;
  }

  async #work(): Promise<void> {
    for (;;) {
      if (this.#stopping.signal.aborted) return;
      const webhook = await this.deps.store.get('webhook', this.id);
      if (!webhook?.enabled) return;
      const read = await this.#readOn(webhook);
      const sent = await this.#send(webhook);
      if (!read && !sent) return;
    }
  }

  /** The next page of the stream; true when there may be more. */
  async #readOn(webhook: Webhook): Promise<boolean> {
    const { store, clock } = this.deps;
    const after = Math.max(webhook.cursor, this.#looked);
    if (after >= this.#last) return false;
    if (await store.count('delivery', { webhookId: webhook.id, state: 'waiting' }) >= this.settings.mostWaiting) return false;
    const page = await store.find('streamEvent', { where: { seq: { gt: after } }, order: [{ by: 'seq' }], limit: PAGE });
    const to = page.at(-1)?.seq;
    if (to === undefined) return false;
    const seen = await touchesOf(store, page.filter((event) => wants(webhook.types, event.type)));
    const events = seen.filter((one) => touchesFor(webhook, one).length > 0).map(({ event }) => ({ seq: event.seq, type: event.type }));
    if (events.length > 0 || to - webhook.cursor >= 10 * PAGE) {
      const { moved } = await store.run('queueDeliveries', { webhookId: webhook.id, from: webhook.cursor, to, events, at: clock.now() });
      // Somebody else moved it (an old process that still lives): read anew.
      if (!moved) return true;
    }
    this.#looked = to;
    return page.length === PAGE;
  }

  /** Sends what is due, in order; true when something was delivered or given up and there may be more. */
  async #send(webhook: Webhook): Promise<boolean> {
    const { store, clock } = this.deps;
    const waiting = await store.find('delivery', { where: { webhookId: webhook.id, state: 'waiting' }, order: [{ by: 'seq' }], limit: this.settings.batch });
    const [head] = waiting;
    if (!head) return false;
    const now = clock.now();
    if (head.nextAt > now) { this.#wakeAt(head.nextAt); return false; }
    const results = await this.#sendBatch(webhook, waiting);
    if (results.length > 0) await store.run('settleDeliveries', { results });
    const held = results.find((one) => one.outcome.kind === 'again');
    if (held?.outcome.kind === 'again') this.#wakeAt(held.outcome.nextAt);
    return results.length > 0 && !held;
  }

  async #sendBatch(webhook: Webhook, waiting: readonly Delivery[]): Promise<readonly Attempted[]> {
    const { store, vault, clock } = this.deps;
    const events = await store.find('streamEvent', { where: { seq: { in: waiting.map((one) => one.seq) } }, limit: waiting.length });
    const seen = new Map((await touchesOf(store, events)).map((one) => [one.event.seq, one]));
    const personal = await personalOf(store, vault, webhook, [...seen.values()]);
    const results: Attempted[] = [];
    for (const delivery of waiting) {
      if (delivery.nextAt > clock.now()) break;
      const one = seen.get(delivery.seq);
      if (!one || touchesFor(webhook, one).length === 0) { results.push(this.#failed(delivery, null, 'event.gone', true)); continue; }
      const body = bodyOf(webhook, one, personal);
      const posted = await this.deps.post.post({ url: webhook.url, headers: headersOf(secretsOf(vault, webhook, clock.now()), clock.now(), one.event.id, one.event.type, body), body, timeout: this.settings.timeout, signal: this.#stopping.signal });
      // Stopped in the middle: whether it arrived is unknown, so it stays waiting and is sent again.
      if (this.#stopping.signal.aborted && posted.kind === 'failed') break;
      const result = this.#judge(delivery, posted);
      results.push(result);
      if (result.outcome.kind === 'again') break;
    }
    return results;
  }

  #judge(delivery: Delivery, posted: Posted): Attempted {
    if (posted.kind === 'failed') return this.#failed(delivery, null, posted.error, false);
    if (posted.status >= 200 && posted.status < 300) return { deliveryId: delivery.id, tries: delivery.tries, at: this.deps.clock.now(), status: posted.status, outcome: { kind: 'delivered' } };
    // 410: the receiver says that it is gone for good, and does not want to be asked again.
    return this.#failed(delivery, posted.status, `http.${posted.status}`, posted.status === 410);
  }
  #failed(delivery: Delivery, status: number | null, error: string, final: boolean): Attempted {
    const at = this.deps.clock.now();
    const tries = delivery.tries + 1;
    const dead = final || tries >= this.settings.tries;
    this.deps.log[dead ? 'warn' : 'info']({ webhook: this.id, seq: delivery.seq, tries, error }, dead ? 'a webhook delivery is a dead letter' : 'a webhook delivery failed');
    return { deliveryId: delivery.id, tries: delivery.tries, at, status, outcome: dead ? { kind: 'dead', error } : { kind: 'again', error, nextAt: at + waitAfter(tries, this.settings, this.deps.dice) } };
  }

  #wakeAt(at: Instant): void {
    this.#timer?.cancel();
    this.#timer = this.deps.clock.after(Math.max(0, at - this.deps.clock.now()), () => { this.look(this.#last); });
  }
}

export function headersOf(secrets: readonly string[], at: Instant, id: Id, type: string, body: string): Readonly<Record<string, string>> {
  return { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Dunwell-Webhooks/1', 'dunwell-signature': signature(secrets, at, body), 'dunwell-event-id': id, 'dunwell-event-type': type };
}
