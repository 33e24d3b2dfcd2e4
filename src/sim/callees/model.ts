/**
 * The telephone network and the people behind it, as a port: given a number and an instant, what will happen on the
 * line. A script is plain data and is asked for once per call; the switch plays it.
 */
import type { Instant, Millis } from '../../core/units.js';

export interface CalleeModel {
  /** `number`: as dialed, digits with perhaps a `+`. `at`: when the INVITE reaches the network. Called once per call. */
  behaviour(number: string, at: Instant): CalleeScript;
}

export interface CalleeScript {
  /** For reports and checkers; the switch does not look at it. */
  readonly kind: 'human' | 'machine' | 'announcement' | 'refused' | 'silent';
  /** First sign of life (180, or 183 with media), after the INVITE. Absent: none before `end`. */
  readonly progress?: { readonly after: Millis; readonly earlyMedia: boolean };
  /** How the ringing ends, after the INVITE; `none`: never by itself. */
  readonly end:
    | { readonly kind: 'answer'; readonly after: Millis }
    | { readonly kind: 'refuse'; readonly after: Millis; /** 400 to 699. */ readonly status: number; readonly phrase: string }
    | { readonly kind: 'none' };
  readonly answered?: AnsweredScript;
  /** Heard in early media, after `progress`. */
  readonly earlySounds?: readonly Sound[];
}

/** Once answered. All lengths in milliseconds; absent: never. */
export interface AnsweredScript {
  /** Hangs up this long after the answer whatever happens. */
  readonly hangUpAfter?: Millis;
  /** Hangs up after this long with nobody there: neither a person (bridge) nor a message. Starts anew when left alone. */
  readonly patience?: Millis;
  /** Hangs up this long after a person came on the line, if that person did not first. */
  readonly talk?: Millis;
  /** Hangs up this long into a message, if it still plays. */
  readonly listens?: Millis;
  /** Keys pressed, after the answer. */
  readonly digits?: readonly { readonly after: Millis; readonly digit: string }[];
  readonly sounds?: readonly Sound[];
  /** Sends back what it hears. */
  readonly echoes?: boolean;
}

export interface Sound {
  /** After the start of early media, or after the answer. */
  readonly after: Millis;
  readonly length: Millis;
  readonly kind: 'speech' | 'tone';
  /** Hertz, of a tone: 1 to 3400; several are mixed. */
  readonly hertz?: readonly number[];
}

/** A phone that refuses at once. */
export const refusal = (status: number, phrase: string, after: Millis = 0): CalleeScript => ({ kind: 'refused', end: { kind: 'refuse', after, status, phrase } });
