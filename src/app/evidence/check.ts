/** Verifies the chain of this installation: every event, every root, and the copies of the roots kept outside the database. */
import { ChainVerifier, rootDigest, type Verified } from '../../core/evidence/index.js';
import type { StreamEvent } from '../../core/records/index.js';
import type { Evidence } from '../ports/evidence.js';
import type { Store } from '../ports/store.js';
import type { RootCopies } from './ports.js';

const PAGE = 500;
export interface CheckDeps { readonly store: Store; readonly evidence: Evidence; readonly copies: RootCopies }

/** Reads page by page and gives the thread back in between. A row that can't be read is told by its place. */
export async function checkChain({ store, evidence, copies }: CheckDeps): Promise<Verified> {
  const hash = (text: string): string => evidence.hash(text);
  const verifier = new ChainVerifier(hash, (text, signature, keyId) => keyId === evidence.keyId && evidence.signed(text, signature));
  let last = 0;
  for (;;) {
    const page = await readPage(store, last, PAGE);
    for (const one of page) { if (typeof one === 'number') { verifier.unreadable(one); last = one; } else { checkRow(verifier, one); last = one.seq; } }
    if (page.length === 0) break;
  }
  const roots = await store.find('evidenceRoot', { order: [{ by: 'n' }], limit: 100_000 });
  verifier.roots(roots, new Map((await copies.read()).map((one) => [one.n, rootDigest(one, hash)])));
  return verifier.result();
}

function checkRow(verifier: ChainVerifier, event: StreamEvent): void {
  verifier.event(event);
  // What every event repeats: an edit there changes nothing that is hashed, and still is one.
  if (event.hash !== null && (event.version !== 1 || event.createdAt !== event.at || event.updatedAt !== event.at)) verifier.tell('changed', event.seq, 'its times or version are not those it was written with');
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
