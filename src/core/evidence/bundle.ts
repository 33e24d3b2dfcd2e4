/** What a bundle is, and whether it stands: with nothing but its files and a public key. */
import { canonical } from './canonical.js';
import { linkHash, type ChainRecord, type Hash } from './chain.js';
import { rootFromProof } from './merkle.js';
import { rootText, signerOf, type FormerSigner, type SignedRoot } from './root.js';
import { Replay, type Replayed } from './replay.js';
import type { Rules } from './redecide.js';
import type { Problem, Trouble } from './verify.js';
import { isDeeper } from '../json.js';
import type { Result } from '../result.js';
import type { Instant } from '../units.js';

export interface Manifest {
  readonly format: 'dunwell.evidence/1'; readonly id: string; readonly madeAt: Instant; readonly madeBy: string; readonly reason: string; readonly masked: boolean;
  readonly debtorId: string; readonly publicKey: string; readonly keyId: string; readonly records: number;
  /** Keys that signed roots before the installation's key was changed; absent: it never was. */
  readonly formerKeys?: readonly FormerSigner[];
  /** SHA-256 of each file, hexadecimal; the manifest and its signature are not among them. */
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
}
/** One event with what ties it to the chain: the hash before it and its way up to a signed root. */
export interface BundleRecord {
  readonly event: ChainRecord; readonly before: string; readonly hash: string;
  readonly proof: { readonly root: number; readonly index: number; readonly size: number; readonly path: readonly string[] };
  /** The payload in clear: as it was sealed, or, in a masked bundle, what may be shown of it; null: none, or erased. */
  readonly open: unknown;
}
/** Where everything lies in the bundle's folder. */
export const BUNDLE = { manifest: 'manifest.json', signature: 'manifest.sig', records: 'records.jsonl', roots: 'roots.jsonl', key: 'key.json', rules: 'rules.json', texts: 'rules/', recordings: 'recordings/' } as const;

export interface BundleTools {
  readonly hash: Hash;
  signed(text: string, signature: string, publicKey: string): boolean;
  /** Opens a sealed payload with the debtor's bare key; throws. */
  open(key: string, eventId: string, sealed: string): string;
  /** SHA-256 of bytes, hexadecimal. */
  digest(bytes: Uint8Array): string;
  /** The policy of a set of texts, each asked for by its digest. */
  restore(digest: string, textOf: (digest: string) => string | undefined): Result<Rules>;
}
export interface BundleVerified { readonly manifest: Manifest | null; readonly records: number; readonly roots: number; readonly recordings: number; readonly decisions: Replayed; readonly problems: readonly Problem[] }

/** `publicKey`: that of the installation, known from elsewhere; the bundle's own proves only that it is of one piece. */
export function verifyBundle(files: ReadonlyMap<string, Uint8Array>, publicKey: string | null, tools: BundleTools, decode: (bytes: Uint8Array) => string): BundleVerified {
  const problems: Problem[] = [];
  const tell = (kind: Trouble, text: string, seq: number | null = null): void => { problems.push({ kind, seq, text }); };
  const text = (path: string): string | null => { const bytes = files.get(path); return bytes === undefined ? null : decode(bytes); };
  const manifest = parsed(text(BUNDLE.manifest), isManifest);
  if (manifest === null) { tell('file', `${BUNDLE.manifest} is missing or can not be read`); return { manifest: null, records: 0, roots: 0, recordings: 0, decisions: { again: 0, blind: 0 }, problems }; }
  // What is signed is what it says; a name said twice, of which only the last counts, would show a reader something else.
  if (text(BUNDLE.manifest) !== `${JSON.stringify(manifest, null, 2)}\n`) tell('file', `${BUNDLE.manifest} is not written as it was signed`);
  const key = publicKey ?? manifest.publicKey;
  // One line, and nothing else: no byte of a bundle may change without a word.
  const signature = text(BUNDLE.signature) ?? '';
  if (!signature.endsWith('\n') || !tools.signed(canonical(manifest), signature.slice(0, -1), key)) tell('rootForged', `${BUNDLE.manifest} is not signed by ${publicKey === null ? 'its own key' : 'this key'}`);
  const named = new Set(manifest.files.map((one) => one.path));
  for (const one of manifest.files) {
    const bytes = files.get(one.path);
    if (bytes === undefined) tell('file', `${one.path} is missing`);
    else if (bytes.length !== one.bytes || tools.digest(bytes) !== one.sha256) tell('file', `${one.path} was changed`);
  }
  for (const path of files.keys()) if (!named.has(path) && path !== BUNDLE.manifest && path !== BUNDLE.signature) tell('file', `${path} does not belong to the bundle`);
  const roots = lines(text(BUNDLE.roots), isRoot, (n) => { tell('file', `${BUNDLE.roots}: line ${n} can not be read`); });
  const byN = new Map(roots.map((root) => [root.n, root]));
  for (const root of roots) {
    // Former keys are named by the manifest, which the key of today signed.
    const by = signerOf(root, { publicKey: key, keyId: manifest.keyId }, manifest.formerKeys ?? []);
    if (by === null || !tools.signed(rootText(root), root.signature, by)) tell('rootForged', `root ${root.n}: the signature does not fit`, root.fromSeq);
  }
  const debtor = parsed(text(BUNDLE.key), isKey);
  const records = lines(text(BUNDLE.records), isRecord, (n) => { tell('file', `${BUNDLE.records}: line ${n} can not be read`); });
  if (records.length !== manifest.records) tell('file', `${BUNDLE.records} has ${records.length} records, the manifest says ${manifest.records}`);
  let recordings = 0;
  let last = 0;
  const replay = new Replay((digest) => tools.restore(digest, (wanted) => text(`${BUNDLE.texts}${wanted}.json`) ?? undefined), parsed(text(BUNDLE.rules), isRules)?.sets[0]?.digest ?? null, tell);
  for (const record of records) {
    const { event, proof } = record;
    if (event.seq <= last) tell('file', `${BUNDLE.records}: event ${event.seq} stands out of order`, event.seq);
    last = event.seq;
    if (linkHash(record.before, event, tools.hash) !== record.hash) tell('changed', `the ${event.type} does not hash to what it says`, event.seq);
    const root = byN.get(proof.root);
    const led = rootFromProof(record.hash, proof.index, proof.size, proof.path, tools.hash);
    if (root === undefined || led !== root.root || event.seq !== root.fromSeq + proof.index || proof.size !== root.toSeq - root.fromSeq + 1) tell('proof', `no signed root stands over it`, event.seq);
    replay.event(event, opened(record, debtor, tools, tell));
    const kept = recordingOf(event);
    if (kept === null) continue;
    const bytes = files.get(`${BUNDLE.recordings}${kept.attemptId}.wav`);
    if (bytes === undefined) continue;
    recordings += 1;
    if (tools.digest(bytes) !== kept.sha256) tell('recording', `the recording of ${kept.attemptId} is not the one that was hashed`, event.seq);
  }
  return { manifest, records: records.length, roots: roots.length, recordings, decisions: replay.result(), problems };
}

