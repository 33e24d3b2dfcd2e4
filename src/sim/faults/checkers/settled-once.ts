/** Every attempt is disposed exactly once: one outcome, one settlement in the journal, at most one disposition, and nothing taken back. */
import type { Attempt } from '../../../core/records/index.js';
import { short, type MakeChecker } from '../eyes.js';

export const settledOnce: MakeChecker = (eyes) => {
  const name = 'disposed exactly once';
  const attempts = new Map<string, Attempt>();
  const settled = new Map<string, number>();
  return {
    name,
    commit: (change) => {
      if (change.kind === 'journal' && change.after.event === 'settled') {
        const id = change.after.attemptId ?? '';
        settled.set(id, (settled.get(id) ?? 0) + 1);
        if ((settled.get(id) ?? 0) > 1) eyes.found(name, `${short(id)} was settled twice`);
      }
      if (change.kind !== 'attempt') return;
      const { before, after } = change;
      attempts.set(after.id, after);
      if (before === undefined) return;
      // A collector's word that it was a machine is the one later word that counts.
      if (before.outcome !== null && after.outcome !== before.outcome && !(before.outcome === 'human' && after.outcome === 'machine')) eyes.found(name, `the outcome of ${short(after.id)} went from ${before.outcome} to ${after.outcome ?? 'none'}`);
      if (before.dispositionCode !== null && after.dispositionCode !== before.dispositionCode) eyes.found(name, `${short(after.id)} was disposed as ${before.dispositionCode}, then as ${after.dispositionCode ?? 'nothing'}`);
    },
    end: () => {
      for (const attempt of attempts.values()) {
        if (attempt.outcome === null) eyes.found(name, `${short(attempt.id)} was never settled`);
        else if (settled.get(attempt.id) !== 1) eyes.found(name, `${short(attempt.id)} has ${settled.get(attempt.id) ?? 0} settlements in the journal`);
      }
    },
  };
};
