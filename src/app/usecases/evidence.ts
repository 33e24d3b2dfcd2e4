/** Evidence as people ask for it: is the chain whole, a debtor's bundle, and the end of what was sealed. */
import type { Case, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { maskName } from '../../core/rights/mask.js';
import type { Verb } from '../../core/rights/policy.js';
import type { Id } from '../../core/units.js';
import { BundleTooLarge, makeBundle } from '../evidence/bundle.js';
import { checkChain, type Checked } from '../evidence/check.js';
import type { BundleFile, RecordingFiles, RestoreRules, RootCopies } from '../evidence/ports.js';
import { blanksOf, type KeptFiles } from '../retention.js';
import type { Evidence } from '../ports/evidence.js';
import { allowed, type Deps } from './context.js';
import { looks, reachesCase } from './reach.js';

export interface EvidenceDeps extends Deps {
  readonly evidence: Evidence; readonly rootCopies: RootCopies; readonly recordings: RecordingFiles;
  readonly sealer: { seal(): Promise<number> };
  readonly restore: RestoreRules;
  digest(bytes: Uint8Array): string;
  readonly recordingFiles: KeptFiles;
}
/** Recordings in one bundle; a longer history is exported without them or from the archive. */
const MOST_AUDIO = 200 * 1024 * 1024;

export interface ChainVerdict extends Checked { readonly whole: boolean; readonly publicKey: string; readonly keyId: string }
/** Walks the whole chain of the installation, whatever the asker's scope: it answers places, no contents. */
export async function verifyChain(deps: EvidenceDeps, by: User): Promise<Result<ChainVerdict>> {
  const scope = allowed(by, 'evidence.read');
  if (!scope.ok) return scope;
  const verified = await checkChain({ store: deps.store, evidence: deps.evidence, copies: deps.rootCopies, restore: deps.restore, digest: (text) => deps.digest(new TextEncoder().encode(text)) });
  return ok({ ...verified, whole: verified.problems.length === 0, publicKey: deps.evidence.publicKey, keyId: deps.evidence.keyId });
}
export function evidenceKeyOf(deps: EvidenceDeps, by: User): Promise<Result<{ readonly publicKey: string; readonly keyId: string }>> {
  const scope = allowed(by, 'evidence.read');
  return Promise.resolve(scope.ok ? ok({ publicKey: deps.evidence.publicKey, keyId: deps.evidence.keyId }) : scope);
}

export interface EvidenceAsk { /** A party, or a case of theirs. */ readonly debtorId: Id; readonly reason: string; readonly masked?: boolean }
export interface EvidenceExport { readonly id: Id; readonly debtorId: Id; readonly masked: boolean; readonly files: readonly BundleFile[] }
/**
 * A debtor's bundle. That it was made, by whom and what for, is on the chain before it leaves. Codes: `party.unknown`,
 * `evidence.too_large`. A whole bundle shows everything: besides `evidence.export` it needs `personal.unmask`.
 */
export async function exportEvidence(deps: EvidenceDeps, by: User, ask: EvidenceAsk): Promise<Result<EvidenceExport>> {
  const found = await debtorOf(deps, by, 'evidence.export', ask.debtorId);
  if (!found.ok) return found;
  const masked = ask.masked ?? false;
  if (!masked) { const open = allowed(by, 'personal.unmask'); if (!open.ok) return open; }
  const { partyId, caseIds, entityId } = found.value;
  const party = await deps.store.get('party', partyId);
  const name = party === undefined ? '' : deps.vault.open('name', party.nameSealed);
  const id = deps.ids.id();
  const at = deps.clock.now();
  await deps.store.run('testify', { note: { type: 'evidence.exported', actor: by.id, caseId: caseIds[0] ?? null, data: { entityId, reason: ask.reason, masked } }, subjects: [id, partyId], at });
  await deps.sealer.seal();
  try {
    return ok({ id, debtorId: partyId, masked, files: await makeBundle(deps, { id, debtorId: partyId, caseIds, name: masked ? maskName(name) : name, by: by.login, reason: ask.reason, masked, at, most: MOST_AUDIO }) });
  } catch (error) {
    if (error instanceof BundleTooLarge) return fail('evidence.too_large', 'the recordings are more than one bundle takes: export it masked, without them');
    throw error;
  }
}

/**
 * Destroys the debtor's key; `record`: and writes over what the record says of them, recordings included. What stays readable: the
 * events' own words and the debt, which name nobody. Codes: `party.unknown`, `evidence.unknown`, `evidence.erased`, `evidence.shared`,
 * `erasure.case_open`, `erasure.done`.
 */
export async function eraseEvidence(deps: EvidenceDeps, by: User, ask: Pick<EvidenceAsk, 'debtorId' | 'reason'> & { readonly record?: boolean }): Promise<Result<{ readonly debtorId: Id }>> {
  const found = await debtorOf(deps, by, 'evidence.erase', ask.debtorId);
  if (!found.ok) return found;
  const { partyId, entityId, whole } = found.value;
  // One person is one party: another company's evidence of them is not ours to destroy.
  if (!whole) return fail('evidence.shared', 'others have evidence of this debtor, too: an administrator must decide');
  if (ask.record === true) {
    const gone = await deps.store.run('eraseDebtor', { partyId, by: by.id, reason: ask.reason, entityId, at: deps.clock.now(), blanks: blanksOf(deps.vault) });
    if (!gone.ok) return gone;
    for (const path of gone.value.recordings) await deps.recordingFiles.remove(path);
    return ok({ debtorId: partyId });
  }
  const erased = await deps.store.run('eraseEvidence', { debtorId: partyId, by: by.id, reason: ask.reason, entityId, at: deps.clock.now() });
  return erased.ok ? ok({ debtorId: partyId }) : erased;
}

/** The party and their cases as far as the asker reaches; beyond it nobody is known. */
async function debtorOf(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<{ readonly partyId: Id; readonly caseIds: readonly Id[]; readonly entityId: Id; readonly whole: boolean }>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const partyId = (await deps.store.get('case', id))?.partyId ?? id;
  const all = await deps.store.find('case', { where: { partyId } });
  const cases: Case[] = [];
  for (const one of all) if (await reachesCase(deps, by, scope.value, one, looks(verb))) cases.push(one);
  const [first] = cases;
  return first === undefined ? fail('party.unknown', 'no such debtor') : ok({ partyId, caseIds: cases.map((one) => one.id), entityId: first.entityId, whole: cases.length === all.length });
}