/** The payload, when it is shown to be the one that was sealed. */
function opened({ event, open }: BundleRecord, debtor: { readonly key: string } | null, tools: BundleTools, tell: (kind: Trouble, text: string, seq: number) => void): unknown {
  if (event.sealed === null || debtor === null) return null;
  let plain: unknown;
  try { plain = readJson(tools.open(debtor.key, event.id, event.sealed)); } catch { /* told below */ }
  if (plain !== undefined && canonical(plain) === canonical(open)) return plain;
  tell('payload', 'the payload shown is not the one that was sealed', event.seq);
  return null;
}

/** What a `recording.kept` event says; null: it is none. */
export function recordingOf(event: Pick<ChainRecord, 'type' | 'data'>): { readonly attemptId: string; readonly sha256: string } | null {
  const { data } = event;
  if (event.type !== 'recording.kept' || !isObject(data)) return null;
  const { attemptId, sha256 } = data;
  return typeof attemptId === 'string' && typeof sha256 === 'string' ? { attemptId, sha256 } : null;
}

/** Undefined for what is no JSON, and for what is nested too deep to be ours. */
function readJson(text: string): unknown {
  try { const value: unknown = JSON.parse(text); return isDeeper(value) ? undefined : value; } catch { return undefined; }
}
function parsed<T>(text: string | null, is: (value: unknown) => value is T): T | null { const value = text === null ? null : readJson(text); return is(value) ? value : null; }
function lines<T>(text: string | null, is: (value: unknown) => value is T, bad: (line: number) => void): readonly T[] {
  return (text ?? '').split('\n').flatMap((line, at) => { if (line === '') return []; const value = readJson(line); if (is(value)) return [value]; bad(at + 1); return []; });
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isManifest = (value: unknown): value is Manifest => isObject(value) && value['format'] === 'dunwell.evidence/1' && typeof value['publicKey'] === 'string' && typeof value['keyId'] === 'string' && isFormer(value['formerKeys']) && typeof value['records'] === 'number' && Array.isArray(value['files']) && value['files'].every((one) => isObject(one) && typeof one['path'] === 'string' && typeof one['sha256'] === 'string' && typeof one['bytes'] === 'number');
const isFormer = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.every((one) => isObject(one) && typeof one['publicKey'] === 'string' && typeof one['keyId'] === 'string' && typeof one['lastRoot'] === 'number'));
const isRoot = (value: unknown): value is SignedRoot => isObject(value) && ['n', 'fromSeq', 'toSeq', 'at'].every((name) => typeof value[name] === 'number') && ['root', 'head', 'before', 'keyId', 'signature'].every((name) => typeof value[name] === 'string');
const isRules = (value: unknown): value is { readonly sets: readonly { readonly digest: string }[] } => isObject(value) && Array.isArray(value['sets']) && value['sets'].every((one) => isObject(one) && typeof one['digest'] === 'string');
const isKey = (value: unknown): value is { readonly key: string } => isObject(value) && typeof value['key'] === 'string';
function isRecord(value: unknown): value is BundleRecord {
  if (!isObject(value) || typeof value['before'] !== 'string' || typeof value['hash'] !== 'string') return false;
  const { event, proof } = value;
  return isObject(event) && typeof event['seq'] === 'number' && typeof event['at'] === 'number' && typeof event['typeVersion'] === 'number' && ['id', 'type', 'actor'].every((name) => typeof event[name] === 'string') && Array.isArray(event['subjects'])
    && ['caseId', 'debtorId', 'sealed'].every((name) => event[name] === null || typeof event[name] === 'string')
    && isObject(proof) && ['root', 'index', 'size'].every((name) => typeof proof[name] === 'number') && Array.isArray(proof['path']) && proof['path'].every((one) => typeof one === 'string');
}
