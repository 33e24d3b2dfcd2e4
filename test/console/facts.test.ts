/** An officer finds a person, writes down what stands about them and ends it, in a real browser against the real server. */
import { describe, expect, it } from 'vitest';
import { noBrowser } from './browser.js';
import { languages } from './languages.js';
import { offices } from './office.js';

describe.skipIf(noBrowser !== null)(`standing facts${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 90_000 }, () => {
  const open = offices();
  it.each(languages())('are found by number, read with source and time, written down, refused plainly, ended with a reason (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    page.setDefaultTimeout(25_000);
    await office.login('a-compliance');
    await office.open('/compliance/facts', '#facts-text');
    await page.fill('#facts-text', '13800138001');
    await page.keyboard.press('Enter');
    await page.click('[data-case="a-case"]');
    await page.locator('#fact-kind').waitFor();
    expect(page.url()).not.toContain('138');
    const facts = () => world.store.find('standingFact', { where: { subject: 'a-party', by: 'a-compliance' }, order: [{ by: 'id' }] });
    // Where they are needs a zone: refused, and nothing that was typed is lost.
    await page.selectOption('#fact-kind', 'whereabouts');
    await page.selectOption('#fact-subject', 'party a-party');
    await page.fill('#fact-source', 'letter of 2 March');
    await page.fill('#fact-evidence', 'moved to Urumqi');
    await page.click('#fact-go');
    await page.locator('section form .error[role=alert]').waitFor();
    expect([await page.inputValue('#fact-source'), await page.inputValue('#fact-evidence'), (await facts()).length]).toEqual(['letter of 2 March', 'moved to Urumqi', 0]);
    await page.fill('#fact-evidence', 'moved to Urumqi: Asia/Urumqi');
    await page.click('#fact-go');
    await page.locator('[data-fact=whereabouts]').waitFor();
    await page.selectOption('#fact-kind', 'attorney');
    await page.selectOption('#fact-subject', 'party a-party');
    await page.click('#fact-go');
    await page.locator('[data-fact=attorney]').waitFor();
    expect(await page.locator('[data-fact=attorney]').innerText()).toContain('letter of 2 March');
    await office.clean(`facts-${lang}`);
    expect((await facts()).map((one) => [one.kind, one.subjectKind, one.source, one.endedAt])).toEqual([['whereabouts', 'party', 'letter of 2 March', null], ['attorney', 'party', 'letter of 2 March', null]]);
    await page.locator('[data-fact=attorney] button').first().click();
    expect(await page.isDisabled('#facts-end')).toBe(true);
    await page.fill('#facts-why', 'mandate ended');
    await page.click('#facts-end');
    await page.locator('[data-fact=attorney]').waitFor({ state: 'detached' });
    await page.click('summary');
    await office.clean(`facts-ended-${lang}`);
    const [lifted] = await world.store.find('streamEvent', { where: { type: 'fact.lifted' } });
    expect([lifted?.actor, (lifted?.data as { reason?: string }).reason]).toEqual(['a-compliance', 'mandate ended']);
    // "Do not call" is recorded here, too, and only ends where somebody may.
    await page.selectOption('#fact-kind', 'suppression');
    await page.selectOption('#fact-subject', 'party a-party');
    await page.click('#fact-go');
    await page.locator('[data-fact=suppression]').nth(1).waitFor();
    expect(office.troubles).toEqual([]);
  });
});
