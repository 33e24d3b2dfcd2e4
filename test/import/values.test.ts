import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyOf, decimalsOf, headerKey, isBlank, parseAmount, parseCurrency, parseDate, recogniseHeaders, roleOfRelation, Seen } from '../../src/core/intake/index.js';
import { checkCharacter, isE164, maskDigits, maskIdentity, maskName, maskPhone, maskText, normaliseIdentity, showPlain, splitNumbers } from '../../src/core/phone/index.js';
import { DUTY_TO_PAY } from '../../src/core/records/index.js';
import { isoDate } from '../../src/core/time/zones.js';

const amount = (text: string, currency = 'CNY', scale: 'unit' | 'minor' | 'thousand' | 'tenThousand' = 'unit') => { const read = parseAmount(text, currency, scale); return read.ok ? read.value.minor : read.error.code; };
const date = (text: string) => { const read = parseDate(text); return read.ok ? read.value : read.error.code; };

describe('amounts', () => {
  test('as people write them', () => {
    for (const [text, minor] of [
      ['1234.56', 123_456], ['1,234.56', 123_456], ['¥1,234.56', 123_456], ['￥１，２３４．５６', 123_456], ['RMB 1234.5', 123_450], ['1234.5元', 123_450], ['人民币12', 1200], ['12', 1200], ['0', 0], ['.5', 50], ['5.', 500],
      ['1.234.567,89', 123_456_789], ['1234,56', 123_456], ['1 234,56', 123_456], ["1'234.50", 123_450], ['12,34,567.00', 123_456_700], ['(12.00)', -1200], ['-12', -1200], ['¥-12.3', -1230], ['1.2万', 1_200_000], ['0.29', 29], ['1.005', 'amount.ambiguous'], ['1234.565', 123_457], ['0.004', 0],
    ] as const) expect([text, amount(text)]).toEqual([text, minor]);
  });
  test('currencies with 0 and 3 decimals, and scales of headers', () => {
    expect([amount('1,234', 'JPY'), amount('¥1234', 'JPY'), amount('1234.5', 'JPY'), amount('1.234', 'KWD'), amount('1.2', 'KWD')]).toEqual([1234, 1234, 1235, 1234, 1200]);
    expect([amount('1234', 'CNY', 'minor'), amount('1.5', 'CNY', 'tenThousand'), amount('2', 'CNY', 'thousand')]).toEqual([1234, 1_500_000, 200_000]);
    expect(parseAmount('1.2345', 'CNY')).toEqual({ ok: true, value: { minor: 123, rounded: true } });
  });
  test('what is none', () => {
    for (const [text, code] of [['一百', 'amount.invalid'], ['', 'amount.invalid'], ['1.2.3', 'amount.invalid'], ['12,3456', 'amount.invalid'], ['$5', 'amount.currency'], ['5 USD', 'amount.currency'], ['1.5E+05', 'amount.scientific'], ['1.234', 'amount.ambiguous'], ['99999999999999999', 'amount.tooLarge'], ['1/2', 'amount.invalid'], ['--5', 'amount.invalid']] as const) expect([text, amount(text)]).toEqual([text, code]);
    expect([parseCurrency('人民币'), parseCurrency('usd'), parseCurrency('dollars'), currencyOf('CN'), currencyOf('DE'), currencyOf('ZZ')]).toEqual(['CNY', 'USD', null, 'CNY', 'EUR', null]);
  });
  test('every amount comes back exactly, however it is written', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), fc.constantFrom('CNY', 'JPY', 'KWD'), fc.boolean(), fc.boolean(), (minor, currency, grouped, wide) => {
      const decimals = decimalsOf(currency);
      const digits = String(minor).padStart(decimals + 1, '0');
      const whole = decimals === 0 ? digits : digits.slice(0, -decimals);
      let text = (grouped ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole) + (decimals === 0 ? '' : `.${digits.slice(-decimals)}`);
      if (wide) text = text.replace(/[0-9.,]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
      expect(amount(text, currency)).toBe(minor);
    }), { numRuns: 2000 });
  });
  test('no text makes it throw or give anything but a safe integer', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('0', '1', '9', '.', ',', '-', '¥', '元', ' ', 'E', '(', ')', '万', '$') }), fc.constantFrom('CNY', 'USD', 'KWD'), (text, currency) => {
      const read = parseAmount(text, currency);
      if (read.ok) expect(Number.isSafeInteger(read.value.minor)).toBe(true);
    }), { numRuns: 5000 });
  });
});

