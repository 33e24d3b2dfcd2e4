/**
 * Just enough XML for spreadsheets, from text in pieces cut anywhere: elements, attributes, text, CDATA, the five entities and
 * character references. No DOCTYPE (so no entity can be defined), no tag longer than 64 KB. Text comes in pieces and is never gathered here.
 */
import { damaged } from './zip.js';

export interface XmlHandler {
  /** `name` without prefix; `attributes` unread (see `attribute`). An empty element is opened and closed. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  text(text: string): void;
}
const LONGEST_TAG = 65_536;

export class XmlScanner {
  private rest = '';
  private depth = 0;
  constructor(private readonly handler: XmlHandler) {}

  /** Throws `DamagedFile`. */
  push(piece: string): void {
    const buffer = this.rest === '' ? piece : this.rest + piece;
    let at = 0;
    for (;;) {
      const open = buffer.indexOf('<', at);
      if (open < 0) { this.rest = this.tail(buffer, at); return; }
      if (open > at) this.say(buffer.slice(at, open));
      const end = this.markup(buffer, open);
      if (end < 0) {
        if (buffer.length - open > LONGEST_TAG && !buffer.startsWith('<!', open)) throw damaged('a tag has no end');
        this.rest = buffer.slice(open);
        return;
      }
      at = end;
    }
  }
  /** Throws when an element was left open. */
  end(): void {
    if (this.depth !== 0) throw damaged('its XML ends too early');
  }

  /** Text at the end of a piece: an entity may be cut in two. */
  private tail(buffer: string, at: number): string {
    const cut = buffer.lastIndexOf('&');
    const hold = cut >= at && buffer.length - cut < 12 && !buffer.includes(';', cut) ? cut : buffer.length;
    if (hold > at) this.say(buffer.slice(at, hold));
    return buffer.slice(hold);
  }
  private say(text: string): void {
    if (this.depth > 0) this.handler.text(text.includes('&') ? unescape(text) : text);
  }

  /** Handles what begins with `<` at `open`; returns the place after it, -1 when its end is not here yet. */
  private markup(buffer: string, open: number): number {
    const second = buffer.charCodeAt(open + 1);
    if (second === 33) return this.declaration(buffer, open);
    const end = tagEnd(buffer, open + 1);
    if (end < 0) return -1;
    if (second === 63) return end + 1;
    if (second === 47) {
      this.depth--;
      if (this.depth < 0) throw damaged('its XML is out of order');
      this.handler.close(localName(buffer.slice(open + 2, end).trimEnd()));
      return end + 1;
    }
    const empty = buffer.charCodeAt(end - 1) === 47;
    const inside = buffer.slice(open + 1, empty ? end - 1 : end);
    const blank = inside.search(/\s/);
    const name = localName(blank < 0 ? inside : inside.slice(0, blank));
    this.depth++;
    if (this.depth > 64) throw damaged('its XML is too deep');
    this.handler.open(name, blank < 0 ? '' : inside.slice(blank));
    if (empty) { this.depth--; this.handler.close(name); }
    return end + 1;
  }

  private declaration(buffer: string, open: number): number {
    if (buffer.length - open < 9) return -1;
    if (buffer.startsWith('<!--', open)) {
      const end = buffer.indexOf('-->', open + 4);
      if (end < 0 && buffer.length - open > LONGEST_TAG) throw damaged('a comment has no end');
      return end < 0 ? -1 : end + 3;
    }
    if (!buffer.startsWith('<![CDATA[', open)) throw damaged('it has a DOCTYPE');
    const end = buffer.indexOf(']]>', open + 9);
    if (end < 0 && buffer.length - open > 1_048_576) throw damaged('a CDATA section is too long');
    if (end >= 0 && this.depth > 0) this.handler.text(buffer.slice(open + 9, end));
    return end < 0 ? -1 : end + 3;
  }
}

/** `>` that ends a tag; one inside quotes does not. */
function tagEnd(buffer: string, from: number): number {
  const end = buffer.indexOf('>', from);
  if (end < 0) return -1;
  // Most tags have no `>` inside quotes; the others are walked once, whatever stands in them.
  let quote = 0;
  for (let at = from; at < buffer.length; at++) {
    const code = buffer.charCodeAt(at);
    if (quote === 0) {
      if (code === 62) return at;
      if (code === 34 || code === 39) quote = code;
    } else if (code === quote) quote = 0;
  }
  return -1;
}
const localName = (name: string): string => (name.includes(':') ? name.slice(name.indexOf(':') + 1) : name);

/** The value of an attribute, unescaped; null when it is not there. `name` without prefix. */
export function attribute(attributes: string, name: string): string | null {
  for (let at = attributes.indexOf(name); at >= 0; at = attributes.indexOf(name, at + 1)) {
    const before = attributes.charCodeAt(at - 1);
    if (!(before === 32 || before === 58 || before === 9 || before === 10 || before === 13)) continue;
    const equals = at + name.length;
    const found = attributes.charCodeAt(equals) === 61 ? equals + 1 : -1;
    if (found < 0) continue;
    const quote = attributes[found];
    if (quote !== '"' && quote !== "'") continue;
    const end = attributes.indexOf(quote, found + 1);
    if (end < 0) return null;
    const value = attributes.slice(found + 1, end);
    return value.includes('&') ? unescape(value) : value;
  }
  return null;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
export function unescape(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-z]{2,4});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole;
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
  });
}
