/**
 * What may leave: which kinds of events, and which of an event's fields. The list says yes, never no: a field nobody thought of
 * stays here. Names and phones are no fields of events; they can be asked for by name only, and not by everybody.
 */
import { fail, ok, type Failure, type Result } from '../../core/result.js';

/** First words of event types that are about a case. Logins, settings, accesses and whatever else happens here is nobody else's. */
export const OUTWARD_KINDS = ['attempt', 'contact', 'case', 'account', 'placement', 'assignment', 'payment', 'promise', 'plan', 'instalment', 'hold', 'complaint', 'fact', 'callback', 'task'] as const;
export const isOutward = (type: string): boolean => OUTWARD_KINDS.some((kind) => type.startsWith(`${kind}.`));

/** Fields of every item, beside those of the event's data. */
const OWN = ['caseId', 'contract', 'contracts', 'accountIds'] as const;
/** Codes, amounts and counts; ids, instants and dates go by how their names end. */
const PLAIN = new Set([
  ...OWN, 'outcome', 'code', 'result', 'channel', 'direction', 'mode', 'kind', 'factKind', 'reached', 'rightParty', 'ledgerLevel', 'state', 'before', 'after', 'from', 'to', 'until', 'stage', 'daysPastDue', 'risk',
  'promise', 'callback', 'amount', 'currency', 'due', 'paid', 'total', 'number', 'graceDays', 'principal', 'interest', 'penalty', 'fees', 'over', 'minimumDue', 'placedAmount', 'balance', 'closed', 'reversed', 'reversal', 'reversedBy',
  'batch', 'product', 'overdueSince', 'fields', 'because', 'why', 'cause', 'received', 'missed', 'missedAllowed', 'paidInFull', 'day', 'about', 'byKind', 'subjectKind',
]);
const ENDING = /^[a-z][A-Za-z]{0,40}(?:Id|Ids|At|On|By|Days|Count)$/;
export const isField = (name: string): boolean => PLAIN.has(name) || (ENDING.test(name) && name !== 'importId' && name !== 'entityId');

/** Of the person: only where a mapping names them, and only set by these roles. */
export const PERSONAL_FIELDS = ['name', 'phone'] as const;
export const PERSONAL_ROLES = ['administrator', 'compliance'] as const;
export const isPersonal = (field: string): boolean => PERSONAL_FIELDS.some((one) => one === field);
export const namesPersonal = (mapping: Readonly<Record<string, string>>): boolean => Object.keys(mapping).some(isPersonal);

/** No blanks, no letters beyond ASCII: an id, a code, a date. Sentences and names don't pass, should one ever get into an event. */
const CODE = /^[A-Za-z0-9_.:+-]{1,64}$/;
/** The creditor's own numbers of its payments: whatever it wrote there goes back to it, and to nobody else. */
const THEIR_OWN = new Set(['externalId', 'reversedBy']);
export type Plain = string | number | boolean | null | readonly (string | number | boolean | null)[];

/** The fields of an event's data that may leave. */
export function outwardData(data: unknown): Readonly<Record<string, Plain>> {
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(Object.entries(data).flatMap(([name, value]: [string, unknown]): [string, Plain][] => {
    if (!isField(name)) return [];
    if (isPlain(value) || (THEIR_OWN.has(name) && typeof value === 'string' && value.length <= 200)) return [[name, value]];
    return Array.isArray(value) && value.length <= 1000 && value.every(isPlain) ? [[name, value]] : [];
  }));
}
const isPlain = (value: unknown): value is string | number | boolean | null => value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'string' && CODE.test(value));

/** The creditor's own names; without a mapping ours, and all of them. */
export function mapped<V>(fields: Readonly<Record<string, V>>, mapping: Readonly<Record<string, string>>): Readonly<Record<string, V>> {
  const names = Object.entries(mapping);
  if (names.length === 0) return fields;
  return Object.fromEntries(names.flatMap(([ours, theirs]): [string, V][] => { const value = Object.hasOwn(fields, ours) ? fields[ours] : undefined; return value === undefined ? [] : [[theirs, value]]; }));
}

const THEIRS = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,63}$/u;
/** Everything wrong with a mapping (`known`: may this field of ours be sent?). Codes `mapping.field`, `mapping.name`, `mapping.twice`, `mapping.size`. */
export function checkMapping(mapping: Readonly<Record<string, string>>, known: (field: string) => boolean, at: string): Failure[] {
  const problems: Failure[] = [];
  const names = Object.entries(mapping);
  if (names.length > 100) problems.push({ code: 'mapping.size', text: 'at most 100 fields', at });
  const seen = new Set<string>();
  for (const [ours, theirs] of names) {
    const here = `${at}/${ours.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!known(ours)) problems.push({ code: 'mapping.field', text: 'there is no such field to send', at: here });
    if (!THEIRS.test(theirs)) problems.push({ code: 'mapping.name', text: 'must be 1 to 64 letters, digits, blanks or _ . -', at: here });
    if (seen.has(theirs)) problems.push({ code: 'mapping.twice', text: 'two fields can not go under one name', at: here });
    seen.add(theirs);
  }
  return problems;
}

/** `payment.*`, `attempt.settled`; empty: all. Fails with `webhook.types`. */
export function checkTypes(types: readonly string[]): Result<null> {
  const wrong = types.findIndex((type) => !/^[a-z][A-Za-z]*\.(?:\*|[A-Za-z.]{1,60})$/.test(type) || !isOutward(type));
  return wrong < 0 ? ok(null) : fail('webhook.types', `must be like payment.* or attempt.settled, of ${OUTWARD_KINDS.join(', ')}`, `/types/${wrong}`);
}
export const wants = (types: readonly string[], type: string): boolean => isOutward(type) && (types.length === 0 || types.some((one) => (one.endsWith('*') ? type.startsWith(one.slice(0, -1)) : one === type)));
