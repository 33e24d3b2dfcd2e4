/** What measures the parsers can itself be wrong: a long turn is found, and too much work however it is spread; honest work is not. */
import fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { cpu } from './meter.js';
import { leaks } from './leaks.js';
import { fuzz, target } from './target.js';

/** Keeps the processor at work for so many milliseconds of its time. */
function burn(ms: number): void {
  for (const end = cpu() + ms; cpu() < end;);
}
const worker = (turns: number, ms: number, bytes: number) => target({
  name: 'worker', share: 1, inTurns: true, size: () => bytes, input: fc.constant('x'),
  run: async () => { for (let n = 0; n < turns; n += 1) { await turn(); burn(ms); } },
});
const found = async (turns: number, ms: number, bytes: number): Promise<string> => (await fuzz(worker(turns, ms, bytes), { runs: 1, seed: 1, limit: 50 })).finding ?? 'nothing';

it('one turn over the limit is found, whatever the length of its input', async () => { expect(await found(1, 60, 1_000_000)).toMatch(/slow: \d+\.\d ms of processor time$/m); });
it('more work than the length explains is found, though each turn is short', async () => { expect(await found(8, 10, 1_024)).toMatch(/slow: .* in all, 53 allowed/); });
it('the same work over a long input is none', async () => { expect(await found(8, 10, 1_000_000)).toBe('nothing'); });

it('what a company wrote itself is no leak when it reads it again; what it did not write, or a reference, is', () => {
  const row = { id: 'b-filter', entityId: 'b', name: 'a-import' };
  const told = (answer: unknown, written: readonly string[], said: readonly string[] = []): boolean => leaks(JSON.stringify(answer), said, new Set(written));
  expect(told({ items: [row] }, ['a-import'])).toBe(false);
  expect(told({ items: [row] }, [], ['/filters?list=a-import'])).toBe(false);
  expect(told({ items: [row] }, [])).toBe(true);
  expect(told({ items: [{ ...row, entityId: 'a' }] }, ['a-import'])).toBe(true);
  expect(told({ items: [{ ...row, name: 'x', campaignId: 'a-campaign' }] }, ['a-campaign'])).toBe(true);
});
