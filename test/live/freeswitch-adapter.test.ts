/**
 * The adapter against a real FreeSWITCH and a telephone network (what numbers do: test/live/rig/README.md).
 * Two worlds: without RIG_ESL_PORT our own sip-profiles with the network beside them (harness.ts); with RIG_ESL_PORT (and
 * RIG_ESL_PASSWORD) a rig that runs already, one switch that plays both. RIG_DIR and RIG_START (its start.sh) let it be killed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FreeSwitch } from '../../src/adapters/freeswitch/index.js';
import type { OriginateRequest } from '../../src/app/ports/switch.js';
import { evenDice, MemoryLog, MemoryMetrics, randomIds, realClock, Recorder } from '../adapters/freeswitch/doubles.js';
import { TinyPhone } from '../adapters/freeswitch/tiny-phone.js';
import { Live, RawEsl, whyNoLive } from './harness.js';
import { DOMAIN, PHONE_PASSWORD } from './harness/switches.js';

interface World {
  readonly port: number; readonly password: string; readonly domain: string; readonly phonePassword: string;
  /** Commands past the adapter: to our switch, and to the one that plays the network. */
  ask(command: string): Promise<string>;
  askNetwork(command: string): Promise<string>;
  readonly restart?: { kill(): Promise<void>; start(): Promise<void> };
  stop(): Promise<void>;
}

async function ownProfiles(): Promise<World> {
  const live = await Live.start({ agents: 4 });
  const { port, password } = live.ours.address;
  return {
    port, password, domain: DOMAIN, phonePassword: PHONE_PASSWORD,
    ask: (command) => live.ours.api(command), askNetwork: (command) => live.network.api(command), stop: () => live.stop(),
    restart: { kill: () => live.ours.stop('SIGKILL'), start: () => live.ours.start() },
  };
}

async function runningRig(port: number): Promise<World> {
  const password = process.env['RIG_ESL_PASSWORD'] ?? 'ClueCon';
  const address = { host: '127.0.0.1', port, password };
  let line = await RawEsl.open(address);
  const ask = async (command: string): Promise<string> => {
    if (line.isClosed) line = await RawEsl.open(address);
    return line.api(command);
  };
  const [dir, start] = [process.env['RIG_DIR'], process.env['RIG_START']];
  const world = { port, password, domain: 'rig.test', phonePassword: 'rig-secret', ask, askNetwork: ask, stop: async () => { line.close(); } };
  if (dir === undefined || start === undefined) return world;
  return {
    ...world,
    restart: {
      kill: async () => { execFileSync('kill', ['-9', readFileSync(`${dir}/pid`, 'utf8').trim()]); },
      start: async () => { expect(spawnSync(start, [dir], { env: { ...process.env, RIG_ESL_PORT: String(port), RIG_ESL_PASSWORD: password } }).status).toBe(0); },
    },
  };
}

const rigPort = process.env['RIG_ESL_PORT'];
const why = rigPort === undefined ? whyNoLive() : null;
if (why !== null) console.log(`freeswitch-adapter: skipped, ${why}`);

