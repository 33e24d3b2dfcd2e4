/**
 * The page's language, and how an area brings its words: pairs of Chinese and English side by side, so that neither can be missing.
 * `area(words)` gives `t` (a word) and `tx` (a word of a closed set that the server names: a state, an outcome). Both follow the language of the moment
 * wherever a template or a computed value calls them.
 */
import { createI18n } from 'vue-i18n';
import type { Pairs } from './pair.js';
import { words as sharedWords, problems } from './words.js';

export type Lang = 'zh-CN' | 'en';
export type Values = Readonly<Record<string, string | number>>;
export type SharedWord = keyof typeof sharedWords;

const KEY = 'dunwell.lang';
function first(): Lang {
  const kept = localStorage.getItem(KEY);
  if (kept === 'en' || kept === 'zh-CN') return kept;
  // What earlier versions wrote.
  if (kept === 'zh') return 'zh-CN';
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

const i18n = createI18n({
  legacy: false, locale: first(), fallbackLocale: false, missingWarn: true, fallbackWarn: false,
  messages: { 'zh-CN': {}, en: {} },
  // Keys are flat: their dots are part of the name.
  messageResolver: (messages, key) => { const text = (messages as Record<string, unknown>)[key]; return typeof text === 'string' || typeof text === 'function' ? text as string : null; },
});
const say = i18n.global.t as (key: string, values: Values) => string;

export const lang = (): Lang => (i18n.global.locale.value === 'en' ? 'en' : 'zh-CN');
export function setLang(next: Lang): void {
  i18n.global.locale.value = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next;
}
/** The one that fits the language, of a pair the server sent. */
export const named = (both: { readonly nameZh: string; readonly nameEn: string }): string => (lang() === 'en' ? both.nameEn : both.nameZh);

export interface Words<K extends string> {
  /** The word in the present language; `{name}` in it is taken from `values`. */
  readonly t: (key: K | SharedWord, values?: Values) => string;
  /** `prefix.value`, or the value as it came when there is no word for it. */
  readonly tx: (prefix: string, value: string) => string;
}
const known = new Set<string>();
/** Makes an area's words known and gives the functions that say them, typed by its keys. */
export function area<W extends Pairs>(words: W): Words<Extract<keyof W, string>> {
  const zh: Record<string, string> = {};
  const en: Record<string, string> = {};
  for (const [key, [chinese, english]] of Object.entries(words)) { zh[key] = chinese; en[key] = english; known.add(key); }
  i18n.global.mergeLocaleMessage('zh-CN', zh);
  i18n.global.mergeLocaleMessage('en', en);
  return { t: (key, values = {}) => say(key, values), tx: (prefix, value) => { const key = `${prefix}.${value}`; return known.has(key) ? say(key, {}) : value; } };
}
export const { t, tx } = area(sharedWords);
document.documentElement.lang = lang();

/** The server's text for a problem is English; those a person meets often are said in both. */
export function problemText(code: string, text: string): string {
  const pair = problems[code];
  return pair ? pair[lang() === 'en' ? 1 : 0] : text || code;
}
export { i18n };
