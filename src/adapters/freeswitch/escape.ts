/**
 * The one place where text becomes part of a command to the switch. Whatever is not certainly harmless is refused, so that
 * no value can become another variable, a dial string or a command. Nothing here knows sockets or replies.
 *
 * How FreeSWITCH 1.10.12 reads `bgapi originate {a=1,b=2}sofia/… &park()` (mod_commands.c, switch_event.c, switch_utils.c):
 *   1. the command is split at spaces (`switch_separate_string(cmd, ' ')`), each piece unescaped and unquoted;
 *   2. `switch_find_end_paren` looks for the closing brace and counts braces only: it knows no quotes and no backslash;
 *   3. what is inside is split at commas, each piece unescaped and unquoted again;
 *   4. each piece is split at its first `=`, and both halves unescaped and unquoted a third time.
 * Unescaping turns `\\ \' \" \n \r \t \s` and a backslash before the current delimiter into the bare character (`\s` is a
 * space) and strips pairs of single quotes. So a value is escaped three times, from the inside out; braces must balance;
 * and what FreeSWITCH would give a meaning of its own afterwards (`${…}`, a leading `ARRAY::`) is refused.
 * test/adapters/freeswitch/escape.test.ts carries a port of that parser and reads every value back.
 */
import { fail, ok, type Result } from '../../core/result.js';

/** Longest variable value, in characters. Ours are ids; FreeSWITCH would take more. */
const VALUE_MAX = 1_000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NUMBER = /^\+?[0-9]{1,32}$/;
const GATEWAY = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$/;
const USER = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$/;
const DOMAIN = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
const CONFERENCE = /^[a-z0-9-]{1,64}$/;
const DIGITS = /^[0-9*#A-D]{1,32}$/;
/** Letters of any script, but nothing FreeSWITCH splits, expands or reads as parameters of a file. */
const PATH = /^\/[\p{L}\p{N}._+=@~/-]{1,500}$/u;
const TONE = /^(?:silence_stream:\/\/[0-9]{1,7}|tone_stream:\/\/[%(),;.0-9]{1,100}(?:;loops=[0-9]{1,4})?)$/;

const grammar = (code: string, what: string, pattern: RegExp) => (text: string): Result<string> =>
  pattern.test(text) ? ok(text) : fail(code, `not ${what}`);

/** A leg or job uuid. */
export const uuid = grammar('BAD_UUID', 'a uuid', UUID);
/** `+?digits`. */
export const number = grammar('BAD_NUMBER', 'a number of + and digits', NUMBER);
export const gatewayName = grammar('BAD_GATEWAY', 'a gateway name', GATEWAY);
export const userName = grammar('BAD_USER', 'a user name', USER);
export const domainName = grammar('BAD_DOMAIN', 'a domain', DOMAIN);
export const conferenceName = grammar('BAD_CONFERENCE', 'a conference name', CONFERENCE);
/** DTMF to be sent. */
export const digits = grammar('BAD_DIGITS', '1 to 32 of 0-9 * # A-D', DIGITS);

/** An absolute path of a recording: no `..`, no space, quote, comma, brace, colon or control character. */
export function recordingPath(path: string): Result<string> {
  return PATH.test(path) && !path.split('/').includes('..') ? ok(path) : fail('BAD_PATH', 'not an absolute path of letters, digits and . _ + = @ ~ -');
}

/** What may be played: an absolute path as above, silence or a tone. */
export function soundFile(file: string): Result<string> {
  return TONE.test(file) ? ok(file) : recordingPath(file);
}

/** What no variable may hold, wherever it is written. */
function plainValue(value: string): Result<string> {
  if (value.length > VALUE_MAX) return fail('BAD_VALUE', `longer than ${VALUE_MAX} characters`);
  // \p{Cs}: half a surrogate pair would reach the switch as U+FFFD
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return fail('BAD_VALUE', 'holds a control character');
  // the switch drops such a variable at originate, and expands it wherever it is used as an argument
  if (/\$\\*\{/.test(value)) return fail('BAD_VALUE', 'holds ${');
  if (value.startsWith('ARRAY::')) return fail('BAD_VALUE', 'begins with ARRAY::');
  return ok(value);
}

/** One round of what `cleanup_separated_string` undoes. A bare space would be a delimiter or trimmed. */
function escapeRound(text: string, delimiter: '=' | ',' | ''): string {
  let escaped = '';
  for (const char of text) {
    if (char === ' ') escaped += '\\s';
    else if (char === '\\' || char === "'" || char === delimiter) escaped += '\\' + char;
    else escaped += char;
  }
  return escaped;
}

/** Needs no escaping in any round, bare or in single quotes. */
const SIMPLE = /^[A-Za-z0-9_.:/+@-]+$/;
const SIMPLE_WORDS = /^[A-Za-z0-9_.:/+@~=\p{L}\p{N}-]+(?: [A-Za-z0-9_.:/+@~=\p{L}\p{N}-]+)*$/u;

/** A value inside the braces of an originate. The empty value is refused: FreeSWITCH has none (leave the variable out). */
export function bracketValue(value: string): Result<string> {
  const plain = plainValue(value);
  if (!plain.ok) return plain;
  if (value === '') return fail('BAD_VALUE', 'empty');
  if (SIMPLE.test(value)) return plain;
  if (SIMPLE_WORDS.test(value)) return ok(`'${value}'`);
  if (!bracesBalance(value)) return fail('BAD_VALUE', 'its braces do not balance');
  // innermost first: the split at =, at commas, at spaces (which has no escaped delimiter of its own)
  return ok(escapeRound(escapeRound(escapeRound(value, '='), ','), ''));
}

function bracesBalance(value: string): boolean {
  let depth = 0;
  for (const char of value) {
    if (char === '{') depth++;
    else if (char === '}' && --depth < 0) return false;
  }
  return depth === 0;
}

/** The last argument of `uuid_setvar`, which is unescaped once. Empty unsets the variable. */
export function setvarValue(value: string): Result<string> {
  // The switch cuts blanks at the ends of the line; none of our variables has any.
  if (value !== value.trim()) return fail('BAD_VALUE', 'a value with blanks at an end');
  const plain = plainValue(value);
  return plain.ok ? ok(escapeRound(value, '')) : plain;
}
