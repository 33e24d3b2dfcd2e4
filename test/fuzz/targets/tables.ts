/** Files people send: CSV of any encoding in pieces cut anywhere, XLSX with lying archives, and what their cells are read as. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { makeTableFiles, readCsv } from '../../../src/adapters/files/index.js';
import { makePhoneBook } from '../../../src/adapters/phones/index.js';
import { findHeader } from '../../../src/app/import/plan.js';
import { readRow } from '../../../src/app/import/row-reader.js';
import { Slices } from '../../../src/app/import/slices.js';
import { IMPORT_SETTINGS } from '../../../src/app/import/types.js';
import { DamagedFile, FILE_LIMITS, type RawRow } from '../../../src/app/ports/files.js';
import { isBlank, parseAmount, parseCurrency, parseDate, parseRisk, parseSchedule, parseTime, recogniseHeaders } from '../../../src/core/intake/index.js';
import { normaliseIdentity, normaliseName } from '../../../src/core/phone/identity.js';
import { maskDigits, maskIdentity, maskName, maskText, showPlain } from '../../../src/core/phone/index.js';
import { splitNumbers } from '../../../src/core/phone/number.js';
import { book, gb18030, pieces, zip } from '../../import/bytes.js';
import { must, NUMBERLIKE } from '../checks.js';
import { bent, bentBytes, nasty, pumped } from '../mutate.js';
import { target, type AnyTarget } from '../target.js';

const HEADER = '姓名,手机号,身份证号,合同号,欠款本金（元）,逾期日期,币种,联系人姓名1,联系人电话1,还款计划,备注';
const ROWS = ['张三,13800138000,11010519491231002X,HT-1,"1,234.56",2026-01-31,CNY,李四,+86 139 0013 9000,1:2026-02-01:100.00,"说""好""了"', '王小明,010-12345678转801,,HT-2,（12.00）,2026/2/1,人民币,,,,=1+1', 'O\'Neil,1.38E+10,440524188001010014,HT-3,1.2万,46053,CNY,,,,\'@x'];
const TABLE = [HEADER, ...ROWS].join('\r\n');
const OTHERS = ['a;b;c\n1;"2\n3";4\n', 'a\tb\r1\t2\r', '"x""y","z\n"\n', '\ufeffname,phone\nA,"1"\n'];
const utf16 = (text: string, big: boolean): Buffer => { const bytes = Buffer.from(`\ufeff${text}`, 'utf16le'); return big ? bytes.swap16() : bytes; };
const BYTES = [Buffer.from(TABLE), Buffer.from(`\ufeff${TABLE}`), gb18030(TABLE), utf16(TABLE, false), utf16(TABLE, true), ...OTHERS.map((text) => Buffer.from(text)), Buffer.concat([Buffer.from(TABLE), Buffer.from('\r\n'), gb18030(ROWS.join('\r\n'))])];
const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;

function sane(row: RawRow, last: number): void {
  must(row.number > last && Number.isSafeInteger(row.number), 'rows are numbered upwards');
  must(row.cells.length <= FILE_LIMITS.columns, 'no more columns than the limit');
  for (const cell of row.cells) must(row.problem !== undefined || cell.length * 3 <= FILE_LIMITS.cellBytes || Buffer.byteLength(cell) <= FILE_LIMITS.cellBytes + 8, 'no cell over its limit');
}
const same = (a: RawRow, b: RawRow): boolean => a.number === b.number && a.cells.length === b.cells.length && a.cells.every((cell, n) => cell === b.cells[n]) && JSON.stringify(a.problem) === JSON.stringify(b.problem);

/** As a file's stream gives them: 64 KB at most, each in a turn of its own. */
async function* streamed(breathe: () => Promise<void>, bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces(bytes, cuts)) for (let at = 0; at < piece.length || at === 0; at += 65_536) { await breathe(); yield piece.subarray(at, at + 65_536); }
}

