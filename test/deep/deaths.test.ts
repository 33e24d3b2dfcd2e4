/**
 * Real deaths at work, each on a floor of its own processes: killed servers and switches, bad networks, full and read-only disks,
 * limits of the system, desks that read nothing. After each the checkers look at the database, the switch and the desks.
 * `DUNWELL_DEATHS=10` makes it shorter; figures are printed for docs/reliability.md.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { build } from '../boot/support.js';
import { DEATHS, killServer, seconds } from '../support/deaths/figures.js';
import { pause, Place, type PlaceOptions } from '../support/deaths/place.js';

const MB = 2 ** 20;
let place: Place | undefined;
const undo: (() => void)[] = [];
beforeAll(() => { build(); }, 240_000);
afterEach(async () => {
  await place?.close();
  place = undefined;
  for (const step of undo.splice(0).reverse()) step();
});
const open = async (options: PlaceOptions): Promise<Place> => (place = await Place.open(options));

/** Ends it, prints the figures, and demands that nothing was found. */
async function judged(what: string, floor: Place, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { findings, exit, chain, left, ...figures } = await floor.end();
  console.log(`${what}: ${JSON.stringify({ ...more, ...figures, exit, findings: findings.length })}`);
  expect(findings).toEqual([]);
  expect(chain).toEqual([]);
  expect([exit, left]).toEqual([0, 0]);
  expect(figures.disposed).toBeGreaterThan(0);
}

describe('processes that die', () => {
  it(`the server, killed at ${DEATHS} moments of a running campaign`, async () => {
    const floor = await open({ agents: 6, leads: 4_000 });
    await floor.more(10);
    const killed = await killServer(floor, DEATHS);
    await floor.more(5);
    await judged('server killed', floor, killed);
  });
  it('the switch, killed ten times', async () => {
    const floor = await open({ agents: 6, leads: 2_000 });
    const back: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      await floor.more(5);
      // Every second time it dies in the middle of everything, else after something was filed.
      if (n % 2 === 1) await floor.filed(1);
      await floor.killSwitch();
      await pause(Math.random() * 3_000);
      await floor.startSwitch();
      const began = performance.now();
      await floor.more(1);
      back.push((performance.now() - began) / 1000);
    }
    await judged('switch killed', floor, { deaths: 10, dialAfterItsReturn: seconds(back) });
  });
  it('both at once, five times', async () => {
    const floor = await open({ agents: 6, leads: 2_000 });
    for (let n = 0; n < 5; n += 1) {
      await floor.more(5);
      await Promise.all([floor.killServer(), floor.killSwitch()]);
      await floor.startSwitch();
      await floor.startServer();
    }
    await floor.more(3);
    await judged('both killed', floor, { deaths: 5 });
  });
});

describe('a bad network between server and switch', () => {
  it('delays, slices, resets and black holes', async () => {
    const floor = await open({ agents: 6, leads: 3_000 });
    const { proxy, server } = floor;
    for (const weather of [{ kind: 'delay', by: [20, 250] }, { kind: 'slices', bytes: 1 }, { kind: 'slices', bytes: 113 }, { kind: 'delay', by: [0, 900] }] as const) {
      proxy.weather = weather;
      await floor.more(15, 120_000);
    }
    proxy.weather = { kind: 'fair' };
    for (let n = 0; n < 20; n += 1) { await pause(Math.random() * 1_500); proxy.reset(); }
    await floor.more(5);
    const noticed: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const began = performance.now();
      proxy.weather = { kind: 'blackhole' };
      await server.until('the silence to be noticed', async () => (await server.ask<{ switches: { up: boolean }[] }>('GET', '/live')).switches.every((one) => !one.up));
      noticed.push((performance.now() - began) / 1000);
      // Longer than anybody may wait on a line: the switch ends who was just answered by itself.
      await pause(n === 0 ? 9_000 : 1_000);
      proxy.weather = { kind: 'fair' };
      await floor.more(5);
    }
    await judged('bad network', floor, { resets: 20, blackholes: 3, silenceNoticed: seconds(noticed) });
  });
  it('a reply of 100 MB', async () => {
    const floor = await open({ agents: 4, leads: 800 });
    await floor.more(5);
    await floor.filed(1);
    const before = floor.peak();
    for (let n = 0; n < 3; n += 1) {
      await floor.proxy.say(`Content-Type: api/response\nContent-Length: ${100 * MB}\n\n`, Buffer.alloc(MB, 120), 100);
      await floor.filed(1);
      // Without a length it is a head that never ends.
      await floor.proxy.say('Content-Type: api/response\n', Buffer.alloc(MB, 121), 100);
      await floor.filed(1);
    }
    const after = floor.peak();
    // Nothing of them is kept: the reader gives up at its limits, and not at the end.
    expect(after - before).toBeLessThan(150);
    await judged('100 MB', floor, { replies: 6, peakMbBefore: before, peakMbAfter: after });
  });
});

