/**
 * What hostile inputs found, each as the smallest input that showed it. Where a parser took the square of its input, the test
 * asks for processor time (not for the time of day) and leaves it ten times what it needs; what was found took a hundred times.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { plainEvent } from '../../src/adapters/freeswitch/esl/event.js';
import { isKnownEvent, readLegEvent } from '../../src/adapters/freeswitch/events.js';
import { readGateways } from '../../src/adapters/freeswitch/gateways.js';
import { makeTableFiles, readCsv } from '../../src/adapters/files/index.js';
import { FILE_LIMITS, type FileLimits } from '../../src/app/ports/files.js';
import { renderTemplate } from '../../src/app/usecases/liquid.js';
import { isDeeper, MOST_DEEP } from '../../src/core/json.js';
import { isBlank, parseDate, parseTime, recogniseHeaders } from '../../src/core/intake/index.js';
import { parseCalendar } from '../../src/core/compliance/calendar.js';
import { loadPack } from '../../src/core/compliance/load.js';
import { splitNumbers } from '../../src/core/phone/index.js';
import { checkScript } from '../../src/core/script-check/index.js';
import { parseClientMessage } from '../../src/desk/parse.js';
import { makeWorld } from '../http/doubles.js';
import { all, book, pieces, zip } from '../import/bytes.js';
import { cpu } from './meter.js';
import { nested } from './mutate.js';

const folder = mkdtempSync(join(tmpdir(), 'dunwell-findings-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

/** Milliseconds of processor time. */
async function costs(work: () => unknown): Promise<number> {
  const before = cpu();
  await work();
  return cpu() - before;
}
const csv = (text: string, cuts: readonly number[] = []) => all(readCsv(pieces(Buffer.from(text), cuts), { encoding: 'utf-8', limits: FILE_LIMITS }));
async function xlsx(bytes: Buffer, limits: Partial<FileLimits> = {}) {
  const path = join(folder, 'x.xlsx');
  writeFileSync(path, bytes);
  const opened = await makeTableFiles({ limits }).open({ path }, { fileName: 'x' });
  if (!opened.ok) return opened.error.code;
  try { return await all(opened.value.rows()); } catch (error) { return (error as { readonly failure?: { readonly code: string } }).failure?.code ?? String(error); }
}

describe('CSV', () => {
  it('lines of doubled quotes are not each searched to the end of the file', async () => {
    let rows: number | undefined;
    expect(await costs(async () => { rows = (await csv(`a,b\n${'"""\n'.repeat(400_000)}`)).length; })).toBeLessThan(8_000);
    expect(rows).toBeGreaterThan(1_000);
  });
  it('after a quote that never closes the rows that follow are read, each for itself', async () => {
    const rows = await csv(`a,b\n"lost,1\n${'x,2\n'.repeat(400_000)}"kept",3\n`);
    expect(rows.at(-1)?.cells).toEqual(['kept', '3']);
    expect(rows.filter((row) => row.problem !== undefined)).toHaveLength(1);
  });
  it('a first line without an end is looked through once', async () => { expect(await costs(() => csv('张'.repeat(60_000)))).toBeLessThan(1_500); });
  it('GB18030 with a broken character where the file is cut in pieces is read on', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0x81, 0x30, 0x81]), Buffer.from('x\n2,y\n')]);
    const rows = await all(readCsv(pieces(bytes, [9]), { encoding: 'gb18030', delimiter: ',', limits: FILE_LIMITS }));
    expect(rows.map((row) => row.problem?.code ?? row.cells.join())).toEqual(['a,b', 'import.encoding', '2,y']);
  });
  it('rows of one letter, ended by CR, come piece by piece in every encoding', async () => {
    const piece = Buffer.from('a\r'.repeat(4_096));
    for (const encoding of ['utf-8', 'gb18030'] as const) {
      let given = 0;
      const rows = readCsv((async function* () { for (; given < 100; given += 1) yield await Promise.resolve(piece); })(), { encoding, limits: FILE_LIMITS });
      // The first 64 KB are looked at together; what comes then is not held back until 2 MB are there.
      expect((await rows.next()).value).toEqual({ number: 1, cells: ['a'] });
      expect(given, encoding).toBeLessThan(10);
      await rows.return?.();
    }
    expect((await csv('a\r'.repeat(32_768))).length).toBe(32_768);
  });
  it('a CR in a first cell is no newline where LF are, wherever the bytes are cut', async () => { expect(await csv('a\rb,c\n1,2\n', [3])).toEqual(await csv('a\rb,c\n1,2\n')); });
});

