/** Approvals: their table, tiers and who may decide. */
import { describe, expect, it } from 'vitest';
import { APPROVAL_EVENTS, APPROVAL_STATES, approvalTable } from '../../../src/core/collections/approval-machine.js';
import { DEFAULT_APPROVAL_RULES, mayDecide, neededFor, readApprovalRules } from '../../../src/core/collections/approval.js';
import { isMove, walk } from '../../../src/core/machine/table.js';

describe('an approval', () => {
  it('has no unreachable state, and a way out of each', () => {
    expect(Object.keys(approvalTable).sort()).toEqual([...APPROVAL_STATES].sort());
    expect(walk(approvalTable, APPROVAL_STATES, APPROVAL_EVENTS, 'submitted', ['refused', 'expired', 'applied'])).toEqual({ unreachable: [], stuck: [] });
  });
  it('is used only when approved, and never again once it is over', () => {
    for (const state of APPROVAL_STATES) expect(isMove(approvalTable[state].applied), state).toBe(state === 'approved');
    for (const state of ['refused', 'expired', 'applied'] as const) for (const event of APPROVAL_EVENTS) expect(isMove(approvalTable[state][event])).toBe(false);
  });
  it('takes the highest tier an amount reaches', () => {
    const rule = { tiers: [{ from: 1_000, needed: 3 }, { from: null, needed: 1 }, { from: 500, needed: 2 }], evidence: false, lasts: 1 };
    expect([null, 0, 499, 500, 999, 1_000, 9_999].map((amount) => neededFor(rule, amount))).toEqual([1, 1, 1, 2, 2, 3, 3]);
  });
  it('is not decided by who asked, nor twice by one person', () => {
    expect([mayDecide({ askedBy: 'a', decisions: [] }, 'a'), mayDecide({ askedBy: 'a', decisions: [{ by: 'b' }] }, 'b'), mayDecide({ askedBy: 'a', decisions: [{ by: 'b' }] }, 'c')]).toEqual(['own', 'twice', null]);
  });
  it('its rules are read with every mistake at once; kinds not given keep theirs', () => {
    const read = readApprovalRules({ waiver: { tiers: [{ from: null, needed: 2 }] } });
    expect(read).toMatchObject({ ok: true, value: { waiver: { tiers: [{ from: null, needed: 2 }], lasts: DEFAULT_APPROVAL_RULES.waiver.lasts }, export: DEFAULT_APPROVAL_RULES.export } });
    const wrong = readApprovalRules({ waiver: { tiers: [], lasts: 1 }, holiday: {} });
    expect(wrong.ok ? [] : 'all' in wrong.error ? wrong.error.all.map((one) => one.at).sort() : []).toEqual(['/holiday', '/waiver/lasts', '/waiver/tiers']);
  });
});
