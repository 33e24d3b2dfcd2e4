/** Texts others write: script templates, scripts to be checked, phone numbers, what goes into logs and commands of the switch. */
import fc from 'fast-check';
import { setvarValue } from '../../../src/adapters/freeswitch/escape.js';
import * as commands from '../../../src/adapters/freeswitch/commands.js';
import { originateCommand } from '../../../src/adapters/freeswitch/originate.js';
import { makePhoneBook } from '../../../src/adapters/phones/index.js';
import { logOver, makePino } from '../../../src/adapters/system/log.js';
import { LEG_VARIABLES } from '../../../src/app/ports/switch.js';
import { checkTemplate, renderTemplate, SCRIPT_SAMPLE } from '../../../src/app/usecases/liquid.js';
import { checkScriptSteps, type Checked } from '../../../src/core/script-check/index.js';
import { readOriginate, readSetvar } from '../../adapters/freeswitch/switch-parser.js';
import { must } from '../checks.js';
import { bent, nasty, pumped } from '../mutate.js';
import { target, type AnyTarget } from '../target.js';

const TEMPLATES = [
  '您好，{{ name }}，我是{{ creditor }}的{{ collector }}。{% if daysPastDue > 30 %}已逾期{{ daysPastDue }}天{% else %}请留意{% endif %}，金额{{ total | append: currency }}。',
  '{% for i in (1..10) %}{{ i | times: 3 }}{% endfor %}', '{% assign x = "a" %}{% for i in (1..20) %}{% assign x = x | append: x %}{% endfor %}{{ x | size }}', '{% capture y %}{{ custom.branch | default: "x" | upcase | strip_html }}{% endcapture %}{{ y | split: "" | reverse | join: "," | truncate: 30 }}',
  '{% case stage %}{% when "M1" %}a{% endcase %}{% tablerow i in (1..9) %}{{ i }}{% endtablerow %}{% cycle 1,2 %}{% increment n %}{% raw %}{{ x }}{% endraw %}{% comment %}c{% endcomment %}{% liquid\nassign z = 1\necho z\n%}{{ today | date: "%Y年%m月%d日" }}',
  '{% for a in (1..9999999999) %}{% for b in (1..9999999999) %}x{% endfor %}{% endfor %}', '{{ "x" | replace: "", "yyyyyyyyyyyyyyyy" | replace: "", "yyyyyyyyyyyyyyyy" | replace: "", "yyyyyyyyyyyyyyyy" | replace: "", "yyyyyyyyyyyyyyyy" }}',
];
const LIQUID = ['{% for i in (1..99999) %}', '{% endfor %}', '{{', '}}', '{%', '%}', '{% if true %}', '{% endif %}', '{{ name | ', 'strip_html', 'append: name', 'split: ""', 'join: name', 'replace: "", name', '{% capture x %}', '{% endcapture %}', '{% assign x = x | append: x %}', '{% include "a" %}', '{% render "/etc/passwd" %}', '{% layout "x" %}', '{{ name.constructor }}', '{{ __proto__.x }}', 'date: "%9999999d"', 'times: 1e308', '(1..1e9)', '{% tablerow i in (1..9) cols: 0 %}', '{% cycle %}', '{% raw %}', '<script', '<!--', 'where_exp: "x", "x"', 'sort_natural', 'uniq', 'json', 'inspect', 'sample: 99999999', 'truncate: 1e9', 'slice: 0, 1e9', 'pop', 'push: x', 'concat: x', 'url_decode', 'base64_decode', 'at_least: 1', 'strftime'];
const SCRIPTS = ['您好，请问是张三本人吗？我是示例银行委托的催收员李四，本次通话会录音。您欠款1234.56元，已逾期12天，请于9月3日前还款。', 'This is an attempt to collect a debt by a debt collector, and any information obtained will be used for that purpose. We will not have you arrested, and no one will contact your family.', '坐席:你再不还钱我们就上门找你家人\n客户:我不想活了\n坐席:这笔欠款必须还', 'You owe $1,234. If you don\'t pay we will a r r e s t you, 4rrested, pr1son. Reply STOP to opt out.'];

const LEG = '0193a1b2-0000-7000-8000-000000000001';

