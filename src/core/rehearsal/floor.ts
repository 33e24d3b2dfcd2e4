/** What a policy sees of a rehearsed day, and what it answers. Times in seconds from the start of the day. */
import type { CallFate, Pause } from './world.js';

export interface SimCall {
  readonly index: number;
  readonly launchedAt: number;
  /** What it will come to: the day's own knowledge; no policy may read it. */
  readonly fate: CallFate;
  phase: 'ringing' | 'screening' | 'waiting' | 'talking' | 'over';
  answeredAt: number;
  /** When it became ready for an agent. */
  readyAt: number;
  /** Its place in the pool it lies in. */
  slot: number;
}
export interface SimAgent {
  readonly index: number;
  readonly name: string;
  state: 'off' | 'idle' | 'talk' | 'wrap' | 'paused' | 'gone';
  /** In this state. */
  since: number;
  /** While in wrap-up: when it ends. */
  wrapEndsAt: number;
  /** A wish to pause or leave, kept until the wrap-up ends. Infinity seconds: for good. */
  wish: Pause | null;
  breaks: number;
}

export interface FloorView {
  readonly at: number;
  readonly agents: readonly SimAgent[];
  /** Counts of agents by state: ready, talking, wrapping up, and all logged in (paused ones too). */
  readonly ready: number; readonly talking: number; readonly wrapping: number; readonly loggedIn: number;
  /** Placed and not answered; answered and not judged; ready for an agent. Screening and ringing calls in no particular order. */
  readonly ringing: readonly SimCall[]; readonly screening: readonly SimCall[]; readonly waiting: readonly SimCall[];
  /** Calls the trunks take now, and of these how many may start before the next tick; null: no limit. */
  readonly freeLines: number | null; readonly starts: number | null;
  /** Settled persons so far, as the dialer believes. */
  readonly live: number; readonly abandoned: number;
  /** Calls placed so far. */
  readonly dials: number;
}

export type FloorEvent =
  | { readonly kind: 'call'; readonly outcome: 'live' | 'machine' | 'failed' | 'cancelled'; readonly call: SimCall; readonly endedAt: number; /** From answer to verdict. */ readonly amd: number | null }
  | { readonly kind: 'answer'; readonly at: number; readonly result: 'connected' | 'abandoned' }
  | { readonly kind: 'talk'; readonly at: number; readonly agent: SimAgent; readonly length: number }
  | { readonly kind: 'wrap'; readonly at: number; readonly agent: SimAgent; readonly length: number; readonly ready: boolean; readonly announced: boolean };

export interface Answer { readonly dial: number; /** Indexes of ringing calls to give up. */ readonly cancel: readonly number[] }
export interface Policy {
  hear(event: FloorEvent): void;
  decide(view: FloorView): Answer;
}
