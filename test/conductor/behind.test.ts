/** What is written behind the act: a store that takes nothing is waited for, a row it can never take is given up alone. */
import { describe, expect, it } from 'vitest';
import { Behind } from '../../src/app/conductor/behind.js';
import type { Log } from '../../src/app/ports/system.js';
import { StoreFault } from '../../src/app/store/errors.js';
import { BrokenReference } from '../../src/app/store/tx.js';
import { VirtualClock } from '../../src/sim/clock/virtual.js';

const SECOND = 1_000;
function open(refuse: (item: string) => Error | null): { readonly behind: Behind<string>; readonly clock: VirtualClock; readonly written: string[]; readonly errors: string[]; readonly refusals: unknown[] } {
  const clock = new VirtualClock({ start: 0 });
  const [written, errors, refusals]: [string[], string[], unknown[]] = [[], [], []];
  const quiet = (): void => undefined;
  const log: Log = { debug: quiet, info: quiet, warn: quiet, error: (_, text) => { errors.push(text); }, child: () => log };
  const write = (items: readonly string[]): Promise<void> => {
    for (const item of items) { const why = refuse(item); if (why !== null) return Promise.reject(why); }
    written.push(...items);
    return Promise.resolve();
  };
  return { behind: new Behind({ clock, log }, 'lines', write, (error) => { refusals.push(error); }), clock, written, errors, refusals };
}

describe('written behind the act', () => {
  it('a row that can never be taken is given up and told of; what was said with it and after it is written, in order', async () => {
    const { behind, clock, written, errors, refusals } = open((item) => (item === 'bad' ? new BrokenReference('journal', 'attemptId') : null));
    for (const item of ['a', 'bad', 'b', 'c']) behind.say(item);
    await clock.advanceAsync(SECOND);
    expect(written).toEqual(['a', 'b', 'c']);
    expect(errors).toEqual(['one of the lines is refused for what it says, and given up']);
    // Nothing is the matter with the store: dialing goes on.
    expect([behind.refused, refusals]).toEqual([false, []]);
    behind.say('d');
    await clock.advanceAsync(SECOND);
    expect(written).toEqual(['a', 'b', 'c', 'd']);
  });
  it('what a full store refuses is kept, and comes before what is said later', async () => {
    let full = true;
    const { behind, clock, written, refusals } = open(() => (full ? new StoreFault('disk_full', 'full') : null));
    behind.say('a');
    await clock.advanceAsync(SECOND / 2);
    expect([behind.refused, refusals.length]).toEqual([true, 1]);
    behind.say('b');
    full = false;
    await clock.advanceAsync(3 * SECOND);
    expect([written, behind.refused]).toEqual([['a', 'b'], false]);
  });
  it('a row that can never be taken, kept while the store was full, is given up when it is not', async () => {
    let full = true;
    const { behind, clock, written } = open((item) => (full ? new StoreFault('disk_full', 'full') : item === 'bad' ? new BrokenReference('journal', 'attemptId') : null));
    for (const item of ['a', 'bad', 'b']) behind.say(item);
    await clock.advanceAsync(SECOND / 2);
    full = false;
    await clock.advanceAsync(3 * SECOND);
    expect([written, behind.refused]).toEqual([['a', 'b'], false]);
  });
});
