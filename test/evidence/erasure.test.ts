/** The end of a debtor's data, by hand and by age: nothing of them can be read any more, and the chain stays whole. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptFiles } from '../../src/adapters/files/kept.js';
import { AesVault } from '../../src/adapters/vault/index.js';
import { blanksOf, runRetention, type Retained } from '../../src/app/retention.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { readRetention } from '../../src/core/collections/retention.js';
import type { Case } from '../../src/core/records/index.js';
import { AT } from '../contract/records.js';
import { chained, KEY, quiet, type Chained } from './world.js';

const DAY = 86_400_000;
const vault = new AesVault(KEY);
const PHONE = '+8613800138000';
const SECRETS = ['王小明', '110101199003070011', PHONE, '北京市朝阳区幸福路八号', '他说明天不在家'];
let chain: Chained;
let folder: string;
let now: number;
const clock = { now: () => now, monotonic: () => now, after: () => ({ cancel: () => undefined }), every: () => ({ cancel: () => undefined }), shifted: null };

const point = (id: string, partyId: string, kind: 'phone' | 'address', value: string): CreateOf => ({ kind: 'contactPoint', at: AT, row: {
  id, partyId, kind, valueSealed: vault.seal(kind, value), valueIndex: vault.index(kind, value), masked: kind === 'phone' ? '138****8000' : '北京市***', ownerRole: 'debtor', source: 'import', confidence: 1, rank: 0, validFrom: null, validUntil: null, consent: 'unknown', region: 'CN', places: null, barred: null,
} });
const person = (id: string, name: string): CreateOf => ({ kind: 'party', at: AT, row: { id, kind: 'person', nameSealed: vault.seal('name', name), nameIndex: vault.index('name', name), identitySealed: null, identityIndex: null, language: null } });
const joined = (accountId: string, partyId: string): CreateOf => ({ kind: 'accountParty', at: AT, row: { accountId, partyId, role: 'contact', evidence: null, from: null, until: null } });
const put = async (...rows: CreateOf[]): Promise<void> => { const made = await chain.store.run('createMany', { rows }); if (!made.ok) throw new Error(made.error.text); };
const close = async (n: number, state: Case['state'] = 'settled'): Promise<void> => { await chain.store.run('change', { kind: 'case', id: `case-${n}`, expectedVersion: (await chain.store.get('case', `case-${n}`))!.version, patch: { state }, at: AT }); };
const erase = (n = 1) => chain.store.run('eraseDebtor', { partyId: `party-${n}`, entityId: 'operator', by: 'boss', reason: 'asked for it', at: now, blanks: blanksOf(vault) });
/** Everything the vault's key opens in the whole database, whatever row it stands in. */
function readable(): string {
  const sealed = readFileSync(chain.file).toString('latin1') + (existsSync(`${chain.file}-wal`) ? readFileSync(`${chain.file}-wal`).toString('latin1') : '');
  const texts: string[] = [];
  for (const [text] of sealed.matchAll(/v1\.[\w-]{8}\.[\w-]{16}\.[\w-]*\.[\w-]{22}/g)) for (const field of ['phone', 'identity', 'name', 'address', 'note'] as const) try { texts.push(vault.open(field, text)); } catch { /* of another field */ }
  return texts.join('\n');
}
/** Old pages of the file and of SQLite's log hold what was written over, until they are used again: looked at as rows. */
async function rowsOpened(): Promise<string> {
  const { store } = chain;
  const opened = [
    ...(await store.find('party', {})).flatMap((one) => [vault.open('name', one.nameSealed === 'v1.sealed' ? vault.seal('name', '') : one.nameSealed), one.identitySealed === null ? '' : vault.open('identity', one.identitySealed)]),
    ...(await store.find('contactPoint', {})).map((one) => vault.open(one.kind === 'phone' ? 'phone' : 'address', one.valueSealed)),
    ...(await store.find('complaint', {})).map((one) => vault.open('note', one.textSealed)), ...(await store.find('contact', {})).map((one) => one.note ?? ''), ...(await store.find('task', {})).map((one) => `${one.title}${one.note ?? ''}`),
    JSON.stringify((await store.find('case', {})).map((one) => one.custom)),
  ];
  return opened.join('\n');
}

