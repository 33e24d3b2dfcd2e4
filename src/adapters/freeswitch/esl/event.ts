/**
 * An event of the switch with lazy lookup. A channel event has about 150 headers in 5–10 KB and we read ten of them, so
 * nothing is split or decoded until it is asked for.
 * It must not know sockets, nor what an event means to the dialer (see ../events.ts).
 *
 * `event plain` is what production subscribes to: test/bench/esl.bench.ts measures it against JSON on real events.
 * Values of plain events are URL-encoded UTF-8, and whatever a caller put into a SIP header arrives in them: a broken
 * `%` or bytes that are no UTF-8 must cost nothing but a replacement character (modesl dies of them).
 */

export interface EslEvent {
  /** Event-Name, e.g. `CHANNEL_ANSWER`. */
  readonly name: string;
  /** The decoded value; undefined where the header is absent or FreeSWITCH's `_undef_` (an empty variable). */
  get(header: string): string | undefined;
  /** The event's own body: what a background job said. `` where it has none. */
  readonly body: string;
}

const UNDEFINED = '_undef_';

/** Header names with what precedes and follows them, made once per name: names are a small closed set. */
const needles = new Map<string, string>();
function needle(header: string): string {
  let found = needles.get(header);
  if (found === undefined) {
    found = `\n${header}: `;
    if (needles.size < 1000) needles.set(header, found);
  }
  return found;
}

class PlainEvent implements EslEvent {
  readonly name: string;
  /** One char per byte. Copied out of the read buffer, so that a held event holds no 64-KB read. */
  readonly #text: string;
  /** Where the headers end. */
  readonly #end: number;

  constructor(text: string, end: number, name: string) {
    this.#text = text;
    this.#end = end;
    this.name = name;
  }

  get(header: string): string | undefined {
    const mark = needle(header);
    let start = mark.length - 1;
    // the first header has no newline in front: Event-Name, or Event-Subclass of a CUSTOM event
    if (!this.#text.startsWith(header) || !this.#text.startsWith(': ', header.length)) {
      const at = this.#text.indexOf(mark);
      if (at < 0 || at >= this.#end) return undefined;
      start = at + mark.length;
    }
    const stop = this.#text.indexOf('\n', start);
    const value = urlDecode(this.#text.slice(start, stop < 0 ? this.#end : stop));
    return value === UNDEFINED ? undefined : value;
  }

  get body(): string {
    const start = this.#end + 2;
    return start >= this.#text.length ? '' : Buffer.from(this.#text.slice(start), 'latin1').toString('utf8');
  }
}

const EVENT_NAME = 'Event-Name: ';

/** Reads the body of a `text/event-plain` frame; undefined when it is no event. Never throws. */
export function plainEvent(bytes: Buffer): EslEvent | undefined {
  const text = bytes.toString('latin1');
  const at = text.startsWith(EVENT_NAME) ? 0 : text.indexOf('\n' + EVENT_NAME) + 1;
  if (at === 0 && !text.startsWith(EVENT_NAME)) return undefined;
  const nameEnd = text.indexOf('\n', at);
  const blank = text.indexOf('\n\n');
  const end = blank < 0 ? text.length : blank;
  if (nameEnd < 0 || at > end) return undefined;
  return new PlainEvent(text, end, text.slice(at + EVENT_NAME.length, nameEnd));
}

class JsonEvent implements EslEvent {
  readonly name: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(name: string, fields: Readonly<Record<string, unknown>>) {
    this.name = name;
    this.#fields = fields;
  }

  get(header: string): string | undefined {
    const value = this.#fields[header];
    if (typeof value === 'string') return value === UNDEFINED ? undefined : value;
    // a variable with several values; plain events write it in this form
    if (Array.isArray(value)) return 'ARRAY::' + value.map(String).join('|:');
    return undefined;
  }

  get body(): string {
    return this.get('_body') ?? '';
  }
}

/** Reads an event in JSON (a `text/event-json` frame, or what `uuid_dump … json` answers); undefined when it is none. Never throws. */
export function jsonEvent(text: string): EslEvent | undefined {
  const fields = jsonObject(text);
  const name = fields?.['Event-Name'];
  return fields !== undefined && typeof name === 'string' ? new JsonEvent(name, fields) : undefined;
}

/** A JSON object, or undefined. Never throws. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `raw`: one char per byte. Undoes URL-encoding, whatever the bytes are: a `%` without two hex digits stays as it is. */
export function urlDecode(raw: string): string {
  const encoded = raw.includes('%');
   
  const ascii = /^[\x00-\x7f]*$/.test(raw);
  if (!encoded) return ascii ? raw : Buffer.from(raw, 'latin1').toString('utf8');
  if (ascii) {
    try {
      return decodeURIComponent(raw);
    } catch {
      // not UTF-8, or a lone %: byte by byte below
    }
  }
  const bytes = Buffer.alloc(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    const hex = code === 37 ? hexByte(raw, at + 1) : -1;
    bytes[length++] = hex < 0 ? code : hex;
    if (hex >= 0) at += 2;
  }
  return bytes.toString('utf8', 0, length);
}

function hexByte(text: string, at: number): number {
  const pair = text.slice(at, at + 2);
  return /^[0-9A-Fa-f]{2}$/.test(pair) ? Number.parseInt(pair, 16) : -1;
}
