/**
 * Decides a bundle's decisions again, in the order they were taken, from what was sealed and the texts that came along; and sets
 * what each counted against what the chain itself says became of earlier calls. In order of seq, which is the writer's own.
 */
import type { Result } from '../result.js';
import type { ChainRecord } from './chain.js';
import { readDecision, type Decision } from './decision.js';
import { contradiction, redecide, type Rules } from './redecide.js';
import type { Trouble } from './verify.js';

export interface Replayed { /** Decided again. */ readonly again: number; /** Not: masked, erased, or of an older format. */ readonly blind: number }
export type Tell = (kind: Trouble, text: string, seq: number) => void;

export class Replay {
  readonly #rules = new Map<string, Result<Rules>>();
  /** What became of each call so far, by attempt; absent: it is in the air. */
  readonly #became = new Map<string, string>();
  /** Calls permitted so far: when, and of whom. */
  readonly #permitted = new Map<string, { readonly at: number; readonly partyId: string | null; readonly phone: string }>();
  #again = 0;
  #blind = 0;
  /** `anySet`: digest of any set, for the zone table where no pack could be read. */
  constructor(private readonly restore: (digest: string) => Result<Rules>, private readonly anySet: string | null, private readonly tell: Tell) {}

  /** `open`: the payload, shown to be the one that was sealed; null: it can't be shown. */
  event(event: ChainRecord, open: unknown): void {
    const touch = touchOf(event);
    if (touch) this.#became.set(touch.attemptId, touch.result);
    if (event.type !== 'gate.allowed' && event.type !== 'gate.denied') return;
    const decision = open === null ? null : readDecision(open);
    const rules = decision === null ? null : this.#rulesOf(decision);
    if (decision === null || rules === null) { this.#blind += 1; return; }
    if (!rules.ok) { this.tell('rules', `it can not be decided again: ${rules.error.text}`, event.seq); return; }
    this.#again += 1;
    const wrong = contradiction(event, decision) ?? redecide(decision, rules.value);
    if (wrong !== null) this.tell('decision', wrong, event.seq);
    this.#ledger(event.seq, decision, rules.value);
    if (decision.verdict.allow && !this.#permitted.has(decision.deed.attemptId)) this.#permitted.set(decision.deed.attemptId, { at: decision.grounds.now, partyId: decision.grounds.partyId, phone: decision.grounds.phoneIndex });
  }
  result(): Replayed { return { again: this.#again, blind: this.#blind }; }

  #rulesOf({ rules }: Decision): Result<Rules> | null {
    const digest = rules ?? this.anySet;
    if (digest === null) return null;
    const known = this.#rules.get(digest) ?? this.restore(digest);
    this.#rules.set(digest, known);
    return known.ok && rules === null ? { ok: true, value: { ...known.value, ruling: null } } : known;
  }
  #ledger(seq: number, { grounds, events, deed, verdict }: Decision, { ruling }: Rules): void {
    const listed = new Set<string>([deed.attemptId]);
    for (const { touch, result } of events) {
      listed.add(touch);
      const said = this.#became.get(touch);
      if (said !== undefined ? said !== result : this.#permitted.has(touch) && result !== 'reserved') this.tell('ledger', `it counted the call ${touch} as ${result}; the chain says ${said ?? 'it was in the air'}`, seq);
    }
    const lookBack = ruling?.policy.lookBack ?? 0;
    // What was denied for want of packs never asked the ledger.
    if (lookBack === 0 || grounds.ownNumber === true || (!verdict.allow && verdict.denials.some((one) => one.rule === 'INFRA-NO-PACK'))) return;
    for (const [attemptId, call] of this.#permitted) {
      if (!listed.has(attemptId) && call.at >= grounds.now - lookBack * 1000 && (call.partyId === grounds.partyId || call.phone === grounds.phoneIndex) && this.#became.get(attemptId) !== 'released') this.tell('ledger', `it did not count the call ${attemptId}, which the chain says was permitted before`, seq);
    }
  }
}
/** What a call became in the ledger, where an event says so. */
export function touchOf({ type, data, subjects }: Pick<ChainRecord, 'type' | 'data' | 'subjects'>): { readonly attemptId: string; readonly result: string } | null {
  if ((type !== 'attempt.settled' && type !== 'attempt.disposed') || typeof data !== 'object' || data === null || !('touch' in data) || typeof data.touch !== 'string') return null;
  const [attemptId] = subjects;
  return attemptId === undefined ? null : { attemptId, result: data.touch };
}
