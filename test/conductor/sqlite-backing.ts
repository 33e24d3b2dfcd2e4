/**
 * The production tables on SQLite, in the calling thread and at once, behind a simulated world: so that rows lie on a disk and
 * not in the heap whose size is measured.
 */
import { migrate } from '../../src/adapters/sqlite/migrate.js';
import { migrations } from '../../src/adapters/sqlite/migrations/index.js';
import { DATABASE_DEFAULTS, openDatabase } from '../../src/adapters/sqlite/database.js';
import type { Wiring } from '../../src/adapters/sqlite/serve.js';
import { SqliteTx } from '../../src/adapters/sqlite/tx.js';
import type { Store } from '../../src/app/ports/store.js';
import { moveOf, type MoveContext, type MoveInput, type MoveName, type MoveOutput } from '../../src/app/store/moves/index.js';
import type { Query, Where } from '../../src/app/store/tx.js';
import type { Kind, Records } from '../../src/core/records/index.js';
import type { Id } from '../../src/core/units.js';

export class SqliteBacking implements Store {
  readonly #db: ReturnType<typeof openDatabase>;
  readonly #tx: SqliteTx;

  constructor(file: string, at: number, private readonly wiring: Wiring) {
    this.#db = openDatabase({ ...DATABASE_DEFAULTS, file, synchronous: 'off' }, 'writer');
    migrate(this.#db, migrations, at);
    this.#tx = new SqliteTx(this.#db);
  }

  get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | undefined> { return this.transact(({ tx }) => tx.get(kind, id)); }
  find<K extends Kind>(kind: K, query: Query<Records[K]>): Promise<Records[K][]> { return this.transact(({ tx }) => tx.find(kind, query)); }
  pick<K extends Kind, F extends keyof Records[K] & string>(kind: K, fields: readonly F[], query: Query<Records[K]>): Promise<Pick<Records[K], F>[]> { return this.transact(({ tx }) => tx.pick(kind, fields, query)); }
  count<K extends Kind>(kind: K, where: Where<Records[K]>): Promise<number> { return this.transact(({ tx }) => tx.count(kind, where)); }
  run<M extends MoveName>(name: M, input: MoveInput<M>): Promise<MoveOutput<M>> {
    const move = moveOf(name);
    return this.transact((context) => move(context, input));
  }
  /** All or nothing, in one transaction. */
  transact<T>(work: (context: MoveContext) => T): Promise<T> {
    try {
      this.#db.exec('begin immediate');
      this.#tx.begin();
      const done = work({ tx: this.#tx, ...this.wiring, evidence: this.wiring.evidence });
      this.#db.exec('commit');
      return Promise.resolve(done);
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('rollback');
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
  backlog(): number { return 0; }
  close(): Promise<void> {
    this.#db.close();
    return Promise.resolve();
  }
}
