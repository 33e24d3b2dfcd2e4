/**
 * What an event of the switch says, in the port's words. Pure: no socket, no state, no guess. The names listed here are all
 * we subscribe to; a channel event is 5–10 KB, so what nobody reads is not asked for.
 */
import type { InboundCall, LegFacts, SwitchEvent } from '../../app/ports/switch.js';
import type { Instant, LegId } from '../../core/units.js';
import type { EslEvent } from './esl/event.js';

export interface EventScope {
  /** SIP profiles our trunks are on: only there an inbound leg is a call to us. */
  readonly trunkProfiles: readonly string[];
}

type Reader = (event: EslEvent, leg: LegId, at: Instant, scope: EventScope) => SwitchEvent | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  CHANNEL_CREATE: (event, leg, at) => ({ type: 'created', leg, at, direction: isInbound(event) ? 'inbound' : 'outbound' }),
  CHANNEL_PROGRESS: (_, leg, at) => ({ type: 'ringing', leg, at, earlyMedia: false }),
  CHANNEL_PROGRESS_MEDIA: (_, leg, at) => ({ type: 'ringing', leg, at, earlyMedia: true }),
  CHANNEL_ANSWER: (_, leg, at) => ({ type: 'answered', leg, at }),
  CHANNEL_PARK: (event, leg, at) => (isInbound(event) ? { type: 'parked', leg, at, inbound: inboundCall(event) } : { type: 'parked', leg, at }),
  CHANNEL_UNPARK: (_, leg, at) => ({ type: 'unparked', leg, at }),
  CHANNEL_BRIDGE: (event, leg, at) => pair(event, leg, (a, other) => ({ type: 'bridged', leg: a, other, at })),
  CHANNEL_UNBRIDGE: (event, leg, at) => pair(event, leg, (a, other) => ({ type: 'unbridged', leg: a, other, at })),
  CHANNEL_HOLD: (_, leg, at) => ({ type: 'held', leg, at, on: true }),
  CHANNEL_UNHOLD: (_, leg, at) => ({ type: 'held', leg, at, on: false }),
  PLAYBACK_START: (event, leg, at) => ({ type: 'playStarted', leg, at, file: event.get('Playback-File-Path') ?? '' }),
  PLAYBACK_STOP: (event, leg, at) => ({ type: 'playStopped', leg, at, file: event.get('Playback-File-Path') ?? '', status: event.get('Playback-Status') ?? '' }),
  RECORD_START: (event, leg, at) => ({ type: 'recordStarted', leg, at, path: event.get('Record-File-Path') ?? '' }),
  RECORD_STOP: (event, leg, at) => ({ type: 'recordStopped', leg, at, path: event.get('Record-File-Path') ?? '', length: integer(event.get('variable_record_ms')) ?? 0 }),
  DTMF: (event, leg, at) => ({ type: 'digit', leg, at, digit: (event.get('DTMF-Digit') ?? '').slice(0, 1) }),
  CHANNEL_HANGUP: (event, leg, at) => ({ type: 'hangup', leg, at, cause: cause(event) }),
  CHANNEL_HANGUP_COMPLETE: (event, leg, at) => ({ type: 'gone', leg, at, facts: legFacts(event) }),
};

export const GATEWAY_STATE = 'sofia::gateway_state';

/** Names a metric may count by: an unknown one must not make a series of its own. */
export const isKnownEvent = (name: string): boolean => Object.hasOwn(READERS, name) || name === 'BACKGROUND_JOB' || name === 'CUSTOM';

/** Sent in this order on each new connection. */
export const SUBSCRIPTIONS: readonly string[] = [
  `event plain ${Object.keys(READERS).join(' ')} BACKGROUND_JOB`,
  `event plain CUSTOM ${GATEWAY_STATE}`,
];

/** `ignored`: not for us (a job, a leg of another profile). `incomplete`: lacks what every such event has. */
export function readLegEvent(event: EslEvent, scope: EventScope): SwitchEvent | 'ignored' | 'incomplete' {
  const reader = Object.hasOwn(READERS, event.name) ? READERS[event.name] : undefined;
  if (reader === undefined) return 'ignored';
  const leg = event.get('Unique-ID');
  const at = eventTime(event);
  if (leg === undefined || leg === '' || at === undefined) return 'incomplete';
  if (isInbound(event) && !isOnTrunk(event.get('Channel-Name') ?? '', scope)) return 'ignored';
  return reader(event, leg, at, scope) ?? 'incomplete';
}

/** The switch's own time of the event: its header counts microseconds. */
export function eventTime(event: EslEvent): Instant | undefined {
  return micros(event.get('Event-Date-Timestamp'));
}

/** `sofia/PROFILE/…` of a profile our trunks are on. */
export function isOnTrunk(channelName: string, scope: EventScope): boolean {
  return scope.trunkProfiles.some((profile) => channelName.startsWith(`sofia/${profile}/`));
}

const isInbound = (event: EslEvent): boolean => event.get('Call-Direction') === 'inbound';

function pair(event: EslEvent, leg: LegId, build: (a: LegId, b: LegId) => SwitchEvent): SwitchEvent | undefined {
  const other = event.get('Bridge-B-Unique-ID') ?? event.get('Other-Leg-Unique-ID');
  return other === undefined ? undefined : build(event.get('Bridge-A-Unique-ID') ?? leg, other);
}

function inboundCall(event: EslEvent): InboundCall {
  const gateway = event.get('variable_sip_gateway_name') ?? event.get('variable_sip_gateway');
  const from = event.get('Caller-Caller-ID-Number') ?? '';
  const to = event.get('Caller-Destination-Number') ?? '';
  return gateway === undefined ? { from, to } : { from, to, gateway };
}

/** One of the switch's words; anything else was not written by it. */
const cause = (event: EslEvent): string => {
  const said = event.get('Hangup-Cause') ?? event.get('variable_hangup_cause') ?? 'NONE';
  return /^[A-Z0-9_]{1,64}$/.test(said) ? said : 'NONE';
};

type NumberFact = Exclude<keyof LegFacts, 'cause' | 'disposition'>;

function legFacts(event: EslEvent): LegFacts {
  const facts: { -readonly [K in keyof LegFacts]: LegFacts[K] } = { cause: cause(event) };
  const disposition = event.get('variable_sip_hangup_disposition');
  if (disposition !== undefined) facts.disposition = disposition.slice(0, 64);
  const numbers: readonly [NumberFact, number | undefined][] = [
    ['q850', integer(event.get('variable_hangup_cause_q850'))],
    ['sipStatus', integer(event.get('variable_sip_term_status')) ?? integer(event.get('variable_sip_invite_failure_status'))],
    ['createdAt', micros(event.get('Caller-Channel-Created-Time'))],
    ['progressAt', micros(event.get('Caller-Channel-Progress-Time'))],
    ['progressMediaAt', micros(event.get('Caller-Channel-Progress-Media-Time'))],
    ['answeredAt', micros(event.get('Caller-Channel-Answered-Time'))],
    ['bridgedAt', micros(event.get('Caller-Channel-Bridged-Time'))],
    ['hungUpAt', micros(event.get('Caller-Channel-Hangup-Time'))],
  ];
  for (const [name, value] of numbers) if (value !== undefined) facts[name] = value;
  return facts;
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Microseconds as text → an instant; 0 is FreeSWITCH's "never". */
export function micros(text: string | undefined): Instant | undefined {
  if (text === undefined || !/^\d{1,19}$/.test(text)) return undefined;
  const value = Math.floor(Number(text) / 1_000);
  return value === 0 ? undefined : value;
}
