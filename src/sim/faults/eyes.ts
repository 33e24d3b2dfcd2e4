/** What a checker is told and may look at. Checkers share no code with what they check: they count from the switch's own legs, the committed rows and what desks were sent. */
import type { PresentView } from '../../app/conductor-api.js';
import type { DeskEvent } from '../../app/ports/desk.js';
import type { Outcome } from '../../core/call/outcome.js';
import type { Id, Instant, Millis } from '../../core/units.js';
import type { Channel } from '../switch/channel.js';
import type { RawEvent } from '../switch/event.js';
import type { Change } from './disk.js';
import type { SimNode } from './wire.js';

/** What the law and the campaigns' settings ask, as this seed drew them. */
export interface Rules {
  /** Local time minus UTC. No seed crosses a clock change. */
  readonly offset: Millis;
  /** Minutes of the local day, from inclusive, to exclusive. */
  readonly window: { readonly from: number; readonly to: number };
  readonly perPhone: number; readonly perParty: number; readonly spacing: Millis;
  readonly rest: Readonly<Partial<Record<Outcome, Millis>>>;
  readonly abandonment: number;
  /** The longest wrap-up. */
  readonly wrapUp: Millis;
}
export interface Eyes {
  /** True time, whatever the process's clock says. */
  readonly now: Instant;
  /** The most its clock has been wrong so far. */
  readonly clockError: Millis;
  readonly rules: Rules;
  readonly entities: readonly Id[];
  readonly users: readonly { readonly id: Id; readonly entityId: Id }[];
  readonly nodes: readonly SimNode[];
  /** The process's own picture; null while there is none. */
  live(): PresentView | null;
  /** Has nothing been wrong, and nothing struck, for so long? */
  calm(within: Millis): boolean;
  /** Has the process been there, and heard all the switches say, for so long? Carriers and desks may have had their troubles. */
  heard(within: Millis): boolean;
  /** Counters of this process's life. */
  counter(name: string): number;
  counters(): ReadonlyMap<string, number>;
  /** Timers of the world that are set. */
  readonly timers: number;
  found(checker: string, text: string): void;
}
export interface Checker {
  readonly name: string;
  /** A committed write, in order. */
  commit?(change: Change, move: string): void;
  /** What a switch did, as it happened. */
  truth?(event: RawEvent, leg: Channel | undefined, node: SimNode): void;
  /** The conductor said it to a desk. */
  pushed?(userId: Id, event: DeskEvent): void;
  /** The desk's page got it. */
  told?(userId: Id, event: DeskEvent): void;
  /** A page was welcomed; `resumed`: it was promised to have missed nothing. */
  welcomed?(userId: Id, resumed: boolean): void;
  /** Any answer to somebody: a command's or a query's. */
  answered?(userId: Id, text: string): void;
  /** The process came, or goes in this moment. */
  process?(alive: boolean): void;
  /** Four times a second, half as often while nothing happens. */
  look?(): void;
  /** All is healed and over. */
  end?(): void;
}
export type MakeChecker = (eyes: Eyes) => Checker;

/** Of a leg, who it was made for. */
export const tag = (leg: Channel, name: keyof typeof TAGS): string => leg.variables.get(TAGS[name]) ?? '';
const TAGS = { kind: 'dunwell_kind', attempt: 'dunwell_attempt', lead: 'dunwell_lead', agent: 'dunwell_agent', campaign: 'dunwell_campaign', call: 'dunwell_call' } as const;
export const isCustomer = (leg: Channel | undefined): leg is Channel => leg !== undefined && tag(leg, 'kind') === 'customer';
export const short = (id: string): string => id.slice(-6);