/** To the last byte, while others write, too. */
function fill(path: string): void {
  const piece = Buffer.alloc(MB / 4);
  for (let size = piece.length; ;) {
    try { appendFileSync(path, piece.subarray(0, size)); } catch { if (size <= 512) return; size = Math.floor(size / 2); }
  }
}

const root = process.getuid?.() === 0;
const noPrlimit = spawnSync('sh', ['-c', 'command -v prlimit']).status !== 0;
const noLoop = spawnSync('sh', ['-c', 'command -v mkfs.ext4 && command -v e2fsck && test -e /dev/loop-control']).status !== 0;
describe('a disk that fails', () => {
  /** A small disk of its own, in memory. */
  function disk(megabytes: number): string {
    const folder = mkdtempSync(join(tmpdir(), 'dunwell-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
    undo.push(() => { execFileSync('umount', ['-l', folder]); rmSync(folder, { recursive: true, force: true }); });
    return folder;
  }
  it.skipIf(!root)('full: nothing is dialed and it is said, talks go on, what was not written is not acknowledged; then there is room again', async () => {
    const folder = disk(160);
    const floor = await open({ agents: 6, leads: 1_500, data: join(folder, 'data') });
    await floor.more(10);
    for (let n = 0; n < 3; n += 1) {
      fill(join(folder, 'filler'));
      const began = performance.now();
      await floor.server.until('it to be said', async () => (await floor.trouble()).includes('full'), 60_000);
      const said = (performance.now() - began) / 1000;
      const before = floor.invites();
      await pause(8_000);
      // One call in five seconds may try; none leaves without its row.
      expect(floor.invites() - before).toBe(0);
      expect(floor.server.ended, floor.server.lastWords).toBeNull();
      rmSync(join(folder, 'filler'));
      await floor.more(5);
      console.log(`full disk ${n}: said after ${said.toFixed(1)} s`);
    }
    await judged('disk full', floor, { times: 3 });
  });
  /** A talk of the longer kind (the others last 4 s at most, and some more on a busy machine): it outlasts what comes now. */
  const longTalk = async (floor: Place): Promise<string> => (await floor.server.until('a long talk', async () => (await talks(floor)).find((one) => Date.now() - one.since > 10_000), 180_000)).attemptId;
  const talks = async (floor: Place): Promise<readonly { readonly attemptId: string; readonly since: number }[]> => (await floor.server.ask<{ calls: { attemptId: string; state: string; since: number }[] }>('GET', '/live')).calls.filter((one) => one.state === 'talking');
  /** While nothing can be written: nothing is dialed and it is said, the talk goes on, what is filed is answered with why. Gives what was refused. */
  async function unwritable(floor: Place, talk: string, said: RegExp): Promise<{ readonly saidAfter: number; readonly refused: readonly string[] }> {
    const began = Date.now();
    await floor.server.until('it to be said', async () => said.test(await floor.trouble()), 60_000);
    const saidAfter = (Date.now() - began) / 1000;
    const before = floor.invites();
    await pause(5_000);
    const leg = floor.heard().find((one) => one.attempt === talk)?.leg;
    expect((await talks(floor)).map((one) => one.attemptId)).toContain(talk);
    expect((await floor.legs()).map((one) => one.uuid)).toContain(leg);
    // It comes to its end meanwhile, or another does.
    const refused = await floor.server.until('a result to be refused', () => Promise.resolve(floor.refused.filter((one) => one.at >= began)).then((all) => (all.length > 0 ? all : null)), 60_000);
    expect(new Set(refused.map((one) => one.code))).toEqual(new Set(['store.refused']));
    expect(floor.invites() - before).toBe(0);
    expect(floor.server.ended, floor.server.lastWords).toBeNull();
    return { saidAfter, refused: [...new Set(floor.refused.filter((one) => one.at >= began).map((one) => one.attemptId))] };
  }
  /** Everything that was refused is filed in the end. */
  const filed = (floor: Place, refused: readonly string[]): Promise<unknown> => floor.server.until('what was refused to be filed', () => Promise.resolve(refused.every((id) => floor.desks.some((one) => one.what === 'disposed' && one.attemptId === id))), 60_000);

  it.skipIf(noPrlimit)('writes that fail at work: nothing is dialed and it is said, talks go on, what is typed is refused in words and taken when writes go through again', async () => {
    const floor = await open({ agents: 6, leads: 1_200, longTalk: 55_000 });
    await floor.more(10);
    for (let n = 0; n < 3; n += 1) {
      const talk = await longTalk(floor);
      // A limit on the size of files refuses each write to the database, as a disk does that turned read-only: SQLite calls both an error of writing.
      execFileSync('prlimit', ['--pid', String(floor.server.pid), '--fsize=1:']);
      const { saidAfter, refused } = await unwritable(floor, talk, /takes no writes/);
      execFileSync('prlimit', ['--pid', String(floor.server.pid), '--fsize=unlimited:']);
      await filed(floor, refused);
      await floor.more(5);
      console.log(`no writes ${n}: said after ${saidAfter.toFixed(1)} s, ${refused.length} results refused, then filed`);
    }
    await judged('writes fail', floor, { times: 3 });
  });
  it.skipIf(!root || noLoop)('the kernel turns the disk read-only at work: as above; repaired and started again, the talks are taken over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dunwell-disk-'));
    const [image, mount] = [join(folder, 'disk.img'), join(folder, 'disk')];
    execFileSync('mkdir', [mount]);
    execFileSync('truncate', ['-s', '300M', image]);
    execFileSync('mkfs.ext4', ['-q', '-F', image]);
    const attach = (what: string): void => { execFileSync('mount', ['-o', 'loop,errors=remount-ro', what, mount]); };
    attach(image);
    undo.push(() => { spawnSync('umount', ['-l', mount]); rmSync(folder, { recursive: true, force: true }); });
    const floor = await open({ agents: 6, leads: 600, data: join(mount, 'data'), longTalk: 55_000 });
    await floor.more(10);
    const device = execFileSync('findmnt', ['-no', 'SOURCE', mount], { encoding: 'utf8' }).trim();
    const talk = await longTalk(floor);
    // What ext4 does when it finds its disk damaged: from now on every write says "read-only file system".
    writeFileSync(`/sys/fs/ext4/${basename(device)}/trigger_fs_error`, 'test');
    // Between a write and its sync nobody knows what the disk has, and the server ends; anywhere else it stays.
    const lost = async (): Promise<boolean> => { await pause(1_500); return floor.server.ended !== null; };
    const { saidAfter, refused } = await lost() ? { saidAfter: null, refused: [] } : await unwritable(floor, talk, /takes no writes/);
    if (saidAfter === null) { expect(floor.server.ended, floor.server.lastWords).toBe(1); expect(floor.server.said).toContain('the database is lost'); }
    // It can't be written again without a repair, and that needs the server stopped.
    await floor.killServer();
    execFileSync('umount', [mount]);
    // Another mount namespace may hold the broken one a while longer: the repair is of a copy.
    const repaired = join(folder, 'repaired.img');
    execFileSync('cp', ['--sparse=always', image, repaired]);
    spawnSync('e2fsck', ['-fy', repaired]);
    attach(repaired);
    await floor.startServer();
    await floor.more(5);
    await judged('disk read-only', floor, { saidAfter, refused: refused.length });
  });
  it.skipIf(!root)('read-only at the start: refused in words, and nothing is harmed', async () => {
    const folder = disk(60);
    const floor = await open({ agents: 2, leads: 60, data: join(folder, 'data') });
    await floor.more(3);
    await floor.killServer();
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    await expect(floor.server.start()).rejects.toThrow(/read-only|can't be written/);
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    await floor.startServer();
    await floor.more(3);
    await judged('read-only', floor);
  });
});

