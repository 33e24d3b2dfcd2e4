/** No permit after a committed payment in full, recall or hold, by the rows of money and law alone. */
import { short, type MakeChecker } from '../eyes.js';

export const forbidden: MakeChecker = (eyes) => {
  const name = 'no permit after payment, recall or hold';
  const owed = new Map<string, number>();
  const caseOf = new Map<string, string>();
  const placement = new Map<string, string>();
  const why = new Map<string, Map<string, string>>();
  const forbid = (caseId: string | undefined, key: string, because: string | null): void => {
    if (caseId === undefined) return;
    const mine = why.get(caseId) ?? new Map<string, string>();
    why.set(caseId, mine);
    if (because === null) mine.delete(key); else mine.set(key, because);
  };
  return {
    name,
    commit: (change) => {
      switch (change.kind) {
        case 'caseAccount': caseOf.set(change.after.accountId, change.after.caseId); placement.set(change.after.placementId, change.after.caseId); return;
        case 'account': if (change.before === undefined) owed.set(change.after.id, change.after.principal + change.after.interest + change.after.penalty + change.after.fees); return;
        case 'payment': {
          if (change.before !== undefined) return;
          const left = (owed.get(change.after.accountId) ?? 0) - change.after.amount;
          owed.set(change.after.accountId, left);
          if (left <= 0) forbid(caseOf.get(change.after.accountId), 'paid', 'it is paid in full');
          return;
        }
        case 'hold': forbid(change.after.caseId, change.after.id, change.after.liftedAt === null ? 'it is on hold' : null); return;
        case 'placement': forbid(placement.get(change.after.id), change.after.id, change.after.state === 'recalled' || change.after.state === 'returned' ? `it was ${change.after.state}` : null); return;
        case 'attempt': {
          if (change.before !== undefined || change.after.caseId === null || change.after.permitId === null) return;
          for (const because of why.get(change.after.caseId)?.values() ?? []) eyes.found(name, `a permit (${short(change.after.id)}) about ${change.after.caseId}: ${because}`);
          return;
        }
        default: return;
      }
    },
  };
};
