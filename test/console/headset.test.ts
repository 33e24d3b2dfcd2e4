/** In a real browser, with a headset that is only made up: its keys end and mute calls, its lamps follow. And the consultation's and messages' controls. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRig, until, user, type Rig } from '../desk/support.js';
import { axe } from './axe.js';
import { noBrowser, openBrowser } from './browser.js';
import { buildConsole, type Built } from './build.js';
import { fakeApi } from './fake-api.js';
import { Play } from './play.js';

/** A file for a look at the strip of a consultation. */
const SHOT = process.env['DUNWELL_CONSULT_SHOT'];
const USERS = [{ ...user('anna'), displayName: '李敏' }];

/** Runs in the page: navigator.hid with one headset (report 1: hook switch, mute as a press; report 2: lamps). */
function fakeHid(): void {
  const sent: number[][] = [];
  const device = {
    productName: 'Test Headset', opened: false, oninputreport: null as ((event: object) => void) | null,
    collections: [{ usagePage: 0x0b, usage: 5, inputReports: [{ reportId: 1, items: [{ usages: [0x0b0020], reportSize: 1, reportCount: 1, isAbsolute: true }, { usages: [0x0b002f], reportSize: 1, reportCount: 1, isAbsolute: false }] }], outputReports: [{ reportId: 2, items: [{ usages: [0x080017], reportSize: 1, reportCount: 1 }, { usages: [0x080009], reportSize: 1, reportCount: 1 }, { usages: [0x080018], reportSize: 1, reportCount: 1 }] }] }],
    open() { this.opened = true; return Promise.resolve(); }, close() { this.opened = false; return Promise.resolve(); }, forget() { granted = false; return Promise.resolve(); },
    sendReport(id: number, data: Uint8Array) { sent.push([id, ...data]); return Promise.resolve(); },
  };
  let granted = false;
  const hid = {
    getDevices: () => Promise.resolve(granted ? [device] : []),
    requestDevice: ({ filters }: { filters: { usagePage: number }[] }) => { granted = filters[0]?.usagePage === 0x0b; return Promise.resolve(granted ? [device] : []); },
    addEventListener: () => undefined, removeEventListener: () => undefined,
  };
  const { navigator } = globalThis as unknown as { readonly navigator: { readonly mediaSession: { setActionHandler(action: string, handler: (() => void) | null): void } } };
  Object.defineProperty(navigator, 'hid', { value: hid });
  const keys = new Map<string, (() => void) | null>();
  const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
  navigator.mediaSession.setActionHandler = (action, handler) => { keys.set(action, handler); set(action, handler); };
  Object.assign(globalThis, { headset: { sent, press: (bits: number) => device.oninputreport?.({ reportId: 1, data: new DataView(Uint8Array.from([bits]).buffer) }), key: (name: string) => keys.get(name)?.() } });
}
interface Faked { readonly sent: number[][]; press(bits: number): void; key(name: string): void }