beforeEach(async () => {
  chain = await chained();
  now = AT + DAY;
  folder = mkdtempSync(join(tmpdir(), 'dunwell-erasure-'));
  mkdirSync(join(folder, 'audio', '2025'), { recursive: true });
  for (const name of ['one.wav', 'two.wav']) writeFileSync(join(folder, 'audio', '2025', name), 'RIFF');
  await chain.store.run('change', { kind: 'party', id: 'party-1', expectedVersion: 1, patch: { nameSealed: vault.seal('name', SECRETS[0]!), nameIndex: vault.index('name', SECRETS[0]!), identitySealed: vault.seal('identity', SECRETS[1]!), identityIndex: vault.index('identity', SECRETS[1]!) }, at: AT });
  await chain.store.run('change', { kind: 'case', id: 'case-1', expectedVersion: 1, patch: { custom: { remark: SECRETS[4]! } }, at: AT });
  await put(
    point('cp-1', 'party-1', 'phone', PHONE), point('cp-a', 'party-1', 'address', SECRETS[3]!), person('friend', '李四'), person('guarantor', '赵六'), joined('account-1', 'party-1'), joined('account-1', 'friend'), joined('account-1', 'guarantor'), joined('account-2', 'guarantor'),
    point('cp-f', 'friend', 'phone', '+8613900139000'), point('cp-g', 'guarantor', 'phone', '+8613700137000'),
    { kind: 'task', at: AT, row: { caseId: 'case-1', entityId: 'operator', kind: 'followUp', title: SECRETS[0]!, note: SECRETS[4]!, dueAt: AT, state: 'done', madeBy: 'boss' } },
    { kind: 'complaint', at: AT, row: { entityId: 'operator', caseId: 'case-1', partyId: 'party-1', byKind: 'party', channel: 'voice', about: 'agent', textSealed: vault.seal('note', SECRETS[4]!), receivedAt: AT, dueAt: AT, state: 'rejected', takenBy: 'boss' } },
  );
  await chain.call(1, { recordingPath: '2025/one.wav' });
  await chain.call(2, { recordingPath: '2025/two.wav' });
  await chain.sealer.seal();
});
afterEach(async () => { await chain.done(); rmSync(folder, { recursive: true }); });

describe('the erasure of one debtor', () => {
  it('is refused while a case of theirs is open', async () => {
    expect(await erase()).toMatchObject({ ok: false, error: { code: 'erasure.case_open' } });
    expect(await rowsOpened()).toContain(SECRETS[0]);
  });
  it('leaves nothing of them that the vault’s key opens, nor of who is on file for their debts alone; the others stay, and the chain is whole', async () => {
    expect(readable()).toContain(PHONE);
    await close(1);
    expect(await erase()).toEqual({ ok: true, value: { id: 'party-1', recordings: ['2025/one.wav'], people: 2 } });
    const rows = await rowsOpened();
    for (const secret of [...SECRETS, '李四', '+8613900139000']) expect(rows).not.toContain(secret);
    expect(rows).toContain('赵六');
    expect(rows).toContain('+8613700137000');
    expect(await chain.store.find('attempt', { where: { partyId: 'party-1' } })).toMatchObject([{ phoneMasked: '***', recordingPath: null }]);
    expect(await chain.store.find('attempt', { where: { partyId: 'party-2' } })).toMatchObject([{ recordingPath: '2025/two.wav' }]);
    expect(await chain.store.get('evidenceKey', 'party-1')).toMatchObject({ wrapped: null, destroyedBy: 'boss' });
    expect(await chain.store.get('lead', 'lead-1')).toMatchObject({ state: 'done', because: 'erased' });
    await chain.sealer.seal();
    expect(await chain.check()).toMatchObject({ problems: [], decisions: { blind: 1 } });
    expect((await chain.store.find('streamEvent', { where: { type: 'debtor.erased' } })).map((one) => one.data)).toEqual([{ entityId: 'operator', reason: 'asked for it', people: 2, recordings: 1 }]);
  });
  it('is done once', async () => {
    await close(1);
    await erase();
    expect(await erase()).toMatchObject({ ok: false, error: { code: 'erasure.done' } });
  });
});

