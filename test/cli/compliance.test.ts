/** `dunwell compliance`: the exit code, the last line and the JSON are what scripts read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import type { Io } from '../../src/cli/io.js';

let home: string;
beforeAll(() => { home = mkdtempSync(join(tmpdir(), 'dunwell-compliance-')); });
afterAll(() => { rmSync(home, { recursive: true }); });
const VECTORS = new URL('../core/compliance/vectors.json', import.meta.url).pathname;

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const io: Io = { out: (text) => { said.out += text; }, err: (text) => { said.err += text; }, outTty: false, errTty: false, env: {}, cwd: home };
  return { code: await runCli(['compliance', ...args], io), ...said };
}
function file(content: unknown): string {
  const path = join(home, 'cases.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const good = {
  id: 'X1', packs: ['CN'], request: { now: '2026-11-20T23:59:59Z', zones: ['Asia/Shanghai'], person: 'A', phone: 'p1', debts: ['d1'], creditor: 'c1', mode: 'human' }, history: [],
  expect: { decision: 'DENY', rules: ['CN-TIME'], earliest_next: '2026-11-21T00:00:00Z' },
};

describe('compliance check', () => {
  it('passes the cases', async () => {
    const done = await run('check', '--vectors', VECTORS);
    expect(done).toEqual({ code: 0, out: '80 passed, 0 failed\n', err: '' });
    expect(JSON.parse((await run('check', '--vectors', VECTORS, '--json')).out)).toEqual({ cases: 80, passed: 80, failed: [] });
  });
  it('prints each answer that differs, and says so with 1 and nothing else', async () => {
    const path = file([good, { ...good, id: 'X2', expect: { decision: 'ALLOW', rules: [], earliest_next: null } }, { ...good, id: 'X3', packs: ['CN', 'NOWHERE'] }]);
    const done = await run('check', '--vectors', path);
    expect([done.code, done.err]).toEqual([1, '']);
    expect(done.out).toContain('X2: expected ALLOW\n    got      DENY by CN-TIME, from 2026-11-21T00:00:00Z\n');
    expect(done.out).toContain('there is no pack NOWHERE');
    expect(done.out.trimEnd().split('\n').at(-1)).toBe('1 passed, 2 failed');
    const json = await run('check', '--vectors', path, '--json');
    expect([json.code, json.err]).toEqual([1, '']);
    expect(JSON.parse(json.out)).toMatchObject({ cases: 3, passed: 1, failed: [{ id: 'X2', expected: { decision: 'ALLOW', rules: [], earliest_next: null }, got: { decision: 'DENY', rules: ['CN-TIME'], earliest_next: '2026-11-21T00:00:00Z' } }, { id: 'X3' }] });
  });
  it.each([
    ['no JSON', '[{', /is not JSON/], ['no list', { cases: [] }, /expected a list of cases/], ['no case', [7], /\/0: expected an object/], ['no request', [{ ...good, request: undefined }], /\/0\/request: expected an object/],
    ['a time that is none', [{ ...good, request: { ...good.request, now: '2026-02-30T00:00:00Z' } }], /\/0\/request\/now: expected an instant/], ['a time without its zone', [{ ...good, request: { ...good.request, now: '2026-02-20T00:00:00' } }], /\/0\/request\/now/],
    ['an event without a time', [good, { ...good, history: [{ res: 'conv' }] }], /\/1\/history\/0\/t: expected/], ['a flag that is none', [{ ...good, request: { ...good.request, lost: 'yes' } }], /\/0\/request\/lost: expected true or false/],
    ['an expectation that is none', [{ ...good, expect: { decision: 'MAYBE' } }], /\/0\/expect\/decision: expected one of ALLOW, DENY/], ['zones that are none', [{ ...good, request: { ...good.request, zones: 'Asia/Shanghai' } }], /\/0\/request\/zones/],
  ])('refuses a file with %s with 2, naming the place', async (_, content, text) => {
    const done = await run('check', '--vectors', file(content));
    expect([done.code, done.out]).toEqual([2, '']);
    expect(done.err).toMatch(text);
  });
  it('refuses a file that is not there', async () => {
    expect(await run('check', '--vectors', 'none.json')).toMatchObject({ code: 2, err: expect.stringContaining('there is no such file') });
    expect(await run('check', '--vectors', '.')).toMatchObject({ code: 2 });
  });
  it('says what it did not look at', async () => {
    const done = await run('check', '--vectors', file([{ ...good, request: { ...good.request, moon: 'full' } }]));
    expect(done).toMatchObject({ code: 0, out: '1 passed, 0 failed\n', err: expect.stringContaining('/0/request/moon') });
  });
});
