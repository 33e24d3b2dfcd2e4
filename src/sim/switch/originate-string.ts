/**
 * Reads command arguments and originate strings the way FreeSWITCH 1.10 does (switch_utils.c, switch_event.c,
 * switch_ivr_originate.c): words are split and unquoted first, then the braces are split and unquoted again. So a
 * value escaped once too little comes out here as it would there: cut at its comma, or as another variable.
 */
const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', s: ' ' };

/** `switch_separate_string`: `^^:` in front changes the delimiter. At most `max` parts. */
export function separate(text: string, delimiter: string, max = 1024): string[] {
  let body = text;
  let by = delimiter;
  if (body.startsWith('^^') && body.length > 3) {
    by = body.charAt(2);
    body = body.slice(3);
  }
  return by === ' ' ? separateByBlank(body, max) : separateByChar(body, by, max);
}

function separateByChar(text: string, delimiter: string, max: number): string[] {
  const parts: string[] = [];
  let start = 0;
  let i = 0;
  let quoted = false;
  let open = false;
  while (i < text.length && (open || parts.length < max)) {
    if (!open) { open = true; start = i; }
    const c = text.charAt(i);
    if (c === '\\') i++;
    else if (c === "'" && (quoted || text.indexOf("'", i + 1) >= 0)) quoted = !quoted;
    else if (c === delimiter && !quoted && parts.length < max - 1) {
      parts.push(text.slice(start, i));
      open = false;
    }
    i++;
  }
  if (open) parts.push(text.slice(start));
  return parts.map((part) => cleanUp(part, delimiter));
}

function separateByBlank(text: string, max: number): string[] {
  const parts: string[] = [];
  let i = 0;
  while (i < text.length && parts.length < max) {
    const start = i;
    while (text.charAt(i) === ' ') i++;
    let quoted = false;
    const last = parts.length === max - 1;
    while (i < text.length) {
      const c = text.charAt(i);
      if (c === '\\') i++;
      else if (c === "'") quoted = !quoted;
      else if (c === ' ' && !quoted && !last) break;
      i++;
    }
    parts.push(text.slice(start, i));
    while (text.charAt(i) === ' ') i++;
  }
  return parts.map((part) => cleanUp(part, ''));
}

/** Takes quotes, escapes and blanks at the ends away from one part. */
function cleanUp(part: string, delimiter: string): string {
  let i = 0;
  while (part.charAt(i) === ' ') i++;
  let out = '';
  let end = 0;
  let quoted = false;
  for (; i < part.length; i++) {
    const c = part.charAt(i);
    if (c === '\\') {
      const next = part.charAt(i + 1);
      const plain = UNESCAPED[next];
      const taken = next === "'" || next === '"' || next === '\\' || (delimiter !== '' && next === delimiter) ? next : plain;
      if (taken !== undefined) {
        out += taken;
        end = out.length;
        i++;
        continue;
      }
    }
    if (c === "'" && (quoted || part.indexOf("'", i + 1) >= 0)) {
      quoted = !quoted;
      if (quoted) end = out.length;
    } else {
      out += c;
      if (c !== ' ' || quoted) end = out.length;
    }
  }
  return end > 0 ? out.slice(0, end) : out;
}

/** `switch_find_end_paren`: index of the closing bracket of the one at `at` (after blanks), or -1. */
function endOf(text: string, at: number, open: string, close: string): number {
  let i = at;
  while (text.charAt(i) === ' ') i++;
  if (text.charAt(i) !== open) return -1;
  let depth = 1;
  for (i++; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === open) depth++;
    else if (c === close && --depth === 0) return i;
  }
  return -1;
}

export type Variables = ReadonlyMap<string, string>;

export interface Bracketed { readonly rest: string }

