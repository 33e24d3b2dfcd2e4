/** Every planted bug still fits the sources, so that `npm run plant-bugs` plants what it says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Bug { readonly name: string; readonly edits: readonly (readonly [path: string, find: string, replace: string])[] }
const ROOT = new URL('../../', import.meta.url);
const { BUGS } = await import(new URL('scripts/planted-bugs.mjs', ROOT).href) as { readonly BUGS: readonly Bug[] };

it.each(BUGS.map((bug) => [bug.name, bug] as const))('%s: each edit has its place, and only one', (_, { edits }) => {
  for (const [path, find, replace] of edits) {
    expect([path, find, readFileSync(new URL(path, ROOT), 'utf8').split(find).length - 1]).toEqual([path, find, 1]);
    expect(replace).not.toBe(find);
  }
});
it('there are twenty at least, no two of one name', () => {
  expect(BUGS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
});
