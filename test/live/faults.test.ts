/** Races and deaths on a real switch: nobody on a dead line, nobody called twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Live, whyNoLive } from './harness.js';
import { EventTap, limbos, overlaps } from './harness/event-tap.js';
import { csv, mobile, Server } from './harness/server.js';

const missing = whyNoLive();
if (missing !== null) console.warn(`skipped: ${missing}`);
const RACES = Number(process.env['LIVE_RACES'] ?? '200');

describe.skipIf(missing !== null)('races and deaths', () => {
  let live: Live;
  let server: Server;
  beforeAll(async () => {
    live = await Live.start({ agents: 4 });
    server = new Server(live);
    await server.start();
    await server.trunk('carrier1', { maxCalls: 100, callsPerSecond: 30 });
    await server.ready();
    for (const name of ['1000', '1001', '1002', '1003']) await live.phones.start(name);
    for (const name of ['1000', '1001', '1002', '1003']) await server.collector(`c${name}`, { kind: 'user', user: name, domain: 'live.test' });
  });
  afterAll(async () => {
    await server.kill('SIGTERM');
    await live.stop();
  });
  const shifts = async (talk = 300) => Promise.all(['1000', '1001', '1002', '1003'].map(async (name) => server.work(await server.login(`c${name}`), { talk })));

  it(`${RACES} bridges cut short by either side leave no leg silent for 300 ms`, { timeout: 420_000 }, async () => {
    const campaign = await server.campaign('races', { mode: 'progressive', record: false, hopperSize: 500 });
    await server.import(campaign, csv(Array.from({ length: RACES }, (_, at) => ({ name: `客户${at}`, phone: mobile(at, '10100') }))));
    const agents = new Set<string>();
    let races = 0;
    const ours: EventTap = await EventTap.open(live.ours.address, (event) => {
      if (event.kind === 'agent' && event.name === 'CHANNEL_PARK') agents.add(event.leg);
      if (event.name !== 'CHANNEL_UNPARK' || event.kind !== 'customer') return;
      // The bridge has just begun: within its 41 to 81 ms one side goes.
      races += 1;
      const customer = event.leg;
      const wait = (races * 7) % 90;
      if (races % 3 === 0) {
        const agent = ours.heard.findLast((one) => one.name === 'CHANNEL_UNPARK' && agents.has(one.leg))?.leg;
        if (agent !== undefined && races % 9 === 0) setTimeout(() => { ours.tell(`uuid_kill ${agent}`); }, wait);
        else setTimeout(() => { ours.tell(`uuid_kill ${customer}`); }, wait);
      } else setTimeout(() => { ours.tell(`uuid_kill ${customer} NORMAL_CLEARING`); }, wait);
    });
    const work = await shifts();
    await server.ask('POST', `/campaigns/${campaign}/start`);
    await server.until(`${RACES} settled attempts`, async () => (await server.attempts(campaign)).filter((row) => row.outcome !== null).length >= RACES, 400_000);
    await sleep(500);
    await server.ask('POST', `/campaigns/${campaign}/stop`);
    const long = limbos(ours.heard).filter((one) => one.ms > 300);
    console.log(`races ${races}; longest limbo ${Math.max(...limbos(ours.heard).map((one) => one.ms)).toFixed(0)} ms; limbos over 300 ms: ${JSON.stringify(long)}`);
    expect(long).toEqual([]);
    // Two collectors never get one customer, nor one collector two: a leg is bridged again only after its bridge ended.
    expect(overlaps(ours.heard)).toEqual([]);
    const attempts = await server.attempts(campaign);
    expect(new Set(attempts.map((row) => row.leadId)).size).toBe(attempts.length);
    for (const shift of work) await shift.stop();
    ours.close();
    await live.ours.until('no channel left', async () => (await live.channelsLeft()).length === 0, 20_000);
  });

  it('a killed server leaves no customer waiting longer than 8 s, and takes over what still lives when it is back', { timeout: 180_000 }, async () => {
    const campaign = await server.campaign('killed', { mode: 'progressive', record: false });
    await server.import(campaign, csv(Array.from({ length: 12 }, (_, at) => ({ name: `客户${at}`, phone: mobile(300 + at, '10101') }))));
    const tap = await EventTap.open(live.ours.address);
    const work = await shifts(60_000);
    await server.ask('POST', `/campaigns/${campaign}/start`);
    // Die at the very moment a customer has answered.
    await live.ours.until('a customer answered', () => Promise.resolve(tap.heard.some((one) => one.name === 'CHANNEL_ANSWER' && one.kind === 'customer')), 30_000);
    await server.kill('SIGKILL');
    const died = Date.now();
    await sleep(9_000);
    const bridged = JSON.parse(await live.eslApi('show bridged_calls as json')) as { rows?: { uuid: string; b_uuid: string }[] };
    const talking = new Set((bridged.rows ?? []).flatMap((row) => [row.uuid, row.b_uuid]));
    const customers = (await live.channelsLeft()).filter((leg) => leg.dest.length === 11 && !talking.has(leg.uuid));
    expect(customers.map((leg) => leg.dest)).toEqual([]);
    await server.start();
    await server.ready();
    const open = await server.until('every attempt without a leg to be settled', async () => { const rows = (await server.attempts(campaign)).filter((row) => row.outcome === null); return rows.length <= talking.size / 2 ? rows : null; }, 30_000);
    console.log(`server dead ${Date.now() - died} ms; in talk all along: ${talking.size / 2}; open attempts after: ${open.length}`);
    const later = await shifts(500);
    await server.ask('POST', `/campaigns/${campaign}/start`);
    await server.until('all attempts settled', async () => { const rows = await server.attempts(campaign); return new Set(rows.filter((row) => row.outcome !== null).map((row) => row.leadId)).size >= 12; }, 60_000);
    const rows = await server.attempts(campaign);
    expect(new Set(rows.map((row) => row.leadId)).size).toBe(rows.length);
    await server.ask('POST', `/campaigns/${campaign}/stop`);
    for (const shift of [...work, ...later]) await shift.stop();
    tap.close();
    await live.ours.until('no channel left', async () => (await live.channelsLeft()).length === 0, 20_000);
  });

  it('a switch that dies and comes back: nobody is dialed twice, the desks’ lines return, the campaign goes on', { timeout: 240_000 }, async () => {
    const campaign = await server.campaign('switch', { mode: 'progressive', record: false });
    await server.import(campaign, csv(Array.from({ length: 40 }, (_, at) => ({ name: `客户${at}`, phone: mobile(500 + at, at % 4 === 0 ? '20105' : '10101') }))));
    const work = await shifts(800);
    await server.ask('POST', `/campaigns/${campaign}/start`);
    await server.until('ten settled attempts', async () => (await server.attempts(campaign)).filter((row) => row.outcome !== null).length >= 10, 60_000);
    await live.ours.stop('SIGKILL');
    await server.until('the dialer to notice', async () => (await server.ask<{ switches: { up: boolean }[] }>('GET', '/live')).switches.every((one) => !one.up), 10_000);
    const before = (await server.attempts(campaign)).length;
    await sleep(2_000);
    expect((await server.attempts(campaign)).length).toBe(before);
    await live.ours.start();
    const back = Date.now();
    for (const name of live.phones.names) await live.phones.register(name);
    await server.until('the desks’ lines', async () => (await server.ask<{ agents: { leg: string }[] }>('GET', '/live')).agents.filter((one) => one.leg === 'parked' || one.leg === 'busy').length >= 4, 90_000);
    console.log(`lines back ${Date.now() - back} ms after the switch`);
    await server.until('all leads settled', async () => new Set((await server.attempts(campaign)).filter((row) => row.outcome !== null).map((row) => row.leadId)).size >= 40, 120_000);
    const rows = await server.attempts(campaign);
    const twice = rows.filter((row, at) => rows.findIndex((one) => one.leadId === row.leadId) !== at);
    expect(twice.map((row) => row.number)).toEqual([]);
    expect(rows.filter((row) => row.outcome === 'unknown' || row.outcome === 'abandoned' || row.outcome === 'human').length).toBeGreaterThan(0);
    await server.ask('POST', `/campaigns/${campaign}/stop`);
    for (const shift of work) await shift.stop();
    await live.ours.until('no channel left', async () => (await live.channelsLeft()).length === 0, 20_000);
  });
});
