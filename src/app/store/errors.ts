/** What a store itself may fail with, apart from what a move throws. Texts hold no row values. */

/** Too many moves wait already: the caller must slow down. Nothing was done. */
export class StoreBusy extends Error { override readonly name = 'StoreBusy'; }
/** The store was closed. Nothing was done. */
export class StoreClosed extends Error { override readonly name = 'StoreClosed'; }
export type FaultCode = 'disk_full' | 'read_only' | 'not_a_database' | 'damaged' | 'io' | 'locked' | 'cannot_open' | 'foreign' | 'newer' | 'migration' | 'exists' | 'crashed' | 'other';
/** The database or its thread failed. `crashed`: whether a move was done is unknown; every other code: it was not. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  constructor(readonly code: FaultCode, message: string) { super(message); }
}
/** The store itself failed: the same may be taken later. Anything else a move throws is about what it was given, and stays so. */
export const isOfStore = (error: unknown): error is StoreBusy | StoreClosed | StoreFault => error instanceof StoreBusy || error instanceof StoreClosed || error instanceof StoreFault;
