import type { Instant, LegId, Millis } from '../../core/units.js';

/**
 * What the conductor asks of one FreeSWITCH node, and what it hears from it.
 *
 * Contract (held by the contract suite on the real adapter, the simulated switch and the in-memory fake):
 * - Legs are named by us: `leg` of an originate is the uuid the switch will use.
 * - Events of one leg arrive in the switch's order; between legs the order is free.
 * - Every call has a deadline and settles: nothing waits for ever, nothing is sent twice. When a connection is lost
 *   while a request is in flight the answer is `unknown`, never a retry.
 * - Facts of a leg are only what the network said; no guess is made here.
 */
export interface SwitchPort {
  readonly node: string;
  /** Connects, and keeps reconnecting with backoff; says `up` / `down` as events. Never throws for an absent switch. */
  start(): void;
  stop(): Promise<void>;
  /** Is the socket authenticated, subscribed, and did the last liveness probe answer in time? */
  isUp(): boolean;
  onEvent(listener: (event: SwitchEvent) => void): () => void;

  /** Places a leg. Settles when the switch's job reported, or the deadline passed. */
  originate(request: OriginateRequest): Promise<OriginateReply>;
  /** `uuid_bridge`. `+OK` promises nothing: wait for the `bridged` event under your own deadline. */
  bridge(leg: LegId, other: LegId): Promise<CommandReply>;
  /** `uuid_answer`: takes an inbound leg that is parked unanswered. */
  answer(leg: LegId): Promise<CommandReply>;
  /** `uuid_park`: for the survivor of a failed bridge. */
  park(leg: LegId): Promise<CommandReply>;
  /** `uuid_kill` with a hangup cause. An unknown leg is `refused`, which is fine. */
  kill(leg: LegId, cause: HangupCause): Promise<CommandReply>;
  hold(leg: LegId, on: boolean): Promise<CommandReply>;
  /** Plays files one after another with `event-lock`, then hangs up if `thenHangup`. */
  play(leg: LegId, files: readonly string[], options: { readonly thenHangup: boolean }): Promise<CommandReply>;
  /** Stops what plays on a leg (`uuid_break … all`). */
  stopPlaying(leg: LegId): Promise<CommandReply>;
  /** Sends digits to the far end of the leg. `digits`: 0-9 * # A-D, 1 to 32 of them; anything else is refused. */
  sendDigits(leg: LegId, digits: string): Promise<CommandReply>;
  /** Records the leg in stereo into an absolute path (the adapter refuses paths with control characters or quotes). */
  record(leg: LegId, action: 'start' | 'stop' | 'mask' | 'unmask', path: string): Promise<CommandReply>;
  /** Sets (or renews) the dead-man: the switch itself hangs up the leg after `after` unless renewed or disarmed. */
  armDeadMan(leg: LegId, after: Millis): Promise<CommandReply>;
  disarmDeadMan(leg: LegId): Promise<CommandReply>;
  setVariable(leg: LegId, name: LegVariable, value: string): Promise<CommandReply>;
  /** Moves a leg into a named conference (three-way). The name is ours: `[a-z0-9-]{1,64}`. */
  toConference(leg: LegId, conference: string): Promise<CommandReply>;
  /** Listens to a leg from a supervisor's leg; mode is changed later with `eavesdropMode`. */
  eavesdrop(supervisor: LegId, target: LegId): Promise<CommandReply>;
  eavesdropMode(supervisor: LegId, mode: 'listen' | 'whisper' | 'barge'): Promise<CommandReply>;
  exists(leg: LegId): Promise<boolean | 'unknown'>;

  /** Who exists, who talks to whom, and our own variables on each leg: what recovery reads. */
  survey(): Promise<SwitchSurvey | 'unknown'>;
  /** Gateways as the switch sees them now. */
  gateways(): Promise<readonly GatewayStatus[] | 'unknown'>;
}

export type HangupCause =
  | 'NORMAL_CLEARING' | 'ORIGINATOR_CANCEL' | 'LOSE_RACE' | 'NO_ANSWER' | 'NORMAL_TEMPORARY_FAILURE' | 'CALL_REJECTED' | 'ALLOTTED_TIMEOUT';

/** Our own channel variables: the only names ever written onto a leg. Read back by recovery. */
export const LEG_VARIABLES = ['dunwell_kind', 'dunwell_attempt', 'dunwell_call', 'dunwell_lead', 'dunwell_agent', 'dunwell_campaign', 'dunwell_epoch'] as const;
export type LegVariable = (typeof LEG_VARIABLES)[number];
export type LegKind = 'customer' | 'agent' | 'outside' | 'supervisor';

export interface OriginateRequest {
  readonly leg: LegId;
  readonly kind: LegKind;
  readonly to: Destination;
  /** Shown to the callee; E.164 or a number the trunk accepts: `+` and digits only. */
  readonly callerId?: string;
  /** Ring no longer than this; whole seconds on the wire, and the switch may fire up to 0.9 s early. */
  readonly ringTimeout: Millis;
  /** Customer and outside legs: the switch hangs up by itself this long after answer unless disarmed. */
  readonly deadMan?: Millis;
  /** Back to park when the peer leaves. */
  readonly parkAfterBridge: boolean;
  readonly variables: Readonly<Partial<Record<LegVariable, string>>>;
  /**
   * The leg parks as soon as the network sends sound (183), and may be bridged then: the answer comes later, into the bridge. The
   * reply is `ok` at the sound, and how long it rings after that is not limited by `ringTimeout`. Absent: it parks at its answer.
   */
  readonly earlyMedia?: boolean;
  /** Start recording at answer, into this absolute path. */
  readonly recordTo?: string;
}

