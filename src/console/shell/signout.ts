/** The way out: whatever must end first ends first, then the session. */
import { leave } from '../shared/session.js';
import { mayLeave } from '../shared/signoff.js';
import { attempt } from '../shared/toast.js';
import { router } from './router.js';

export async function signOut(): Promise<void> {
  if (!await mayLeave()) return;
  await attempt(leave);
  await router.replace('/');
}
