/** A whole shift in a browser, against the real server on its simulated switch: a collector's and a supervisor's, each in both languages. */
import { mkdir } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, folder, QUICK, start, until, type Started } from '../boot/support.js';
import { axe } from '../console/axe.js';
import { noBrowser, openBrowser } from '../console/browser.js';
import { languages, type Language } from '../console/languages.js';
import { words as bridgeWords } from '../../src/console/bridge/words.js';
import { words as deskWords } from '../../src/console/desk/words.js';
import { words as sharedWords } from '../../src/console/shared/words.js';

const WORDS: Readonly<Record<string, readonly string[]>> = { ...sharedWords, ...deskWords, ...bridgeWords };
/** What the page says for a key, in its language. */
const say = (lang: Language, key: string): string => WORDS[key]![lang === 'en' ? 1 : 0]!;
const anyOf = (lang: Language, ...keys: readonly string[]): RegExp => new RegExp(keys.map((key) => say(lang, `state.${key}`)).join('|'));

const SHOTS = process.env['DUNWELL_SCREENSHOTS'];
const PASSWORD = 'a-long-test-password';
interface Attempt { readonly id: string; readonly dispositionCode: string | null; readonly bridgedAt: number | null; readonly outcome: string | null; readonly campaignId: string | null }

describe.skipIf(noBrowser !== null)(`a day at work${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 600_000 }, () => {
  const where = folder();
  let server: Started;
  let url: string;
  let browser: Browser;
  let token: string;
  beforeAll(async () => {
    build();
    server = start(where, { ...QUICK, DUNWELL_DEMO_COLLECTORS: '1', DUNWELL_SIM_SPEED: '6' });
    [url, browser] = await Promise.all([server.url, openBrowser()]);
    token = (JSON.parse(readFileSync(join(where, 'data/cli-token'), 'utf8')) as { token: string }).token;
    // A colleague of another team: no campaign's calls come to her.
    const entityId = (await ask<{ items: { id: string; login: string; entityId: string }[] }>('GET', '/users?limit=100')).items.find((one) => one.login === 'demo')!.entityId;
    const team = await ask<{ id: string }>('POST', '/teams', { entityId, name: 'Second' });
    await ask('POST', '/users', { login: 'bea', displayName: 'Bea', role: 'collector', entityId, teamId: team.id, desk: { kind: 'user', user: '1030', domain: 'dunwell.local' }, password: PASSWORD, mustChangePassword: false });
    await ask('POST', '/users', { login: 'sue', displayName: 'Sue', role: 'supervisor', entityId, teamId: null, desk: { kind: 'user', user: '1031', domain: 'dunwell.local' }, password: PASSWORD, mustChangePassword: false });
  }, 300_000);
  afterAll(async () => { await browser.close(); await server.stop(); });

  async function open(locale: string): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly troubles: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale, timezoneId: 'Asia/Shanghai' });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const troubles: string[] = [];
    page.on('pageerror', (error) => { troubles.push(error.message); });
    return { page, context, troubles };
  }
  const shot = async (page: Page, name: string): Promise<void> => { if (SHOTS !== undefined) { await mkdir(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${name}.png`) }); } };
  const passwordOf = (login: string): string => new RegExp(`${login} +password +(\\w{20})`).exec(server.out())?.[1] ?? '';
  async function signIn(page: Page, login: string, password: string): Promise<void> {
    await page.goto(url);
    await page.fill('#login', login);
    await page.fill('#password', password);
    await page.keyboard.press('Enter');
  }
  /** Once the desk is open: before, there is nobody to hear the key. */
  async function goReady(page: Page, lang: Language): Promise<void> {
    await page.locator('#ready:enabled').waitFor();
    await page.locator('#leg').waitFor({ state: 'attached' });
    await page.keyboard.press('F2');
    await page.locator('#state', { hasText: anyOf(lang, 'ready', 'reserved', 'talking', 'wrapUp') }).waitFor();
  }
  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return await response.json() as T;
  }
  const attempt = (id: string): Promise<Attempt> => ask('GET', `/attempts/${id}`);

  it.each(languages())('takes ten calls, each filed otherwise, with a promise, a callback, a hold, a lost network and a transfer (%s)', async (lang) => {
    const { page, context, troubles } = await open(lang);
    await signIn(page, 'demo', passwordOf('demo'));
    await goReady(page, lang);
    const me = (await ask<{ items: { id: string; login: string }[] }>('GET', '/users?limit=100')).items.find((one) => one.login === 'demo')!.id;
    const current = async (): Promise<string | null> => (await ask<{ agents: { userId: string; attemptId: string | null }[] }>('GET', '/live')).agents.find((one) => one.userId === me)?.attemptId ?? null;
    const filed: { readonly id: string; readonly code: string }[] = [];

    /** Waits for a customer; whoever hangs up at once is filed and the next is waited for. */
    const talk = async (): Promise<string> => {
      for (;;) {
        await page.locator('#state', { hasText: anyOf(lang, 'talking', 'wrapUp') }).waitFor({ timeout: 120_000 });
        const id = await current();
        if (id === null) continue;
        if (anyOf(lang, 'talking').test(await page.locator('#state').innerText())) return id;
        await finish(id, 'e', 'hung_up_at_once', false);
      }
    };
    /** Picks by one key and files; whether the customer is still there does not matter. */
    const finish = async (id: string, key: string, code: string | null, counts = true): Promise<void> => {
      await page.locator('#case-title').click();
      await page.keyboard.press(key);
      await page.keyboard.press('F4');
      await page.keyboard.press('F9');
      await until(`${id} filed`, async () => (await attempt(id)).dispositionCode !== null);
      if (code !== null && counts) filed.push({ id, code: (await attempt(id)).dispositionCode ?? '' });
      await page.locator('#state', { hasText: anyOf(lang, 'ready', 'reserved', 'talking') }).waitFor();
    };

    // A promise, after who it is was made sure of.
    let id = await talk();
    await page.locator('.gate').waitFor();
    expect(await page.getByText(say(lang, 'gate.why')).count()).toBeGreaterThan(0);
    await shot(page, `${lang}-shift-unverified`);
    await page.keyboard.press('F10');
    await page.locator('.gate').waitFor({ state: 'detached' });
    await shot(page, `${lang}-shift-verified`);
    expect(await axe(page)).toEqual([]);
    await page.locator('#case-title').click();
    await page.keyboard.press('1');
    await page.fill('#amount', '100');
    await page.fill('#due', await page.getAttribute('#due', 'min') ?? '');
    await page.keyboard.press('F9');
    await until('the promise filed', async () => (await attempt(id)).dispositionCode !== null);
    filed.push({ id, code: (await attempt(id)).dispositionCode ?? '' });
    await page.keyboard.press('F4');

    // Plain results, one key each.
    for (const key of ['3', '4', '5', '6', '7', 'h']) {
      id = await talk();
      await finish(id, key, key);
    }

    // On hold and back; then the network goes in the middle, and what was typed is there when it is back.
    id = await talk();
    await page.keyboard.press('F7');
    await page.locator('.softphone', { hasText: say(lang, 'call.held') }).or(page.locator('#state', { hasText: anyOf(lang, 'wrapUp') })).first().waitFor();
    await page.keyboard.press('F7');
    await page.fill('#note', '客户说明天回电');
    await context.setOffline(true);
    await page.getByText(say(lang, 'link.lost')).waitFor();
    await pause(2_000);
    expect(await page.inputValue('#note')).toBe('客户说明天回电');
    await context.setOffline(false);
    await page.getByText(say(lang, 'link.lost')).waitFor({ state: 'hidden' });
    expect(await page.inputValue('#note')).toBe('客户说明天回电');
    await page.locator('#case-title').click();
    await page.keyboard.press('u');
    await page.keyboard.press('F4');
    await page.keyboard.press('F9');
    await until('filed after the network came back', async () => (await attempt(id)).dispositionCode !== null);
    filed.push({ id, code: (await attempt(id)).dispositionCode ?? '' });

    // A callback at a lawful time.
    id = await talk();
    await page.locator('#case-title').click();
    await page.keyboard.press('2');
    const min = await page.getAttribute('#callback-at', 'min') ?? '';
    await page.fill('#callback-at', `${new Date(Date.parse(`${min.slice(0, 10)}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)}T10:30`);
    await page.keyboard.press('F4');
    await page.keyboard.press('F9');
    await until('the callback filed', async () => (await attempt(id)).dispositionCode !== null);
    filed.push({ id, code: (await attempt(id)).dispositionCode ?? '' });
    expect((await ask<{ items: { attemptId: string | null }[] }>('GET', '/callbacks?limit=100')).items.some((one) => one.attemptId === id)).toBe(true);

    // Handed to a colleague: she has it, with the case, and files it.
    const bea = await open(lang);
    await signIn(bea.page, 'bea', PASSWORD);
    await goReady(bea.page, lang);
    await bea.page.locator('#leg.parked').waitFor({ state: 'attached' });
    id = await talk();
    await page.click('#transfer');
    await page.locator('#colleague option', { hasText: 'Bea' }).waitFor({ state: 'attached' });
    await page.selectOption('#colleague', { label: await page.locator('#colleague option', { hasText: 'Bea' }).innerText() });
    await shot(page, `${lang}-shift-transfer`);
    await page.locator('.transfer button').first().click();
    await bea.page.locator('#state', { hasText: anyOf(lang, 'talking') }).waitFor();
    expect(await bea.page.locator('#case-title').innerText()).toMatch(/^\p{Script=Han}{2,4}$/u);
    await bea.page.locator('#case-title').click();
    await bea.page.keyboard.press('c');
    await bea.page.keyboard.press('F4');
    await bea.page.keyboard.press('F9');
    await until('filed by the colleague', async () => (await attempt(id)).dispositionCode !== null);
    filed.push({ id, code: (await attempt(id)).dispositionCode ?? '' });
    expect(bea.troubles).toEqual([]);
    await bea.context.close();

    expect(new Set(filed.map((one) => one.code)).size).toBe(10);
    for (const one of filed) expect((await attempt(one.id)).bridgedAt).not.toBeNull();
    await shot(page, `${lang}-shift-end`);
    expect(troubles).toEqual([]);
    await context.close();
  });

  it.each(languages())('a supervisor imports a list, launches it, changes the target, holds it, and listens (%s)', async (lang) => {
    const autumn = `Autumn ${lang}`;
    const { page, context, troubles } = await open(lang);
    await signIn(page, 'sue', PASSWORD);
    await page.locator('.campaign', { hasText: 'Demo' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await shot(page, `${lang}-bridge-overview`);

    await page.click('.side-nav a[href="/bridge/campaigns"]');
    await page.fill('#campaign-name', autumn);
    await page.click('#campaign-go');
    await page.locator('.campaign', { hasText: autumn }).waitFor();
    await page.click('.side-nav a[href="/bridge/imports"]');
    const rows = Array.from({ length: 40 }, (_, n) => `客户${n},A-${lang}-${n},1391234${String((lang === 'en' ? 1000 : 2000) + n)},100.00,CNY,2026-10-01,2026-11-01,b1`);
    await page.setInputFiles('#import-file', { name: 'autumn.csv', mimeType: 'text/csv', buffer: Buffer.from(`客户姓名,合同号,手机号,本金,币种,逾期日期,委案日期,批次\n${rows.join('\n')}\n错,A-${lang}-x,12,1,CNY,2026-10-01,2026-11-01,b1\n`) });
    await page.selectOption('#import-campaign', { label: autumn });
    await page.selectOption('#import-creditor', { index: 1 });
    await page.click('#import-go');
    await page.locator('.figure', { hasText: '41' }).first().waitFor();
    // What could not be taken is named, with its row.
    await page.locator('tr', { hasText: lang === 'en' ? /^42.*not a number of any numbering plan/s : /^42/ }).first().waitFor();
    await shot(page, `${lang}-bridge-import`);

    await page.click('.side-nav a[href="/bridge"]');
    const card = page.locator('.campaign', { hasText: autumn });
    await card.locator('[data-act=start]').click();
    const mine = (await ask<{ items: { id: string; name: string }[] }>('GET', '/campaigns?limit=100')).items.find((one) => one.name === autumn)!.id;
    await until('calls of it', async () => (await ask<{ items: unknown[] }>('GET', `/attempts?campaignId=${mine}&limit=5`)).items.length > 0);

    await page.click('.side-nav a[href="/bridge/campaigns"]');
    await page.selectOption('#pacing-campaign', { label: autumn });
    await page.fill('#pacing-target', '1.5');
    await page.click('#pacing-go');
    await until('the target stored', async () => (await ask<{ settings: { abandonTarget: number } }>('GET', `/campaigns/${mine}`)).settings.abandonTarget === 0.015);

    await page.click('.side-nav a[href="/bridge"]');
    await card.locator('[data-act=pause]').click();
    await until('the campaign held', async () => (await ask<{ state: string }>('GET', `/campaigns/${mine}`)).state === 'paused');

    // Somebody's call is listened to: the supervisor's own line is raised for it.
    await until('somebody listened to', async () => {
      const row = page.locator('tr', { has: page.getByRole('button', { name: say(lang, 'mon.listen'), exact: true }) }).first();
      await row.getByRole('button', { name: say(lang, 'mon.listen'), exact: true }).click({ timeout: 3_000 }).catch(() => undefined);
      const live = await ask<{ calls: { attemptId: string }[] }>('GET', '/live');
      for (const call of live.calls) if ((await ask<{ items: { event: string }[] }>('GET', `/attempts/${call.attemptId}/journal`)).items.some((line) => line.event === 'monitored')) return true;
      return undefined;
    });
    await shot(page, `${lang}-bridge-listening`);
    expect(troubles).toEqual([]);
    await context.close();
  });
});
