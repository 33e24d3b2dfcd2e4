/** Verifies the chain of this installation: every event, every root, the copies of the roots kept outside the database, and every decision anew. */
import { ChainVerifier, rootDigest, signerOf, type Replayed, type Trouble, type Verified } from '../../core/evidence/index.js';
import type { StreamEvent } from '../../core/records/index.js';
import type { RootCopies } from './ports.js';
import type { Store } from '../ports/store.js';
import { Rechecker, type RecheckDeps } from './recheck.js';
import { checkRootRow, checkTexts, KeyWatch, type Tell } from './stored.js';
import { TailWatch } from './tail.js';

/** Small, as whoever verifies shares a thread with who dials: a page is some 20 ms. */
const PAGE = 100;
const BROKEN: ReadonlySet<Trouble> = new Set<Trouble>(['changed', 'rehashed', 'missing', 'unchained', 'unreadable']);
export interface CheckDeps extends RecheckDeps { readonly copies: RootCopies; /** SHA-256 of a text, hexadecimal. */ readonly digest: (text: string) => string }
export interface Checked extends Verified { readonly decisions: Replayed }

/** Reads page by page and gives the thread back in between. A row that can't be read is told by its place. */
export async function checkChain({ store, evidence, copies, restore, digest }: CheckDeps): Promise<Checked> {
  const hash = (text: string): string => evidence.hash(text);
  const verifier = new ChainVerifier(hash, (text, signature, root) => { const by = signerOf(root, evidence, evidence.former); return by !== null && evidence.signed(text, signature, by); });
  const tell: Tell = (kind, seq, text) => { verifier.tell(kind, seq, text); };
  const rechecker = new Rechecker({ store, evidence, restore }, tell);
  const keys = new KeyWatch();
  const tail = await TailWatch.of(store);
  let last = 0;
  for (;;) {
    const page = await readPage(store, last, PAGE);
    if (page.length === 0) break;
    const intact: StreamEvent[] = [];
    for (const one of page) {
      if (typeof one === 'number') { verifier.unreadable(one); last = one; continue; }
      tail.event(one);
      if (checkRow(verifier, one)) { intact.push(one); keys.event(one); }
      last = one.seq;
    }
    await rechecker.page(intact);
  }
  const decisions = rechecker.end();
  // Where events are broken or gone, neither which key they were sealed with nor which rows miss one says anything.
  const unbroken = !verifier.result().problems.some((one) => BROKEN.has(one.kind));
  if (unbroken) await keys.end(store, tell);
  await checkTexts(store, digest, tell);
  const roots = await store.find('evidenceRoot', { order: [{ by: 'n' }], limit: 100_000 });
  for (const root of roots) checkRootRow(root, (one) => rootDigest(one, hash), tell);
  verifier.roots(roots, new Map((await copies.read()).map((one) => [one.n, rootDigest(one, hash)])));
  if (unbroken && !verifier.result().problems.some((one) => one.kind === 'truncated')) tail.end(tell);
  return { ...verifier.result(), decisions };
}

function checkRow(verifier: ChainVerifier, event: StreamEvent): boolean {
  const intact = verifier.event(event);
  // What every event repeats: an edit there changes nothing that is hashed, and still is one.
  if (event.hash !== null && (event.version !== 1 || event.createdAt !== event.at || event.updatedAt !== event.at)) verifier.tell('changed', event.seq, 'its times or version are not those it was written with');
  return intact;
}

/** A page, or, where a row of it can't be read, its rows one by one with the places of the broken ones. */
async function readPage(store: Store, after: number, limit: number): Promise<readonly (StreamEvent | number)[]> {
  const range = (from: number, to: number) => store.find('streamEvent', { where: { seq: { gt: from, lte: to } }, order: [{ by: 'seq' }], limit });
  try { return await store.find('streamEvent', { where: { seq: { gt: after } }, order: [{ by: 'seq' }], limit }); } catch { /* one of them is broken: which? */ }
  const rows: (StreamEvent | number)[] = [];
  for (let seq = after + 1; seq <= after + limit; seq += 1) {
    try { rows.push(...await range(seq - 1, seq)); } catch { rows.push(seq); }
  }
  return rows;
}