const cellText = fc.oneof(
  { weight: 4, arbitrary: bent(['1,234.56', '¥1.234,56', '(12.00)', '1.2万', '2026-01-31', '2026年1月31日 18时05分', '2026-01-31T18:05:09+08:00', '20260131180509', '46053.75', '1:2026-02-01:100.00:0;2:2026-03-01:100', '11010519491231002X', '+86 138 0013 8000', '010-12345678转801', '13800138000/13900139000;021-12345678', '欧阳·买买提', '人民币', '高', 'HT-2026-0001']) },
  { weight: 3, arbitrary: nasty }, { weight: 1, arbitrary: pumped(65_536) },
);

const context = (() => {
  const found = findHeader([{ number: 1, cells: HEADER.split(',') }], 'placement', undefined, undefined);
  if (!found.ok) throw new Error(found.error.text);
  return { plan: found.value.plan, phones: makePhoneBook(), defaultCountry: 'CN', currency: 'CNY', today: '2026-11-22', instantOf: (time: { readonly date: string; readonly millis: number | null }) => Date.parse(`${time.date}T00:00:00Z`) + (time.millis ?? 0) };
})();

/** Parts of a workbook, and the archive's own bytes. */
const SHEET = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>手机号</t></is></c></row><row r="2"><c r="A2" t="str"><f>A1</f><v>f&amp;g</v></c><c r="C2" s="1"><v>46053.5</v></c><c r="D2" t="b"><v>1</v></c><c r="E2"><v>1.3800138E10</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>';
const STRINGS = '<si><r><t>甲</t></r><rPh sb="0" eb="1"><t>かな</t></rPh></si><si><t><![CDATA[<丙>]]></t></si>';
const STYLES = '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>';
const WORKBOOK = '<workbookPr date1904="0"/><sheets><sheet name="甲" sheetId="1" r:id="rId1"/></sheets>';
const whole = book({ sheet: SHEET, strings: STRINGS, styles: STYLES, workbook: WORKBOOK });
const workbooks = fc.oneof(
  { weight: 4, arbitrary: fc.record({ sheet: bent([SHEET]), strings: bent([STRINGS]), styles: bent([STYLES]), workbook: bent([WORKBOOK]) }).map((parts) => book(parts)) },
  { weight: 4, arbitrary: bentBytes([whole, zip([{ name: 'xl/workbook.xml', data: '<workbook/>', lieSize: 4_000_000_000 }])]) },
  { weight: 1, arbitrary: fc.tuple(pumped(120_000), fc.constantFrom('sheet', 'strings', 'styles', 'merge', 'tag')).map(([text, where]) => book({ sheet: where === 'sheet' ? `<sheetData><row>${text}` : where === 'tag' ? `<sheetData><row a="${text}` : where === 'merge' ? `${SHEET}${text}` : SHEET, strings: where === 'strings' ? `<si>${text}` : STRINGS, styles: where === 'styles' ? `<numFmts><numFmt numFmtId="170" formatCode="${text.replaceAll('"', '')}"/></numFmts>` : STYLES })) },
);