export function textTargets(): readonly AnyTarget[] {
  const phones = makePhoneBook({ cacheSize: 200 });
  const lines: string[] = [];
  const log = logOver(makePino({ level: 'debug', destination: { write: (text: string) => { lines.push(text); } } }));
  return [
    target({
      name: 'script templates (Liquid)', share: 20, input: fc.record({
        body: fc.oneof({ weight: 5, arbitrary: bent(TEMPLATES) }, { weight: 4, arbitrary: fc.array(fc.oneof(fc.constantFrom(...LIQUID), nasty), { maxLength: 10 }).map((parts) => parts.join(' ')) }, { weight: 1, arbitrary: pumped(60_000) }),
        name: fc.oneof({ weight: 9, arbitrary: nasty }, { weight: 1, arbitrary: pumped(4_000) }),
      }),
      run: ({ body, name }) => {
        checkTemplate(body, '/bodyZh');
        const rendered = renderTemplate(body, { ...SCRIPT_SAMPLE, name, custom: { branch: name } });
        if (rendered.ok) must(rendered.value.length <= 1_200_000, 'a rendered text is bounded'); else must(rendered.error.text.length <= 500, 'a refusal is short');
        if (rendered.ok && !body.includes('{')) must(rendered.value === body, 'plain text stays as it is');
      },
    }),
    target({
      name: 'script checker', share: 6, inTurns: true, input: fc.record({ text: fc.oneof({ weight: 60, arbitrary: bent(SCRIPTS) }, { weight: 30, arbitrary: nasty }, { weight: 9, arbitrary: pumped(1_500) }, { weight: 1, arbitrary: pumped(20_000) }), kind: fc.constantFrom('script' as const, 'message' as const, 'robot' as const, 'voicemail' as const, 'transcript' as const), market: fc.constantFrom('CN' as const, 'US' as const) }),
      run: async ({ text, kind, market }) => {
        const steps = checkScriptSteps(text, { kind, market });
        let checked: Checked | null = null;
        // Each step a turn, as the use case gives way after some milliseconds of them.
        for (; checked === null; await new Promise((done) => { setImmediate(done); })) { const step = steps.next(); if (step.done === true) checked = step.value; }
        for (const one of checked.findings) must(one.start >= 0 && one.end >= one.start && one.end <= text.length, 'a finding points into the text');
        must(checked.findings.length <= 2_000, 'a bounded report');
      },
    }),
    target({
      name: 'phone numbers', share: 60, input: fc.tuple(fc.oneof({ weight: 5, arbitrary: bent(['+86 138 0013 8000', '(010) 8888-1234', '+1 (212) 555-0123 ext. 9', '13800138000/13900139000', '1.38E+10', '００８６１３８００１３８０００', '12345678转801', 'tel:+86-10-88881234;ext=801']) }, { weight: 3, arbitrary: nasty }, { weight: 1, arbitrary: pumped(5_000) }), fc.constantFrom('CN', 'US', 'DE', 'ZZ', '', '__proto__')),
      run: ([text, country]) => {
        const read = phones.normalise(text, country);
        if (read.ok) must(/^\+[1-9]\d{6,14}$/.test(read.value.e164), 'a number is + and digits'); else must(/^phone\.[a-z]+$/.test(read.error.code) && !/\d{7}/.test(read.error.text), 'a refusal repeats no number');
      },
    }),
    target({
      name: 'commands of the switch', share: 70, input: fc.record({ values: fc.array(nasty, { minLength: 3, maxLength: 3 }), dial: fc.oneof(nasty, fc.constantFrom('13800010101', '+8613800010101')), gateway: fc.oneof(nasty, fc.constant('carrier1')), path: fc.oneof(nasty.map((text) => `/rec/${text}`), fc.constant('/rec/a.wav')) }),
      run: ({ values, dial, gateway, path }) => {
        const [a = '', b = '', c = ''] = values;
        const made = originateCommand({ leg: LEG, kind: 'customer', to: { kind: 'gateway', gateway, dial }, ringTimeout: 20_000, deadMan: 8_000, parkAfterBridge: true, recordTo: path, variables: { dunwell_attempt: a, dunwell_lead: b, dunwell_agent: c } });
        if (made.ok) {
          must(!/[\r\n\0]/.test(made.value), 'one line');
          const read = readOriginate(made.value.slice('originate '.length));
          must(read?.dialStrings.length === 1 && read.dialStrings[0] === `sofia/gateway/${gateway}/${dial}` && read.application === '&park()' && read.more.length === 0, 'one destination, the one asked for');
          const known = new Map(read.variables);
          must(known.size === read.variables.length, 'no variable twice');
          for (const [name, value] of [['dunwell_attempt', a], ['dunwell_lead', b], ['dunwell_agent', c]] as const) must((known.get(name) ?? '') === value, `${name} reads back as it was given`);
          must([...known.keys()].every((name) => /^(?:origination_|ignore_early|originate_timeout|outbound_redirect|execute_on_answer|RECORD_STEREO|park_after|hangup_after)/.test(name) || (LEG_VARIABLES as readonly string[]).includes(name)), 'no variable that nobody asked for');
        }
        for (const command of [commands.setVariable(LEG, 'dunwell_kind', a), commands.sendDigits(LEG, dial), commands.record(LEG, 'start', path), commands.toConference(LEG, b), commands.bridge(LEG, c), commands.exists(a)]) {
          if (command.ok) must(command.value.every((line) => line !== '' && !/[\r\n\0]/.test(line)), 'each line is one line');
        }
        const played = commands.play(LEG, [path], true);
        if (played.ok) must(played.value.flat().every((line) => !/[\r\n\0]/.test(line)), 'each line is one line');
        const set = setvarValue(a);
        if (set.ok && a !== '') must(readSetvar(`${LEG} dunwell_kind ${set.value}`).at(-1) === a, 'a variable reads back');
      },
    }),
    target({
      name: 'log lines', share: 55, input: fc.record({ text: nasty, number: fc.stringMatching(/^1[3-9]\d{9}$/), name: nasty, around: nasty, error: fc.boolean() }),
      run: ({ text, number, name, around, error }) => {
        lines.length = 0;
        log.child({ part: 'x', caller: name }).warn({ why: `${around} ${number} ${around}`, number, name, cause: text, ...(error ? { error: new Error(`${text} ${number}`).message } : {}) }, `said ${text}`);
        must(lines.length === 1 && lines[0]?.endsWith('\n') === true && lines[0].indexOf('\n') === lines[0].length - 1, 'one event is one line');
        const read = JSON.parse(lines[0]) as Record<string, unknown>;
        must(read['number'] === '[redacted]' && read['name'] === '[redacted]' && read['level'] === 'warn', 'fields stay what they are');
        // Digits glued to other digits or letters are another word; a number by itself must not stand there.
        must(/[\dA-Za-z.\-+(]$/.test(around) || /^[\dA-Za-z]/.test(around) || !lines[0].includes(number), 'no phone number in a log line');
      },
    }),
  ];
}
