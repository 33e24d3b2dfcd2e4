import { area } from '../shared/i18n.js';
import { words } from './words.js';

export const { t, tx } = area(words);
