import Type from 'typebox';
import { OUTCOMES } from '../core/call/outcome.js';
import { LOAD_SIGNALS } from '../core/overload/guard.js';
import { CAMPAIGN_STATES, VERIFY_CHECKS } from '../core/records/index.js';
import { MOST_STATEMENTS } from '../core/script/steps.js';
import { PlanOffer } from './money.js';
import { PacingFigures } from './pacing.js';
import { Code, Id, Instant, LocalDate, Note, choice, closed, nullable } from './common.js';

export const AgentView = Type.Object({
  userId: Id, name: Type.String(), entityId: Id, teamId: nullable(Id), state: choice(['offline', 'paused', 'ready', 'reserved', 'talking', 'wrapUp'] as const), reason: nullable(Type.String()), since: Instant,
  leg: choice(['down', 'raising', 'parked', 'busy', 'backoff', 'none'] as const), legTrouble: nullable(Type.String()), attemptId: nullable(Id), desk: Type.Boolean(),
  readyAt: nullable(Type.Integer({ description: 'In wrap-up: when they said they are ready' })), after: choice(['ready', 'paused', 'offline'] as const), callsToday: Type.Integer(), talkToday: Type.Number(),
});
export const CallView = Type.Object({ attemptId: Id, campaignId: nullable(Id), entityId: Id, mode: Type.String(), state: Type.String(), number: Type.String({ description: 'Masked' }), since: Instant, userId: nullable(Id), trunk: nullable(Type.String()), node: Type.String() });
export const Abandonment = Type.Object({
  windows: Type.Array(Type.Object({ kind: choice(['24h', '30d', 'period'] as const), from: nullable(Instant), live: Type.Number(), abandoned: Type.Number(), falseMachines: Type.Number({ description: 'Of both, the estimate of persons taken for machines' }), share: Type.Number() }), { description: 'The last 24 hours, the last 30 days, and the present one of the successive 30 days since the campaign’s first call' }),
  level: choice(['none', 'warn', 'stop'] as const), held: Type.Boolean(), rule: nullable(Type.String()), pack: nullable(Type.String()), en: nullable(Type.String()), zh: nullable(Type.String()),
}, { description: 'Share of live answers not connected within two seconds, against the levels of the packs in force' });
export const CampaignView = Type.Object({
  campaignId: Id, name: Type.String(), entityId: Id, state: choice(CAMPAIGN_STATES), mode: Type.String(), hopper: Type.Integer(), ringing: Type.Integer(), waiting: Type.Integer(), talking: Type.Integer(), ready: Type.Integer(),
  abandonRatio: Type.Number(), abandonRatioStrict: Type.Number(), abandoned: Type.Integer(), connected: Type.Integer(),
  outcomes: Type.Object(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, Type.Optional(Type.Integer())]))),
  pacing: nullable(Type.Object({ at: Instant, dial: Type.Integer(), because: Type.String(), figures: Type.Optional(PacingFigures) })), abandonment: Abandonment, trouble: nullable(Type.String()),
});
export const Gateway = Type.Object({ name: Type.String(), up: Type.Boolean(), state: Type.String(), loopback: Type.Boolean() });
export const Live = Type.Object({
  at: Instant, clock: nullable(Type.String({ description: 'In words, when the clock is not the machine’s own' })),
  load: Type.Optional(Type.Object({ level: choice(['slow', 'stop'] as const), since: Instant, text: Type.String(), because: nullable(Type.Object({ signal: choice(LOAD_SIGNALS), value: Type.Integer({ description: 'Milliseconds timers or the switch’s events come late, or moves that wait for the database' }) })) }, { description: 'The server is near its limit: fewer calls are dialed (slow), or none and what can wait is refused (stop). Absent: it takes what comes' })),
  switches: Type.Array(Type.Object({ node: Type.String(), up: Type.Boolean(), since: Instant, why: nullable(Type.String()), gateways: Type.Array(Gateway) })),
  trunks: Type.Array(Type.Object({ gateway: Type.String(), node: Type.String(), calls: Type.Integer(), maxCalls: Type.Integer(), callsPerSecond: Type.Number(), healthy: Type.Boolean(), why: nullable(Type.String()), spend: nullable(Type.Object({ currency: Type.String(), limit: Type.Integer({ description: 'Millionths of the currency’s unit, as the others' }), spent: Type.Integer(), held: Type.Integer({ description: 'What calls in flight may cost at most' }), until: Instant, reached: Type.Boolean() }, { description: 'Today’s money of the trunk' })) })),
  agents: Type.Array(AgentView), calls: Type.Array(CallView), campaigns: Type.Array(CampaignView),
}, { description: 'What goes on now, as far as you may see' });
export const LiveAgents = Type.Object({ items: Type.Array(AgentView) });
export const LiveCalls = Type.Object({ items: Type.Array(CallView) });
export const LiveCampaigns = Type.Object({ items: Type.Array(CampaignView) });
export const Monitor = closed({ mode: choice(['listen', 'whisper', 'barge', 'stop'] as const) });
export const Steer = Type.Union([closed({ state: Type.Literal('ready') }), closed({ state: Type.Literal('paused'), reason: Type.String({ minLength: 1, maxLength: 64, description: 'Code of a pause reason' }) }), closed({ state: Type.Literal('offline') })]);
export const MessageSend = closed({ userId: Type.Optional(Id), teamId: Type.Optional(Id), text: Type.String({ minLength: 1, maxLength: 500 }) });
export const MessageSent = Type.Object({ sent: Type.Integer({ description: 'How many collectors have it' }) });
export const Messages = Type.Object({ items: Type.Array(Type.Object({ id: Id, at: Instant, by: Id, from: Type.String(), userId: Id, to: Type.String(), teamId: nullable(Id), text: Type.String(), readAt: nullable(Instant) })) });
export const Done = Type.Object({ done: Type.Boolean() });