export type Destination =
  /** Through a trunk. `dial` is what follows `sofia/gateway/NAME/`: digits, with `+` only in front. */
  | { readonly kind: 'gateway'; readonly gateway: string; readonly dial: string }
  /** A registered desk: `user/NAME@DOMAIN`. */
  | { readonly kind: 'user'; readonly user: string; readonly domain: string }
  /** A dial string from a template an administrator approved (`sofia/gateway/…`); checked against a closed grammar. */
  | { readonly kind: 'template'; readonly dialString: string };

export type OriginateReply =
  /** The job said +OK: the leg was answered and parks (its events say when). */
  | { readonly kind: 'ok' }
  /** The job said -ERR, or the request never left us. `placed`: may the network have seen an INVITE? */
  | { readonly kind: 'failed'; readonly cause: string; readonly placed: boolean }
  /** Connection lost or deadline passed: we can't know. */
  | { readonly kind: 'unknown'; readonly why: string };

export type CommandReply =
  | { readonly kind: 'ok' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** `at` is the switch's own time of the event (Event-Date-Timestamp, milliseconds). */
export type SwitchEvent =
  | { readonly type: 'up'; readonly node: string; readonly at: Instant; /** Same switch process as before the gap? */ readonly sameSwitch: boolean }
  | { readonly type: 'down'; readonly node: string; readonly at: Instant; readonly why: string }
  | { readonly type: 'created'; readonly leg: LegId; readonly at: Instant; readonly direction: 'inbound' | 'outbound' }
  | { readonly type: 'ringing'; readonly leg: LegId; readonly at: Instant; /** 183 with media rather than 180. */ readonly earlyMedia: boolean }
  | { readonly type: 'answered'; readonly leg: LegId; readonly at: Instant }
  | { readonly type: 'parked'; readonly leg: LegId; readonly at: Instant; readonly inbound?: InboundCall }
  | { readonly type: 'unparked'; readonly leg: LegId; readonly at: Instant }
  | { readonly type: 'bridged'; readonly leg: LegId; readonly other: LegId; readonly at: Instant }
  | { readonly type: 'unbridged'; readonly leg: LegId; readonly other: LegId; readonly at: Instant }
  | { readonly type: 'held'; readonly leg: LegId; readonly at: Instant; readonly on: boolean }
  | { readonly type: 'playStarted'; readonly leg: LegId; readonly at: Instant; readonly file: string }
  | { readonly type: 'playStopped'; readonly leg: LegId; readonly at: Instant; readonly file: string; readonly status: string }
  | { readonly type: 'recordStarted'; readonly leg: LegId; readonly at: Instant; readonly path: string }
  | { readonly type: 'recordStopped'; readonly leg: LegId; readonly at: Instant; readonly path: string; readonly length: Millis }
  | { readonly type: 'digit'; readonly leg: LegId; readonly at: Instant; readonly digit: string }
  /** CHANNEL_HANGUP: the leg is going. */
  | { readonly type: 'hangup'; readonly leg: LegId; readonly at: Instant; readonly cause: string }
  /** CHANNEL_HANGUP_COMPLETE: the last word, with what the network said. */
  | { readonly type: 'gone'; readonly leg: LegId; readonly at: Instant; readonly facts: LegFacts }
  | { readonly type: 'gateway'; readonly at: Instant; readonly status: GatewayStatus };

export interface InboundCall {
  /** As the network presented it; may be empty or withheld. */
  readonly from: string;
  /** The number that was rung. */
  readonly to: string;
  readonly gateway?: string;
}

export interface LegFacts {
  /** FreeSWITCH hangup cause, e.g. `USER_BUSY`. */
  readonly cause: string;
  /** Q.850 cause number, where one was given. */
  readonly q850?: number;
  /** Final SIP status the far end gave, e.g. 486. */
  readonly sipStatus?: number;
  /** Who ended it, where the switch knows (`sip_hangup_disposition`): recv_bye, send_bye, recv_refuse … */
  readonly disposition?: string;
  /** Instants on the switch's clock; absent: never happened. */
  readonly createdAt?: Instant;
  readonly progressAt?: Instant;
  readonly progressMediaAt?: Instant;
  readonly answeredAt?: Instant;
  readonly bridgedAt?: Instant;
  readonly hungUpAt?: Instant;
}

export interface GatewayStatus {
  readonly name: string;
  /** Usable for new calls as the switch sees it. */
  readonly up: boolean;
  /** What the switch calls it: NOREG, REGED, FAIL_WAIT, DOWN … */
  readonly state: string;
  /** Does its proxy address lie on loopback? Decides whether a TEST-24H window may be used. */
  readonly loopback: boolean;
}

export interface SwitchSurvey {
  readonly at: Instant;
  readonly legs: readonly SurveyedLeg[];
  /** Pairs that really talk to each other (`show bridged_calls`). */
  readonly bridges: readonly (readonly [LegId, LegId])[];
}

export interface SurveyedLeg {
  readonly leg: LegId;
  readonly direction: 'inbound' | 'outbound';
  readonly answered: boolean;
  readonly createdAt: Instant;
  readonly variables: Readonly<Partial<Record<LegVariable, string>>>;
}

