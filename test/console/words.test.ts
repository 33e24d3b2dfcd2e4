/** The page's words: none missing, none left over, each one well-formed and the same in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createI18n } from 'vue-i18n';
import { describe, expect, it } from 'vitest';
import { words as bridge } from '../../src/console/bridge/words.js';
import { words as compliance } from '../../src/console/compliance/words.js';
import { words as desk } from '../../src/console/desk/words.js';
import { words as library } from '../../src/console/library/words.js';
import { words as reports } from '../../src/console/reports/words.js';
import { words as shared } from '../../src/console/shared/words.js';

const root = new URL('../../src/console', import.meta.url).pathname;
type Pairs = Readonly<Record<string, readonly [zh: string, en: string]>>;
/** Every area's words; an area is a folder with a words.ts. */
const areas: Record<string, Pairs> = { shared, desk, bridge, compliance, library, reports };

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(?:ts|vue)$/.test(path) && !/words\.ts$/.test(path)).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('the words of the page', () => {
  it('cover every area that has words', () => {
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && readdirSync(join(root, entry.name)).includes('words.ts')).map((entry) => entry.name);
    expect(Object.keys(areas).sort()).toEqual(folders.sort());
  });

  it('are used, all of them, and each area has keys of its own', () => {
    const all = files.map((file) => file.text).join('\n');
    const literal = new Set([...all.matchAll(/['"`]([a-zA-Z][\w]*(?:\.[\w]+)+)['"`]/g)].map((match) => match[1]));
    const prefixes = [...all.matchAll(/\btx\(\s*'([\w.]+)'/g), ...all.matchAll(/`([\w.]+)\.\$\{/g)].map((match) => `${match[1] ?? ''}.`);
    const seen = new Map<string, string>();
    const idle: string[] = [];
    for (const [name, words] of Object.entries(areas)) {
      for (const key of Object.keys(words)) {
        expect(seen.get(key), `${key} stands in ${name} and elsewhere`).toBeUndefined();
        seen.set(key, name);
        if (!literal.has(key) && !prefixes.some((prefix) => key.startsWith(prefix))) idle.push(`${name} ${key}`);
      }
    }
    expect(idle).toEqual([]);
  });

  it('are there for every place that says them', () => {
    const known = new Set(Object.values(areas).flatMap((words) => Object.keys(words)));
    for (const { path, text } of files) {
      for (const match of text.matchAll(/\bt\(\s*'([\w.]+)'/g)) expect(known.has(match[1] ?? ''), `${path}: no word ${match[1] ?? ''}`).toBe(true);
      for (const match of text.matchAll(/\btx\(\s*'([\w.]+)'/g)) expect([...known].some((key) => key.startsWith(`${match[1] ?? ''}.`)), `${path}: no words ${match[1] ?? ''}.…`).toBe(true);
    }
  });

  it('say the same things in both languages, in messages that can be read', () => {
    for (const [name, words] of Object.entries(areas)) {
      const messages = { zh: Object.fromEntries(Object.entries(words).map(([key, [zh]]) => [key, zh])), en: Object.fromEntries(Object.entries(words).map(([key, [, en]]) => [key, en])) };
      const i18n = createI18n({ legacy: false, locale: 'zh', fallbackLocale: false, missingWarn: false, fallbackWarn: false, messages, messageResolver: (all, key) => { const text = (all as Record<string, unknown>)[key]; return typeof text === 'string' ? text : null; } });
      for (const [key, [zh, en]] of Object.entries(words)) {
        expect(holes(zh), `${name} ${key}`).toEqual(holes(en));
        expect(en, `${name} ${key}`).not.toMatch(key === 'app.lang' ? /^$/ : /\p{Script=Han}/u);
        const values = Object.fromEntries(holes(zh).map((hole) => [hole, `<${hole}>`]));
        for (const locale of ['zh', 'en'] as const) {
          const said = i18n.global.t(key, values, { locale });
          expect(said === key || said === '', `${locale} ${key} is empty`).toBe(false);
          for (const hole of holes(zh)) expect(said, `${locale} ${key}`).toContain(`<${hole}>`);
          expect(said, `${locale} ${key}`).not.toMatch(/[{}]/);
        }
      }
    }
  });
});
