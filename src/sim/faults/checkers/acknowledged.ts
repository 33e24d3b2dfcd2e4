/** What was acknowledged is kept: a disposition, promise or callback said to be filed is in a commit, as that collector filed it. */
import type { Callback, PaymentPromise } from '../../../core/records/index.js';
import { short, type MakeChecker } from '../eyes.js';

interface Filed { readonly kind: 'disposed'; readonly attemptId: string; readonly promiseId: string | null; readonly callbackId: string | null }

export const acknowledged: MakeChecker = (eyes) => {
  const name = 'what was acknowledged is kept';
  const disposed = new Set<string>();
  const promises = new Map<string, PaymentPromise>();
  const callbacks = new Map<string, Callback>();
  return {
    name,
    commit: (change) => {
      if (change.kind === 'attempt' && change.after.dispositionCode !== null) disposed.add(change.after.id);
      if (change.kind === 'promise') promises.set(change.after.id, change.after);
      if (change.kind === 'callback') callbacks.set(change.after.id, change.after);
    },
    answered: (userId, text) => {
      const filed = filing(text);
      if (filed === null) return;
      const what = `${userId} was told that ${short(filed.attemptId)} is filed`;
      if (!disposed.has(filed.attemptId)) eyes.found(name, `${what}; no commit says so`);
      if (filed.promiseId !== null && promises.get(filed.promiseId)?.attemptId !== filed.attemptId) eyes.found(name, `${what} with a promise; no commit has it`);
      if (filed.callbackId !== null && callbacks.get(filed.callbackId)?.attemptId !== filed.attemptId) eyes.found(name, `${what} with a callback; no commit has it`);
    },
  };
};

function filing(text: string): Filed | null {
  if (!text.startsWith('{"ok":true') || !text.includes('"kind":"disposed"')) return null;
  const { value } = JSON.parse(text) as { readonly value: Filed | { readonly kind: 'done' } };
  return value.kind === 'disposed' ? value : null;
}