describe('limits and guests', () => {
  it.skipIf(noPrlimit)('no file descriptors left: calls go on, and new guests are let in when there are some again', async () => {
    const floor = await open({ agents: 4, leads: 800 });
    await floor.more(3);
    // Lowered at work: a start opens hundreds of program files at once.
    const used = readdirSync(`/proc/${floor.server.pid}/fd`).length;
    execFileSync('prlimit', ['--pid', String(floor.server.pid), `--nofile=${used + 12}:`]);
    const port = Number(new URL(floor.server.url).port);
    const guests: Socket[] = [];
    for (let n = 0; n < 150; n += 1) guests.push(connect({ port, host: '127.0.0.1' }).on('error', () => undefined));
    await pause(3_000);
    const calls = floor.invites();
    await floor.server.until('calls to go on', () => Promise.resolve(floor.invites() >= calls + 5), 60_000);
    expect(floor.server.ended, floor.server.lastWords).toBeNull();
    for (const guest of guests) guest.destroy();
    await floor.server.until('guests to be let in', async () => (await fetch(`${floor.server.url}/healthz`)).status === 200, 30_000);
    await judged('no descriptors', floor);
  });
  it('a desk that reads nothing: no other desk waits for it, and its memory is bounded', async () => {
    const floor = await open({ agents: 5, leads: 1_000 });
    await floor.more(3);
    // The first desk is taken over by one that never reads what it is sent.
    const deaf = new WebSocket(`${floor.server.url.replace(/^http/, 'ws')}/desk`, { headers: { authorization: `Bearer ${floor.tokens[0] ?? ''}` } });
    await new Promise<void>((resolve, reject) => { deaf.once('open', resolve); deaf.once('error', reject); });
    deaf.send(JSON.stringify({ type: 'hello', purpose: 'desk', takeOver: true }));
    deaf.send(JSON.stringify({ type: 'command', id: 1, command: { type: 'ready' } }));
    deaf.pause();
    const before = floor.desks.filter((one) => one.what === 'disposed').length;
    await floor.server.until('the others to go on', () => Promise.resolve(floor.desks.filter((one) => one.what === 'disposed').length >= before + 8), 120_000);
    deaf.terminate();
    await judged('a deaf desk', floor);
  });
});
