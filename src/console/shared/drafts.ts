/** What was typed and not yet filed, kept in this browser until it is filed: a reload or a lost connection loses nothing. */
/** Instalments as they are typed. */
export interface PlanDraft { count: string; start: string; rhythm: 'monthly' | 'weekly' | 'days'; every: string; amount: string }
export interface Draft { plan?: PlanDraft | undefined;  code?: string | undefined; note?: string | undefined; amount?: string | undefined; due?: string | undefined; callbackAt?: string | undefined; callbackMine?: boolean | undefined; callbackNote?: string | undefined; followUp?: string | undefined; followUpAt?: string | undefined; step?: string | undefined }
const PREFIX = 'dunwell.draft.';
const KEEP = 2 * 86_400_000;
interface Stored { readonly at: number; readonly draft: Draft }

const key = (userId: string, attemptId: string): string => `${PREFIX}${userId}.${attemptId}`;
function read(name: string): Stored | null {
  try {
    const value = JSON.parse(localStorage.getItem(name) ?? 'null') as Stored | null;
    return value !== null && typeof value.at === 'number' && typeof value.draft === 'object' ? value : null;
  } catch { return null; }
}
export const loadDraft = (userId: string, attemptId: string): Draft => read(key(userId, attemptId))?.draft ?? {};
export function saveDraft(userId: string, attemptId: string, draft: Draft): void {
  try { localStorage.setItem(key(userId, attemptId), JSON.stringify({ at: Date.now(), draft } satisfies Stored)); } catch { /* full or forbidden: the form itself still holds it */ }
}
export const dropDraft = (userId: string, attemptId: string): void => { localStorage.removeItem(key(userId, attemptId)); };
export function dropOldDrafts(): void {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    const stored = read(name);
    if (stored === null || Date.now() - stored.at > KEEP) localStorage.removeItem(name);
  }
}
