/**
 * What was not signed yet can be cut off without a trace in the chain itself. But a permit is written in one transaction with its
 * decision, and an outcome with its event: rows whose event is not there show that the stream once went on.
 */
import type { StreamEvent } from '../../core/records/index.js';
import type { Instant } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import type { Tell } from './stored.js';

/** A call that began so long before the last root may have ended after it. */
const LONGEST_CALL = 2 * 3_600_000;
/** The newest of them, where nothing was ever signed. */
const MOST = 100_000;
interface Owed { readonly at: Instant; readonly what: string }

export class TailWatch {
  /** By what the event would name: `gate.allowed` and a permit, `attempt.settled` and an attempt. */
  readonly #owed: Map<string, Owed>;
  #began: Instant | null = null;
  #last = 0;
  private constructor(owed: Map<string, Owed>) { this.#owed = owed; }

  /** Reads the calls since the last root. Before the stream is walked: what is written meanwhile owes nothing. */
  static async of(store: Store): Promise<TailWatch> {
    const [root] = await store.find('evidenceRoot', { order: [{ by: 'n', down: true }], limit: 1 });
    const calls = await store.pick('attempt', ['id', 'openedAt', 'outcome', 'endedAt', 'permitId'], { where: { openedAt: { gte: (root?.at ?? 0) - LONGEST_CALL } }, order: [{ by: 'openedAt', down: true }], limit: MOST });
    const owed = new Map<string, Owed>();
    for (const { id, openedAt, outcome, endedAt, permitId } of calls) {
      if (permitId === null) continue;
      owed.set(`gate.allowed ${permitId}`, { at: openedAt, what: `the decision that permitted ${id}` });
      if (outcome !== null && endedAt !== null) owed.set(`attempt.settled ${id}`, { at: endedAt, what: `the end of ${id}` });
    }
    return new TailWatch(owed);
  }
  event({ seq, type, at, hash, data, subjects }: StreamEvent): void {
    this.#last = seq;
    if (hash !== null) this.#began ??= at;
    if (type === 'attempt.settled') this.#owed.delete(`${type} ${subjects[0] ?? ''}`);
    else if (type === 'gate.allowed' && typeof data === 'object' && data !== null && 'permitId' in data) this.#owed.delete(`${type} ${String(data.permitId)}`);
  }
  end(tell: Tell): void {
    // Rows from before the chain owe it nothing.
    const lost = this.#began === null ? [] : [...this.#owed.values()].filter((one) => one.at >= (this.#began ?? 0)).sort((a, b) => a.at - b.at);
    if (lost[0]) tell('truncated', this.#last + 1, `${lost[0].what} should stand here or later${lost.length > 1 ? `, and ${lost.length - 1} more` : ''}: the stream was cut off before it was signed`);
  }
}
