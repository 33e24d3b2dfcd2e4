import type { Id, LegId } from '../../core/units.js';

/** Listens to an answered leg and says who it is. `pass` lets every answered call through to a collector. */
export interface Screening {
  /** Settles within the screening limit; never rejects. `unsure` is treated as a person. */
  screen(call: { readonly leg: LegId; readonly attemptId: Id; readonly node: string }): 'human' | Promise<'human' | 'machine' | 'unsure'>;
}

export const passAll: Screening = { screen: () => 'human' };
