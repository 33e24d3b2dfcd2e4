/** Transfers to numbers outside under the Chinese law: whoever is on file of the case in their own role, the company's own numbers, nobody else. */
import { describe, expect, it } from 'vitest';
import { makePolicies, shippedTexts } from '../../src/adapters/packs/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { PartyRole } from '../../src/core/records/index.js';
import { Bench, SECOND } from './bench.js';

const CHINA = makePolicies(loadZones(), shippedTexts());
const TARGET = '13899910101';
/** Rings and is not answered for a long time. */
const SILENT = '13899910120';

/** A collector in talk; the number they will ask for stands on file of the same case in a role, or nowhere. */
async function talking(role: PartyRole | null, more: readonly ((at: number) => CreateOf)[] = [], target = TARGET): Promise<{ readonly bench: Bench; readonly attemptId: string }> {
  const bench = await Bench.open({ policies: CHINA });
  const at = bench.now;
  if (role !== null) await bench.put(
    { kind: 'party', at, row: { id: 'other', kind: 'person', nameSealed: 's', nameIndex: 'i', identitySealed: null, identityIndex: null, language: null } },
    { kind: 'accountParty', at, row: { accountId: 'account-0', partyId: 'other', role, evidence: null, from: null, until: null } },
    { kind: 'contactPoint', at, row: { id: 'other-cp', partyId: 'other', kind: 'phone', valueSealed: bench.vault.seal('phone', `+86${target}`), valueIndex: bench.vault.index('phone', `+86${target}`), masked: '138****', ownerRole: role, source: 'contract', confidence: 1, rank: 0, validFrom: null, validUntil: null, consent: 'unknown', region: 'CN', places: null, barred: null } },
  );
  await bench.put(...more.map((one) => one(at)));
  await bench.ready('ann');
  await bench.campaign('start');
  await bench.until(() => bench.agent('ann').state === 'talking', 20 * SECOND);
  return { bench, attemptId: bench.callOf('ann')!.attemptId };
}
const ask = (bench: Bench, attemptId: string) => bench.command('ann', { type: 'transferNumber', attemptId, number: TARGET });
const transfer = async (bench: Bench) => { await bench.run(50); return (await bench.attempts()).find((one) => one.mode === 'transfer'); };
const own = (number: string) => (at: number): CreateOf => ({ kind: 'setting', at, row: { key: 'ownNumbers', value: [{ number, name: 'Branch' }] } });
const proof = (at: number): CreateOf => ({ kind: 'standingFact', at, row: { kind: 'lostDebtorProof', subjectKind: 'case', subject: 'case-0', source: 'calls', evidence: 'three days', from: at, until: null, by: null, endedAt: null } });

describe('a transfer outside', () => {
  it('to a guarantor of the case is about it, in their role', async () => {
    const { bench, attemptId } = await talking('guarantor');
    expect(await ask(bench, attemptId)).toMatchObject({ ok: true, value: { kind: 'dialing' } });
    expect(await transfer(bench)).toMatchObject({ contactPointId: 'other-cp', caseId: 'case-0', partyId: 'party-0', accountIds: ['account-0'], leadId: null });
    expect(await bench.store.count('permit', {})).toBe(2);
  });
  it('to a contact person of the case is denied while the debtor is not shown to be lost', async () => {
    const { bench, attemptId } = await talking('contact');
    const answer = await ask(bench, attemptId);
    expect(answer).toMatchObject({ ok: false, error: { code: 'gate.denied', text: expect.stringContaining('not shown to be lost') as string } });
    expect(answer).not.toMatchObject({ error: { text: expect.stringContaining('on no file') as string } });
    const lost = await talking('contact', [proof]);
    expect(await ask(lost.bench, lost.attemptId)).toMatchObject({ ok: true });
  });
  it('to a number nobody knows is denied, and says what is missing', async () => {
    const { bench, attemptId } = await talking(null, [own('+861055550001')]);
    expect(await ask(bench, attemptId)).toMatchObject({ ok: false, error: { code: 'gate.denied', text: expect.stringContaining('on no file of this case and none of your own numbers') as string } });
    expect(await transfer(bench)).toBeUndefined();
  });
  it('to a number of the company’s own needs a permit and nothing else', async () => {
    const { bench, attemptId } = await talking(null, [own(`+86${TARGET}`)]);
    expect(await ask(bench, attemptId)).toMatchObject({ ok: true, value: { kind: 'dialing' } });
    const made = await transfer(bench);
    expect(made).toMatchObject({ contactPointId: null, caseId: null, partyId: null, accountIds: [] });
    expect(await bench.store.find('permit', { where: { attemptId: made!.id } })).toMatchObject([{ rules: 'own-number' }]);
    // It is no touch of the debtor.
    expect((await bench.store.get('touch', made!.id))?.partyId).toBeNull();
    await bench.until(() => bench.agent('ann').state === 'wrapUp', 10 * SECOND);
  });
  it('that rings is hung up at once when its number, its owner or the case may not be called any more', async () => {
    for (const [subjectKind, subject] of [['phone', 'index'], ['party', 'other'], ['case', 'case-0']] as const) {
      const { bench, attemptId } = await talking('guarantor', [], SILENT);
      await bench.must('ann', { type: 'transferNumber', attemptId, number: SILENT });
      await bench.run(2 * SECOND);
      expect(bench.node.legs('outside')).toHaveLength(1);
      const index = bench.vault.index('phone', `+86${SILENT}`);
      bench.conductor.forbid(subjectKind === 'phone' ? { phoneIndex: index } : subjectKind === 'party' ? { partyId: subject } : { caseId: subject }, 'suppression');
      await bench.run(SECOND);
      expect(bench.node.legs('outside'), subjectKind).toEqual([]);
      // Who talks goes on talking.
      expect(bench.callOf('ann')).toMatchObject({ attemptId, state: 'talking' });
    }
  });
  it('a number on anybody’s file, or that asked to be left alone, is none of the company’s own', async () => {
    const filed = await talking('contact', [own(`+86${TARGET}`)]);
    expect(await ask(filed.bench, filed.attemptId)).toMatchObject({ error: { code: 'gate.denied' } });
    const { bench, attemptId } = await talking(null, [own(`+86${TARGET}`)]);
    await bench.put({ kind: 'standingFact', at: bench.now, row: { kind: 'suppression', subjectKind: 'phone', subject: bench.vault.index('phone', `+86${TARGET}`), source: 'test', evidence: null, from: bench.now, until: null, by: null, endedAt: null } });
    expect(await ask(bench, attemptId)).toMatchObject({ error: { code: 'gate.denied', text: expect.stringContaining('suppression') as string } });
  });
});
