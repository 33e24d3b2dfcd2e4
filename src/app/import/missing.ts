/**
 * What a placement file did not name: the open placements of its batch whose contracts it lacks. A report only: nothing is changed by absence.
 * Contracts the file named are held as hashes, 16 to 32 bytes each.
 */
import { Seen } from '../../core/intake/index.js';
import { maskDigits } from '../../core/phone/index.js';
import type { ImportRun } from '../../core/records/index.js';
import type { RowTrouble } from '../store/moves/import-rows.js';
import type { ImportDeps, ImportRequest } from './types.js';

const PAGE = 500;
/** Batches looked through at most. */
const MOST_BATCHES = 100;

export class Missing {
  private readonly contracts = new Seen();
  private readonly batches = new Set<string>();
  constructor(private readonly deps: Pick<ImportDeps, 'store' | 'clock'>, private readonly run: Pick<ImportRun, 'id' | 'batch' | 'createdAt'>, private readonly request: Pick<ImportRequest, 'creditorId' | 'entityId' | 'batch'>) {}

  /** A row names this contract, and a batch where it does; even a bad row names it. */
  named(contract: string | null, batch: string | null): void {
    if (contract === null) return;
    this.contracts.check(contract, '');
    if (batch !== null) this.batches.add(batch);
  }

  /** Writes them down; answers how many. `seen`: the batches the rows were found to belong to. The batch given with the import, if any, is the only one. */
  async find(seen: ReadonlySet<string>): Promise<number> {
    const { batch, entityId } = this.request;
    const batches = batch === undefined ? new Set([...seen, ...this.batches]) : new Set([batch]);
    if (batches.size === 0 && this.run.batch !== null) batches.add(this.run.batch);
    let count = 0;
    if (entityId !== null) for (const one of [...batches].slice(0, MOST_BATCHES)) count += await this.inBatch(one, entityId);
    return count;
  }

  private async inBatch(batch: string, entityId: string): Promise<number> {
    const { store, clock } = this.deps;
    let count = 0;
    for (let after = ''; ;) {
      // What this run made later than its own beginning, the file named.
      const page = await store.find('placement', { where: { entityId, batch, id: { gt: after }, createdAt: { lte: this.run.createdAt } }, order: [{ by: 'id' }], limit: PAGE });
      const open = page.filter((one) => one.state === 'placed' || one.state === 'kept');
      const accounts = new Map((await store.find('account', { where: { id: { in: open.map((one) => one.accountId) }, creditorId: this.request.creditorId }, limit: PAGE })).map((one) => [one.id, one]));
      const findings = open.flatMap((one): RowTrouble[] => {
        const account = accounts.get(one.accountId);
        if (!account || this.contracts.has(account.contract)) return [];
        return [{ row: 0, column: one.id, value: maskDigits(account.contract), code: 'import.missing', reason: 'placed in this batch, and not named by the file', severity: 'missing' }];
      });
      count += findings.length;
      if (findings.length > 0) await store.run('importFindings', { importId: this.run.id, at: clock.now(), findings, count: {} });
      const last = page.at(-1);
      if (page.length < PAGE || !last) return count;
      after = last.id;
    }
  }
}
