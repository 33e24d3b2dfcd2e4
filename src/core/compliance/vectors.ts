/**
 * Cases with their expected answers, as JSON: a list of `{id, packs, request, history, expect}`. The names of the format
 * (snake_case) are translated to those of the engine here and nowhere else.
 */
import type { Problem } from './reader.js';
import { isObject, parseInstant, Reader } from './reader.js';
import type { GateAsk, LedgerEvent, RequestFact } from './request.js';
import type { Parsed } from './schema.js';
import { CALL_TYPES, CALLED_ROLES, CHANNELS, EVIDENCE, LINES, type CallType, type Channel, type Evidence } from './vocabulary.js';

export interface Expected { readonly decision: 'ALLOW' | 'DENY'; readonly rules: readonly string[]; readonly earliest_next: string | null }
export interface Vector { readonly id: string; readonly packs: readonly string[]; readonly ask: GateAsk; readonly events: readonly LedgerEvent[]; readonly expect: Expected }
export interface ParsedVectors {
  readonly vectors: readonly Vector[];
  /** Fields and words nobody knows: where they are. They were not looked at. */
  readonly ignored: readonly string[];
}

/** Facts of a request by their name in the format. */
const FACTS: Readonly<Record<string, Evidence>> = {
  agreed_time: 'agreedHours', lost: 'lostDebtorProof', refused: 'thirdPartyRefused', attorney: 'attorney', wrongno: 'wrongNumber', prior_consent_valid: 'priorConsent',
  consent: 'consent', revoked_other_topic: 'revokedOtherTopic', past15: 'past15Days',
};
/** Further facts by the engine's own names: `"facts": ["suppression"]`. */
const REQUEST = ['now', 'zones', 'person', 'phone', 'debts', 'creditor', 'collector', 'agent', 'campaign', 'mode', 'channel', 'role', 'line', 'region', 'regions', 'hwm', 'token_issued', 'gauges', 'facts', 'note', ...Object.keys(FACTS)];
const EVENT = ['t', 'res', 'id', 'dir', 'channel', 'mode', 'person', 'phone', 'debts', 'creditor', 'agency', 'collector', 'agent', 'campaign', 'kr_excluded', 'note'];
/** Dial modes as types of calls; a robot of no named kind is judged as the most restricted one. */
const TYPE_OF_MODE: Readonly<Record<string, CallType>> = { manual: 'human', progressive: 'human', callback: 'human', transfer: 'human', robot: 'ai' };
type Fields = Readonly<Record<string, unknown>>;

/** `own`: cases inside a pack, which name no packs and may hold nothing unknown. Fails with every place that can't be read. */
export function parseVectors(value: unknown, own = false): Parsed<ParsedVectors> {
  const problems: Problem[] = [];
  const reader = new Reader('', problems);
  const ignored: string[] = [];
  if (!Array.isArray(value)) reader.wrong('a list of cases');
  const cases: readonly unknown[] = Array.isArray(value) ? value : [];
  const vectors = cases.map((one, at) => readVector(reader.below(at), one, own, ignored)).filter((one) => one !== undefined);
  if (own) for (const at of ignored) problems.push({ at, expected: 'a field or word of the format' });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: { vectors, ignored } };
}

function readVector(reader: Reader, value: unknown, own: boolean, ignored: string[]): Vector | undefined {
  const fields = known(reader, value, ['id', 'packs', 'request', 'history', 'note', 'expect'], ignored);
  if (!fields) return undefined;
  const history = reader.below('history');
  const expectAt = reader.below('expect');
  return {
    id: reader.text(fields, 'id'), packs: own ? [] : reader.texts(fields, 'packs', { empty: true }), ask: readRequest(reader.below('request'), fields['request'], ignored),
    events: reader.list(fields, 'history', true).map((one, at) => readEvent(history.below(at), one, ignored)), expect: readExpected(expectAt, known(expectAt, fields['expect'], ['decision', 'rules', 'earliest_next'], ignored) ?? {}),
  };
}

