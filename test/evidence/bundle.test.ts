/** A debtor's bundle: made on one machine, verified on another with the public key alone; every change in it shows. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordingFolder, rootFile } from '../../src/adapters/evidence/index.js';
import { NodeEvidence, openSealed, sha256, verifySigned } from '../../src/adapters/vault/index.js';
import { makeBundle } from '../../src/app/evidence/bundle.js';
import { RecordingKeeper } from '../../src/app/evidence/recordings.js';
import type { BundleFile } from '../../src/app/evidence/ports.js';
import { runCli } from '../../src/cli/program.js';
import { canonical, verifyBundle } from '../../src/core/evidence/index.js';
import { AT } from '../contract/records.js';
import { packText, restore } from '../support/policies.js';
import { chained, quiet, type Chained } from './world.js';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const tools = { hash: sha256, signed: verifySigned, open: openSealed, digest, restore };
const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const AUDIO = randomBytes(3000);

let world: Chained;
let folder: string;
beforeEach(async () => {
  world = await chained();
  folder = mkdtempSync(join(tmpdir(), 'dunwell-bundle-'));
  mkdirSync(join(folder, 'audio'));
  writeFileSync(join(folder, 'audio', 'one.wav'), AUDIO);
  await world.call(1, { recordingPath: 'one.wav' });
  await world.call(2);
  await world.call(1, { at: AT - (AT % 86_400_000) + 19 * 3_600_000 });
  const clock = { now: () => AT + 86_400_000, monotonic: () => 0, after: () => ({ cancel: () => undefined }), every: () => ({ cancel: () => undefined }), shifted: null };
  await new RecordingKeeper({ store: world.store, clock, log: quiet, files: recordingFolder(join(folder, 'audio')) }).keep();
  await world.sealer.seal();
});
afterEach(async () => { await world.done(); rmSync(folder, { recursive: true }); });

const bundle = (masked = false): Promise<readonly BundleFile[]> => makeBundle({ store: world.store, evidence: world.evidence, recordings: recordingFolder(join(folder, 'audio')), digest }, { id: 'x1', debtorId: 'party-1', caseIds: ['case-1'], name: masked ? '王**' : '王小明', by: 'zhao', reason: '投诉 <4711>', masked, at: AT, most: 10_000 });
const asMap = (files: readonly BundleFile[]): Map<string, Uint8Array> => new Map(files.map((one) => [one.path, one.bytes]));
const text = (files: readonly BundleFile[], path: string): string => decode(files.find((one) => one.path === path)!.bytes);

describe('a bundle', () => {
  it('holds the debtor’s events with payloads in clear, recording, roots, rules and pages, and stands', async () => {
    const files = await bundle();
    const verified = verifyBundle(asMap(files), world.evidence.publicKey, tools, decode);
    expect(verified).toMatchObject({ problems: [], recordings: 1, manifest: { reason: '投诉 <4711>', debtorId: 'party-1' } });
    expect(verified.records).toBeGreaterThanOrEqual(4);
    const records = text(files, 'records.jsonl');
    expect(records).toContain('phone-1');
    expect(records).not.toContain('case-2');
    expect(text(files, 'index.zh.html')).toContain('拒绝拨打');
    expect(text(files, 'index.zh.html')).toContain('&#60;4711&#62;');
    expect(text(files, 'index.en.html')).toContain('Call permitted');
    expect(JSON.parse(text(files, 'rules.json'))).toMatchObject({ sets: [{ packs: ['open@1.0'] }], texts: expect.arrayContaining([expect.objectContaining({ kind: 'pack', name: 'open' }), expect.objectContaining({ kind: 'zones' })]) });
    expect(files.map((one) => one.path)).toContain(`rules/${digest(Buffer.from(packText('open')))}.json`);
    expect(verified.decisions).toEqual({ again: 2, blind: 0 });
  });
  it('masked: no number, no name, no key, no audio, and it stands all the same', async () => {
    const files = await bundle(true);
    expect(verifyBundle(asMap(files), world.evidence.publicKey, tools, decode)).toMatchObject({ problems: [], recordings: 0, decisions: { again: 0, blind: 2 }, manifest: { masked: true } });
    const all = files.map((one) => decode(one.bytes)).join('\n');
    for (const secret of ['phone-1', '王小明', 'party-1"}', 'RIFF']) expect(all).not.toContain(secret);
    expect(files.map((one) => one.path).filter((path) => path.startsWith('recordings') || path === 'key.json')).toEqual([]);
  });
  it('is refused when it comes from somebody else', async () => {
    const files = asMap(await bundle());
    const other = new NodeEvidence(randomBytes(32)).publicKey;
    expect(verifyBundle(files, other, tools, decode).problems.map((one) => one.kind)).toContain('rootForged');
  });
  it('shows a flip in any file, a file too many and one too few', async () => {
    const files = asMap(await bundle());
    for (const [path, bytes] of files) {
      for (const at of [0, Math.floor(bytes.length / 2)]) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(verifyBundle(new Map([...files, [path, changed]]), world.evidence.publicKey, tools, decode).problems.length, `${path} ${at}`).toBeGreaterThan(0);
      }
      const without = new Map(files);
      without.delete(path);
      expect(verifyBundle(without, world.evidence.publicKey, tools, decode).problems.length, path).toBeGreaterThan(0);
    }
    expect(verifyBundle(new Map([...files, ['more.txt', AUDIO]]), world.evidence.publicKey, tools, decode).problems).toMatchObject([{ kind: 'file' }]);
  });
  it('names a manifest that says a name twice, though what counts is what was signed', async () => {
    const files = asMap(await bundle());
    files.set('manifest.json', new TextEncoder().encode(decode(files.get('manifest.json')!).replace('"reason":', '"reason": "nothing",\n  "reason":')));
    expect(verifyBundle(files, world.evidence.publicKey, tools, decode).problems.map((one) => one.text)).toEqual(['manifest.json is not written as it was signed']);
  });
  it('names a signature that is spelled otherwise, though it says the same', async () => {
    const files = asMap(await bundle());
    const signature = decode(files.get('manifest.sig')!).trim();
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spelled = `${signature.slice(0, -1)}${last[(last.indexOf(signature.at(-1) ?? 'A') & 0x30) + 1] ?? ''}`;
    expect(Buffer.from(spelled, 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
    for (const other of [`${spelled}\n`, `${signature}\n\n`, signature, ` ${signature}\n`]) {
      files.set('manifest.sig', new TextEncoder().encode(other));
      expect(verifyBundle(files, world.evidence.publicKey, tools, decode).problems.map((one) => one.kind)).toEqual(['rootForged']);
    }
  });
  it('names a changed event, payload or recording even when the files’ hashes are put right and signed', async () => {
    const resigned = async (path: string, edit: (text: string) => string | Uint8Array): Promise<readonly string[]> => {
      const files = asMap(await bundle());
      const made = edit(decode(files.get(path)!));
      const bytes = typeof made === 'string' ? new TextEncoder().encode(made) : made;
      files.set(path, bytes);
      const manifest = JSON.parse(decode(files.get('manifest.json')!)) as { readonly files: readonly { readonly path: string }[] };
      Object.assign(manifest.files.find((one) => one.path === path)!, { sha256: digest(bytes), bytes: bytes.length });
      files.set('manifest.json', new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
      files.set('manifest.sig', new TextEncoder().encode(`${world.evidence.sign(canonical(manifest))}\n`));
      return verifyBundle(files, world.evidence.publicKey, tools, decode).problems.map((one) => one.kind);
    };
    expect(await resigned('records.jsonl', (all) => all.replace('"outcome":"human"', '"outcome":"machine"'))).toEqual(['changed']);
    expect(await resigned('records.jsonl', (all) => all.replace('"allow":false', '"allow":true'))).toEqual(['payload']);
    expect(await resigned('records.jsonl', (all) => all.replace(/"index":\d+/, '"index":99'))).toEqual(['proof']);
    expect(await resigned('recordings/call-1.wav', () => randomBytes(10))).toEqual(['recording']);
    // Each of the two decisions rests on it.
    expect(await resigned(`rules/${digest(Buffer.from(packText('open')))}.json`, (all) => all.replace('"open"', '"shut"'))).toEqual(['rules', 'rules']);
  });
  it('names a decision that comes out otherwise, made by somebody with every key', async () => {
    const [allowed, denied] = (await world.store.find('streamEvent', { where: { caseId: 'case-1' }, order: [{ by: 'seq' }] })).filter((one) => one.type.startsWith('gate.'));
    const places = async (): Promise<string[]> => verifyBundle(asMap(await bundle()), world.evidence.publicKey, tools, decode).problems.map((one) => `${one.kind} ${one.seq}`);
    await world.forge(allowed!.seq, (_, payload) => { (payload['caps'] as { perPhonePerDay: number }).perPhonePerDay = 0; });
    expect(await places()).toEqual([`decision ${allowed!.seq}`]);
    await world.forge(allowed!.seq, (_, payload) => { (payload['caps'] as { perPhonePerDay: number }).perPhonePerDay = 3; });
    expect(await places()).toEqual([]);
    // The earlier call is said to have been counted as what it never became.
    await world.forge(denied!.seq, (_, payload) => { payload['touches'] = [['call-1', AT + 1000, 'busy', 'human']]; });
    expect(await places()).toEqual([`ledger ${denied!.seq}`]);
  });
  it('holds what was decided of the debtor with no case at hand', async () => {
    await world.store.run('testify', { note: { type: 'test.said', actor: 'test', debtorId: 'party-1', caseId: null }, subjects: [], at: AT });
    await world.sealer.seal();
    expect(text(await bundle(), 'records.jsonl')).toContain('test.said');
  });
  it('of more audio than it takes is not made', async () => {
    await expect(makeBundle({ store: world.store, evidence: world.evidence, recordings: recordingFolder(join(folder, 'audio')), digest }, { id: 'x', debtorId: 'party-1', caseIds: ['case-1'], name: '', by: 'b', reason: 'r', masked: false, at: AT, most: 10 })).rejects.toThrow();
  });
  it('of an erased debtor has the events, and nothing that was sealed', async () => {
    await world.store.run('eraseEvidence', { debtorId: 'party-1', by: 'boss', reason: 'asked', entityId: 'operator', at: AT });
    await world.sealer.seal();
    const files = await bundle();
    expect(verifyBundle(asMap(files), world.evidence.publicKey, tools, decode).problems).toEqual([]);
    expect(text(files, 'records.jsonl')).not.toContain('phone-1');
    expect(files.some((one) => one.path === 'key.json')).toBe(false);
  });
});
it('dunwell audit verify --bundle needs no server: 0 when it stands, 1 with the place when not', async () => {
  const out = join(folder, 'bundle');
  for (const one of await bundle()) { const place = join(out, one.path); mkdirSync(dirname(place), { recursive: true }); writeFileSync(place, one.bytes); }
  const run = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const said = { out: '', err: '' };
    const code = await runCli(['audit', 'verify', '--bundle', out, ...args], { out: (part) => { said.out += part; }, err: (part) => { said.err += part; }, outTty: false, errTty: false, env: {}, cwd: folder });
    return { code, ...said };
  };
  expect(await run('--key', world.evidence.publicKey)).toMatchObject({ code: 0, out: expect.stringContaining('whole') });
  expect(JSON.parse((await run('--json')).out)).toMatchObject({ whole: true, trusted: false, problems: [] });
  writeFileSync(join(out, 'recordings', 'call-1.wav'), 'other');
  expect(await run('--json')).toMatchObject({ code: 1 });
});
it('copies of roots outlive a database put back to an older state, and a line cut short', async () => {
  const copies = rootFile(join(folder, 'roots'));
  expect(await copies.read()).toEqual([]);
  for (const root of world.copies) await copies.append(root);
  writeFileSync(join(folder, 'roots'), '{"n": 9, "sig', { flag: 'a' });
  expect(await copies.read()).toEqual(world.copies);
});
it('a recording that is not there is said to be missing, and none outside the folder is read', async () => {
  const files = recordingFolder(join(folder, 'audio'));
  expect(await files.digest('one.wav')).toEqual({ sha256: digest(AUDIO), bytes: AUDIO.length });
  for (const path of ['../audio/one.wav/..', '../roots', '/etc/passwd', 'none.wav', '']) expect(await files.read(path)).toBeNull();
  const kept = await world.store.find('streamEvent', { where: { type: 'recording.kept' } });
  expect(kept.map((one) => one.data)).toEqual([{ entityId: 'operator', attemptId: 'call-1', sha256: digest(AUDIO), bytes: AUDIO.length }]);
});
