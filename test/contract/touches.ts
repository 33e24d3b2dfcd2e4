/** What the ledger of raw touches and the packs promise inside the moves, on every store. Run by touches.test.ts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/adapters/memory/index.js';
import type { Policies } from '../../src/app/ports/policies.js';
import type { Store } from '../../src/app/ports/store.js';
import type { OpenedAttempt, SettleAttempt } from '../../src/app/store/moves/attempts.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { Outcome } from '../../src/core/call/outcome.js';
import type { Attempt, Kept } from '../../src/core/records/index.js';
import { packText, policiesOf } from '../support/policies.js';
import { AT, testIds, testZones } from './records.js';
import { DAY, draft, HOUR, LAW, LOCAL_MIDNIGHT, MINUTE, people, SETTINGS } from './touch-world.js';
import { MOBILE } from '../support/destination.js';
import { freshStore } from '../support/database.js';

const policies = policiesOf([LAW, packText('elsewhere', [], { when: { region: ['US'] } })], ['law']);

export interface Place { readonly store: Store; done(): Promise<void> }
export function openPlace(kind: 'memory' | 'sqlite', with_: Policies = policies): Place {
  if (kind === 'memory') { const store = new MemoryStore({ ids: testIds(), zones: testZones, policies: with_ }); return { store, done: () => store.close() }; }
  const home = mkdtempSync(join(tmpdir(), 'dunwell-touches-'));
  const store = freshStore({ file: join(home, 'dunwell.db'), ids: testIds(), zones: testZones, policies: with_, synchronous: 'off' });
  return { store, done: async () => { await store.close(); rmSync(home, { recursive: true }); } };
}
export function touchesContract(kind: 'memory' | 'sqlite'): void {
  describe(`${kind}: the ledger and the packs`, () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => { place = openPlace(kind); store = place.store; await put(...people(3)); });
    afterEach(async () => { await place.done(); });
    const put = async (...rows: CreateOf[]): Promise<void> => { const made = await store.run('createMany', { rows }); if (!made.ok) throw new Error(made.error.text); };
    const openFor = (n: number, id: string, row: Partial<Omit<Attempt, keyof Kept>> = {}): Promise<OpenedAttempt> =>
      store.run('openAttempt', { attempt: draft(n, id, row), settings: SETTINGS, ownerRole: 'debtor', destination: MOBILE, testGateways: false, owner: null, callbackId: null });
    const settle = (id: string, outcome: Outcome, more: Partial<SettleAttempt> = {}) => store.run('settleAttempt', { attemptId: id, at: AT + MINUTE, outcome, facts: {}, settings: null, awaitDisposition: false, ...more });
    const dispose = (id: string, code: string) => store.run('disposeAttempt', { attemptId: id, userId: 'ann', at: AT + MINUTE, code, note: null, promise: null, callback: null, settings: null, anyAttempt: true, today: '2025-11-21' });
    const touch = async (id: string) => (await store.get('touch', id))!;
    const rules = (answer: OpenedAttempt): readonly string[] => (answer.kind === 'denied' ? answer.denials.map((one) => one.rule) : [answer.kind]);

    it('a permit in flight is in the ledger, with whom, what and for whom', async () => {
      expect(await openFor(0, 'a1')).toMatchObject({ kind: 'open', permit: { rules: 'day law@1.0' } });
      expect(await touch('a1')).toMatchObject({ at: AT, result: 'reserved', direction: 'out', channel: 'voice', mode: 'human', partyId: 'party-0', phoneIndex: 'phone-0', accountIds: ['account-0'], creditorGroup: 'bank-group', collector: 'operator', campaignId: 'campaign', attemptId: 'a1', source: 'own' });
    });
    it.each<[Outcome, Partial<SettleAttempt['facts']>, string]>([
      ['human', { answeredAt: AT, bridgedAt: AT }, 'conv'], ['machine', {}, 'machine_hangup'], ['machine', { bridgedAt: AT }, 'vm_nomsg'], ['machine', { messagePlayed: true }, 'vm_msg'], ['abandoned', { answeredAt: AT }, 'abandoned'], ['busy', {}, 'busy'],
      ['no_answer', {}, 'noanswer'], ['rejected', {}, 'noanswer'], ['invalid', {}, 'invalid'], ['carrier_fault', {}, 'failed'], ['congestion', { rangAt: AT }, 'noanswer'], ['cancelled', {}, 'noanswer'], ['unknown', {}, 'noanswer'], ['not_placed', {}, 'released'],
    ])('%s %j becomes %s, once', async (outcome, facts, result) => {
      await openFor(0, 'a1');
      expect(await settle('a1', outcome, { facts })).toMatchObject({ settled: true });
      const before = await touch('a1');
      expect(before).toMatchObject({ result, at: AT });
      await settle('a1', 'busy');
      expect(await touch('a1')).toEqual(before);
      expect(await store.count('touch', {})).toBe(1);
    });
    it.each([['promise', 'conv'], ['wrong_number', 'wrong'], ['third_party', 'thirdparty'], ['voicemail', 'vm_nomsg'], ['no_answer', 'conv']])('the collector’s %s makes it %s, said before or after the end', async (code, result) => {
      await openFor(0, 'before', { userId: 'ann' });
      await openFor(1, 'after', { userId: 'ann' });
      const promise = code === 'promise' ? { amount: 100, due: '2025-11-25' } : null;
      const said = (attemptId: string) => store.run('disposeAttempt', { attemptId, userId: 'ann', at: AT + MINUTE, code, note: null, promise, callback: null, settings: null, anyAttempt: true, today: '2025-11-21' });
      expect(await said('before')).toMatchObject({ ok: true });
      await settle('before', 'human', { facts: { bridgedAt: AT } });
      await settle('after', 'human', { facts: { bridgedAt: AT } });
      expect(await said('after')).toMatchObject({ ok: true });
      expect([(await touch('before')).result, (await touch('after')).result]).toEqual([result, result]);
    });
    it('a count of the law holds over numbers and campaigns, with its figures, until the day is over', async () => {
      for (const id of ['a1', 'a2', 'a3']) { expect(await openFor(0, id, { phoneIndex: `other-${id}`, contactPointId: null }).then(rules)).toEqual(['INFRA-NO-PACK']); expect(await openFor(0, id)).toMatchObject({ kind: 'open' }); await settle(id, 'human', { facts: { bridgedAt: AT } }); }
      expect(await openFor(0, 'a4')).toMatchObject({ kind: 'denied', nextAt: LOCAL_MIDNIGHT + DAY + 8 * HOUR, denials: [{ rule: 'CONV3', pack: 'law', version: '1.0', count: 3, limit: 3, until: LOCAL_MIDNIGHT + DAY, windowStart: LOCAL_MIDNIGHT, windowEnd: LOCAL_MIDNIGHT + DAY }] });
      expect(await openFor(1, 'b1')).toMatchObject({ kind: 'open' });
    });
    it('what another agency of the group did counts, a permit in flight and a future event too; what was released does not', async () => {
      await put({ kind: 'touch', at: AT, row: { at: AT - HOUR, result: 'conv', direction: 'out', channel: 'voice', mode: 'human', partyId: 'party-0', phoneIndex: 'elsewhere', accountIds: [], creditorGroup: 'bank-group', collector: 'Another Agency', marks: [], source: 'import', externalId: 'x:1' } });
      await put({ kind: 'touch', at: AT, row: { at: AT + HOUR, result: 'conv', direction: 'out', channel: 'voice', mode: 'human', partyId: 'party-0', phoneIndex: null, accountIds: [], creditorGroup: 'bank-group', collector: null, marks: [], source: 'import', externalId: 'x:2' } });
      await put({ kind: 'touch', at: AT, row: { at: AT - HOUR, result: 'conv', direction: 'out', channel: 'voice', mode: 'human', partyId: 'party-0', phoneIndex: null, accountIds: [], creditorGroup: 'another-lender', collector: null, marks: [], source: 'import', externalId: 'x:3' } });
      expect(await openFor(0, 'a1')).toMatchObject({ kind: 'open' });
      await settle('a1', 'human', { facts: { bridgedAt: AT } });
      expect(await openFor(0, 'a2').then(rules)).toEqual(['CONV3']);
      expect(await openFor(1, 'b1')).toMatchObject({ kind: 'open' });
      expect(await openFor(1, 'b2')).toMatchObject({ kind: 'open' });
      expect(await openFor(1, 'b3').then(rules)).toEqual(['UNANS2']);
      await settle('b2', 'not_placed');
      expect(await openFor(1, 'b3')).toMatchObject({ kind: 'open' });
    });
    it('the next instant is the least at which the campaign and the packs both allow', async () => {
      const narrow = { ...SETTINGS, window: { name: 'late', from: '19:00', to: '21:00', days: [1, 2, 3, 4, 5, 6, 7] } };
      await store.run('change', { kind: 'campaign', id: 'campaign', expectedVersion: 1, patch: { settings: narrow }, at: AT });
      // 20:30 in Shanghai: the campaign would, the law closed at 20:00.
      expect(await openFor(0, 'a1', { openedAt: LOCAL_MIDNIGHT + 20.5 * HOUR })).toMatchObject({ kind: 'denied', denials: [{ rule: 'HOURS' }], nextAt: LOCAL_MIDNIGHT + DAY + 19 * HOUR });
      // 09:00: the law would, the campaign not yet.
      expect(await openFor(0, 'a1', { openedAt: LOCAL_MIDNIGHT + 9 * HOUR })).toMatchObject({ kind: 'denied', denials: [{ rule: 'WINDOW' }], nextAt: LOCAL_MIDNIGHT + 19 * HOUR });
    });
    it('hours agreed with the debtor lift only themselves, and only when they were written down', async () => {
      const agreed = (evidence: string | null): CreateOf => ({ kind: 'standingFact', at: AT, row: { kind: 'agreedHours', subjectKind: 'party', subject: 'party-0', source: 'call', evidence, from: AT, until: null, by: null, endedAt: null } });
      const night = LOCAL_MIDNIGHT + 21.5 * HOUR;
      await put(agreed('the debtor said evenings'));
      expect(await openFor(0, 'a1', { openedAt: night }).then(rules)).toEqual(['HOURS']);
      await put(agreed('recording 7: 21:00-22:00'));
      expect(await openFor(0, 'a1', { openedAt: LOCAL_MIDNIGHT + 20.5 * HOUR })).toMatchObject({ kind: 'denied', nextAt: LOCAL_MIDNIGHT + 21 * HOUR });
      expect(await openFor(0, 'a1', { openedAt: night })).toMatchObject({ kind: 'open' });
      expect(await openFor(0, 'a2', { openedAt: LOCAL_MIDNIGHT + 22 * HOUR }).then(rules)).toEqual(['HOURS']);
    });
    it('no pack that covers the callee’s region, or no region known, denies', async () => {
      await put({ kind: 'contactPoint', at: AT, row: { id: 'abroad', partyId: 'party-1', kind: 'phone', valueSealed: 's', valueIndex: 'abroad', masked: '+1****', ownerRole: 'debtor', source: 'x', confidence: 1, rank: 1, validFrom: null, validUntil: null, consent: 'unknown', region: 'US', places: null, barred: null } });
      expect(await openFor(0, 'a1')).toMatchObject({ kind: 'open' });
      // Another number of the same person says they may be abroad: the call must be lawful there, too.
      expect(await openFor(1, 'b1')).toMatchObject({ kind: 'denied', denials: [{ rule: 'INFRA-NO-PACK' }], nextAt: null });
    });
    it('what is in force is what was activated last; a text that changed since denies', async () => {
      const { digest } = policies.packs.find((one) => one.value.id === 'law')!;
      const active = (more: object): CreateOf => ({ kind: 'packActivation', at: AT, row: { kind: 'pack', pack: 'law', packVersion: '1.0', digest, text: null, signature: null, from: AT - DAY, until: null, by: null, reviewer: null, reviews: null, note: null, ...more } });
      await put(active({ id: 'mine', until: AT + HOUR }));
      expect(await openFor(0, 'a1')).toMatchObject({ kind: 'open' });
      expect(await openFor(1, 'b1', { openedAt: AT + HOUR }).then(rules)).toEqual(['INFRA-NO-PACK']);
      await put(active({ id: 'other', from: AT + HOUR, digest: 'another' }));
      expect(await openFor(2, 'c1', { openedAt: AT + 2 * HOUR }).then(rules)).toEqual(['INFRA-PACK']);
    });
    it('notifying calls are counted as such', async () => {
      expect(await openFor(0, 'a1', { kind: 'notify', mode: 'robot' })).toMatchObject({ kind: 'open' });
      await settle('a1', 'human');
      expect(await touch('a1')).toMatchObject({ result: 'notify', mode: 'notify' });
      expect(await openFor(0, 'a2', { kind: 'notify', mode: 'robot' }).then(rules)).toEqual(['NOTIFY1']);
      expect(await openFor(0, 'a3')).toMatchObject({ kind: 'open' });
    });
    it('contacts written by hand are touches of their channel; notes are none; a call in is no call placed', async () => {
      const write = (channel: 'sms' | 'note' | 'visit' | 'voice', reached: string | null = null) => store.run('writeContact', { caseId: 'case-0', userId: 'ann', channel, text: null, reached, result: null, partyId: null, happenedAt: AT - HOUR, at: AT });
      for (const channel of ['sms', 'note', 'visit'] as const) await write(channel);
      await write('voice', 'rightParty');
      expect((await store.find('touch', { order: [{ by: 'channel' }] })).map((one) => [one.channel, one.result, one.partyId, one.creditorGroup])).toEqual([['sms', 'sent', 'party-0', 'bank-group'], ['visit', 'met', 'party-0', 'bank-group'], ['voice', 'conv', 'party-0', 'bank-group']]);
      await store.run('openInbound', { attempt: draft(1, 'in', { direction: 'inbound', mode: 'inbound' }) });
      await settle('in', 'human', { facts: { bridgedAt: AT } });
      expect(await touch('in')).toMatchObject({ direction: 'in', result: 'conv', mode: null });
    });
    it('the clock’s mark holds between attempts and never goes back', async () => {
      await store.run('markClock', { at: AT + HOUR });
      await store.run('markClock', { at: AT });
      expect(await openFor(0, 'a1')).toMatchObject({ kind: 'denied', denials: [{ rule: 'INFRA-CLOCK-BACK', until: AT + HOUR }], nextAt: AT + HOUR });
      expect(await openFor(0, 'a1', { openedAt: AT + HOUR - 2_000 })).toMatchObject({ kind: 'open' });
    });
    it('denials are tallied by the hour, rule and campaign', async () => {
      await store.run('markClock', { at: AT + HOUR });
      for (const id of ['a1', 'a2']) await openFor(0, id);
      expect(await store.find('denialTally', {})).toMatchObject([{ rule: 'INFRA-CLOCK-BACK', pack: 'INFRA', campaignId: 'campaign', entityId: 'operator', hopper: 0, permit: 2, hour: Math.floor(AT / HOUR) * HOUR }]);
      await store.run('fillHopper', { campaignId: 'campaign', settings: SETTINGS, owner: 'me', now: AT, claimUntil: AT + MINUTE, want: 10, testGateways: false });
      expect(await store.find('denialTally', {})).toMatchObject([{ hopper: 3, permit: 2 }]);
    });
    it('TEST-24H takes the place of the packs on loopback; a real gateway refuses it', async () => {
      const night = { openedAt: LOCAL_MIDNIGHT + 3 * HOUR };
      await store.run('change', { kind: 'campaign', id: 'campaign', expectedVersion: 1, patch: { settings: { ...SETTINGS, window: { ...SETTINGS.window, name: 'TEST-24H' } } }, at: AT });
      const ask = (id: string, testGateways: boolean) => store.run('openAttempt', { attempt: draft(0, id, night), settings: SETTINGS, ownerRole: 'debtor', destination: MOBILE, testGateways, owner: null, callbackId: null });
      expect(rules(await ask('a1', false))).toEqual(['TEST-WINDOW', 'HOURS']);
      expect(await ask('a2', true)).toMatchObject({ kind: 'open', permit: { rules: 'TEST-24H test.24h@1.0' } });
      // What stands about the person holds as ever.
      await put({ kind: 'standingFact', at: AT, row: { kind: 'suppression', subjectKind: 'party', subject: 'party-0', source: 'test', evidence: null, from: night.openedAt, until: null, by: null, endedAt: null } });
      expect(rules(await ask('a3', true))).toEqual(['FACT-suppression']);
    });
    it('a fresh permit within the same attempt does not count against itself', async () => {
      await openFor(0, 'a1');
      await openFor(0, 'a2');
      const renewed = await store.run('renewPermit', { attempt: draft(0, 'a2', { legId: 'leg-x', openedAt: AT + 1_000 }), settings: SETTINGS, ownerRole: 'debtor', destination: MOBILE, testGateways: false });
      expect(renewed).toMatchObject({ kind: 'open' });
      expect(await store.count('touch', {})).toBe(2);
      expect(await dispose('nobody', 'promise')).toMatchObject({ ok: false });
    });
  });
}
