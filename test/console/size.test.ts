/** What a browser must load before somebody can work, as it travels. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildConsole, type Built } from './build.js';

interface Chunk { readonly file: string; readonly imports?: readonly string[]; readonly css?: readonly string[]; readonly isEntry?: boolean }
const KB = 1024;
let built: Built;
let manifest: Readonly<Record<string, Chunk>>;
beforeAll(async () => { built = await buildConsole(); manifest = JSON.parse(readFileSync(join(built.folder, 'manifest.json'), 'utf8')) as typeof manifest; });

/** The files of some chunks with everything they import at once. */
function filesOf(...keys: readonly string[]): ReadonlySet<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`the build has no ${key}`);
    if (seen.has(key)) return;
    seen.add(key);
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const other of chunk.imports ?? []) visit(other);
  };
  keys.forEach(visit);
  return files;
}
const weight = (files: ReadonlySet<string>): number => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(built.folder, file)), { level: 9 }).length, 0);

describe('first load, gzip', () => {
  it('of the login stays under 150 KB', () => { expect(weight(filesOf('index.html')) / KB).toBeLessThan(150); });
  it('of the desk stays under 350 KB', () => {
    const kb = weight(filesOf('index.html', 'desk/SoftphoneBar.vue', 'desk/DeskScreen.vue')) / KB;
    expect(kb).toBeLessThan(350);
    expect(kb).toBeGreaterThan(40);
  });
  it('brings no chart with the desk', () => {
    const text = [...filesOf('index.html', 'desk/SoftphoneBar.vue', 'desk/DeskScreen.vue')].map((file) => readFileSync(join(built.folder, file), 'utf8')).join('');
    expect(/\buPlot\b|echarts/.test(text)).toBe(false);
  });
});

describe('the page', () => {
  it('has neither inline script nor inline style', () => {
    const html = readFileSync(join(built.folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
    expect(html).toMatch(/src="\/assets\/[\w-]+-[\w-]{8}\.js"/);
  });
});
