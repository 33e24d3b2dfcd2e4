/** What the desk works out by itself: the way through a script, own numbers, how a line sounds, which dispositions are offered. */
import { describe, expect, it } from 'vitest';
import { windowed } from '../../src/console/shared/windowed.js';
import { groupsUnder } from '../../src/console/desk/dispositions.js';
import { countOwn } from '../../src/console/desk/numbers.js';
import { atHand, leftOf, openUntil, opensAt } from '../../src/console/desk/reach.js';
import { parseScript, statementsOf } from '../../src/contract/script.js';
import { timesAt } from '../../src/console/shared/clocks.js';
import { saidIn, tallyOf } from '../../src/core/script/said.js';

describe('what the law leaves', () => {
  const counter = (left: number, days: number | null, seconds: number | null = null) => ({ rule: 'r', pack: 'p', en: '', zh: '', count: 3 - left, limit: 3, left, days, seconds });
  const item = (number: string, more: object = {}) => ({ contactPointId: number, number, ownerRole: 'debtor', allow: true, nextAt: null, reason: null, counters: [], openUntil: null, opensAt: null, ...more });
  it('is the tightest rule of each span, the shortest first', () => {
    expect(leftOf([item('a', { counters: [counter(5, 7), counter(2, 1)] }), item('b', { counters: [counter(1, 1), counter(0, null, 7_200)] })])).toMatchObject([{ hours: 2, left: 0 }, { days: 1, left: 1 }, { days: 7, left: 5 }]);
    expect(leftOf([])).toEqual([]);
  });
  it('is of the number that is talked on, else of all; until the last window ends, or from when one opens', () => {
    const reach = { at: 0, items: [item('a', { openUntil: 50 }), item('b', { openUntil: 90 })] };
    expect([atHand(reach, 'b').length, atHand(reach, 'x').length, atHand(reach, null).length]).toEqual([1, 2, 2]);
    expect([openUntil(reach.items), opensAt(reach.items)]).toEqual([90, null]);
    expect(opensAt([item('a', { allow: false, opensAt: 70 }), item('b', { allow: false, nextAt: 60 })])).toBe(60);
    expect(opensAt([item('a', { allow: false })])).toBeNull();
  });
});

describe('a script', () => {
  const TEXT = `# 开场
您好，请问是张伟先生吗？
- [ ] 本次通话将被录音
> 是本人 -> 说明
> 不是本人 → 结束

# 说明 !
您的欠款已逾期 18 天。
- [ ] 我受华信银行委托
# 结束
谢谢，再见。`;
  it('is walked step by step, with what must be said and where answers lead', () => {
    expect(parseScript(TEXT)).toEqual([
      { name: '开场', afterVerification: false, lines: [{ kind: 'say', text: '您好，请问是张伟先生吗？' }, { kind: 'must', text: '本次通话将被录音', statement: 0 }], branches: [{ text: '是本人', to: '说明' }, { text: '不是本人', to: '结束' }] },
      { name: '说明', afterVerification: true, lines: [{ kind: 'say', text: '您的欠款已逾期 18 天。' }, { kind: 'must', text: '我受华信银行委托', statement: 1 }], branches: [] },
      { name: '结束', afterVerification: false, lines: [{ kind: 'say', text: '谢谢，再见。' }], branches: [] },
    ]);
  });
  it('without marks is one step', () => {
    expect(parseScript('Hello.\r\n\r\nIs this you?')).toEqual([{ name: '', afterVerification: false, lines: [{ kind: 'say', text: 'Hello.' }, { kind: 'say', text: 'Is this you?' }], branches: [] }]);
    expect(parseScript('\n  \n')).toEqual([]);
  });
  it('counts its statements alike in both languages; the fuller text stands in for the other', () => {
    expect(statementsOf(TEXT, '# Opening\n- [ ] This call is recorded')).toEqual([{ zh: '本次通话将被录音', en: 'This call is recorded', gated: false }, { zh: '我受华信银行委托', en: '我受华信银行委托', gated: true }]);
    expect(statementsOf('您好', '')).toEqual([]);
  });
  it('tells from the journal what was said: ticks taken back, gated ones, two collectors', () => {
    const line = (at: number, event: string, data: object) => ({ at, event, data });
    const shown = line(1, 'script', { by: 'ann', gated: [false, true], sealed: 's' });
    expect(tallyOf(saidIn([]))).toBeNull();
    expect(tallyOf(saidIn([shown]))).toEqual({ due: 1, said: 0 });
    expect(tallyOf(saidIn([shown, line(2, 'said', { by: 'ann', n: 1, on: true }), line(3, 'verified', { by: 'ann', checks: ['name'] })]))).toEqual({ due: 2, said: 1 });
    expect(tallyOf(saidIn([shown, line(2, 'said', { by: 'ann', n: 0, on: true }), line(3, 'said', { by: 'ann', n: 0, on: false }), line(4, 'said', { by: 'ann', n: 7, on: true })]))).toEqual({ due: 1, said: 0 });
    const both = saidIn([shown, line(2, 'said', { by: 'ann', n: 0, on: true }), line(3, 'script', { by: 'bob', gated: [false, true], sealed: 's' }), line(4, 'verified', { by: 'bob', checks: [] }), line(5, 'said', { by: 'bob', n: 1, on: true }), line(6, 'said', { by: 'eve', n: 0, on: true })]);
    expect(both.map((one) => [one.userId, one.statements.map((two) => two.saidAt)])).toEqual([['ann', [2, null]], ['bob', [null, 5]]]);
    expect(tallyOf(both)).toEqual({ due: 2, said: 2 });
  });
});

