import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as commands from '../../../src/adapters/freeswitch/commands.js';
import { bracketValue, recordingPath, setvarValue, soundFile } from '../../../src/adapters/freeswitch/escape.js';
import { originateCommand } from '../../../src/adapters/freeswitch/originate.js';
import type { Destination, OriginateRequest } from '../../../src/app/ports/switch.js';
import { readOriginate, readSetvar } from './switch-parser.js';

const LEG = '0193a1b2-0000-7000-8000-000000000001';
const request = (more: Partial<OriginateRequest> = {}): OriginateRequest => ({
  leg: LEG, kind: 'customer', to: { kind: 'gateway', gateway: 'carrier1', dial: '13800010101' }, callerId: '02160000000',
  ringTimeout: 17_000, deadMan: 8_000, parkAfterBridge: true, variables: { dunwell_kind: 'customer' }, ...more,
});
const built = (more: Partial<OriginateRequest> = {}): string => {
  const command = originateCommand(request(more));
  if (!command.ok) throw new Error(command.error.text);
  return command.value;
};
const refused = (more: Partial<OriginateRequest>): boolean => !originateCommand(request(more)).ok;

/** Text made of what the parser gives a meaning, mixed with words and Chinese. */
const nasty = fc.array(fc.oneof(
  fc.constantFrom('\'', '"', '\\', ',', '=', ' ', '{', '}', '[', ']', '<', '>', '(', ')', '$', '^^', '^^:', ':', '|', '&', '%', ';', '\\n', '\\s', '\\\'', '\\,', '${x}', '\n', '\r', '\0', '\t', '::', 'undef', 'ARRAY::a|:b', 'x=1', ',y=2', '}sofia/gateway/evil/1 &', ':_:', '€', '张三'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
), { maxLength: 14 }).map((parts) => parts.join(''));

describe('variables of an originate', () => {
  test('the customer\'s originate, as the transcripts write it', () => {
    expect(built({ recordTo: '/var/rec/a.wav' })).toBe(`originate {origination_uuid=${LEG},ignore_early_media=true,originate_timeout=17,outbound_redirect_fatal=true,`
      + 'execute_on_answer=\'sched_hangup +8 NORMAL_TEMPORARY_FAILURE\',RECORD_STEREO=true,execute_on_answer_2=\'record_session /var/rec/a.wav\','
      + 'park_after_bridge=true,hangup_after_bridge=false,origination_caller_id_number=02160000000,dunwell_kind=customer}sofia/gateway/carrier1/13800010101 &park()');
  });

  test('a leg that is to be heard while it rings parks when the network sends sound', () => {
    expect(built({ earlyMedia: true })).toContain('{origination_uuid=' + LEG + ',ignore_early_media=false,originate_timeout=17,');
  });

  test('no value becomes another variable, dial string or application: each reads back exactly, or was refused (property)', () => {
    let accepted = 0;
    fc.assert(fc.property(nasty, nasty, (lead, agent) => {
      const command = originateCommand(request({ variables: { dunwell_lead: lead, dunwell_agent: agent } }));
      if (!command.ok) return;
      accepted++;
      expect(command.value).not.toMatch(/[\r\n\0]/);
      const read = readOriginate(command.value.slice('originate '.length));
      const want: [string, string][] = [
        ['origination_uuid', LEG], ['ignore_early_media', 'true'], ['originate_timeout', '17'], ['outbound_redirect_fatal', 'true'],
        ['execute_on_answer', 'sched_hangup +8 NORMAL_TEMPORARY_FAILURE'], ['park_after_bridge', 'true'], ['hangup_after_bridge', 'false'], ['origination_caller_id_number', '02160000000'],
      ];
      if (lead !== '') want.push(['dunwell_lead', lead]);
      if (agent !== '') want.push(['dunwell_agent', agent]);
      expect(read).toEqual({ variables: want, dialStrings: ['sofia/gateway/carrier1/13800010101'], application: '&park()', more: [] });
    }), { numRuns: 4_000 });
    expect(accepted).toBeGreaterThan(500);
  });

  test('what can be written is written, not refused: quotes, commas, balanced braces, backslashes, Chinese', () => {
    for (const value of ['it\'s', 'a,b=c', '{x}', '余额 ¥1,234.56: 100% ok', ' led ', '\\n', '^^:a:b', '$x', '"']) expect(bracketValue(value).ok, value).toBe(true);
    for (const value of ['${x}', '$\\{x}', '}', '{', '}{', 'a\nb', 'a\rb', '\0', '\ud800', 'ARRAY::a', 'x'.repeat(1_001)]) expect(bracketValue(value).ok, JSON.stringify(value)).toBe(false);
  });

  test('the model itself is fooled by what is not escaped', () => {
    expect(readOriginate('{a=1,b=x},c=2}user/1 &park()')?.dialStrings).not.toEqual(['user/1']);
    expect(readOriginate('{a=x,b=2}user/1 &park()')?.variables).toEqual([['a', 'x'], ['b', '2']]);
    expect(readOriginate('{^^:a=1:b=2}user/1 &park()')?.variables).toEqual([['a', '1'], ['b', '2']]);
    expect(readOriginate('{a=\'x y\',b=\'1\\,2\'}user/1 &park()')?.variables).toEqual([['a', 'x y'], ['b', '1,2']]);
  });
});

describe('where a call may go', () => {
  const to = (destination: Destination) => ({ to: destination });
  test('numbers are + and digits, names are names', () => {
    for (const dial of ['', '+', '138 0001', '1380001,sofia/gateway/x/1', '1|2', '13a', '１２３', '1\n', '++1', '1'.repeat(33), '*100', '1@host']) expect(refused(to({ kind: 'gateway', gateway: 'carrier1', dial })), dial).toBe(true);
    for (const gateway of ['', 'a b', 'a/b', 'a,b', '{x}', '[x]', 'a::b', '.hidden', 'a\'b']) expect(refused(to({ kind: 'gateway', gateway, dial: '1' })), gateway).toBe(true);
    expect(built(to({ kind: 'gateway', gateway: 'carrier_1.x-2', dial: '+8613800010101' }))).toContain('sofia/gateway/carrier_1.x-2/+8613800010101 &park()');
    expect(built({ kind: 'outside', ...to({ kind: 'user', user: '1000', domain: 'rig.test' }) })).toContain('}user/1000@rig.test &park()');
    for (const user of ['', 'a@b', 'a,b', 'a b']) expect(refused(to({ kind: 'user', user, domain: 'rig.test' }))).toBe(true);
    for (const domain of ['', 'a b', 'a,b', '-x']) expect(refused(to({ kind: 'user', user: '1000', domain }))).toBe(true);
    expect(refused({ callerId: '021 6000' })).toBe(true);
    expect(refused({ leg: 'not-a-uuid' })).toBe(true);
  });

  test('templates are one of two forms', () => {
    expect(built(to({ kind: 'template', dialString: 'sofia/gateway/pbx/4001' }))).toContain('}sofia/gateway/pbx/4001 &park()');
    expect(built(to({ kind: 'template', dialString: 'user/1000@rig.test' }))).toContain('}user/1000@rig.test &park()');
    for (const dialString of ['loopback/1000', 'sofia/external/1@host', 'user/1000', 'error/user_busy', '{a=1}user/1000@rig.test', '[a=1]user/1@x', 'user/1@x,user/2@x', 'user/1@x|user/2@x', 'sofia/gateway/pbx/1 &bridge(x)', 'group/all@x', 'sofia/gateway/pbx/1/2', '']) {
      expect(refused(to({ kind: 'template', dialString })), dialString).toBe(true);
    }
  });

  test('a desk leg has no dead-man; times are whole seconds', () => {
    expect(refused({ kind: 'agent' })).toBe(true);
    expect(originateCommand({ leg: LEG, kind: 'agent', to: { kind: 'user', user: '1000', domain: 'rig.test' }, ringTimeout: 30_000, parkAfterBridge: true, variables: {} })).toEqual({
      ok: true, value: `originate {origination_uuid=${LEG},ignore_early_media=true,originate_timeout=30,outbound_redirect_fatal=true,media_timeout=0,media_hold_timeout=0,park_after_bridge=true,hangup_after_bridge=false}user/1000@rig.test &park()`,
    });
    expect(built({ ringTimeout: 17_900, deadMan: 7_100 })).toMatch(/originate_timeout=17,.*\+8 /);
    expect(built({ ringTimeout: 10, deadMan: 10 })).toMatch(/originate_timeout=1,.*\+1 /);
  });
});

describe('every other command', () => {
  test('arguments that are no uuid, path, digits or name are refused', () => {
    const no = (result: { ok: boolean }) => expect(result.ok).toBe(false);
    for (const leg of ['', 'all', '1234', `${LEG} all`, `${LEG}\n`, `${LEG}\n\napi system x`]) {
      for (const result of [commands.kill(leg, 'NORMAL_CLEARING'), commands.bridge(LEG, leg), commands.bridge(leg, LEG), commands.park(leg), commands.hold(leg, true), commands.stopPlaying(leg), commands.sendDigits(leg, '1'), commands.record(leg, 'start', '/a.wav'), commands.arm(leg, 1), commands.disarm(leg), commands.setVariable(leg, 'dunwell_call', 'x'), commands.toConference(leg, 'x'), commands.eavesdrop(LEG, leg), commands.eavesdrop(leg, LEG), commands.play(leg, ['/a.wav'], true), commands.exists(leg), commands.dump(leg)]) no(result);
    }
    for (const digits of ['', '12a', '1 2', 'a', '1'.repeat(33), 'w']) no(commands.sendDigits(LEG, digits));
    for (const name of ['', 'A', 'x y', 'x@y', 'x+flags{a}', 'x'.repeat(65)]) no(commands.toConference(LEG, name));
    for (const path of ['', 'a.wav', '/a b.wav', '/a\'.wav', '/a".wav', '/a\n.wav', '/a/../b', '/{x=1}/a', '/a,b', '/${x}', 'http://x/y', '/a\\b', '/a|b', '/a:b', '/a!b', '/a\u0000b']) { no(recordingPath(path)); no(commands.record(LEG, 'start', path)); no(commands.play(LEG, [path], false)); }
    for (const path of ['/var/rec/2026-11/a_b.wav', '/录音/张三.wav', '/a+b=c@d~e.wav']) expect(recordingPath(path).ok).toBe(true);
    for (const file of ['silence_stream://250', 'tone_stream://%(400,0,700)', 'tone_stream://%(400,200,400,450);%(400,2000,400,450);loops=12']) expect(soundFile(file).ok).toBe(true);
    for (const file of ['shout://x', 'tone_stream://%(1,2,3);loops=-1', 'tone_stream://%(1,2,3);loops=12;x', 'file_string:///a!/b', 'say:x', '{a=1}/b.wav']) expect(soundFile(file).ok).toBe(false);
    no(commands.play(LEG, [], true));
  });

  test('a variable set later reads back exactly (property)', () => {
    fc.assert(fc.property(nasty, (value) => {
      const command = commands.setVariable(LEG, 'dunwell_lead', value);
      if (!command.ok) return;
      const line = command.value.join('\n');
      expect(line).not.toMatch(/[\r\n\0]/);
      expect(readSetvar(line.slice('api uuid_setvar '.length))).toEqual(value === '' ? [LEG, 'dunwell_lead'] : [LEG, 'dunwell_lead', value]);
    }), { numRuns: 2_000 });
    expect(setvarValue('a}b{c').ok).toBe(true);
  });

  test('a message is one locked command per file and a hang-up behind them', () => {
    const command = commands.play(LEG, ['/a.wav', '/b.wav'], true);
    expect(command.ok && command.value.map((lines) => lines.join('|'))).toEqual([
      `sendmsg ${LEG}|call-command: execute|execute-app-name: playback|execute-app-arg: /a.wav|event-lock: true`,
      `sendmsg ${LEG}|call-command: execute|execute-app-name: playback|execute-app-arg: /b.wav|event-lock: true`,
      `sendmsg ${LEG}|call-command: execute|execute-app-name: hangup|execute-app-arg: NORMAL_CLEARING|event-lock: true`,
    ]);
  });
});
