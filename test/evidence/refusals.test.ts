/** Leads that are refused before a permit is asked for: on the chain when it is news, not at every look. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { AT } from '../contract/records.js';
import { DEFAULT_TEST_SETTINGS } from '../contract/settings.js';
import { chained, type Chained } from './world.js';

const HOUR = 3_600_000;
let world: Chained;
beforeEach(async () => {
  world = await chained();
  const rows = [1, 2].map((n): CreateOf => ({ kind: 'contactPoint', at: AT - HOUR, row: {
    id: `cp-${n}`, partyId: `party-${n}`, kind: 'phone', valueSealed: 's', valueIndex: `phone-${n}`, masked: '138****0000', ownerRole: 'debtor', source: 'test', confidence: 1, rank: 0, validFrom: null, validUntil: null, consent: 'unknown', region: 'CN', places: null,
  } }));
  expect(await world.store.run('createMany', { rows })).toMatchObject({ ok: true });
});
afterEach(() => world.done());
const fill = (now: number) => world.store.run('fillHopper', { campaignId: 'campaign', settings: DEFAULT_TEST_SETTINGS, owner: 'me', now, claimUntil: now + 60_000, want: 10, testGateways: false });
const told = async () => (await world.store.find('streamEvent', { where: { type: 'gate.refused' }, order: [{ by: 'seq' }] }));

it('once for each lead and what holds it, with the packs it was asked by; again when something else does', async () => {
  await world.store.run('createMany', { rows: [{ kind: 'standingFact', at: AT, row: { id: 'f', kind: 'suppression', subjectKind: 'party', subject: 'party-1', source: 'test', evidence: null, from: AT, until: null, by: null, endedAt: null } }] });
  expect((await fill(AT)).leads.map((one) => one.leadId)).toEqual(['lead-2']);
  const [refusal, ...others] = (await told()).filter((one) => one.caseId === 'case-1');
  expect(others).toEqual([]);
  expect(refusal).toMatchObject({ actor: 'gate', subjects: ['lead-1', 'case-1'], sealed: null, data: { leadId: 'lead-1', where: 'hopper', mode: 'progressive', rules: ['FACT-suppression'], nextAt: null } });
  const { policy } = refusal!.data as { readonly policy: string };
  expect((await world.store.get('ruleText', policy))?.label).toBe('open@1.0');
  // Looked at again an hour later: nothing is new.
  await fill(AT + HOUR + 1000);
  expect((await told()).filter((one) => one.caseId === 'case-1')).toHaveLength(1);
  // A hold instead of the fact: told.
  await world.store.run('change', { kind: 'standingFact', id: 'f', expectedVersion: 1, patch: { endedAt: AT + HOUR + 2000 }, at: AT + HOUR + 2000 });
  await world.store.run('setHold', { caseId: 'case-1', reason: 'complaint', until: null, by: 'boss', at: AT + HOUR + 3000 });
  await fill(AT + 2 * HOUR + 5000);
  expect((await told()).filter((one) => one.caseId === 'case-1').map((one) => (one.data as { readonly rules: readonly string[] }).rules)).toEqual([['FACT-suppression'], ['HOLD']]);
  // Leads without a number are news once, too.
  expect((await told()).filter((one) => one.caseId === 'case-3').map((one) => (one.data as { readonly rules: readonly string[] }).rules)).toEqual([['NO-NUMBER']]);
  await world.sealer.seal();
  expect(await world.check()).toMatchObject({ problems: [], unsealed: 0 });
});
it('every time somebody asks by hand', async () => {
  const night = AT - (AT % 86_400_000) + 19 * HOUR;
  const ask = () => world.store.run('prepareLead', { leadId: 'lead-1', settings: DEFAULT_TEST_SETTINGS, now: night, testGateways: false, mode: 'manual' });
  expect(await ask()).toMatchObject({ denials: [{ rule: 'WINDOW' }] });
  await ask();
  expect((await told()).map((one) => one.data)).toMatchObject([{ where: 'hand', mode: 'manual', rules: ['WINDOW'] }, { where: 'hand' }]);
});
it('a callback that is due and may not be called', async () => {
  const night = AT - (AT % 86_400_000) + 19 * HOUR;
  await world.store.run('createMany', { rows: [{ kind: 'callback', at: AT, row: { leadId: 'lead-1', campaignId: 'campaign', dueAt: night, userId: null, contactPointId: null, note: null, state: 'open', madeBy: 'boss', attemptId: null } }] });
  expect(await world.store.run('takeCallbacks', { campaignId: 'campaign', settings: DEFAULT_TEST_SETTINGS, owner: 'me', now: night, claimUntil: night + 1000, testGateways: false, readyUserIds: [], want: 5 })).toMatchObject({ leads: [], movedTo: [{}] });
  expect((await told()).map((one) => one.data)).toMatchObject([{ where: 'callback', rules: ['WINDOW'] }]);
});
