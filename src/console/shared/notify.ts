/** Desktop notifications, for a page that is not in front. They name no debtor: a locked screen may show them. */
import { lang } from './i18n.js';

/** Asks once, from a click (browsers want that). */
export function askToNotify(): void {
  if (typeof Notification !== 'undefined' && Notification.permission === 'default') void Notification.requestPermission().catch(() => undefined);
}
export function notify(title: string, body: string): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted' || document.visibilityState === 'visible') return;
  const shown = new Notification(title, { body, tag: 'dunwell', lang: lang() });
  shown.onclick = () => { window.focus(); shown.close(); };
}
