/** Inputs: valid samples bent in ways that break parsers, text of what parsers give a meaning, and one piece repeated very often. */
import fc from 'fast-check';

/** Pieces with which parsers have been broken: delimiters, quotes, escapes, numbers at the edges, odd characters, formulas, code. */
export const PIECES: readonly string[] = [
  '\n', '\r', '\r\n', '\n\n', '\0', '\t', ' ', '\u3000', '"', '""', '\'', '`', '\\', '/', ',', ';', ':', '|', '=', '+', '-', '@', '%', '%%', '%0a', '%00', '%zz', '%c0%ae', '&', '<', '>', '(', ')', '[', ']', '{', '}', '{{', '}}', '{%', '%}', '${', '#{', '<!--', ']]>', '<![CDATA[', '<!DOCTYPE x [', '&amp;', '&#0;', '&#x110000;', '&x;',
  '0', '-1', '1e309', 'NaN', 'Infinity', '9007199254740993', '99999999999999999999', '4294967296', '-0', '0x10', '1.7976931348623157e308', '2026-02-30', '2026-01-31', '24:00', '00:00', '1970-01-01T00:00:00Z', '٣', '１２', '万', '￥', '¥', '（', '）',
  'null', 'true', '__proto__', 'constructor', 'prototype', 'toString', '../../etc/passwd', '=cmd|\' /C calc\'!A0', '@SUM(1)', '<script>', '\u202e', '\ufeff', '\ufffd', '\ud800', '\udfff', '😀', '张三', 'é', '\u0301', 'ß', 'İ', 'ﬁ', '\u200b', 'ARRAY::a|:b', '_undef_', '+OK', '-ERR NORMAL_CLEARING', 'Content-Length: 5', 'Event-Name: CHANNEL_ANSWER', 'api shutdown', '}sofia/gateway/evil/1 &park()', '\n\napi fsctl shutdown\n\n',
];
const NUMBERS = ['0', '-1', '1', '65535', '65536', '2147483648', '4294967295', '9007199254740993', '1e999', '00012', ''];

export const piece = fc.constantFrom(...PIECES);
/** Short text of pieces and anything else. */
export const nasty = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 12 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);
/** One or two pieces over and over: what costs the square of its length shows. */
export const pumped = (most: number): fc.Arbitrary<string> =>
  fc.tuple(fc.string({ maxLength: 8 }), fc.array(fc.oneof(piece, fc.string({ minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 3 }), fc.integer({ min: 4, max: 17 }), fc.string({ maxLength: 3 }))
    .map(([head, body, power, tail]) => `${head}${body.join('').repeat(Math.max(1, Math.floor(Math.min(2 ** power, most) / Math.max(1, body.join('').length))))}${tail}`.slice(0, most));

interface Bend { readonly kind: number; readonly at: number; readonly length: number; readonly piece: string; readonly number: string }
const bend: fc.Arbitrary<Bend> = fc.record({ kind: fc.integer({ min: 0, max: 7 }), at: fc.nat(1_000_000), length: fc.integer({ min: 1, max: 40 }), piece: fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 5 })), number: fc.constantFrom(...NUMBERS) });

/** A sample with some changes: cut, doubled, put in, exchanged, numbers to the edges, cut off. */
export const bent = (samples: readonly string[], most = 8): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...samples), fc.array(bend, { maxLength: most })).map(([sample, bends]) => bends.reduce(applied, sample));

function applied(text: string, { kind, at, length, piece: put, number }: Bend): string {
  const place = text.length === 0 ? 0 : at % (text.length + 1);
  switch (kind) {
    case 0: return text.slice(0, place) + text.slice(place + length);
    case 1: return text.slice(0, place) + put + text.slice(place);
    case 2: return text.slice(0, place) + put + text.slice(place + put.length);
    case 3: return text.slice(0, place + length) + text.slice(place);
    case 4: return text.slice(0, place);
    case 5: { const found = [...text.matchAll(/\d+/g)]; const one = found[at % Math.max(1, found.length)]; return one === undefined ? text : text.slice(0, one.index) + number + text.slice(one.index + one[0].length); }
    case 6: { const lines = text.split('\n'); const line = at % lines.length; return [...lines.slice(0, line), lines[(line + length) % lines.length], ...lines.slice(line)].join('\n'); }
    default: return text.slice(0, place) + (text.slice(place, place + length) || put).repeat(8) + text.slice(place);
  }
}

/** The same on bytes. */
export const bentBytes = (samples: readonly Buffer[], most = 8): fc.Arbitrary<Buffer> =>
  bent(samples.map((sample) => sample.toString('latin1')), most).map((text) => Buffer.from(text, 'latin1'));

/** What no field expects. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: nasty }, { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, -0, 2 ** 53, -(2 ** 53), 1e308, 2 ** 31, '', [], {}, [[]], { a: null }, '2026-01-31', '00:00') },
  { weight: 2, arbitrary: fc.integer() }, { weight: 1, arbitrary: fc.double() }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }).map((depth) => nested(depth)) }, { weight: 1, arbitrary: fc.array(nasty, { maxLength: 40 }) },
);
export function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let n = 0; n < depth; n += 1) value = n % 2 === 0 ? [value] : { a: value };
  return value;
}

/** A value as JSON; of what has none (undefined), a word that is no JSON. */
export const jsonText = (value: unknown): string => (value === undefined ? 'undefined' : JSON.stringify(value));

interface Change { readonly at: number; readonly kind: number; readonly value: unknown; readonly name: string }
const change: fc.Arbitrary<Change> = fc.record({ at: fc.nat(100_000), kind: fc.integer({ min: 0, max: 5 }), value: hostile, name: fc.oneof(piece, fc.constantFrom('id', 'kind', 'when', 'rules', 'not', 'all', 'type')) });
/** A JSON sample with some of its values exchanged, left out, doubled, renamed or wrapped. */
export const bentJson = (samples: readonly unknown[], most = 4): fc.Arbitrary<unknown> =>
  fc.tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: most })).map(([sample, changes]) => changes.reduce(changed, structuredClone(sample)));

interface Place { readonly holder: Record<string, unknown>; readonly key: string }
/** Last first, for a stack. */
const placesOf = (node: unknown): Place[] => (typeof node === 'object' && node !== null ? Object.keys(node).reverse().map((key) => ({ holder: node as Record<string, unknown>, key })) : []);
function changed(root: unknown, { at, kind, value, name }: Change): unknown {
  // Not by recursion: what was put in may be nested thousands deep.
  const holders: Place[] = [];
  const waiting: Place[] = placesOf(root);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) { holders.push(next); waiting.push(...placesOf(next.holder[next.key])); }
  const one = holders[at % Math.max(1, holders.length)];
  if (one === undefined) return structuredClone(value);
  const { holder, key } = one;
  const put = (to: string, what: unknown): void => { Object.defineProperty(holder, to, { value: what, writable: true, enumerable: true, configurable: true }); };
  switch (kind) {
    // A copy: hostile values are shared by all inputs, and one put into itself would have no end.
    case 0: case 1: put(key, structuredClone(value)); break;
    case 2: if (Array.isArray(holder)) holder.splice(Number(key), 1); else Reflect.deleteProperty(holder, key); break;
    case 3: if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)])); else put(name, structuredClone(holder[key])); break;
    case 4: { const other = holders[(at * 7 + 3) % holders.length]; if (other !== undefined) put(key, structuredClone(other.holder[other.key])); break; }
    default: put(key, Array.isArray(holder[key]) ? { 0: holder[key] } : [holder[key]]);
  }
  return root;
}
