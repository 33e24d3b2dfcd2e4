/** Five deaths of a working floor, cheap ones; test/deep/deaths.test.ts has all of them. Nobody is called twice, nothing promised is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Place, pause } from '../support/deaths/place.js';
import { build } from './support.js';

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
