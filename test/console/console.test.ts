/** The page in a real browser against the real gateway: a collector works, loses the line, reloads; a supervisor watches and steers. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRig, until, user, type Rig } from '../desk/support.js';
import { axe } from './axe.js';
import { noBrowser, openBrowser } from './browser.js';
import { buildConsole, type Built } from './build.js';
import { fakeApi, type FakeApi } from './fake-api.js';
import { liveView, Play, pop } from './play.js';

const SHOTS = process.env['DUNWELL_SCREENSHOTS'];
const USERS = [{ ...user('anna'), displayName: '李敏' }, { ...user('boss', 'supervisor'), displayName: '王主管' }, { ...user('root', 'administrator'), displayName: '管理员' }];

describe.skipIf(noBrowser !== null)(`console${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 60_000 }, () => {
  let built: Built;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let rig: Rig;
  let api: FakeApi;
  let troubles: string[];

  beforeAll(async () => { [built, browser] = await Promise.all([buildConsole(), openBrowser()]); }, 120_000);
  afterAll(async () => { await browser.close(); await built.remove(); });
  beforeEach(async () => {
    const users = new Map(USERS.map((u) => [u.login, u]));
    api = fakeApi(built, users);
    rig = await startRig({ users: USERS, http: api.listener, settings: { liveEvery: 100 } });
    context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    troubles = [];
    page.on('pageerror', (error) => { troubles.push(error.message); });
    page.on('console', (message) => { if (message.type() === 'error' && !/401|422|WebSocket|ERR_CONNECTION/.test(message.text())) troubles.push(message.text()); });
  });
  afterEach(async () => { await context.close(); await rig.stop(); });

  const shot = async (name: string): Promise<void> => { if (SHOTS !== undefined) { await mkdir(SHOTS, { recursive: true }); await page.screenshot({ path: join(SHOTS, `${name}.png`) }); } };
  /** Something in the menu under one's name. */
  const choose = async (item: string): Promise<void> => { if (!await page.isVisible(item)) await page.click('#user'); await page.click(item); };
  const login = async (name: string, hash = ''): Promise<void> => {
    await page.goto(`http://127.0.0.1:${rig.port}/${hash}`);
    await page.fill('#login', name);
    await page.fill('#password', 'correct horse battery');
    await page.keyboard.press('Enter');
    await page.waitForSelector('main.desk, main.live');
  };

  it('asks who one is, in two languages, and refuses a wrong password', async () => {
    await page.goto(`http://127.0.0.1:${rig.port}/`);
    await page.fill('#login', 'anna');
    await page.fill('#password', 'wrong');
    await page.click('button[type=submit]');
    await page.getByText('账号或密码错误').waitFor();
    await shot('login');
    expect(await axe(page)).toEqual([]);
    await page.click('#lang');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(api.requestsFailed).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('works a call from ready to the disposition, by keyboard', async () => {
    const play = new Play(rig.gateway, rig.conductor, 'u-anna');
    await login('anna');
    await page.locator('#state', { hasText: '示忙' }).waitFor();
    await shot('desk-idle');
    await page.keyboard.press('F2');
    await page.locator('#state', { hasText: '示闲' }).waitFor();
    await shot('desk-ready');
    const attemptId = play.call();
    await page.locator('#case-title', { hasText: '张 "}伟' }).waitFor();
    play.connect();
    await page.locator('#state', { hasText: '通话' }).waitFor();
    await page.locator('.script .say', { hasText: '华信银行' }).waitFor();
    await page.keyboard.press('F7');
    await page.locator('.phase', { hasText: '已保持' }).waitFor();
    await page.keyboard.press('F7');
    await page.locator('.phase', { hasText: '通话中' }).waitFor();
    await page.click('#pad');
    await page.click('.key[aria-label="按键 5"]');
    await until(() => rig.conductor.commands.some((c) => c.command.type === 'digits' && c.command.digits === '5'), 'a digit');
    await page.keyboard.press('p');
    await page.fill('#amount', '2,000.50');
    await page.fill('#due', '2030-01-15');
    await page.fill('#note', '发工资后还款');
    await shot('desk-talking');
    await page.keyboard.press('F4');
    await page.locator('#state', { hasText: '小结' }).waitFor();
    await shot('desk-wrapup');
    await page.locator('.softphone > .clock', { hasText: '小结剩余' }).waitFor();
    await page.keyboard.press('F3');
    await page.locator('.softphone > .clock', { hasText: /0:(0\d|10) 后示闲/ }).waitFor();
    expect(rig.conductor.commands.at(-1)?.command).toEqual({ type: 'readyIn', seconds: 10 });
    await page.keyboard.press('F9');
    await until(() => play.filed.length === 1, 'the disposition');
    expect(play.filed[0]).toEqual({ type: 'dispose', attemptId, code: 'PTP', note: '发工资后还款', promise: { amount: 200050, due: '2030-01-15' } });
    await page.locator('#state', { hasText: '示闲' }).waitFor();
    await page.selectOption('#pause', 'lunch');
    await page.locator('#state', { hasText: '午餐' }).waitFor();
    expect(troubles).toEqual([]);
  });

  it('keeps what is owed back until the right party is verified, and says what must be said', async () => {
    const play = new Play(rig.gateway, rig.conductor, 'u-anna');
    play.pop = { ...pop, script: { name: 'M1', zh: '# 开场\n您好，请问是张伟先生吗？\n- [ ] 本次通话将被录音\n> 是本人 -> 说明\n# 说明 !\n您的欠款已逾期 18 天。', en: '' } };
    await login('anna');
    await page.locator('#state', { hasText: '示忙' }).waitFor();
    const attemptId = play.call();
    play.connect();
    await page.locator('#gate-title').waitFor();
    const body = (): Promise<string> => page.innerText('.case');
    expect(await body()).not.toMatch(/10,450|逾期 18|15 号发工资/);
    await page.click('.branches button');
    await page.getByText('核身后显示', { exact: true }).waitFor();
    await page.uncheck('input[name=check][value=name]');
    await page.keyboard.press('F10');
    await page.getByText('请至少勾选一项核对内容').waitFor();
    await page.check('input[name=check][value=identity]');
    await shot('desk-gate');
    await page.keyboard.press('F10');
    await page.locator('.case', { hasText: '10,450.50' }).waitFor();
    expect(rig.conductor.commands.at(-1)?.command).toEqual({ type: 'verify', attemptId, checks: ['identity'] });
    await page.locator('.script .say', { hasText: '已逾期 18 天' }).waitFor();
    expect(await body()).toMatch(/15 号发工资/);
    await page.keyboard.press('r');
    await page.getByText('还有 1 项必说内容未勾选').waitFor();
    await page.fill('#note', '再不还就叫人抓你');
    await page.click('#file-title');
    await page.getByText('以拘留、判刑相威胁').waitFor();
    await shot('desk-verified');
    expect(await axe(page)).toEqual([]);
    await page.reload();
    await page.locator('.case', { hasText: '10,450.50' }).waitFor();
    expect(await page.inputValue('#note')).toBe('再不还就叫人抓你');
    expect(troubles).toEqual([]);
  });

  it('lists the day and the cases, opens one and dials it from its row', async () => {
    new Play(rig.gateway, rig.conductor, 'u-anna');
    await login('anna');
    await page.locator('#state', { hasText: '示忙' }).waitFor();
    await page.locator('.own', { hasText: '3:00' }).waitFor();
    await page.click('#work-today');
    await page.getByText('核对还款凭证').waitFor();
    expect(await axe(page)).toEqual([]);
    await shot('desk-today');
    await page.keyboard.press('ArrowRight');
    await page.locator('.case-rows li').nth(2).waitFor();
    await page.click('.case-rows li:nth-child(1) .link');
    await page.locator('#case-title', { hasText: '王**' }).waitFor();
    await page.locator('.facts', { hasText: '所在城市' }).waitFor();
    await shot('desk-cases');
    expect(await axe(page)).toEqual([]);
    await page.click('.case-rows li:nth-child(1) button:has-text("拨号")');
    await until(() => rig.conductor.commands.some((c) => c.command.type === 'manualDial'), 'the dial');
    expect(rig.conductor.commands.at(-1)?.command).toEqual({ type: 'manualDial', campaignId: 'c-1', contactPointId: 'cp-1', leadId: 'l-2' });
    expect(troubles).toEqual([]);
  });

  it('loses nothing typed when the line drops or the page is reloaded, and comes back to the call', async () => {
    const play = new Play(rig.gateway, rig.conductor, 'u-anna');
    await login('anna');
    await page.locator('#state', { hasText: '示忙' }).waitFor();
    play.call();
    play.connect();
    await page.locator('#state', { hasText: '通话' }).waitFor();
    await page.click('label:has-text("拒绝还款")');
    await page.fill('#note', '客户情绪激动');
    await rig.gateway.stop();
    await page.getByText('通话不受影响').waitFor();
    await shot('desk-lost');
    expect(await page.inputValue('#note')).toBe('客户情绪激动');
    await page.reload();
    await page.waitForSelector('main.desk');
    const second = await startRig({ users: USERS });
    new Play(second.gateway, second.conductor, 'u-anna');
    second.conductor.picture = rig.conductor.picture;
    second.gateway.attach(rig.server);
    await page.locator('#case-title', { hasText: '张' }).waitFor();
    expect(await page.inputValue('#note')).toBe('客户情绪激动');
    expect(await page.isChecked('input[value=REFUSE]')).toBe(true);
    await second.stop();
  });

  it('previews, skips and takes, books a callback, and ends the shift before logging out', async () => {
    const play = new Play(rig.gateway, rig.conductor, 'u-anna');
    await login('anna');
    await page.locator('#state', { hasText: '示忙' }).waitFor();
    play.push({ type: 'preview', at: Date.now(), pop, mode: 'preview', until: Date.now() + 60_000 });
    await page.locator('#preview-title', { hasText: '张' }).waitFor();
    await shot('desk-preview');
    await page.fill('#skip-reason', '已约定明天');
    await page.click('#skip');
    await until(() => rig.conductor.commands.some((c) => c.command.type === 'previewSkip'), 'the skip');
    await page.locator('#preview-title').click();
    await page.keyboard.press('F9');
    await until(() => rig.conductor.commands.some((c) => c.command.type === 'previewTake' && c.command.leadId === 'l-1'), 'the take');
    play.call();
    play.connect();
    await page.locator('#state', { hasText: '通话' }).waitFor();
    await choose('#logout');
    await page.getByText('请先结束通话再退出').waitFor();
    play.end('customer');
    await page.locator('#state', { hasText: '小结' }).waitFor();
    await page.click('label:has-text("要求回拨")');
    await page.click('#file');
    await page.getByText('请选择将来的时间').waitFor();
    await page.fill('#callback-at', '2030-01-15T10:30');
    await page.uncheck('#mine');
    await page.click('#file');
    await until(() => play.filed.length === 1, 'the disposition');
    expect(play.filed[0]).toMatchObject({ code: 'CALLBACK', callback: { at: Date.UTC(2030, 0, 15, 2, 30), mine: false } });
    await choose('#logout');
    await page.waitForSelector('#password');
    expect(rig.conductor.commands.at(-1)?.command).toEqual({ type: 'logout' });
    expect(troubles).toEqual([]);
  });

  it('says that the desk is open elsewhere, and takes it over on demand', async () => {
    new Play(rig.gateway, rig.conductor, 'u-anna');
    await login('anna');
    await page.locator('#state', { hasText: '示忙' }).waitFor();
    const other = await context.newPage();
    await other.goto(`http://127.0.0.1:${rig.port}/`);
    await other.getByText('此坐席已在其他窗口打开').waitFor();
    await other.click('#takeover');
    await other.locator('#state', { hasText: '示忙' }).waitFor();
    await page.getByText('坐席已在其他地方打开').waitFor();
    expect(rig.gateway.counts().open).toBe(1);
  });

  it('shows the failure of a command in the collector\'s language', async () => {
    const play = new Play(rig.gateway, rig.conductor, 'u-anna');
    rig.conductor.view = liveView(Date.now(), 0);
    await login('anna');
    await page.locator('#state', { hasText: '示忙' }).waitFor();
    play.call();
    play.connect();
    await page.click('#transfer');
    await page.locator('#colleague option', { hasText: '陈静' }).waitFor({ state: 'attached' });
    await page.click('.transfer button:has-text("转接") >> nth=0');
    await page.getByText('当前状态不能执行此操作').waitFor();
    await choose('#lang');
    await page.getByRole('heading', { name: 'Disposition' }).waitFor();
    await shot('desk-english');
    expect(troubles).toEqual([]);
  });

  it('lets a supervisor watch, steer, upload, search and suppress', async () => {
    rig.conductor.view = liveView(Date.now(), 0);
    await login('boss');
    await page.locator('.campaign', { hasText: '信用卡 M1' }).waitFor();
    await page.getByText('演示时钟').waitFor();
    await page.locator('tr', { hasText: '陈静' }).first().waitFor();
    await shot('live-overview');
    expect(await axe(page)).toEqual([]);
    rig.conductor.view = liveView(Date.now(), 5);
    await page.locator('.figure b', { hasText: '1835' }).waitFor();
    await page.click('[data-act=pause]');
    await until(() => api.asked.some((a) => a.path === '/campaigns/c-1/pause'), 'the pause');
    await page.locator('tr', { hasText: '李敏' }).first().getByRole('button', { name: '监听', exact: true }).click();
    await until(() => api.asked.some((a) => a.path === '/live/calls/a-77/monitor' && a.body.includes('listen')), 'listening');

    await page.click('.side-nav a[href="/bridge/imports"]');
    await page.setInputFiles('#import-file', { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('姓名,手机号\n张伟,13800138000\n') });
    await page.click('#import-go');
    await page.getByText('号码位数不对').waitFor();
    await shot('live-import');
    expect(await axe(page)).toEqual([]);

    await page.click('.side-nav a[href="/bridge/leads"]');
    await page.fill('#lead-text', '13800138000');
    await page.click('#lead-go');
    await page.click('[data-why=l-1]');
    await page.getByText('同一号码两次拨打需间隔').waitFor();
    expect(page.url()).not.toContain('138');
    await shot('live-why');
    expect(await axe(page)).toEqual([]);

    await page.click('.side-nav a[href="/bridge/suppressions"]');
    await page.fill('#dnc-number', '13800138000');
    await page.click('#dnc-go');
    await page.getByText('已加入禁呼').waitFor();
    await shot('live-dnc');
    expect(await axe(page)).toEqual([]);
    await page.click('.side-nav a[href="/bridge/trunks"]');
    await page.locator('tr', { hasText: 'carrier1' }).waitFor();
    await shot('live-trunks');
    expect(await axe(page)).toEqual([]);
    await page.click('.side-nav a[href="/bridge/campaigns"]');
    // What bears on pacing, of a campaign that is there: mistakes are told, then it is taken as typed.
    await expect.poll(() => page.inputValue('#pacing-stop')).toBe('5');
    expect([await page.inputValue('#pacing-level'), await page.inputValue('#pacing-stop-from'), await page.inputValue('#pacing-risk'), await page.inputValue('#pacing-ring')]).toEqual(['3', '200', '0.1', '']);
    await page.fill('#pacing-target', '9');
    await page.fill('#pacing-level', '20');
    await page.fill('#pacing-stop', '');
    await page.fill('#pacing-ring', '18');
    await page.fill('#pacing-inbound', '2');
    await page.check('#pacing-30d');
    await page.check('#pacing-wrap');
    await page.click('#pacing-go');
    await page.locator('p.error', { hasText: '/settings/abandonTarget: must be a number from 0 to 0.05' }).waitFor();
    await page.fill('#pacing-target', '2.5');
    await page.fill('#pacing-risk', '0.2');
    await page.click('#pacing-go');
    await page.getByText('运行中的活动即刻生效').waitFor();
    expect(JSON.parse(api.asked.filter((a) => a.method === 'PATCH').at(-1)!.body)).toEqual({ version: 1, settings: { mode: 'predictive', abandonTarget: 0.025, maxDialLevel: 20, pacing: { nearZeroRisk: 0.002, windows: ['24h', '30d'], stop: null, cancelAfterRing: 18_000, knownWrapEnd: true, inboundReserve: 2 } } });
    await shot('live-pacing');
    expect(await axe(page)).toEqual([]);
    await page.fill('#campaign-name', '新活动');
    await page.click('#campaign-go');
    await page.locator('.campaign').waitFor();
    expect(troubles).toEqual([]);
  });

  it('lets an administrator create people', async () => {
    rig.conductor.view = liveView(Date.now(), 0);
    await login('root');
    await page.click('.side-nav a[href="/bridge/people"]');
    await page.fill('#person-login', 'newbie');
    await page.fill('#person-name', '新人');
    await page.fill('#person-desk', '1004@dunwell.local');
    await page.click('#person-go');
    await page.getByText('abcd-efgh-ijkl').waitFor();
    await shot('live-people');
    expect(await axe(page)).toEqual([]);
    expect(JSON.parse(api.asked.find((a) => a.method === 'POST' && a.path === '/users')!.body)).toMatchObject({ login: 'newbie', role: 'collector', entityId: 'e-1', desk: { kind: 'user', user: '1004', domain: 'dunwell.local' } });
    expect(troubles).toEqual([]);
  });
});
