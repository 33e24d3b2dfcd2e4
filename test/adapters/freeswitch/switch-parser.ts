/**
 * How FreeSWITCH 1.10.12 reads an originate command, ported line by line: switch_separate_string and its helpers
 * (switch_utils.c 2617–2875), switch_find_end_paren, switch_event_create_brackets (switch_event.c 1664), the splits of
 * switch_ivr_originate.c and originate_function (mod_commands.c 5080). Strings stand for byte strings: every character the
 * parser looks at is ASCII, and no byte of a UTF-8 sequence is.
 */

const unescapeChar = (char: string): string => ({ n: '\n', r: '\r', t: '\t', s: ' ' })[char] ?? char;

/** `cleanup_separated_string`: strips quotes and outer spaces, undoes escapes. `delim` '' stands for 0. */
function cleanup(text: string, delim: string): string {
  let at = 0;
  while (text[at] === ' ') at++;
  let out = '';
  let end = -1;
  let quoted = false;
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') {
      const next = text[at + 1] ?? '\0';
      const plain = unescapeChar(next);
      if (next === '\'' || next === '"' || (delim !== '' && next === delim) || next === '\\' || plain !== next) {
        at++;
        out += (next === '\'' || next === '"' || (delim !== '' && next === delim) || next === '\\') ? next : plain;
        end = out.length;
        continue;
      }
    }
    if (char === '\'' && (quoted || text.includes('\'', at + 1))) {
      quoted = !quoted;
      if (quoted) end = out.length;
    } else {
      out += char;
      if (char !== ' ' || quoted) end = out.length;
    }
  }
  return end >= 0 ? out.slice(0, end) : out;
}

function separateByChar(text: string, delim: string, most: number): string[] {
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  let quoted = false;
  let start = true;
  while (at < text.length && parts.length < most) {
    if (start) { parts.push(''); from = at; start = false; continue; }
    const char = text[at]!;
    if (char === '\\') at++;
    else if (char === '\'' && (quoted || text.includes('\'', at + 1))) quoted = !quoted;
    else if (char === delim && !quoted) { parts[parts.length - 1] = text.slice(from, at); from = -1; start = true; }
    at++;
  }
  // the last one runs to the end of the string
  if (from >= 0 && parts.length > 0) parts[parts.length - 1] = text.slice(from);
  return parts.map((part) => cleanup(part, delim));
}

function separateByBlank(text: string, most: number): string[] {
  const parts: string[] = [];
  let from = -1;
  let at = 0;
  let quoted = false;
  let state: 'start' | 'skip' | 'find' | 'ending' = 'start';
  while (at < text.length && parts.length < most) {
    const char = text[at]!;
    switch (state) {
      case 'start': parts.push(''); from = at; state = 'skip'; break;
      case 'skip': if (char === ' ') at++; else state = 'find'; break;
      case 'find':
        if (char === '\\') at++;
        else if (char === '\'') quoted = !quoted;
        else if (char === ' ' && !quoted) { parts[parts.length - 1] = text.slice(from, at); from = -1; state = 'ending'; }
        at++;
        break;
      case 'ending': if (char === ' ') at++; else state = 'start'; break;
    }
  }
  if (from >= 0 && parts.length > 0) parts[parts.length - 1] = text.slice(from);
  return parts.map((part) => cleanup(part, ''));
}

/** `switch_separate_string`. */
export function separate(text: string, delim: string, most: number): string[] {
  let rest = text;
  let by = delim;
  if (rest.startsWith('^^') && rest.length > 3) { by = rest[2]!; rest = rest.slice(3); }
  return by === ' ' ? separateByBlank(rest, most) : separateByChar(rest, by, most);
}

/** `switch_find_end_paren`: counts, and knows neither quotes nor backslashes. */
function endParen(text: string, open: string, close: string): number {
  let at = 0;
  while (text[at] === ' ') at++;
  if (text[at] !== open) return -1;
  let depth = 1;
  for (at++; at < text.length; at++) {
    if (text[at] === open) depth++;
    else if (text[at] === close && --depth === 0) return at;
  }
  return -1;
}

/** `switch_event_create_brackets` with the separator a comma. Null: it refuses. */
function brackets(text: string, into: [string, string][]): string | null {
  const end = endParen(text, '{', '}');
  if (end < 0) return null;
  let inside = text.slice(1, end);
  let by = ',';
  if (inside.startsWith('^^')) { by = inside[2] ?? ''; inside = inside.slice(3); }
  for (const part of separate(inside, by, 1024)) {
    const [name, value, more] = separate(part, '=', 2);
    if (name !== undefined && value !== undefined && more === undefined) into.push([name, value]);
  }
  return text.slice(end + 1);
}

export interface ReadOriginate {
  /** As `switch_event_add_header_string` gets them, in order; an empty value or one that holds `${` is dropped there. */
  readonly variables: readonly (readonly [string, string])[];
  /** Each leg that would be dialed: several by `,` or `|`. */
  readonly dialStrings: readonly string[];
  readonly application: string;
  /** Further arguments: dialplan, context, caller id … */
  readonly more: readonly string[];
}

/** What `originate ARGUMENT` does with its argument. Null: it refuses. */
export function readOriginate(argument: string): ReadOriginate | null {
  const [leg, application, ...more] = separate(argument, ' ', 10);
  if (leg === undefined || application === undefined || more.length > 5) return null;
  let data = leg.replace(/^ +/, '');
  const variables: [string, string][] = [];
  if (data.startsWith('<')) return null;
  while (data.startsWith('{')) {
    const rest = brackets(data, variables);
    if (rest === null) return null;
    data = rest;
  }
  const dialStrings = separate(data.replace(/^ +/, ''), '|', 128).flatMap((pipe) => separate(pipe, ',', 128));
  return { variables: variables.filter(([, value]) => value !== ''), dialStrings, application, more };
}

/** `uuid_setvar ARGUMENT`. */
export function readSetvar(argument: string): readonly string[] {
  return separate(argument, ' ', 3);
}
