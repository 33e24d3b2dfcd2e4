/** Work that takes longer than calls may wait is done in steps, with turns of the event loop between them. */
import type { Millis } from '../../core/units.js';
import type { Clock } from '../ports/system.js';

/** Milliseconds of one turn. */
const SLICE: Millis = 5;

export async function inTurn<R>({ clock }: { readonly clock: Clock }, steps: Generator<void, R>): Promise<R> {
  for (let began = clock.monotonic(); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (clock.monotonic() - began < SLICE) continue;
    await new Promise<void>((go) => { clock.after(0, go); });
    began = clock.monotonic();
  }
}
