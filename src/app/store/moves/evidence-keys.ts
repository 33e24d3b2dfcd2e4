import type { EvidenceKey } from '../../../core/records/index.js';
import type { Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';

/** The key of a debtor's payloads, made when first needed; null: it was destroyed, and no other is made. */
export function debtorKey(context: MoveContext, debtorId: string, at: Instant): string | null {
  if (!context.evidence) return null;
  const [known] = context.tx.pick('evidenceKey', ['wrapped'], { where: { id: debtorId }, limit: 1 });
  if (known) return known.wrapped;
  const wrapped = context.evidence.newKey(debtorId);
  const row: EvidenceKey = { id: debtorId, version: 1, createdAt: at, updatedAt: at, wrapped, destroyedAt: null, destroyedBy: null, reason: null };
  context.tx.insert('evidenceKey', row);
  return wrapped;
}
