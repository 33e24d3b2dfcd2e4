/** Opens the database as production does: SQLite in two worker threads. */
import { shippedTexts, type PackTexts } from '../adapters/packs/index.js';
import { SqliteStore, type SqliteOptions } from '../adapters/sqlite/index.js';
import { zonesFile } from '../adapters/zones/index.js';

export interface OpenStoreOptions extends SqliteOptions {
  /** Zone table for the moves that run in the writer's thread; the shipped one when left out. */
  readonly zones?: string;
  /** Texts of the packs the gate may be asked by; those of this build when left out. */
  readonly packs?: PackTexts;
  /** The vault's key: the writer chains and seals evidence with what is derived from it. Left out (tests, benches), no chain is kept. */
  readonly key?: Uint8Array;
  /** The worker's compiled entry; the one beside this file when left out. From TypeScript sources there is none: tests pass their own. */
  readonly entry?: URL;
}
/** What the worker's wiring is made of. */
export interface StoreExtra { readonly zones: string; readonly packs: PackTexts; readonly key?: Uint8Array }

export function openStore({ zones, packs, entry, key, ...options }: OpenStoreOptions): Promise<SqliteStore> {
  const extra: StoreExtra = { zones: zones ?? zonesFile(), packs: packs ?? shippedTexts(), ...(key === undefined ? {} : { key }) };
  return SqliteStore.open({ ...options, entry: entry ?? new URL('./store-worker.js', import.meta.url), extra });
}
