import { StoreClosed, StoreFault } from '../store/errors.js';
import type { MoveInput } from '../store/moves/index.js';
import type { Floor } from './floor.js';

const LONGEST_REST = 30_000;

/**
 * Writes an attempt's end, once however often it is asked. A store that refuses (it is behind, the disk is full) is asked again
 * and again, as nothing else would settle the attempt before the next start; meanwhile it stands in `floor.settling`.
 */
export function settleAttempt(floor: Floor, input: MoveInput<'settleAttempt'>, tries = 1): void {
  const { store, clock, log } = floor.deps;
  floor.settling.add(input.attemptId);
  // What was noted of the call comes before its end, however often both are asked.
  floor.journal.flush();
  store.run('settleAttempt', input).then(() => { floor.settling.delete(input.attemptId); }, (error: unknown) => {
    const over = error instanceof StoreClosed || (error instanceof StoreFault && error.code === 'crashed');
    floor.storeRefused(error);
    if (over || tries === 1 || tries % 10 === 0) log.error({ attempt: input.attemptId, tries, error: String(error) }, over ? 'an attempt could not be settled; the next start will' : 'an attempt could not be settled, trying again');
    if (!over) clock.after(Math.min(LONGEST_REST, 1_000 * tries), () => { settleAttempt(floor, input, tries + 1); });
  });
}
