import type { Id } from '../../core/units.js';
import { StoreClosed, StoreFault } from '../store/errors.js';
import type { MoveInput } from '../store/moves/index.js';
import type { Floor } from './floor.js';

const LONGEST_REST = 30_000;

/**
 * Writes an attempt's end, once however often it is asked. A store that refuses (it is behind, the disk is full) is asked again
 * and again, as nothing else would settle the attempt before the next start; meanwhile it stands in `floor.settling`.
 */
export function settleAttempt(floor: Floor, input: MoveInput<'settleAttempt'>): void {
  floor.settling.add(input.attemptId);
  insist(floor, input.attemptId, 'an attempt could not be settled', async () => {
    // What was noted of the call comes before its end, however often both are asked.
    floor.journal.flush();
    await floor.deps.store.run('settleAttempt', input);
    floor.settling.delete(input.attemptId);
    return true;
  });
}

/**
 * A wrap-up is over with nothing filed: the lead moves on by its attempt's outcome, which is written before, and by the rules of its
 * campaign, whatever became of that. Asked again until the store takes it: nobody would dial a lead that stays in its last call.
 */
export function moveOn(floor: Floor, attemptId: Id, campaignId: Id): void {
  insist(floor, attemptId, 'a lead could not be moved on', async () => {
    if (floor.settling.has(attemptId)) return false;
    const { store, clock } = floor.deps;
    const settings = floor.runners.get(campaignId)?.settings ?? (await store.get('campaign', campaignId))?.settings;
    if (settings) await store.run('releaseUndisposed', { attemptId, settings, at: clock.now() });
    return true;
  });
}

/** Tries until it is done, ever more rarely. False: something else has to be written first. */
function insist(floor: Floor, attempt: Id, trouble: string, work: () => Promise<boolean>, tries = 1): void {
  const { clock, log } = floor.deps;
  const again = (): void => { clock.after(Math.min(LONGEST_REST, 1_000 * tries), () => { insist(floor, attempt, trouble, work, tries + 1); }); };
  work().then((done) => { if (!done) again(); }, (error: unknown) => {
    const over = error instanceof StoreClosed || (error instanceof StoreFault && error.code === 'crashed');
    floor.storeRefused(error);
    if (over || tries === 1 || tries % 10 === 0) log.error({ attempt, tries, error: String(error) }, over ? `${trouble}; the next start will` : `${trouble}, trying again`);
    if (over) floor.settling.delete(attempt); else again();
  });
}
