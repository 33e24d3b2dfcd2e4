/** The texts of the packs and calendars that came with this build. */
import { readFileSync } from 'node:fs';
import type { PackTexts } from './policies.js';

const file = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');

export function shippedTexts(): PackTexts {
  const test = { text: file('test-24h.json'), signature: file('test-24h.sig').trim() };
  return { packs: [test.text], calendars: [], defaults: ['test.24h'], test };
}
