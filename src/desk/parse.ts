/** From a text on the wire to a message that fits its schema, or a failure that names the field and never repeats the value. */
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { CLIENT_MESSAGES, DESK_COMMANDS, type ClientMessage } from '../contract/desk.js';
import { isDeeper } from '../core/json.js';
import type { Failure } from '../core/result.js';

export type Parsed =
  | { readonly ok: true; readonly message: ClientMessage }
  /** `id`: the command it belongs to, where that could be read. */
  | { readonly ok: false; readonly error: Failure; readonly id: number | null };

interface Checker { Check(value: unknown): boolean; Errors(value: unknown): readonly { readonly instancePath: string; readonly message: string }[] }
const table = (schemas: Readonly<Record<string, TSchema>>): ReadonlyMap<string, Checker> =>
  new Map(Object.entries(schemas).map(([name, schema]) => [name, Compile(schema)]));
const messages = table(CLIENT_MESSAGES);
const commands = table(DESK_COMMANDS);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const typeOf = (value: unknown): string => (isRecord(value) && typeof value['type'] === 'string' ? value['type'] : '');

const fits = (checker: Checker, value: unknown): Failure | null => {
  if (checker.Check(value)) return null;
  const first = checker.Errors(value)[0];
  return { code: 'desk.bad_message', text: first?.message ?? 'does not fit the schema', ...(first && first.instancePath !== '' ? { at: first.instancePath } : {}) };
};

/** The two a desk sends all day, as our own pages write them. What is written otherwise goes the long way, and fits or not. */
const OFTEN = /^\{"type":"(?:ping","n|ack","seq)":(0|[1-9]\d{0,14})\}$/;

export const parseClientMessage = (text: string): Parsed => {
  const often = text.length < 48 ? OFTEN.exec(text)?.[1] : undefined;
  if (often !== undefined) return { ok: true, message: text.startsWith('{"type":"ping"') ? { type: 'ping', n: Number(often) } : { type: 'ack', seq: Number(often) } };
  let value: unknown;
  try { value = JSON.parse(text); } catch { return { ok: false, error: { code: 'desk.bad_json', text: 'not JSON' }, id: null }; }
  if (isDeeper(value)) return { ok: false, error: { code: 'desk.bad_json', text: 'nested too deep' }, id: null };
  const checker = messages.get(typeOf(value));
  if (!isRecord(value) || !checker) return { ok: false, error: { code: 'desk.unknown_message', text: 'no such message type', at: '/type' }, id: null };
  const id = Number.isSafeInteger(value['id']) && Number(value['id']) > 0 ? Number(value['id']) : null;
  if (value['type'] === 'command') {
    const inner = commands.get(typeOf(value['command']));
    if (!inner) return { ok: false, error: { code: 'desk.unknown_command', text: 'no such command', at: '/command/type' }, id };
    const wrong = fits(inner, value['command']);
    if (wrong) return { ok: false, error: { ...wrong, at: `/command${wrong.at ?? ''}` }, id };
  }
  const wrong = fits(checker, value);
  if (wrong) return { ok: false, error: wrong, id };
  // The checker above is the schema `ClientMessage` is the type of.
  return { ok: true, message: value as unknown as ClientMessage };
};
