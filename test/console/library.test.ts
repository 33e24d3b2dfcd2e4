/** Scripts with the checker, recordings and the audit trail in a real browser against the real server. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { marked, peaks } from '../../src/console/library/wave.js';
import { NOW, vault } from '../http/doubles.js';
import { noBrowser } from './browser.js';
import { languages } from './languages.js';
import { offices } from './office.js';

/** Two seconds at 8 kHz, 16 bit: silence, then a tone. */
function wav(): Buffer {
  const samples = 16_000;
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0); file.writeUInt32LE(36 + samples * 2, 4); file.write('WAVEfmt ', 8); file.writeUInt32LE(16, 16); file.writeUInt16LE(1, 20); file.writeUInt16LE(1, 22);
  file.writeUInt32LE(8000, 24); file.writeUInt32LE(16_000, 28); file.writeUInt16LE(2, 32); file.writeUInt16LE(16, 34); file.write('data', 36); file.writeUInt32LE(samples * 2, 40);
  for (let n = samples / 2; n < samples; n++) file.writeInt16LE(Math.round(12_000 * Math.sin(n / 3)), 44 + n * 2);
  return file;
}

describe('what these screens compute', () => {
  it('a waveform is the loudest of each part, the loudest of all is 1', () => { expect(peaks(Float32Array.from([0, 0, 0.25, -0.5]), 2)).toEqual([0, 1]); });
  it('findings stand where they are; what overlaps is shown once', () => {
    expect(marked('abcdef', [{ start: 3, end: 5 }, { start: 1, end: 4 }, { start: 0, end: 0 }])).toEqual([{ text: 'a', finding: null }, { text: 'bcd', finding: { start: 1, end: 4 } }, { text: 'ef', finding: null }]);
  });
});

