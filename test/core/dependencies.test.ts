/** docs/dependencies.md names each production dependency at the version that is locked. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('every production dependency stands in docs/dependencies.md at its locked version, and nothing else does', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { readonly version: string; readonly dependencies?: Record<string, string> }> };
  const locked = Object.keys(packages['']?.dependencies ?? {}).map((name) => `${name} ${packages[`node_modules/${name}`]?.version ?? '?'}`);
  const told = read('docs/dependencies.md').split('\n').flatMap((line) => { const cells = line.split('|').map((cell) => cell.trim()); return cells.length > 5 && /^\d/.test(cells[2] ?? '') ? [`${cells[1] ?? ''} ${cells[2] ?? ''}`] : []; });
  expect(told.sort()).toEqual(locked.sort());
});
