/** Until the last pages are single-file components: the old pages' words through the new ones' language. */
import { watch } from 'vue';
import { area, i18n, lang as language } from '../shared/i18n.js';
import { words } from './words.js';

export { problemText } from '../shared/i18n.js';
export type Word = keyof typeof words;
const own = area(words);
export const t = own.t;
export const tx = own.tx;
export const lang = (): 'zh' | 'en' => (language() === 'en' ? 'en' : 'zh');
export const onLang = (run: () => void): (() => void) => watch(i18n.global.locale, run, { flush: 'post' });
