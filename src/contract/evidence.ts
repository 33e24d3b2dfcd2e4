import Type, { type Static } from 'typebox';
import { TROUBLES } from '../core/evidence/verify.js';
import { Id, choice, closed, nullable } from './common.js';

export const EvidenceProblem = Type.Object({ kind: choice(TROUBLES), seq: nullable(Type.Integer({ description: 'The event, or the first of the root’s segment' })), text: Type.String() });
export const ChainVerdict = Type.Object({
  whole: Type.Boolean(), events: Type.Integer(), roots: Type.Integer(), unsealed: Type.Integer({ description: 'Events behind the last signed root' }),
  decisions: Type.Object({ again: Type.Integer({ description: 'Decided again from what the gate read, with the packs as they were in force' }), blind: Type.Integer({ description: 'Not: the debtor’s key was destroyed, or the record is of a version before this one' }) }),
  head: nullable(Type.Object({ seq: Type.Integer(), hash: Type.String() })), problems: Type.Array(EvidenceProblem), publicKey: Type.String(), keyId: Type.String(),
});
export const EvidenceKeyShown = Type.Object({ publicKey: Type.String({ description: 'Raw Ed25519 public key, base64url' }), keyId: Type.String() });
const debtor = { debtorId: Id, reason: Type.String({ minLength: 3, maxLength: 500, description: 'Kept on the chain; no personal data' }) };
export const EvidenceExportAsk = closed({ ...debtor, masked: Type.Optional(Type.Boolean()) });
export const EvidenceErase = closed({ ...debtor, record: Type.Optional(Type.Boolean({ description: 'Their record as well: names, numbers, addresses, notes, recordings. Only when all their cases are closed' })) });
export const EvidenceErased = Type.Object({ debtorId: Id });
export const EvidenceExported = Type.Object({ id: Id, debtorId: Id, masked: Type.Boolean(), files: Type.Array(Type.Object({ path: Type.String(), bytes: Type.Integer(), base64: Type.String() })) });
export type EvidenceExported = Static<typeof EvidenceExported>;
export const BundleVerdict = Type.Object({ whole: Type.Boolean(), trusted: Type.Boolean({ description: 'Against a key given; else only that the bundle is of one piece' }), records: Type.Integer(), roots: Type.Integer(), recordings: Type.Integer(), decisions: Type.Object({ again: Type.Integer(), blind: Type.Integer({ description: 'Masked, erased, or of an earlier version' }) }), problems: Type.Array(EvidenceProblem), publicKey: nullable(Type.String()) });
