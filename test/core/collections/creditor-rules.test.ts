import { describe, expect, it } from 'vitest';
import { creditorRulesOf, DEFAULT_CREDITOR_RULES, readCreditorRules } from '../../../src/core/collections/creditor-rules.js';

describe('the rules of a creditor', () => {
  it('are the defaults where nothing is said', () => {
    for (const nothing of [null, undefined, {}]) expect(readCreditorRules(nothing)).toEqual({ ok: true, value: DEFAULT_CREDITOR_RULES });
  });
  it('keep what is said, and default the rest', () => {
    const read = readCreditorRules({ bands: [{ name: 'S1', from: 1 }], order: ['principal', 'interest', 'penalty', 'fees'], graceDays: 3, tolerance: 100, missedAllowed: 1, recallWords: '再见' });
    expect(read).toEqual({ ok: true, value: { bands: [{ name: 'S1', from: 1 }], order: ['principal', 'interest', 'penalty', 'fees'], graceDays: 3, tolerance: 100, missedAllowed: 1, recallWords: '再见' } });
    expect(readCreditorRules({ graceDays: 5 })).toEqual({ ok: true, value: { ...DEFAULT_CREDITOR_RULES, graceDays: 5 } });
  });
  it.each<[unknown, string, string]>([
    ['x', 'rules.shape', '/rules'], [[], 'rules.shape', '/rules'], [{ grace: 1 }, 'rules.shape', '/rules'],
    [{ bands: [] }, 'stage.bands', '/rules/bands'], [{ bands: [{ name: 'S1', from: 2 }] }, 'stage.from', '/rules/bands/0/from'],
    [{ order: ['principal'] }, 'allocation.order', '/rules/order'],
    [{ graceDays: -1 }, 'rules.graceDays', '/rules/graceDays'], [{ graceDays: 1.5 }, 'rules.graceDays', '/rules/graceDays'], [{ graceDays: 367 }, 'rules.graceDays', '/rules/graceDays'],
    [{ tolerance: -1 }, 'rules.tolerance', '/rules/tolerance'], [{ tolerance: '1' }, 'rules.tolerance', '/rules/tolerance'],
    [{ missedAllowed: null }, 'rules.missedAllowed', '/rules/missedAllowed'],
    [{ recallWords: ' ' }, 'rules.recallWords', '/rules/recallWords'], [{ recallWords: 'x'.repeat(501) }, 'rules.recallWords', '/rules/recallWords'],
  ])('refuse %j', (input, code, at) => {
    expect(readCreditorRules(input, '/rules')).toMatchObject({ ok: false, error: { code, at } });
  });
  it('that can not be read count as the defaults, so that nothing stops', () => {
    expect(creditorRulesOf({ rules: { bands: 'broken' } })).toEqual(DEFAULT_CREDITOR_RULES);
    expect(creditorRulesOf(undefined)).toEqual(DEFAULT_CREDITOR_RULES);
  });
});
