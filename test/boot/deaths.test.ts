/** Five deaths of a working floor, cheap ones; test/deep/deaths.test.ts has all of them. Nobody is called twice, nothing promised is lost. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Place, pause } from '../support/deaths/place.js';
import { build, dunwell } from './support.js';

let place: Place | undefined;
beforeAll(async () => {
  build();
  place = await Place.open({ agents: 4, leads: 400 });
}, 240_000);
afterAll(async () => { await place?.close(); });

it('server killed, switch killed, connection reset, connection silent, a reply of 100 MB: all at work', async () => {
  if (!place) throw new Error('no floor');
  const { proxy, server } = place;
  await place.more(8);
  await place.killServer();
  await place.startServer();
  await place.more(4);
  await place.killSwitch();
  await pause(500);
  await place.startSwitch();
  await place.more(4);
  proxy.reset();
  await place.more(4);
  proxy.weather = { kind: 'blackhole' };
  await server.until('the silence to be noticed', async () => (await server.ask<{ switches: { up: boolean }[] }>('GET', '/live')).switches.every((one) => !one.up));
  proxy.weather = { kind: 'fair' };
  await place.more(4);
  const before = proxy.connections;
  await proxy.say(`Content-Type: api/response\nContent-Length: ${100 * 2 ** 20}\n\n`, Buffer.alloc(2 ** 20, 120), 100);
  expect(before).toBeGreaterThan(0);
  await place.more(4);
  const { findings, exit, chain, left, ...figures } = await place.end();
  expect(findings).toEqual([]);
  expect(chain).toEqual([]);
  expect([exit, left]).toEqual([0, 0]);
  expect(figures.connected).toBeGreaterThan(0);
  expect(figures.disposed).toBeGreaterThan(0);
}, 240_000);

it('a stop lets talks end; a backup made at work is whole, and put back it waits to be started', async () => {
  const floor = await Place.open({ agents: 3, leads: 120, env: { DUNWELL_STOP_WAIT: '90s' } });
  try {
    await floor.more(4);
    const settings = { DUNWELL_DB: floor.db };
    const copy = join(floor.dir, 'copy.db');
    const made = await dunwell(floor.dir, ['backup', copy, '--json'], settings);
    expect([made.code, made.err]).toEqual([0, '']);
    expect(JSON.parse(made.out)).toMatchObject({ file: copy, notInIt: expect.arrayContaining([{ what: 'key', path: expect.stringContaining('key') }]) });
    expect((await dunwell(floor.dir, ['restore', copy, '--force'], settings)).code).toBe(4);
    await floor.server.until('a talk', async () => (await floor.server.ask<{ calls: { state: string }[] }>('GET', '/live')).calls.some((call) => call.state === 'talking'));
    const told = floor.desks.filter((one) => one.what === 'connected').map((one) => one.attemptId);
    expect(await floor.server.kill('SIGTERM')).toBe(0);
    expect(floor.server.said).toContain('calls in talk are waited for, 90 s at most');
    expect(await floor.legs()).toEqual([]);
    for (const collector of floor.collectors.splice(0)) void collector.stop();
    const db = new Database(floor.db, { readonly: true });
    const open = db.prepare<[], { id: string }>('select id from attempts where outcome is null').all();
    const talked = new Set(db.prepare<[], { id: string }>("select id from attempts where bridged_at is not null and outcome = 'human'").all().map((row) => row.id));
    db.close();
    expect(open).toEqual([]);
    expect(told.filter((id) => !talked.has(id))).toEqual([]);
    const restored = await dunwell(floor.dir, ['restore', copy, '--force', '--json'], settings);
    expect(restored.err).toBe('');
    expect(JSON.parse(restored.out)).toMatchObject({ troubles: 0, paused: ['deaths'] });
    await floor.startServer();
    const before = floor.invites();
    await pause(3_000);
    expect(floor.invites()).toBe(before);
    expect((await floor.server.ask<{ problems: unknown[] }>('POST', '/audit/verifications', {})).problems).toEqual([]);
  } finally { await floor.close(); }
}, 240_000);
