/**
 * Walks the chain and says where it was touched. Events come in order of seq, page by page; then the roots. It knows only what
 * it is given: hash and signature check are arguments, so that the same code judges a database and a bundle.
 */
import { linkHash, GENESIS, type ChainRecord, type Hash } from './chain.js';
import { merkleRoot } from './merkle.js';
import { NO_ROOT, rootDigest, rootText, type SignedRoot } from './root.js';

export const TROUBLES = ['changed', 'rehashed', 'missing', 'unchained', 'unreadable', 'rootForged', 'rootWrong', 'rootMissing', 'truncated', 'decision', 'rules', 'ledger', 'fact', 'recording', 'file', 'proof', 'payload'] as const;
export type Trouble = (typeof TROUBLES)[number];
/** `seq`: the event, or the first of the segment of a root; null: no place in the stream. */
export interface Problem { readonly kind: Trouble; readonly seq: number | null; readonly text: string }

export interface ChainEvent extends ChainRecord { /** null: written before the chain began. */ readonly hash: string | null }
export interface Verified { readonly events: number; readonly roots: number; /** Events behind the last root. */ readonly unsealed: number; readonly head: { readonly seq: number; readonly hash: string } | null; readonly problems: readonly Problem[] }

/** No more than so many problems are kept: a chain that is wrong everywhere is told by its first places. */
const MOST_PROBLEMS = 1000;

export class ChainVerifier {
  readonly #problems: Problem[] = [];
  readonly #hashes = new Map<number, string>();
  #before: string | null = null;
  /** What the event before hashes to by its content, where that is not what it says. */
  #alternative: string | null = null;
  #last = 0;
  #first: number | null = null;
  /** Last event without a hash before the first with one. */
  #bareTo = 0;
  #count = 0;
  #roots = 0;
  #sealedTo = 0;
  constructor(private readonly hash: Hash, private readonly signed: (text: string, signature: string, root: SignedRoot) => boolean) {}

  /** false: it is not what was hashed, or was not hashed at all, and nothing else it says need be asked. */
  event(event: ChainEvent): boolean {
    if (event.seq !== this.#last + 1) this.#missing(this.#last + 1, event.seq - 1);
    this.#last = event.seq;
    if (event.hash === null) {
      if (this.#first !== null) this.tell('unchained', event.seq, 'it has no hash, though the chain had begun');
      else this.#bareTo = event.seq;
      return false;
    }
    this.#first ??= event.seq;
    this.#count += 1;
    const before = this.#before ?? GENESIS;
    const own = linkHash(before, event, this.hash);
    const known = own === event.hash;
    let intact = known;
    if (!known && this.#alternative !== null && linkHash(this.#alternative, event, this.hash) === event.hash) {
      // This one was hashed upon the true content of the one before: there only the hash was rewritten.
      this.#amend(event.seq - 1, this.#alternative);
      intact = true;
      this.#alternative = null;
    } else if (!known) {
      this.tell('changed', event.seq, `the ${event.type} of this place does not hash to what it says, or what stands before it is another`);
      this.#alternative = own;
    } else this.#alternative = null;
    this.#before = event.hash;
    this.#hashes.set(event.seq, event.hash);
    return intact;
  }
  /** A row that cannot even be read. */
  unreadable(seq: number): void {
    if (seq !== this.#last + 1) this.#missing(this.#last + 1, seq - 1);
    this.#last = seq;
    this.#alternative = null;
    this.tell('unreadable', seq, 'the row can not be read');
  }

  /** Roots in order of n. `kept`: digests of roots known from elsewhere (a copy outside the database), by n. */
  roots(roots: readonly SignedRoot[], kept: ReadonlyMap<number, string> = new Map()): void {
    let before = NO_ROOT;
    let next = this.#first;
    let expected = 1;
    const here = new Set<number>();
    for (const root of roots) {
      this.#roots += 1;
      here.add(root.n);
      const name = `root ${root.n} (events ${root.fromSeq} to ${root.toSeq})`;
      const digest = rootDigest(root, this.hash);
      if (root.n !== expected) this.tell('rootMissing', next, `root ${expected} is missing`);
      if (!this.signed(rootText(root), root.signature, root)) this.tell('rootForged', root.fromSeq, `${name}: the signature does not fit`);
      else if (root.n === expected && root.before !== before) this.tell('rootForged', root.fromSeq, `${name} does not follow the root before it`);
      else if (kept.has(root.n) && kept.get(root.n) !== digest) this.tell('rootForged', root.fromSeq, `${name} is not the one that was kept elsewhere`);
      if (next !== null && root.n === expected && root.fromSeq !== next) this.tell('rootWrong', Math.min(next, root.fromSeq), `${name} does not begin where it should, at ${next}`);
      if (root.toSeq > this.#last) this.tell('truncated', this.#last + 1, `${name} was signed over events up to ${root.toSeq}, the stream ends at ${this.#last}`);
      else this.#compare(root, name);
      before = digest;
      next = root.toSeq + 1;
      expected = root.n + 1;
      this.#sealedTo = Math.max(this.#sealedTo, root.toSeq);
    }
    for (const n of kept.keys()) if (!here.has(n)) this.tell('rootMissing', null, `root ${n}, kept elsewhere, is not here: the stream was cut off or put back to an older state`);
  }
  #compare(root: SignedRoot, name: string): void {
    const hashes: string[] = [];
    // Events that are missing were told of already, and no root can be made without them.
    for (let seq = root.fromSeq; seq <= root.toSeq; seq += 1) {
      const one = this.#hashes.get(seq);
      if (one === undefined) {
        // Without a hash it would pass for one of a time before the chain, were it not for the root.
        if (seq <= this.#bareTo) this.tell('unchained', seq, `it has no hash, though ${name} was signed over it`);
        return;
      }
      hashes.push(one);
    }
    if (merkleRoot(hashes, this.hash) === root.root && hashes.at(-1) === root.head) return;
    this.tell('rootWrong', root.fromSeq, `${name} is not the root of these events: they were written anew, or it was`);
  }

  tell(kind: Trouble, seq: number | null, text: string): void {
    const last = this.#problems.at(-1);
    if (seq !== null && last?.seq === seq && last.kind === kind) return;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ kind, seq, text });
  }
  result(): Verified {
    const head = this.#before === null ? null : { seq: this.#last, hash: this.#before };
    return { events: this.#count, roots: this.#roots, unsealed: this.#first === null ? 0 : Math.max(0, this.#last - Math.max(this.#sealedTo, this.#first - 1)), head, problems: this.#problems };
  }

  #missing(from: number, to: number): void {
    this.#alternative = null;
    if (to >= from) this.tell('missing', from, from === to ? 'this event is missing' : `events ${from} to ${to} are missing`);
    else this.tell('missing', from, 'an event stands out of order');
  }
  #amend(seq: number, hash: string): void {
    const at = this.#problems.findLastIndex((one) => one.kind === 'changed' && one.seq === seq);
    if (at >= 0) this.#problems[at] = { kind: 'rehashed', seq, text: 'its hash was rewritten; the content is what it was' };
    this.#hashes.set(seq, hash);
  }
}
