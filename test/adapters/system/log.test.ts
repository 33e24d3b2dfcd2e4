import { describe, expect, it } from 'vitest';
import { makeLog, makePino, maskText } from '../../../src/adapters/system/index.js';

function capture(): { lines: () => Record<string, unknown>[]; text: () => string; destination: { write: (line: string) => void } } {
  const written: string[] = [];
  return { lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>), text: () => written.join(''), destination: { write: (line) => { written.push(line); } } };
}

describe('masking', () => {
  it.each([
    '13800138000', '+8613800138000', '+86 138 0013 8000', '138-0013-8000', '(212) 555-0100', '+1 (212) 555-0100', '010-12345678', '1234567', '11010519491231002X', '110105194912310021',
    '123-45-6789', '6222021234567890123', 'tel:+8613800138000;x', 'dialing 13800138000, please', '电话13800138000无人接听', 'sofia/gateway/t1/8613800138000', 'sip:13800138000@10.0.0.1:5060',
    'someone.else@example.com', '13800138000.', '138.0013.8000',
  ])('hides %s', (text) => {
    const masked = maskText(text);
    expect(masked).not.toMatch(/\d{5}|138.?0013|555.?0100|45.?6789|@example/);
    expect(masked).toMatch(/\*\*\*/);
  });
  it.each([
    '0193a7b2-1234-7123-8123-123456789012', '12345678-1234-7123-8123-123456789012', '2026-11-21T22:40:56.000Z', '2026-11-21', 'from 08:00 to 20:00', '127.0.0.1:8080', '192.168.100.100', '138****8000', 'took 123456 ms',
    'recordings/2026/11/21/0193a7b2-1234-7123-8123-123456789012.wav', 'SIP 486, Q.850 17', 'version 1.10.12', 'src/app/store/tx.ts:120:15',
  ])('keeps %s', (text) => { expect(maskText(text)).toBe(text); });
});

describe('the log', () => {
  it('writes one JSON line each, with level, time, fields and text', () => {
    const out = capture();
    makeLog({ level: 'info', destination: out.destination }).child({ campaign: 'c1' }).warn({ lines: 3 }, 'trunk is slow');
    expect(out.lines()).toEqual([{ level: 'warn', time: expect.stringMatching(/^\d{4}-/), campaign: 'c1', lines: 3, text: 'trunk is slow' }]);
  });
  it('keeps to its level', () => {
    const out = capture();
    const log = makeLog({ level: 'warn', destination: out.destination });
    log.debug({}, 'a'); log.info({}, 'b'); log.error({}, 'c');
    expect(out.lines().map((line) => line['text'])).toEqual(['c']);
  });
  it('hides personal data in fields, texts, children and errors, whoever writes them', () => {
    const out = capture();
    const log = makeLog({ level: 'debug', destination: out.destination });
    log.info({ phone: '13800138000', name: 'Zhang San', Password: 'hunter2', accessToken: 'abc', why: 'number 13800138000 is suppressed', at: 1_763_700_000_000 }, 'calling 13800138000');
    log.child({ debtor: 'Zhang San', leg: '+8613800138000' }).info({}, 'x');
    const pino = makePino({ level: 'info', destination: out.destination });
    pino.error(new Error('no route to 13800138000'));
    pino.info({ err: new Error('13800138000'), req: { headers: { authorization: 'Bearer hunter2', cookie: 'abc' } }, deep: { list: ['13800138000'] } }, 'request of %s', 'Bearer');
    expect(out.text()).not.toMatch(/138001|Zhang|hunter2|"abc"/);
    expect(out.lines()[0]).toMatchObject({ at: 1_763_700_000_000, phone: '[redacted]', name: '[redacted]' });
    expect(out.lines()).toHaveLength(4);
  });
});
