/** The officer's screens in a real browser against the real server with the shipped law, in both languages. */
import { describe, expect, it } from 'vitest';
import { NOW } from '../http/doubles.js';
import { noBrowser } from './browser.js';
import { languages } from './languages.js';
import { offices } from './office.js';

const HOUR = 3_600_000;
describe.skipIf(noBrowser !== null)(`the officer's screens${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 60_000 }, () => {
  const open = offices();

  it.each(languages())('say whether a number may be called, by which rule and from when (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    // 22:00 in Shanghai.
    world.clock.at = NOW - (NOW % (24 * HOUR)) + 14 * HOUR;
    await page.clock.setFixedTime(world.clock.now());
    await office.login('a-compliance');
    await office.open('/compliance', '#check-text');
    await page.fill('#check-text', '13800138001');
    await page.keyboard.press('Enter');
    await page.locator('.verdict.no', { hasText: 'a-money-case' }).waitFor();
    // The other case of the same debtor is suppressed for good.
    expect(await page.locator('section', { has: page.locator('.verdict', { hasText: /a-case/ }) }).innerText()).toMatch(lang === 'en' ? /Not before the facts change/ : /须有事实改变/);
    const verdict = await page.locator('.verdict', { hasText: 'a-money-case' }).innerText();
    expect(verdict).toContain(lang === 'en' ? 'May not be called' : '不可拨打');
    expect(verdict).toContain('138****8001');
    // Tomorrow, at the hour the Chinese window opens, by the callee's clock and ours alike.
    expect(verdict.match(/2027-01-16 08:00/g)?.length).toBe(2);
    expect(await page.locator('.week').first().locator('li').count()).toBe(8);
    expect(await page.locator('.week').first().innerText()).toContain('08:00–22:00');
    expect(page.url()).not.toContain('138');
    await office.clean(`check-${lang}`);
    await page.fill('#check-text', '12');
    await page.click('#check-go');
    await page.locator('.error[role=alert]').waitFor();
    expect(await page.locator('.verdict').count()).toBe(0);
    expect(office.troubles).toEqual([]);
  });

  it.each(languages())('show packs, and put one in force only with a name for each unverified rule (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    await office.login('a-compliance');
    await office.open('/compliance/packs', '.pack-list button');
    expect(await page.locator('.pack-list .tag.on').count()).toBe(1);
    await office.clean(`packs-${lang}`);
    await page.click('[data-pack="us.regf"]');
    await page.locator('h2', { hasText: 'us.regf' }).waitFor();
    const rules = await page.locator('.reviewers input').count();
    if (rules > 0) {
      await page.click('#pack-go');
      await page.locator('form .error[role=alert]').waitFor();
      await page.fill('#pack-all', 'Dr. Li');
    }
    await page.click('#pack-go');
    await page.locator('#pack-end').waitFor();
    expect((await world.store.find('packActivation', { where: { pack: 'us.regf' } })).map((row) => [row.by, row.reviews?.length ?? 0])).toEqual([['a-compliance', rules]]);
    await office.clean(`packs-active-${lang}`);
    await page.click('#pack-end');
    expect((await world.store.find('packActivation', { where: { pack: 'us.regf' } }))[0]?.until).toBeNull();
    await page.click('#pack-end');
    await expect.poll(async () => (await world.store.find('packActivation', { where: { pack: 'us.regf' } }))[0]?.until).not.toBeNull();
    // A calendar that is none: the server's words, and nothing taken in.
    await page.setInputFiles('#cal-file', { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"calendar":"CN"}') });
    await page.click('#cal-go');
    await page.locator('form + .error[role=alert]').waitFor();
    expect(office.troubles).toEqual([]);
  });

  it('show packs to an auditor, who can change nothing', async () => {
    const office = await open();
    await office.login('a-auditor');
    await office.open('/compliance/packs', '.pack-list button');
    expect([await office.page.locator('#pack-go').count(), await office.page.locator('#own-go').count(), await office.page.locator('#cal-go').count()]).toEqual([0, 0, 0]);
  });

  it.each(languages())('draw denials by rule, and say what another set of packs would have stopped (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    await office.login('a-compliance');
    await office.open('/compliance/denials', '#sim-go');
    await page.locator('p.empty').waitFor();
    const hour = NOW - (NOW % HOUR) - 2 * HOUR;
    await world.store.run('createMany', { rows: [['CN-TIME', 0, 40, 1], ['CN-TIME', 1, 10, 0], ['CN-CONV2', 0, 0, 3]].map(([rule, back, hopper, permit]) => ({ kind: 'denialTally' as const, at: NOW, row: { hour: hour - Number(back) * HOUR, rule: String(rule), pack: 'cn.gbt45251', entityId: 'a', campaignId: 'a-campaign', hopper: Number(hopper), permit: Number(permit) } })) });
    await page.selectOption('#denials-span', 'week');
    await page.locator('td', { hasText: 'CN-CONV2' }).waitFor();
    expect(await page.locator('svg.bars').getAttribute('aria-label')).toContain('54');
    await page.selectOption('#denials-rule', 'CN-CONV2');
    await expect.poll(() => page.locator('svg.bars').getAttribute('aria-label')).toMatch(/(^|\D)3(\D|$)/);
    await page.check('input[name=sim-pack][value="us.regf"]');
    await page.fill('#sim-day', '2027-01-15');
    await page.click('#sim-go');
    await page.locator('.verdict').waitFor();
    // Both companies dialed one call; only one's own is asked about.
    expect(await page.innerText('.verdict')).toMatch(lang === 'en' ? /of 1 calls/ : /共 1 通/);
    await office.clean(`denials-${lang}`);
    expect(office.troubles).toEqual([]);
  });

  it.each(languages())('verify the chain, export a bundle and say who did (%s)', async (lang) => {
    const office = await open(lang);
    const { page } = office;
    await office.login('a-compliance');
    await office.open('/compliance/evidence', '#verify');
    await page.click('#verify');
    await page.locator('.verdict').waitFor();
    expect(await page.locator('.verdict.yes').count()).toBe(1);
    await page.fill('#evi-debtor', 'a-case');
    await page.fill('#evi-reason', 'complaint 4711');
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('#evi-go')]);
    expect(file.suggestedFilename()).toMatch(/^evidence-a-party-.*-masked\.zip$/);
    await page.locator('td', { hasText: 'complaint 4711' }).waitFor();
    await office.clean(`evidence-${lang}`);
    await page.fill('#evi-debtor', 'b-case');
    await page.fill('#evi-reason', 'none of ours');
    await page.click('#evi-go');
    await page.locator('.error[role=alert]').waitFor();
    expect(office.troubles).toEqual([]);
  });
});