/** The request of a case. `ignored` gathers what is not known. Zones left out, or null, are zones nobody knows. */
export function readRequest(reader: Reader, value: unknown, ignored: string[]): GateAsk {
  const fields = known(reader, value, REQUEST, ignored) ?? {};
  const texts = (key: string): string | undefined => (fields[key] === undefined ? undefined : reader.text(fields, key));
  const at = (key: string): number | undefined => (fields[key] === undefined ? undefined : instant(reader, fields, key));
  const [debtor, phone, creditorGroup, collector, agent, campaign] = [texts('person'), texts('phone'), texts('creditor'), texts('collector'), texts('agent'), texts('campaign')];
  const [highWater, permitIssued, region, mode] = [at('hwm'), at('token_issued'), texts('region'), texts('mode')];
  const callType = CALL_TYPES.find((one) => one === mode) ?? TYPE_OF_MODE[mode ?? ''];
  if (mode !== undefined && callType === undefined) ignored.push(`${reader.at}/mode`);
  const role = word(reader, fields, 'role', CALLED_ROLES, ignored);
  const line = word(reader, fields, 'line', LINES, ignored);
  return {
    now: instant(reader, fields, 'now'), zones: reader.texts(fields, 'zones', { optional: true, empty: true }), debts: reader.texts(fields, 'debts', { optional: true, empty: true }),
    channel: reader.word(fields, 'channel', CHANNELS, 'voice'), regions: [...(region === undefined ? [] : [region]), ...reader.texts(fields, 'regions', { optional: true, empty: true })], facts: readFacts(reader, fields),
    ...(debtor === undefined ? {} : { debtor }), ...(phone === undefined ? {} : { phone }), ...(creditorGroup === undefined ? {} : { creditorGroup }), ...(collector === undefined ? {} : { collector }),
    ...(agent === undefined ? {} : { agent }), ...(campaign === undefined ? {} : { campaign }), ...(highWater === undefined ? {} : { highWater }), ...(permitIssued === undefined ? {} : { permitIssued }),
    ...(callType === undefined ? {} : { mode: callType }), ...(role === undefined ? {} : { role }), ...(line === undefined ? {} : { line }), ...(fields['gauges'] === undefined ? {} : { gauges: readGauges(reader, fields) }),
  };
}

function readFacts(reader: Reader, fields: Fields): readonly RequestFact[] {
  const named = Object.entries(FACTS).filter(([name]) => reader.yesNo(fields, name)).map(([, kind]): RequestFact => ({ kind }));
  const more = reader.texts(fields, 'facts', { optional: true, empty: true });
  const facts = more.map((name) => EVIDENCE.find((one) => one === name)).filter((one) => one !== undefined);
  if (facts.length < more.length) reader.wrong(`facts of the vocabulary: ${EVIDENCE.join(', ')}`, 'facts');
  return [...named, ...facts.map((kind): RequestFact => ({ kind }))];
}
function readGauges(reader: Reader, fields: Fields): Readonly<Record<string, number>> {
  const inner = reader.below('gauges');
  const gauges = inner.object(fields['gauges'], []) ?? {};
  return Object.fromEntries(Object.keys(gauges).map((name) => [name, inner.share(gauges, name)]));
}

function readEvent(reader: Reader, value: unknown, ignored: string[]): LedgerEvent {
  const fields = known(reader, value, EVENT, ignored) ?? {};
  const texts = (key: string): string | undefined => (fields[key] === undefined ? undefined : reader.text(fields, key));
  const [id, mode, debtor, phone, creditorGroup, collector, agent, campaign] = [texts('id'), texts('mode'), texts('person'), texts('phone'), texts('creditor'), texts('collector') ?? texts('agency'), texts('agent'), texts('campaign')];
  const channel = fields['channel'] === undefined ? undefined : reader.word<Channel>(fields, 'channel', CHANNELS);
  return {
    at: instant(reader, fields, 't'), result: reader.text(fields, 'res'), direction: reader.word(fields, 'dir', ['out', 'in'], 'out'), debts: reader.texts(fields, 'debts', { optional: true, empty: true }),
    ...(id === undefined ? {} : { id }), ...(mode === undefined ? {} : { mode }), ...(channel === undefined ? {} : { channel }), ...(debtor === undefined ? {} : { debtor }), ...(phone === undefined ? {} : { phone }),
    ...(creditorGroup === undefined ? {} : { creditorGroup }), ...(collector === undefined ? {} : { collector }), ...(agent === undefined ? {} : { agent }), ...(campaign === undefined ? {} : { campaign }),
    ...(reader.yesNo(fields, 'kr_excluded') ? { marks: ['krExcluded'] as const } : {}),
  };
}

function readExpected(reader: Reader, fields: Fields): Expected {
  const next = fields['earliest_next'] ?? null;
  if (next !== null) instant(reader, fields, 'earliest_next');
  return { decision: reader.word(fields, 'decision', ['ALLOW', 'DENY']), rules: reader.texts(fields, 'rules', { optional: true, empty: true }), earliest_next: typeof next === 'string' ? next : null };
}

/** The fields that are there (null is not), those nobody knows written down. */
function known(reader: Reader, value: unknown, names: readonly string[], ignored: string[]): Fields | undefined {
  if (!isObject(value)) { reader.wrong('an object'); return undefined; }
  for (const name of Object.keys(value)) if (!names.includes(name)) ignored.push(`${reader.at}/${name}`);
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
}
function word<T extends string>(reader: Reader, fields: Fields, key: string, words: readonly T[], ignored: string[]): T | undefined {
  if (fields[key] === undefined) return undefined;
  const text = reader.text(fields, key);
  const found = words.find((one) => one === text);
  if (found === undefined) ignored.push(`${reader.at}/${key}`);
  return found;
}
function instant(reader: Reader, fields: Fields, key: string): number {
  const at = parseInstant(fields[key]);
  if (at === undefined) reader.wrong('an instant in whole seconds such as 2026-11-21T14:00:00Z', key);
  return at ?? 0;
}
