import type { LoadSignals } from '../core/overload/guard.js';
import type { Failure, Result } from '../core/result.js';
import type { Outcome } from '../core/call/outcome.js';
import type { Because, LimitedBy } from '../core/pacing/types.js';
import type { CampaignState, DialMode } from '../core/records/index.js';
import type { Id, Instant, Millis, Minor } from '../core/units.js';
import type { AgentState, CasePop, DeskCommand, DeskEvent, DeskLegState } from './ports/desk.js';
import type { GatewayStatus } from './ports/switch.js';

/** The live side of Dunwell, as http, desk and cli see it. Implemented by `app/conductor`. */
export interface Conductor {
  start(): Promise<void>;
  /**
   * Begins to close: nothing new is dialed, what rings is cancelled, desks are told. Resolves with how many calls and wrap-ups still
   * go on: 0, or more when `wait` is over or `hurry` was said. `stop` comes after it.
   */
  close(wait: Millis): Promise<number>;
  hurry(): void;
  /** Stops dialing, lets no new call start, and closes in order; calls in talk go on at the switch and are adopted at the next start. */
  stop(): Promise<void>;
  /** A desk's wish. Failures have codes such as `agent.not_ready`, `call.not_yours`, `gate.denied`, `disposition.unknown`. */
  command(userId: Id, command: DeskCommand): Promise<Result<CommandAnswer>>;
  /** A desk's socket is there (again): the conductor answers with the present picture to be sent before anything else. */
  deskOpened(userId: Id): Promise<readonly DeskEvent[]>;
  /** The desk has been away longer than the grace period: no new calls for it; a call in talk goes on. */
  deskGone(userId: Id): void;
  campaign(action: 'start' | 'pause' | 'drain' | 'stop', campaignId: Id, by: Id): Promise<Result<{ readonly state: CampaignState }>>;
  /** Records changed under the runner (settings, lists, trunks, users): read them again. */
  changed(what: 'campaign' | 'trunk' | 'user' | 'team' | 'disposition' | 'script', id: Id): void;
  /** A suppression, hold or payment committed: take these leads out of the hopper and cancel ringing calls to these phone indexes / cases. Calls in talk go on; their collectors are told `notice`. */
  forbid(what: { readonly phoneIndex?: string; readonly caseId?: Id; readonly partyId?: Id }, because: string, notice?: ForbidNotice): void;
  /** Leads were imported: look at the hopper now. */
  leadsAdded(campaignId: Id): void;
  endCall(attemptId: Id, by: Id): Promise<Result<void>>;
  /** Supervisor listens, whispers or barges with their own standing leg. */
  monitor(attemptId: Id, supervisorId: Id, mode: 'listen' | 'whisper' | 'barge' | 'stop'): Promise<Result<void>>;
  /** A supervisor decides what a collector does: ready, paused for a reason, or the end of their shift; in a call, after it. Their desk says who did. Codes: `agent.desk_gone`, `agent.busy`, `agent.no_phone`, `pause.unknown_reason`, `user.unknown`. */
  steer(userId: Id, wish: SteerWish, byName: string): Promise<Result<void>>;
  /** These messages were written for collectors: those at their desks see them at once, others when they open one. */
  messaged(messageIds: readonly Id[]): Promise<void>;
  live(): LiveView;
  /** Of it only who works, which calls live and on which switches and trunks: what campaigns come to is the dearer part. */
  present(): PresentView;
  /** What keeps the server from taking on more; null: nothing. Asked with each request, so it costs nothing. */
  load(): LoadView | null;
  /** Why a campaign dials this many now, and how its forecasts came out; null: nothing runs or ran for it since the start. */
  pacing(campaignId: Id): PacingView | null;
  why(leadId: Id): Promise<Result<WhyNot>>;
  pop(caseId: Id, leadId: Id | null): Promise<Result<CasePop>>;
}

export type SteerWish = { readonly state: 'ready' } | { readonly state: 'paused'; readonly reason: string } | { readonly state: 'offline' };

/** What a collector in talk about it is told at once: a `notice` on the desk. */
export interface ForbidNotice { readonly code: string; readonly text: string }

export type CommandAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'dialing'; readonly attemptId: Id }
  | { readonly kind: 'disposed'; readonly attemptId: Id; readonly promiseId: Id | null; readonly planId: Id | null; readonly callbackId: Id | null }
  | { readonly kind: 'noted'; readonly contactId: Id };