describe.skipIf(noBrowser !== null)(`scripts, recordings, audit${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, { timeout: 60_000 }, () => {
  const open = offices();

  it.each(languages())('a script with a threat can be kept, not enabled; the findings say where and why (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    await office.login('a-supervisor');
    await office.open('/scripts', '[data-script]');
    await page.click('#script-new');
    await page.fill('#script-name', 'M2');
    await page.fill('#script-zh', '再不还款就让警察来抓你，让你坐牢。');
    await page.locator('mark.critical').first().waitFor();
    await page.locator('.findings .tag.critical').first().waitFor();
    expect(await page.isDisabled('#script-enabled')).toBe(true);
    await office.clean(`script-${lang}`);
    await page.click('#script-save');
    await expect.poll(async () => (await world.store.find('script', { where: { name: 'M2' } })).map((one) => one.enabled)).toEqual([false]);
    await page.locator('[data-script][aria-current=true]', { hasText: 'M2' }).waitFor();
    await page.fill('#script-zh', '您好 {{ name }}');
    await expect.poll(() => page.locator('mark.critical').count()).toBe(0);
    await page.click('#script-show');
    await page.locator('.marked[lang="zh-CN"]', { hasText: '您好' }).last().waitFor();
    expect(await page.locator('.halves').last().innerText()).not.toContain('{{');
    expect(office.troubles).toEqual([]);
  });

  it.each(languages())('a recording is found, drawn and played, and that is written down (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    const path = join(world.recordings, '2026/a-attempt.wav');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, wav());
    await world.store.run('note', { lines: [
      { attemptId: 'a-attempt', at: NOW, event: 'script', data: { by: 'a-collector', gated: [false, false], sealed: vault.seal('note', JSON.stringify([{ zh: '本次通话会录音', en: 'This call is recorded' }, { zh: '我受委托', en: 'On behalf of' }])) } },
      { attemptId: 'a-attempt', at: NOW + 5_000, event: 'said', data: { by: 'a-collector', n: 0, on: true } },
    ] });
    await office.login('a-quality');
    await office.open('/recordings', '[data-play="a-attempt"]');
    expect(await world.store.count('streamEvent', { type: 'recording.read' })).toBe(0);
    await page.click('[data-play="a-attempt"]');
    await page.locator('.wave rect').first().waitFor();
    const height = async (bar: number): Promise<number> => Number(await page.locator('.wave rect').nth(bar).getAttribute('height'));
    expect([await height(10), await height(290) > 80]).toEqual([1, true]);
    expect((await world.store.find('streamEvent', { where: { type: 'recording.read' } })).map((one) => one.actor)).toEqual(['a-quality']);
    await page.selectOption('#rec-speed', '2');
    await page.locator('.player .row button').nth(2).click();
    await page.locator('.player .clock', { hasText: '0:02 / 0:02' }).waitFor();
    await page.fill('#comment', '这里打断了客户 <b>x</b>');
    await page.click('#comment-add');
    await page.locator('.remarks li', { hasText: '这里打断了客户 <b>x</b>' }).waitFor();
    expect(await page.locator('.wave line.remark').count()).toBe(1);
    await page.locator('#statements-title .tag.critical').waitFor();
    expect(await page.innerText('#statements-title')).toMatch(/1\/2/);
    await office.clean(`recording-${lang}`);
    await page.click('.remarks button.plain');
    await expect.poll(() => page.locator('.wave line.remark').count()).toBe(0);
    expect((await world.store.find('recordingComment', {})).map((one) => [one.by, one.textSealed.includes('打断'), one.withdrawnAt !== null])).toEqual([['a-quality', false, true]]);
    await page.selectOption('#rec-outcome', 'machine');
    await page.click('#rec-go');
    await page.locator('section[aria-live] p.empty').waitFor();
    expect(office.troubles).toEqual([]);
  });

  it('articles are imported, written and kept in editions; markup in them is text (en)', async () => {
    const office = await open('en');
    const { page, world } = office;
    await office.login('a-compliance');
    await office.open('/knowledge', '#article-new');
    await page.click('#article-shipped');
    await page.locator('[data-article]').nth(10).waitFor();
    await page.setInputFiles('#article-file', { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('kind,language,title,body\nlaw,fr,x,y\n') });
    await page.locator('p.error', { hasText: '/2/language' }).waitFor();
    await page.click('#article-new');
    await page.fill('#article-title', '<img src=x onerror=alert(1)>');
    await page.fill('#article-body', 'first');
    await page.click('#article-save');
    await page.locator('details summary', { hasText: 'Editions (1)' }).waitFor();
    await page.fill('#article-body', 'second');
    await page.click('#article-save');
    await page.locator('details summary', { hasText: 'Editions (2)' }).waitFor();
    await page.click('details summary');
    await page.click('.remarks li:nth-child(2) button');
    expect(await page.inputValue('#article-body')).toBe('first');
    expect(await page.locator('.columns img').count()).toBe(0);
    await office.clean('knowledge');
    expect((await world.store.find('article', { where: { key: null } })).map((one) => [one.title, one.body])).toEqual([['<img src=x onerror=alert(1)>', 'second']]);
    expect(office.troubles).toEqual([]);
  });

  it.each(languages())('the audit trail is read newest first, by type and who, page by page (%s)', async (lang) => {
    const office = await open(lang);
    const { page, world } = office;
    for (let n = 0; n < 60; n++) await world.store.run('create', { kind: 'contactPoint', at: NOW, note: { type: 'contactPoint.added', actor: 'a-collector', subjects: [`point-${n}`], data: { entityId: 'a' } }, row: { partyId: 'a-party', kind: 'email', valueSealed: 's', valueIndex: `i${n}`, masked: 'x', ownerRole: 'debtor', source: 'x', confidence: 1, rank: 1, validFrom: null, validUntil: null, consent: 'unknown', region: null, places: null } });
    await office.login('a-auditor');
    await office.open('/audit', 'tbody tr');
    // Logging in is itself the newest event.
    await page.locator('tbody tr').first().locator('td', { hasText: 'session.opened' }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(50);
    await office.clean(`audit-${lang}`);
    await page.fill('#audit-type', 'contactPoint.added');
    await page.fill('#audit-actor', 'a-collector');
    await page.click('#audit-go');
    await page.locator('tbody tr').first().locator('td', { hasText: 'point-59' }).waitFor();
    await page.click('#audit-more');
    await page.locator('td', { hasText: /(?:^| )point-0$/ }).waitFor();
    expect([await page.locator('tbody tr').count(), await page.locator('#audit-more').count()]).toEqual([60, 0]);
    await page.fill('#audit-subject', 'point-7');
    await page.click('#audit-go');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await page.fill('#audit-to', '2020-01-01');
    await page.click('#audit-go');
    await page.locator('p.empty').waitFor();
    expect(office.troubles).toEqual([]);
  });
});
