/** `npm start` after install and build: a demo that dials, bridges and is worked, from nothing; and how it ends and starts again. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, dunwell, folder, metric, QUICK, start, until, type Started } from './support.js';

describe('the demo', () => {
  const where = folder();
  let server: Started;
  let url: string;
  /** Somebody who was called and talked to. */
  let called = '';
  beforeAll(async () => {
    build();
    server = start(where, QUICK);
    url = await server.url;
  }, 240_000);
  afterAll(async () => { await server.stop(); });

  it('prints the console\'s address first, once /healthz answers, and says whose clock it is', async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(server.out()).toMatch(/log in as {2}demo {3}password {2}\w{20}/);
    expect(server.out()).toMatch(/log in as {2}admin {2}password {2}\w{20}/);
    expect(server.out()).toMatch(/demo clock: \d{4}-\d{2}-\d{2} 10:00 \(Asia\/Shanghai\) at start/);
    expect(server.err()).toBe('');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('keeps key, token and log to their owner', () => {
    for (const name of ['key', 'cli-token', 'dunwell.log', 'dunwell.db']) expect(statSync(join(where, 'data', name)).mode & 0o077, name).toBe(0);
  });

  it('soon shows attempts of several outcomes and bridged calls', async () => {
    await until('several outcomes and bridges', async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const bridged = Number(metric(text, 'dunwell_bridge_latency_seconds_count')[0]?.split(' ').at(-1) ?? 0);
      return metric(text, 'dunwell_attempts_total').length >= 3 && bridged >= 2;
    });
  }, 100_000);

  it('gives the free desk a call with case and script, and takes its disposition', async () => {
    const password = /demo {3}password {2}(\w{20})/.exec(server.out())?.[1] ?? '';
    const desk = await dunwell(where, ['desk', '--user', 'demo', '--password-stdin', '--talk', '1', '--wrap', '0', '--dispose', 'refuses', '--calls', '1', '--for', '100'], {}, password);
    expect(desk.err).toBe('');
    expect(desk.code).toBe(0);
    const events = desk.out.trim().split('\n').map((line) => JSON.parse(line) as { kind: string; event?: { type: string; pop?: { name: string; script: { zh: string } | null } | null; code?: string } }).filter((line) => line.kind === 'event').map((line) => line.event);
    const pop = events.find((event) => event?.type === 'reserved' && event.pop)?.pop;
    expect(pop?.name).toMatch(/^[\u4e00-\u9fff]{3}$/);
    called = pop?.name ?? '';
    expect(pop?.script?.zh).toContain(pop?.name);
    expect(events.some((event) => event?.type === 'connected')).toBe(true);
    expect(events.some((event) => event?.type === 'disposed' && event.code === 'refuses')).toBe(true);
  }, 120_000);

  it('leaves nobody’s number, identity number or name in clear in any file: database, its log, our log, backups, recordings, exports', () => {
    const files = readdirSync(where, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.some((file) => file.endsWith('dunwell.db'))).toBe(true);
    expect(called).toMatch(/^[\u4e00-\u9fff]{3}$/);
    const found: string[] = [];
    for (const file of files) {
      const bytes = readFileSync(file);
      // Byte for byte; the marks of the demo's people are plain ASCII (170… and region 99), its names UTF-8.
      const text = `${file}\n${bytes.toString('latin1')}`;
      for (const [what, pattern] of [['phone', /(?<![\d.])(?:\+?86)?170\d{8}(?!\d)/], ['identity', /(?<![\d.])99\d{4}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dX](?!\d)/]] as const) if (pattern.test(text)) found.push(`${what} in ${file}`);
      if (bytes.includes(Buffer.from(called))) found.push(`name in ${file}`);
    }
    expect(found).toEqual([]);
    expect(statSync(join(where, 'data', 'dunwell.db')).size).toBeGreaterThan(1_000_000);
  });

  it('is one server a database: a second start takes a port and a database of its own, a named database is refused', async () => {
    const second = start(where, { ...QUICK, DUNWELL_DEMO: 'off' });
    const other = await second.url;
    expect(other).not.toBe(url);
    expect(second.err()).toContain('is in use by another Dunwell (process');
    expect(second.err()).toContain('This start takes a database of its own.');
    expect(await second.stop()).toBe(0);
    const third = start(where, { ...QUICK, DUNWELL_DB: 'data/dunwell.db' });
    expect((await third.ended).code).toBe(1);
    expect(third.err()).toContain(`${url}). Stop that one, or give this one its own`);
  }, 120_000);

  it('a port that is taken is said; the usual one is stepped over', async () => {
    const taken = start(folder(), { DUNWELL_HTTP_PORT: new URL(url).port, DUNWELL_DEMO: 'off' });
    expect((await taken.ended).code).toBe(1);
    expect(taken.err()).toMatch(/port \d+ is taken by another program/);
  }, 60_000);

  it('ends in order when told, and starts again later than it ended', async () => {
    expect(await server.stop()).toBe(0);
    expect(server.err()).toContain('stopping');
    expect(existsSync(join(where, 'data', 'cli-token'))).toBe(false);
    const again = start(where, QUICK);
    await again.url;
    expect(again.out()).not.toContain('log in as  admin');
    const [first, then] = [server, again].map((one) => /demo clock: (\S+ \S+)/.exec(one.out())?.[1] ?? '');
    expect(String(then) > String(first)).toBe(true);
    expect(await again.stop()).toBe(0);
  }, 120_000);
});

describe('bad settings', () => {
  it('are told at once, and nothing is started', async () => {
    const where = folder();
    const server = start(where, { DUNWELL_HTTP_PORT: 'http', DUNWELL_HTTP_HOST: '0.0.0.0', DUNWELL_DATABASE: 'x' });
    expect((await server.ended).code).toBe(7);
    expect(server.err()).toContain('3 settings can\'t be used');
    expect(existsSync(join(where, 'data'))).toBe(false);
  });
});
