/** A supervisor's hand on one row of the wallboard, in a real browser: state, a word to one, a word to the team. */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRig, until, user, type Rig } from '../desk/support.js';
import { axe } from './axe.js';
import { noBrowser, openBrowser } from './browser.js';
import { buildConsole } from './build.js';
import { fakeApi, type FakeApi } from './fake-api.js';
import { liveView } from './play.js';

describe.skipIf(noBrowser !== null)(`steering collectors${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 90_000 }, () => {
  const users = [{ ...user('boss', 'supervisor'), displayName: '王主管' }];
  let browser: Browser;
  let context: BrowserContext;
  let rig: Rig;
  let api: FakeApi;
  beforeAll(async () => {
    const [built, opened] = await Promise.all([buildConsole(), openBrowser()]);
    browser = opened;
    api = fakeApi(built, new Map(users.map((one) => [one.login, one])));
    rig = await startRig({ users, http: api.listener, settings: { liveEvery: 200 } });
    context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
  }, 240_000);
  afterAll(async () => { await context.close(); await rig.stop(); await browser.close(); });

  it('is done in a dialog that says what holds when, and tells how many got a word', async () => {
    rig.conductor.view = liveView(Date.now(), 0);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`http://127.0.0.1:${rig.port}/`);
    await page.fill('#login', 'boss');
    await page.fill('#password', 'correct horse battery');
    await page.keyboard.press('Enter');
    const row = page.locator('tr', { has: page.locator('strong', { hasText: '李敏' }) });
    const asked = (path: string): unknown => api.asked.filter((one) => JSON.stringify(one).includes(path)).at(-1);
    await row.locator('.steer-open').click();
    await page.selectOption('#steer-reason', 'coach');
    expect(await axe(page)).toEqual([]);
    await page.click('#steer-pause');
    await until(() => JSON.stringify(asked('/live/agents/u-0/state') ?? '').includes('coach'), 'the pause');
    await page.locator('#steer-pause').waitFor({ state: 'detached' });
    await row.locator('.steer-open').click();
    expect(await page.isDisabled('#steer-send')).toBe(true);
    await page.fill('#steer-text', '请先处理 M1');
    await page.click('#steer-team');
    await page.getByText('已发送给 3 人').waitFor();
    expect(JSON.stringify(asked('/live/messages'))).toContain('t-1');
  });
});