/** `switch_event_create_brackets`: the sets of brackets in front of `text` go into `into`; gives what follows, or undefined. */
export function takeBrackets(text: string, open: string, close: string, delimiter: string, into: Map<string, string>): string | undefined {
  let rest = text;
  while (rest.startsWith(open)) {
    const end = endOf(rest, 0, open, close);
    if (end < 0) return undefined;
    let inside = rest.slice(1, end);
    let by = delimiter;
    if (inside.startsWith('^^')) {
      by = inside.charAt(2);
      inside = inside.slice(3);
    }
    for (const part of separate(inside, by)) {
      const [name, value] = separate(part, '=', 2);
      if (name !== undefined && value !== undefined && name !== '') into.set(name, value);
    }
    rest = rest.slice(end + 1).replace(/^ +(?=[{[<])/, '');
  }
  return rest;
}

export interface OriginateArguments {
  /** Variables of all `{…}` and `<…>` sets, in order of writing; a later one of the same name wins. */
  readonly variables: Variables;
  /** What to dial: several alternatives (`|`), each of several endpoints at once (`,`). */
  readonly endpoints: readonly (readonly Endpoint[])[];
  /** `&park()` → application and argument; otherwise an extension to transfer to. */
  readonly then: { readonly application: string; readonly argument: string } | { readonly extension: string };
  readonly dialplan: string;
  readonly context: string;
  readonly callerName?: string;
  readonly callerNumber?: string;
  /** Seconds, where given as the seventh word. */
  readonly timeout?: number;
}

export interface Endpoint { readonly dial: string; readonly variables: Variables }

/** Arguments of the `originate` command. `usage`: the switch answers with its usage line; `bad`: it can't read the braces. */
export function parseOriginate(text: string): OriginateArguments | 'usage' | 'bad' {
  const words = separate(text, ' ', 10);
  if (words.length < 2 || words.length > 7) return 'usage';
  const word = (i: number): string | undefined => { const w = words[i]; return w === undefined || w.toLowerCase() === 'undef' ? undefined : w; };
  const url = word(0), exten = word(1);
  if (url === undefined || exten === undefined) return 'bad';
  const variables = new Map<string, string>();
  let rest: string | undefined = url.trimStart();
  rest = takeBrackets(rest, '<', '>', ',', variables);
  if (rest !== undefined) rest = takeBrackets(rest, '{', '}', ',', variables);
  rest = rest?.trimStart();
  if (rest === undefined || rest === '') return 'bad';
  const endpoints = separate(rest, '|', 128).map((alternative) => splitEndpoints(alternative));
  if (endpoints.some((e) => e === undefined)) return 'bad';
  const callerName = word(4), callerNumber = word(5), seconds = Number.parseInt(word(6) ?? '', 10);
  return {
    variables,
    endpoints: endpoints.filter((e) => e !== undefined),
    then: parseThen(exten),
    dialplan: word(2) ?? 'XML',
    context: word(3) ?? 'default',
    ...(callerName === undefined ? {} : { callerName }),
    ...(callerNumber === undefined ? {} : { callerNumber }),
    ...(Number.isNaN(seconds) ? {} : { timeout: seconds }),
  };
}

function parseThen(exten: string): OriginateArguments['then'] {
  if (!exten.startsWith('&') || exten.length < 2) return { extension: exten };
  let body = exten.slice(1);
  const close = body.indexOf(')');
  if (close >= 0) body = body.slice(0, close);
  const open = body.indexOf('(');
  return open < 0 ? { application: body, argument: '' } : { application: body.slice(0, open), argument: body.slice(open + 1) };
}

/** Splits at commas outside `[…]`, and takes each endpoint's own `[…]` variables. */
function splitEndpoints(text: string): Endpoint[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '[') depth++;
    else if (c === ']') depth--;
    else if (c === ',' && depth <= 0) { parts.push(text.slice(start, i)); start = i + 1; }
  }
  parts.push(text.slice(start));
  const endpoints: Endpoint[] = [];
  for (const part of parts) {
    const own = new Map<string, string>();
    const dial = takeBrackets(part.trimStart(), '[', ']', ',', own);
    if (dial === undefined) return undefined;
    endpoints.push({ dial: dial.trim(), variables: own });
  }
  return endpoints;
}
