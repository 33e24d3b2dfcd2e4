/** The reports in a real browser: filter, sort by keyboard, take along with a reason, empty and in trouble; in both languages, without a serious finding of axe-core. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRig, user, type Rig } from '../desk/support.js';
import { axe } from './axe.js';
import { noBrowser, openBrowser } from './browser.js';
import { buildConsole, type Built } from './build.js';
import { fakeApi, type FakeApi } from './fake-api.js';
import { languages } from './languages.js';

const SHOTS = process.env['DUNWELL_SCREENSHOTS'];
const USERS = [{ ...user('anna'), displayName: '李敏' }, { ...user('boss', 'supervisor'), displayName: '王主管' }];

describe.skipIf(noBrowser !== null)(`reports${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 60_000 }, () => {
  let built: Built;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let rig: Rig;
  let api: FakeApi;
  let troubles: string[];
  beforeAll(async () => { [built, browser] = await Promise.all([buildConsole(), openBrowser()]); }, 120_000);
  afterAll(async () => { await browser.close(); });
  beforeEach(async () => {
    api = fakeApi(built, new Map(USERS.map((one) => [one.login, one])));
    rig = await startRig({ users: USERS, http: api.listener });
    context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    troubles = [];
    page.on('pageerror', (error) => { troubles.push(error.message); });
    page.on('console', (message) => { if (message.type() === 'error' && !/401|422|500|WebSocket|ERR_CONNECTION/.test(message.text())) troubles.push(message.text()); });
  });
  afterEach(async () => { await context.close(); await rig.stop(); });

  const shot = async (name: string): Promise<void> => { if (SHOTS !== undefined) { await mkdir(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${name}.png`) }); } };
  const login = async (name: string): Promise<void> => {
    await page.goto(`http://127.0.0.1:${rig.port}/`);
    await page.fill('#login', name);
    await page.fill('#password', 'correct horse battery');
    await page.keyboard.press('Enter');
    await page.click('nav a[href="/reports"]');
    await page.waitForSelector('main.reports canvas');
  };
  const first = (): Promise<string> => page.innerText('.sorts tbody tr:first-child td:first-child');

  it.each(languages())('shows every report in %s', async (language) => {
    await page.addInitScript(`localStorage.setItem('dunwell.lang', '${language}')`);
    await login('boss');
    await page.getByText('2026-11-20').first().waitFor();
    await shot(`reports-calls-${language}`);
    expect(await axe(page)).toEqual([]);
    await page.click('#rep-times');
    await page.locator('.sorts tbody tr', { hasText: '李敏' }).locator('td', { hasText: '71.4' }).waitFor();
    await shot(`reports-times-${language}`);
    expect(await axe(page)).toEqual([]);
    await page.click('#rep-bestHour');
    await page.locator('.best', { hasText: '18:00' }).waitFor();
    await page.waitForSelector('main.reports canvas');
    await shot(`reports-hours-${language}`);
    expect(await axe(page)).toEqual([]);
    await page.click('#rep-recovery');
    await page.locator('.sorts tbody tr', { hasText: 'M3+' }).locator('td', { hasText: '—' }).first().waitFor();
    await page.waitForSelector('main.reports canvas');
    await shot(`reports-recovery-${language}`);
    expect(await axe(page)).toEqual([]);
    expect(await page.innerText('.notes')).toMatch(language === 'en' ? /not as 0/ : /不是 0/);
    expect(api.requestsFailed).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('sorts by keyboard and says so; nothing known is last', async () => {
    await login('boss');
    await page.selectOption('#rep-by', 'collector');
    await page.getByText('赵强').waitFor();
    await page.waitForSelector('main.reports canvas');
    await shot('reports-collectors-zh-CN');
    const head = page.locator('.sorts th', { hasText: '拨打' });
    await head.locator('button').focus();
    await page.keyboard.press('Enter');
    expect([await head.getAttribute('aria-sort'), await first()]).toEqual(['descending', '无']);
    await page.keyboard.press('Enter');
    expect([await head.getAttribute('aria-sort'), await first()]).toEqual(['ascending', '陈静']);
    expect(await page.innerText('.sorts tfoot td:first-child')).toBe('合计');
    expect(troubles).toEqual([]);
  });

  it('takes a report along only with a reason', async () => {
    await login('boss');
    await page.click('#take');
    await page.selectOption('#take-format', 'csv');
    await page.keyboard.press('Tab');
    await page.keyboard.type('周会');
    await page.keyboard.press('Enter');
    expect(api.asked.some((one) => one.path === '/reports/exports')).toBe(false);
    await page.keyboard.type('材料');
    await shot('reports-take-zh-CN');
    expect(await axe(page)).toEqual([]);
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(file.suggestedFilename()).toBe('calls-day.csv');
    expect(await readFile(await file.path(), 'utf8')).toContain('日期');
    expect(JSON.parse(api.asked.find((one) => one.path === '/reports/exports')?.body ?? '{}')).toMatchObject({ report: 'calls', by: 'day', direction: 'outbound', format: 'csv', lang: 'zh-CN', reason: '周会材料' });
    expect(troubles).toEqual([]);
  });

  it('says that there is nothing, and what went wrong', async () => {
    await login('boss');
    await page.selectOption('#rep-direction', 'inbound');
    await page.getByText('这段时间没有通话').waitFor();
    await page.route('**/api/v1/reports/**', (route) => route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ code: 'report.period', detail: 'at most 31 days at once' }) }));
    await page.selectOption('#rep-direction', 'outbound');
    await page.locator('[role=alert]', { hasText: '通话一次最多 31 天' }).waitFor();
    await shot('reports-trouble-zh-CN');
    await page.unroute('**/api/v1/reports/**');
    await page.click('#rep-again');
    await page.waitForSelector('main.reports canvas');
  });

  it('shows a collector their own numbers, without the file', async () => {
    await login('anna');
    expect([await page.locator('#take').count(), await page.locator('#rep-team').count()]).toEqual([0, 0]);
    expect(troubles).toEqual([]);
  });
});
