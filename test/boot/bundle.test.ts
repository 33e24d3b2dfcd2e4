/** What the server finds by where its files stand (threads, packs, zones, the page) must be found from the bundle as well. */
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join, posix, relative, sep } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, folder, root, start, type Started } from './support.js';

const { ENTRIES } = await import(join(root, 'scripts/bundle.mjs')) as { readonly ENTRIES: readonly string[] };
const SOURCES = join(root, 'src');
/** Each `new URL('…', import.meta.url)` of the server: paths below src. A path of which only the beginning is written counts as its folder. */
const places = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.ts') && !path.startsWith('console/'))
  .flatMap((path) => [...readFileSync(join(SOURCES, path), 'utf8').matchAll(/new URL\(['"`]([^'"`$]*)[^,]*, import\.meta\.url\)/g)].map(([, to = '']) => posix.join(posix.dirname(path), to)));
/** Status and type; the certificate is self-made. */
const ask = (url: string): Promise<string> => new Promise((resolve, reject) => {
  get(url, { rejectUnauthorized: false }, (answer) => { answer.resume(); resolve(`${String(answer.statusCode)} ${answer.headers['content-type']?.split(';')[0] ?? ''}`); }).on('error', reject);
});
const built = (path: string): string => join(root, 'dist', path);

describe('the bundle', () => {
  let server: Started;
  let url: string;
  beforeAll(async () => {
    build();
    server = start(folder(), { DUNWELL_DEMO: 'off', DUNWELL_HTTP_PORT: '0', DUNWELL_HTTPS: 'yes', DUNWELL_LOOPBACK_PORT: '0' });
    url = await server.url;
  }, 240_000);
  afterAll(async () => { await server.stop(); });

  it('has every thread of the sources as an entry, and each where its source stands', () => {
    const threads = places.filter((path) => path.endsWith('.js')).map((path) => path.replace(/\.js$/, ''));
    expect(threads.length).toBeGreaterThan(3);
    expect([...ENTRIES].sort()).toEqual(['cli/index', 'main', ...threads].sort());
    for (const name of ENTRIES) expect(existsSync(built(`${name}.js`)), name).toBe(true);
  });

  it('has every file and folder beside it that the sources name', () => {
    expect(places.length).toBeGreaterThan(ENTRIES.length);
    for (const path of places) expect(existsSync(built(path)), path).toBe(true);
  });

  it('knows no module but its entries and its chunks: a second copy of one would have a state of its own', () => {
    const files = readdirSync(built(''), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
      .map((entry) => relative(built(''), join(entry.parentPath, entry.name)).split(sep).join('/')).filter((path) => !path.startsWith('console/') && !path.startsWith('chunks/'));
    expect(files.sort()).toEqual(ENTRIES.map((name) => `${name}.js`).sort());
  });

  it('serves the page, the API’s page with its own files, and its document, behind a certificate it makes', async () => {
    for (const [path, said] of [['/', '200 text/html'], ['/docs/', '200 text/html'], ['/docs/static/swagger-ui.css', '200 text/css'], ['/docs/json', '200 application/json']] as const) expect(await ask(`${url}${path}`), path).toBe(said);
  });

  it.each(ENTRIES.filter((name) => name.endsWith('-worker') && name !== 'boot/store-worker'))('%s comes up from the bundle: without a job it stumbles over that, not over a module', async (name) => {
    const worker = new Worker(built(`${name}.js`), { workerData: null });
    const failed = once(worker, 'error');
    worker.postMessage(null);
    const [error] = await failed as readonly unknown[];
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(/null/);
  }, 60_000);
});
