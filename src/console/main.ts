/** Starts the page: who is logged in decides what is shown. */
import { ApiError, errorText } from './api.js';
import { logout, me, type Me } from './calls.js';
import { DeskPage } from './desk/page.js';
import { button, byId, fill, h, toast } from './dom.js';
import { dropOldDrafts } from './drafts.js';
import { lang, onLang, setLang, t, tx } from './i18n.js';
import { LivePage } from './live/page.js';
import { showLogin, showPasswordChange } from './login.js';
import { unlockSound } from './tone.js';

interface Page { readonly element: HTMLElement; readonly bar: HTMLElement; redraw(): void; /** False: not now. */ signOff(): Promise<boolean>; close(): void }
let who: Me | null = null;
let page: Page | null = null;
let kind: 'desk' | 'live' | null = null;

const root = byId('app');
const mayDesk = (me: Me): boolean => me.rights['desk.use'] === 'own';
const mayLive = (me: Me): boolean => me.rights['live.read'] !== undefined && me.rights['live.read'] !== 'own';

/** `#desk` or `#live`; without one, a collector works and everybody else watches. */
function wanted(me: Me): 'desk' | 'live' {
  if (!mayLive(me)) return 'desk';
  if (!mayDesk(me)) return 'live';
  return location.hash === '#desk' ? 'desk' : 'live';
}
function leave(): void { page?.close(); page = null; kind = null; }

function draw(): void {
  if (who === null) { leave(); showLogin(root, entered); return; }
  if (who.user.mustChangePassword) { leave(); showPasswordChange(root, entered); return; }
  const next = wanted(who);
  if (page === null || kind !== next) {
    leave();
    kind = next;
    const rights = who.rights;
    page = next === 'desk' ? new DeskPage(who.user, expired) : new LivePage(who.user, rights, expired);
  } else page.redraw();
  const both = mayDesk(who) && mayLive(who);
  fill(root,
    h('header', { class: 'top' },
      h('a', { class: 'brand', href: './', 'aria-label': 'Dunwell' }, h('img', { src: './icon.svg', alt: '', width: 26, height: 26 }), h('strong', {}, 'Dunwell')),
      both ? h('nav', { 'aria-label': 'Dunwell' }, (['live', 'desk'] as const).map((p) => h('a', { href: `#${p}`, 'aria-current': p === next ? 'page' : null }, t(`app.${p}`)))) : null,
      page.bar,
      h('div', { class: 'who' }, h('span', { title: tx('urole', who.user.role) }, who.user.displayName),
        button(t('app.lang'), () => { setLang(lang() === 'zh' ? 'en' : 'zh'); }, { class: 'plain', id: 'lang' }),
        button(t('app.logout'), () => { void goodbye(); }, { class: 'plain', id: 'logout' }))),
    page.element);
}
function entered(next: Me): void { who = next; draw(); }
function expired(): void { who = null; draw(); }
async function goodbye(): Promise<void> {
  if (page !== null && !await page.signOff()) return;
  leave();
  try { await logout(); } catch (error) { toast('error', errorText(error)); }
  who = null;
  draw();
}

dropOldDrafts();
document.documentElement.lang = lang() === 'zh' ? 'zh-CN' : 'en';
document.addEventListener('pointerdown', unlockSound);
document.addEventListener('keydown', unlockSound);
window.addEventListener('hashchange', draw);
onLang(draw);
me().then(entered, (error: unknown) => {
  if (!(error instanceof ApiError && error.status === 401)) toast('error', errorText(error));
  draw();
});
