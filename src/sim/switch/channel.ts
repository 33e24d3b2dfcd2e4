/** One leg: its states, variables, caller profile, what its thread is doing, and its row in the `show` tables. It draws no conclusions. */
import type { Timer } from '../../app/ports/system.js';
import type { Instant } from '../../core/units.js';
import type { Sound } from '../callees/model.js';
import { Block, Line, EMPTY, lineOf } from './event.js';
import { profileBlock, type Profile } from './profile.js';
import { stateNumber, type AnswerState, type CallState, type ChannelState } from './states.js';
import { VariableList } from './variables.js';

/** What the leg's thread is doing: it says what the switch says when the leg is led elsewhere or hung up. */
export interface Occupation {
  readonly kind: 'originating' | 'park' | 'bridge-a' | 'bridge-b' | 'limbo' | 'conference' | 'app' | 'inbound';
  leave(why: 'redirect' | 'hangup'): void;
  /** Waits for a leg that will never come: hears nothing but a hang-up. */
  readonly stuck?: boolean;
}
const NOTHING: Occupation = { kind: 'limbo', leave: () => undefined };

/** The far end of a leg: the telephone network or a desk phone. */
export interface FarEnd {
  /** We hung up, cancelled, or the switch died. */
  cancel(): void;
  bridged(): void;
  unbridged(): void;
  /** The switch plays to the far end (true) or stopped (false). */
  playing(on: boolean): void;
  digitsSent(digits: string): void;
  /** Answers this very instant, if it still rings: for a race with our cancel. */
  pickUp?(): void;
  /** What can be heard from the far end at an instant; undefined: silence. */
  sounding(at: Instant): Sound | undefined;
}

/** A command waiting for the leg's thread, as `sendmsg` leaves it. */
export type PrivateMessage = () => void;

export interface Recording { readonly path: string; readonly startedAt: number; masked: boolean; readonly limit?: Timer; readonly stereo: boolean }

/** Row of the switch's `channels` table: written by events, so it goes stale when no event comes. */
export interface ShowRow {
  state: ChannelState; callState: CallState; callerName: string; callerNumber: string; ip: string; dest: string; application: string; applicationData: string;
  calleeName: string; calleeNumber: string; calleeDirection: string; callUuid: string; sentCalleeName: string; sentCalleeNumber: string;
}

export class Channel {
  state: ChannelState = 'CS_NONE';
  running: ChannelState = 'CS_NONE';
  callState: CallState = 'DOWN';
  answerState: AnswerState = 'ringing';
  hitDialplan = false;
  /** Read and write codecs are known. */
  media = false;
  earlyMedia = false;
  cause: string | undefined;
  callUuid: string;
  readonly variables: VariableList;
  occupation: Occupation = NOTHING;
  farEnd: FarEnd | undefined;
  /** Other-Leg headers as they were when the legs were introduced to each other. */
  other: Block = EMPTY;
  peer: Channel | undefined;
  /** Applications running one inside another on top of what the leg does (playback inside park). */
  readonly apps: RunningApp[] = [];
  /** Sent and not yet seen by the leg's thread, then seen and not yet done. */
  readonly inbox: PrivateMessage[] = [];
  readonly messages: PrivateMessage[] = [];
  /** Digits heard and not yet read by anyone. */
  readonly digits: string[] = [];
  readonly recordings = new Map<string, Recording>();
  row: ShowRow | undefined;
  lastApp = '';
  lastArgument = '';
  presenceId = '';
  held = false;
  everHeld = false;
  /** The `uuid_bridge` under way for this leg: one that another has replaced is dead. */
  attempt: object | undefined;
  /** Answers an inbound leg. */
  answerNow: (() => void) | undefined;
  /** What an expired `park_timeout` does. */
  parkExpired: ((cause: string) => void) | undefined;
  /** Codec names as a running eavesdrop changes them. */
  readL16 = false;
  #caller: Block | undefined;
  #basic: Block | undefined;
  #basicKey = '';

  constructor(readonly uuid: string, readonly name: string, readonly direction: 'inbound' | 'outbound', readonly sessionId: number, public profile: Profile, told: ReadonlySet<string> | null = null) {
    this.variables = new VariableList(told);
    this.callUuid = uuid;
  }

  isDown(): boolean { return this.cause !== undefined; }
  get isAnswered(): boolean { return this.profile.times.answered > 0; }

  /** Call after touching the profile or its times. */
  profileChanged(): void { this.#caller = undefined; }
  get callerBlock(): Block { return (this.#caller ??= profileBlock('Caller', this.profile, this.profile.times)); }

  get basicBlock(): Block {
    const key = `${this.state}|${this.running}|${this.callState}|${this.answerState}|${this.hitDialplan}|${this.media}|${this.cause ?? ''}|${this.callUuid}|${this.readL16}`;
    if (this.#basic && key === this.#basicKey) return this.#basic;
    this.#basicKey = key;
    const l = lineOf;
    const lines = [
      l('Channel-State', this.running), l('Channel-Call-State', this.callState), l('Channel-State-Number', String(stateNumber(this.state))),
      new Line('Channel-Name', this.name), new Line('Unique-ID', this.uuid), l('Call-Direction', this.direction), l('Presence-Call-Direction', this.direction),
      l('Channel-HIT-Dialplan', String(this.hitDialplan)),
      ...(this.presenceId === '' ? [] : [l('Channel-Presence-ID', this.presenceId)]),
      new Line('Channel-Call-UUID', this.callUuid), l('Answer-State', this.answerState),
      ...(this.cause === undefined ? [] : [l('Hangup-Cause', this.cause)]),
      ...(this.media ? (this.readL16 ? CODEC_L16 : CODEC) : []),
    ];
    return (this.#basic = new Block(lines));
  }
}

export interface RunningApp {
  readonly name: string;
  /** The application itself, to tell one from another. */
  readonly stopper: object;
  /** Messages wait until it ends. */
  readonly locked: boolean;
  /** `break`: stopped by a command; `hangup`: the leg goes. */
  stop(why: 'break' | 'redirect' | 'hangup'): void;
  /** Another application runs inside it. */
  pause?(): void;
  resume?(): void;
  /** A digit was heard; true: the application took it. */
  digit?(digit: string): boolean;
  /** Does it read digits at all? */
  readonly readsDigits: boolean;
}

const codec = (read: string, bits: string): Line[] => [
  new Line('Channel-Read-Codec-Name', read), new Line('Channel-Read-Codec-Rate', '8000'), new Line('Channel-Read-Codec-Bit-Rate', bits),
  new Line('Channel-Write-Codec-Name', 'PCMA'), new Line('Channel-Write-Codec-Rate', '8000'), new Line('Channel-Write-Codec-Bit-Rate', '64000'),
];
const CODEC = codec('PCMA', '64000');
const CODEC_L16 = codec('L16', '128000');
