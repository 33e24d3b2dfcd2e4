/** Opens the database as production does: SQLite in two worker threads. */
import { SqliteStore, type SqliteOptions } from '../adapters/sqlite/index.js';
import { zonesFile } from '../adapters/zones/index.js';

export interface OpenStoreOptions extends SqliteOptions {
  /** Zone table for the moves that run in the writer's thread; the shipped one when left out. */
  readonly zones?: string;
  /** The worker's compiled entry; the one beside this file when left out. From TypeScript sources there is none: tests pass their own. */
  readonly entry?: URL;
}
export const openStore = (options: OpenStoreOptions): Promise<SqliteStore> =>
  SqliteStore.open({ ...options, entry: options.entry ?? new URL('./store-worker.js', import.meta.url), extra: options.zones ?? zonesFile() });
