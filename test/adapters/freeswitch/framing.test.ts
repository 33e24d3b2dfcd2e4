import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameError, FrameReader, type Frame } from '../../../src/adapters/freeswitch/esl/framing.js';
import { framesIn, transcriptNames } from './transcripts.js';

const LIMITS = { headBytes: 16_384, bodyBytes: 32 * 1024 * 1024 };

function read(chunks: Iterable<Buffer>, limits = LIMITS): string[] {
  const frames: string[] = [];
  const reader = new FrameReader(limits, (frame: Frame) => frames.push(`${Buffer.from(frame.head, 'latin1').toString('utf8')}\n\n${frame.body.toString('utf8')}`));
  for (const chunk of chunks) reader.push(chunk);
  expect(reader.midFrame).toBe(false);
  return frames;
}
function* inSizes(bytes: Buffer, size: number): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const cutAt = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
};
/** Compared as one string: a diff of 9 MB helps nobody. */
const same = (got: readonly string[], want: readonly string[]): boolean => got.length === want.length && got.every((frame, index) => frame === want[index]);

describe('frames of a real switch, cut at every kind of place', () => {
  test.each(transcriptNames)('%s: whole, in odd sizes, byte by byte', (name) => {
    const want = framesIn(name);
    const bytes = Buffer.from(want.join(''));
    for (const size of [bytes.length, 65_536, 1_448, 1_021, 7, 2]) expect(same(read(inSizes(bytes, size)), want), `${size} bytes a read`).toBe(true);
    if (bytes.length < 300_000) expect(same(read(inSizes(bytes, 1)), want), 'byte by byte').toBe(true);
  });

  test('a small stream in every chunk size and at every split in two', () => {
    const want = [...framesIn('auth-ok'), ...framesIn('gateway').slice(0, 6), 'Content-Type: command/reply\nReply-Text: -ERR 余额不足 100% 忙\n\n', 'Content-Type: api/response\nContent-Length: 14\n\n张三\n\n李四'];
    const bytes = Buffer.from(want.join(''));
    for (let size = 1; size <= bytes.length; size++) expect(same(read(inSizes(bytes, size)), want), `${size} bytes a read`).toBe(true);
    for (let at = 1; at < bytes.length; at++) expect(same(read(cutAt(bytes, [at])), want), `cut at ${at}`).toBe(true);
  });

  test('around every newline and inside every multi-byte character of real events', () => {
    const want = framesIn('utf8-variables').slice(0, 14);
    const bytes = Buffer.from(want.join(''));
    const places = new Set<number>();
    for (const [index, byte] of bytes.entries()) if (byte === 10 || byte >= 0x80) for (const near of [index - 1, index, index + 1]) if (near > 0 && near < bytes.length) places.add(near);
    expect(places.size).toBeGreaterThan(100);
    for (const at of places) expect(same(read(cutAt(bytes, [at])), want), `cut at ${at}`).toBe(true);
    expect(same(read(cutAt(bytes, [...places])), want), 'cut at all of them').toBe(true);
  });

  test('any cuts at all (property)', () => {
    const want = [...framesIn('originate-refused'), ...framesIn('uuid-errors')];
    const bytes = Buffer.from(want.join(''));
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 60 }), (cuts) => same(read(cutAt(bytes, cuts)), want)), { numRuns: 300 });
  });

  test('frames of any content (property)', () => {
    const body = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(fc.property(fc.array(body, { maxLength: 12 }), fc.integer({ min: 1, max: 50 }), (bodies, size) => {
      const want = bodies.map((text) => (Buffer.byteLength(text) === 0 ? 'Content-Type: x\n\n' : `Content-Type: x\nContent-Length: ${Buffer.byteLength(text)}\n\n${Buffer.from(text).toString('utf8')}`));
      return same(read(inSizes(Buffer.from(want.join('')), size)), want);
    }), { numRuns: 300 });
  });
});

describe('limits', () => {
  const push = (text: string, limits = LIMITS) => () => new FrameReader(limits, () => undefined).push(Buffer.from(text));

  test('a header block without end, a body over the limit, a length that is none', () => {
    expect(push('x'.repeat(16_385))).toThrow(FrameError);
    expect(push('x'.repeat(16_385) + '\n\n')).toThrow(FrameError);
    expect(push('Content-Length: 33554433\n\n')).toThrow(FrameError);
    for (const length of ['-1', 'many', '1e3', '', '99999999999']) {
      if (length !== '') expect(push(`Content-Length: ${length}\n\n`)).toThrow(FrameError);
    }
    const reader = new FrameReader({ headBytes: 100, bodyBytes: 100 }, () => undefined);
    reader.push(Buffer.from('x'.repeat(60)));
    expect(() => reader.push(Buffer.from('x'.repeat(60)))).toThrow(FrameError);
  });

  test('a listener that throws does not damage the stream', () => {
    let seen = 0;
    const reader = new FrameReader(LIMITS, () => { if (seen++ === 0) throw new Error('listener'); });
    expect(() => reader.push(Buffer.from('Content-Length: 2\n\nab'))).toThrow('listener');
    reader.push(Buffer.from('Content-Length: 2\n\ncd'));
    expect(seen).toBe(2);
  });

  test('the work grows with the bytes, not with their square: 24 MB in small reads', () => {
    const size = 24 * 1024 * 1024;
    const bytes = Buffer.concat([Buffer.from(`Content-Type: api/response\nContent-Length: ${size}\n\n`), Buffer.alloc(size, 120)]);
    const timed = (part: Buffer): number => {
      const start = process.cpuUsage();
      let got = 0;
      const reader = new FrameReader(LIMITS, (frame) => { got = frame.body.length; });
      for (const chunk of inSizes(part, 8 * 1024)) reader.push(chunk);
      expect(got === 0 || got === size).toBe(true);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1_000;
    };
    // re-joining the buffer on each read would copy 36 GB here
    expect(timed(bytes)).toBeLessThan(2_000);
  });
});
