/** Moves of the evidence chain: decisions before each dial, debtors' keys, signed roots, acts that must be provable. */
import type { Policy } from '../../../core/compliance/policy.js';
import { decisionRecord, NO_ROOT, rootDigest, type SignedRoot } from '../../../core/evidence/index.js';
import type { Denial } from '../../../core/compliance/gate.js';
import type { Attempt, DialMode, Lead, Permit } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import type { Judged } from './judge.js';
import { append, type StreamNote } from './stream.js';

/** What the gate was asked and what it said, before anything is dialed; denials too. */
export interface Decided {
  readonly attempt: Omit<Attempt, 'version' | 'createdAt' | 'updatedAt' | 'permitId'>;
  readonly judged: Judged;
  readonly permit: Pick<Permit, 'id' | 'expiresAt'> | null;
}
/**
 * Writes a decision down as an event of the chain: what names nobody in clear, all it rests on sealed with the debtor's key, so
 * that it can be decided again. Without seals (stores of simulations and tests) nothing is written.
 */
export function decided(context: MoveContext, { attempt, judged, permit }: Decided): void {
  if (!context.evidence) return;
  const { grounds, events, verdict, policy, calledId, located: { where } } = judged;
  const record = decisionRecord({
    grounds, events, verdict, rules: policy === null ? null : keepRules(context, policy, grounds.now),
    deed: {
      attemptId: attempt.id, permitId: permit?.id ?? null, expiresAt: permit?.expiresAt ?? null, caseId: attempt.caseId, contactPointId: attempt.contactPointId, calledId, phoneMasked: attempt.phoneMasked,
      trunk: attempt.trunk, callerId: attempt.callerId, leg: attempt.legId, scriptId: attempt.scriptId, scriptVersion: attempt.scriptVersion, stage: attempt.stage, ...(same(attempt.accountIds, grounds.accountIds) ? {} : { debts: attempt.accountIds }),
    },
  });
  // By what evidence the zones came about, where there is more to say than one number's country.
  const payload = where.narrowedBy === null && where.zones.length === 1 ? record : { ...record, located: where };
  append(context, {
    type: verdict.allow ? 'gate.allowed' : 'gate.denied', actor: 'gate', caseId: attempt.caseId, sealed: { debtorId: attempt.partyId ?? attempt.phoneIndex, payload },
    data: { entityId: attempt.entityId, attemptId: attempt.id, mode: attempt.mode, permitId: permit?.id ?? null, rules: verdict.allow ? [] : verdict.denials.map((one) => one.rule) },
  }, attempt.caseId === null ? [attempt.id] : [attempt.id, attempt.caseId], grounds.now);
}
const same = (a: readonly Id[], b: readonly Id[]): boolean => a === b || (a.length === b.length && a.every((one, at) => one === b[at]));
/** Keeps the texts a policy was made of, those that are not kept yet; the digest of their set. */
function keepRules({ tx, policies }: MoveContext, policy: Policy, at: Instant): string {
  const texts = policies.texts(policy);
  const set = texts[0]?.digest ?? '';
  if (tx.count('ruleText', { id: set }) > 0) return set;
  for (const { digest, kind, name, label, text } of texts) if (tx.count('ruleText', { id: digest }) === 0) tx.insert('ruleText', { id: digest, version: 1, createdAt: at, updatedAt: at, kind, name, label, text });
  return set;
}

/** A lead that was not dialed: where it was looked at, what refused it, and until when. */
export interface Refusal { readonly lead: Pick<Lead, 'id' | 'caseId' | 'entityId' | 'campaignId'>; readonly where: 'hopper' | 'callback' | 'hand'; readonly mode: DialMode; readonly denials: readonly Denial[]; readonly nextAt: Instant | null; readonly policy: Policy | null; readonly at: Instant }
/**
 * Chains in few words that a lead was refused before any permit was asked for: no personal data, and nothing sealed, as it is not
 * decided again. The asker says it only when it is news, or every look at a resting lead would be a row.
 */
export function refused(context: MoveContext, { lead, where, mode, denials, nextAt, policy, at }: Refusal): void {
  if (!context.evidence) return;
  append(context, {
    type: 'gate.refused', actor: 'gate', caseId: lead.caseId,
    data: { entityId: lead.entityId, leadId: lead.id, campaignId: lead.campaignId, where, mode, rules: [...new Set(denials.map((one) => one.rule))], nextAt, policy: policy === null ? null : keepRules(context, policy, at) },
  }, [lead.id, lead.caseId], at);
}

/** Destroys a debtor's key: their payloads can't be read any more, the chain stays whole. Codes: `evidence.unknown`, `evidence.erased`. */
export function eraseEvidence(context: MoveContext, input: { readonly debtorId: string; readonly by: Id; readonly reason: string; readonly entityId: Id; readonly at: Instant }): Result<{ readonly id: Id }> {
  const key = context.tx.get('evidenceKey', input.debtorId);
  if (!key) return fail('evidence.unknown', 'there is no evidence of this debtor');
  if (key.wrapped === null) return fail('evidence.erased', 'this debtor’s evidence was erased before');
  context.tx.update('evidenceKey', key.id, { wrapped: null, destroyedAt: input.at, destroyedBy: input.by, reason: input.reason }, input.at);
  append(context, { type: 'evidence.erased', actor: input.by, debtorId: input.debtorId, data: { entityId: input.entityId, reason: input.reason } }, [input.debtorId], input.at);
  return ok({ id: key.id });
}

/** Keeps a signed root behind the last one; refused (`kept: false`) when it does not follow it. */
export function keepRoot(context: MoveContext, input: { readonly root: SignedRoot }): { readonly kept: boolean } {
  const { tx, evidence, ids } = context;
  const { root } = input;
  const last = tx.first('evidenceRoot', { order: [{ by: 'n', down: true }] });
  const digest = (of: SignedRoot): string => (evidence ? rootDigest(of, (text) => evidence.hash(text)) : ids.id());
  const before = last === undefined || !evidence ? NO_ROOT : digest(last);
  if (root.n !== (last?.n ?? 0) + 1 || root.before !== before || (last !== undefined && root.fromSeq !== last.toSeq + 1)) return { kept: false };
  // Named by its digest, so that nothing of the row is left to be changed.
  tx.insert('evidenceRoot', { id: digest(root), version: 1, createdAt: root.at, updatedAt: root.at, ...root });
  return { kept: true };
}

/** Says something on the stream that changes no other record: a recording's hash, an export. */
export function testify(context: MoveContext, input: { readonly note: StreamNote; readonly subjects: readonly Id[]; readonly at: Instant }): void {
  append(context, input.note, input.subjects, input.at);
}
