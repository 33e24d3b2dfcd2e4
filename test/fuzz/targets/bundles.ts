/**
 * Bundles of evidence as somebody hands them over: files bent, exchanged, left out and put in; and, as by whoever has the key,
 * described and signed anew. Verifying says what is wrong in words and never breaks; a file that was changed is always told of.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { openSealed, sha256, verifySigned } from '../../../src/adapters/vault/index.js';
import { makeBundle } from '../../../src/app/evidence/bundle.js';
import { BUNDLE, canonical, verifyBundle, type BundleTools, type Rules } from '../../../src/core/evidence/index.js';
import type { Result } from '../../../src/core/result.js';
import { AT } from '../../contract/records.js';
import { chained } from '../../evidence/world.js';
import { restore } from '../../support/policies.js';
import { must } from '../checks.js';
import { bent, hostile, jsonText, nasty } from '../mutate.js';
import { target, type AnyTarget } from '../target.js';

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

interface Sample { readonly files: ReadonlyMap<string, string>; readonly publicKey: string; readonly sign: (text: string) => string }
type Change = { readonly kind: 'put'; readonly path: string; readonly text: string } | { readonly kind: 'drop'; readonly path: string } | { readonly kind: 'swap'; readonly path: string; readonly other: string };
interface Input { readonly changes: readonly Change[]; readonly signedAnew: boolean; readonly key: 'right' | 'own' | 'wrong' | 'none' }

/** Of a debtor with three decisions, made once: the same every time but for its keys. */
async function sampleOf(): Promise<Sample> {
  const world = await chained();
  try {
    await world.call(1);
    await world.call(2);
    await world.call(1, { at: AT - (AT % 86_400_000) + 19 * 3_600_000 });
    await world.sealer.seal();
    const files = await makeBundle({ store: world.store, evidence: world.evidence, recordings: { read: () => Promise.resolve(null), digest: () => Promise.resolve(null) }, digest }, { id: 'x1', debtorId: 'party-1', caseIds: ['case-1'], name: '王小明', by: 'zhao', reason: 'a complaint', masked: false, at: AT, most: 10_000 });
    return { files: new Map(files.map((one) => [one.path, decode(one.bytes)])), publicKey: world.evidence.publicKey, sign: (text) => world.evidence.sign(text) };
  } finally { await world.done(); }
}

export async function bundleTargets(): Promise<readonly AnyTarget[]> {
  const sample = await sampleOf();
  const paths = [...sample.files.keys()];
  // Pages and texts of law are long, and only their digest is looked at: mostly the others are bent.
  const read = paths.filter((path) => !path.endsWith('.html') && !path.startsWith(BUNDLE.texts));
  const place = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...read) }, { weight: 1, arbitrary: fc.constantFrom(...paths) }, { weight: 1, arbitrary: nasty });
  const text = (path: string): string => sample.files.get(path) ?? '';
  const change: fc.Arbitrary<Change> = place.chain((path) => fc.oneof<fc.Arbitrary<Change>[]>(
    bent([text(path).slice(0, 20_000)], 4).map((put) => ({ kind: 'put', path, text: put })), hostile.map((value) => ({ kind: 'put', path, text: `${jsonText(value)}\n` })), fc.constant<Change>({ kind: 'put', path, text: `${'['.repeat(5_000)}${']'.repeat(5_000)}\n` }), nasty.map((put) => ({ kind: 'put', path, text: put })),
    fc.constant<Change>({ kind: 'drop', path }), fc.constantFrom(...paths).map((other) => ({ kind: 'swap', path, other })),
  ));
  const known = new Map<string, Result<Rules>>();
  /** Law is read once, as long as it is the law of the sample. */
  const tools: BundleTools = {
    hash: sha256, signed: verifySigned, open: openSealed, digest,
    restore: (of, textOf) => {
      const asked: [string, string | undefined][] = [];
      const looking = (wanted: string): string | undefined => { const found = textOf(wanted); asked.push([wanted, found]); return found; };
      if (textOf(of) === sample.files.get(`${BUNDLE.texts}${of}.json`) && paths.every((path) => !path.startsWith(BUNDLE.texts) || textOf(path.slice(BUNDLE.texts.length, -'.json'.length)) === text(path))) {
        const before = known.get(of) ?? restore(of, textOf);
        known.set(of, before);
        return before;
      }
      return restore(of, looking);
    },
  };
  const keyOf = (kind: Input['key']): string | null => (kind === 'right' ? sample.publicKey : kind === 'own' ? null : kind === 'wrong' ? Buffer.alloc(32, 3).toString('base64url') : '');
  return [target<Input>({
    name: 'bundles of evidence', share: 10,
    input: fc.record({ changes: fc.array(change, { maxLength: 3 }), signedAnew: fc.boolean(), key: fc.oneof({ weight: 5, arbitrary: fc.constant('right' as const) }, { weight: 1, arbitrary: fc.constantFrom('own' as const, 'wrong' as const, 'none' as const) }) }),
    run: ({ changes, signedAnew, key }) => {
      const files = new Map(sample.files);
      for (const one of changes) if (one.kind === 'drop') files.delete(one.path); else files.set(one.path, one.kind === 'put' ? one.text : text(one.other));
      const changed = files.size !== sample.files.size || [...files].some(([path, one]) => sample.files.get(path) !== one);
      const bytes = new Map([...files].map(([path, one]) => [path, bytesOf(one)]));
      if (signedAnew) describeAnew(bytes, sample);
      const verified = verifyBundle(bytes, keyOf(key), tools, decode);
      must(verified.problems.length <= 2_000, 'a bounded report');
      must(verified.problems.every((one) => one.text.length < 2_000), 'each in few words');
      if (!changed && (key === 'right' || key === 'own')) must(verified.problems.length === 0, `it stands: ${verified.problems[0]?.text ?? ''}`);
      if (key === 'wrong' || key === 'none') must(verified.problems.length > 0, 'another key does not fit');
      // Whoever has the key can make a bundle of other files; nobody else can change one.
      if (changed && !signedAnew) must(verified.problems.length > 0, 'a change is told of');
    },
  })];
}

/** As whoever has the installation's key would after a change: the manifest names the files as they are, and is signed. */
function describeAnew(files: Map<string, Uint8Array>, { files: first, sign }: Sample): void {
  let manifest: unknown;
  try { manifest = JSON.parse(decode(files.get(BUNDLE.manifest) ?? new Uint8Array())); } catch { manifest = JSON.parse(first.get(BUNDLE.manifest) ?? '{}'); }
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) return;
  const told = { ...manifest, files: [...files].filter(([path]) => path !== BUNDLE.manifest && path !== BUNDLE.signature).map(([path, bytes]) => ({ path, sha256: digest(bytes), bytes: bytes.length })) };
  let signed: string;
  try { signed = sign(canonical(told)); } catch { return; }
  files.set(BUNDLE.manifest, bytesOf(`${JSON.stringify(told, null, 2)}\n`));
  files.set(BUNDLE.signature, bytesOf(`${signed}\n`));
}
