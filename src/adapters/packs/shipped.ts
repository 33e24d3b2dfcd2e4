/** What a new installation decides by: the library, and which of its packs hold where nobody has activated any. */
import { readFileSync } from 'node:fs';
import { libraryTexts } from './library.js';
import type { PackTexts } from './policies.js';

const file = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');

/** The Chinese rules: calls elsewhere wait until somebody activates the pack of that place. */
export const DEFAULT_PACKS: readonly string[] = ['cn.gbt45251'];

export function shippedTexts(): PackTexts {
  return { ...libraryTexts(), defaults: DEFAULT_PACKS, test: { text: file('test-24h.json'), signature: file('test-24h.sig').trim() } };
}