describe('clocks elsewhere', () => {
  it('show one time, or from the earliest to the latest', () => {
    const at = Date.UTC(2026, 10, 23, 2, 5);
    expect([timesAt(at, []), timesAt(at, [480]), timesAt(at, [-480, 345, 480])]).toEqual(['', '10:05', '18:05–10:05']);
  });
});

describe('own numbers', () => {
  it('count talks, their length, right parties and promises', () => {
    const dispositions = [{ code: 'PTP', rightParty: true, promise: true }, { code: 'WRONG', rightParty: false, promise: false }];
    expect(countOwn([
      { bridgedAt: 1_000, endedAt: 61_000, dispositionCode: 'PTP' }, { bridgedAt: 5_000, endedAt: 10_000, dispositionCode: 'WRONG' },
      { bridgedAt: null, endedAt: 9_000, dispositionCode: null }, { bridgedAt: 7_000, endedAt: null, dispositionCode: null }, { bridgedAt: 1, endedAt: 2, dispositionCode: 'GONE' },
    ], dispositions)).toEqual({ calls: 4, talk: 65_001, rightParty: 1, promises: 1 });
  });
});

describe('dispositions', () => {
  const d = (code: string, parentCode: string | null, more: object = {}) => ({ id: code, version: 1, createdAt: 0, updatedAt: 0, code, parentCode, nameZh: code, nameEn: code, hotkey: null, leaf: true, rightParty: true, promise: false, ledgerLevel: 1, retry: { kind: 'byOutcome' }, caseEvent: null, standingFact: null, enabled: true, ...more }) as unknown as Parameters<typeof groupsUnder>[0][number];
  const all = [d('m1', null, { leaf: false }), d('debtor', 'm1', { leaf: false }), d('PTP', 'debtor'), d('OLD', 'debtor', { enabled: false }), d('other', null, { leaf: false }), d('WRONG', 'other')];
  it('are gathered under the node above them, within the campaign’s root', () => {
    expect(groupsUnder(all, 'm1').map((g) => [g.parent?.code, g.leaves.map((l) => l.code)])).toEqual([['debtor', ['PTP']]]);
    expect(groupsUnder(all, null).flatMap((g) => g.leaves.map((l) => l.code))).toEqual(['PTP', 'WRONG']);
    expect(groupsUnder(all, 'nowhere')).toEqual([]);
  });
  it('do not hang on a tree that bites its tail', () => {
    expect(groupsUnder([d('a', 'b'), d('b', 'a')], 'root')).toEqual([]);
  });
});

describe('a long list', () => {
  it('is in the page where it is looked at, and its height is that of the whole', () => {
    const rows = Array.from({ length: 300 }, (_, n) => n);
    const list = windowed(() => rows, 40);
    expect([list.from.value, list.rows.value.length, list.before.value, list.after.value]).toEqual([0, 31, 0, 269 * 40]);
    expect(list.before.value + list.rows.value.length * 40 + list.after.value).toBe(12_000);
    expect(windowed(() => rows.slice(0, 60), 40).rows.value).toHaveLength(60);
    expect(windowed(() => [], 40).rows.value).toEqual([]);
  });
});
