/** What the pacer decided on is recorded, and decides the same again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { PacingFiles } from '../../src/adapters/pacing-log/index.js';
import type { Clock, Log } from '../../src/app/ports/system.js';
import { processIo } from '../../src/cli/io.js';
import { runCli } from '../../src/cli/program.js';
import { Bench, MINUTE, human, SECOND } from './bench.js';

const folders: string[] = [];
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }); });
const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => quiet };
const still = (at: () => number): Clock => ({ now: at, monotonic: at, shifted: null, after: () => ({ cancel: () => undefined }), every: () => ({ cancel: () => undefined }) });

/** Some minutes of a campaign, recorded. `fileSize` small: in several files. */
async function recorded(fileSize = 1e9, total = 1e9): Promise<{ readonly folder: string; readonly files: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'dunwell-pacing-'));
  folders.push(folder);
  let now = 0;
  const log = new PacingFiles({ folder, fileSize, total }, still(() => now), quiet);
  const bench = await Bench.open({ agents: ['ann', 'bob', 'cat'], leads: Array.from({ length: 300 }, (_, n) => ['20105', '90003', '90008', '10108'][n % 4]!), scripts: { '90003': human(3 * SECOND), '90008': human(8 * SECOND) }, settings: { mode: 'predictive', wrapUp: { limit: 5_000, then: 'ready' } }, pacingLog: log });
  bench.onStep = () => { now = bench.now; };
  bench.onDesk = (userId, event) => { if (event.type === 'connected') bench.clock.after(15 * SECOND, () => { void bench.conductor.command(userId, { type: 'hangUp', attemptId: event.attemptId }); }); };
  await bench.ready('ann', 'bob', 'cat');
  await bench.campaign('start');
  await bench.run(3 * MINUTE);
  await log.close();
  return { folder, files: readdirSync(folder).sort() };
}
async function replay(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const code = await runCli(['pacing', 'replay', ...args], { ...processIo(), out: (text) => { out += text; }, err: (text) => { err += text; } });
  return { code, out, err };
}
const asJson = (text: string): { decisions: number; differing: number; recorded: { lines: number }; again: { lines: number } } => JSON.parse(text) as never;

describe('recorded pacing', () => {
  it('decides the same again, decision by decision; and otherwise under another setting', async () => {
    const { folder, files } = await recorded();
    expect(files).toHaveLength(1);
    const file = join(folder, files[0]!);
    const same = await replay(file, '--json');
    expect([same.code, same.err]).toEqual([0, '']);
    const said = asJson(same.out);
    expect(said.decisions).toBeGreaterThan(800);
    expect(said).toMatchObject({ differing: 0 });
    expect(said.recorded.lines).toBeGreaterThan(20);
    const other = await replay(file, '--set', 'mode=progressive', '--json');
    expect(other.code).toBe(0);
    expect(asJson(other.out).differing).toBeGreaterThan(0);
    expect(asJson(other.out).again.lines).toBeLessThan(said.recorded.lines);
    // Keys only.
    const text = gunzipSync(readFileSync(file)).toString();
    expect(text).not.toMatch(/138\*|\+86|Debtor/);
    // A decision that was not the pacer's: exit 1, and which.
    const lines = text.trimEnd().split('\n');
    const forged = join(folder, 'forged.jsonl');
    writeFileSync(forged, lines.map((line, n) => n === 400 ? line.replace(/("d":\{"dial":)\d+/, '$199') : line).join('\n'));
    const caught = await replay(forged);
    expect(caught.code).toBe(1);
    expect(caught.out).toContain('line 401');
    // Cut off by a kill: what is whole is replayed.
    const cut = join(folder, 'cut.jsonl.gz');
    const bytes = readFileSync(file);
    writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length / 2)));
    const half = await replay(cut, '--json');
    expect(half.code).toBe(0);
    expect(asJson(half.out)).toMatchObject({ differing: 0 });
    expect(asJson(half.out).decisions).toBeGreaterThan(100);
  });
  it('goes on in a new file when one is full, each of which can be replayed alone; the oldest go first', async () => {
    const { folder, files } = await recorded(200_000);
    expect(files.length).toBeGreaterThan(2);
    for (const name of files) expect(asJson((await replay(join(folder, name), '--json')).out)).toMatchObject({ differing: 0 });
    const bounded = await recorded(200_000, 40_000);
    expect(bounded.files.length).toBeLessThan(files.length);
    expect(bounded.files.at(-1)).toBe(files.at(-1));
  });
  it.each([
    ['no file', null, 'file.unreadable'], ['text', 'hello\nworld\n', 'pacing.not_json'], ['nothing', '', 'pacing.empty'], ['another object', '{"a":1}\n{}\n', 'pacing.no_beginning'],
    ['a later version', '{"v":9,"settings":{},"state":{}}\n', 'pacing.version'], ['a hole', '{"v":1,"campaign":"c","settings":{},"state":{}}\n{"e":1}\n{}\n', 'pacing.bad_line'],
  ])('says what is wrong with %s', async (_, text, code) => {
    const folder = mkdtempSync(join(tmpdir(), 'dunwell-pacing-'));
    folders.push(folder);
    const file = join(folder, 'x.jsonl');
    if (text !== null) writeFileSync(file, text);
    const said = await replay(file, '--json');
    expect(said.code).toBe(7);
    expect(said.err).toContain(code);
  });
  it('refuses a setting it does not know', async () => { expect((await replay('x', '--set', 'speed=9')).code).toBe(2); });
});
