/** Puts a debtor's evidence together so that it can be verified elsewhere, with the public key alone. */
import { BUNDLE, canonical, GENESIS, merkleProof, recordingOf, ruleParts, type BundleRecord, type Manifest, type SignedRoot } from '../../core/evidence/index.js';
import type { StreamEvent } from '../../core/records/index.js';
import type { Id, Instant } from '../../core/units.js';
import type { Evidence } from '../ports/evidence.js';
import type { Store } from '../ports/store.js';
import { bundlePage } from './page.js';
import type { BundleFile, RecordingFiles } from './ports.js';

export interface BundleDeps { readonly store: Store; readonly evidence: Evidence; readonly recordings: RecordingFiles; digest(bytes: Uint8Array): string }
export interface BundleAsk { readonly id: Id; readonly debtorId: Id; readonly caseIds: readonly Id[]; readonly name: string; readonly by: string; readonly reason: string; readonly masked: boolean; readonly at: Instant; /** Bytes of recordings at most. */ readonly most: number }
/** More audio than one answer carries. */
export class BundleTooLarge extends Error {}

const PAGE = 1000;
const utf8 = new TextEncoder();

/** Everything chained about the debtor's cases that stands under a signed root: seal first. */
export async function makeBundle(deps: BundleDeps, ask: BundleAsk): Promise<readonly BundleFile[]> {
  const events = await eventsOf(deps.store, ask);
  const roots = new Map<number, { readonly root: SignedRoot; readonly hashes: readonly string[] }>();
  const records: BundleRecord[] = [];
  const wrapped = (await deps.store.get('evidenceKey', ask.debtorId))?.wrapped ?? null;
  for (const event of events) {
    const found = await segmentOf(deps.store, event.seq, roots);
    if (found === null || event.hash === null) continue;
    const index = event.seq - found.root.fromSeq;
    const [before] = index > 0 ? [found.hashes[index - 1]] : (await deps.store.find('streamEvent', { where: { seq: event.seq - 1 }, limit: 1 })).map((one) => one.hash);
    const { seq, id, type, typeVersion, subjects, actor, at, caseId, data, debtorId, sealed } = event;
    const open: unknown = sealed === null || wrapped === null || debtorId !== ask.debtorId ? null : JSON.parse(deps.evidence.open(wrapped, ask.debtorId, id, sealed));
    records.push({
      event: { seq, id, type, typeVersion, subjects, actor, at, caseId, data, debtorId, sealed }, before: before ?? GENESIS, hash: event.hash, open: ask.masked ? shown(open) : open,
      proof: { root: found.root.n, index, size: found.hashes.length, path: merkleProof(found.hashes, index, (text) => deps.evidence.hash(text)) },
    });
  }
  const about = { format: 'dunwell.evidence/1', id: ask.id, madeAt: ask.at, madeBy: ask.by, reason: ask.reason, masked: ask.masked, debtorId: ask.debtorId, publicKey: deps.evidence.publicKey, keyId: deps.evidence.keyId, ...(deps.evidence.former.length === 0 ? {} : { formerKeys: deps.evidence.former }), records: records.length } as const;
  const { files: rules, packs } = await rulesOf(deps.store, records);
  const files: BundleFile[] = [
    file(BUNDLE.records, jsonl(records)), file(BUNDLE.roots, jsonl([...roots.values()].map((one) => one.root).sort((a, b) => a.n - b.n))), ...rules,
    file('index.zh.html', bundlePage('zh', about, ask.name, records, packs)), file('index.en.html', bundlePage('en', about, ask.name, records, packs)),
    ...(ask.masked || wrapped === null ? [] : [file(BUNDLE.key, `${JSON.stringify({ debtorId: ask.debtorId, key: deps.evidence.unwrap(wrapped, ask.debtorId) })}\n`)]),
    ...(ask.masked ? [] : await recordingsOf(deps, records, ask.most)),
  ];
  const manifest: Manifest = { ...about, files: files.map(({ path, bytes }) => ({ path, sha256: deps.digest(bytes), bytes: bytes.length })) };
  return [file(BUNDLE.manifest, `${JSON.stringify(manifest, null, 2)}\n`), file(BUNDLE.signature, `${deps.evidence.sign(canonical(manifest))}\n`), ...files];
}
const file = (path: string, text: string): BundleFile => ({ path, bytes: utf8.encode(text) });
const jsonl = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function eventsOf(store: Store, { caseIds, debtorId }: BundleAsk): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = [];
  // By their cases; and what was sealed for them with no case at hand.
  for (const where of [...caseIds.map((caseId) => ({ caseId })), { debtorId, caseId: null }]) {
    for (let last = 0; ;) {
      const page = await store.find('streamEvent', { where: { ...where, seq: { gt: last } }, order: [{ by: 'seq' }], limit: PAGE });
      // A case may have several debtors: what was sealed for another of them stays theirs.
      events.push(...page.filter((one) => one.debtorId === null || one.debtorId === debtorId));
      if (page.length < PAGE) break;
      last = page.at(-1)?.seq ?? last;
    }
  }
  return events.sort((a, b) => a.seq - b.seq);
}
async function segmentOf(store: Store, seq: number, known: Map<number, { readonly root: SignedRoot; readonly hashes: readonly string[] }>): Promise<{ readonly root: SignedRoot; readonly hashes: readonly string[] } | null> {
  for (const one of known.values()) if (one.root.fromSeq <= seq && seq <= one.root.toSeq) return one;
  const [row] = await store.find('evidenceRoot', { where: { toSeq: { gte: seq } }, order: [{ by: 'n' }], limit: 1 });
  if (!row || row.fromSeq > seq) return null;
  const { n, fromSeq, toSeq, head, before, at, keyId, signature } = row;
  const hashes = (await store.pick('streamEvent', ['hash'], { where: { seq: { gte: fromSeq, lte: toSeq } }, order: [{ by: 'seq' }], limit: 100_000 })).map((one) => one.hash ?? '');
  const found = { root: { n, fromSeq, toSeq, root: row.root, head, before, at, keyId, signature }, hashes };
  known.set(n, found);
  return found;
}

