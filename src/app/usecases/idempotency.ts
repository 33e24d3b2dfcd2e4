/**
 * A create sent twice with one Idempotency-Key happens once: the same body gets the first answer again, another body is
 * `idempotency.mismatch`. The key's row is written before the work (its unique key is the lock), and filled in after it.
 */
import type { Store } from '../ports/store.js';
import type { Clock } from '../ports/system.js';
import type { Vault } from '../ports/vault.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';

export interface Answer { readonly status: number; readonly body: unknown }
export interface Keyed { readonly key: string; readonly userId: Id; readonly route: string; readonly requestHash: string }
/** Under way. */
const PENDING = 0;
/** Failed inside us: may be tried again. */
const FREE = -1;

export class Idempotency {
  private readonly running = new Map<string, Promise<Answer>>();
  constructor(private readonly deps: { readonly store: Store; readonly clock: Clock; readonly vault: Vault }) {}

  async once(keyed: Keyed, work: () => Promise<Answer>): Promise<Result<Answer & { readonly replayed: boolean }>> {
    const { store, clock } = this.deps;
    const at = clock.now();
    const made = await store.run('create', { kind: 'idempotencyKey', at, row: { ...keyed, status: PENDING, body: '' } });
    if (made.ok) return ok({ ...await this.execute(keyed, made.value.id, 1, work), replayed: false });
    const [row] = await store.find('idempotencyKey', { where: { key: keyed.key, userId: keyed.userId, route: keyed.route }, limit: 1 });
    if (row === undefined) return fail('idempotency.in_progress', 'try again');
    if (row.requestHash !== keyed.requestHash) return fail('idempotency.mismatch', 'this Idempotency-Key was used with another body', 'Idempotency-Key');
    if (row.status === FREE) {
      const taken = await store.run('change', { kind: 'idempotencyKey', id: row.id, expectedVersion: row.version, patch: { status: PENDING }, at });
      if (taken.ok) return ok({ ...await this.execute(keyed, row.id, taken.value.version, work), replayed: false });
      return fail('idempotency.in_progress', 'the first request with this key is under way');
    }
    if (row.status === PENDING) {
      const first = this.running.get(name(keyed));
      if (first !== undefined) return ok({ ...await first, replayed: true });
      const again = await store.get('idempotencyKey', row.id);
      // A process that died between its work and its answer leaves the key so: nobody can say whether it was done.
      if (again === undefined || again.status === PENDING) return fail('idempotency.in_progress', 'the first request with this key gave no answer; look whether it was done, then use a new key');
      return ok({ ...this.read(again.status, again.body), replayed: true });
    }
    return ok({ ...this.read(row.status, row.body), replayed: true });
  }

  private async execute(keyed: Keyed, id: Id, version: number, work: () => Promise<Answer>): Promise<Answer> {
    const run = (async (): Promise<Answer> => {
      try {
        const answer = await work();
        await this.settle(id, version, answer.status, this.deps.vault.seal('name', JSON.stringify(answer.body ?? null)));
        return answer;
      } catch (error) {
        await this.settle(id, version, FREE, '');
        throw error;
      }
    })();
    this.running.set(name(keyed), run);
    try { return await run; } finally { this.running.delete(name(keyed)); }
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