describe('what was kept long enough', () => {
  const run = async (dryRun: boolean): Promise<Retained['kinds']> => {
    const done = await runRetention({ store: chain.store, vault, clock, log: quiet, recordingFiles: keptFiles(join(folder, 'audio')), dailyFiles: keptFiles(folder) }, { dryRun, by: 'retention' });
    if (!done.ok) throw new Error(done.error.code);
    return done.value.kinds;
  };
  const keep = (value: unknown) => put({ kind: 'setting', at: AT, row: { key: 'retention', value } });
  it('by default is no debtor and no recording', async () => {
    await close(1);
    now = AT + 9_000 * DAY;
    expect(await run(false)).toEqual([{ kind: 'recordings', days: null, count: 0, held: 0 }, { kind: 'debtors', days: null, count: 0, held: 0 }, { kind: 'dailyFiles', days: 365, count: 0, held: 0 }, { kind: 'importFindings', days: 90, count: 0, held: 0 }]);
  });
  it('is counted by a dry run that changes nothing, then deleted, and audited', async () => {
    await keep({ recordings: 30, debtors: 60 });
    await close(1);
    now = AT + 61 * DAY;
    const before = await chain.store.count('streamEvent', {});
    expect((await run(true)).map((one) => one.count)).toEqual([2, 1, 0, 0]);
    expect(await chain.store.count('streamEvent', {})).toBe(before);
    expect(existsSync(join(folder, 'audio', '2025', 'one.wav'))).toBe(true);
    // Party 1's recording goes as a recording, before the debtor.
    expect((await run(false)).map((one) => one.count)).toEqual([2, 1, 0, 0]);
    expect(existsSync(join(folder, 'audio', '2025', 'one.wav')) || existsSync(join(folder, 'audio', '2025', 'two.wav'))).toBe(false);
    expect(await rowsOpened()).not.toContain(PHONE);
    expect((await chain.store.find('streamEvent', { where: { type: 'retention.done' } })).map((one) => one.data)).toEqual([{ kinds: [{ kind: 'recordings', days: 30, count: 2, held: 0 }, { kind: 'debtors', days: 60, count: 1, held: 0 }] }]);
    expect((await run(false)).map((one) => one.count)).toEqual([0, 0, 0, 0]);
    await chain.sealer.seal();
    expect((await chain.check()).problems).toEqual([]);
  });
  it('a hold, an open complaint and a dispute keep all of it', async () => {
    await keep({ recordings: 30, debtors: 60 });
    await close(1);
    await close(2);
    await put(
      { kind: 'hold', at: AT, row: { caseId: 'case-1', reason: 'court', until: null, by: 'boss' } },
      { kind: 'standingFact', at: AT, row: { kind: 'dispute', subjectKind: 'party', subject: 'party-2', source: 'letter', evidence: null, from: AT, until: null, by: null, endedAt: null } },
    );
    now = AT + 61 * DAY;
    expect((await run(false)).map((one) => [one.count, one.held])).toEqual([[0, 2], [0, 2], [0, 0], [0, 0]]);
    expect(existsSync(join(folder, 'audio', '2025', 'one.wav'))).toBe(true);
  });
  it.each([['forever', '/value'], [{ recordings: 0 }, '/value/recordings'], [{ recording: 5 }, '/value/recording'], [{ debtors: 1.5 }, '/value/debtors']])('%j can not be read: nothing is deleted', async (value, at) => {
    const read = readRetention(value);
    expect(read.ok ? null : read.error.at).toBe(at);
    await keep(value);
    await expect(run(false)).rejects.toThrow('setting.retention');
  });
  it('files outside of the folder are left alone, by name and by link', async () => {
    writeFileSync(join(folder, 'outside.wav'), 'x');
    symlinkSync(folder, join(folder, 'audio', 'way'));
    const files = keptFiles(join(folder, 'audio'));
    for (const path of ['../outside.wav', join(folder, 'outside.wav'), 'way/outside.wav', '', '.', 'a\0b']) await files.remove(path);
    expect(existsSync(join(folder, 'outside.wav'))).toBe(true);
    await files.remove('2025/one.wav');
    expect(existsSync(join(folder, 'audio', '2025', 'one.wav'))).toBe(false);
  });
});
