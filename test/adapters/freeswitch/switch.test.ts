/** The adapter against a scripted event socket: what it says, and what it makes of the answers. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FreeSwitch, type FreeSwitchSettings } from '../../../src/adapters/freeswitch/index.js';
import type { OriginateRequest } from '../../../src/app/ports/switch.js';
import { evenDice, MemoryLog, MemoryMetrics, randomIds, realClock, Recorder, until } from './doubles.js';
import { api, FakeSwitch, job, plain, reply, type Peer } from './fake-switch.js';
import { framesIn } from './transcripts.js';

const NOW = '1795294163943250';
const event = (name: string, leg: string, more: Record<string, string> = {}): string =>
  plain({ 'Event-Name': name, 'Event-Date-Timestamp': NOW, 'Channel-Name': 'sofia/external/13800010101', 'Unique-ID': leg, 'Call-Direction': 'outbound', ...more });

describe('the switch behind its port', () => {
  let fake: FakeSwitch;
  let fs: FreeSwitch;
  let heard: Recorder;
  let log: MemoryLog;
  let metrics: MemoryMetrics;
  /** Answers by a part of the command; the first that fits. */
  const answers = new Map<string, string>();
  /** What a job says, by its command; undefined: nothing, ever. */
  let jobSays: (command: string, peer: Peer) => string | undefined;

  const start = async (settings: Partial<FreeSwitchSettings> = {}): Promise<void> => {
    fs = new FreeSwitch({ node: 'n1', host: '127.0.0.1', port: fake.port, password: 'ClueCon', clock: realClock, dice: evenDice, ids: randomIds, log, metrics, settings: { reconnectFirst: 5, surveySettle: 0, ...settings } });
    heard = new Recorder(fs);
    fs.start();
    await heard.wait('up');
  };
  beforeEach(async () => {
    fake = await FakeSwitch.start();
    log = new MemoryLog();
    metrics = new MemoryMetrics();
    answers.clear();
    jobSays = () => '+OK x';
    fake.script = (command, peer) => {
      const uuid = /Job-UUID: (.*)/.exec(command)?.[1];
      if (uuid !== undefined) {
        peer.say(reply(`+OK Job-UUID: ${uuid}`));
        const said = jobSays(command, peer);
        if (said !== undefined) peer.say(job(uuid, said + '\n'));
        return;
      }
      const answer = [...answers].find(([part]) => command.includes(part))?.[1] ?? '+OK\n';
      peer.say(command.startsWith('sendmsg') ? reply(answer.trim()) : api(answer));
    };
    await start();
  });
  afterEach(async () => { await fs.stop(); await fake.stop(); });

  const LEG = randomUUID();
  const OTHER = randomUUID();
  const request = (more: Partial<OriginateRequest> = {}): OriginateRequest => ({
    leg: LEG, kind: 'customer', to: { kind: 'gateway', gateway: 'carrier1', dial: '13800010101' }, ringTimeout: 17_000, parkAfterBridge: true, variables: {}, ...more,
  });
  const sent = (): string[] => fake.last.commands.slice(4).filter((command) => command !== 'api global_getvar core_uuid');

  describe('originate', () => {
    test.each([
      ['-ERR INVALID_GATEWAY', false], ['-ERR GATEWAY_DOWN', false], ['-ERR CHAN_NOT_IMPLEMENTED', false], ['-ERR SUBSCRIBER_ABSENT', false], ['-ERR USER_NOT_REGISTERED', false],
      ['-ERR INVALID_PROFILE', false], ['-ERR INVALID_URL', false], ['-USAGE: <call url> …', false], ['-ERR originate Command not found!', false],
      ['-ERR USER_BUSY', true], ['-ERR NORMAL_TEMPORARY_FAILURE', true], ['-ERR NO_ANSWER', true], ['-ERR DESTINATION_OUT_OF_ORDER', true], ['what?', true],
    ])('%s: could an INVITE have left? %s', async (said, placed) => {
      jobSays = () => said;
      expect(await fs.originate(request())).toMatchObject({ kind: 'failed', placed });
    });

    test('a cause of ours from a leg that did exist came from the network', async () => {
      jobSays = (_, peer) => { peer.say(event('CHANNEL_CREATE', LEG)); return '-ERR SUBSCRIBER_ABSENT'; };
      expect(await fs.originate(request())).toEqual({ kind: 'failed', cause: 'SUBSCRIBER_ABSENT', placed: true });
    });

    test('answered, refused at submit, unreadable request, silent job, lost connection, no connection', async () => {
      expect(await fs.originate(request())).toEqual({ kind: 'ok' });
      expect(await fs.originate(request({ variables: { dunwell_lead: '${x}' } }))).toEqual({ kind: 'failed', cause: 'BAD_VALUE', placed: false });
      fake.before = (command, peer) => command.startsWith('bgapi') && (peer.say(reply('-ERR permission denied')), true);
      expect(await fs.originate(request())).toEqual({ kind: 'failed', cause: 'SUBMIT_REJECTED', placed: false });
      fake.before = () => false;
      jobSays = () => undefined;
      await fs.stop();
      await start({ originateGrace: -16_980 });
      expect(await fs.originate(request())).toMatchObject({ kind: 'unknown' });
      await fs.stop();
      await start();
      const waiting = fs.originate(request());
      await until(() => fake.last.commands.some((command) => command.startsWith('bgapi')));
      fake.last.socket.resetAndDestroy();
      expect(await waiting).toMatchObject({ kind: 'unknown' });
      await fs.stop();
      expect(await fs.originate(request())).toEqual({ kind: 'failed', cause: 'NOT_SENT', placed: false });
    });
  });

  test('every command, as the switch reads it', async () => {
    answers.set('uuid_exists', 'true');
    await fs.bridge(LEG, OTHER);
    await fs.answer(LEG);
    await fs.park(LEG);
    await fs.kill(LEG, 'LOSE_RACE');
    await fs.hold(LEG, true);
    await fs.hold(LEG, false);
    await fs.stopPlaying(LEG);
    await fs.sendDigits(LEG, '12#');
    await fs.record(LEG, 'start', '/var/rec/a.wav');
    await fs.record(LEG, 'mask', '/var/rec/a.wav');
    await fs.armDeadMan(LEG, 7_500);
    await fs.disarmDeadMan(LEG);
    await fs.setVariable(LEG, 'dunwell_lead', '张 三');
    await fs.toConference(LEG, 'three-way-1');
    await fs.eavesdrop(LEG, OTHER);
    await fs.eavesdropMode(LEG, 'listen');
    await fs.eavesdropMode(LEG, 'whisper');
    await fs.eavesdropMode(LEG, 'barge');
    expect(sent()).toEqual([
      `api uuid_bridge ${LEG} ${OTHER}`, `api uuid_answer ${LEG}`, `api uuid_park ${LEG}`, `api uuid_kill ${LEG} LOSE_RACE`,
      `api uuid_exists ${LEG}`, `api uuid_hold ${LEG}`, `api uuid_exists ${LEG}`, `api uuid_hold off ${LEG}`, `api uuid_break ${LEG} all`, `api uuid_send_dtmf ${LEG} 12#`,
      `api uuid_setvar ${LEG} RECORD_STEREO true`, `api uuid_record ${LEG} start /var/rec/a.wav`, `api uuid_record ${LEG} mask /var/rec/a.wav`,
      `api sched_del ${LEG}`, `api sched_hangup +8 ${LEG} NORMAL_TEMPORARY_FAILURE`, `api sched_del ${LEG}`, `api uuid_setvar ${LEG} dunwell_lead 张\\s三`,
      `api uuid_transfer ${LEG} conference:three-way-1@default inline`, `sendmsg ${LEG}\ncall-command: execute\nexecute-app-name: eavesdrop\nexecute-app-arg: ${OTHER}`,
      `api uuid_recv_dtmf ${LEG} 0`, `api uuid_recv_dtmf ${LEG} 2`, `api uuid_recv_dtmf ${LEG} 3`,
    ]);
  });

  test('refusals of a real switch are refusals, and digits in them are masked', async () => {
    answers.set('uuid_kill', '-ERR No such channel!\n');
    answers.set('uuid_park', '-ERR No such channel!\n');
    answers.set('uuid_exists', 'false');
    answers.set('uuid_hold', '+OK Success\n');
    answers.set('uuid_send_dtmf', '-ERR Cannot send 13800010101\n');
    answers.set('uuid_answer', '-ERROR\n');
    expect(await fs.answer(LEG)).toEqual({ kind: 'refused', why: '-ERROR' });
    answers.set('uuid_transfer', '-USAGE: <uuid> …');
    answers.set('sendmsg', '-ERR invalid session id [x]');
    expect(await fs.kill(LEG, 'NORMAL_CLEARING')).toEqual({ kind: 'refused', why: '-ERR No such channel!' });
    expect(await fs.hold(LEG, true)).toEqual({ kind: 'refused', why: 'no such leg' });
    expect(await fs.exists(LEG)).toBe(false);
    expect(await fs.sendDigits(LEG, '1')).toEqual({ kind: 'refused', why: '-ERR Cannot send 138******01' });
    expect(await fs.toConference(LEG, 'x')).toMatchObject({ kind: 'refused' });
    expect(await fs.play(LEG, ['/a.wav', '/b.wav'], { thenHangup: true })).toEqual({ kind: 'refused', why: '-ERR invalid session id [x]' });
    expect(await fs.bridge('x y', LEG)).toEqual({ kind: 'refused', why: 'not a uuid' });
    await fs.stop();
    expect(await fs.exists(LEG)).toBe('unknown');
    expect(await fs.park(LEG)).toMatchObject({ kind: 'refused' });
    expect(await fs.survey()).toBe('unknown');
    expect(await fs.gateways()).toBe('unknown');
  });

  describe('a killed leg that shows up', () => {
    test('is killed again, a bounded number of times, and forgotten when gone', async () => {
      answers.set('uuid_kill', '-ERR No such channel!\n');
      await fs.kill(LEG, 'ORIGINATOR_CANCEL');
      const kills = (): number => fake.sent(`api uuid_kill ${LEG} ORIGINATOR_CANCEL`).length;
      fake.last.say(event('CHANNEL_CREATE', LEG) + event('CHANNEL_HANGUP', OTHER));
      await until(() => kills() === 2);
      for (let index = 0; index < 10; index++) fake.last.say(event('CHANNEL_ANSWER', LEG));
      fake.last.say(event('CHANNEL_HANGUP_COMPLETE', OTHER));
      await heard.wait('gone', OTHER);
      await fs.exists(LEG);
      expect(kills()).toBe(6);
      expect(fake.sent(`api uuid_kill ${OTHER}`)).toEqual([]);
      await fs.kill(OTHER, 'LOSE_RACE');
      fake.last.say(event('CHANNEL_HANGUP', OTHER) + event('CHANNEL_HANGUP_COMPLETE', OTHER) + event('CHANNEL_CREATE', OTHER) + event('DTMF', OTHER));
      await heard.wait('digit', OTHER);
      await fs.exists(LEG);
      expect(fake.sent(`api uuid_kill ${OTHER}`)).toHaveLength(1);
    });
  });

  describe('events', () => {
    const told = async (transcript: string): Promise<void> => {
      for (const frame of framesIn(transcript)) if (frame.includes('text/event-plain')) fake.last.say(frame);
      const mark = randomUUID();
      fake.last.say(event('DTMF', mark));
      await heard.wait('digit', mark);
    };

    test('two parked legs, a bridge, the customer hangs up: as it was recorded', async () => {
      await told('bridge-two-parked-customer-hangs-up');
      const agent = '2d2c6093-e47d-49e5-a20e-9b981412bf6a';
      const customer = '5bd54e18-49c6-4994-9cef-8d35c247488d';
      expect(heard.of(customer)).toEqual(['created', 'ringing', 'answered', 'parked', 'unparked', 'bridged', 'hangup', 'unbridged', 'gone']);
      expect(heard.of(agent)).toEqual(['created', 'ringing', 'answered', 'parked', 'unparked', 'parked', 'hangup', 'unparked', 'gone']);
      expect(heard.events.find((one) => one.type === 'bridged')).toMatchObject({ leg: customer, other: agent });
      // the far ends' legs on the rig's telephone network are nobody's
      expect(heard.of('47744595-93b4-49dd-8774-33749dac07fe')).toEqual([]);
      expect(metrics.counts.get('dunwell_esl_refused_total')).toBeUndefined();
      const { facts } = await heard.wait('gone', customer);
      expect(facts).toMatchObject({ cause: 'NORMAL_CLEARING', q850: 16, disposition: 'recv_bye', sipStatus: 200 });
      expect(Number.isInteger(facts.bridgedAt) && facts.bridgedAt! >= facts.answeredAt!).toBe(true);
    });

    test('outcomes: the facts of each', async () => {
      await told('outcomes');
      const facts = new Map<string, unknown>();
      for (const one of heard.events) if (one.type === 'gone') facts.set(`${one.facts.cause} ${one.facts.sipStatus ?? '-'} ${one.facts.q850 ?? '-'} ${one.facts.disposition ?? '-'}`, one.facts);
      for (const want of ['UNALLOCATED_NUMBER 404 1 recv_refuse', 'NORMAL_TEMPORARY_FAILURE 503 41 recv_refuse', 'CALL_REJECTED 403 21 recv_refuse', 'CALL_REJECTED 603 21 recv_refuse', 'NUMBER_CHANGED 410 22 recv_refuse', 'USER_BUSY 486 17 recv_refuse', 'NO_USER_RESPONSE 480 18 recv_refuse', 'NO_ANSWER 487 19 send_cancel', 'NORMAL_CLEARING 200 16 recv_bye']) {
        expect([...facts.keys()]).toContain(want);
      }
      expect(facts.get('USER_BUSY 486 17 recv_refuse')).not.toHaveProperty('answeredAt');
    });

    test('recordings, playback, digits, hold, early media', async () => {
      await told('record');
      await told('prompts-and-digits');
      await told('bridge-hold-transfer');
      await told('early-media-parks-before-the-answer');
      const types = heard.events.map((one) => one.type);
      expect(heard.events.find((one) => one.type === 'recordStopped')).toMatchObject({ path: '/var/lib/freeswitch/recordings/a.wav', length: 1_600 });
      expect(heard.events.filter((one) => one.type === 'playStopped').map((one) => one.status)).toEqual(expect.arrayContaining(['done', 'break']));
      expect(heard.events.filter((one) => one.type === 'held').map((one) => one.on)).toEqual([true, false]);
      expect(heard.events.some((one) => one.type === 'ringing' && one.earlyMedia)).toBe(true);
      expect(types.indexOf('recordStarted')).toBeLessThan(types.indexOf('recordStopped'));
      expect(metrics.counts.get('dunwell_esl_refused_total')).toBeUndefined();
    });

    test('a call to us on a trunk; one on another profile is nobody\'s', async () => {
      const inbound = { 'Call-Direction': 'inbound', 'Caller-Caller-ID-Number': '+8613712345678', 'Caller-Destination-Number': '02165550001' };
      fake.last.say(event('CHANNEL_PARK', OTHER, { ...inbound, 'Channel-Name': 'sofia/internal/x' }) + event('CHANNEL_PARK', LEG, { ...inbound, variable_sip_gateway_name: 'carrier1' }));
      expect(await heard.wait('parked')).toEqual({ type: 'parked', leg: LEG, at: 1_795_294_163_943, inbound: { from: '+8613712345678', to: '02165550001', gateway: 'carrier1' } });
      fake.last.say(event('CHANNEL_CREATE', LEG, inbound));
      expect(await heard.wait('created')).toMatchObject({ direction: 'inbound' });
      expect(heard.of(OTHER)).toEqual([]);
    });

    test('what lacks its time or its leg is counted, not guessed; a listener that throws stops nobody', async () => {
      const stop = fs.onEvent(() => { throw new Error('call 13800010101'); });
      fake.last.say(plain({ 'Event-Name': 'CHANNEL_ANSWER', 'Unique-ID': LEG }) + event('CHANNEL_BRIDGE', LEG) + plain({ 'Event-Name': 'CHANNEL_ANSWER', 'Event-Date-Timestamp': NOW }) + event('CHANNEL_ANSWER', LEG) + event('HEARTBEAT', LEG));
      await heard.wait('answered', LEG);
      expect(metrics.counts.get('dunwell_esl_refused_total')).toBe(3);
      expect(JSON.stringify(log.lines)).toContain('call 138******01');
      stop();
    });

    test('up and down, with the gauge', async () => {
      expect(metrics.gauges.get('dunwell_switch_up')).toBe(1);
      fake.last.socket.destroy();
      await heard.wait('down');
      await heard.wait('up', undefined, (one) => one.sameSwitch);
      expect(metrics.gauges.get('dunwell_switch_up')).toBe(1);
      await fs.stop();
      expect(metrics.gauges.get('dunwell_switch_up')).toBe(0);
    });
  });

  describe('looking around', () => {
    const GATEWAYS = (status: string, state = 'NOREG'): string => `<?xml version="1.0" encoding="ISO-8859-1"?>\n<gateways>\n  <gateway>\n    <name>carrier1</name>\n    <proxy>sip:127.0.0.1:5070</proxy>\n    <state>${state}</state>\n    <status>${status}</status>\n  </gateway>\n  <gateway>\n    <name>real</name>\n    <proxy>sip:sbc.example.com;transport=tls</proxy>\n    <state>REGED</state>\n    <status>UP</status>\n  </gateway>\n</gateways>\n`;

    test('gateways, and their news', async () => {
      answers.set('xmlstatus', GATEWAYS('UP'));
      expect(await fs.gateways()).toEqual([{ name: 'carrier1', up: true, state: 'NOREG', loopback: true }, { name: 'real', up: true, state: 'REGED', loopback: false }]);
      fake.last.say(plain({ 'Event-Subclass': 'sofia::gateway_state', 'Event-Name': 'CUSTOM', 'Event-Date-Timestamp': NOW, Gateway: 'carrier1', State: 'NOREG', 'Ping-Status': 'DOWN' }));
      expect(await heard.wait('gateway')).toEqual({ type: 'gateway', at: 1_795_294_163_943, status: { name: 'carrier1', up: false, state: 'DOWN', loopback: true } });
      answers.set('xmlstatus', 'Invalid Gateway!\n');
      expect(await fs.gateways()).toBe('unknown');
    });

    test('a survey: our legs with our variables, bridges of ours, nothing of others', async () => {
      const [far, stranger, inbound] = [randomUUID(), randomUUID(), randomUUID()];
      const row = (uuid: string, direction: string, name: string) => ({ uuid, direction, name, created: '', state: 'CS_EXECUTE' });
      answers.set('show channels', JSON.stringify({ row_count: 5, rows: [row(LEG, 'outbound', 'sofia/external/1'), row(OTHER, 'outbound', 'sofia/internal/1000'), row(far, 'inbound', 'sofia/pstn/0'), row(stranger, 'outbound', 'sofia/external/2'), row(inbound, 'inbound', 'sofia/external/3')] }));
      answers.set('show bridged_calls', JSON.stringify({ row_count: 2, rows: [{ uuid: LEG, b_uuid: OTHER }, { uuid: far, b_uuid: stranger }] }));
      const dump = (more: Record<string, unknown>): string => JSON.stringify({ 'Event-Name': 'CHANNEL_DATA', 'Caller-Channel-Created-Time': '1795294165363242', 'Answer-State': 'answered', ...more });
      answers.set(`uuid_dump ${LEG} json`, dump({ variable_dunwell_kind: 'customer', variable_dunwell_attempt: '尝试 7', variable_other: 'x' }));
      answers.set(`uuid_dump ${OTHER}`, dump({ variable_dunwell_kind: 'agent' }));
      answers.set(`uuid_dump ${stranger}`, dump({}));
      answers.set(`uuid_dump ${inbound}`, dump({ 'Answer-State': 'ringing' }));
      expect(await fs.survey()).toEqual({
        at: expect.any(Number), bridges: [[LEG, OTHER]],
        legs: [
          { leg: LEG, direction: 'outbound', answered: true, createdAt: 1_795_294_165_363, variables: { dunwell_kind: 'customer', dunwell_attempt: '尝试 7' } },
          { leg: OTHER, direction: 'outbound', answered: true, createdAt: 1_795_294_165_363, variables: { dunwell_kind: 'agent' } },
          { leg: inbound, direction: 'inbound', answered: false, createdAt: 1_795_294_165_363, variables: {} },
        ],
      });
      expect(fake.sent(`api uuid_dump ${far}`)).toEqual([]);
      answers.set('show channels', '{"row_count": 0}\n');
      answers.set('show bridged_calls', '{"row_count": 0}\n');
      expect(await fs.survey()).toMatchObject({ legs: [], bridges: [] });
      answers.set('show channels', '-ERR no reply\n');
      expect(await fs.survey()).toBe('unknown');
    });

    test('a leg that ended between list and dump is left out; a lost connection makes all of it unknown', async () => {
      answers.set('show channels', JSON.stringify({ row_count: 1, rows: [{ uuid: LEG, direction: 'outbound', name: 'sofia/external/1' }] }));
      answers.set('show bridged_calls', '{"row_count":0}');
      answers.set('uuid_dump', '-ERR No such channel!\n');
      expect(await fs.survey()).toMatchObject({ legs: [] });
      fake.before = (command, peer) => command.startsWith('api uuid_dump') && (peer.socket.resetAndDestroy(), true);
      expect(await fs.survey()).toBe('unknown');
    });
  });
});