describe.skipIf(why !== null)(`a real switch${why === null ? '' : ` (skipped: ${why})`}`, () => {
  let world: World;
  let fs: FreeSwitch;
  let heard: Recorder;
  const ask = (command: string): Promise<string> => world.ask(command);
  const metrics = new MemoryMetrics();
  const log = new MemoryLog();

  beforeAll(async () => {
    world = rigPort === undefined ? await ownProfiles() : await runningRig(Number(rigPort));
    fs = new FreeSwitch({ node: 'live', host: '127.0.0.1', port: world.port, password: world.password, clock: realClock, dice: evenDice, ids: randomIds, log, metrics });
    heard = new Recorder(fs);
    fs.start();
    await heard.wait('up');
  });
  afterAll(async () => { await ask('hupall'); await fs.stop(); await world.stop(); });

  const request = (dial: string, more: Partial<OriginateRequest> = {}): OriginateRequest => ({
    leg: randomUUID(), kind: 'customer', to: { kind: 'gateway', gateway: 'carrier1', dial }, callerId: '02160000000',
    ringTimeout: 20_000, parkAfterBridge: true, variables: { dunwell_kind: 'customer', dunwell_attempt: 'att-1' }, ...more,
  });
  const up = async (dial: string, more: Partial<OriginateRequest> = {}): Promise<string> => {
    const wanted = request(dial, more);
    expect(await fs.originate(wanted)).toEqual({ kind: 'ok' });
    await heard.wait('parked', wanted.leg);
    return wanted.leg;
  };
  const agent = () => up('13900010401', { kind: 'agent', variables: { dunwell_kind: 'agent', dunwell_agent: 'agent-7' } });

  test('a person answers: every event with the switch\'s time, and the facts of the end', async () => {
    const leg = await up('13800010101', { deadMan: 8_000 });
    expect(heard.of(leg)).toEqual(['created', 'ringing', 'answered', 'parked']);
    expect(await fs.exists(leg)).toBe(true);
    expect(await fs.kill(leg, 'NORMAL_CLEARING')).toEqual({ kind: 'ok' });
    const { facts } = await heard.wait('gone', leg);
    expect(facts).toMatchObject({ cause: 'NORMAL_CLEARING', q850: 16, disposition: 'send_bye' });
    expect(Math.abs(facts.answeredAt! - Date.now())).toBeLessThan(20_000);
    expect(facts.bridgedAt).toBeUndefined();
    expect(await fs.kill(leg, 'NORMAL_CLEARING')).toMatchObject({ kind: 'refused' });
    expect(await fs.exists(leg)).toBe(false);
  });

  test('busy, and what never left: unknown gateway, unregistered desk, killed gateway', async () => {
    const busy = request('13800020105');
    expect(await fs.originate(busy)).toEqual({ kind: 'failed', cause: 'USER_BUSY', placed: true });
    expect((await heard.wait('gone', busy.leg)).facts).toMatchObject({ cause: 'USER_BUSY', sipStatus: 486, q850: 17, disposition: 'recv_refuse' });
    expect(await fs.originate(request('13800010101', { to: { kind: 'gateway', gateway: 'nosuch', dial: '13800010101' } }))).toEqual({ kind: 'failed', cause: 'INVALID_GATEWAY', placed: false });
    expect(await fs.originate(request('1', { to: { kind: 'user', user: '1000', domain: world.domain } }))).toEqual({ kind: 'failed', cause: 'USER_NOT_REGISTERED', placed: false });
    expect(await fs.originate(request('1', { to: { kind: 'user', user: '1999', domain: world.domain } }))).toEqual({ kind: 'failed', cause: 'SUBSCRIBER_ABSENT', placed: false });
  });

  test('variables come back as they were written, one each', async () => {
    const values = ["it's", 'a,b=c', '{x}{y,z=1}', '张三 余额 ¥1,234.56: 100% ok', ' led and trailed ', '\\n\\s\\\\', '"q" \'r\' `s`', '^^:a:b', '$x $$ %{y}', 'a;b|c&d<e>f[g]h(i)', "';origination_nested_vars=true,x='"];
    for (const value of values) {
      const leg = await up('13800010100', { variables: { dunwell_kind: 'customer', dunwell_lead: value, dunwell_campaign: 'last' } });
      const dump: unknown = JSON.parse(await ask(`uuid_dump ${leg} json`));
      expect(dump).toMatchObject({ variable_dunwell_lead: value, variable_dunwell_campaign: 'last', variable_dunwell_kind: 'customer' });
      // uuid_setvar would cut blanks at an end off: the adapter refuses them before they leave.
      const whole = value === value.trim();
      expect(await fs.setVariable(leg, 'dunwell_agent', value)).toMatchObject({ kind: whole ? 'ok' : 'refused' });
      if (whole) {
        expect(JSON.parse(await ask(`uuid_dump ${leg} json`))).toMatchObject({ variable_dunwell_agent: value });
        expect(await ask(`uuid_getvar ${leg} dunwell_agent`)).toBe(value);
      }
      await fs.kill(leg, 'NORMAL_CLEARING');
    }
    expect(await fs.originate(request('13800010100', { variables: { dunwell_lead: '${hostname}' } }))).toMatchObject({ kind: 'failed', placed: false });
  }, 60_000);

  test('bridge, the customer hangs up, the agent is parked again', async () => {
    const [desk, customer] = await Promise.all([agent(), up('13800010203')]);
    expect(await fs.bridge(customer, desk)).toEqual({ kind: 'ok' });
    expect(await heard.wait('bridged')).toMatchObject({ leg: customer, other: desk });
    const survey = await fs.survey();
    expect(survey).toMatchObject({ bridges: [expect.arrayContaining([customer, desk])] });
    await heard.wait('unbridged', undefined, (event) => event.leg === customer || event.other === customer);
    await heard.wait('gone', customer);
    expect(heard.of(desk).filter((type) => type === 'parked')).toHaveLength(2);
    await fs.kill(desk, 'NORMAL_CLEARING');
  });

  test('a survey tells our legs, their variables and their bridges, and no one else\'s', async () => {
    const [desk, customer] = await Promise.all([agent(), up('13800010101', { variables: { dunwell_kind: 'customer', dunwell_attempt: '客户 7' } })]);
    const survey = await fs.survey();
    if (survey === 'unknown') throw new Error('no survey');
    const mine = survey.legs.filter((leg) => [desk, customer].includes(leg.leg));
    expect(mine).toHaveLength(2);
    expect(survey.legs.every((leg) => Object.keys(leg.variables).length > 0)).toBe(true);
    expect(mine.find((leg) => leg.leg === customer)).toMatchObject({ direction: 'outbound', answered: true, variables: { dunwell_kind: 'customer', dunwell_attempt: '客户 7' } });
    await Promise.all([fs.kill(desk, 'NORMAL_CLEARING'), fs.kill(customer, 'NORMAL_CLEARING')]);
    await Promise.all([heard.wait('gone', desk), heard.wait('gone', customer)]);
  });

  test('gateways: up, and on loopback', async () => {
    expect(await fs.gateways()).toEqual(expect.arrayContaining([{ name: 'carrier1', up: true, state: 'NOREG', loopback: true }]));
  });

  test('a kill that comes before its leg, and one that crosses the ringing', async () => {
    for (let round = 0; round < 10; round++) {
      const wanted = request('13800020200', { ringTimeout: 30_000 });
      const reply = fs.originate(wanted);
      // no wait: the switch has hardly read the originate
      await fs.kill(wanted.leg, 'ORIGINATOR_CANCEL');
      expect((await reply).kind).toBe('failed');
      expect(await fs.exists(wanted.leg)).toBe(false);
    }
    const ringing = request('13800020200', { ringTimeout: 30_000 });
    const reply = fs.originate(ringing);
    await heard.wait('ringing', ringing.leg);
    expect(await fs.kill(ringing.leg, 'LOSE_RACE')).toEqual({ kind: 'ok' });
    expect(await reply).toEqual({ kind: 'failed', cause: 'LOSE_RACE', placed: true });
  });

  test('recording runs from answer to hang-up in stereo, through bridge and park', async () => {
    const path = `/tmp/dunwell-live-${randomUUID()}.wav`;
    const desk = await agent();
    const customer = await up('13800010101', { recordTo: path, deadMan: 20_000 });
    await heard.wait('recordStarted', customer);
    await fs.bridge(customer, desk);
    await heard.wait('bridged', customer);
    // the agent goes: the customer falls back into park and the recording runs on
    await fs.kill(desk, 'NORMAL_CLEARING');
    await heard.wait('parked', customer, (event) => event.at > heard.events.findLast((other) => other.type === 'bridged')!.at);
    expect(await fs.play(customer, ['silence_stream://1500'], { thenHangup: true })).toEqual({ kind: 'ok' });
    const stopped = await heard.wait('recordStopped', customer);
    const { facts } = await heard.wait('gone', customer);
    expect(stopped.path).toBe(path);
    const length = facts.hungUpAt! - facts.answeredAt!;
    expect(stopped.length).toBeGreaterThan(length - 300);
    const wav = readFileSync(path);
    expect(wav.readUInt16LE(22), 'channels').toBe(2);
    expect(wav.length / (2 * 2 * 8), 'milliseconds of audio').toBeGreaterThan(length - 300);
    rmSync(path);
  }, 40_000);

  test('a leg that is abandoned at once has its recording too', async () => {
    const path = `/tmp/dunwell-live-${randomUUID()}.wav`;
    const customer = await up('13800010100', { recordTo: path });
    await heard.wait('recordStarted', customer);
    // without a single packet of audio FreeSWITCH deletes the file; people who hang up at once still send some
    await fs.play(customer, ['silence_stream://200'], { thenHangup: true });
    await heard.wait('recordStopped', customer);
    await heard.wait('gone', customer);
    expect(existsSync(path)).toBe(true);
    rmSync(path);
  });

  test('the dead-man: the switch ends the leg alone; renewed and disarmed it does not', async () => {
    const alone = await up('13800010101', { deadMan: 2_000 });
    const kept = await up('13800010101', { deadMan: 2_000 });
    expect(await fs.disarmDeadMan(kept)).toEqual({ kind: 'ok' });
    const renewed = await up('13800010101', { deadMan: 2_000 });
    expect(await fs.armDeadMan(renewed, 6_000)).toEqual({ kind: 'ok' });
    const first = await heard.wait('gone', alone);
    expect(first.facts.cause).toBe('NORMAL_TEMPORARY_FAILURE');
    const second = await heard.wait('gone', renewed);
    expect(second.facts.hungUpAt! - second.facts.answeredAt!).toBeGreaterThan(4_500);
    expect(await fs.exists(kept)).toBe(true);
    await fs.kill(kept, 'NORMAL_CLEARING');
    expect(await fs.armDeadMan(kept, 1_000)).toMatchObject({ kind: 'refused' });
  }, 40_000);

  test('a message is heard to its end, then the switch hangs up', async () => {
    const leg = await up('13800010101');
    expect(await fs.play(leg, ['tone_stream://%(400,0,700)', 'silence_stream://300'], { thenHangup: true })).toEqual({ kind: 'ok' });
    const started = await heard.wait('playStarted', leg);
    const { facts } = await heard.wait('gone', leg);
    expect(facts.hungUpAt! - started.at).toBeGreaterThan(650);
    expect(heard.events.filter((event) => event.type === 'playStopped' && event.leg === leg).map((event) => event.type === 'playStopped' && event.status)).toEqual(['done', 'done']);
    expect(await fs.play(leg, ['silence_stream://300'], { thenHangup: false })).toMatchObject({ kind: 'refused' });
  });

  test('digits, hold, stop, conference, listening', async () => {
    const pressing = await up('13800010512');
    expect(await heard.wait('digit', pressing)).toMatchObject({ digit: '1' });
    expect(await fs.sendDigits(pressing, '12#')).toEqual({ kind: 'ok' });
    expect(await fs.hold(pressing, true)).toEqual({ kind: 'ok' });
    await heard.wait('held', pressing, (event) => event.on);
    // a second re-INVITE into the first one is answered with a BYE: hold and unhold need their time
    const supervisor = await up('13900010401', { kind: 'supervisor', variables: { dunwell_kind: 'supervisor' } });
    expect(await fs.hold(pressing, false)).toEqual({ kind: 'ok' });
    await heard.wait('held', pressing, (event) => !event.on);
    expect(await fs.hold(randomUUID(), true)).toMatchObject({ kind: 'refused' });
    await fs.play(pressing, ['silence_stream://60000'], { thenHangup: false });
    await heard.wait('playStarted', pressing);
    expect(await fs.stopPlaying(pressing)).toEqual({ kind: 'ok' });
    await heard.wait('playStopped', pressing);
    expect(await fs.eavesdrop(supervisor, pressing)).toEqual({ kind: 'ok' });
    for (const mode of ['whisper', 'barge', 'listen'] as const) expect(await fs.eavesdropMode(supervisor, mode)).toEqual({ kind: 'ok' });
    expect(await fs.toConference(pressing, 'three-way-1')).toEqual({ kind: 'ok' });
    await heard.wait('unparked', pressing);
    expect(await ask('conference three-way-1 list')).toContain(pressing);
    await Promise.all([fs.kill(pressing, 'NORMAL_CLEARING'), fs.kill(supervisor, 'NORMAL_CLEARING')]);
    await heard.wait('gone', pressing);
  }, 40_000);

  test('a call to us parks with who called whom', async () => {
    const before = heard.events.length;
    void world.askNetwork('originate {origination_caller_id_number=13712345678,originate_timeout=5}sofia/pstn/02165550001@127.0.0.1:5080 &park()').catch(() => undefined);
    const parked = await heard.wait('parked', undefined, (event) => event.inbound !== undefined && heard.events.indexOf(event) >= before);
    expect(parked.inbound).toMatchObject({ from: '13712345678', to: '02165550001' });
    const survey = await fs.survey();
    expect(survey !== 'unknown' && survey.legs.find((leg) => leg.leg === parked.leg)).toMatchObject({ direction: 'inbound' });
    expect(await fs.answer(parked.leg)).toEqual({ kind: 'ok' });
    await heard.wait('answered', parked.leg);
    expect(await fs.setVariable(parked.leg, 'dunwell_call', 'call-1')).toEqual({ kind: 'ok' });
    await fs.kill(parked.leg, 'NORMAL_CLEARING');
    await heard.wait('gone', parked.leg);
  });

  test('a registered desk: its leg stands with our uuid and variables, is bridged, and a busy one was reached', async () => {
    const phone = await TinyPhone.register('1003', world.phonePassword, world.domain, 5060);
    const desk = request('', { kind: 'agent', to: { kind: 'user', user: '1003', domain: world.domain }, variables: { dunwell_kind: 'agent', dunwell_agent: '坐席, 1' } });
    expect(await fs.originate(desk)).toEqual({ kind: 'ok' });
    await heard.wait('parked', desk.leg);
    expect(JSON.parse(await ask(`uuid_dump ${desk.leg} json`))).toMatchObject({ 'Unique-ID': desk.leg, variable_dunwell_agent: '坐席, 1', variable_park_after_bridge: 'true' });
    const customer = await up('13800010101');
    expect(await fs.bridge(customer, desk.leg)).toEqual({ kind: 'ok' });
    await heard.wait('bridged', customer);
    await fs.kill(customer, 'NORMAL_CLEARING');
    await heard.wait('gone', customer);
    await heard.wait('parked', desk.leg, (event) => event.at > heard.events.findLast((other) => other.type === 'bridged')!.at);
    await fs.kill(desk.leg, 'NORMAL_CLEARING');
    await heard.wait('gone', desk.leg);
    expect(phone.requests.map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(['INVITE', 'ACK', 'BYE']));
    phone.busy = true;
    expect(await fs.originate({ ...desk, leg: randomUUID() })).toEqual({ kind: 'failed', cause: 'USER_BUSY', placed: true });
    phone.close();
  });

  test('a kill that crosses the answer: whoever wins, nobody is left on the line', async () => {
    const legs: string[] = [];
    for (let round = 0; round < 12; round++) {
      // 10100 answers at once: the kill falls before, into and after the answer
      const wanted = request('13800010100');
      legs.push(wanted.leg);
      const reply = fs.originate(wanted);
      const pause = round * 2;
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      await fs.kill(wanted.leg, 'ORIGINATOR_CANCEL');
      await reply;
    }
    for (const leg of legs) if (heard.of(leg).length > 0) await heard.wait('gone', leg);
    for (const leg of legs) expect(await fs.exists(leg)).toBe(false);
  });

  test('a gateway goes down and comes back: news, and no INVITE meanwhile', async () => {
    await world.askNetwork('sofia profile pstn stop');
    const down = await heard.wait('gateway', undefined, (event) => event.status.name === 'carrier1' && !event.status.up, 40_000);
    expect(down.status).toEqual({ name: 'carrier1', up: false, state: 'DOWN', loopback: true });
    expect(await fs.originate(request('13800010101'))).toEqual({ kind: 'failed', cause: 'GATEWAY_DOWN', placed: false });
    await world.askNetwork('sofia profile pstn start');
    await heard.wait('gateway', undefined, (event) => event.status.name === 'carrier1' && event.status.up && event.at > down.at, 40_000);
  }, 100_000);

  test('nothing was unreadable, and no log line holds a number', () => {
    expect(metrics.counts.get('dunwell_esl_refused_total')).toBeUndefined();
    expect(metrics.counts.get('dunwell_esl_events_total')).toBeGreaterThan(100);
    expect(JSON.stringify(log.lines)).not.toMatch(/1[38]\d{9}/);
  });

  test('kill -9: everything in flight is unknown, and the next switch is another one', async ({ skip }) => {
    if (world.restart === undefined) return skip('the rig is not ours to kill: set RIG_DIR and RIG_START');
    const leg = request('13800020200', { ringTimeout: 30_000 });
    const reply = fs.originate(leg);
    await heard.wait('ringing', leg.leg);
    const before = heard.events.length;
    await world.restart.kill();
    expect(await reply).toMatchObject({ kind: 'unknown' });
    await heard.wait('down');
    expect(fs.isUp()).toBe(false);
    expect(await fs.originate(request('13800010101'))).toEqual({ kind: 'failed', cause: 'NOT_SENT', placed: false });
    await world.restart.start();
    const again = await heard.wait('up', undefined, (event) => heard.events.indexOf(event) >= before, 60_000);
    expect(again.sameSwitch).toBe(false);
    await up('13800010101');
  }, 90_000);
});
