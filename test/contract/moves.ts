/** What every move promises (the docstrings in src/app/store/moves), on every store. Run by moves-memory.test.ts and moves-sqlite.test.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/app/ports/store.js';
import { DISPOSITIONS } from '../../src/app/seed/dispositions.js';
import type { OpenAttempt, OpenedAttempt, SettleAttempt } from '../../src/app/store/moves/attempts.js';
import type { DisposeAttempt } from '../../src/app/store/moves/dispose.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { Outcome } from '../../src/core/call/outcome.js';
import type { CampaignSettings } from '../../src/core/campaign/settings.js';
import type { Attempt, ContactPoint, Lead, StandingFact } from '../../src/core/records/index.js';
import type { Kept } from '../../src/core/records/org.js';
import { AT, attemptRow, leadRow } from './records.js';
import { DEFAULT_TEST_SETTINGS } from './settings.js';
import type { OpenStore } from './store.js';
import { MOBILE } from '../support/destination.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** AT is a Friday, 12:40 in Shanghai: the window is 08:00 to 20:00, Monday to Friday. */
const LOCAL_MIDNIGHT = Math.floor((AT + 8 * HOUR) / DAY) * DAY - 8 * HOUR;
const MONDAY_0800 = LOCAL_MIDNIGHT + 3 * DAY + 8 * HOUR;
const SETTINGS: CampaignSettings = {
  ...DEFAULT_TEST_SETTINGS, recycle: {
    busy: { delay: 10 * MINUTE, max: 2, nextNumber: false }, no_answer: { delay: HOUR, max: 3, nextNumber: true }, machine: { delay: 2 * HOUR, max: 1, nextNumber: true },
    abandoned: { delay: 4 * HOUR, max: 1, nextNumber: false }, invalid: { delay: 0, max: 3, nextNumber: true }, not_placed: { delay: 5 * MINUTE, max: 5, nextNumber: false },
  },
};
const OWNER = 'runner-1';

const user = (id: string): CreateOf => ({ kind: 'user', at: AT, row: { id, login: id, displayName: id, passwordHash: 'x', role: 'collector', entityId: 'operator', teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false } });
const point = (id: string, partyId: string, more: Partial<Omit<ContactPoint, keyof Kept>> = {}): CreateOf => ({
  kind: 'contactPoint', at: AT, row: { id, partyId, kind: 'phone', valueSealed: 'v1.sealed', valueIndex: `phone-${id}`, masked: '138****0000', ownerRole: 'debtor', source: 'import', confidence: 1, rank: 0, validFrom: null, validUntil: null, consent: 'unknown', region: 'CN', places: null, barred: null, ...more },
});
/** A debtor with one phone, a placed account, a case and a fresh lead. */
function debtor(n: number, more: Partial<Omit<Lead, keyof Kept>> = {}): CreateOf[] {
  return [
    { kind: 'party', at: AT, row: { id: `party-${n}`, kind: 'person', nameSealed: 'v1.sealed', nameIndex: `name-${n}`, identitySealed: null, identityIndex: null, language: null } },
    { kind: 'case', at: AT, row: { id: `case-${n}`, partyId: `party-${n}`, creditorId: 'operator', entityId: 'operator', teamId: null, batch: 'b', state: 'assigned', risk: 'low', riskSource: null, riskAt: null, tags: [], custom: {}, amount: 0, currency: 'CNY' } },
    { kind: 'account', at: AT, row: { id: `account-${n}`, creditorId: 'operator', contract: `C${n}`, product: null, currency: 'CNY', principal: 100, interest: 0, penalty: 0, fees: 0, minimumDue: null, asOf: AT, overdueSince: null, closed: null } },
    { kind: 'placement', at: AT, row: { id: `placement-${n}`, accountId: `account-${n}`, entityId: 'operator', batch: 'b', placedAmount: 100, from: '2025-01-01', to: null, state: 'placed' } },
    { kind: 'caseAccount', at: AT, row: { caseId: `case-${n}`, accountId: `account-${n}`, placementId: `placement-${n}` } },
    { kind: 'accountParty', at: AT, row: { accountId: `account-${n}`, partyId: `party-${n}`, role: 'debtor', evidence: null, from: null, until: null } },
    point(`cp-${n}`, `party-${n}`),
    { kind: 'lead', at: AT, row: { ...leadRow(n), id: `lead-${n}`, ...more } },
  ];
}
const base = (): CreateOf[] => [
  { kind: 'entity', at: AT, row: { id: 'operator', kind: 'operator', name: 'Operator', parentId: null, creditorGroup: null } },
  { kind: 'campaign', at: AT, row: { id: 'campaign', name: 'Campaign', entityId: 'operator', state: 'running', settings: SETTINGS, teamIds: [] } },
  { kind: 'list', at: AT, row: { id: 'list', campaignId: 'campaign', name: 'List', entityId: 'operator', active: true, mix: 100 } },
  user('ann'), user('bob'),
  ...DISPOSITIONS.map((row): CreateOf => ({ kind: 'disposition', at: AT, row })),
];
const fact = (more: Partial<Omit<StandingFact, keyof Kept>>): CreateOf => ({ kind: 'standingFact', at: AT, row: { kind: 'suppression', subjectKind: 'phone', subject: 'phone-cp-1', source: 'test', evidence: null, from: AT, until: null, by: null, endedAt: null, ...more } });

