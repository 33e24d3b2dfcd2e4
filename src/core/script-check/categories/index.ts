import type { Category } from '../types.js';
import { CIRCLE_CATEGORIES } from './circle.js';
import { COERCION } from './coercion.js';
import { DIGNITY } from './dignity.js';
import { FALSEHOOD } from './falsehood.js';
import { MONEY } from './money.js';

/** Everything that must not be said. */
export const CATEGORIES: readonly Category[] = [...COERCION, ...FALSEHOOD, ...CIRCLE_CATEGORIES, ...DIGNITY, ...MONEY];
