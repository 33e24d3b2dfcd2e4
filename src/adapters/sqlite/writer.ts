/**
 * The one writer: takes every move that has arrived, gives each its own savepoint inside one transaction, commits once
 * (synchronous=FULL) and only then replies. Runs in whatever thread owns the connection.
 */
import type { Database, Statement } from 'better-sqlite3';
import type { ZoneTable } from '../../core/time/zones.js';
import type { Seals } from '../../app/ports/evidence.js';
import type { Policies } from '../../app/ports/policies.js';
import type { Ids } from '../../app/ports/system.js';
import { StoreFault } from '../../app/store/errors.js';
import { moves, type MoveContext } from '../../app/store/moves/index.js';
import { faultOf, isFatal } from './database.js';
import { SqliteTx } from './tx.js';

export interface Job { readonly n: number; readonly move: string; readonly input: unknown }
export type Reply = { readonly n: number; readonly ok: true; readonly value: unknown } | { readonly n: number; readonly ok: false; readonly error: unknown };
export interface Batch { readonly replies: readonly Reply[]; /** Milliseconds from BEGIN to the end of COMMIT. */ readonly took: number }

export interface WriterDeps {
  readonly db: Database; readonly file: string; readonly ids: Ids; readonly zones: ZoneTable; readonly policies: Policies; readonly evidence?: Seals | undefined;
  /** Called after each commit, in order. */
  readonly done: (batch: Batch) => void;
  /** The connection can't be trusted any more; everything later is refused. */
  readonly fatal: (fault: StoreFault) => void;
}
/** A commit is made after so many moves, or so many milliseconds of running them, whichever comes first. */
const MOST_MOVES = 1000;
const LONGEST = 25;

type AnyMove = (context: MoveContext, input: unknown) => unknown;
const isMove = (name: string): name is keyof typeof moves => Object.hasOwn(moves, name);

export class Writer {
  readonly #tx: SqliteTx;
  readonly #context: MoveContext;
  readonly #savepoint: Statement;
  readonly #release: Statement;
  readonly #rollback: Statement;
  #queue: Job[] = [];
  #waiting = false;
  #broken: StoreFault | undefined;

  constructor(private readonly deps: WriterDeps) {
    this.#tx = new SqliteTx(deps.db);
    this.#savepoint = deps.db.prepare('savepoint move');
    this.#release = deps.db.prepare('release move');
    this.#rollback = deps.db.prepare('rollback to move');
    this.#context = { tx: this.#tx, ids: deps.ids, zones: deps.zones, policies: deps.policies, evidence: deps.evidence };
  }

  push(job: Job): void {
    this.#queue.push(job);
    this.#later();
  }
  /** Runs what waits; then closes the connection. */
  close(): void {
    while (this.#queue.length > 0) this.#batch();
    if (this.deps.db.open) this.deps.db.close();
  }

  #later(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    // Not at once: what else has arrived in this turn of the loop shares the commit.
    setImmediate(() => {
      this.#waiting = false;
      if (this.#queue.length > 0) this.#batch();
      if (this.#queue.length > 0) this.#later();
    });
  }

  #batch(): void {
    if (this.#broken) { this.#refuseAll(this.#queue.splice(0), this.#broken); return; }
    const began = performance.now();
    const replies: Reply[] = [];
    let taken = 0;
    try {
      this.deps.db.exec('begin immediate');
      this.#tx.begin();
      // While this runs nothing arrives, so a move that waits alone is alone in its transaction.
      const alone = this.#queue.length === 1;
      while (taken < this.#queue.length && taken < MOST_MOVES && (taken === 0 || performance.now() - began < LONGEST)) {
        const job = this.#queue[taken];
        taken += 1;
        if (job) replies.push(this.#one(job, alone));
      }
      this.deps.db.exec('commit');
    } catch (error) {
      this.#failed(this.#queue.splice(0, Math.max(taken, 1)), error);
      return;
    }
    this.#queue.splice(0, taken);
    this.deps.done({ replies, took: performance.now() - began });
  }

  /**
   * Throws only when the whole transaction is lost. `alone`: the transaction itself is what is undone; within a savepoint SQLite
   * keeps a second copy of every page a move touches, megabytes for a batch of an import.
   */
  #one(job: Job, alone: boolean): Reply {
    const { db } = this.deps;
    const mark = this.#tx.mark();
    if (!alone) this.#savepoint.run();
    try {
      if (!isMove(job.move)) throw new TypeError(`no such move: ${job.move}`);
      // The pair of name and input was checked by the compiler where the move was asked for.
      const move = moves[job.move] as unknown as AnyMove;
      const value = move(this.#context, job.input);
      if (!alone) this.#release.run();
      return { n: job.n, ok: true, value };
    } catch (error) {
      const fault = faultOf(error, this.deps.file);
      if (!db.inTransaction || (fault && isFatal(fault))) throw error;
      if (alone) {
        db.exec('rollback');
        db.exec('begin immediate');
      } else {
        this.#rollback.run();
        this.#release.run();
      }
      this.#tx.rollback(mark);
      return { n: job.n, ok: false, error: fault ?? error };
    }
  }

  /** Nothing of the batch was kept. A full disk may have room again; a failed write or sync is the end. */
  #failed(jobs: readonly Job[], error: unknown): void {
    if (this.deps.db.inTransaction) {
      try { this.deps.db.exec('rollback'); } catch { /* the connection is lost either way */ }
    }
    const fault = faultOf(error, this.deps.file) ?? new StoreFault('other', `the transaction failed: ${error instanceof Error ? error.message : String(error)}`);
    this.#refuseAll(jobs, fault);
    if (!isFatal(fault)) return;
    this.#broken = fault;
    this.deps.fatal(fault);
  }
  #refuseAll(jobs: readonly Job[], fault: StoreFault): void {
    this.deps.done({ replies: jobs.map(({ n }) => ({ n, ok: false, error: fault })), took: 0 });
  }
}