export function movesContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name}: moves`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeEach(async () => { opened = await open(); store = opened.store; await put(...base(), ...debtor(1), ...debtor(2), ...debtor(3)); });
    afterEach(async () => { await opened.done(); });

    const put = async (...rows: CreateOf[]): Promise<void> => { const made = await store.run('createMany', { rows }); if (!made.ok) throw new Error(made.error.text); };
    const lead = async (n: number): Promise<Lead> => (await store.get('lead', `lead-${n}`))!;
    const attempt = async (id: string): Promise<Attempt> => (await store.get('attempt', id))!;
    const setLead = async (n: number, patch: Partial<Omit<Lead, keyof Kept>>): Promise<void> => { const made = await store.run('change', { kind: 'lead', id: `lead-${n}`, expectedVersion: (await lead(n)).version, patch, at: AT }); if (!made.ok) throw new Error(made.error.text); };
    const setCampaign = async (settings: Partial<CampaignSettings>): Promise<void> => { const made = await store.run('change', { kind: 'campaign', id: 'campaign', expectedVersion: (await store.get('campaign', 'campaign'))!.version, patch: { settings: { ...SETTINGS, ...settings } }, at: AT }); if (!made.ok) throw new Error(made.error.text); };
    const draft = (n: number, id: string, more: Partial<Omit<Attempt, keyof Kept>> = {}): OpenAttempt['attempt'] => {
      const { permitId, ...row } = { ...attemptRow(n), accountIds: [`account-${n}`], contactPointId: `cp-${n}`, phoneIndex: `phone-cp-${n}`, legId: `leg-${id}`, ...more };
      expect(permitId).toBeNull();
      return { ...row, id };
    };
    const openFor = (n: number, id: string, more: Partial<Omit<OpenAttempt, 'attempt'>> = {}, row: Partial<Omit<Attempt, keyof Kept>> = {}): Promise<OpenedAttempt> =>
      store.run('openAttempt', { attempt: draft(n, id, row), settings: SETTINGS, ownerRole: 'debtor', destination: MOBILE, testGateways: false, owner: null, callbackId: null, ...more });
    const settle = (id: string, outcome: Outcome, more: Partial<SettleAttempt> = {}): Promise<{ readonly settled: boolean; readonly outcome: Outcome }> =>
      store.run('settleAttempt', { attemptId: id, at: AT + MINUTE, outcome, facts: {}, settings: SETTINGS, awaitDisposition: false, ...more });
    const dispose = (id: string, code: string, more: Partial<DisposeAttempt> = {}) =>
      store.run('disposeAttempt', { attemptId: id, userId: 'ann', at: AT + MINUTE, code, note: null, promise: null, callback: null, settings: SETTINGS, anyAttempt: false, today: '2025-11-21', ...more });
    const fill = (more: Partial<{ want: number; owner: string; now: number; settings: CampaignSettings }> = {}) =>
      store.run('fillHopper', { campaignId: 'campaign', settings: SETTINGS, owner: OWNER, now: AT, claimUntil: AT + 2 * MINUTE, want: 10, testGateways: false, ...more });
    /** A connected call of ann's. */
    const talked = async (n: number, id: string): Promise<void> => {
      expect(await openFor(n, id)).toMatchObject({ kind: 'open' });
      await store.run('note', { lines: [{ attemptId: id, at: AT + 1, event: 'bridged', facts: { answeredAt: AT + 1, bridgedAt: AT + 2, userId: 'ann' } }] });
    };

    describe('openAttempt', () => {
      it('journals the attempt, issues and uses its permit, and sends the lead dialing, in one go', async () => {
        const answer = await openFor(1, 'a1');
        expect(answer).toMatchObject({ kind: 'open', permit: { attemptId: 'a1', phoneIndex: 'phone-cp-1', issuedAt: AT, usedAt: AT, expiresAt: AT + 5_000, rules: 'day open@1.0' } });
        const permit = (await store.find('permit', {}))[0]!;
        expect(await attempt('a1')).toMatchObject({ outcome: null, permitId: permit.id, openedAt: AT, version: 1 });
        expect(await lead(1)).toMatchObject({ state: 'dialing', claimOwner: null, lastAttemptAt: AT, lastContactPointId: 'cp-1', attempts: 0 });
        expect(await store.find('journal', {})).toMatchObject([{ seq: 1, attemptId: 'a1', event: 'opened' }]);
      });
      it('no permit outlives the window it was given in, however slow the disk', async () => {
        const close = AT + 7 * HOUR + 20 * MINUTE;
        const life = async (n: number, openedAt: number): Promise<number> => { const answer = await openFor(n, `a${n}`, {}, { openedAt }); return answer.kind === 'open' ? answer.permit.expiresAt - openedAt : -1; };
        // A minute that ends within the window ends nothing.
        expect(await life(1, close - MINUTE - 3_000)).toBe(5_000);
        // The order takes a moment to become an INVITE.
        expect(await life(2, close - 3_000)).toBe(2_500);
        expect(await life(3, close)).toBe(-1);
      });
      it('two at once on one lead: exactly one opens', async () => {
        const answers = await Promise.all([openFor(1, 'a1'), openFor(1, 'a2')]);
        expect(answers.map((one) => one.kind).sort()).toEqual(['open', 'taken']);
        expect(await store.count('attempt', {})).toBe(1);
        expect(await store.count('permit', {})).toBe(1);
      });
      it('two claims cannot both dial: only the owner’s opens, and once', async () => {
        await fill({ want: 3 });
        expect(await openFor(1, 'a0', { owner: 'runner-2' })).toMatchObject({ kind: 'taken' });
        const answers = await Promise.all([openFor(1, 'a1', { owner: OWNER }), openFor(1, 'a2', { owner: OWNER })]);
        expect(answers.map((one) => one.kind).sort()).toEqual(['open', 'taken']);
      });
      it('an owner whose claim is gone opens nothing', async () => {
        expect(await openFor(1, 'a1', { owner: OWNER })).toMatchObject({ kind: 'taken', why: 'the lead is fresh' });
      });
      it('by hand: a claimed lead is the dialer’s until the lease ends', async () => {
        await fill({ want: 3 });
        expect(await openFor(1, 'a1')).toMatchObject({ kind: 'taken' });
        expect(await openFor(1, 'a2', {}, { openedAt: AT + 2 * MINUTE })).toMatchObject({ kind: 'open' });
      });
      it('by hand: a lead that is done may be called, one that awaits its disposition may not', async () => {
        await setLead(1, { state: 'done' });
        expect(await openFor(1, 'a1')).toMatchObject({ kind: 'open' });
        await settle('a1', 'human', { awaitDisposition: true });
        expect(await openFor(1, 'a2', {}, { openedAt: AT + 2 * HOUR })).toMatchObject({ kind: 'taken', why: 'the lead is dialing' });
      });
      it('an unknown lead is taken', async () => { expect(await openFor(1, 'a1', {}, { leadId: 'nobody' })).toMatchObject({ kind: 'taken', why: 'the lead is unknown' }); });
      it('an open intent counts in the caps, on the phone and on the person', async () => {
        await put(point('cp-x', 'party-2', { valueIndex: 'phone-cp-1' }));
        await setCampaign({ caps: { perPhonePerDay: 1, perPartyPerDay: 1, phoneSpacing: 0 } });
        const answers = await Promise.all([openFor(1, 'a1'), openFor(2, 'a2', {}, { contactPointId: 'cp-x', phoneIndex: 'phone-cp-1' })]);
        expect(answers.map((one) => one.kind)).toEqual(['open', 'denied']);
        expect(answers[1]).toMatchObject({ denials: [{ rule: 'CAP-PHONE-DAY' }] });
        expect(await openFor(2, 'a3', {}, { leadId: null, partyId: 'party-1', phoneIndex: 'other' })).toMatchObject({ kind: 'denied', denials: [{ rule: 'CAP-PARTY-DAY', until: LOCAL_MIDNIGHT + DAY }] });
        // What never left us counts for nothing.
        await settle('a1', 'not_placed', { facts: { placedAt: null } });
        expect(await openFor(2, 'a4', {}, { contactPointId: 'cp-x', phoneIndex: 'phone-cp-1', openedAt: AT + 2 * MINUTE })).toMatchObject({ kind: 'open' });
      });
      it('counts the campaign’s local day, and `unknown` as placed', async () => {
        await setCampaign({ caps: { perPhonePerDay: 1, perPartyPerDay: 9, phoneSpacing: 0 }, window: { ...SETTINGS.window, from: '00:00', to: '24:00' } });
        expect(await openFor(1, 'a1', {}, { openedAt: LOCAL_MIDNIGHT - 1 })).toMatchObject({ kind: 'open' });
        await settle('a1', 'unknown', { settings: null });
        await setLead(1, { state: 'resting' });
        expect(await openFor(1, 'a2', {}, { openedAt: LOCAL_MIDNIGHT })).toMatchObject({ kind: 'open' });
        await settle('a2', 'unknown', { settings: null });
        await setLead(1, { state: 'resting' });
        expect(await openFor(1, 'a3', {}, { openedAt: LOCAL_MIDNIGHT + 1 })).toMatchObject({ kind: 'denied', denials: [{ rule: 'CAP-PHONE-DAY' }] });
      });
      it('an inbound call is no attempt on the number', async () => {
        await store.run('openInbound', { attempt: { ...draft(1, 'in-1'), direction: 'inbound', mode: 'inbound', leadId: null } });
        expect(await attempt('in-1')).toMatchObject({ permitId: null, outcome: null });
        await setCampaign({ caps: { ...SETTINGS.caps, perPhonePerDay: 1 } });
        expect(await openFor(1, 'a1')).toMatchObject({ kind: 'open' });
      });
      it('a window or a cap that was committed holds, whatever the asker remembers', async () => {
        await setCampaign({ window: { ...SETTINGS.window, from: '08:00', to: '12:00' } });
        expect(await openFor(1, 'a1')).toMatchObject({ kind: 'denied', denials: [{ rule: 'WINDOW' }] });
        await setCampaign({ caps: { ...SETTINGS.caps, perPhonePerDay: 0 } });
        expect(await openFor(1, 'a2')).toMatchObject({ kind: 'denied', denials: [{ rule: 'CAP-PHONE-DAY' }] });
      });
      it('a denied claim rests until the lawful instant; nothing is journalled', async () => {
        await fill();
        const late = LOCAL_MIDNIGHT + 20 * HOUR;
        expect(await openFor(1, 'a1', { owner: OWNER }, { openedAt: late })).toMatchObject({ kind: 'denied', denials: [{ rule: 'WINDOW' }], nextAt: MONDAY_0800 });
        expect(await lead(1)).toMatchObject({ state: 'resting', because: 'WINDOW', nextAt: MONDAY_0800, claimOwner: null, claimUntil: null });
        expect(await store.count('attempt', {})).toBe(0);
        expect(await store.count('permit', {})).toBe(0);
        expect(await store.count('journal', {})).toBe(0);
      });
      it('denied by hand, the lead stays as it is', async () => {
        const before = await lead(1);
        expect(await openFor(1, 'a1', {}, { openedAt: LOCAL_MIDNIGHT + 23 * HOUR })).toMatchObject({ kind: 'denied' });
        expect(await lead(1)).toEqual(before);
      });
      it.each<readonly [string, () => CreateOf]>([
        ['FACT-suppression', () => fact({})],
        ['FACT-attorney', () => fact({ kind: 'attorney', subjectKind: 'party', subject: 'party-1' })],
        ['FACT-dispute', () => fact({ kind: 'dispute', subjectKind: 'account', subject: 'account-1' })],
        ['FACT-complaintOpen', () => fact({ kind: 'complaintOpen', subjectKind: 'case', subject: 'case-1' })],
        ['FACT-wrongNumber', () => fact({ kind: 'wrongNumber', subjectKind: 'contactPoint', subject: 'cp-1' })],
        ['HOLD', () => ({ kind: 'hold', at: AT, row: { caseId: 'case-1', reason: 'r', until: null, by: 'ann', liftedAt: null } })],
      ])('%s between hopper and dialing denies, and the lead rests', async (rule, made) => {
        expect((await fill()).leads.map((one) => one.leadId)).toContain('lead-1');
        await put(made());
        expect(await openFor(1, 'a1', { owner: OWNER })).toMatchObject({ kind: 'denied', denials: [{ rule }], nextAt: null });
        expect(await lead(1)).toMatchObject({ state: 'resting', because: rule, nextAt: AT + HOUR });
      });
      it('facts that ended, have not begun, or are lifted forbid nothing', async () => {
        await put(fact({ until: AT }), fact({ from: AT + 1 }), fact({ endedAt: AT - 1 }), { kind: 'hold', at: AT, row: { caseId: 'case-1', reason: 'r', until: AT, by: 'ann', liftedAt: null } }, { kind: 'hold', at: AT, row: { caseId: 'case-1', reason: 'r', until: null, by: 'ann', liftedAt: AT } });
        expect(await openFor(1, 'a1')).toMatchObject({ kind: 'open' });
      });
      it('a placement recalled, consent withdrawn, a role without duty: denied', async () => {
        await store.run('change', { kind: 'placement', id: 'placement-1', expectedVersion: 1, patch: { state: 'recalled' }, at: AT });
        expect(await openFor(1, 'a1')).toMatchObject({ kind: 'denied', denials: [{ rule: 'PLACEMENT' }] });
        await store.run('change', { kind: 'contactPoint', id: 'cp-2', expectedVersion: 1, patch: { consent: 'withdrawn' }, at: AT });
        expect(await openFor(2, 'a2')).toMatchObject({ kind: 'denied', denials: [{ rule: 'CONSENT' }] });
        expect(await openFor(3, 'a3', { ownerRole: 'contact' })).toMatchObject({ kind: 'denied', denials: [{ rule: 'ROLE' }] });
      });
      it('a clock that stepped back behind what is recorded opens nothing', async () => {
        await openFor(1, 'a1');
        expect(await openFor(2, 'a2', {}, { openedAt: AT - 6 * MINUTE })).toMatchObject({ kind: 'denied', denials: [{ rule: 'INFRA-CLOCK-BACK', until: AT }] });
        expect(await openFor(2, 'a3', {}, { openedAt: AT - 2_000 })).toMatchObject({ kind: 'open' });
      });
      it('spacing holds between two attempts on one number', async () => {
        await openFor(1, 'a1');
        await settle('a1', 'busy');
        await setLead(1, { nextAt: 0 });
        expect(await openFor(1, 'a2', {}, { openedAt: AT + HOUR - 1 })).toMatchObject({ kind: 'denied', denials: [{ rule: 'SPACING', until: AT + HOUR }] });
        expect(await openFor(1, 'a3', {}, { openedAt: AT + HOUR })).toMatchObject({ kind: 'open' });
      });
      it('the callback it keeps is done, when it opens and not before', async () => {
        await put({ kind: 'callback', at: AT, row: { id: 'cb', leadId: 'lead-1', campaignId: 'campaign', dueAt: AT, userId: null, contactPointId: null, note: null, state: 'open', madeBy: 'ann', attemptId: null } });
        await openFor(1, 'a1', { callbackId: 'cb' }, { openedAt: LOCAL_MIDNIGHT });
        expect(await store.get('callback', 'cb')).toMatchObject({ state: 'open' });
        await openFor(1, 'a2', { callbackId: 'cb' });
        expect(await store.get('callback', 'cb')).toMatchObject({ state: 'done' });
      });
      it('a campaign that was paused or stopped opens nothing, and its claim is given back', async () => {
        await fill();
        await store.run('moveCampaign', { campaignId: 'campaign', event: 'pause', by: 'ann', at: AT });
        expect(await openFor(1, 'a1', { owner: OWNER })).toMatchObject({ kind: 'taken' });
        expect(await openFor(2, 'a2')).toMatchObject({ kind: 'taken' });
        expect(await lead(1)).toMatchObject({ state: 'fresh', claimOwner: null });
        expect(await store.count('attempt', {}) + await store.count('permit', {})).toBe(0);
      });
      it('what stands against a guarantor denies their number, though the case is another’s', async () => {
        await put(...debtor(9), point('cp-g', 'party-9', { ownerRole: 'guarantor' }), fact({ subjectKind: 'party', subject: 'party-9' }));
        expect(await openFor(1, 'a1', { ownerRole: 'guarantor' }, { contactPointId: 'cp-g', phoneIndex: 'phone-cp-g' })).toMatchObject({ kind: 'denied', denials: [{ rule: 'FACT-suppression' }] });
        expect(await openFor(1, 'a2')).toMatchObject({ kind: 'open' });
      });
      it('one attempt’s id opens once', async () => {
        await openFor(1, 'a1');
        await expect(openFor(2, 'a1')).rejects.toThrow();
        expect(await lead(2)).toMatchObject({ state: 'fresh' });
        expect(await store.count('permit', {})).toBe(1);
      });
    });

    describe('renewPermit', () => {
      const renew = (n: number, id: string, more: Partial<Omit<Attempt, keyof Kept>> = {}) => store.run('renewPermit', { attempt: draft(n, id, { legId: 'leg-2', trunk: 't2', openedAt: AT + 1_000, ...more }), settings: SETTINGS, ownerRole: 'debtor', destination: MOBILE, testGateways: false });
      it('gives a fresh permit within the same attempt, and does not count it against itself', async () => {
        await openFor(1, 'a1', { settings: { ...SETTINGS, caps: { perPhonePerDay: 1, perPartyPerDay: 1, phoneSpacing: HOUR } } });
        const first = (await attempt('a1')).permitId;
        const answer = await renew(1, 'a1');
        expect(answer).toMatchObject({ kind: 'open', permit: { attemptId: 'a1', issuedAt: AT + 1_000 } });
        expect(await attempt('a1')).toMatchObject({ legId: 'leg-2', trunk: 't2', outcome: null, openedAt: AT });
        expect((await attempt('a1')).permitId).not.toBe(first);
        expect(await store.count('attempt', {})).toBe(1);
        expect(await store.count('permit', {})).toBe(2);
      });
      it.each<readonly [string, Partial<Attempt>]>([['rang', { rangAt: AT + 5 }], ['answered', { answeredAt: AT + 5 }]])('not once it %s', async (_, facts) => {
        await openFor(1, 'a1');
        await store.run('note', { lines: [{ attemptId: 'a1', at: AT + 5, event: 'x', facts }] });
        expect(await renew(1, 'a1')).toMatchObject({ kind: 'taken' });
      });
      it('not for an attempt that is over, or unknown', async () => {
        await openFor(1, 'a1');
        await settle('a1', 'busy');
        expect(await renew(1, 'a1')).toMatchObject({ kind: 'taken' });
        expect(await renew(2, 'nobody')).toMatchObject({ kind: 'taken' });
      });
      it('asks the gate again', async () => {
        await openFor(1, 'a1');
        await put(fact({}));
        expect(await renew(1, 'a1')).toMatchObject({ kind: 'denied', denials: [{ rule: 'FACT-suppression' }] });
        expect(await attempt('a1')).toMatchObject({ legId: 'leg-a1', trunk: 't1' });
      });
    });

    describe('note', () => {
      it('writes lines in order, with their facts', async () => {
        await openFor(1, 'a1');
        await store.run('note', { lines: [{ attemptId: 'a1', at: AT + 1, event: 'placed', data: { trunk: 't1' }, facts: { placedAt: AT + 1 } }, { attemptId: null, at: AT + 2, event: 'nothing' }, { attemptId: 'a1', at: AT + 3, event: 'answered', facts: { answeredAt: AT + 3 } }] });
        expect((await store.find('journal', { order: [{ by: 'seq' }] })).map((line) => [line.seq, line.event])).toEqual([[1, 'opened'], [2, 'placed'], [3, 'nothing'], [4, 'answered']]);
        expect(await attempt('a1')).toMatchObject({ placedAt: AT + 1, answeredAt: AT + 3 });
      });
      it('facts of an attempt that is over are only journalled', async () => {
        await openFor(1, 'a1');
        await settle('a1', 'busy');
        const before = await attempt('a1');
        await store.run('note', { lines: [{ attemptId: 'a1', at: AT + DAY, event: 'answered', facts: { answeredAt: AT + DAY } }] });
        expect(await attempt('a1')).toEqual(before);
        expect(await store.count('journal', { event: 'answered' })).toBe(1);
      });
    });

    describe('settleAttempt', () => {
      it('writes the outcome and its facts, a contact, the stream, and sends the lead on by its rule', async () => {
        await openFor(1, 'a1');
        expect(await settle('a1', 'busy', { facts: { hangupCause: 'USER_BUSY', sipStatus: 486, blame: 'callee' } })).toEqual({ settled: true, outcome: 'busy', plan: { kind: 'rest', nextAt: AT + 11 * MINUTE, because: 'busy' } });
        expect(await attempt('a1')).toMatchObject({ outcome: 'busy', endedAt: AT + MINUTE, hangupCause: 'USER_BUSY', sipStatus: 486, blame: 'callee' });
        expect(await lead(1)).toMatchObject({ state: 'resting', because: 'busy', nextAt: AT + 11 * MINUTE, attempts: 1, lastOutcome: 'busy', tally: { busy: 1 } });
        expect(await store.find('contact', {})).toMatchObject([{ attemptId: 'a1', channel: 'voice', result: 'busy', caseId: 'case-1' }]);
        expect(await store.find('streamEvent', { where: { type: 'attempt.settled' } })).toMatchObject([{ subjects: ['a1', 'case-1'], data: { outcome: 'busy' } }]);
      });
      it('of a case that was closed meanwhile: the lead is done, whatever its rule says', async () => {
        await openFor(1, 'a1');
        const found = (await store.get('case', 'case-1'))!;
        await store.run('change', { kind: 'case', id: 'case-1', expectedVersion: found.version, patch: { state: 'recalled' }, at: AT });
        expect(await settle('a1', 'busy')).toMatchObject({ settled: true });
        expect(await lead(1)).toMatchObject({ state: 'done', because: 'the case is recalled' });
      });
      it('somebody reached is the case’s last contact, and its disposition the result; nobody reached is none', async () => {
        await openFor(1, 'a1');
        await settle('a1', 'busy');
        expect(await store.get('case', 'case-1')).toMatchObject({ lastContactAt: null, lastResult: null });
        await talked(2, 'a2');
        await settle('a2', 'human', { awaitDisposition: true });
        expect(await store.get('case', 'case-2')).toMatchObject({ lastContactAt: AT, lastResult: 'human' });
        await dispose('a2', 'refuses');
        expect(await store.get('case', 'case-2')).toMatchObject({ lastContactAt: AT, lastResult: 'refuses' });
      });
      it('twice: the second changes nothing and says so', async () => {
        await openFor(1, 'a1');
        await settle('a1', 'busy');
        const before = [await attempt('a1'), await lead(1), await store.count('contact', {}), await store.count('journal', {}), await store.count('streamEvent', {})];
        expect(await settle('a1', 'human', { at: AT + DAY })).toEqual({ settled: false, outcome: 'busy', plan: null });
        expect([await attempt('a1'), await lead(1), await store.count('contact', {}), await store.count('journal', {}), await store.count('streamEvent', {})]).toEqual(before);
      });
      it('two at once: one settles', async () => {
        await openFor(1, 'a1');
        const both = await Promise.all([settle('a1', 'busy'), settle('a1', 'unknown')]);
        expect(both.map((one) => [one.settled, one.outcome])).toEqual([[true, 'busy'], [false, 'busy']]);
      });
      it('of nothing: nothing', async () => { expect(await settle('nobody', 'busy')).toMatchObject({ settled: false, outcome: 'unknown' }); });
      it('what never left us is no contact and uses no attempt', async () => {
        await openFor(1, 'a1');
        await settle('a1', 'not_placed', { facts: { placedAt: null } });
        expect(await store.count('contact', {})).toBe(0);
        expect(await lead(1)).toMatchObject({ state: 'resting', attempts: 0, tally: { not_placed: 1 } });
      });
      it('a number that the network says does not exist is not tried again; one a cause alone speaks of is', async () => {
        await openFor(1, 'a1');
        await settle('a1', 'invalid', { facts: { sipStatus: 404 } });
        expect((await store.get('contactPoint', 'cp-1'))?.validUntil).toBe('2025-11-20');
        await openFor(2, 'a2', {}, { openedAt: AT + 5 });
        await settle('a2', 'invalid');
        expect((await store.get('contactPoint', 'cp-2'))?.validUntil).toBeNull();
      });
      it('awaits the disposition of a connected call: the lead stays in dialing', async () => {
        await talked(1, 'a1');
        expect(await settle('a1', 'human', { awaitDisposition: true })).toMatchObject({ settled: true, plan: null });
        expect(await lead(1)).toMatchObject({ state: 'dialing', attempts: 1, lastOutcome: 'human' });
      });
      it('without settings the campaign’s own count; without a campaign the lead is left as it is', async () => {
        await openFor(1, 'a1');
        await openFor(2, 'a2', {}, { campaignId: null });
        const before = await lead(2);
        await settle('a1', 'busy', { settings: null });
        await settle('a2', 'busy', { settings: null });
        expect(await lead(1)).toMatchObject({ attempts: 1, lastOutcome: 'busy' });
        expect(await lead(2)).toEqual(before);
      });
    });

    describe('disposeAttempt', () => {
      it('writes code, note, contact, case, stream and lead, all in one', async () => {
        await talked(1, 'a1');
        await settle('a1', 'human', { awaitDisposition: true });
        expect(await dispose('a1', 'refuses', { note: 'angry' })).toMatchObject({ ok: true, value: { again: false, promiseId: null, callbackId: null, fact: null } });
        expect(await attempt('a1')).toMatchObject({ dispositionCode: 'refuses', disposedAt: AT + MINUTE, disposedBy: 'ann', outcome: 'human' });
        expect(await store.find('contact', {})).toMatchObject([{ result: 'refuses', note: 'angry', reached: 'rightParty', userId: 'ann' }]);
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'working' });
        expect(await lead(1)).toMatchObject({ state: 'resting', because: 'refuses', nextAt: AT + MINUTE + 2 * DAY });
        expect(await store.count('streamEvent', { type: 'attempt.disposed' })).toBe(1);
      });
      it('agrees a plan in place of a promise; what is wrong with it changes nothing', async () => {
        await talked(1, 'a1');
        await settle('a1', 'human', { awaitDisposition: true });
        const plan = { count: 3, start: '2025-11-25', rhythm: { kind: 'monthly', day: null }, principal: 90 } as const;
        const before = await store.count('streamEvent', {});
        expect(await dispose('a1', 'promise', { plan: { ...plan, start: '2025-11-20' } })).toMatchObject({ ok: false, error: { code: 'plan.due' } });
        expect(await dispose('a1', 'promise', { plan, promise: { amount: 500, due: '2025-11-25' } })).toMatchObject({ ok: false, error: { code: 'promise.or_plan' } });
        expect(await dispose('a1', 'promise')).toMatchObject({ ok: false, error: { code: 'promise.missing' } });
        expect([(await attempt('a1')).dispositionCode, await store.count('streamEvent', {}), await store.count('plan', {})]).toEqual([null, before, 0]);
        const done = await dispose('a1', 'promise', { plan });
        expect(done).toMatchObject({ ok: true, value: { promiseId: null, planId: expect.any(String) as unknown } });
        expect(await store.find('plan', {})).toMatchObject([{ state: 'open', total: 90, madeBy: 'ann', caseId: 'case-1' }]);
        expect((await store.find('planInstalment', { order: [{ by: 'number' }] })).map((one) => [one.due, one.amount])).toEqual([['2025-11-25', 30], ['2025-12-25', 30], ['2026-01-25', 30]]);
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'onPlan' });
        expect(await store.count('promise', {})).toBe(0);
      });
      it('again with the same code changes nothing; with another it is refused', async () => {
        await talked(1, 'a1');
        await settle('a1', 'human', { awaitDisposition: true });
        await dispose('a1', 'promise', { promise: { amount: 500, due: '2025-11-25' } });
        const before = [await attempt('a1'), await lead(1), await store.count('promise', {}), await store.count('streamEvent', {})];
        expect(await dispose('a1', 'promise', { promise: { amount: 500, due: '2025-11-25' } })).toMatchObject({ ok: true, value: { again: true } });
        expect(await dispose('a1', 'refuses')).toMatchObject({ ok: false, error: { code: 'attempt.already_disposed' } });
        expect([await attempt('a1'), await lead(1), await store.count('promise', {}), await store.count('streamEvent', {})]).toEqual(before);
      });
      it.each<readonly [string, string, Partial<DisposeAttempt>]>([
        ['call.not_yours', 'refuses', { userId: 'bob' }],
        ['disposition.unknown', 'no_such_code', {}],
        ['disposition.not_leaf', 'right_party', {}],
        ['promise.missing', 'promise', {}],
        ['promise.amount', 'promise', { promise: { amount: 0, due: '2025-11-25' } }],
        ['promise.amount', 'promise', { promise: { amount: 1.5, due: '2025-11-25' } }],
        ['promise.amount', 'promise', { promise: { amount: Number.MAX_SAFE_INTEGER + 1, due: '2025-11-25' } }],
        ['promise.due', 'promise', { promise: { amount: 1, due: '2025-11-20' } }],
        ['promise.due', 'promise', { promise: { amount: 1, due: 'tomorrow' } }],
        ['callback.missing', 'callback', {}],
        ['callback.past', 'callback', { callback: { at: AT + MINUTE, mine: true, contactPointId: null, note: null } }],
        ['callback.far', 'callback', { callback: { at: AT + 400 * DAY, mine: true, contactPointId: null, note: null } }],
      ])('%s (%s) changes nothing', async (code, disposition, more) => {
        await talked(1, 'a1');
        await settle('a1', 'human', { awaitDisposition: true });
        const before = [await attempt('a1'), await lead(1), await store.get('case', 'case-1')];
        expect(await dispose('a1', disposition, more)).toMatchObject({ ok: false, error: { code } });
        expect([await attempt('a1'), await lead(1), await store.get('case', 'case-1')]).toEqual(before);
        expect(await store.count('promise', {}) + await store.count('callback', {}) + await store.count('standingFact', {})).toBe(0);
      });
      it('an unknown attempt, a promise with no case, a callback with no lead', async () => {
        expect(await dispose('nobody', 'refuses')).toMatchObject({ error: { code: 'attempt.unknown' } });
        await openFor(1, 'a1', {}, { leadId: null, caseId: null, partyId: null, userId: 'ann' });
        expect(await dispose('a1', 'promise', { promise: { amount: 1, due: '2025-11-25' } })).toMatchObject({ error: { code: 'promise.no_case' } });
        expect(await dispose('a1', 'callback', { callback: { at: AT + DAY, mine: true, contactPointId: null, note: null } })).toMatchObject({ error: { code: 'callback.no_lead' } });
      });
      it('a disposition switched off is unknown', async () => {
        await talked(1, 'a1');
        const row = (await store.find('disposition', { where: { code: 'refuses' } }))[0]!;
        await store.run('change', { kind: 'disposition', id: row.id, expectedVersion: 1, patch: { enabled: false }, at: AT });
        expect(await dispose('a1', 'refuses')).toMatchObject({ error: { code: 'disposition.unknown' } });
      });
      it('a supervisor may dispose another’s call', async () => {
        await talked(1, 'a1');
        expect(await dispose('a1', 'refuses', { userId: 'bob', anyAttempt: true })).toMatchObject({ ok: true });
      });
      it('a promise is written with its case, currency and taker; the case is promised', async () => {
        await talked(1, 'a1');
        const done = await dispose('a1', 'promise', { promise: { amount: 12_345, due: '2025-11-21' } });
        expect(done).toMatchObject({ ok: true });
        expect(await store.find('promise', {})).toMatchObject([{ caseId: 'case-1', partyId: 'party-1', amount: 12_345, currency: 'CNY', due: '2025-11-21', accountIds: ['account-1'], attemptId: 'a1', takenBy: 'ann', state: 'open' }]);
        expect(await store.get('case', 'case-1')).toMatchObject({ state: 'promised' });
      });
      it('a callback: mine is mine, anyone’s nobody’s; the lead waits for it', async () => {
        for (const [n, mine] of [[1, true], [2, false]] as const) {
          await talked(n, `a${n}`);
          await settle(`a${n}`, 'human', { awaitDisposition: true });
          expect(await dispose(`a${n}`, 'callback', { callback: { at: AT + HOUR, mine, contactPointId: null, note: 'after lunch' } })).toMatchObject({ ok: true });
          expect(await store.find('callback', { where: { leadId: `lead-${n}` } })).toMatchObject([{ dueAt: AT + HOUR, userId: mine ? 'ann' : null, contactPointId: `cp-${n}`, note: 'after lunch', state: 'open', madeBy: 'ann' }]);
          expect(await lead(n)).toMatchObject({ state: 'callback' });
        }
      });
      it.each([
        ['wrong_number', 'wrongNumber', 'phone', 'phone-cp-1'], ['third_party', 'thirdParty', 'phone', 'phone-cp-1'], ['third_party_refused', 'thirdPartyRefused', 'phone', 'phone-cp-1'],
        ['do_not_call', 'suppression', 'party', 'party-1'], ['attorney', 'attorney', 'party', 'party-1'], ['deceased', 'deceased', 'party', 'party-1'], ['complaint', 'complaintOpen', 'party', 'party-1'], ['hardship', 'hardship', 'party', 'party-1'],
      ] as const)('%s writes the fact %s of the %s', async (code, kind, subjectKind, subject) => {
        await talked(1, 'a1');
        expect(await dispose('a1', code)).toMatchObject({ ok: true, value: { fact: { kind, phoneIndex: 'phone-cp-1', partyId: subjectKind === 'party' ? subject : null } } });
        expect(await store.find('standingFact', {})).toMatchObject([{ kind, subjectKind, subject, evidence: 'a1', by: 'ann', until: null, endedAt: null }]);
      });
      it.each([['do_not_call', 'party-9'], ['attorney', 'party-9'], ['deceased', 'party-1'], ['complaint', 'party-1']] as const)('%s said by a guarantor stands on %s', async (code, subject) => {
        await put(...debtor(9), point('cp-g', 'party-9', { ownerRole: 'guarantor' }));
        expect(await openFor(1, 'a1', { ownerRole: 'guarantor' }, { contactPointId: 'cp-g', phoneIndex: 'phone-cp-g' })).toMatchObject({ kind: 'open' });
        await store.run('note', { lines: [{ attemptId: 'a1', at: AT + 1, event: 'bridged', facts: { answeredAt: AT + 1, bridgedAt: AT + 2, userId: 'ann' } }] });
        expect(await dispose('a1', code)).toMatchObject({ ok: true, value: { fact: { partyId: subject } } });
        expect(await store.find('standingFact', {})).toMatchObject([{ subjectKind: 'party', subject }]);
      });
      it('a number said to be wrong is denied from the next attempt on', async () => {
        await talked(1, 'a1');
        await settle('a1', 'human', { awaitDisposition: true });
        await dispose('a1', 'wrong_number');
        expect(await lead(1)).toMatchObject({ state: 'resting', nextAt: AT + MINUTE });
        expect(await openFor(1, 'a2', {}, { openedAt: AT + 3 * HOUR })).toMatchObject({ kind: 'denied', denials: [{ rule: 'FACT-wrongNumber' }] });
      });
      const ORDERS: readonly (readonly [string, Outcome, Partial<DisposeAttempt>, Partial<Record<Outcome, number>>])[] = [
        ['refuses', 'human', {}, {}], ['promise', 'human', { promise: { amount: 1, due: '2025-11-25' } }, {}], ['dispute', 'human', {}, {}], ['wrong_number', 'human', {}, {}], ['no_answer', 'abandoned', {}, {}],
        ['callback', 'human', { callback: { at: AT + DAY, mine: true, contactPointId: null, note: null } }, {}], ['dispute', 'human', { callback: { at: AT + DAY, mine: true, contactPointId: null, note: null } }, {}],
        ['voicemail', 'human', {}, {}], ['voicemail', 'human', {}, { machine: 1 }], ['voicemail', 'human', {}, { human: 2 }], ['voicemail', 'machine', {}, { machine: 1 }], ['voicemail', 'abandoned', {}, { abandoned: 1 }],
      ];
      it.each(ORDERS)('%s of a call that was %s: before and after the hang-up give the same lead (%j, %j)', async (code, outcome, more, tally) => {
        for (const n of [1, 2]) { await setLead(n, { tally, attempts: 2 }); await talked(n, `a${n}`); }
        const when = { at: AT + MINUTE };
        await dispose('a1', code, { ...more, ...when });
        await settle('a1', outcome, { awaitDisposition: true, ...when });
        await settle('a2', outcome, { awaitDisposition: true, ...when });
        await dispose('a2', code, { ...more, ...when });
        const facts = async (n: number) => { const { state, because, nextAt, attempts, lastOutcome, tally: counted, boundUserId, claimOwner } = await lead(n); return { state, because, nextAt, attempts, lastOutcome, counted, boundUserId, claimOwner }; };
        expect(await facts(1)).toEqual(await facts(2));
        expect((await attempt('a1')).outcome).toBe((await attempt('a2')).outcome);
        const contact = async (n: number) => { const found = await store.find('contact', { where: { attemptId: `a${n}` } }); return found.map(({ result, reached, userId }) => ({ result, reached, userId })); };
        expect(await contact(1)).toEqual(await contact(2));
        expect((await lead(1)).state).not.toBe('dialing');
      });
      it('a collector who heard a machine makes the outcome machine', async () => {
        await talked(1, 'a1');
        await settle('a1', 'human', { awaitDisposition: true });
        await dispose('a1', 'voicemail');
        expect(await attempt('a1')).toMatchObject({ outcome: 'machine' });
        expect(await lead(1)).toMatchObject({ state: 'resting', because: 'machine', nextAt: AT + MINUTE + 2 * HOUR, lastOutcome: 'machine', tally: { machine: 1 } });
      });
    });

    describe('releaseUndisposed', () => {
      const release = () => store.run('releaseUndisposed', { attemptId: 'a1', settings: SETTINGS, at: AT + 2 * MINUTE });
      it('moves the lead on by its outcome; the collector may still dispose', async () => {
        await talked(1, 'a1');
        await settle('a1', 'abandoned', { awaitDisposition: true });
        await release();
        expect(await lead(1)).toMatchObject({ state: 'resting', because: 'abandoned', nextAt: AT + 2 * MINUTE + 4 * HOUR, attempts: 1 });
        expect(await dispose('a1', 'refuses')).toMatchObject({ ok: true });
        expect(await attempt('a1')).toMatchObject({ dispositionCode: 'refuses' });
      });
      it('changes nothing before the outcome, after a disposition, or once the lead went on', async () => {
        await talked(1, 'a1');
        const open = await lead(1);
        await release();
        expect(await lead(1)).toEqual(open);
        await settle('a1', 'human', { awaitDisposition: true });
        await dispose('a1', 'refuses');
        const disposed = await lead(1);
        await release();
        expect(await lead(1)).toEqual(disposed);
      });
      it('and what they say then still moves the lead, unless it was dialed again since', async () => {
        await talked(1, 'a1');
        await settle('a1', 'abandoned', { awaitDisposition: true });
        await release();
        await dispose('a1', 'do_not_call');
        expect(await lead(1)).toMatchObject({ state: 'done', because: 'do_not_call' });
      });
      it('of those a dead process left behind, all; those with an open attempt not', async () => {
        await talked(1, 'a1');
        await settle('a1', 'human', { awaitDisposition: true });
        await talked(2, 'a2');
        expect(await store.run('releaseLeftDialing', { at: AT + HOUR })).toBe(1);
        expect(await lead(1)).toMatchObject({ state: 'done', because: 'reached', attempts: 1 });
        expect(await lead(2)).toMatchObject({ state: 'dialing' });
        expect(await store.run('releaseLeftDialing', { at: AT + HOUR })).toBe(0);
      });
      it('a call in uses no attempt and opens no lead; what the collector wrote down closes it', async () => {
        await setLead(1, { state: 'done', because: 'reached' });
        await store.run('openInbound', { attempt: draft(1, 'in', { direction: 'inbound', mode: 'inbound', userId: 'ann' }) });
        await settle('in', 'abandoned');
        expect(await lead(1)).toMatchObject({ state: 'done', because: 'reached', attempts: 0, tally: {} });
        await setLead(2, { state: 'resting', nextAt: AT + HOUR });
        await store.run('openInbound', { attempt: draft(2, 'in2', { direction: 'inbound', mode: 'inbound', userId: 'ann' }) });
        await settle('in2', 'human', { awaitDisposition: true });
        expect(await lead(2)).toMatchObject({ state: 'resting', nextAt: AT + HOUR });
        await dispose('in2', 'do_not_call');
        expect(await lead(2)).toMatchObject({ state: 'done', because: 'do_not_call' });
      });
      it('a callback agreed late revives a lead that was let go', async () => {
        await talked(1, 'a1');
        await settle('a1', 'human', { awaitDisposition: true });
        await release();
        expect(await lead(1)).toMatchObject({ state: 'done' });
        await dispose('a1', 'callback', { callback: { at: AT + DAY, mine: false, contactPointId: null, note: null } });
        expect(await lead(1)).toMatchObject({ state: 'callback' });
      });
    });

    describe('fillHopper', () => {
      it('claims in the campaign’s order, for its owner and with a lease, and no lead twice', async () => {
        await setLead(1, { priority: 1 }); await setLead(2, { priority: 9 }); await setLead(3, { priority: 5 });
        const first = await fill({ want: 2 });
        expect(first.leads.map((one) => one.leadId)).toEqual(['lead-2', 'lead-3']);
        expect(await lead(2)).toMatchObject({ state: 'claimed', claimOwner: OWNER, claimUntil: AT + 2 * MINUTE });
        expect((await fill({ owner: 'runner-2' })).leads.map((one) => one.leadId)).toEqual(['lead-1']);
        expect(await fill()).toMatchObject({ leads: [], denied: {}, nextAt: null });
      });
      it('gives everything an attempt needs', async () => {
        await setLead(1, { overdueSince: '2025-11-01' });
        const found = (await fill()).leads.find((one) => one.leadId === 'lead-1');
        expect(found).toMatchObject({ caseId: 'case-1', partyId: 'party-1', listId: 'list', accountIds: ['account-1'], contactPoint: { id: 'cp-1' }, daysPastDue: 21, stage: 'M1', risk: 'low', claimUntil: AT + 2 * MINUTE, callbackId: null });
      });
      it.each(['daysPastDue', 'amount', 'lastAttempt', 'random'] as const)('orders by %s', async (order) => {
        const values = [[1, '2025-10-01', 5, AT - 3 * DAY, 0.9], [2, '2025-09-01', 7, AT - 5 * DAY, 0.1], [3, '2025-11-01', 6, null, 0.5]] as const;
        for (const [n, overdueSince, amount, lastAttemptAt, shuffle] of values) await setLead(n, { overdueSince, amount, lastAttemptAt, shuffle, state: n === 2 ? 'resting' : 'fresh' });
        const wanted = { daysPastDue: [2, 1, 3], amount: [2, 3, 1], lastAttempt: [3, 2, 1], random: [2, 3, 1] }[order];
        expect((await fill({ settings: { ...SETTINGS, order } })).leads.map((one) => one.leadId)).toEqual(wanted.map((n) => `lead-${n}`));
      });
      it('mixes lists by their shares', async () => {
        await put({ kind: 'list', at: AT, row: { id: 'list-b', campaignId: 'campaign', name: 'B', entityId: 'operator', active: true, mix: 25 } });
        const lists = await store.get('list', 'list');
        await store.run('change', { kind: 'list', id: 'list', expectedVersion: lists!.version, patch: { mix: 75 }, at: AT });
        await put(...Array.from({ length: 20 }, (_, n) => debtor(100 + n, { listId: 'list-b', priority: 9 })).flat(), ...Array.from({ length: 20 }, (_, n) => debtor(200 + n)).flat());
        const got = await fill({ want: 8, settings: { ...SETTINGS, order: 'mix' } });
        expect(got.leads).toHaveLength(8);
        expect(got.leads.some((one) => one.listId === 'list')).toBe(true);
      });
      it('leaves out lists that are switched off, leads that rest, and other campaigns’', async () => {
        await setLead(1, { state: 'resting', nextAt: AT + 1 });
        await setLead(2, { state: 'callback' });
        await setLead(3, { state: 'done' });
        expect(await fill()).toMatchObject({ leads: [], nextAt: AT + 1 });
        expect((await fill({ now: AT + 1 })).leads.map((one) => one.leadId)).toEqual(['lead-1']);
        await put(...debtor(4));
        await store.run('change', { kind: 'list', id: 'list', expectedVersion: 1, patch: { active: false }, at: AT });
        expect((await fill()).leads).toEqual([]);
      });
      it('puts off who may not be called now until the lawful instant, and counts by rule', async () => {
        await put(fact({}));
        const night = await fill({ now: LOCAL_MIDNIGHT + 21 * HOUR });
        expect(night).toMatchObject({ leads: [], denied: { WINDOW: 3, 'FACT-suppression': 1 } });
        expect(await lead(2)).toMatchObject({ state: 'fresh', because: 'WINDOW', nextAt: MONDAY_0800 });
        expect(await lead(1)).toMatchObject({ nextAt: LOCAL_MIDNIGHT + 22 * HOUR });
      });
      it('a lead with no number left is done; a contact person’s number is never dialed', async () => {
        await put(point('cp-friend', 'party-1', { ownerRole: 'contact', rank: -1 }));
        expect((await fill()).leads.find((one) => one.leadId === 'lead-1')?.contactPoint.id).toBe('cp-1');
        await store.run('releaseClaims', { owner: OWNER, now: AT });
        await store.run('change', { kind: 'contactPoint', id: 'cp-1', expectedVersion: 1, patch: { validUntil: '2025-11-20' }, at: AT });
        expect((await fill()).denied).toEqual({ 'NO-NUMBER': 1 });
        expect(await lead(1)).toMatchObject({ state: 'done', because: 'no number left' });
      });
      it('takes the next number after an outcome that says so, and the next that may be called', async () => {
        await put(point('cp-1b', 'party-1', { rank: 1 }), point('cp-1c', 'party-1', { rank: 2 }));
        await setLead(1, { state: 'resting', lastOutcome: 'no_answer', lastContactPointId: 'cp-1', nextAt: 0 });
        const number = async (): Promise<string | undefined> => { const found = (await fill()).leads.find((one) => one.leadId === 'lead-1')?.contactPoint.id; await store.run('releaseClaims', { owner: OWNER, now: AT }); return found; };
        expect(await number()).toBe('cp-1b');
        await put(fact({ subject: 'phone-cp-1b' }));
        expect(await number()).toBe('cp-1c');
        await setLead(1, { state: 'resting', lastOutcome: 'busy' });
        expect(await number()).toBe('cp-1');
      });
    });

    describe('takeCallbacks', () => {
      const callback = (id: string, n: number, more: object = {}): CreateOf => ({ kind: 'callback', at: AT, row: { id, leadId: `lead-${n}`, campaignId: 'campaign', dueAt: AT - 1, userId: null, contactPointId: null, note: null, state: 'open', madeBy: 'ann', attemptId: null, ...more } });
      const take = (more: Partial<{ readyUserIds: readonly string[]; now: number; want: number }> = {}) => store.run('takeCallbacks', { campaignId: 'campaign', settings: SETTINGS, owner: OWNER, now: AT, claimUntil: AT + MINUTE, testGateways: false, readyUserIds: [], want: 10, ...more });
      beforeEach(async () => { for (const n of [1, 2, 3]) await setLead(n, { state: 'callback' }); });
      it('takes what is due: anyone’s, and mine only while I am free; oldest first', async () => {
        await put(callback('cb1', 1, { dueAt: AT - 5 }), callback('cb2', 2, { userId: 'ann', dueAt: AT - 9 }), callback('cb3', 3, { dueAt: AT + 1 }));
        const first = await take();
        expect(first.leads.map((one) => [one.leadId, one.callbackId, one.boundUserId])).toEqual([['lead-1', 'cb1', null]]);
        expect(await lead(1)).toMatchObject({ state: 'claimed', claimOwner: OWNER });
        const second = await take({ readyUserIds: ['ann'], now: AT + 1 });
        expect(second.leads.map((one) => [one.leadId, one.boundUserId])).toEqual([['lead-2', 'ann'], ['lead-3', null]]);
        expect((await take({ readyUserIds: ['ann'], now: AT + 1 })).leads).toEqual([]);
      });
      it('one that is not lawful now is moved to the lawful instant, never dialed', async () => {
        await put(callback('cb1', 1, { userId: 'ann', dueAt: LOCAL_MIDNIGHT + 21 * HOUR }));
        const taken = await take({ readyUserIds: ['ann'], now: LOCAL_MIDNIGHT + 21 * HOUR });
        expect(taken).toEqual({ leads: [], movedTo: [{ callbackId: 'cb1', userId: 'ann', to: MONDAY_0800 }] });
        expect(await store.get('callback', 'cb1')).toMatchObject({ state: 'open', dueAt: MONDAY_0800 });
        expect(await lead(1)).toMatchObject({ state: 'callback' });
      });
      it('one that may never be made is cancelled', async () => {
        await put(callback('cb1', 1), fact({}));
        expect(await take()).toMatchObject({ leads: [], movedTo: [{ callbackId: 'cb1', to: null }] });
        expect(await store.get('callback', 'cb1')).toMatchObject({ state: 'cancelled' });
      });
      it('and its lead rests, as it waits for nothing', async () => {
        await put(callback('cb1', 1), fact({}));
        await take();
        expect(await lead(1)).toMatchObject({ state: 'resting', because: 'FACT-suppression', nextAt: AT + HOUR });
      });
      it('a hold that may be lifted only puts it off', async () => {
        await put(callback('cb1', 1), { kind: 'hold', at: AT, row: { caseId: 'case-1', reason: 'dispute', until: null, by: 'ann', liftedAt: null } });
        expect(await take()).toMatchObject({ leads: [], movedTo: [{ callbackId: 'cb1', to: AT + HOUR }] });
        expect(await store.get('callback', 'cb1')).toMatchObject({ state: 'open', dueAt: AT + HOUR });
      });
      it('hundreds of absent collectors’ hide nobody else’s', async () => {
        await put(...Array.from({ length: 250 }, (_, n) => callback(`ann-${n}`, 2, { userId: 'ann', dueAt: AT - 1_000 })), callback('cb1', 1));
        expect((await take()).leads.map((one) => one.callbackId)).toEqual(['cb1']);
        expect((await take({ readyUserIds: ['bob'] })).leads).toEqual([]);
      });
      it('of a lead that is finished is cancelled; where people dial by hand anyone’s are left alone', async () => {
        await put(callback('cb1', 1), callback('cb2', 2), callback('cb3', 3, { userId: 'ann' }));
        const taken = await store.run('takeCallbacks', { campaignId: 'campaign', settings: SETTINGS, owner: OWNER, now: AT, claimUntil: AT + MINUTE, testGateways: false, readyUserIds: ['ann'], want: 10, mineOnly: true });
        expect(taken.leads.map((one) => one.callbackId)).toEqual(['cb3']);
        await setLead(1, { state: 'done' });
        expect((await take()).leads.map((one) => one.callbackId)).toEqual(['cb2']);
        expect(await store.get('callback', 'cb1')).toMatchObject({ state: 'cancelled' });
      });
      it('not dialed in time goes back to wait for its callback, not to anyone', async () => {
        await put(callback('cb1', 1));
        await take();
        await store.run('releaseClaims', { leadIds: ['lead-1'], owner: OWNER, now: AT });
        expect(await lead(1)).toMatchObject({ state: 'callback', claimOwner: null });
      });
      it('whose call never left us is open again; a newer one takes the older’s place', async () => {
        await put(callback('cb1', 1));
        await openFor(1, 'a1', { callbackId: 'cb1' });
        await store.run('settleAttempt', { attemptId: 'a1', at: AT + 1, outcome: 'not_placed', settings: SETTINGS, awaitDisposition: false, facts: { placedAt: null }, callbackId: 'cb1' });
        expect(await store.get('callback', 'cb1')).toMatchObject({ state: 'open' });
        expect(await lead(1)).toMatchObject({ state: 'callback', attempts: 0 });
        await talked(1, 'a2');
        await dispose('a2', 'callback', { callback: { at: AT + DAY, mine: true, contactPointId: null, note: null } });
        expect(await store.get('callback', 'cb1')).toMatchObject({ state: 'cancelled' });
        expect(await store.count('callback', { leadId: 'lead-1', state: 'open' })).toBe(1);
      });
      it('calls the number that was agreed', async () => {
        await put(point('cp-1b', 'party-1', { rank: 5 }), callback('cb1', 1, { contactPointId: 'cp-1b' }));
        expect((await take()).leads[0]?.contactPoint.id).toBe('cp-1b');
      });
      it('leaves a lead that is being dialed', async () => {
        await put(callback('cb1', 1));
        await setLead(1, { state: 'dialing' });
        expect((await take()).leads).toEqual([]);
      });
    });

    describe('claims', () => {
      it('are given back by lead and owner, and what moved on is left alone', async () => {
        await fill();
        await openFor(1, 'a1', { owner: OWNER });
        expect(await store.run('releaseClaims', { leadIds: ['lead-1', 'lead-2', 'nobody'], owner: 'runner-2', now: AT })).toBe(0);
        expect(await store.run('releaseClaims', { leadIds: ['lead-1', 'lead-2', 'nobody'], owner: OWNER, now: AT })).toBe(1);
        expect(await lead(1)).toMatchObject({ state: 'dialing' });
        expect(await lead(2)).toMatchObject({ state: 'fresh', claimOwner: null });
        expect(await lead(3)).toMatchObject({ state: 'claimed' });
      });
      it('whose lease ended are given back, and a lead once tried goes back to rest', async () => {
        await setLead(1, { state: 'resting', attempts: 2, nextAt: 0 });
        await fill();
        expect(await store.run('releaseClaims', { expiredBefore: AT + 2 * MINUTE, now: AT })).toBe(0);
        expect(await store.run('releaseClaims', { expiredBefore: AT + 2 * MINUTE + 1, exceptOwner: OWNER, now: AT })).toBe(0);
        expect(await store.run('releaseClaims', { expiredBefore: AT + 2 * MINUTE + 1, now: AT })).toBe(3);
        expect(await lead(1)).toMatchObject({ state: 'resting' });
        expect(await lead(2)).toMatchObject({ state: 'fresh' });
      });
      it('restLead puts aside only what is still the owner’s', async () => {
        await fill();
        const rest = (owner: string) => store.run('restLead', { leadId: 'lead-1', owner, because: 'no trunk', nextAt: AT + HOUR, at: AT });
        expect(await rest('runner-2')).toBe(false);
        expect(await rest(OWNER)).toBe(true);
        expect(await lead(1)).toMatchObject({ state: 'resting', because: 'no trunk', nextAt: AT + HOUR, claimOwner: null });
        expect(await rest(OWNER)).toBe(false);
      });
      it('explaining and preparing a lead changes nothing', async () => {
        const before = await lead(1);
        expect(await store.run('explainLead', { leadId: 'lead-1', settings: SETTINGS, now: AT, testGateways: false })).toMatchObject({ prepared: { lead: { leadId: 'lead-1' } } });
        expect(await store.run('prepareLead', { leadId: 'lead-1', settings: SETTINGS, now: LOCAL_MIDNIGHT, testGateways: false, mode: 'manual' })).toMatchObject({ denials: [{ rule: 'WINDOW' }] });
        expect(await store.run('explainLead', { leadId: 'nobody', settings: SETTINGS, now: AT, testGateways: false })).toBeNull();
        expect(await lead(1)).toEqual(before);
      });
    });

    describe('moveCampaign', () => {
      const move = (event: 'start' | 'pause' | 'drain' | 'stop' | 'emptied', campaignId = 'campaign') => store.run('moveCampaign', { campaignId, event, by: 'ann', at: AT });
      it('moves by its table, answers with what the runner must do, and says so on the stream once', async () => {
        expect(await move('pause')).toEqual({ ok: true, value: { state: 'paused', effects: ['rest', 'releaseClaims'] } });
        expect(await move('pause')).toMatchObject({ ok: true, value: { state: 'paused' } });
        expect(await move('drain')).toMatchObject({ ok: true, value: { state: 'draining' } });
        expect(await move('emptied')).toMatchObject({ ok: true, value: { state: 'stopped' } });
        expect(await move('pause')).toMatchObject({ ok: false, error: { code: 'campaign.refused' } });
        expect(await move('start')).toMatchObject({ ok: true, value: { state: 'running', effects: ['run'] } });
        expect(await move('emptied')).toMatchObject({ ok: true, value: { state: 'running', effects: [] } });
        expect((await store.find('streamEvent', { order: [{ by: 'seq' }] })).map((one) => one.type)).toEqual(['campaign.paused', 'campaign.draining', 'campaign.stopped', 'campaign.running']);
        expect(await move('start', 'nobody')).toMatchObject({ error: { code: 'campaign.unknown' } });
      });
    });

    describe('keepSpells and endLeftSpells', () => {
      const spell = (state: 'ready' | 'talking' | 'paused', reason: string | null = null) => ({ entityId: 'operator', teamId: null, state, reason, campaignIds: ['campaign'] });
      const rows = async () => (await store.find('agentSpell', { order: [{ by: 'userId' }, { by: 'from' }] })).map((one) => [one.userId, one.state, one.from - AT, one.to === null ? null : one.to - AT, one.cut]);
      it('one row a state, the next ends the one before, signing off ends the last', async () => {
        await store.run('keepSpells', { changes: [{ userId: 'ann', at: AT, next: spell('ready') }, { userId: 'bob', at: AT + 1, next: spell('paused', 'lunch') }, { userId: 'ann', at: AT + 5, next: spell('talking') }] });
        expect(await rows()).toEqual([['ann', 'ready', 0, 5, false], ['ann', 'talking', 5, null, false], ['bob', 'paused', 1, null, false]]);
        // A clock put back makes no time that is less than none.
        await store.run('keepSpells', { changes: [{ userId: 'ann', at: AT + 2, next: null }, { userId: 'bob', at: AT + 9, next: null }] });
        expect(await rows()).toEqual([['ann', 'ready', 0, 5, false], ['ann', 'talking', 5, 5, false], ['bob', 'paused', 1, 9, false]]);
        expect(await store.run('endLeftSpells', { now: AT + DAY })).toBe(0);
      });
      it('what a dead server left open ends with the last instant it was known to be there, never later than now', async () => {
        await store.run('keepSpells', { changes: [{ userId: 'ann', at: AT, next: spell('ready') }, { userId: 'bob', at: AT + 50, next: spell('ready') }] });
        await store.run('markClock', { at: AT + 40 });
        expect(await store.run('endLeftSpells', { now: AT + HOUR })).toBe(2);
        expect(await rows()).toEqual([['ann', 'ready', 0, 50, true], ['bob', 'ready', 50, 50, true]]);
        await store.run('keepSpells', { changes: [{ userId: 'ann', at: AT + HOUR, next: spell('ready') }] });
        await store.run('markClock', { at: AT + 2 * HOUR });
        await store.run('endLeftSpells', { now: AT + 3 * HOUR });
        expect((await rows())[1]).toEqual(['ann', 'ready', HOUR, 2 * HOUR, true]);
        await store.run('keepSpells', { changes: [{ userId: 'bob', at: AT + 60, next: spell('ready') }] });
        await store.run('endLeftSpells', { now: AT + 70 });
        expect((await rows()).at(-1)).toEqual(['bob', 'ready', 60, 70, true]);
      });
    });

    describe('outcomesByHour', () => {
      it('counts what finished since, open intents not, inbound calls not', async () => {
        const rows: [string, Partial<Attempt>][] = [
          ['o1', { outcome: 'human', answeredAt: AT, bridgedAt: AT + 500 }], ['o2', { outcome: 'human', answeredAt: AT, bridgedAt: AT + 500 }], ['o3', { outcome: 'abandoned', answeredAt: AT }],
          ['o4', { outcome: 'abandoned', answeredAt: AT, bridgedAt: AT + 2_500 }], ['o5', { outcome: 'busy' }], ['o6', {}], ['o7', { outcome: 'not_placed' }], ['o8', { outcome: 'cancelled' }],
          ['o9', { outcome: 'human', direction: 'inbound', bridgedAt: AT }], ['o10', { outcome: 'busy', openedAt: AT - 2 * DAY }],
        ];
        await put(...rows.map(([id, more]): CreateOf => ({ kind: 'attempt', at: AT, row: { ...attemptRow(1), id, legId: id, ...more } })));
        const hour = Math.floor(AT / 3_600_000) * 3_600_000;
        const now = { from: hour, abandoned: 2, connected: 2, strict: 2, outcomes: { human: 2, abandoned: 2, busy: 1, not_placed: 1, cancelled: 1 } };
        expect(await store.run('outcomesByHour', { campaignId: 'campaign', from: AT - DAY, to: AT + 1 })).toEqual([now]);
        expect(await store.run('outcomesByHour', { campaignId: 'campaign', from: AT - 3 * DAY, to: AT + 1 })).toEqual([{ from: hour - 2 * DAY, abandoned: 0, connected: 0, strict: 0, outcomes: { busy: 1 } }, now]);
        expect(await store.run('outcomesByHour', { campaignId: 'campaign', from: AT - DAY, to: AT })).toEqual([]);
        await expect(store.run('outcomesByHour', { campaignId: 'campaign', from: 0, to: AT })).rejects.toThrow('31 days');
      });
    });
  });
}
