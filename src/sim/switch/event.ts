/**
 * A switch event as FreeSWITCH keeps it: an ordered list of headers and perhaps a body. Headers come in blocks that
 * are built once and shared between events, and each header and block keeps its encoded text, because a channel event
 * has about 150 headers of which a handful changed since the last one.
 */
export class Line {
  #plain: string | undefined;
  #json: string | undefined;
  constructor(readonly name: string, readonly value: string) {}
  get plain(): string { return (this.#plain ??= `${this.name}: ${encodeValue(this.value)}\n`); }
  get json(): string { return (this.#json ??= `${JSON.stringify(this.name)}:${jsonValue(this.value)}`); }
}

/** Values of one name kept for all legs: most headers say the same on every leg, so their lines and encoded texts are made once. */
const KEPT_PER_NAME = 32;
const KEPT_NAMES = 2000;
const kept = new Map<string, Map<string, Line>>();

/** A line, shared with others of the same name and value while there is room. */
export function lineOf(name: string, value: string): Line {
  let values = kept.get(name);
  if (values === undefined) {
    if (kept.size >= KEPT_NAMES) return new Line(name, value);
    values = new Map();
    kept.set(name, values);
  }
  let line = values.get(value);
  if (line === undefined) {
    line = new Line(name, value);
    if (values.size < KEPT_PER_NAME) values.set(value, line);
  }
  return line;
}

/** Several headers in order, never changed once built. */
export class Block {
  #plain: string | undefined;
  #json: string | undefined;
  constructor(readonly lines: readonly Line[]) {}
  get plain(): string {
    // joined, not added up: the text is wanted flat, and a rope of 150 pieces is slow to flatten
    if (this.#plain !== undefined) return this.#plain;
    const parts: string[] = [];
    for (const line of this.lines) parts.push(line.plain);
    return (this.#plain = parts.join(''));
  }
  /** The members of a JSON object, without its braces. */
  get json(): string { return (this.#json ??= this.lines.map((line) => line.json).join(',')); }
  find(name: string): string | undefined {
    for (const line of this.lines) if (line.name === name) return line.value;
    return undefined;
  }
}

export const EMPTY = new Block([]);

export const block = (headers: readonly (readonly [string, string])[]): Block => new Block(headers.map(([name, value]) => lineOf(name, value)));

export class RawEvent {
  constructor(
    /** `CHANNEL_ANSWER`, `BACKGROUND_JOB`, `CUSTOM` … */
    readonly name: string,
    readonly blocks: readonly Block[],
    /** Event-Subclass of a CUSTOM event. */
    readonly subclass?: string,
    /** Unique-ID, where the event is about a leg. */
    readonly leg?: string,
    readonly body?: string,
  ) {}

  header(name: string): string | undefined {
    if (name === 'Unique-ID' && this.leg !== undefined) return this.leg;
    for (const b of this.blocks) {
      const value = b.find(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Case-insensitive, as filters compare names. */
  headerOfAnyCase(name: string): string | undefined {
    const wanted = name.toLowerCase();
    for (const b of this.blocks) for (const line of b.lines) if (line.name.toLowerCase() === wanted) return line.value;
    return undefined;
  }

  headers(): readonly (readonly [string, string])[] {
    return this.blocks.flatMap((b) => b.lines.map((line) => [line.name, line.value] as const));
  }
}

const SAFE = /^[^\r\n #%&+:;<=>?@[\\\]^`{|}"\u0000-\u001f\u007f-\uffff]+$/;
const UNSAFE = /%(?![0-9A-F]{2})|[\r\n #&+:;<=>?@[\\\]^`{|}"\u0000-\u001f\u007f]/g;
const ASCII = /^[\u0000-\u007f]*$/;
const UNSAFE_ASCII = new Set(Buffer.from('\r\n #%&+:;<=>?@[\\]^`{|}"', 'latin1'));
const HEX = '0123456789ABCDEF';
const isHex = (code: number | undefined): boolean => code !== undefined && HEX.includes(String.fromCharCode(code));
const escape = (byte: number): string => `%${HEX.charAt(byte >> 4)}${HEX.charAt(byte & 15)}`;
const ESCAPED: readonly string[] = Array.from({ length: 128 }, (_, byte) => escape(byte));

/** FreeSWITCH's URL encoding of a header value: UTF-8 bytes, upper-case hex, `%41` left as it stands, empty is `_undef_`. */
export function encodeValue(value: string): string {
  if (value === '') return '_undef_';
  if (SAFE.test(value)) return value;
  if (ASCII.test(value)) return value.replace(UNSAFE, (unsafe) => ESCAPED[unsafe.charCodeAt(0)] ?? '');
  const bytes = Buffer.from(value, 'utf8');
  let out = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    const alreadyEncoded = byte === 0x25 && isHex(bytes[i + 1]) && isHex(bytes[i + 2]);
    if (!alreadyEncoded && (byte < 0x20 || byte > 0x7e || UNSAFE_ASCII.has(byte))) out += escape(byte);
    else out += String.fromCharCode(byte);
  }
  return out;
}

function jsonValue(value: string): string {
  if (value.startsWith('ARRAY::')) return JSON.stringify(value.slice(7).split('|:'));
  return JSON.stringify(value);
}
