/** The store on SQLite. One writer, group commit, reads on their own connection; nothing here blocks the calling thread. */
import type { Kind, Records } from '../../core/records/index.js';
import type { Id, Millis } from '../../core/units.js';
import type { Store } from '../../app/ports/store.js';
import { StoreBusy, StoreClosed, type StoreFault } from '../../app/store/errors.js';
import type { MoveInput, MoveName, MoveOutput } from '../../app/store/moves/index.js';
import { columnsOf, facts } from '../../app/store/schema.js';
import type { Query, Where } from '../../app/store/tx.js';
import { DATABASE_DEFAULTS, type DatabaseSettings } from './database.js';
import { inThread, inWorkers, type Engine, type EngineEvents } from './engine.js';
import type { Wiring } from './serve.js';
import { decodePicked, decodeRow, type RawRow } from './sql.js';
import type { ReadAnswer } from './wire.js';
import type { BackupMade } from './backup.js';
import type { Batch } from './writer.js';

export interface SqliteOptions extends Partial<DatabaseSettings> {
  readonly file: string;
  /** Moves waiting or under way; more are refused with `StoreBusy`. Default 20 000. */
  readonly maxBacklog?: number;
  /** The database or one of its threads is lost; every pending promise has been rejected. Called once. */
  readonly onFatal?: (fault: StoreFault) => void;
  /** After each commit: how long it took and how many moves shared it. */
  readonly onCommit?: (took: Millis, moves: number) => void;
}
/** `entry`: the worker's file (src/boot/store-worker). `extra` is handed to it. */
export interface WorkerOptions extends SqliteOptions { readonly entry: URL; readonly extra?: unknown }
export interface InProcessOptions extends SqliteOptions, Wiring {}

interface Waiting { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

export class SqliteStore implements Store {
  readonly #waiting = new Map<number, Waiting>();
  readonly #maxBacklog: number;
  #engine: Engine | undefined;
  #next = 0;
  #refusing: Error | undefined;
  #closing: Promise<void> | undefined;

  private constructor(private readonly options: SqliteOptions) {
    this.#maxBacklog = options.maxBacklog ?? 20_000;
  }

  /** In worker threads (one writes, one reads, one carries the log into the file): what production uses. Migrates first; rejects with a `StoreFault` that says what is wrong with the file. */
  static async open(options: WorkerOptions): Promise<SqliteStore> {
    const store = new SqliteStore(options);
    store.#engine = await inWorkers(settingsOf(options), options.entry, options.extra ?? null, Date.now(), store.#events());
    return store;
  }
  /** The same writer in the calling thread, which it blocks at each commit: for tests, tools and rehearsals. */
  static inProcess(options: InProcessOptions): SqliteStore {
    const store = new SqliteStore(options);
    store.#engine = inThread(settingsOf(options), options, Date.now(), store.#events());
    return store;
  }

  async get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | undefined> {
    const raw = await this.#read({ op: 'get', kind, id });
    return isRow(raw) ? row<K>(kind, raw) : undefined;
  }
  async find<K extends Kind>(kind: K, query: Query<Records[K]>): Promise<Records[K][]> {
    const found = await this.#read({ op: 'find', kind, query });
    return isRows(found) ? found.map((raw) => row<K>(kind, raw)) : [];
  }
  async pick<K extends Kind, F extends keyof Records[K] & string>(kind: K, fields: readonly F[], query: Query<Records[K]>): Promise<Pick<Records[K], F>[]> {
    const found = await this.#read({ op: 'pick', kind, fields, query });
    const table = facts(kind);
    // As with whole rows: the schema is checked against Records by the compiler.
    return isRows(found) ? decodePicked(table, columnsOf(table, fields), found) as unknown as Pick<Records[K], F>[] : [];
  }
  async count<K extends Kind>(kind: K, where: Where<Records[K]>): Promise<number> {
    return Number(await this.#read({ op: 'count', kind, where }));
  }

  run<M extends MoveName>(move: M, input: MoveInput<M>): Promise<MoveOutput<M>> {
    const engine = this.#engine;
    if (this.#refusing || !engine) return Promise.reject(this.#refusing ?? new StoreClosed('the store is not open'));
    if (this.#waiting.size >= this.#maxBacklog) return Promise.reject(new StoreBusy(`${this.#waiting.size} moves wait for the database already`));
    return new Promise<MoveOutput<M>>((resolve, reject) => {
      const n = (this.#next += 1);
      engine.move({ n, move, input });
      this.#waiting.set(n, { resolve: (value) => { resolve(value as MoveOutput<M>); }, reject });
    });
  }

  backlog(): number { return this.#waiting.size; }

  /** Copies the database as it stands now to a new file, in a thread of its own, while moves go on. Rejects with a `StoreFault`: `exists`, `disk_full`, `damaged`. */
  async backUp(to: string): Promise<BackupMade> {
    if (this.#refusing || !this.#engine) throw this.#refusing ?? new StoreClosed('the store is not open');
    return this.#engine.backUp(to);
  }

  /** What was asked before is done; what is asked afterwards is refused. */
  close(): Promise<void> {
    this.#refusing ??= new StoreClosed('the store is closed');
    this.#closing ??= this.#engine?.close() ?? Promise.resolve();
    return this.#closing;
  }

  async #read(read: Parameters<Engine['read']>[0]): Promise<ReadAnswer> {
    if (this.#refusing || !this.#engine) throw this.#refusing ?? new StoreClosed('the store is not open');
    return this.#engine.read(read);
  }
  #events(): EngineEvents {
    return { done: (batch) => { this.#done(batch); }, fatal: (fault) => { this.#fatal(fault); } };
  }
  #done({ replies, took }: Batch): void {
    for (const reply of replies) {
      const waiting = this.#waiting.get(reply.n);
      this.#waiting.delete(reply.n);
      if (reply.ok) waiting?.resolve(reply.value);
      else waiting?.reject(reply.error instanceof Error ? reply.error : new Error(String(reply.error)));
    }
    this.options.onCommit?.(took, replies.length);
  }
  #fatal(fault: StoreFault): void {
    const first = !this.#refusing || this.#refusing instanceof StoreClosed;
    this.#refusing = fault;
    for (const { reject } of this.#waiting.values()) reject(fault);
    this.#waiting.clear();
    if (first) this.options.onFatal?.(fault);
  }
}

const settingsOf = (options: SqliteOptions): DatabaseSettings => ({
  file: options.file,
  busyTimeout: options.busyTimeout ?? DATABASE_DEFAULTS.busyTimeout,
  maxMegabytes: options.maxMegabytes ?? DATABASE_DEFAULTS.maxMegabytes,
  synchronous: options.synchronous ?? DATABASE_DEFAULTS.synchronous,
  backups: options.backups ?? DATABASE_DEFAULTS.backups,
});
const isRow = (answer: ReadAnswer): answer is RawRow => Array.isArray(answer) && !Array.isArray(answer[0]);
const isRows = (answer: ReadAnswer): answer is readonly RawRow[] => Array.isArray(answer) && Array.isArray(answer[0]);
// Rows are checked against the schema on their way in, and the schema is checked against Records by the compiler.
function row<K extends Kind>(kind: K, raw: RawRow): Records[K] {
  return decodeRow(facts(kind), raw) as unknown as Records[K];
}
