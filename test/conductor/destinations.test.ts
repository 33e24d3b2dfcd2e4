/** Toll fraud: a number that must not be dialed gets to no trunk, whichever way it is asked for. */
import { describe, expect, it } from 'vitest';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { deskDestination } from '../../src/app/conductor/desk-leg.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { Bench, SECOND } from './bench.js';

const PREMIUM = '+8616812345';
const JAMAICA = '+18765551234';
const all = [{ prefix: '+', strip: 1, add: '' }];

async function bench(number: string, settings: object = {}, more: readonly CreateOf[] = []): Promise<Bench> {
  const made = await Bench.open({ leads: [], trunks: [{ plan: all }], settings });
  await made.put(...made.debtor(0, '10102').map((row): CreateOf => (row.kind === 'contactPoint' ? { ...row, row: { ...row.row, valueSealed: made.vault.seal('phone', number), valueIndex: made.vault.index('phone', number), region: number === JAMAICA ? 'JM' : 'CN' } } : row)), ...more);
  return made;
}
const nobody = async (of: Bench, customers = 0): Promise<void> => {
  expect(of.node.legs('customer')).toHaveLength(customers);
  expect(of.node.legs('outside')).toHaveLength(0);
  expect((await of.attempts()).filter((one) => one.placedAt !== null && one.mode === 'transfer')).toEqual([]);
};

describe('a premium-rate number on file', () => {
  it.each(['progressive', 'predictive'] as const)('is not dialed by the machine (%s), and the lead says why', async (mode) => {
    const of = await bench(PREMIUM, { mode });
    await of.ready('ann');
    await of.campaign('start');
    await of.run(20 * SECOND);
    await nobody(of);
    expect(await of.attempts()).toEqual([]);
    expect(await of.lead()).toMatchObject({ state: 'resting', because: 'DEST-KIND' });
    expect(of.counts.get('dunwell_gate_denials_total DEST-KIND')).toBe(1);
  });
  it('is not dialed by hand nor from a preview', async () => {
    const of = await bench(PREMIUM, { mode: 'preview' });
    await of.ready('ann');
    await of.campaign('start');
    await of.until(() => of.seen('ann', 'preview').length > 0);
    expect(await of.command('ann', { type: 'previewTake', leadId: 'lead-0' })).toMatchObject({ ok: false, error: { code: 'destination.kind' } });
    expect(await of.command('ann', { type: 'manualDial', campaignId: 'campaign', leadId: 'lead-0' })).toMatchObject({ ok: false, error: { code: 'destination.kind' } });
    await nobody(of);
  });
  it('is not dialed to keep a callback', async () => {
    const of = await bench(PREMIUM, { mode: 'manual' });
    await of.put({ kind: 'callback', at: of.now, row: { leadId: 'lead-0', campaignId: 'campaign', dueAt: of.now + SECOND, userId: 'ann', contactPointId: null, note: null, state: 'open', madeBy: 'boss', attemptId: null } });
    await of.store.run('change', { kind: 'lead', id: 'lead-0', expectedVersion: 1, patch: { state: 'callback' }, at: of.now });
    await of.ready('ann');
    await of.campaign('start');
    await of.run(30 * SECOND);
    await nobody(of);
    expect(await of.attempts()).toEqual([]);
    expect(of.counts.get('dunwell_gate_denials_total DEST-KIND')).toBeGreaterThan(0);
  });
  it('the lead’s other number is dialed instead, and the first again once the rules allow it', async () => {
    const of = await bench(PREMIUM);
    const other = of.debtor(0, '10102').find((row) => row.kind === 'contactPoint');
    if (other?.kind !== 'contactPoint') throw new Error('no number');
    await of.put({ ...other, row: { ...other.row, id: 'second', rank: 1 } });
    await of.ready('ann');
    await of.campaign('start');
    await of.run(10 * SECOND);
    await of.store.run('change', { kind: 'lead', id: 'lead-0', expectedVersion: (await of.lead()).version, patch: { nextAt: 0 }, at: of.now });
    await of.until(async () => (await of.attempts()).length > 0, 30 * SECOND);
    expect(await of.attempts()).toMatchObject([{ contactPointId: 'second' }]);
    expect(await of.store.get('contactPoint', 'cp-0')).toMatchObject({ barred: { rule: 'DEST-KIND', edition: 0 } });
    const prepared = async () => of.store.run('prepareLead', { leadId: 'lead-0', settings: (await of.store.get('campaign', 'campaign'))!.settings, now: of.now, testGateways: false, mode: 'manual', contactPointId: 'cp-0' });
    const rules = async (): Promise<string[]> => { const answer = await prepared(); return answer && 'denials' in answer ? answer.denials.map((one) => one.rule) : []; };
    expect(await rules()).toContain('DEST-KIND');
    await of.put({ kind: 'setting', at: of.now, row: { key: 'outboundNumbers', value: { kinds: [] } } });
    expect(await rules()).not.toContain('DEST-KIND');
  });
});

