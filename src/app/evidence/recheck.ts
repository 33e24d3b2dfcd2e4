/**
 * Decides every chained decision again, page by page: opens what was sealed, rebuilds the request, runs the same gate with the
 * texts as they were in force, and sets what the gate says it read against the rows of today.
 */
import { contradiction, KEYS_CHANGED, readDecision, redecide, touchOf, type Decision, type Replayed, type Rules, type Trouble } from '../../core/evidence/index.js';
import { ok, type Result } from '../../core/result.js';
import type { StreamEvent } from '../../core/records/index.js';
import type { Evidence } from '../ports/evidence.js';
import type { Store } from '../ports/store.js';
import { rawProblems } from './raw.js';
import type { RestoreRules } from './ports.js';

export interface RecheckDeps { readonly store: Store; readonly evidence: Evidence; readonly restore: RestoreRules }
export interface Recorded { readonly seq: number; readonly decision: Decision; readonly rules: Rules }

export class Rechecker {
  readonly #rules = new Map<string, Result<Rules>>();
  /** Touches whose row is not what the last event said: a later event may say so. By attempt. */
  readonly #unsettled = new Map<string, { readonly seq: number; readonly said: string }>();
  #again = 0;
  #blind = 0;
  /** Changes of the vault's key so far: each made the blind indexes of all rows anew, but not those in what was sealed before. */
  #changes = 0;
  constructor(private readonly deps: RecheckDeps, private readonly tell: (kind: Trouble, seq: number, text: string) => void) {}

  async page(events: readonly StreamEvent[]): Promise<void> {
    const decisions = events.filter((event) => event.type === 'gate.allowed' || event.type === 'gate.denied');
    const wrapped = new Map((await this.deps.store.find('evidenceKey', { where: { id: { in: [...new Set(decisions.flatMap((one) => one.debtorId ?? []))] } }, limit: 100_000 })).map((key) => [key.id, key.wrapped]));
    const recorded: Recorded[] = [];
    for (const event of events) {
      if (event.type === KEYS_CHANGED) this.#changes += 1;
      const one = decisions.includes(event) ? await this.#one(event, wrapped) : null;
      if (one) recorded.push({ ...one, decision: this.#carried(one.decision, this.#changes) });
    }
    for (const { kind, seq, text } of await rawProblems(this.deps.store, recorded)) this.tell(kind, seq, text);
    await this.#settled(events);
  }
  /** Problems that only the end of the chain decides. */
  end(): Replayed {
    for (const [attemptId, { seq, said }] of this.#unsettled) this.tell('ledger', seq, `the touch of ${attemptId} is not ${said} in the ledger, as this event says`);
    return { again: this.#again, blind: this.#blind };
  }

  async #one(event: StreamEvent, wrapped: ReadonlyMap<string, string | null>): Promise<Recorded | null> {
    const { debtorId, sealed, seq } = event;
    const key = debtorId === null ? undefined : wrapped.get(debtorId);
    if (debtorId === null || sealed === null || key === null) { this.#blind += 1; return null; }
    // Missing: told once, where its first event stands.
    if (key === undefined) return null;
    let payload: unknown;
    try { payload = JSON.parse(this.deps.evidence.open(key, debtorId, event.id, sealed)); } catch { this.tell('payload', seq, 'what was sealed can not be opened with its debtor’s key'); return null; }
    const decision = readDecision(payload);
    if (decision === null) {
      if (isOlder(payload)) this.#blind += 1; else this.tell('decision', seq, 'the record of this decision can not be read');
      return null;
    }
    const rules = await this.#rulesOf(decision);
    if (rules === null) { this.#blind += 1; return null; }
    if (!rules.ok) { this.tell('rules', seq, `it can not be decided again: ${rules.error.text}`); return null; }
    this.#again += 1;
    const wrong = contradiction(event, decision) ?? redecide(decision, rules.value);
    if (wrong !== null) this.tell('decision', seq, wrong);
    return { seq, decision, rules: rules.value };
  }
  /** The decision with the numbers' indexes of today, to be set against the rows. */
  #carried(decision: Decision, changes: number): Decision {
    const { evidence } = this.deps;
    if (changes === evidence.former.length) return decision;
    const { grounds, events } = decision;
    return {
      ...decision, grounds: { ...grounds, phoneIndex: evidence.carry(grounds.phoneIndex, changes) },
      events: events.map((one) => (one.phone === undefined ? one : { ...one, phone: evidence.carry(one.phone, changes) })),
    };
  }
  /** null: nothing could be read when it was decided, and no zone table was kept before or after. */
  async #rulesOf({ rules }: Decision): Promise<Result<Rules> | null> {
    // Without packs only the campaign's own hours need a zone table: that of any set will do.
    const digest = rules ?? (await this.deps.store.find('ruleText', { where: { kind: 'set' }, limit: 1 }))[0]?.id ?? null;
    if (digest === null) return null;
    const known = this.#rules.get(digest) ?? await this.#restore(digest);
    this.#rules.set(digest, known);
    return known.ok && rules === null ? ok({ ...known.value, ruling: null }) : known;
  }
  async #restore(digest: string): Promise<Result<Rules>> {
    const texts = new Map<string, string>();
    const rows = await this.deps.store.find('ruleText', { limit: 10_000 });
    for (const row of rows) texts.set(row.id, row.text);
    return this.deps.restore(digest, (wanted) => texts.get(wanted));
  }

  /** What an event says a call became in the ledger is what its row says, unless a later event says more. */
  async #settled(events: readonly StreamEvent[]): Promise<void> {
    const said = events.flatMap((event) => { const touch = touchOf(event); return touch === null ? [] : [{ seq: event.seq, ...touch }]; });
    if (said.length === 0) return;
    const rows = new Map((await this.deps.store.find('touch', { where: { id: { in: [...new Set(said.map((one) => one.attemptId))] } }, limit: 100_000 })).map((row) => [row.id, row.result]));
    for (const { seq, attemptId, result } of said) {
      if (rows.get(attemptId) === result) this.#unsettled.delete(attemptId); else this.#unsettled.set(attemptId, { seq, said: result });
    }
  }
}
/** Records from before decisions could be decided again name what they rested on in `basis`, and no format. */
const isOlder = (payload: unknown): boolean => typeof payload === 'object' && payload !== null && 'basis' in payload && !('v' in payload);
