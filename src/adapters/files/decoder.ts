/** Bytes of a text file as text, in pieces cut anywhere. */
import type { Encoding } from './encoding.js';

/** Longest stretch without a line's end that is held back; a row that long is refused anyway. */
const MOST_HELD = 2 * 1_048_576;

/**
 * Like a `TextDecoder` that streams and replaces what is no character. Node's own throws on GB18030 when a character that was cut
 * in two turns out to be none, so there only whole lines are decoded: neither 0x0A nor 0x0D is ever part of a character. (A file of
 * CR alone has lines too: held to the limit, half a million of its rows would come in one turn.)
 */
export class PieceDecoder {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #byLine: boolean;
  #held: Uint8Array[] = [];
  #size = 0;

  constructor(encoding: Encoding) {
    this.#decoder = new TextDecoder(encoding);
    this.#byLine = encoding === 'gb18030';
  }

  decode(piece: Uint8Array): string {
    if (!this.#byLine) return this.#decoder.decode(piece, { stream: true });
    const end = Math.max(piece.lastIndexOf(10), piece.lastIndexOf(13)) + 1;
    if (end === 0 && this.#size + piece.length <= MOST_HELD) { this.#hold(piece); return ''; }
    this.#hold(end === 0 ? piece : piece.subarray(0, end));
    const text = this.#flush();
    if (end > 0 && end < piece.length) this.#hold(piece.subarray(end));
    return text;
  }
  end(): string { return this.#byLine ? this.#flush() : this.#decoder.decode(); }

  #hold(piece: Uint8Array): void {
    // A copy: the reader may use its buffer again.
    this.#held.push(Uint8Array.from(piece));
    this.#size += piece.length;
  }
  #flush(): string {
    const text = this.#decoder.decode(this.#held.length === 1 ? this.#held[0] : Buffer.concat(this.#held));
    this.#held = [];
    this.#size = 0;
    return text;
  }
}
