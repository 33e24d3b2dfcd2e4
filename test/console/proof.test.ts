/** Password or code again before a grave act, and a second factor that must be set up, in a real browser against the real server. */
import type { AddressInfo } from 'node:net';
import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { PASSWORD } from '../http/doubles.js';
import { noBrowser } from './browser.js';
import { languages } from './languages.js';
import { offices } from './office.js';

const MINUTE = 60_000;
describe.skipIf(noBrowser !== null)(`who it is${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 240_000 }, () => {
  const open = offices();

  it.each(languages())('is asked again before a grave act, which then goes on by itself, or is given up (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    await office.login('a-administrator');
    await office.open('/bridge/people', '#person-login');
    world.clock.at += 11 * MINUTE;
    await page.fill('#person-login', 'new.one');
    await page.fill('#person-name', 'New One');
    await page.click('#person-go');
    await page.waitForSelector('#proof-given');
    expect(await page.locator(':focus').getAttribute('id')).toBe('proof-given');
    await office.clean(`proof-${lang}`);
    await page.fill('#proof-given', 'not my password');
    await page.click('#proof-go');
    await page.locator('dialog.proof .error', { hasText: lang === 'en' ? 'password is wrong' : '密码不正确' }).waitFor();
    await page.fill('#proof-given', PASSWORD);
    await page.keyboard.press('Enter');
    // What was typed into the form was sent once more, and made.
    await page.locator('td', { hasText: 'new.one' }).waitFor();
    expect(await page.locator('#proof-given').count()).toBe(0);
    expect(await world.store.count('user', { login: 'new.one' })).toBe(1);
    // Put away, nothing is done.
    world.clock.at += 11 * MINUTE;
    await page.fill('#person-login', 'another.one');
    await page.fill('#person-name', 'Another');
    await page.click('#person-go');
    await page.waitForSelector('#proof-given');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#proof-given', { state: 'detached' });
    expect(await world.store.count('user', { login: 'another.one' })).toBe(0);
    expect(office.troubles).toEqual([]);
  });

  it.each(languages())('a second factor is set up first where the role must have one; recovery codes are shown once (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    const { port } = world.app.server.address() as AddressInfo;
    const signIn = async (): Promise<void> => {
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.fill('#login', 'a-compliance');
      await page.fill('#password', PASSWORD);
      await page.keyboard.press('Enter');
    };
    await signIn();
    await page.waitForSelector('.side-nav');
    // From now on: the next thing that is asked for leads there, without a reload.
    await world.store.run('create', { kind: 'setting', at: world.clock.at, row: { key: 'secondFactor', value: { roles: ['compliance'] } } });
    const begin = page.waitForSelector('#factor-begin');
    // What the first screen still loads may be first: then there is no navigation any more.
    await Promise.race([page.click('.side-nav a[href="/compliance/packs"]').catch(() => undefined), begin]);
    await begin;
    expect(await page.locator('nav a').count()).toBe(0);
    await page.click('#factor-begin');
    const secret = await page.locator('#factor-secret').innerText();
    await page.fill('#factor-code', new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.clock.at }));
    await page.click('#factor-confirm');
    await page.waitForSelector('#recovery-codes li');
    const codes = await page.locator('#recovery-codes li').allInnerTexts();
    expect(codes).toHaveLength(10);
    await office.clean(`recovery-${lang}`);
    await page.click('#recovery-kept');
    await page.waitForSelector('#user');
    // Without the phone, by one of the codes.
    await page.context().clearCookies();
    await signIn();
    await page.fill('#code', codes[4] ?? '');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#user');
    expect(office.troubles).toEqual([]);
  });
});