describe('dates', () => {
  test('as people write them', () => {
    for (const text of ['2026-01-31', '2026/1/31', '2026.01.31', '20260131', '2026年1月31日', '2026年01月31', '2026-01-31 00:00:00', '2026-01-31T23:59:59Z', '46053', '46053.75', '31/01/2026', '01/31/2026', '２０２６－０１－３１']) expect([text, date(text)]).toEqual([text, '2026-01-31']);
    for (const [text, code] of [['2026-02-30', 'date.invalid'], ['03/04/2026', 'date.ambiguous'], ['05/05/2026', '2026-05-05'], ['26-1-31', 'date.invalid'], ['1899-01-01', 'date.invalid'], ['soon', 'date.invalid'], ['12', 'date.invalid'], ['2026', 'date.invalid'], ['60', 'date.invalid'], ['9999999', 'date.invalid']] as const) expect([text, date(text)]).toEqual([text, code]);
  });
  test('every day from 1900 to 2199 comes back, however it is written', () => {
    fc.assert(fc.property(fc.integer({ min: -25_508, max: 84_005 }), fc.nat(4), (day, how) => {
      const iso = isoDate(day);
      const [year, month, dayOfMonth] = iso.split('-').map(Number);
      const text = [iso, iso.replaceAll('-', ''), `${year}/${month}/${dayOfMonth}`, `${year}年${month}月${dayOfMonth}日`, day + 25_569 >= 10_000 ? String(day + 25_569) : iso][how]!;
      expect([text, date(text)]).toEqual([text, iso]);
    }), { numRuns: 3000 });
  });
});

describe('identity numbers', () => {
  const read = (text: string) => { const found = normaliseIdentity(text); return found.ok ? [found.value.value, found.value.doubtful] : found.error.code; };
  test('normalised, lengthened, doubted, refused', () => {
    expect(read(' 11010119900101123７ ')).toEqual(['110101199001011237', false]);
    expect(read('11010119900101123x')).toEqual(['11010119900101123X', true]);
    expect(read('110101900101123')).toEqual(['110101199001011237', false]);
    expect(read('E1234567')).toEqual(['E1234567', false]);
    for (const text of ['无', '000000', '111111111111111111', 'N/A', '******']) expect([text, read(text)]).toEqual([text, 'identity.placeholder']);
    expect(read('1.10101E+17')).toBe('identity.scientific');
    for (const text of ['abc', 'xy'.repeat(17), '张三']) expect([text, read(text)]).toEqual([text, 'identity.invalid']);
  });
  test('one wrong digit is always noticed', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999 }), fc.nat(16), fc.integer({ min: 1, max: 9 }), (serial, at, more) => {
      const first = `11010119900101${String(serial).padStart(3, '0')}`;
      const whole = first + checkCharacter(first);
      expect(read(whole)).toEqual([whole, false]);
      const wrong = whole.slice(0, at) + String((Number(whole[at]) + more) % 10) + whole.slice(at + 1);
      expect([[wrong, true], 'identity.birth']).toContainEqual(read(wrong));
    }));
  });
  test('a birth date that can not be is refused', () => {
    for (const birth of ['19900230', '19901301', '19900100', '18010101', '00000101', '19010229']) {
      const first = `110101${birth}001`;
      expect([birth, read(first + checkCharacter(first))]).toEqual([birth, 'identity.birth']);
    }
    expect(normaliseIdentity('110101199001011237')).toMatchObject({ value: { birth: '1990-01-01' } });
  });
});

describe('masks', () => {
  test('as shown', () => {
    expect([maskPhone('+8613812348000'), maskPhone('+12025550123'), maskPhone('+861062345678'), maskPhone('+4530303')]).toEqual(['138****8000', '+12****123', '+861****678', '+4****03']);
    expect([maskName('张三'), maskName('欧阳娜娜'), maskName('John Smith'), maskName('三')]).toEqual(['张*', '欧***', 'J*** S****', '*']);
    expect([maskIdentity('110101199001011234'), maskIdentity('E1234567'), maskIdentity('1234')]).toEqual(['110***********1234', 'E******7', '1***']);
    expect([showPlain('2026-13-45'), showPlain('一百'), showPlain('13800138000'), showPlain('138 0013 8000')]).toEqual(['2****', '一百', '138****00', '138****00']);
  });
  test('half of what is hidden stays hidden, whatever it is', () => {
    const digits = fc.stringMatching(/^[0-9]{4,40}$/);
    const hidden = (mask: string, plain: string) => mask.replace(/\*/g, '').length <= Math.max(1, plain.length * 0.64) && !mask.includes(plain);
    fc.assert(fc.property(digits, (text) => hidden(maskDigits(text), text) && hidden(maskIdentity(text), text) && hidden(showPlain(text.padEnd(7, '1')), text.padEnd(7, '1'))), { numRuns: 1000 });
    fc.assert(fc.property(fc.stringMatching(/^\+[1-9][0-9]{6,14}$/), (text) => { const mask = maskPhone(text); return mask.includes('****') && mask.replace(/\D/g, '').length <= Math.max(3, (text.length - 1) * 0.64); }), { numRuns: 1000 });
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 2, maxLength: 60 }), (text) => { const seen = Array.from(maskName(text)).filter((letter) => letter !== '*' && letter !== ' '); return seen.length <= 6 && Array.from(maskText(text)).length <= 4; }), { numRuns: 1000 });
  });
});

