/** Real deaths with a real switch: the server killed at random moments, the switch killed, both, and a bad network between them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEATHS, killServer, seconds } from '../support/deaths/figures.js';
import { pause, Place } from '../support/deaths/place.js';
import { Live, whyNoLive } from './harness.js';
import { LiveBoard } from './harness/board.js';

const missing = whyNoLive();
if (missing !== null) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== null)('real deaths on a real switch', () => {
  let live: Live;
  let place: Place | undefined;
  let board: LiveBoard;
  beforeAll(async () => {
    live = await Live.start({ agents: 4 });
    board = new LiveBoard(live);
  });
  afterAll(async () => {
    await place?.close();
    await live.stop();
  });
  const figures: Record<string, unknown> = {};

  it(`nobody is called twice, left in silence or forgotten: ${DEATHS} killed servers, five killed switches, a bad network`, { timeout: 3_600_000 }, async () => {
    const floor = place = await Place.open({ agents: 4, leads: 900, board });
    const { proxy, server } = floor;
    await floor.more(6);
    figures['serverKilled'] = await killServer(floor, DEATHS);
    await floor.more(4);
    const back: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      await floor.killSwitch();
      await pause(Math.random() * 2_000);
      await floor.startSwitch();
      const began = performance.now();
      await floor.more(1, 120_000);
      back.push((performance.now() - began) / 1000);
      await floor.more(3);
    }
    figures['switchKilled'] = { deaths: 5, dialAfterItsReturn: seconds(back) };
    for (const weather of [{ kind: 'delay', by: [20, 250] }, { kind: 'slices', bytes: 7 }] as const) { proxy.weather = weather; await floor.more(6, 120_000); }
    proxy.weather = { kind: 'fair' };
    for (let n = 0; n < 10; n += 1) { await pause(Math.random() * 1_500); proxy.reset(); }
    await floor.more(4);
    proxy.weather = { kind: 'blackhole' };
    await server.until('the silence to be noticed', async () => (await server.ask<{ switches: { up: boolean }[] }>('GET', '/live')).switches.every((one) => !one.up));
    await pause(9_000);
    proxy.weather = { kind: 'fair' };
    await floor.more(4);
    const { findings, exit, chain, left, ...rest } = await floor.end();
    console.log(`live deaths: ${JSON.stringify({ ...figures, ...rest, exit, findings: findings.length })}`);
    expect(findings).toEqual([]);
    expect(chain).toEqual([]);
    expect([exit, left]).toEqual([0, 0]);
  });
});
