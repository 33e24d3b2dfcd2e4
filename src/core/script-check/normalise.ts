/**
 * A text as the patterns see it: lower case, half width, simplified, without what is put between characters to hide them,
 * one line per sentence. Each character knows where it came from, so that a finding can point into the text as given.
 */
import { leet, RESPELLED, SIMPLIFIED } from './folding.js';

/** Stand for a Liquid variable: the creditor's name, an amount or date of the debt, anything else. */
export const CREDITOR_VAR = '\uE001';
export const DEBT_VAR = '\uE002';
export const OTHER_VAR = '\uE000';
export const COLLECTOR_VAR = '\uE003';
/** Between sentences. */
export const STOP = '\n';

export interface Normal {
  readonly text: string;
  /** Where the character at i began and ended in the source. */
  readonly starts: readonly number[]; readonly ends: readonly number[];
  /** A comma, a colon or a dash stood before the character at i: what was negated before it is not negated after. */
  readonly breaks: ReadonlySet<number>;
  /** Inside quotation marks. */
  readonly quoted: ReadonlySet<number>;
}
interface Unit { char: string; start: number; end: number; broken: boolean; quoted: boolean }

const CREDITOR = /creditor|bank|lender/;
const DEBT = /total|due|amount|overdue|balance|product|contract|promise|principal|interest|penalt/;
const STOPS = /[。!?;\n\r]/u;
const BREAKS = /[,，::—–(){}[\]<>《》]/u;
const HIDDEN = /[\u200b-\u200f\u2060\ufeff\u00ad\ufe0f\u0300-\u036f]/u;
const HAN = /[\u3400-\u9fff\uE000-\uE003]/u;
const WORD = /[a-z0-9$%@\u00c0-\u024f]/u;
const OPENING = /[“「『‘"]/u;
const CLOSING = /[”」』’"]/u;

export function normalise(source: string): Normal {
  const steps = normaliseSteps(source);
  for (;;) { const step = steps.next(); if (step.done === true) return step.value; }
}
/** The same in steps, between which others may work. */
export function* normaliseSteps(source: string): Generator<void, Normal> {
  const folded = read(source);
  yield;
  const joined = spaced(folded);
  yield;
  const sentences = dropShortStops(joined);
  yield;
  const units = respell(sentences);
  yield;
  const breaks = new Set<number>();
  const quoted = new Set<number>();
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  for (const unit of units) {
    for (const char of unit.char) {
      if (unit.broken && char === unit.char[0]) breaks.add(text.length);
      if (unit.quoted) quoted.add(text.length);
      for (let piece = 0; piece < char.length; piece += 1) { starts.push(unit.start); ends.push(unit.end); }
      text += char;
    }
  }
  return { text, starts, ends, breaks, quoted };
}

/** Characters one by one: folded, variables replaced, tags gone. */
function read(source: string): Unit[] {
  const units: Unit[] = [];
  let broken = false;
  let quoted = false;
  let at = 0;
  while (at < source.length) {
    const tag = closing(source, at, '{%', '%}') ?? (source[at] === '<' ? /^<\/?[a-zA-Z][^<>]*>/u.exec(source.slice(at, at + LONGEST_TAG))?.[0].length : undefined);
    if (tag !== undefined) { at += tag; broken = true; continue; }
    const variable = closing(source, at, '{{', '}}');
    if (variable !== undefined) {
      units.push({ char: placeholder(source.slice(at, at + variable)), start: at, end: at + variable, broken, quoted });
      broken = false;
      at += variable;
      continue;
    }
    const raw = String.fromCodePoint(source.codePointAt(at) ?? 0);
    const start = at;
    at += raw.length;
    if (HIDDEN.test(raw)) continue;
    if (raw === '…') { broken = true; continue; }
    if (raw === ',' && /\d/.test(source[start - 1] ?? '') && /\d{3}/.test(source.slice(at, at + 3))) continue;
    for (const one of raw.normalize('NFKC')) {
      const char = fold(one);
      const before = source[start - 1] ?? '';
      if (char === "'" && /[a-z]/iu.test(before) && /[a-z]/iu.test(source[at] ?? '')) { units.push({ char, start, end: at, broken: false, quoted }); continue; }
      if (OPENING.test(one) && !quoted) { quoted = true; broken = true; continue; }
      if (CLOSING.test(one) && quoted) { quoted = false; broken = true; continue; }
      if (isStop(char, source, at)) { units.push({ char: STOP, start, end: at, broken: /[\n\r]/u.test(char), quoted: false }); broken = false; if (/[\n\r]/u.test(char)) quoted = false; continue; }
      if (BREAKS.test(char)) { units.push({ char: ' ', start, end: at, broken: false, quoted }); broken = true; continue; }
      if (HAN.test(char) || WORD.test(char)) { units.push({ char, start, end: at, broken, quoted }); broken = false; } else units.push({ char: /[\s'/-]/u.test(char) ? ' ' : '·', start, end: at, broken: false, quoted });
    }
  }
  return units;
}
/** Length of what begins at `at` with `open`, up to and with `close`; undefined when nothing begins there, or it does not end soon. */
function closing(source: string, at: number, open: string, close: string): number | undefined {
  if (!source.startsWith(open, at)) return undefined;
  const end = source.slice(at + open.length, at + LONGEST_TAG).indexOf(close);
  return end < 0 ? undefined : end + open.length + close.length;
}
const LONGEST_TAG = 300;
const placeholder = (name: string): string => { const low = name.toLowerCase(); return CREDITOR.test(low) ? CREDITOR_VAR : DEBT.test(low) ? DEBT_VAR : /collector|agent/.test(low) ? COLLECTOR_VAR : OTHER_VAR; };
function fold(char: string): string {
  const low = char.toLowerCase();
  if (low === '’' || low === '‘' || low === '`') return "'";
  return SIMPLIFIED.get(low) ?? low;
}
/** A full stop ends a sentence before a space or the end, not inside 1.5, e.g. or a hidden w.o.r.d. */
function isStop(char: string, source: string, next: number): boolean {
  if (char === '.') return /^(?:\s|$|["”'])/u.test(source.slice(next, next + 1)) && !/\b(?:mr|mrs|ms|dr|no|st|a\.m|p\.m|inc|ltd|co)$/iu.test(source.slice(Math.max(0, next - 6), next - 1));
  return STOPS.test(char);
}

/** Spaces and signs stay only between Latin words, one at a time; letters set apart are joined; digits inside words are letters. */
function spaced(units: readonly Unit[]): Unit[] {
  const out: Unit[] = [];
  // From behind, so that what follows a run of blanks is known at each of them without looking for it again.
  const after: { readonly next: Unit | undefined; readonly space: boolean }[] = [];
  let [next, space]: [Unit | undefined, boolean] = [undefined, false];
  for (let at = units.length - 1; at >= 0; at -= 1) {
    const unit = units[at];
    if (unit === undefined) continue;
    const blank = isBlankUnit(unit);
    space = blank && (space || unit.char === ' ');
    after[at] = { next, space };
    if (!blank) next = unit;
  }
  for (const [at, unit] of units.entries()) {
    if (!isBlankUnit(unit)) { out.push(unit); continue; }
    const last = out.at(-1);
    const follows = after[at];
    if (last === undefined || follows?.next === undefined || last.char === ' ' || !isLatin(last.char) || !isLatin(follows.next.char)) continue;
    // "arr*est": a sign without any space between letters only hides
    if (!follows.space && !(last.char >= '0' && last.char <= '9')) continue;
    out.push({ ...unit, char: ' ' });
  }
  return letters(joinSingles(out));
}
const isLatin = (char: string): boolean => WORD.test(char) || char === "'";
const isBlankUnit = (unit: Unit): boolean => unit.char === ' ' || unit.char === '·';
/** "a r r e s t": four or more single letters in a row are one word. */
function joinSingles(units: readonly Unit[]): Unit[] {
  const text = units.map((unit) => (unit.char.length === 1 ? unit.char : 'x')).join('');
  const drop = new Set<number>();
  for (const found of text.matchAll(/(?<![a-z0-9])(?:[a-z] ){3,}[a-z](?![a-z0-9])/gu)) {
    for (let at = found.index; at < found.index + found[0].length; at += 1) if (text[at] === ' ') drop.add(at);
  }
  return units.filter((_, at) => !drop.has(at));
}
/** "4rrested", "pr1son": a digit between or beside letters is the letter it looks like; "3 times" and "m1" stay. */
function letters(units: readonly Unit[]): Unit[] {
  const text = units.map((unit) => (unit.char.length === 1 ? unit.char : 'x')).join('');
  const out = [...units];
  for (const found of text.matchAll(/[a-z0-9@$!]+/gu)) {
    const word = found[0];
    if (!/[0-9@$!]/u.test(word) || word.replace(/[^a-z]/gu, '').length < 3 || /^\$?\d+(?:st|nd|rd|th|am|pm|hrs|usd)$/u.test(word)) continue;
    for (let at = found.index; at < found.index + word.length; at += 1) {
      const unit = out[at];
      const letter = unit === undefined ? undefined : leet(unit.char);
      if (unit !== undefined && letter !== undefined) out[at] = { ...unit, char: letter };
    }
  }
  return out;
}

/** "要坐。牢。的": a sentence of one or two characters is none; the place stays a break, so that a "不是。" denies nothing after it. */
function dropShortStops(units: readonly Unit[]): Unit[] {
  const short = (unit: Unit, at: number): boolean => {
    // A new line is nobody's trick (its stop is marked broken).
    if (unit.char !== STOP || unit.broken) return false;
    const before = lengthUntilStop(units, at, -1);
    const after = lengthUntilStop(units, at, 1);
    const han = HAN.test(units[at - 1]?.char ?? '') && HAN.test(units[at + 1]?.char ?? '');
    return han && unit.end - unit.start === 1 && (before <= 2 || after <= 2);
  };
  return units.flatMap((unit, at) => (short(unit, at) ? [] : [{ ...unit, broken: unit.broken || (at > 0 && short(units[at - 1] ?? unit, at - 1)) }]));
}
function lengthUntilStop(units: readonly Unit[], from: number, step: 1 | -1): number {
  let count = 0;
  for (let at = from + step; at >= 0 && at < units.length && units[at]?.char !== STOP && count < 3; at += step) {
    if (step === 1 && count > 0 && units[at]?.broken === true) break;
    count += 1;
    if (step === -1 && units[at]?.broken === true) break;
  }
  return count;
}

function respell(units: readonly Unit[]): Unit[] {
  const out: Unit[] = [];
  let at = 0;
  while (at < units.length) {
    const found = RESPELLED.find(({ from }) => from.every((char, step) => units[at + step]?.char === char));
    const first = units[at];
    if (first === undefined) break;
    const last = found === undefined ? first : units[at + found.from.length - 1] ?? first;
    out.push(found === undefined ? first : { ...first, char: found.to, end: last.end });
    at += found === undefined ? 1 : found.from.length;
  }
  return out;
}
