/** `npm run bench:pacing` keeps each day: what was played is there for the next run, and a stopped run loses nothing. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './support.js';

/** Seeds nobody else plays. */
const first = 100_000 + process.pid;
const bench = (...more: readonly string[]): string => execFileSync(process.execPath, [join(root, 'scripts/bench-pacing.mjs'), '--scenario', 'stat', '--agents', '1', '--policy', 'progressive', '--processes', '1', '--no-write', ...more], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const days = (out: string): string | undefined => /\| stat \| 1 \|.*/.exec(out)?.[0];

describe('the pacing bench', () => {
  it('reports only what was played, and plays nothing twice', () => {
    expect(days(bench('--seeds', `${first}-${first + 1}`, '--kept'))).toBeUndefined();
    const one = days(bench('--seeds', `${first}`));
    expect(one).toBeDefined();
    expect(days(bench('--seeds', `${first}-${first + 1}`, '--kept'))).toBe(one);
    const both = days(bench('--seeds', `${first}-${first + 1}`));
    expect(both).not.toBe(one);
    expect(days(bench('--seeds', `${first}-${first + 1}`, '--kept'))).toBe(both);
  });
  it('a mistake on its line is one clear text', () => {
    expect(() => bench('--sceneries', 'x')).toThrow(/bench:pacing: Unknown option/);
  });
});
