/** Moves of the evidence chain: decisions before each dial, debtors' keys, signed roots, acts that must be provable. */
import type { Denial } from '../../../core/compliance/gate.js';
import { NO_ROOT, rootDigest, type SignedRoot } from '../../../core/evidence/index.js';
import type { Attempt, Permit } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { append, type StreamNote } from './stream.js';

/** What the gate was asked and what it said, before anything is dialed; denials too. */
export interface Decision {
  readonly attempt: Omit<Attempt, 'version' | 'createdAt' | 'updatedAt' | 'permitId'>;
  readonly at: Instant;
  readonly verdict: { readonly allow: boolean; readonly denials?: readonly Denial[]; readonly nextAt?: Instant | null };
  readonly permit: Pick<Permit, 'id' | 'expiresAt'> | null;
  /** Everything else that was looked at: request, readings, rules or packs in force. Sealed with the rest. */
  readonly basis: Readonly<Record<string, unknown>> & { readonly events?: readonly { readonly at: number }[] };
}
/** Ledger events kept with a decision, newest ones; how many there were is kept too. A debtor with more has them in the ledger itself. */
const MOST_EVENTS = 40;
/**
 * Writes a decision down as an event of the chain: what names nobody in clear, the rest sealed with the debtor's key. Without
 * seals (stores of simulations and tests) nothing is written.
 */
export function decided(context: MoveContext, decision: Decision): void {
  if (!context.evidence) return;
  const { attempt, at, verdict, permit, basis } = decision;
  const denials = verdict.denials ?? [];
  const payload = {
    attemptId: attempt.id, permitId: permit?.id ?? null, expiresAt: permit?.expiresAt ?? null, at, tz: context.zones.version, phone: attempt.phoneIndex, phoneMasked: attempt.phoneMasked, contactPointId: attempt.contactPointId,
    partyId: attempt.partyId, accountIds: attempt.accountIds, mode: attempt.mode, kind: attempt.kind, campaignId: attempt.campaignId, entityId: attempt.entityId, userId: attempt.userId, trunk: attempt.trunk, callerId: attempt.callerId,
    leg: attempt.legId, scriptId: attempt.scriptId, scriptVersion: attempt.scriptVersion, stage: attempt.stage, daysPastDue: attempt.daysPastDue, allow: verdict.allow, denials, nextAt: verdict.nextAt ?? null, basis: { ...basis, events: newest(basis.events ?? []), eventsSeen: basis.events?.length ?? 0 },
  };
  append(context, {
    type: verdict.allow ? 'gate.allowed' : 'gate.denied', actor: 'gate', caseId: attempt.caseId, sealed: { debtorId: attempt.partyId ?? attempt.phoneIndex, payload },
    data: { entityId: attempt.entityId, attemptId: attempt.id, mode: attempt.mode, permitId: permit?.id ?? null, rules: denials.map((one) => one.rule) },
  }, attempt.caseId === null ? [attempt.id] : [attempt.id, attempt.caseId], at);
}

const newest = <E extends { readonly at: number }>(events: readonly E[]): readonly E[] => (events.length <= MOST_EVENTS ? events : [...events].sort((a, b) => b.at - a.at).slice(0, MOST_EVENTS));

/** Destroys a debtor's key: their payloads can't be read any more, the chain stays whole. Codes: `evidence.unknown`, `evidence.erased`. */
export function eraseEvidence(context: MoveContext, input: { readonly debtorId: string; readonly by: Id; readonly reason: string; readonly entityId: Id; readonly at: Instant }): Result<{ readonly id: Id }> {
  const key = context.tx.get('evidenceKey', input.debtorId);
  if (!key) return fail('evidence.unknown', 'there is no evidence of this debtor');
  if (key.wrapped === null) return fail('evidence.erased', 'this debtor’s evidence was erased before');
  context.tx.update('evidenceKey', key.id, { wrapped: null, destroyedAt: input.at, destroyedBy: input.by, reason: input.reason }, input.at);
  append(context, { type: 'evidence.erased', actor: input.by, data: { entityId: input.entityId, reason: input.reason } }, [input.debtorId], input.at);
  return ok({ id: key.id });
}

/** Keeps a signed root behind the last one; refused (`kept: false`) when it does not follow it. */
export function keepRoot(context: MoveContext, input: { readonly root: SignedRoot }): { readonly kept: boolean } {
  const { tx, evidence, ids } = context;
  const { root } = input;
  const last = tx.first('evidenceRoot', { order: [{ by: 'n', down: true }] });
  const before = last === undefined || !evidence ? NO_ROOT : rootDigest(last, evidence.hash.bind(evidence));
  if (root.n !== (last?.n ?? 0) + 1 || root.before !== before || (last !== undefined && root.fromSeq !== last.toSeq + 1)) return { kept: false };
  tx.insert('evidenceRoot', { id: ids.id(), version: 1, createdAt: root.at, updatedAt: root.at, ...root });
  return { kept: true };
}

/** Says something on the stream that changes no other record: a recording's hash, an export. */
export function testify(context: MoveContext, input: { readonly note: StreamNote; readonly subjects: readonly Id[]; readonly at: Instant }): void {
  append(context, input.note, input.subjects, input.at);
}
