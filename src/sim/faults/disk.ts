/**
 * A store as one process sees it: moves wait for a disk, in order, and a disk may be slow, refuse, be full, or be cut off in
 * the middle of a transaction. What is committed lives on behind it, in another process's view of the same backing.
 */
import type { Id, Millis } from '../../core/units.js';
import type { Kind, Records } from '../../core/records/index.js';
import type { Store } from '../../app/ports/store.js';
import { moveOf, type MoveContext, type MoveInput, type MoveName, type MoveOutput } from '../../app/store/moves/index.js';
import type { Patch, Query, Tx, Where } from '../../app/store/tx.js';
import type { Process } from './process.js';

/** The rows themselves, e.g. the store in memory. */
export interface Backing extends Pick<Store, 'get' | 'find' | 'pick' | 'count'> {
  /** All or nothing. */
  transact<T>(work: (context: MoveContext) => T): Promise<T>;
}
/** One committed write. */
export type Change = { [K in Kind]: { readonly kind: K; readonly before: Records[K] | undefined; readonly after: Records[K] } }[Kind];

export interface DiskWeather {
  /** How long a commit takes from now. */
  delay(): Millis;
  /** Why a move is refused now, having done nothing; null: it is not. */
  refuses(move: MoveName): Error | null;
}
const FINE: DiskWeather = { delay: () => 1, refuses: () => null };

/** Runs moves on the backing, and says what each has committed. */
export class Commits {
  readonly #heard = new Set<(changes: readonly Change[], move: string) => void>();
  constructor(readonly backing: Backing) {}
  onCommit(heard: (changes: readonly Change[], move: string) => void): void { this.#heard.add(heard); }

  /** `statements`: the power fails after so many writes; rejects then, and nothing is left of them. */
  async run<M extends MoveName>(name: M, input: MoveInput<M>, statements = Infinity): Promise<MoveOutput<M>> {
    const changes: Change[] = [];
    const move = moveOf(name);
    const out = await this.backing.transact((context) => {
      const done = move({ ...context, tx: new WatchedTx(context.tx, changes, statements) }, input);
      if (changes.length < statements && statements !== Infinity) throw new Error('the power failed before the commit');
      return done;
    });
    if (changes.length > 0) for (const heard of this.#heard) heard(changes, name);
    return out;
  }
}

class WatchedTx implements Tx {
  constructor(private readonly tx: Tx, private readonly changes: Change[], private readonly statements: number) {}
  get memo(): Tx['memo'] { return this.tx.memo; }
  get<K extends Kind>(kind: K, id: Id): Records[K] | undefined { return this.tx.get(kind, id); }
  find<K extends Kind>(kind: K, query: Query<Records[K]>): Records[K][] { return this.tx.find(kind, query); }
  pick<K extends Kind, F extends keyof Records[K] & string>(kind: K, fields: readonly F[], query: Query<Records[K]>): Pick<Records[K], F>[] { return this.tx.pick(kind, fields, query); }
  first<K extends Kind>(kind: K, query: Query<Records[K]>): Records[K] | undefined { return this.tx.first(kind, query); }
  count<K extends Kind>(kind: K, where: Where<Records[K]>): number { return this.tx.count(kind, where); }
  nextSeq(kind: 'journal' | 'streamEvent'): number { return this.tx.nextSeq(kind); }
  insert<K extends Kind>(kind: K, row: Records[K]): void {
    this.tx.insert(kind, row);
    this.#wrote({ kind, before: undefined, after: row } as unknown as Change);
  }
  update<K extends Kind>(kind: K, id: Id, patch: Patch<Records[K]>, at: number): Records[K] | undefined {
    const before = this.tx.get(kind, id);
    const after = this.tx.update(kind, id, patch, at);
    if (after !== undefined) this.#wrote({ kind, before, after } as unknown as Change);
    return after;
  }
  #wrote(change: Change): void {
    this.changes.push(change);
    if (this.changes.length >= this.statements) throw new Error('the power failed');
  }
}

interface Waiting { readonly move: MoveName; readonly commit: (statements?: number) => Promise<void>; readonly fail: (why: Error) => void; readonly dueAt: Millis }

/** One process's view: a single writer, moves in the order they were asked. */
export class Disk implements Store {
  readonly #queue: Waiting[] = [];
  #busy = false;
  constructor(private readonly commits: Commits, private readonly process: Process, private readonly weather: DiskWeather = FINE) {}

  get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | undefined> { return this.#alive(() => this.commits.backing.get(kind, id)); }
  find<K extends Kind>(kind: K, query: Query<Records[K]>): Promise<Records[K][]> { return this.#alive(() => this.commits.backing.find(kind, query)); }
  pick<K extends Kind, F extends keyof Records[K] & string>(kind: K, fields: readonly F[], query: Query<Records[K]>): Promise<Pick<Records[K], F>[]> { return this.#alive(() => this.commits.backing.pick(kind, fields, query)); }
  count<K extends Kind>(kind: K, where: Where<Records[K]>): Promise<number> { return this.#alive(() => this.commits.backing.count(kind, where)); }
  backlog(): number { return this.#queue.length; }
  close(): Promise<void> { return Promise.resolve(); }

  run<M extends MoveName>(move: M, input: MoveInput<M>): Promise<MoveOutput<M>> {
    if (this.process.dead) return new Promise(() => undefined);
    return new Promise<MoveOutput<M>>((resolve, reject) => {
      this.#queue.push({
        move,
        commit: async (statements) => {
          // A torn transaction leaves nothing, and the process that asked is no more.
          if (statements !== undefined) { await this.commits.run(move, input, statements).catch(() => undefined); return; }
          await this.commits.run(move, input).then((out) => { if (!this.process.dead) resolve(out); }, (error: unknown) => { if (!this.process.dead) reject(error instanceof Error ? error : new Error(String(error))); });
        },
        fail: reject, dueAt: this.process.monotonic() + this.weather.delay(),
      });
      this.#work();
    });
  }

  /** The process dies: so many of the waiting moves were committed unheard; the next is torn after some statements. */
  die(committed: number, statements: number): void {
    const left = this.#queue.splice(0);
    for (const one of left.slice(0, committed)) void one.commit();
    if (statements > 0) void left[committed]?.commit(statements);
  }

  #work(): void {
    const [next] = this.#queue;
    if (this.#busy || next === undefined) return;
    this.#busy = true;
    this.process.after(Math.max(0, next.dueAt - this.process.monotonic()), () => {
      this.#busy = false;
      if (this.#queue[0] !== next) { this.#work(); return; }
      this.#queue.shift();
      const why = this.weather.refuses(next.move);
      if (why !== null) next.fail(why); else void next.commit();
      this.#work();
    });
  }
  #alive<T>(read: () => Promise<T>): Promise<T> { return this.process.dead ? new Promise<T>(() => undefined) : read().then((value) => (this.process.dead ? new Promise<T>(() => undefined) : value)); }
}
