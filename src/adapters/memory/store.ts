/**
 * The store in memory: for simulation and tests, with the keys, references and atomicity of the real one.
 * A move runs at once, in the calling thread, so that a simulated run is the same every time.
 */
import type { Kind, Records } from '../../core/records/index.js';
import type { ZoneTable } from '../../core/time/zones.js';
import type { Id } from '../../core/units.js';
import type { Policies } from '../../app/ports/policies.js';
import type { Store } from '../../app/ports/store.js';
import type { Seals } from '../../app/ports/evidence.js';
import type { Ids } from '../../app/ports/system.js';
import { StoreClosed } from '../../app/store/errors.js';
import { moveOf, type MoveContext, type MoveInput, type MoveName, type MoveOutput } from '../../app/store/moves/index.js';
import type { Query, Where } from '../../app/store/tx.js';
import { Tables } from './table.js';
import { MemoryTx } from './tx.js';

export class MemoryStore implements Store {
  readonly #tables = new Tables();
  readonly #ids: Ids;
  readonly #zones: ZoneTable;
  readonly #policies: Policies;
  readonly #evidence: Seals | undefined;
  #closed = false;

  constructor(options: { readonly ids: Ids; readonly zones: ZoneTable; readonly policies: Policies; /** Without, no chain is kept. */ readonly evidence?: Seals | undefined }) {
    this.#ids = options.ids;
    this.#zones = options.zones;
    this.#policies = options.policies;
    this.#evidence = options.evidence;
  }

  get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | undefined> { return this.#read((tx) => tx.get(kind, id)); }
  find<K extends Kind>(kind: K, query: Query<Records[K]>): Promise<Records[K][]> { return this.#read((tx) => tx.find(kind, query)); }
  pick<K extends Kind, F extends keyof Records[K] & string>(kind: K, fields: readonly F[], query: Query<Records[K]>): Promise<Pick<Records[K], F>[]> { return this.#read((tx) => tx.pick(kind, fields, query)); }
  count<K extends Kind>(kind: K, where: Where<Records[K]>): Promise<number> { return this.#read((tx) => tx.count(kind, where)); }

  run<M extends MoveName>(name: M, input: MoveInput<M>): Promise<MoveOutput<M>> {
    const move = moveOf(name);
    return this.transact((context) => move(context, input));
  }

  /** Runs any function as if it were a move: for tests of helpers that need a `Tx`. */
  transact<T>(work: (context: MoveContext) => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreClosed('the store is closed'));
    const tx = new MemoryTx(this.#tables);
    try {
      return Promise.resolve(work({ tx, ids: this.#ids, zones: this.#zones, policies: this.#policies, evidence: this.#evidence }));
    } catch (error) {
      tx.undo();
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  backlog(): number { return 0; }
  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #read<T>(read: (tx: MemoryTx) => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreClosed('the store is closed'));
    try {
      return Promise.resolve(read(new MemoryTx(this.#tables)));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
