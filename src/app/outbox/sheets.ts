/** The four files of a day: which events make a row, and which columns it has. Pure; reads nothing but the event. */
import type { DailyFile, StreamEvent } from '../../core/records/index.js';
import { formatMinor } from '../../core/money/currency.js';
import { wallTime, type ZoneTable } from '../../core/time/zones.js';
import type { Instant, ZoneName } from '../../core/units.js';
import type { Cell } from './csv.js';
import { outwardData, type Plain } from './fields.js';
import type { Touch } from './touches.js';

export const FILE_KINDS = ['contacts', 'results', 'promises', 'payments'] as const satisfies readonly DailyFile['kind'][];
export type FileKind = (typeof FILE_KINDS)[number];

type Form = 'text' | 'time' | 'amount' | 'number' | 'yesNo';
type Columns = Readonly<Record<string, Form>>;
const EVERY: Columns = { seq: 'number', eventId: 'text', event: 'text', at: 'time', caseId: 'text', contract: 'text' };
export const COLUMNS: Readonly<Record<FileKind, Columns>> = {
  contacts: {
    ...EVERY, attemptId: 'text', contactId: 'text', channel: 'text', direction: 'text', mode: 'text', outcome: 'text', result: 'text', reached: 'text', userId: 'text', openedAt: 'time', answeredAt: 'time', bridgedAt: 'time', endedAt: 'time', talkSeconds: 'number', stage: 'text', daysPastDue: 'number',
  },
  results: { ...EVERY, attemptId: 'text', contactId: 'text', code: 'text', rightParty: 'yesNo', ledgerLevel: 'number', promiseId: 'text', callbackId: 'text', factKind: 'text', userId: 'text' },
  promises: { ...EVERY, promiseId: 'text', planId: 'text', state: 'text', amount: 'amount', currency: 'text', due: 'text', takenOn: 'text', paid: 'amount', received: 'amount', number: 'number', takenBy: 'text', because: 'text' },
  payments: { ...EVERY, paymentId: 'text', externalId: 'text', accountId: 'text', amount: 'amount', currency: 'text', receivedAt: 'time', channel: 'text', penalty: 'amount', interest: 'amount', fees: 'amount', principal: 'amount', over: 'amount', reversedBy: 'text' },
};
export const isColumn = (kind: FileKind) => (field: string): boolean => Object.hasOwn(COLUMNS[kind], field);

/** Which file an event is a row of; null: none. */
export function fileOf(event: Pick<StreamEvent, 'type' | 'data'>): FileKind | null {
  if (event.type === 'attempt.settled') return outwardData(event.data)['outcome'] === 'not_placed' ? null : 'contacts';
  if (event.type === 'attempt.disposed') return 'results';
  if (event.type === 'case.noted' || event.type.startsWith('contact.')) return 'contacts';
  if (event.type.startsWith('promise.') || event.type.startsWith('plan.') || event.type.startsWith('instalment.')) return 'promises';
  return event.type.startsWith('payment.') ? 'payments' : null;
}

/** A row's cells in the order asked for. */
export function cellsOf(kind: FileKind, fields: readonly string[], event: StreamEvent, touch: Touch, zones: ZoneTable, zone: ZoneName): readonly Cell[] {
  const values = valuesOf(kind, event, touch);
  const currency = typeof values['currency'] === 'string' ? values['currency'] : 'CNY';
  return fields.map((field) => written(COLUMNS[kind][field] ?? 'text', values[field] ?? null, currency, (at) => localTime(zones, zone, at)));
}

function valuesOf(kind: FileKind, event: StreamEvent, touch: Touch): Readonly<Record<string, Plain>> {
  const data = outwardData(event.data);
  const [first = ''] = event.subjects;
  const bridged = data['bridgedAt'];
  const ended = data['endedAt'];
  const named: Readonly<Record<string, Plain>> = event.type.startsWith('attempt.') ? { attemptId: first } : event.type.startsWith('promise.') ? { promiseId: first } : event.type.startsWith('plan.') ? { planId: first, amount: data['total'] ?? null } : event.type.startsWith('payment.') ? { paymentId: first } : {};
  return {
    ...named, ...(kind === 'contacts' && event.type === 'attempt.settled' ? { channel: data['direction'] === 'inbound' ? 'inbound' : 'voice' } : {}), ...data,
    ...(typeof bridged === 'number' && typeof ended === 'number' ? { talkSeconds: Math.max(0, Math.round((ended - bridged) / 1000)) } : {}),
    seq: event.seq, eventId: event.id, event: event.type, at: event.at, caseId: touch.caseId, contract: touch.contracts.join(';'),
    userId: data['userId'] ?? null,
  };
}

function written(form: Form, value: Plain, currency: string, time: (at: Instant) => string): Cell {
  if (value === null) return { text: '' };
  if (form === 'time') return { text: typeof value === 'number' ? time(value) : textOf(value) };
  if (form === 'amount') return typeof value === 'number' && Number.isSafeInteger(value) ? { text: formatMinor(value, currency), number: true } : { text: textOf(value) };
  if (form === 'number' && typeof value === 'number') return { text: String(value), number: true };
  if (form === 'yesNo' && typeof value === 'boolean') return { text: value ? 'yes' : 'no' };
  return { text: textOf(value) };
}
const textOf = (value: Plain): string => (Array.isArray(value) ? value.join(';') : String(value));

/** `2026-11-22T10:20:29+08:00`: what the creditor's wall clock showed. */
export function localTime(zones: ZoneTable, zone: ZoneName, at: Instant): string {
  const offset = zones.offsetMinutes(zone, at) ?? 0;
  if (!wallTime(zones, zone, at)) return new Date(at).toISOString();
  const sign = offset < 0 ? '-' : '+';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${new Date(at + offset * 60_000).toISOString().slice(0, 19)}${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}
