import type { Id, Instant } from '../../core/units.js';

const MOST = 20_000;

/** When leads were first met since they were dialed last; the oldest are forgotten beyond 20 000. */
export class FirstSeen {
  readonly #at = new Map<Id, Instant>();
  since(leadId: Id, now: Instant): Instant {
    const before = this.#at.get(leadId);
    if (before !== undefined) return before;
    if (this.#at.size >= MOST) for (const oldest of this.#at.keys()) { this.#at.delete(oldest); break; }
    this.#at.set(leadId, now);
    return now;
  }
  forget(leadId: Id): void { this.#at.delete(leadId); }
}