/** `slow`: fewer calls are dialed. `stop`: none are, and what can wait is refused. */
export interface LoadView { readonly level: 'slow' | 'stop'; readonly since: Instant; readonly text: string; /** What is, or last was, beyond its threshold, as measured. */ readonly because: { readonly signal: keyof LoadSignals; readonly value: number } | null }
export interface LiveView {
  readonly at: Instant;
  readonly clock: string | null;
  /** Absent: the server takes what comes. */
  readonly load?: LoadView;
  readonly switches: readonly { readonly node: string; readonly up: boolean; readonly since: Instant; readonly why: string | null; readonly gateways: readonly GatewayStatus[] }[];
  readonly trunks: readonly { readonly gateway: string; readonly node: string; readonly calls: number; readonly maxCalls: number; readonly callsPerSecond: number; readonly healthy: boolean; readonly why: string | null; readonly spend: { readonly currency: string; readonly limit: number; readonly spent: number; readonly held: number; readonly until: number; readonly reached: boolean } | null }[];
  readonly trends?: readonly TrendView[];
  readonly promises?: readonly PromisesToday[];
  readonly agents: readonly AgentView[];
  readonly calls: readonly CallView[];
  readonly campaigns: readonly CampaignView[];
}
export type PresentView = Pick<LiveView, 'at' | 'clock' | 'switches' | 'trunks' | 'agents' | 'calls'>;
/** The figures of a decision that a screen shows; shares are fractions. */
export interface PacingFigures {
  readonly limitedBy: LimitedBy; readonly ready: number; readonly busy: number; readonly freeing: number; readonly ringing: number; readonly expectedAnswers: number;
  readonly risk: number; readonly threshold: number; readonly budgetLeft: number;
  /** Answers and abandoned calls of the last hour: what happened, and what had been forecast. */
  readonly hour: PacingOutturn;
}
export interface PacingOutturn { readonly answers: number; readonly abandons: number; readonly forecastAnswers: number; readonly forecastAbandons: number }
export interface PacingView {
  readonly campaignId: Id;
  readonly decision: { readonly at: Instant; readonly dial: number; readonly cancelled: number; readonly text: string; readonly because: Because; /** Lines in the air per collector at work. */ readonly level: number; /** Mean answer share of the leads it could take first, relative to the campaign's; null: none were there. */ readonly nextShare: number | null } | null;
  /** Live answers and abandoned ones by window; `left`: abandoned calls it bears now at the target, negative in debt. */
  readonly budget: { readonly limit: number; readonly target: number; readonly windows: readonly { readonly kind: '24h' | '30d'; readonly live: number; readonly abandoned: number; readonly ratio: number; readonly left: number }[] };
  /** Calls whose ringing was forecast at their placing, and what came of calls in the same time. Near 1 apart: the forecast is good. */
  readonly calibration: { readonly hour: PacingOutturn; readonly day: PacingOutturn };
}
/** One minute of a campaign: the most calls in the air and waiting at once, what ended, and the abandonment of the last 24 h at its end. */
export interface TrendPoint { readonly at: Instant; readonly inAir: number; readonly waiting: number; readonly connected: number; readonly abandoned: number; readonly share: number }
/** The last hour, oldest first; `target`: the limit of abandonment it is held against. */
export interface TrendView { readonly campaignId: Id; readonly entityId: Id; readonly target: number; readonly points: readonly TrendPoint[] }
/** What somebody was promised today, cancelled promises left out; minor units. */
export interface PromisesToday { readonly userId: Id; readonly entityId: Id; readonly teamId: Id | null; readonly count: number; readonly amounts: readonly { readonly currency: string; readonly amount: Minor }[] }
export interface AgentView {
  readonly userId: Id; readonly name: string; readonly entityId: Id; readonly teamId: Id | null; readonly state: AgentState; readonly reason: string | null; readonly since: Instant;
  readonly leg: DeskLegState; readonly legTrouble: string | null; readonly attemptId: Id | null; readonly desk: boolean;
  /** In wrap-up: when they said they are ready. And what they become after call and wrap-up: an announced pause or end of shift, else ready. */
  readonly readyAt: Instant | null; readonly after: 'ready' | 'paused' | 'offline'; readonly callsToday: number; readonly talkToday: Millis;
  /** (Talk + wrap-up) and all unpaused time of today, without the state they are in now. */
  readonly timeToday?: { readonly busy: Millis; readonly unpaused: Millis };
}
export interface CallView {
  readonly attemptId: Id; readonly campaignId: Id | null; readonly entityId: Id; readonly mode: DialMode; readonly state: string; readonly number: string; readonly since: Instant;
  readonly userId: Id | null; readonly trunk: string | null; readonly node: string;
}
export interface CampaignView {
  readonly campaignId: Id; readonly name: string; readonly entityId: Id; readonly state: CampaignState; readonly mode: string;
  readonly hopper: number; readonly ringing: number; readonly waiting: number; readonly talking: number; readonly ready: number;
  /** abandoned ÷ (abandoned + connected), last 24 h, and the same counted strictly from answer. */
  readonly abandonRatio: number; readonly abandonRatioStrict: number; readonly abandoned: number; readonly connected: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** The last pacing decision in words: why it dials this many now. */
  readonly pacing: { readonly at: Instant; readonly dial: number; readonly because: string; readonly figures?: PacingFigures } | null;
  readonly abandonment: AbandonmentView;
  /** Why nothing is dialed: what is wrong, or that the campaign is held at the stop level. */
  readonly trouble: string | null;
}
/** Live answers that were not connected within two seconds, by the regulators' measure; machines that were persons are estimated in. */
export interface AbandonmentView {
  /** The last 24 hours, the last 30 days, and the present one of the successive 30 days since its first call. */
  readonly windows: readonly { readonly kind: '24h' | '30d' | 'period'; readonly from: Instant | null; readonly live: number; readonly abandoned: number; /** Of both, how many are the estimate. */ readonly falseMachines: number; readonly share: number }[];
  readonly level: 'none' | 'warn' | 'stop';
  /** Nothing is dialed ahead because of it. */
  readonly held: boolean;
  readonly rule: string | null; readonly pack: string | null; readonly en: string | null; readonly zh: string | null;
}

/** Why a lead is not being dialed now; empty `reasons` means it may be dialed at once. */
export interface WhyNot {
  readonly leadId: Id;
  readonly mayDial: boolean;
  readonly reasons: readonly (Failure & { readonly rule: string; readonly until: Instant | null })[];
  /** Earliest next lawful and planned instant; null when facts must change first. */
  readonly nextAt: Instant | null;
  /** How likely it is to be answered now, relative to the campaign's mean (1); null: not known, or not to be dialed. */
  readonly answerShare: number | null;
}