describe('XLSX', () => {
  it('a tag of nothing but > in quotes is walked once', async () => { expect(await costs(() => xlsx(book({ sheet: `<sheetData><row a="${'>'.repeat(60_000)}"/></sheetData>` })))).toBeLessThan(1_500); });
  it('merge cells that never end do not cost their square', async () => { expect(await costs(() => xlsx(book({ sheet: `<sheetData><row><c><v>1</v></c></row></sheetData>${'<mergeCell '.repeat(100_000)}` })))).toBeLessThan(3_000); });
  it('merges over the same rows count once a column', async () => {
    const merges = Array.from({ length: 15_000 }, (_, n) => `<mergeCell ref="A1:A${1_000_000 + n}"/>`).join('');
    expect(await costs(() => xlsx(book({ sheet: `<sheetData><row><c t="str"><v>x</v></c></row>${'<row/>'.repeat(20_000)}</sheetData><mergeCells>${merges}</mergeCells>` })))).toBeLessThan(4_000);
  });
  it('a format of nothing but brackets is cut', async () => { expect(await costs(() => xlsx(book({ sheet: '<sheetData><row><c s="0"><v>1</v></c></row></sheetData>', styles: `<numFmts><numFmt numFmtId="170" formatCode="${'['.repeat(60_000)}"/></numFmts>` })))).toBeLessThan(1_000); });
  it('a row that claims a number beyond every sheet is the next one', async () => {
    const rows = await xlsx(book({ sheet: `<sheetData><row r="${Number.MAX_SAFE_INTEGER}"><c t="str"><v>a</v></c></row><row><c t="str"><v>b</v></c></row></sheetData>` }));
    expect(typeof rows === 'string' ? rows : rows.map((row) => row.number)).toEqual([1, 2]);
  });
  it('a row within a row is told once', async () => {
    const rows = await xlsx(book({ sheet: '<sheetData><row><c t="str"><v>a</v></c><row><c t="str"><v>b</v></c></row></row><row><c t="str"><v>c</v></c></row></sheetData>' }));
    expect(typeof rows === 'string' ? rows : rows.map((row) => [row.number, ...row.cells])).toEqual([[1, 'a'], [2, 'b'], [3, 'c']]);
  });
  it('empty shared strings have their limit too', async () => { expect(await xlsx(book({ sheet: '<sheetData/>', strings: '<si/>'.repeat(100_000) }), { sharedStringBytes: 1_000_000 })).toBe('import.tooBig'); });
  it('a place no file has is a damaged file, not an error of the machine', async () => {
    const good = zip([{ name: 'xl/workbook.xml', data: '<workbook/>' }]);
    const far = Buffer.from(good);
    far.writeUInt32LE(0xffffffff, far.length - 6);
    expect(await xlsx(far)).toBe('import.damaged');
    const locator = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(30), Buffer.from([0x50, 0x4b, 6, 7]), Buffer.alloc(4), Buffer.alloc(8, 0xff), Buffer.alloc(4), far.subarray(-22)]);
    expect(await xlsx(locator)).toBe('import.damaged');
  });
});

describe('cells', () => {
  const long = 60_000;
  it.each([
    ['a date of blanks', () => parseDate(`x${' '.repeat(long)}y`)], ['a time of blanks', () => parseTime(`${' T'.repeat(long / 2)}y`)], ['a blank cell that is none', () => isBlank(`${' '.repeat(long)}x`)],
    ['numbers with brackets that never close', () => splitNumbers('(x'.repeat(long / 2))], ['a header of brackets', () => recogniseHeaders([`合同号${'( '.repeat(long / 2)}`])],
  ])('%s is looked at once', async (_what, work) => { expect(await costs(work)).toBeLessThan(1_000); });
});

