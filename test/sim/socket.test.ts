/** The event socket under rough handling: cut commands, hostile text, slow readers, half-open clients, faults, and a burst of calls. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AcceleratedClock } from '../../src/sim/clock/accelerated.js';
import { Population } from '../../src/sim/callees/population.js';
import { once, type SimulatedSwitch } from '../../src/sim/switch/index.js';
import { realClock } from './clock.js';
import { BareClient, startSwitch } from './switch.js';

let sim: SimulatedSwitch | undefined;
afterEach(async () => { await sim?.stop(); sim = undefined; });

describe('commands', () => {
  it('reads a command cut at every byte, and several in one packet', async () => {
    sim = await startSwitch();
    const client = await BareClient.open(sim.port);
    for (const byte of 'api uuid_exists x\n\n') { client.send(byte); await new Promise((r) => setImmediate(r)); }
    await client.until((f) => f.body === 'false');
    const from = client.got.length;
    client.send('api version\r\n\r\n\n\napi echo 一二\n\nnoevents\n\nsendmsg none\ncontent-length: 3\n\nabcapi echo last\n\n');
    await client.until((f) => f.body === 'last', from);
    expect(client.got.slice(from).map((f) => f.body || f.head)).toEqual([
      expect.stringContaining('FreeSWITCH Version'), '一二', 'Content-Type: command/reply\nReply-Text: -ERR not listening for events',
      'Content-Type: command/reply\nReply-Text: -ERR invalid session id [none]', 'last',
    ]);
  });

  it('takes hostile values as values', async () => {
    sim = await startSwitch();
    const client = await BareClient.open(sim.port);
    await client.command('event plain CHANNEL_PARK CHANNEL_CREATE BACKGROUND_JOB');
    // one escaping level short: the value ends at its comma and the rest becomes a variable of its own
    const bad = await client.originate('ignore_early_media=true,note=a,dunwell_kind=agent', 'sofia/gateway/carrier1/13900010100');
    expect(await client.api(`uuid_getvar ${bad.id} note`)).toBe('a');
    expect(await client.api(`uuid_getvar ${bad.id} dunwell_kind`)).toBe('agent');
    const good = await client.originate("ignore_early_media=true,note='a\\,b\\=c 100%41 \\\\'", 'sofia/gateway/carrier1/13900010100');
    expect(await client.api(`uuid_getvar ${good.id} note`)).toBe('a,b=c 100%41 \\');
    expect(await client.api(`uuid_setvar ${good.id} remark it is\\sfine: 'quoted words'`)).toBe('+OK\n');
    expect(await client.api(`uuid_getvar ${good.id} remark`)).toBe('it is fine: quoted words');
    expect((await client.originate('', 'sofia/gateway/carrier1/13900010100,sofia/gateway/carrier1/13900010101')).said).toBe('-ERR DESTINATION_OUT_OF_ORDER');
    const dump = await client.api(`uuid_dump ${good.id}`);
    expect(dump).toContain('variable_note: a,b%3Dc%20100%41%20%5C\n');
  });

  it('drops a client without a password, and one with a command that never ends', async () => {
    sim = await startSwitch({ clock: new AcceleratedClock({ base: realClock, factor: 200 }) });
    const silent = await BareClient.open(sim.port, null);
    await silent.untilClosed();
    const endless = await BareClient.open(sim.port);
    for (let i = 0; i < 12; i++) endless.send('x'.repeat(1_000_000));
    const after = await BareClient.open(sim.port);
    expect(await after.api('uuid_exists x')).toBe('false');
  });

  it('forgets a client that vanished half-way through a command', async () => {
    sim = await startSwitch();
    const socket = connect({ host: '127.0.0.1', port: sim.port });
    await new Promise((r) => socket.once('data', r));
    socket.write('auth Clue');
    socket.resetAndDestroy();
    const client = await BareClient.open(sim.port);
    expect(await client.api('echo still here')).toBe('still here');
  });
});

describe('faults', () => {
  it('freezes, crashes and comes back as another process', async () => {
    sim = await startSwitch();
    const port = sim.port;
    const client = await BareClient.open(port);
    const core = (await client.command('event plain ALL'), await client.originate('ignore_early_media=true', 'sofia/gateway/carrier1/13900010100'));
    const before = sim.world.coreUuid;
    sim.faults.freeze();
    const from = client.got.length;
    client.send('api echo thawed\n\n');
    await new Promise((r) => setTimeout(r, 60));
    expect(client.got.length).toBe(from);
    sim.faults.thaw();
    await client.until((f) => f.body === 'thawed', from);
    await sim.faults.crash();
    await client.untilClosed();
    await expect(BareClient.open(port)).rejects.toThrow();
    await sim.faults.restart();
    expect(sim.port).toBe(port);
    const again = await BareClient.open(port);
    expect(await again.api(`uuid_exists ${core.id}`)).toBe('false');
    expect(sim.world.coreUuid).not.toBe(before);
    expect(await again.api('show channels as json')).toBe('{"row_count": 0}\n');
  });

  it('drops a connection in the middle of a frame', async () => {
    sim = await startSwitch();
    const client = await BareClient.open(sim.port);
    sim.faults.dropMidFrame(100);
    client.send('api status\n\n');
    await client.untilClosed();
    expect(client.got.some((f) => f.body.startsWith('UP '))).toBe(false);
  });

  it('loses one event and doubles another', async () => {
    sim = await startSwitch();
    const client = await BareClient.open(sim.port);
    await client.command('event plain CHANNEL_ANSWER CHANNEL_PARK BACKGROUND_JOB');
    sim.faults.events(once((e) => e.name === 'CHANNEL_ANSWER', { kind: 'lose' }));
    sim.faults.events(once((e) => e.name === 'CHANNEL_PARK', { kind: 'double' }));
    const { id } = await client.originate('ignore_early_media=true', 'sofia/gateway/carrier1/13900010100');
    await client.event('CHANNEL_PARK', id);
    await client.api('echo');
    const names = client.got.filter((f) => f.body.includes(`Unique-ID: ${id}\n`)).map((f) => /Event-Name: (\S+)/.exec(f.body)?.[1]);
    expect(names).toEqual(['CHANNEL_PARK', 'CHANNEL_PARK']);
  });

  it('rings an inbound call that parks unanswered, is answered and bridged; a desk is dropped', async () => {
    sim = await startSwitch();
    const client = await BareClient.open(sim.port);
    await client.command('event plain ALL');
    const agent = await client.originate('park_after_bridge=true', 'user/1000@rig.test');
    expect(agent.said).toBe(`+OK ${agent.id}`);
    const caller = sim.ring({ from: '13911112222', to: '4008001234', gateway: 'carrier1' })!;
    const parked = await client.event('CHANNEL_PARK', caller);
    expect(parked.body).toContain('\nAnswer-State: ringing\n');
    expect(parked.body).toContain('\nCaller-Destination-Number: 4008001234\n');
    await client.api(`uuid_answer ${caller}`);
    await client.event('CHANNEL_ANSWER', caller);
    await client.api(`uuid_bridge ${caller} ${agent.id}`);
    await client.event('CHANNEL_BRIDGE', caller);
    expect(sim.dropDesk('1000', 'rig.test')).toBe(1);
    expect((await client.event('CHANNEL_HANGUP_COMPLETE', agent.id)).body).toContain('variable_sip_hangup_disposition: recv_bye');
    await client.event('CHANNEL_HANGUP_COMPLETE', caller);
  });

  it('sends a parked leg\'s audio by unicast: a greeting, then silence, until it leaves park', async () => {
    sim = await startSwitch();
    const client = await BareClient.open(sim.port);
    await client.command('event plain ALL');
    const ear = createSocket('udp4');
    const heard: boolean[] = [];
    ear.on('message', (m) => { expect(m.length).toBe(320); heard.push(m.some((b) => b !== 0)); });
    await new Promise<void>((resolve) => { ear.bind(0, '127.0.0.1', resolve); });
    const { id } = await client.originate('ignore_early_media=true', 'sofia/gateway/carrier1/13900010100');
    await client.event('CHANNEL_PARK', id);
    const free = createSocket('udp4');
    await new Promise<void>((resolve) => { free.bind(0, '127.0.0.1', resolve); });
    const local = free.address().port;
    free.close();
    await client.command(`sendmsg ${id}\ncall-command: unicast\nlocal-ip: 127.0.0.1\nlocal-port: ${local}\nremote-ip: 127.0.0.1\nremote-port: ${ear.address().port}\ntransport: udp`);
    for (let i = 0; i < 200 && heard.length < 100; i++) await new Promise((r) => setTimeout(r, 50));
    await client.api(`uuid_kill ${id}`);
    await client.event('CHANNEL_DESTROY', id);
    await new Promise((r) => setTimeout(r, 100));
    const n = heard.length;
    await new Promise((r) => setTimeout(r, 200));
    ear.close();
    expect(heard.length).toBe(n);
    expect(heard.filter((x) => x).length).toBeGreaterThan(25);
    expect(heard.at(-1)).toBe(false);
  });

  it('tells of a gateway that goes down, and refuses calls through it', async () => {
    sim = await startSwitch();
    const client = await BareClient.open(sim.port);
    await client.command('event plain BACKGROUND_JOB CUSTOM sofia::gateway_state');
    sim.setGateway('carrier1', { up: false });
    const event = await client.until((f) => f.body.includes('gateway_state'));
    expect(event.body).toContain('Gateway: carrier1\nState: NOREG\nPing-Status: DOWN\n');
    expect((await client.originate('', 'sofia/gateway/carrier1/13900010100')).said).toBe('-ERR GATEWAY_DOWN');
    expect(await client.api('sofia status gateway carrier1')).toContain('Status  \tDOWN');
  });
});

describe('load', () => {
  it('drops a reader that lags too far and keeps the others', async () => {
    sim = await startSwitch({ settings: { maxBacklogBytes: 1_000_000, sessionsPerSecond: 10_000 } });
    const slow = await BareClient.open(sim.port);
    await slow.command('event plain ALL');
    slow.socket.pause();
    const client = await BareClient.open(sim.port);
    for (let i = 0; i < 1500; i++) client.send(`bgapi originate {origination_uuid=${crypto.randomUUID()}}sofia/gateway/carrier1/139000204${String(i % 100).padStart(2, '0')} &park()\n\n`);
    slow.closed = false;
    for (let i = 0; i < 200 && sim.world.channels.size > 0 || i === 0; i++) await new Promise((r) => setTimeout(r, 50));
    client.send('api echo alive\n\n');
    await client.until((f) => f.body === 'alive');
    slow.socket.resume();
    await slow.untilClosed();
  });

  it('carries 100 calls a second for a short accelerated burst with bounded memory, and drains', async () => {
    const clock = new AcceleratedClock({ base: realClock, factor: 20 });
    sim = await startSwitch({ clock, callees: new Population({ seed: 7 }), settings: { sessionsPerSecond: 1000, maxSessions: 20_000 } });
    const client = await BareClient.open(sim.port);
    await client.command('event plain CHANNEL_CREATE CHANNEL_ANSWER CHANNEL_PARK CHANNEL_HANGUP_COMPLETE BACKGROUND_JOB');
    let jobs = 0, created = 0, gone = 0;
    client.onFrame = ({ body }) => {
      if (body.startsWith('Event-Name: BACKGROUND_JOB')) jobs++;
      else if (body.startsWith('Event-Name: CHANNEL_CREATE')) created++;
      else if (body.startsWith('Event-Name: CHANNEL_HANGUP_COMPLETE')) gone++;
    };
    const calls = 600; // 6 s of simulated time at 100 a second
    const before = process.memoryUsage().rss;
    for (let i = 0; i < calls; i++) {
      client.send(`bgapi originate {origination_uuid=${crypto.randomUUID()},ignore_early_media=true,originate_timeout=25,execute_on_answer='sched_hangup +8 NORMAL_TEMPORARY_FAILURE'}sofia/gateway/carrier1/139${String(10_000_000 + i * 7)} &park()\n\n`);
      if (i % 2 === 1) await new Promise((r) => setTimeout(r, 1));
    }
    const end = performance.now() + 20_000;
    while ((jobs < calls || gone < created) && performance.now() < end) await new Promise((r) => setTimeout(r, 20));
    expect(jobs).toBe(calls);
    expect(gone).toBe(created);
    expect(sim.world.channels.size).toBe(0);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });
});
