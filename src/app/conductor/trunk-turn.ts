import type { E164, Id, Millis } from '../../core/units.js';
import type { Floor } from './floor.js';
import type { TrunkAnswer } from './trunks.js';

/** A person who asked for a call waits this long for a place in the trunks' rhythm: the machine's calls take most of the places. */
const PATIENCE: Millis = 2_000;

/** A trunk's line for one call a person asked for. `wait` only when no place came free in time. */
export async function trunkTurn(floor: Floor, node: string, names: readonly string[], number: E164, entityId: Id): Promise<TrunkAnswer> {
  const { clock } = floor.deps;
  const end = clock.now() + PATIENCE;
  for (;;) {
    const answer = floor.trunks.acquire(node, names, number, clock.now(), entityId);
    if (answer.kind !== 'wait' || answer.until > end) return answer;
    await new Promise<void>((resolve) => { clock.after(Math.max(1, answer.until - clock.now()), resolve); });
  }
}