describe('JSON', () => {
  it('depth is measured without recursion', () => {
    expect(isDeeper(nested(100_000))).toBe(true);
    expect(isDeeper(nested(MOST_DEEP))).toBe(false);
    expect(isDeeper(nested(MOST_DEEP + 1))).toBe(true);
    expect(isDeeper('x')).toBe(false);
  });
  it('a body nested 20,000 deep is refused, not a 500', async () => {
    const world = await makeWorld();
    const answer = await world.as('a-supervisor', { method: 'POST', url: '/api/v1/filters', headers: { 'content-type': 'application/json', 'idempotency-key': 'k' }, payload: `{"name":"x","list":"cases","filter":${'['.repeat(20_000)}${']'.repeat(20_000)}}` });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'request.json']);
    await world.app.close();
  });
  it('a number no computer keeps exactly is refused, not a 500', async () => {
    const world = await makeWorld();
    try {
      for (const number of ['9007199254740992', '-1e999']) {
        const answer = await world.as('b-collector', { method: 'POST', url: '/api/v1/approvals', payload: `{"kind":"export","subject":"x","payload":[{"n":${number}}],"amount":${number},"reason":"for a test"}`, headers: { 'content-type': 'application/json' } });
        expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'request.invalid']);
      }
    } finally { await world.app.close(); }
  });
  it('packs, desk messages', () => {
    expect(loadPack(nested(60_000), 'installed', { calendars: [], zones: { version: '2026f', from: 0, until: 1, clock: () => undefined }, verify: () => true, others: [], today: 0 })).toMatchObject({ ok: false, error: { code: 'pack.schema' } });
    expect(parseClientMessage(`{"type":"ping","n":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)).toMatchObject({ ok: false, error: { code: 'desk.bad_json' } });
  });
  it('a pack with a number JSON reads as infinite is refused in words', () => {
    const context = { calendars: [], zones: { version: '2026f', from: 0, until: 1, clock: () => undefined }, verify: () => true, others: [], today: 0 };
    const pack = { schema: 1, id: 'x', version: '2026.11.0', kind: 'law', title: { zh: '甲', en: 'a' }, status: 'inForce', when: { region: ['AU'] }, sources: [{ id: 's', cite: 'a law', confidence: 'S' }], requires: { tzdata: '2026f' }, rules: [], vectors: [] as unknown[] };
    expect(loadPack({ ...pack, vectors: [JSON.parse('1e999')] }, 'installed', context)).toMatchObject({ ok: false, error: { code: 'pack.schema', text: expect.stringContaining('larger than 9007199254740991') as string } });
    expect(loadPack({ ...pack, vectors: [{ at: JSON.parse('[-1e999]') as unknown }] }, 'installed', context)).toMatchObject({ ok: false, error: { code: 'pack.schema' } });
  });
  it('a calendar of overlapping spans is refused before it is walked', async () => {
    const days = Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`2000-01-01..${2040 + (n % 10)}-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`, 'holiday']));
    const read = parseCalendar({ calendar: 'X', version: '1.1', title: { zh: 'x', en: 'x' }, coverage: { from: '2000-01-01', to: '2054-01-01' }, days });
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.problems.length).toBeLessThan(20);
  });
});

describe('texts', () => {
  it('a script of blanks, or of full-width digits, is checked in time that grows with its length', async () => {
    expect(await costs(() => checkScript(`a${' -'.repeat(10_000)}b`))).toBeLessThan(3_000);
    expect(await costs(() => checkScript('１２'.repeat(10_000)))).toBeLessThan(4_000);
  });
});

describe('script templates', () => {
  it('a loop is bounded by its rounds, not by the time it may hold the thread', () => {
    const rendered = renderTemplate('{% for a in (1..999999) %}x{% endfor %}', {});
    expect(rendered).toMatchObject({ ok: false, error: { code: 'script.template' } });
    expect(renderTemplate('{% for a in (1..500) %}{{ a }} {% endfor %}', {}).ok).toBe(true);
  });
  it('a refusal does not repeat a filter of any length', () => {
    const rendered = renderTemplate(`{{ a | ${'x'.repeat(5_000)} }}`, {});
    expect(rendered.ok ? 0 : rendered.error.text.length).toBe(300);
  });
});

describe('event socket', () => {
  const event = (headers: string) => { const read = plainEvent(Buffer.from(`Event-Name: CHANNEL_HANGUP\nUnique-ID: x\nEvent-Date-Timestamp: 1700000000000000\n${headers}\n\n`)); if (read === undefined) throw new Error('no event'); return read; };
  it('a cause that is no word of the switch’s is none', () => {
    expect(readLegEvent(event(`Hangup-Cause: ${'A'.repeat(5_000)}`), { trunkProfiles: [] })).toMatchObject({ cause: 'NONE' });
    expect(readLegEvent(event('Hangup-Cause: X%0aapi%20shutdown'), { trunkProfiles: [] })).toMatchObject({ cause: 'NONE' });
    expect(readLegEvent(event('Hangup-Cause: USER_BUSY'), { trunkProfiles: [] })).toMatchObject({ cause: 'USER_BUSY' });
  });
  it('an event nobody subscribed to makes no series of its own', () => { expect([isKnownEvent('CHANNEL_PARK'), isKnownEvent('toString'), isKnownEvent('X')]).toEqual([true, false, false]); });
  it('a gateway list of blank lines is read once', async () => { expect(await costs(() => readGateways(`<gateways><gateway>${'\n'.repeat(100_000)}</gateway>`))).toBeLessThan(1_500); });
});
