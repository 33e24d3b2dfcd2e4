/** Who is logged in, with what rights. The session itself is in a cookie that no script can read. */
import { computed, shallowRef } from 'vue';
import { ApiError, onFactorDue, onUnauthorized } from './api.js';
import { logout, me, type Me } from './calls.js';

const who = shallowRef<Me | null>(null);
/** Before the first answer nobody knows: neither the login nor a page is shown. */
const asked = shallowRef(false);

export const session = computed(() => who.value);
export const sessionKnown = computed(() => asked.value);
/** The scope of a right (`own`, `team`, `entity`, `all`), or null without it. */
export const scopeOf = (right: string): string | null => who.value?.rights[right] ?? null;
export const may = (right: string): boolean => scopeOf(right) !== null;
/** For what follows from the work, not from a right: where one begins. */
export const role = (): string | null => who.value?.user.role ?? null;
/** More than one's own. */
export const mayBeyondOwn = (right: string): boolean => may(right) && scopeOf(right) !== 'own';

export function enter(next: Me): void { who.value = next; asked.value = true; }
export function expire(): void { who.value = null; asked.value = true; }
/** Asks the server whose session this is; throws what is neither an answer nor "nobody's". */
export async function recall(): Promise<void> {
  try { enter(await me()); } catch (error) {
    expire();
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
}
export async function leave(): Promise<void> {
  try { await logout(); } finally { expire(); }
}
onUnauthorized(expire);
onFactorDue(() => { if (who.value !== null) who.value = { ...who.value, secondFactorDue: true }; });