describe('headers', () => {
  const fields = (...headers: string[]) => { const read = recogniseHeaders(headers); return read.ok ? read.value.columns.map((column) => column.field + (column.index > 0 ? String(column.index + 1) : '')) : read.error.code; };
  test('Chinese, English, numbered, with remarks', () => {
    expect(fields('姓名', '身份证号码', '手机号(本人)', '合同 编号', '欠款总额（元）', ' Phone_Number 2', '逾期天数')).toEqual(['name', 'identity', 'phone', 'contract', 'total', 'phone2', 'daysPastDue']);
    expect(fields('联系人姓名1', '联系人电话1', '联系人2电话', '第三联系人手机', '紧急联系人电话')).toEqual(['contactName', 'contactPhone', 'contactPhone2', 'contactPhone3', 'contactPhone4']);
    expect(fields('单位电话', '配偶手机', '担保人电话', '共同借款人手机号', '家庭电话', '联系电话', '联系人电话')).toEqual(['employerPhone', 'spousePhone', 'guarantorPhone', 'coDebtorPhone', 'householdPhone', 'phone', 'contactPhone']);
    expect(recogniseHeaders(['姓名', '客户姓名', '喜欢的颜色'])).toMatchObject({ ok: true, value: { ignored: [{ header: '客户姓名', why: 'twice' }, { header: '喜欢的颜色', why: 'unknown' }] } });
    expect(recogniseHeaders(['本金（万元）', '利息(分)'])).toMatchObject({ value: { columns: [{ scale: 'tenThousand' }, { scale: 'minor' }] } });
  });
  test('a mapping wins; its mistakes are told', () => {
    expect(recogniseHeaders(['客户', '电话', '备注'], { 客户: 'name', 电话: 'contactPhone2', '#3': 'custom.note' })).toMatchObject({ value: { columns: [{ field: 'name' }, { field: 'contactPhone', index: 1 }, { field: 'custom', custom: 'note' }] } });
    expect(recogniseHeaders(['姓名'], { 姓名: 'ignore' })).toMatchObject({ value: { columns: [] } });
    expect(recogniseHeaders(['姓名'], { 姓名: 'nome' })).toMatchObject({ ok: false, error: { code: 'import.mapping' } });
    expect(recogniseHeaders(['姓名'], { 名: 'name' })).toMatchObject({ ok: false, error: { code: 'import.mapping' } });
  });
  test('a contact’s relation never makes anybody owe', () => {
    for (const word of ['担保人', '共同借款人', '本人', '债务人', 'guarantor', 'debtor', '配偶', '父亲', '同事', '']) expect(DUTY_TO_PAY.has(roleOfRelation(word))).toBe(false);
  });
});

test('cells that say nothing; several numbers in a cell; what may be dialed', () => {
  expect(['', '  ', '-', '无', 'N/A', 'null', '#N/A'].map(isBlank)).toEqual([true, true, true, true, true, true, true]);
  expect(['0', '张', '无名'].map(isBlank)).toEqual([false, false, false]);
  expect(splitNumbers('13800138000（本人）；010-12345678、139 0013 9000')).toEqual(['13800138000', '010-12345678', '139 0013 9000']);
  expect(['+8613800138000', '8613800138000', '+86138x', '+0123456789', '+861380013800}', '+123456'].map(isE164)).toEqual([true, false, false, false, false, false]);
  expect(headerKey(' Contact_Phone（备用） ')).toBe('contactphone');
});

test('what was seen is remembered through growth', () => {
  const seen = new Seen();
  for (let n = 0; n < 1500; n++) expect(seen.check(`k${n}`, `v${n}`)).toBe('first');
  for (let n = 0; n < 1500; n++) expect([seen.check(`k${n}`, `v${n}`), seen.check(`k${n}`, 'x')]).toEqual(['same', 'other']);
  expect(seen.size).toBe(1500);
});
