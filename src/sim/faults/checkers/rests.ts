/** After each outcome a lead rests as long as its campaign says; after an unknown one, no shorter than after a no-answer: somebody may have been rung. */
import type { Instant } from '../../../core/units.js';
import { short, type MakeChecker } from '../eyes.js';

export const rests: MakeChecker = (eyes) => {
  const name = 'rests between attempts';
  const last = new Map<string, { readonly at: Instant; readonly outcome: string; readonly until: Instant }>();
  return {
    name,
    commit: (change) => {
      if (change.kind !== 'attempt' || change.after.leadId === null || change.after.direction !== 'outbound') return;
      const { leadId, outcome, mode } = change.after;
      if (change.before === undefined && mode !== 'callback') {
        const before = last.get(leadId);
        if (before !== undefined && eyes.now < before.until - 2 * eyes.clockError - 1_000) eyes.found(name, `${leadId} is dialed again (${short(change.after.id)}) ${eyes.now - before.at} ms after ${before.outcome}; it rests ${before.until - before.at}`);
      }
      // A disposition has a rest of its own.
      if (outcome !== null && change.before !== undefined && change.before.outcome === null && change.after.dispositionCode === null) {
        // It rests from its end on, which a slow disk may have written later.
        const at = Math.min(eyes.now, change.after.endedAt ?? eyes.now);
        last.set(leadId, { at, outcome, until: at + (eyes.rules.rest[outcome] ?? 0) });
      }
      if (change.after.dispositionCode !== null) last.delete(leadId);
    },
  };
};