describe.skipIf(noBrowser !== null)(`a headset${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 60_000 }, () => {
  let built: Built;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let rig: Rig;
  let play: Play;
  let troubles: string[];
  beforeAll(async () => { [built, browser] = await Promise.all([buildConsole(), openBrowser()]); }, 240_000);
  afterAll(async () => { await browser.close(); });
  beforeEach(async () => {
    rig = await startRig({ users: USERS, http: fakeApi(built, new Map(USERS.map((u) => [u.login, u]))).listener });
    context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
    await context.addInitScript(fakeHid);
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    troubles = [];
    page.on('pageerror', (error) => { troubles.push(error.message); });
    play = new Play(rig.gateway, rig.conductor, 'u-anna');
    await page.goto(`http://127.0.0.1:${rig.port}/`);
    await page.fill('#login', 'anna');
    await page.fill('#password', 'correct horse battery');
    await page.keyboard.press('Enter');
    await page.waitForSelector('main.desk');
    await page.locator('#state', { hasText: '示忙' }).waitFor();
  });
  afterEach(async () => { await context.close(); await rig.stop(); });
  const press = (bits: number): Promise<void> => page.evaluate((of) => { (globalThis as unknown as { headset: Faked }).headset.press(of); }, bits);
  const key = (name: string): Promise<void> => page.evaluate((of) => { (globalThis as unknown as { headset: Faked }).headset.key(of); }, name);
  const lamps = (): Promise<number[] | undefined> => page.evaluate(() => (globalThis as unknown as { headset: Faked }).headset.sent.at(-1));
  const lampsAre = (bits: number): Promise<unknown> => page.waitForFunction((of) => (globalThis as unknown as { headset: Faked }).headset.sent.at(-1)?.[1] === of, bits);
  const hangUps = (): number => rig.conductor.commands.filter((one) => one.command.type === 'hangUp').length;

  it('is connected by a setting, hangs up and mutes by its keys, shows it by its lamps, and is let go', async () => {
    await page.click('#audio');
    await page.click('#headset-on');
    await page.locator('#headset-name', { hasText: 'Test Headset' }).waitFor();
    expect(await lamps()).toEqual([2, 0]);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    // With no call its keys mean nothing.
    await press(1);
    await press(0);
    play.call();
    await lampsAre(0b100);
    play.connect();
    await lampsAre(0b001);
    // Off hook, as headsets answer the lamp; then the mute key, pressed and let go, twice.
    await press(0b01);
    await press(0b11);
    await press(0b01);
    await page.locator('#mute[aria-pressed=true]').waitFor();
    await lampsAre(0b011);
    await press(0b11);
    await press(0b01);
    await page.locator('#mute[aria-pressed=false]').waitFor();
    expect(hangUps()).toBe(0);
    await press(0);
    await until(() => hangUps() === 1, 'the hang-up');
    await page.locator('#state', { hasText: '小结' }).waitFor();
    await lampsAre(0);
    await press(0b01);
    await press(0);
    await page.click('#audio');
    await page.click('#headset-off');
    await page.waitForSelector('#headset-on');
    expect(hangUps()).toBe(1);
    expect(troubles).toEqual([]);
  });

  it('the system’s keys do the same without one', async () => {
    await key('hangup');
    play.call();
    play.connect();
    await page.locator('#hold:enabled').waitFor();
    await key('togglemicrophone');
    await page.locator('#mute[aria-pressed=true]').waitFor();
    await key('hangup');
    await until(() => hangUps() === 1, 'the hang-up');
    expect(hangUps()).toBe(1);
  });

  it('somebody is asked first, by mouse and keys; and a supervisor’s word stays until it is read', async () => {
    const attemptId = play.call();
    play.connect();
    const asked = (phase: 'calling' | 'talking' | 'aside' | 'over', why: string | null = null): void => { play.push({ type: 'consult', at: Date.now(), attemptId, phase, role: 'asker', who: '陈静', why, until: null }); };
    const wishes = (): string[] => rig.conductor.commands.flatMap(({ command }) => (command.type === 'consultThen' ? [command.then] : []));
    await page.locator('#transfer:enabled').waitFor();
    await page.keyboard.press('Shift+F7');
    await page.locator('#outside').fill('13800138000');
    await page.click('.transfer button:has-text("先咨询") >> nth=2');
    await until(() => rig.conductor.commands.some(({ command }) => command.type === 'consult' && command.number === '13800138000'), 'the consultation');
    asked('calling');
    await page.locator('#consult-back:enabled').waitFor();
    expect(await page.isDisabled('#consult-complete')).toBe(true);
    asked('talking');
    await page.locator('#consult-complete:enabled').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.locator('#state').click({ trial: true });
    await page.keyboard.press('F7');
    await page.keyboard.press('Shift+F7');
    await page.keyboard.press('Shift+F9');
    await page.click('#consult-back');
    await until(() => wishes().length === 4, 'the wishes');
    expect(wishes()).toEqual(['swap', 'join', 'complete', 'back']);
    if (SHOT !== undefined) await page.screenshot({ path: SHOT });
    asked('over', 'asked');
    await page.locator('#hold:enabled').waitFor();
    play.push({ type: 'message', at: Date.now(), messageId: 'm-1', from: '王主管', toTeam: true, text: '请先处理 M1' });
    play.push({ type: 'message', at: Date.now(), messageId: 'm-2', from: '王主管', toTeam: false, text: '第二条' });
    await page.locator('.message-stack', { hasText: '请先处理 M1' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Shift+F2');
    await until(() => rig.conductor.commands.some(({ command }) => command.type === 'messageRead' && command.messageId === 'm-1'), 'the first read');
    play.push({ type: 'messageGone', at: Date.now(), messageId: 'm-1' });
    await page.locator('.message-stack', { hasText: '第二条' }).waitFor();
    await page.click('#message-read');
    await until(() => rig.conductor.commands.some(({ command }) => command.type === 'messageRead' && command.messageId === 'm-2'), 'the second read');
    play.push({ type: 'messageGone', at: Date.now(), messageId: 'm-2' });
    await page.locator('.message-stack').waitFor({ state: 'detached' });
    expect(troubles).toEqual([]);
  });
});
