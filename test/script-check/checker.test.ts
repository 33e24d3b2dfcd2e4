/** The script checker piece by piece: categories' own examples, evasions, denials, order of what must be said, offsets. */
import { describe, expect, it } from 'vitest';
import { SCRIPTS } from '../../src/app/seed/index.js';
import { blocks, CATEGORIES, checkScript, findingsText, FORBIDDEN, type Setting } from '../../src/core/script-check/index.js';

const found = (text: string, setting: Partial<Setting> = {}): string[] => checkScript(text, setting).findings.map((one) => one.category).filter((id) => FORBIDDEN.some((one) => one === id));
const missing = (text: string, setting: Partial<Setting> = {}): string[] => checkScript(text, setting).findings.filter((one) => one.category.startsWith('MUST')).map((one) => `${one.severity} ${one.category}`).sort();

it('has every category once, with reasons, law and patterns', () => {
  expect(CATEGORIES.map((one) => one.id).sort()).toEqual([...FORBIDDEN].sort());
  for (const one of CATEGORIES) { expect(one.law).not.toBe(''); expect(one.why.zh).not.toBe(''); expect(one.why.en).not.toBe(''); expect(one.patterns.length).toBeGreaterThan(0); }
});
describe('what is written to hide', () => {
  it.each([
    ['今天不還錢,明天就抓你', 'ARREST', 'traditional'], ['再不还就坐 牢', 'ARREST', 'a space'], ['再不还就坐.牢', 'ARREST', 'a dot'], ['再不还就坐。牢', 'ARREST', 'a full stop'], ['再不还就坐\u200b牢', 'ARREST', 'nothing visible'],
    ['再不还就坐*牢', 'ARREST', 'a star'], ['再不还就做牢', 'ARREST', 'a homophone'], ['再不还就zuo牢', 'ARREST', 'half in pinyin'], ['转我薇信', 'PAY-PRIVATE', 'another character'], ['转我ｗｅｉｘｉｎ', 'PAY-PRIVATE', 'full width'],
    ['YOU WILL BE ARRESTED', 'ARREST', 'capitals'], ['you will be 4rr3sted', 'ARREST', 'digits'], ['you will be a r r e s t e d', 'ARREST', 'letters apart'], ['you will be ar*rested', 'ARREST', 'a star'], ['ｙｏｕ ａｒｅ ａ ｌｏｓｅｒ', 'INSULT', 'full width'],
    ['你{{ name }}这个老赖', 'INSULT', 'beside a variable'], ['{% if a %}抓{% endif %}你', 'ARREST', 'behind a tag'],
  ])('%s is %s in spite of %s', (text, category) => { expect(found(text)).toContain(category); });
  it.each(['本期还款3次,每次4500元', 'at 3pm on the 21st', 'M1 stage, ref 4a7s', '他坐在这儿。牢记还款日'])('"%s" is nothing', (text) => { expect(found(text)).toEqual([]); });
});
describe('denied, forbidden, quoted, warned of', () => {
  it.each([
    ['我们不会报警抓您', []], ['不会抓您,但是我会去你单位找你领导', ['WORKPLACE']], ['不还就抓你', ['ARREST']], ['如果没有还款就抓你', ['ARREST']], ['难道要我们抓你吗', ['ARREST']],
    ['不得使用“老赖”等用语', []], ['他说“你这个老赖”,我们不该这样', []], ['“老赖”,说的就是你', ['INSULT']], ['有人冒充法院说要抓您,别相信', []], ['坐牢是不可能的事,您放心', []], ['坐牢这种说法是违规的', []],
    ['We will never have you arrested', []], ["If you don't pay we will have you arrested", ['ARREST']], ["Don't make me call the police", ['ARREST']], ['If anybody says you will be arrested, hang up', []],
    ['We will not call your boss, and nobody will be arrested', []], ["You won't be arrested. I will call your boss", ['WORKPLACE']],
  ])('%s → %j', (text, categories) => { expect(found(text)).toEqual(categories); });
  it('announces a right only while the case file bears it out', () => {
    const text = '我行将保留依法维护权益的权利';
    expect(checkScript(text).conditions).toEqual([{ needs: 'suitApproved', start: 3, end: text.length, text: text.slice(3) }]);
    expect(found(text)).toEqual([]);
    expect(checkScript(text, { facts: ['suitApproved'] }).conditions).toEqual([]);
  });
  it('takes a true statement for what it is', () => {
    expect(found('法院已经立案')).toEqual(['FAKE-LEGAL']);
    expect(found('法院已经立案', { facts: ['suitFiled'] })).toEqual([]);
  });
});
describe('who speaks to whom', () => {
  it('leaves out what the customer says in a transcript, and hears when collecting goes on after words of suicide', () => {
    expect(found('客户:你们是不是要抓我\n坐席:不会的', { kind: 'transcript' })).toEqual([]);
    expect(found('客户:我不想活了\n坐席:那您的欠款什么时候还', { kind: 'transcript' })).toEqual(['SELF-HARM']);
    expect(found('Customer: I want to die\nAgent: I am sorry, let me get you help', { kind: 'transcript' })).toEqual([]);
  });
  it('lets no word about a debt reach a third party', () => {
    expect(found('他逾期了', { to: 'thirdParty' })).toContain('3P-DISCLOSE');
    expect(found('请他回电', { to: 'thirdParty' })).toEqual([]);
  });
  it('asks for the reason nowhere in Colombia', () => {
    expect(found("Why haven't you paid?", { market: 'CO' })).toEqual(['WHY-UNPAID']);
    expect(found("Why haven't you paid?", { market: 'GB' })).toEqual([]);
  });
});
describe('what must be said', () => {
  const good = '您好,请问是{{ name }}本人吗?我是{{ creditor }}委托的{{ collector }},本次通话会录音。您的贷款已逾期。';
  it('finds nothing in a whole script, and every part that is left out', () => {
    expect(missing(good)).toEqual([]);
    expect(missing(good.replace('本次通话会录音', ''))).toEqual(['high MUST-RECORDING']);
    expect(missing('您的贷款已逾期。您是本人吗?我是{{ creditor }}委托的{{ collector }},会录音')).toEqual(['critical MUST-VERIFY']);
    expect(missing('本次通话会录音。请问是{{ name }}本人吗?您已逾期')).toEqual(['high MUST-IDENTITY']);
    expect(missing('')).toEqual([]);
    expect(missing('您好')).toEqual(['medium MUST-IDENTITY', 'medium MUST-RECORDING']);
  });
  it('a robot says first that it is one', () => {
    const robot = `我是智能语音助手。${good}如需人工请说转人工。`;
    expect(missing(robot, { kind: 'robot' })).toEqual([]);
    expect(missing(`${good}如需人工请说转人工。`, { kind: 'robot' })).toEqual(['critical MUST-AI']);
    expect(missing(`${good}我是智能语音助手,如需人工请说转人工。`, { kind: 'robot' })).toEqual(['high MUST-AI']);
  });
  it('in the United States the mini-Miranda, in full the first time', () => {
    const text = 'Am I speaking with {{ name }}? This is {{ collector }} on behalf of {{ creditor }}, this call is recorded. You owe {{ total }}.';
    const full = 'This is an attempt to collect a debt, and any information obtained will be used for that purpose.';
    expect(missing(text, { market: 'US' })).toEqual(['high MUST-MINI-MIRANDA']);
    expect(missing(`${text} ${full}`, { market: 'US' })).toEqual([]);
    expect(missing(`${text} I am a debt collector.`, { market: 'US' })).toEqual(['high MUST-MINI-MIRANDA']);
    expect(missing(`${text} I am a debt collector.`, { market: 'US', stage: 'later' })).toEqual([]);
  });
  it('a message needs an opt-out in the United States, a voicemail no word about a debt', () => {
    expect(missing('This is {{ creditor }}. Questions: call us at 555 0100.', { kind: 'message', market: 'US' })).toEqual(['high MUST-OPT-OUT']);
    expect(missing('This is {{ collector }}, please call back about your overdue loan', { kind: 'voicemail', market: 'US' })).toEqual(['critical MUST-LIMITED-VOICEMAIL']);
    expect(missing('This is {{ collector }}, please call back', { kind: 'voicemail', market: 'US' })).toEqual([]);
  });
});
it('points at the very words, whatever stands between them', () => {
  const text = '您好👋。再不还就　坐 。牢 ,老賴!';
  const spots = checkScript(text).findings.filter((one) => one.end > one.start).map((one) => [one.category, text.slice(one.start, one.end), one.text]);
  expect(spots).toEqual([['ARREST', '坐 。牢', '坐 。牢'], ['INSULT', '老賴', '老賴']]);
  expect(findingsText(checkScript('好\n你这老赖'), '好\n你这老赖')).toMatch(/2:3 high INSULT “老赖”/);
});
it('passes every seeded script', () => {
  for (const script of SCRIPTS) for (const body of [script.bodyZh, script.bodyEn]) expect(checkScript(body).findings.filter(blocks)).toEqual([]);
});
it('reads texts without an end or a sense', () => {
  for (const piece of ['a ', '。', '{{', '不', "don't ", '抓', '{% ']) expect(() => checkScript(piece.repeat(Math.floor(20_000 / piece.length)))).not.toThrow();
});
