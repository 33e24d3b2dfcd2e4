/** Login, and the change of a password that must be changed. */
import { errorText } from './api.js';
import { changePassword, login, me, type Me } from './calls.js';
import { button, field, fill, h } from './dom.js';
import { lang, setLang, t } from './i18n.js';
import { unlockSound } from './tone.js';

const card = (title: string, ...children: Node[]): HTMLElement => h('main', { class: 'welcome' }, h('section', { class: 'card login' },
  h('p', { class: 'brand' }, h('img', { src: './icon.svg', alt: '', width: 36, height: 36 }), h('strong', {}, 'Dunwell'), h('span', {}, t('login.about'))), h('h1', {}, title), ...children,
  h('p', { class: 'foot' }, button(t('app.lang'), () => { setLang(lang() === 'zh' ? 'en' : 'zh'); }, { class: 'plain', id: 'lang' }))));

function form(fields: readonly HTMLElement[], go: string, submit: () => Promise<void>): HTMLFormElement {
  const error = h('p', { class: 'error', role: 'alert' });
  const send = h('button', { type: 'submit', class: 'primary wide' }, go);
  return h('form', {
    on: {
      submit: (event) => {
        event.preventDefault();
        fill(error);
        send.disabled = true;
        submit().catch((problem: unknown) => { fill(error, errorText(problem)); }).finally(() => { send.disabled = false; });
      },
    },
  }, ...fields, error, send);
}

export function showLogin(root: HTMLElement, done: (who: Me) => void): void {
  const name = h('input', { id: 'login', name: 'login', autocomplete: 'username', required: true, autocapitalize: 'none', spellcheck: 'false' });
  const password = h('input', { id: 'password', name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  fill(root, card(t('login.title'), form([field(t('login.login'), name), field(t('login.password'), password)], t('login.go'), async () => {
    unlockSound();
    await login(name.value.trim(), password.value);
    done(await me());
  })));
  name.focus();
}

export function showPasswordChange(root: HTMLElement, done: (who: Me) => void): void {
  const current = h('input', { id: 'current', type: 'password', autocomplete: 'current-password', required: true });
  const next = h('input', { id: 'next', type: 'password', autocomplete: 'new-password', minlength: 12, required: true });
  fill(root, card(t('password.title'), form([field(t('password.current'), current), field(t('password.next'), next)], t('password.go'), async () => {
    await changePassword(current.value, next.value);
    done(await me());
  })));
  current.focus();
}