describe('a number of another country', () => {
  it('is denied before it is claimed, and dialed once its country is allowed', async () => {
    const of = await bench(JAMAICA);
    await of.ready('ann');
    await of.campaign('start');
    await of.run(5 * SECOND);
    expect(await of.lead()).toMatchObject({ state: 'fresh', because: 'DEST-COUNTRY' });
    await nobody(of);
    await of.put({ kind: 'setting', at: of.now, row: { key: 'outboundNumbers', value: { countries: ['CN', 'JM'] } } });
    await of.store.run('change', { kind: 'lead', id: 'lead-0', expectedVersion: (await of.lead()).version, patch: { nextAt: 0 }, at: of.now });
    await of.until(async () => (await of.attempts()).length > 0, 30 * SECOND);
  });
  it('rules that can not be read let nothing out', async () => {
    const of = await bench('+8613899910102', {}, [{ kind: 'setting', at: 0, row: { key: 'outboundNumbers', value: 'everything' } }]);
    await of.ready('ann');
    await of.campaign('start');
    await of.run(5 * SECOND);
    await nobody(of);
    expect(await of.attempts()).toEqual([]);
  });
});

describe('a collector in talk', () => {
  const talking = async (more: readonly CreateOf[] = []): Promise<{ of: Bench; attemptId: string }> => {
    const of = await Bench.open({ trunks: [{ plan: all }] });
    await of.put(...more);
    await of.ready('ann');
    await of.campaign('start');
    await of.until(() => of.agent('ann').state === 'talking', 20 * SECOND);
    return { of, attemptId: of.callOf('ann')!.attemptId };
  };
  it.each([[PREMIUM, 'destination.kind'], [JAMAICA, 'destination.country'], ['+8816123456789', 'destination.country']])('gets no transfer and no third party at %s', async (number, code) => {
    const { of, attemptId } = await talking();
    expect(await of.command('ann', { type: 'transferNumber', attemptId, number })).toMatchObject({ ok: false, error: { code } });
    expect(await of.command('ann', { type: 'conference', attemptId, number })).toMatchObject({ ok: false, error: { code } });
    await nobody(of, 1);
    expect(of.callOf('ann')).toMatchObject({ attemptId, state: 'talking' });
  });
  it('a barred prefix holds for a number that is on file', async () => {
    const { of, attemptId } = await talking([{ kind: 'setting', at: 0, row: { key: 'outboundNumbers', value: { barred: ['+86139'] } } }]);
    expect(await of.command('ann', { type: 'transferNumber', attemptId, number: '13900139000' })).toMatchObject({ ok: false, error: { code: 'destination.prefix' } });
    await nobody(of, 1);
  });
});

describe('a desk behind a gateway', () => {
  it.each([['801', true], ['13800138000', true], ['013800138000', true], ['0018765551234', false], ['+18765551234', false], ['4001234567', false], ['16812345', false], ['99912345678', false]])('at %s is raised: %s', async (number, raised) => {
    const of = await Bench.open();
    await of.put({ kind: 'deskTemplate', at: of.now, row: { id: 'template', name: 'PSTN', dialString: 'sofia/gateway/carrier1/{number}', approvedBy: 'boss', approvedAt: of.now } });
    expect(await deskDestination({ store: of.store, phones: makePhoneBook() }, { kind: 'template', templateId: 'template', number })).toEqual(raised ? { kind: 'template', dialString: `sofia/gateway/carrier1/${number}` } : null);
  });
  it.each([['900110101', true], ['0018765551234', false]])('that is no trunk, at %s is raised: %s', async (number, raised) => {
    const of = await Bench.open();
    await of.put({ kind: 'deskTemplate', at: of.now, row: { id: 'template', name: 'Exchange', dialString: 'sofia/gateway/exchange/{number}', approvedBy: 'boss', approvedAt: of.now } });
    expect(await deskDestination({ store: of.store, phones: makePhoneBook() }, { kind: 'template', templateId: 'template', number })).toEqual(raised ? { kind: 'template', dialString: `sofia/gateway/exchange/${number}` } : null);
  });
});
