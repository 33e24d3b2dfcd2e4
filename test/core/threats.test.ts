/** The threat model names a test for each threat: one that was renamed or taken away shows here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
it.each(['docs/threats.md', 'docs/security.md', 'docs/personal-data.md', 'docs/outbound.md'])('%s names tests that exist', (file) => {
  const named = [...readFileSync(join(root, file), 'utf8').matchAll(/`(test\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(0);
  expect([...new Set(named)].filter((one) => !existsSync(join(root, one)))).toEqual([]);
});
it('every threat has a control and a test', () => {
  const rows = readFileSync(join(root, 'docs/threats.md'), 'utf8').split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| threat'));
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const [, threat = '', control = '', test = ''] = row.split('|').map((cell) => cell.trim());
    expect(threat.length, row).toBeGreaterThan(5);
    expect(control.length, row).toBeGreaterThan(20);
    expect(test, row).toMatch(/`test\//);
  }
});