const digits = Type.String({ pattern: '^[0-9*#A-D]{1,32}$' });
const number = Type.String({ minLength: 3, maxLength: 40 });
const command = <T extends string>(type: T) => choice([type] as const);
/** One command of an integrator's own desk; the WebSocket desk has the same ones. */
export const RestDeskCommand = Type.Union([
  closed({ type: command('ready') }), closed({ type: command('readyIn'), seconds: Type.Integer({ minimum: 1, maximum: 120, description: 'In talk or wrap-up: ready so long after now, or after this call; never later than the campaign’s wrap-up limit' }) }), closed({ type: command('pause'), reason: Code }), closed({ type: command('logout') }),
  closed({ type: command('hangUp'), attemptId: Id }), closed({ type: command('hold'), attemptId: Id, on: Type.Boolean() }), closed({ type: command('digits'), attemptId: Id, digits }),
  closed({ type: command('transferAgent'), attemptId: Id, userId: Id }), closed({ type: command('transferNumber'), attemptId: Id, number }), closed({ type: command('transferTeam'), attemptId: Id, teamId: Id }),
  closed({ type: command('consult'), attemptId: Id, userId: Type.Optional(Id), teamId: Type.Optional(Id), number: Type.Optional(number) }), closed({ type: command('consultThen'), attemptId: Id, then: choice(['complete', 'back', 'swap', 'join'] as const) }),
  closed({ type: command('conference'), attemptId: Id, userId: Type.Optional(Id), number: Type.Optional(number) }),
  closed({ type: command('verify'), attemptId: Id, checks: Type.Array(choice(VERIFY_CHECKS), { minItems: 1, maxItems: 6, uniqueItems: true, description: 'What showed that the right party answered; kept in the call’s journal' }) }),
  closed({ type: command('said'), attemptId: Id, statement: Type.Integer({ minimum: 0, maximum: MOST_STATEMENTS - 1, description: 'Place of the required statement in the script, from 0' }), on: Type.Boolean() }),
  closed({ type: command('manualDial'), campaignId: Id, leadId: Type.Optional(Id), contactPointId: Type.Optional(Id), number: Type.Optional(number) }),
  closed({ type: command('previewTake'), leadId: Id, contactPointId: Type.Optional(Id) }), closed({ type: command('previewSkip'), leadId: Id, reason: Type.String({ maxLength: 200 }) }),
  closed({ type: command('dropVoicemail'), attemptId: Id }),
  closed({
    type: command('dispose'), attemptId: Id, code: Code, note: Type.Optional(Note),
    promise: Type.Optional(closed({ amount: Type.Integer({ minimum: 1 }), due: LocalDate })),
    plan: Type.Optional(PlanOffer),
    callback: Type.Optional(closed({ at: Instant, mine: Type.Boolean(), contactPointId: Type.Optional(Id), note: Type.Optional(Note) })),
  }),
  closed({ type: command('messageRead'), messageId: Id }),
  closed({ type: command('note'), caseId: Id, text: Type.String({ minLength: 1, maxLength: 2000 }) }),
]);
export const DeskCommandBody = closed({ userId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'For whom; integrators only. Left out: yourself' })), command: RestDeskCommand });
export const DeskCommandAnswer = Type.Object({
  kind: choice(['done', 'dialing', 'disposed', 'noted'] as const), attemptId: Type.Optional(Id), promiseId: Type.Optional(nullable(Id)), planId: Type.Optional(nullable(Id)), callbackId: Type.Optional(nullable(Id)), contactId: Type.Optional(Id),
});

export const Health = Type.Object({ status: choice(['ok'] as const), at: Instant });
export const Ready = Type.Object({ ready: Type.Boolean(), reasons: Type.Array(Type.String()) });
