import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonEvent, plainEvent, urlDecode } from '../../../src/adapters/freeswitch/esl/event.js';
import { framesIn, transcriptNames } from './transcripts.js';

const bodyOf = (frame: string): Buffer => Buffer.from(frame.slice(frame.indexOf('\n\n') + 2));

describe('events of a real switch', () => {
  test.each(transcriptNames)('%s: every header reads as a plain split and decode would', (name) => {
    for (const frame of framesIn(name)) {
      if (!frame.includes('text/event-plain')) continue;
      const event = plainEvent(bodyOf(frame));
      expect(event).toBeDefined();
      const text = bodyOf(frame).toString('utf8');
      const seen = new Set<string>();
      for (const line of text.slice(0, text.indexOf('\n\n')).split('\n')) {
        const at = line.indexOf(': ');
        const header = line.slice(0, at);
        if (seen.has(header)) continue; // Hangup-Cause comes twice; the first counts
        seen.add(header);
        const value = decodeURIComponent(line.slice(at + 2));
        if (event?.get(header) !== (value === '_undef_' ? undefined : value)) expect.fail(`${header} of ${event?.name ?? ''}`);
      }
      expect(event?.get('Event-Name')).toBe(event?.name);
      expect(event?.get('no-such-header')).toBeUndefined();
    }
  });

  test('Chinese, commas and percent signs', () => {
    const events = framesIn('utf8-variables').filter((frame) => frame.includes('Event-Name: CHANNEL_PARK')).map((frame) => plainEvent(bodyOf(frame)));
    const ours = events.find((event) => event?.get('variable_debtor_name') !== undefined);
    expect(ours?.get('variable_debtor_name')).toBe('张三');
    expect(ours?.get('variable_note')).toBe('余额 ¥1,234.56 元: 100% ok');
  });

  test('a background job: the body is what the command said, and no header of it is read as the event\'s', () => {
    const job = plainEvent(Buffer.from('Event-Name: BACKGROUND_JOB\nJob-UUID: j1\nContent-Length: 27\n\n-ERR no\nUnique-ID: not-this'));
    expect(job?.body).toBe('-ERR no\nUnique-ID: not-this');
    expect(job?.get('Unique-ID')).toBeUndefined();
  });

  test('JSON events say the same', () => {
    const events = framesIn('event-json').filter((frame) => frame.includes('text/event-json')).map((frame) => jsonEvent(bodyOf(frame).toString('utf8')));
    expect(events.length).toBeGreaterThan(5);
    expect(events.every((event) => event?.get('Event-Name') === event?.name)).toBe(true);
    expect(events.map((event) => event?.get('variable_debtor_name')).find((value) => value !== undefined)).toBe('张三');
  });
});

describe('what is no proper event', () => {
  test('never throws, whatever the bytes (property)', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const event = plainEvent(Buffer.from(bytes));
      event?.get('Unique-ID');
      const named = plainEvent(Buffer.concat([Buffer.from('Event-Name: X\nA: '), Buffer.from(bytes)]));
      expect(typeof (named?.get('A') ?? '')).toBe('string');
      jsonEvent(Buffer.from(bytes).toString('utf8'));
    }));
  });

  test('malformed escapes cost a replacement character and nothing else', () => {
    expect(urlDecode('100% busy')).toBe('100% busy');
    expect(urlDecode('%')).toBe('%');
    expect(urlDecode('a%2')).toBe('a%2');
    expect(urlDecode('%zz%41')).toBe('%zzA');
    expect(urlDecode('%B4%DF%CA%D5')).toMatch(/�/); // GBK
    expect(urlDecode(Buffer.from('余额%20ok').toString('latin1'))).toBe('余额 ok');
  });

  test('decodes what the switch encodes (property)', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const encoded = [...Buffer.from(text)].map((byte) => (byte < 0x20 || byte > 0x7e || '\r\n #%&+:;<=>?@[\\]^`{|}"'.includes(String.fromCharCode(byte)) ? '%' + byte.toString(16).toUpperCase().padStart(2, '0') : String.fromCharCode(byte))).join('');
      expect(urlDecode(encoded)).toBe(Buffer.from(text).toString('utf8'));
    }));
  });

  test('empty, undefined and absent', () => {
    const event = plainEvent(Buffer.from('Event-Name: X\nvariable_a: _undef_\nvariable_b: \n\n'));
    expect([event?.get('variable_a'), event?.get('variable_b'), event?.get('variable_c')]).toEqual([undefined, '', undefined]);
    expect(plainEvent(Buffer.from('garbage\n\n'))).toBeUndefined();
    expect(jsonEvent('[1]')).toBeUndefined();
    expect(jsonEvent('{"Event-Name":7}')).toBeUndefined();
    expect(jsonEvent('{"Event-Name":"X","a":["1","2"]}')?.get('a')).toBe('ARRAY::1|:2');
  });
});
