/** Signs what was chained: every minute, and when the server stops, a Merkle root over the events since the last one. */
import { merkleRoot, NO_ROOT, rootDigest, rootText, type RootRecord, type SignedRoot } from '../../core/evidence/index.js';
import type { Evidence } from '../ports/evidence.js';
import type { RootCopies } from './ports.js';
import type { Store } from '../ports/store.js';
import type { Clock, Log } from '../ports/system.js';
import { Repeated } from '../repeated.js';

export interface SealerDeps { readonly store: Store; readonly evidence: Evidence; readonly clock: Clock; readonly log: Log; readonly copies: RootCopies }

/** Events under one root: a proof stays short, and a minute of an import is several roots. */
const SEGMENT = 4096;
const EVERY = 60_000;

export class EvidenceSealer {
  readonly #repeated: Repeated<number>;
  constructor(private readonly deps: SealerDeps) {
    this.#repeated = new Repeated({ clock: deps.clock, log: deps.log, every: EVERY, work: () => this.#seal(), failed: 'the chain could not be signed; it is tried again in a minute' });
  }

  start(): void { this.#repeated.start(); }
  async stop(): Promise<void> {
    this.#repeated.cancel();
    await this.#repeated.quietly();
  }
  /** Seals everything up to now; how many roots it took. */
  seal(): Promise<number> { return this.#repeated.now(); }

  async #seal(): Promise<number> {
    const { store } = this.deps;
    let made = 0;
    for (;;) {
      const [last] = await store.find('evidenceRoot', { order: [{ by: 'n', down: true }], limit: 1 });
      const hashes = await this.#segment(last?.toSeq ?? 0);
      if (hashes.list.length === 0) return made;
      const root = this.#sign({ n: (last?.n ?? 0) + 1, fromSeq: hashes.from, toSeq: hashes.from + hashes.list.length - 1, root: merkleRoot(hashes.list, this.#hash), head: hashes.list.at(-1) ?? '', before: last === undefined ? NO_ROOT : rootDigest(last, this.#hash), at: this.deps.clock.now(), keyId: this.deps.evidence.keyId });
      const { kept } = await store.run('keepRoot', { root });
      if (!kept) return made;
      await this.deps.copies.append(root);
      made += 1;
      if (hashes.list.length < SEGMENT) return made;
    }
  }
  readonly #hash = (text: string): string => this.deps.evidence.hash(text);
  #sign(root: RootRecord): SignedRoot { return { ...root, signature: this.deps.evidence.sign(rootText(root)) }; }

  async #segment(after: number): Promise<{ readonly from: number; readonly list: readonly string[] }> {
    const list: string[] = [];
    let from = after + 1;
    let last = after;
    while (list.length < SEGMENT) {
      const page = await this.deps.store.pick('streamEvent', ['seq', 'hash'], { where: { seq: { gt: last } }, order: [{ by: 'seq' }], limit: SEGMENT - list.length });
      for (const event of page) {
        last = event.seq;
        // Before the chain began; afterwards a hole is verification's to tell, not to be signed over.
        if (event.hash === null) { if (list.length > 0) return { from, list }; from = event.seq + 1; continue; }
        if (list.length > 0 && event.seq !== from + list.length) return { from, list };
        if (list.length === 0) from = event.seq;
        list.push(event.hash);
      }
      if (page.length === 0) break;
    }
    return { from, list };
  }
}
