import type { Kind, Records } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import type { MoveInput, MoveName, MoveOutput } from '../store/moves/index.js';
import type { Query, Where } from '../store/tx.js';

/**
 * The database as the thread that decides sees it: everything is asynchronous, nothing blocks.
 * Reads see every move that was acknowledged before they were asked.
 */
export interface Store {
  get<K extends Kind>(kind: K, id: Id): Promise<Records[K] | undefined>;
  find<K extends Kind>(kind: K, query: Query<Records[K]>): Promise<Records[K][]>;
  /** Only these fields of each row, and what is alike in the order in any order: for many or wide rows. */
  pick<K extends Kind, F extends keyof Records[K] & string>(kind: K, fields: readonly F[], query: Query<Records[K]>): Promise<Pick<Records[K], F>[]>;
  count<K extends Kind>(kind: K, where: Where<Records[K]>): Promise<number>;
  /**
   * Runs one move in a transaction of its own in the writer's thread, in the order of the calls. Resolves after the commit
   * (SQLite: synchronous=FULL, several moves per commit). Rejects with the move's exception, having changed nothing.
   */
  run<M extends MoveName>(move: M, input: MoveInput<M>): Promise<MoveOutput<M>>;
  /** Moves waiting or under way: what the conductor watches before it dials more. */
  backlog(): number;
  close(): Promise<void>;
}
