/** Which language the page speaks, remembered in this browser. The words are in words.ts. */
import { problems, words, type Word } from './words.js';

export type Lang = 'zh' | 'en';
const KEY = 'dunwell.lang';
let current: Lang = localStorage.getItem(KEY) === 'en' || (localStorage.getItem(KEY) === null && !navigator.language.toLowerCase().startsWith('zh')) ? 'en' : 'zh';
const listeners = new Set<() => void>();

export const lang = (): Lang => current;
export function setLang(next: Lang): void {
  current = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  for (const run of listeners) run();
}
export function onLang(run: () => void): () => void { listeners.add(run); return () => { listeners.delete(run); }; }

export function t(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  const text = words[word][current === 'zh' ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
/** A word of a closed set that comes from the server (a state, an outcome); unknown ones are shown as they are. */
export function tx(prefix: string, value: string): string {
  const word = `${prefix}.${value}`;
  return word in words ? t(word as Word) : value;
}
/** The server's text for a problem is English; those a person meets often are said in both. */
export function problemText(code: string, text: string): string {
  const known = problems[code];
  return known ? known[current === 'zh' ? 0 : 1] : text || code;
}