/** What of a payload a masked bundle shows: no number's index, nobody's id, no history. */
function shown(open: unknown): unknown {
  if (!isObject(open)) return null;
  const { v, at, rules, phoneMasked, mode, kind, zone, window, caps, allow, denials, nextAt, stage, daysPastDue } = open;
  return { v, at, rules, phoneMasked, mode, kind, zone, window, caps, allow, denials, nextAt, stage, daysPastDue };
}
/** The texts that decisions rest on, each a file by its digest, and what they are: with them everything can be decided again elsewhere. */
async function rulesOf(store: Store, records: readonly BundleRecord[]): Promise<{ readonly files: readonly BundleFile[]; /** By the digest of a set, for people. */ readonly packs: ReadonlyMap<string, string> }> {
  const named = new Set(records.flatMap(({ open }) => (isObject(open) && typeof open['rules'] === 'string' ? [open['rules']] : [])));
  const sets = named.size === 0 ? [] : await store.find('ruleText', { where: { kind: 'set', id: { in: [...named] } }, order: [{ by: 'createdAt' }] });
  const parts = new Set(sets.flatMap((set) => (ruleParts(set.text) ?? []).map((part) => part.digest)));
  const texts = parts.size === 0 ? [] : await store.find('ruleText', { where: { id: { in: [...parts] } } });
  const activations = (await store.find('packActivation', { limit: 10_000 })).filter((row) => parts.has(row.digest)).map(({ kind, pack, packVersion, digest, from, until, by, reviewer, note, signature }) => ({ kind, pack, version: packVersion, digest, from, until, by, reviewer, note, signature }));
  const index = { sets: sets.map(({ id, label, createdAt }) => ({ digest: id, packs: label.split(' '), firstAsked: createdAt })), texts: texts.map(({ id, kind, name, label }) => ({ digest: id, kind, name, version: label })), activations };
  return { packs: new Map(sets.map((set) => [set.id, set.label])), files: [file(BUNDLE.rules, `${JSON.stringify(index, null, 2)}\n`), ...[...sets, ...texts].map(({ id, text }) => file(`${BUNDLE.texts}${id}.json`, text))] };
}
async function recordingsOf({ store, recordings }: BundleDeps, records: readonly BundleRecord[], most: number): Promise<readonly BundleFile[]> {
  const files: BundleFile[] = [];
  let size = 0;
  for (const { event } of records) {
    const kept = recordingOf(event);
    const path = kept === null ? null : (await store.get('attempt', kept.attemptId))?.recordingPath ?? null;
    const bytes = path === null ? null : await recordings.read(path);
    if (kept === null || bytes === null) continue;
    size += bytes.length;
    if (size > most) throw new BundleTooLarge();
    files.push({ path: `${BUNDLE.recordings}${kept.attemptId}.wav`, bytes });
  }
  return files;
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
