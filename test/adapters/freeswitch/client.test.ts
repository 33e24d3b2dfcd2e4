/** The client against a scripted event socket over real TCP. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_DEFAULTS, EslClient, type ClientSettings } from '../../../src/adapters/freeswitch/esl/client.js';
import type { EslEvent } from '../../../src/adapters/freeswitch/esl/event.js';
import { evenDice, HandClock, MemoryLog, randomIds, realClock, until } from './doubles.js';
import { api, AUTH_REQUEST, FakeSwitch, job, plain, reply } from './fake-switch.js';
import { framesIn } from './transcripts.js';

const QUICK: ClientSettings = { ...CLIENT_DEFAULTS, reconnectFirst: 5, reconnectMost: 20, reconnectRefused: 300 };

describe('the event socket client', () => {
  let fake: FakeSwitch;
  let log: MemoryLog;
  let ups: boolean[];
  let downs: string[];
  let events: EslEvent[];
  let refused: number;
  let client: EslClient;
  let onEvent: (event: EslEvent) => void;

  const make = (more: { settings?: Partial<ClientSettings>; password?: string; clock?: typeof realClock } = {}): EslClient => {
    client = new EslClient({
      host: '127.0.0.1', port: fake.port, password: more.password ?? 'ClueCon', settings: { ...QUICK, ...more.settings },
      clock: more.clock ?? realClock, dice: evenDice, ids: randomIds, log, subscriptions: ['event plain CHANNEL_ANSWER BACKGROUND_JOB', 'event plain CUSTOM sofia::gateway_state'],
      onUp: (same) => ups.push(same), onDown: (why) => downs.push(why), onEvent: (event) => onEvent(event), onRefused: () => { refused++; },
    });
    return client;
  };
  const started = async (more: Parameters<typeof make>[0] = {}): Promise<EslClient> => {
    make(more).start();
    await until(() => client.isUp());
    return client;
  };

  beforeEach(async () => {
    fake = await FakeSwitch.start();
    log = new MemoryLog();
    [ups, downs, events, refused] = [[], [], [], 0];
    onEvent = (event) => events.push(event);
  });
  afterEach(async () => { await client.stop(); await fake.stop(); });

  describe('coming up', () => {
    test('authenticates, asks who it is, subscribes, and says up', async () => {
      await started();
      expect(fake.last.commands).toEqual(['auth ClueCon', 'api global_getvar core_uuid', 'event plain CHANNEL_ANSWER BACKGROUND_JOB', 'event plain CUSTOM sofia::gateway_state']);
      expect(ups).toEqual([false]);
    });

    test('nobody is heard before up', async () => {
      fake.before = (command, peer) => {
        if (!command.startsWith('event plain CHANNEL')) return false;
        peer.say(reply('+OK') + plain({ 'Event-Name': 'CHANNEL_ANSWER', 'Unique-ID': 'x' }));
        return true;
      };
      onEvent = (event) => { expect(ups).toEqual([false]); events.push(event); };
      await started();
      await until(() => events.length === 1);
    });

    test('a wrong password is said plainly and tried again slowly', async () => {
      const clock = new HandClock();
      make({ password: 'wrong', clock, settings: { reconnectRefused: 30_000 } }).start();
      await until(() => log.lines.some((line) => line.level === 'error'));
      expect(log.lines[0]).toMatchObject({ text: expect.stringContaining('wrong event socket password'), fields: { code: 'auth', retryInMs: 30_000 } });
      expect(JSON.stringify(log.lines)).not.toContain('"wrong"');
      expect(clock.waits).toEqual([30_000]);
      expect(fake.peers).toHaveLength(1);
      expect(ups).toEqual([]);
      expect(await client.command(['api status'])).toEqual({ kind: 'notSent', why: 'the switch is not connected' });
    });

    test('a refused address (ACL) likewise', async () => {
      const clock = new HandClock();
      fake.onConnect = (peer) => { peer.say('Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n'); peer.socket.end(); };
      make({ clock }).start();
      await until(() => log.lines.length > 0);
      expect(log.lines[0]).toMatchObject({ level: 'error', fields: { code: 'acl', retryInMs: 300 } });
      expect(clock.waits).toEqual([300]);
    });

    test('a peer that accepts and says nothing is given up, and tried again with growing pauses', async () => {
      fake.onConnect = () => undefined;
      make({ settings: { authTimeout: 20 } }).start();
      await until(() => log.lines.length >= 4);
      expect(log.lines[0]).toMatchObject({ level: 'warn', fields: { code: 'timeout', retryInMs: 4 } });
      expect(log.lines.map((line) => line.fields['retryInMs']).slice(0, 4)).toEqual([4, 8, 15, 15]);
    });

    test('nobody listens: tried again, never thrown', async () => {
      make();
      await fake.stop();
      client.start();
      await until(() => log.lines.length >= 3);
      expect(log.lines[0]?.fields['code']).toBe('refused');
      expect(client.isUp()).toBe(false);
      fake = await FakeSwitch.start();
    });

    test('a command that slips in before authentication is not sent: a switch never answers it', () => {
      make().start();
      return expect(client.command(['api status'])).resolves.toMatchObject({ kind: 'notSent' });
    });

    test('an impossible password is a programmer\'s error', async () => {
      await started();
      expect(() => make({ password: 'a\nb' })).toThrow(RangeError);
    });

    test('a subscription that is refused is no connection', async () => {
      fake.before = (command, peer) => {
        if (!command.startsWith('event plain CUSTOM') || fake.peers.length > 1) return false;
        peer.say(reply('-ERR no keywords supplied'));
        return true;
      };
      await started();
      expect(fake.peers.length).toBeGreaterThan(1);
    });
  });

  describe('commands and replies', () => {
    test('replies go to their commands in order; one write per command', async () => {
      const writes: string[] = [];
      fake.script = (command, peer) => peer.say(api(`for ${command}`));
      await started();
      fake.last.socket.on('data', (bytes) => writes.push(bytes.toString()));
      const replies = await Promise.all(Array.from({ length: 500 }, (_, index) => client.command([`api echo ${index}`])));
      expect(replies).toEqual(Array.from({ length: 500 }, (_, index) => ({ kind: 'reply', text: `for api echo ${index}` })));
      expect(writes.every((write) => write.endsWith('\n\n'))).toBe(true);
    });

    test('a sequence is not held up by Nagle: a hundred round trips in well under 4 s', async () => {
      await started();
      const start = performance.now();
      for (let index = 0; index < 100; index++) await client.command(['api x']);
      expect(performance.now() - start).toBeLessThan(2_000);
    });

    test('a late reply does not go to the next command', async () => {
      const held: (() => void)[] = [];
      fake.script = (command, peer) => {
        if (command === 'api slow') held.push(() => peer.say(api('slow answer')));
        else held.push(() => peer.say(api('quick answer')));
      };
      await started();
      const slow = client.command(['api slow'], 20);
      expect(await slow).toEqual({ kind: 'unknown', why: 'no answer within 20 ms' });
      const quick = client.command(['api quick'], 5_000);
      await until(() => held.length === 2);
      for (const answer of held) answer();
      expect(await quick).toEqual({ kind: 'reply', text: 'quick answer' });
    });

    test('line breaks, NUL and empty lines never leave', async () => {
      await started();
      for (const lines of [['api x\n\napi system rm'], ['api x\ry'], ['api x', 'a: b\n'], ['api \0'], ['api x', '']]) {
        expect((await client.command(lines)).kind).toBe('notSent');
      }
      expect((await client.job('originate x\nJob-UUID: other', 100)).kind).toBe('notSent');
      expect(fake.sent('api x')).toEqual([]);
    });

    test('too many in flight, or a switch that does not read: refused at once', async () => {
      fake.script = () => undefined;
      await started({ settings: { commandsInFlight: 10 } });
      const waiting = Array.from({ length: 10 }, () => client.command(['api never'], 60_000));
      expect(await client.command(['api one more'])).toEqual({ kind: 'notSent', why: 'too many commands in flight' });
      await client.stop();
      expect((await Promise.all(waiting)).every((one) => one.kind === 'unknown')).toBe(true);
      make({ settings: { commandsInFlight: 1_000_000, unsentBytes: 100_000 } }).start();
      await until(() => client.isUp());
      fake.last.socket.pause();
      const flood = Array.from({ length: 20_000 }, () => client.command([`api ${'x'.repeat(1_000)}`], 60_000));
      const last = await flood[flood.length - 1];
      expect(last).toEqual({ kind: 'notSent', why: 'the switch does not read what we send' });
      await client.stop();
      await Promise.all(flood);
    });

    test('replies of a megabyte, cut anywhere', async () => {
      const big = '忙'.repeat(400_000);
      fake.script = (_, peer) => { for (let at = 0, bytes = Buffer.from(api(big)); at < bytes.length; at += 70_001) peer.socket.write(bytes.subarray(at, at + 70_001)); };
      await started();
      const got = await client.command(['api show channels']);
      expect(got.kind === 'reply' && got.text === big).toBe(true);
    });

    test('a reply to no command ends the connection: from there on replies would be somebody else\'s', async () => {
      await started();
      fake.last.say(reply('+OK'));
      await until(() => downs.length === 1);
      expect(downs[0]).toBe('a reply to no command');
    });
  });

  describe('losing the connection', () => {
    test.each([
      ['FIN', (peer: FakeSwitch['last']) => peer.socket.end()],
      ['reset', (peer: FakeSwitch['last']) => { peer.socket.resetAndDestroy(); }],
      ['goodbye', (peer: FakeSwitch['last']) => peer.say('Content-Type: text/disconnect-notice\nContent-Length: 0\n\n')],
      ['half a frame', (peer: FakeSwitch['last']) => { peer.say('Content-Type: api/response\nContent-Length: 100\n\nhalf'); peer.socket.end(); }],
      ['garbage', (peer: FakeSwitch['last']) => peer.say('Content-Length: lots\n\n')],
      ['a frame over the limit', (peer: FakeSwitch['last']) => peer.say('Content-Length: 999999999\n\n')],
    ])('%s: what is in flight is unknown, and is never sent again', async (_, lose) => {
      fake.script = () => undefined;
      await started();
      const first = fake.last;
      const waiting = [client.command(['api uuid_kill a'], 60_000), client.job('originate a', 60_000), client.job('originate b', 60_000)];
      await until(() => first.commands.length === 7);
      lose(first);
      for (const one of await Promise.all(waiting)) expect(one).toMatchObject({ kind: 'unknown', why: expect.stringContaining('connection lost') });
      await until(() => client.isUp() && fake.peers.length === 2);
      expect(downs).toHaveLength(1);
      expect(fake.last.commands.filter((command) => /uuid_kill|originate/.test(command))).toEqual([]);
      expect(fake.last.commands).toContain('event plain CHANNEL_ANSWER BACKGROUND_JOB');
    });

    test('a job\'s word that comes on the next connection is nobody\'s; a reply likewise', async () => {
      fake.script = () => undefined;
      await started();
      const first = fake.last;
      const waiting = client.job('originate a', 60_000);
      await until(() => first.commands.length === 5);
      const uuid = /Job-UUID: (.*)/.exec(first.commands[4]!)![1]!;
      first.socket.resetAndDestroy();
      expect(await waiting).toMatchObject({ kind: 'unknown' });
      await until(() => client.isUp());
      const next = client.command(['api x']);
      fake.last.say(job(uuid, '+OK late\n') + api('for x'));
      expect(await next).toEqual({ kind: 'reply', text: 'for x' });
    });

    test('the same switch is known again, another one is not', async () => {
      await started();
      fake.last.socket.destroy();
      await until(() => ups.length === 2);
      fake.coreUuid = 'b601966e-1332-4f36-89cd-187e8da76991';
      fake.last.socket.destroy();
      await until(() => ups.length === 3);
      fake.coreUuid = '-ERR global_getvar Command not found!';
      fake.last.socket.destroy();
      await until(() => ups.length === 4);
      expect(ups).toEqual([false, true, false, false]);
    });

    test('a switch that stops answering is down after the probe\'s limit, though TCP stands', async () => {
      await started({ settings: { probeEvery: 10, probeTimeout: 50 } });
      await until(() => fake.sent('api global_getvar').length > 2);
      fake.before = () => true;
      await until(() => downs.length === 1);
      expect(downs[0]).toContain('did not answer our probe');
      fake.before = () => false;
      await until(() => client.isUp());
    });

    test('another switch behind the same connection ends it', async () => {
      await started({ settings: { probeEvery: 5 } });
      fake.coreUuid = 'c601966e-1332-4f36-89cd-187e8da76991';
      await until(() => ups.length === 2);
      expect([downs[0], ups[1]]).toEqual(['another switch answers', false]);
    });

    test('a switch that accepts and drops us at once is not hammered', async () => {
      fake.before = (command, peer) => { if (command.startsWith('event plain CUSTOM')) { peer.say(reply('+OK')); peer.socket.end(); return true; } return false; };
      make({ settings: { reconnectFirst: 2, reconnectMost: 1_000 } }).start();
      await until(() => fake.peers.length >= 5);
      const waits = log.lines.map((line) => Number(line.fields['retryInMs']));
      expect(waits.slice(0, 4)).toEqual([...waits.slice(0, 4)].sort((a, b) => a - b));
      expect(waits[3]).toBeGreaterThan(waits[0]!);
    });

    test('stop means stop', async () => {
      await started();
      await client.stop();
      expect(client.isUp()).toBe(false);
      expect(fake.peers).toHaveLength(1);
      await until(() => fake.last.closed);
      expect(await client.command(['api x'])).toMatchObject({ kind: 'notSent' });
    });
  });

  describe('background jobs', () => {
    const uuidOf = (command: string): string => /Job-UUID: (.*)/.exec(command)![1]!;

    test('the word of the job before the reply to its submit, and after it', async () => {
      fake.script = (command, peer) => {
        const uuid = uuidOf(command);
        const submit = `Content-Type: command/reply\nReply-Text: +OK Job-UUID: ${uuid}\nJob-UUID: ${uuid}\n\n`;
        peer.say(command.includes('first') ? job(uuid, '+OK first\n') + submit : submit + job(uuid, '+OK second\n'));
      };
      await started();
      expect(await client.job('originate first', 5_000)).toEqual({ kind: 'reply', text: '+OK first' });
      expect(await client.job('originate second', 5_000)).toEqual({ kind: 'reply', text: '+OK second' });
      expect(await client.command(['bgapi x', 'Job-UUID: first'])).toMatchObject({ kind: 'reply' });
    });

    test('a submit that is refused did nothing; a job that never speaks is unknown', async () => {
      fake.script = (command, peer) => peer.say(command.includes('bad') ? reply('-ERR permission denied') : reply(`+OK Job-UUID: ${uuidOf(command)}`));
      await started();
      expect(await client.job('bad', 5_000)).toEqual({ kind: 'rejected', why: '-ERR permission denied' });
      expect(await client.job('silent', 20)).toEqual({ kind: 'unknown', why: 'no word of the job within 20 ms' });
    });

    test('each to its own, whatever the order', async () => {
      const uuids: string[] = [];
      fake.script = (command, peer) => {
        uuids.push(uuidOf(command));
        peer.say(reply(`+OK Job-UUID: ${uuidOf(command)}`));
        if (uuids.length === 50) for (const uuid of [...uuids].reverse()) peer.say(job(uuid, `+OK ${uuids.indexOf(uuid)}\n`));
      };
      await started();
      const said = await Promise.all(Array.from({ length: 50 }, (_, index) => client.job(`originate ${index}`, 5_000)));
      expect(said).toEqual(Array.from({ length: 50 }, (_, index) => ({ kind: 'reply', text: `+OK ${index}` })));
    });
  });

  describe('events', () => {
    test('a listener that throws does not stop the reader; what is no event is counted', async () => {
      await started();
      onEvent = (event) => { events.push(event); if (events.length === 1) throw new Error('listener'); };
      const nonsense = 'Content-Length: 7\nContent-Type: text/event-plain\n\nnothing';
      fake.last.say(plain({ 'Event-Name': 'CHANNEL_ANSWER' }) + nonsense + 'Content-Type: log/data\nContent-Length: 2\n\nhi' + plain({ 'Event-Name': 'CHANNEL_PARK' }));
      await until(() => events.length === 2);
      expect(refused).toBe(1);
      expect(log.lines.some((line) => line.text.includes('listener') && line.level === 'error')).toBe(true);
      expect(client.isUp()).toBe(true);
    });

    test('every event of a recorded call comes through, in order', async () => {
      await started();
      const frames = framesIn('bridge-two-parked-customer-hangs-up').filter((frame) => frame.includes('text/event-plain'));
      for (const frame of frames) fake.last.say(frame);
      await until(() => events.length === frames.length);
      expect(events.map((event) => event.name)).toEqual(frames.map((frame) => /Event-Name: (\S+)/.exec(frame)?.[1]));
    });
  });

  test('asking for a password twice is no event socket', async () => {
    await started();
    fake.last.say(AUTH_REQUEST);
    await until(() => downs.length === 1);
    expect(downs[0]).toContain('twice');
  });
});
