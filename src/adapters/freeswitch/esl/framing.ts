/**
 * Cuts the event socket's byte stream into frames: a header block, a blank line, a body of Content-Length BYTES.
 * One code path serves every place a TCP read may cut the stream, and no byte is copied more than once, so a reply of
 * 20 MB in 64-KB reads costs 20 MB of copying and not the square of it.
 * It must not know what a frame means (see connection.ts) nor what an event is (see event.ts).
 */

export interface FrameLimits {
  /** Longest header block, in bytes. FreeSWITCH's own are under 200; a bgapi reply under 300. */
  readonly headBytes: number;
  /** Longest body, in bytes. An event is at most some 20 KB; `show channels as json` about 1 KB a leg. */
  readonly bodyBytes: number;
}

export interface Frame {
  /** Content-Type, `` where none was given. */
  readonly type: string;
  /** The header block without its blank line, one char per byte (latin1). */
  readonly head: string;
  /** The body's bytes: a view into the read buffer, valid as long as it is held (and holding that buffer). */
  readonly body: Buffer;
}

/** The peer does not speak the protocol, or exceeds a limit: the stream can't be read on from here. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

const NEWLINE = 10;
const BLANK_LINE = Buffer.from('\n\n');
const NOTHING = Buffer.alloc(0);
const CONTENT_LENGTH = 'Content-Length: ';
const CONTENT_TYPE = 'Content-Type: ';

export class FrameReader {
  readonly #limits: FrameLimits;
  readonly #onFrame: (frame: Frame) => void;
  /** Pieces of the part (head or body) being gathered when it did not fit into one read. */
  #pieces: Buffer[] = [];
  #gathered = 0;
  /** Null: reading a head. */
  #head: string | null = null;
  #bodyLength = 0;

  constructor(limits: FrameLimits, onFrame: (frame: Frame) => void) {
    this.#limits = limits;
    this.#onFrame = onFrame;
  }

  /** Takes the next bytes and hands out every frame they complete. Throws `FrameError`; the reader is of no use afterwards. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.#head === null ? this.#readHead(chunk, at) : this.#readBody(chunk, at);
  }

  /** Are there bytes of an unfinished frame? A clean close comes between frames. */
  get midFrame(): boolean {
    return this.#gathered > 0 || this.#head !== null;
  }

  #readHead(chunk: Buffer, from: number): number {
    let start = from;
    if (this.#gathered === 0) {
      // stray blank lines between frames carry nothing
      while (start < chunk.length && chunk[start] === NEWLINE) start++;
      if (start === chunk.length) return start;
    } else if (chunk[start] === NEWLINE && this.#lastByte() === NEWLINE) {
      // the blank line itself was cut in two
      this.#startBody(this.#take(NOTHING).toString('latin1').slice(0, -1));
      return start + 1;
    }
    const end = chunk.indexOf(BLANK_LINE, start);
    if (end < 0) {
      this.#keep(chunk.subarray(start), this.#limits.headBytes, 'header block');
      return chunk.length;
    }
    const rest = chunk.subarray(start, end);
    if (this.#gathered + rest.length > this.#limits.headBytes) throw new FrameError(`header block over ${this.#limits.headBytes} bytes`);
    this.#startBody(this.#take(rest).toString('latin1'));
    return end + BLANK_LINE.length;
  }

  #startBody(head: string): void {
    const length = contentLength(head);
    if (length > this.#limits.bodyBytes) throw new FrameError(`body of ${length} bytes is over the limit of ${this.#limits.bodyBytes}`);
    if (length === 0) {
      this.#onFrame({ type: headLine(head, CONTENT_TYPE), head, body: NOTHING });
      return;
    }
    this.#head = head;
    this.#bodyLength = length;
  }

  #readBody(chunk: Buffer, from: number): number {
    const end = from + this.#bodyLength - this.#gathered;
    if (end > chunk.length) {
      this.#keep(chunk.subarray(from), this.#limits.bodyBytes, 'body');
      return chunk.length;
    }
    const body = this.#take(chunk.subarray(from, end));
    const head = this.#head ?? '';
    // state first: a listener that throws must find the reader ready for the next frame
    this.#head = null;
    this.#onFrame({ type: headLine(head, CONTENT_TYPE), head, body });
    return end;
  }

  #keep(piece: Buffer, limit: number, what: string): void {
    if (this.#gathered + piece.length > limit) throw new FrameError(`${what} over ${limit} bytes`);
    this.#pieces.push(piece);
    this.#gathered += piece.length;
  }

  /** All that was gathered plus `last`, joined once. */
  #take(last: Buffer): Buffer {
    if (this.#gathered === 0) return last;
    this.#pieces.push(last);
    const whole = Buffer.concat(this.#pieces, this.#gathered + last.length);
    this.#pieces = [];
    this.#gathered = 0;
    return whole;
  }

  #lastByte(): number | undefined {
    const piece = this.#pieces[this.#pieces.length - 1];
    return piece?.[piece.length - 1];
  }
}

function contentLength(head: string): number {
  const text = headLine(head, CONTENT_LENGTH);
  if (text === '') return 0;
  if (!/^\d{1,10}$/.test(text)) throw new FrameError('Content-Length is not a number');
  return Number(text);
}

/** The rest of the line that begins with `name` (which ends in `: `), or ``. */
function headLine(head: string, name: string): string {
  let at = head.startsWith(name) ? 0 : head.indexOf('\n' + name);
  if (at < 0) return '';
  if (at > 0) at++;
  const start = at + name.length;
  const end = head.indexOf('\n', start);
  return end < 0 ? head.slice(start) : head.slice(start, end);
}

/** A header of a frame, as text: header blocks are raw UTF-8, not URL-encoded. */
export function frameHeader(frame: Frame, name: string): string {
  const raw = headLine(frame.head, name + ': ');
  return /[\x80-\xff]/.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw;
}
