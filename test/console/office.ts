/** The page against the real server over the memory store, with the shipped law: for screens that need no desk. */
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { makePolicies } from '../../src/adapters/packs/policies.js';
import { shippedTexts } from '../../src/adapters/packs/shipped.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { makeImporter } from '../../src/app/import/index.js';
import type { Importer } from '../../src/app/usecases/index.js';
import { makeWorld, PASSWORD, type World } from '../http/doubles.js';
import { axe } from './axe.js';
import { openBrowser } from './browser.js';
import { buildConsole, type Built } from './build.js';
import type { Language } from './languages.js';

const SHOTS = process.env['DUNWELL_SCREENSHOTS'];
const zones = loadZones(fileURLToPath(new URL('../../src/adapters/zones/zones.json', import.meta.url)));
export const shipped = makePolicies(zones, shippedTexts());

export interface Office { readonly world: World; readonly page: Page; readonly context: BrowserContext; readonly troubles: string[]; /** Bytes of the files that were looked at. */ readonly looked: readonly number[]; login(user: string): Promise<void>; open(path: string, ready: string): Promise<void>; clean(name: string): Promise<void>; close(): Promise<void> }

/** One browser for the tests of a `describe`, an office for each of them. */
export function offices(): (lang?: Language) => Promise<Office> {
  let built: Built;
  let browser: Browser;
  let office: Office | null = null;
  beforeAll(async () => { [built, browser] = await Promise.all([buildConsole(), openBrowser()]); }, 120_000);
  afterAll(async () => { await browser.close(); });
  afterEach(async () => { await office?.close(); office = null; });
  return async (lang) => (office = await openOffice(built, browser, lang));
}

async function openOffice(built: Built, browser: Browser, lang: Language = 'zh-CN'): Promise<Office> {
  // Files go the real way; an import is over when its start is answered, as no live view says so here.
  const looked: number[] = [];
  const real: { importer: Importer | null } = { importer: null };
  const importer = (): Importer => { if (real.importer === null) throw new Error('too early'); return real.importer; };
  const world = await makeWorld({}, {
    policies: shipped, zones, consoleRoot: built.folder,
    importer: { start: async (path, options) => { const started = await importer().start(path, options); if (started.ok) await started.value.done; return started; }, preview: async (path, options) => { looked.push((await stat(path)).size); return importer().preview(path, options); }, progress: () => undefined, running: () => [] },
  });
  real.importer = makeImporter({ ...world.deps, files: world.deps.tables });
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = world.app.server.address() as AddressInfo;
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: lang, timezoneId: 'Asia/Shanghai', acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  // The page's own clock is the server's: "yesterday" is the same day on both.
  await page.clock.setFixedTime(world.clock.now());
  const troubles: string[] = [];
  page.on('pageerror', (error) => { troubles.push(error.message); });
  // No desk gateway here: the socket of live views finds nobody.
  page.on('console', (message) => { if (message.type() === 'error' && !/40[0134]|422|WebSocket/.test(message.text())) troubles.push(message.text()); });
  return {
    world, page, context, troubles, looked,
    login: async (user) => {
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.fill('#login', user);
      await page.fill('#password', PASSWORD);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.side-nav');
    },
    open: async (path, ready) => { await page.click(`.side-nav a[href="${path}"]`); await page.waitForSelector(ready); },
    clean: async (name) => {
      if (SHOTS !== undefined) { await mkdir(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${name}.png`) }); }
      expect(await axe(page), name).toEqual([]);
    },
    close: async () => { await context.close(); await world.app.close(); },
  };
}