export function tableTargets(): readonly AnyTarget[] {
  const folder = mkdtempSync(join(tmpdir(), 'dunwell-fuzz-'));
  const path = join(folder, 'table');
  const files = makeTableFiles({ temporary: folder });
  return [
    target({
      name: 'CSV', share: 70, inTurns: true, size: ({ bytes }) => bytes.length,
      // A few are larger than what a stream gives at once: what is held from piece to piece shows there alone.
      input: fc.record({ bytes: fc.oneof({ weight: 320, arbitrary: bentBytes(BYTES) }, { weight: 40, arbitrary: pumped(60_000).map((text) => Buffer.from(text).subarray(0, 65_536)) }, { weight: 1, arbitrary: pumped(131_072).map((text) => Buffer.from(text.repeat(8)).subarray(0, 1_048_576)) }), cuts: fc.array(fc.nat(5_000), { maxLength: 6 }), encoding: fc.constantFrom(...ENCODINGS) }),
      run: async ({ bytes, cuts, encoding }) => {
        // Both at once, row by row, resting as an import does: nothing of this is in the reader's turns but one more of it.
        const options = { encoding, delimiter: ',', limits: FILE_LIMITS } as const;
        const slices = new Slices({ monotonic: () => performance.now() }, () => files.breathe(), IMPORT_SETTINGS.slice);
        const other = readCsv(streamed(() => files.breathe(), bytes, cuts), options);
        let last = 0;
        for await (const row of readCsv(streamed(() => files.breathe(), bytes, []), options)) {
          sane(row, last);
          last = row.number;
          const next = await other.next();
          must(next.done !== true && same(row, next.value), 'the same rows wherever the bytes are cut');
          if (slices.due) await slices.rest();
        }
        must((await other.next()).done === true, 'the same rows wherever the bytes are cut');
      },
    }),
    target({
      name: 'CSV and XLSX files', share: 8, inTurns: true, close: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
      input: fc.oneof({ weight: 5, arbitrary: workbooks }, { weight: 2, arbitrary: bentBytes(BYTES) }),
      run: async (bytes) => {
        writeFileSync(path, bytes);
        const opened = await files.open({ path }, { fileName: 'x' });
        if (!opened.ok) { must(/^import\.[a-zA-Z]+$/.test(opened.error.code) && opened.error.text.length < 300 && !/ERR_|EINVAL/.test(opened.error.text), `a refusal people understand: ${opened.error.code} ${opened.error.text}`); return; }
        try {
          let last = 0;
          for await (const row of opened.value.rows()) { sane(row, last); last = row.number; }
        } catch (error) { if (!(error instanceof DamagedFile)) throw error; }
        await opened.value.close();
      },
    }),
    target({
      name: 'cells of imports', share: 150, input: fc.tuple(cellText, fc.constantFrom('CNY', 'JPY', 'KWD')),
      run: ([text, currency]) => {
        isBlank(text); parseRisk(text); parseCurrency(text);
        const amount = parseAmount(text, currency);
        if (amount.ok) must(Number.isSafeInteger(amount.value.minor), 'an amount is a whole number');
        const date = parseDate(text);
        if (date.ok) must(/^\d{4}-\d{2}-\d{2}$/.test(date.value), 'a date is a date');
        const time = parseTime(text);
        if (time.ok) must(time.value.millis === null || (time.value.millis >= 0 && time.value.millis < 86_400_000), 'a time is of its day');
        const schedule = parseSchedule(text, currency);
        if (schedule.ok) must(schedule.value.rows.length <= 60 && schedule.value.rows.every((row) => row.amount >= 0 && Number.isSafeInteger(row.amount)), 'a schedule is bounded');
        normaliseIdentity(text); normaliseName(text); splitNumbers(text);
        for (const mask of [maskDigits, maskIdentity, maskName, maskText, showPlain]) must(mask(text).length <= Math.max(64, text.length + 64), 'a masked text is no longer');
        for (const result of [amount, date, time, schedule]) if (!result.ok) must(result.error.text.length < 200 && !NUMBERLIKE.test(result.error.text), 'a refusal repeats no value');
      },
    }),
    target({
      name: 'headers and rows of imports', share: 40, input: fc.record({ headers: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...HEADER.split(',')) }, { weight: 2, arbitrary: bent(HEADER.split(',')) }, { weight: 1, arbitrary: nasty }), { maxLength: 20 }), long: fc.oneof({ weight: 20, arbitrary: fc.constant('') }, { weight: 1, arbitrary: pumped(60_000).map((text) => `合同号${text}`) }), row: fc.array(cellText, { minLength: 11, maxLength: 11 }), mapping: fc.dictionary(fc.oneof(nasty, fc.constantFrom(...HEADER.split(','), '#1', '__proto__')), fc.oneof(nasty, fc.constantFrom('name', 'phone', 'contactPhone2', 'custom.x', 'ignore')), { maxKeys: 3 }) }),
      run: ({ headers, long, row, mapping }) => {
        for (const kind of ['placement', 'payment', 'history'] as const) recogniseHeaders([...headers, long], mapping, kind);
        const read = readRow({ number: 2, cells: row }, context);
        for (const trouble of read.troubles) must(trouble.code.includes('.') && trouble.reason.length < 300 && !/\d{11}/.test(trouble.value ?? ''), 'a row’s report is masked');
      },
    }),
  ];
}
