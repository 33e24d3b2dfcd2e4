/** What stands beside the chain and is not hashed with it: debtors' keys, kept texts, what a root's row repeats. No row of them may say other than the chain does. */
import { ruleParts, ruleSetLabel, type SignedRoot, type Trouble } from '../../core/evidence/index.js';
import type { EvidenceKey, EvidenceRoot, Kept, StreamEvent } from '../../core/records/index.js';
import type { Id, Instant } from '../../core/units.js';
import type { Store } from '../ports/store.js';

/** Who erases by age: nobody in person. */
const BY_AGE = 'retention';

export type Tell = (kind: Trouble, seq: number | null, text: string) => void;
const PAGE = 1000;
const written = (row: Kept, at: Instant): boolean => row.version === 1 && row.createdAt === at && row.updatedAt === at;

/** Follows the keys through the stream: each begins with the first event that was sealed with it, and ends only with an erasure. */
export class KeyWatch {
  readonly #begun = new Map<string, { readonly at: Instant; readonly seq: number }>();
  readonly #erased = new Map<string, { readonly at: Instant; readonly by: Id; readonly reason: unknown; readonly seq: number }>();
  event({ type, debtorId, sealed, seq, at, actor, data }: StreamEvent): void {
    if (debtorId === null) return;
    if (sealed !== null && !this.#begun.has(debtorId)) this.#begun.set(debtorId, { at, seq });
    if (type === 'evidence.erased') this.#erased.set(debtorId, { at, seq, by: actor, reason: typeof data === 'object' && data !== null && 'reason' in data ? data.reason : null });
  }
  async end(store: Store, tell: Tell): Promise<void> {
    const missing = new Set(this.#begun.keys());
    for (let last = ''; ;) {
      const page = await store.find('evidenceKey', { where: { id: { gt: last } }, order: [{ by: 'id' }], limit: PAGE });
      for (const key of page) { missing.delete(key.id); this.#key(key, tell); }
      if (page.length < PAGE) break;
      last = page.at(-1)?.id ?? last;
    }
    for (const id of missing) tell('payload', this.#begun.get(id)?.seq ?? null, 'the key it was sealed with is missing, and no erasure says why');
  }
  #key(key: EvidenceKey, tell: Tell): void {
    const [begun, erased] = [this.#begun.get(key.id), this.#erased.get(key.id)];
    if (!begun) { tell('payload', null, `the key of ${key.id} sealed nothing`); return; }
    if (key.createdAt !== begun.at) tell('payload', begun.seq, 'the key it was sealed with is not as old as it');
    if (key.wrapped === null) {
      const right = erased !== undefined && key.version === 2 && key.updatedAt === erased.at && key.destroyedAt === erased.at && (key.destroyedBy === erased.by || (key.destroyedBy === null && erased.by === BY_AGE)) && key.reason === erased.reason;
      if (!right) tell('payload', erased?.seq ?? begun.seq, erased ? 'the key’s row does not say of its end what this event says' : 'the key it was sealed with was destroyed, and no erasure says why');
    } else if (erased) tell('payload', erased.seq, 'a key that was destroyed is there again');
    else if (!written(key, begun.at) || key.destroyedAt !== null || key.destroyedBy !== null || key.reason !== null) tell('payload', begun.seq, 'the key’s row is not what was written');
  }
}

/** A text is named by its digest; what it is called is what its set calls it. */
export async function checkTexts(store: Store, digest: (text: string) => string, tell: Tell): Promise<void> {
  const rows = await store.find('ruleText', { limit: 10_000 });
  const named = new Map<string, string>();
  for (const row of rows) if (row.kind === 'set') for (const part of ruleParts(row.text) ?? []) named.set(part.digest, `${part.kind} ${part.name} ${part.label}`);
  for (const row of rows) {
    const parts = row.kind === 'set' ? ruleParts(row.text) : null;
    const called = row.kind === 'set' ? parts !== null && row.name === 'rules' && row.label === ruleSetLabel(parts) : named.get(row.id) === `${row.kind} ${row.name} ${row.label}`;
    if (digest(row.text) !== row.id) tell('rules', null, `the text ${row.kind} ${row.name} ${row.label} is not the one of its digest`);
    else if (!called || !written(row, row.createdAt)) tell('rules', null, `the row of the text ${row.kind} ${row.name} ${row.label} was changed`);
  }
}

/** What a root's row repeats of it. */
export function checkRootRow(row: EvidenceRoot, digestOf: (root: SignedRoot) => string, tell: Tell): void {
  if (row.id !== digestOf(row) || !written(row, row.at)) tell('rootForged', row.fromSeq, `the row of root ${row.n} is not what was written`);
}
