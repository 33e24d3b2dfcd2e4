/** Short messages at the corner, and words for screen readers only. */
import { shallowRef } from 'vue';
import { errorText } from './api.js';

export interface Toast { readonly id: number; readonly level: 'info' | 'warning' | 'error'; readonly text: string }
const AT_ONCE = 4;
const SHOWN = 8_000;
let last = 0;
export const toasts = shallowRef<readonly Toast[]>([]);

export function closeToast(id: number): void { toasts.value = toasts.value.filter((one) => one.id !== id); }
/** Errors stay until somebody closes them. */
export function toast(level: Toast['level'], text: string): void {
  const id = ++last;
  toasts.value = [...toasts.value, { id, level, text }].slice(-AT_ONCE);
  if (level !== 'error') setTimeout(() => { closeToast(id); }, SHOWN);
}
/** Spoken by screen readers, not shown. */
export function say(text: string): void {
  const place = document.getElementById('say');
  if (place !== null) place.textContent = text;
}
/** Does it, and shows what went wrong, or `done` when all went well. */
export async function attempt(what: () => Promise<unknown>, done?: string): Promise<boolean> {
  try { await what(); } catch (error) { toast('error', errorText(error)); return false; }
  if (done !== undefined) toast('info', done);
  return true;
}
