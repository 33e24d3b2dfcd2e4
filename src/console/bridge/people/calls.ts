/** What an administrator asks of a user's account. Each grave act says why. */
import { get, patch, post, type Page } from '../../shared/api.js';
import type { Of, User } from '../../shared/types.js';

export type Access = Of<'UserAccess'>;
const PAGES = 20;
/** All of them, a page at a time; 4 000 at most. */
export async function everybody(): Promise<readonly User[]> {
  const all: User[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const { items, next } = await get<Page<User>>('/users', { limit: 200, cursor });
    all.push(...items);
    if (next === null || next === undefined) break;
    cursor = next;
  }
  return all;
}
export const accessOf = (id: string): Promise<Access> => get(`/users/${id}/access`);
export const changeUser = (user: Pick<User, 'id' | 'version'>, change: Readonly<Record<string, unknown>>): Promise<User> => patch(`/users/${user.id}`, { version: user.version, ...change });
export const resetPassword = (id: string, reason: string): Promise<Of<'PasswordReset'>> => post(`/users/${id}/password`, { reason });
export const removeFactor = (id: string, reason: string): Promise<unknown> => post(`/users/${id}/second-factor/remove`, { reason });
export const unlock = (id: string, reason: string): Promise<unknown> => post(`/users/${id}/unlock`, { reason });
export const endSessions = (id: string, reason: string): Promise<Of<'SessionsEnded'>> => post(`/users/${id}/sessions/end`, { reason });
