/**
 * A create sent twice with one Idempotency-Key happens once: the same body gets the first answer again, another body is
 * `idempotency.mismatch`. The key's row is written before the work (its unique key is the lock), and filled in after it.
 * A key whose process died in between is taken over by the next who sends it.
 */
import type { Store } from '../ports/store.js';
import type { Clock } from '../ports/system.js';
import type { Vault } from '../ports/vault.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id, Instant } from '../../core/units.js';

export interface Answer { readonly status: number; readonly body: unknown }
export interface Keyed { readonly key: string; readonly userId: Id; readonly route: string; readonly requestHash: string }
/** Under way. */
const PENDING = 0;
/** Failed inside us: may be tried again. */
const FREE = -1;

/** How long a claim of this run that gave no answer (the write of it failed) keeps others out. */
const LEASE = 60_000;

type Outcome = Result<Answer & { readonly replayed: boolean }>;

export class Idempotency {
  /** Every key claimed by this process, from before its row is written: what is not here and has no answer is nobody's. */
  private readonly running = new Map<string, { readonly hash: string; readonly outcome: Promise<Outcome> }>();
  private readonly startedAt: Instant;
  constructor(private readonly deps: { readonly store: Store; readonly clock: Clock; readonly vault: Vault }) {
    this.startedAt = deps.clock.now();
  }

  async once(keyed: Keyed, work: () => Promise<Answer>): Promise<Outcome> {
    const first = this.running.get(name(keyed));
    if (first !== undefined) {
      if (first.hash !== keyed.requestHash) return mismatch();
      const outcome = await first.outcome;
      return outcome.ok ? ok({ ...outcome.value, replayed: true }) : outcome;
    }
    const outcome = this.claim(keyed, work);
    this.running.set(name(keyed), { hash: keyed.requestHash, outcome });
    try { return await outcome; } finally { this.running.delete(name(keyed)); }
  }

  private async claim(keyed: Keyed, work: () => Promise<Answer>): Promise<Outcome> {
    const { store, clock } = this.deps;
    const at = clock.now();
    const made = await store.run('create', { kind: 'idempotencyKey', at, row: { ...keyed, status: PENDING, body: '' } });
    if (made.ok) return ok({ ...await this.execute(made.value.id, 1, work), replayed: false });
    const [row] = await store.find('idempotencyKey', { where: { key: keyed.key, userId: keyed.userId, route: keyed.route }, limit: 1 });
    if (row === undefined) return fail('idempotency.in_progress', 'try again');
    if (row.requestHash !== keyed.requestHash) return mismatch();
    if (row.status !== FREE && row.status !== PENDING) return ok({ ...this.read(row.status, row.body), replayed: true });
    if (row.status === PENDING && !this.leftBehind(row.updatedAt, at)) return fail('idempotency.in_progress', 'the first request with this key gave no answer; send it again in a minute');
    const taken = await store.run('change', { kind: 'idempotencyKey', id: row.id, expectedVersion: row.version, patch: { status: PENDING }, at });
    if (!taken.ok) return fail('idempotency.in_progress', 'the first request with this key is under way');
    return ok({ ...await this.execute(row.id, taken.value.version, work), replayed: false });
  }

  /**
   * A process that died between claim and answer leaves its key without an answer, and nobody could ever use it again. Only
   * one process has the database, so a claim older than this run is nobody's. Whether its work was done can't be known:
   * it is done anew, and what must not be twice is held by the records' own unique keys.
   */
  private leftBehind(claimedAt: Instant, at: Instant): boolean {
    // A demo's clock may begin earlier than the last run's ended: such a claim is not of this run, either.
    return claimedAt < this.startedAt || claimedAt > at || at - claimedAt >= LEASE;
  }

  private async execute(id: Id, version: number, work: () => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await work();
      await this.settle(id, version, answer.status, this.deps.vault.seal('name', JSON.stringify(answer.body ?? null)));
      return answer;
    } catch (error) {
      await this.settle(id, version, FREE, '');
      throw error;
    }
  }
  private async settle(id: Id, version: number, status: number, body: string): Promise<void> {
    await this.deps.store.run('change', { kind: 'idempotencyKey', id, expectedVersion: version, patch: { status, body }, at: this.deps.clock.now() });
  }
  private read(status: number, sealed: string): Answer {
    const body: unknown = JSON.parse(this.deps.vault.open('name', sealed));
    return { status, body };
  }
}
const name = (keyed: Keyed): string => JSON.stringify([keyed.userId, keyed.route, keyed.key]);
const mismatch = (): Outcome => fail('idempotency.mismatch', 'this Idempotency-Key was used with another body', 'Idempotency-Key');
