/**
 * The supervisor's live view: rows of agents, calls and campaigns, sent whole once and then as changes.
 * The same rows as `LiveView` of app/conductor-api.ts; a test holds the two together.
 */
import Type, { type Static } from 'typebox';
import type { OUTCOMES } from '../../core/call/outcome.js';
import { LIMITED_BY } from '../pacing.js';
import { LOAD_SIGNALS } from '../../core/overload/guard.js';
import { CAMPAIGN_STATES } from '../../core/records/dialing.js';
import { AgentStateSchema, DeskLegStateSchema, DialModeSchema } from './events.js';
import { IdSchema, InstantSchema, nullable } from './parts.js';

const text = Type.String();
const count = Type.Integer({ minimum: 0 });
const list = <T extends Type.TSchema>(of: T) => Type.Immutable(Type.Array(of));

export const GatewayStatusSchema = Type.Object({ name: text, up: Type.Boolean(), state: text, loopback: Type.Boolean() });
export const SwitchRowSchema = Type.Object({ node: text, up: Type.Boolean(), since: InstantSchema, why: nullable(text), gateways: list(GatewayStatusSchema) });
export const TrunkRowSchema = Type.Object({ gateway: text, node: text, calls: count, maxCalls: count, callsPerSecond: Type.Number(), healthy: Type.Boolean(), why: nullable(text), spend: nullable(Type.Object({ currency: text, limit: Type.Number(), spent: Type.Number(), held: Type.Number(), until: InstantSchema, reached: Type.Boolean() })) });
export const AgentRowSchema = Type.Object({
  userId: IdSchema, name: text, entityId: IdSchema, teamId: nullable(IdSchema), state: AgentStateSchema, reason: nullable(text), since: InstantSchema,
  leg: DeskLegStateSchema, legTrouble: nullable(text), attemptId: nullable(IdSchema), desk: Type.Boolean(), readyAt: nullable(InstantSchema), after: Type.Enum(['ready', 'paused', 'offline']), callsToday: count, talkToday: Type.Number(), timeToday: Type.Optional(Type.Object({ busy: Type.Number(), unpaused: Type.Number() })),
});
export const CallRowSchema = Type.Object({
  attemptId: IdSchema, campaignId: nullable(IdSchema), entityId: IdSchema, mode: DialModeSchema, state: text, number: text, since: InstantSchema,
  userId: nullable(IdSchema), trunk: nullable(text), node: text,
});
const outcomeCounts = Type.Object({
  human: Type.Optional(count), machine: Type.Optional(count), abandoned: Type.Optional(count), busy: Type.Optional(count), no_answer: Type.Optional(count),
  rejected: Type.Optional(count), invalid: Type.Optional(count), unavailable: Type.Optional(count), congestion: Type.Optional(count),
  carrier_fault: Type.Optional(count), cancelled: Type.Optional(count), unknown: Type.Optional(count), not_placed: Type.Optional(count),
} satisfies Record<(typeof OUTCOMES)[number], unknown>);
const figures = Type.Object({
  limitedBy: Type.Enum(LIMITED_BY), ready: count, busy: count, freeing: Type.Number(), ringing: count, expectedAnswers: Type.Number(), risk: Type.Number(), threshold: Type.Number(), budgetLeft: Type.Number(),
  hour: Type.Object({ answers: count, abandons: count, forecastAnswers: Type.Number(), forecastAbandons: Type.Number() }),
});
const abandonment = Type.Object({
  windows: list(Type.Object({ kind: Type.Enum(['24h', '30d', 'period']), from: nullable(InstantSchema), live: Type.Number(), abandoned: Type.Number(), falseMachines: Type.Number(), share: Type.Number() })),
  level: Type.Enum(['none', 'warn', 'stop']), held: Type.Boolean(), rule: nullable(text), pack: nullable(text), en: nullable(text), zh: nullable(text),
});
export const CampaignRowSchema = Type.Object({
  campaignId: IdSchema, name: text, entityId: IdSchema, state: Type.Enum(CAMPAIGN_STATES), mode: text,
  hopper: count, ringing: count, waiting: count, talking: count, ready: count,
  abandonRatio: Type.Number(), abandonRatioStrict: Type.Number(), abandoned: count, connected: count,
  outcomes: outcomeCounts,
  pacing: nullable(Type.Object({ at: InstantSchema, dial: count, because: text, figures: Type.Optional(figures) })),
  abandonment, trouble: nullable(text),
});

/** `slow`: fewer calls are dialed. `stop`: none are, and what can wait is refused. */
export const LoadRowSchema = Type.Object({ level: Type.Enum(['slow', 'stop']), since: InstantSchema, text, because: nullable(Type.Object({ signal: Type.Enum([...LOAD_SIGNALS]), value: Type.Integer() })) });
/** The last hour of a campaign, a point a minute, oldest first. */
export const TrendSchema = Type.Object({ campaignId: IdSchema, target: Type.Number(), points: list(Type.Object({ at: InstantSchema, inAir: count, waiting: count, connected: count, abandoned: count, share: Type.Number() })) });
/** Promises taken today by those in scope, minor units. */
export const PromisesTodaySchema = Type.Object({ count, amounts: list(Type.Object({ currency: text, amount: Type.Number() })) });

/** Imports under way, and those that ended within the last minute. */
export const ImportRowSchema = Type.Object({ importId: IdSchema, state: text, rows: count, share: nullable(Type.Number()) });

/** `whole`: forget what you had. Otherwise rows replace those of the same id, and `gone` names rows to drop. */
export const LiveMessageSchema = Type.Object({
  type: Type.Literal('live'), whole: Type.Boolean(), at: InstantSchema, clock: nullable(text),
  /** What keeps the server from taking on more; absent: nothing does. */
  load: Type.Optional(LoadRowSchema),
  /** Absent: unchanged. */
  switches: Type.Optional(list(SwitchRowSchema)), trunks: Type.Optional(list(TrunkRowSchema)), trends: Type.Optional(list(TrendSchema)), promises: Type.Optional(PromisesTodaySchema), imports: Type.Optional(list(ImportRowSchema)),
  agents: list(AgentRowSchema), calls: list(CallRowSchema), campaigns: list(CampaignRowSchema),
  gone: Type.Object({ agents: list(IdSchema), calls: list(IdSchema), campaigns: list(IdSchema) }),
  /** How many there are in all, in your scope; more than the rows you hold when the view was cut to its bound. */
  totals: Type.Object({ agents: count, calls: count, campaigns: count }),
});
export type LiveMessage = Static<typeof LiveMessageSchema>;
export type AgentRow = Static<typeof AgentRowSchema>;
export type CallRow = Static<typeof CallRowSchema>;
export type CampaignRow = Static<typeof CampaignRowSchema>;
export type Trend = Static<typeof TrendSchema>;
export type PromisesToday = Static<typeof PromisesTodaySchema>;
export type TrunkRow = Static<typeof TrunkRowSchema>;
export type ImportRow = Static<typeof ImportRowSchema>;
export type SwitchRow = Static<typeof SwitchRowSchema>;
