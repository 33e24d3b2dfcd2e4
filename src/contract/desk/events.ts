/** What the conductor tells a desk, as schemas. The same set as `DeskEvent` in app/ports/desk.ts; a test holds the two together. */
import Type, { type Static } from 'typebox';
import { OUTCOMES } from '../../core/call/outcome.js';
import { PARTY_ROLES } from '../../core/records/debt.js';
import { VERIFY_CHECKS } from '../../core/records/dialing.js';
import { BalanceSchema, DateSchema, IdSchema, InstantSchema, nullable } from './parts.js';

export const AgentStateSchema = Type.Enum(['offline', 'paused', 'ready', 'reserved', 'talking', 'wrapUp']);
export const DeskLegStateSchema = Type.Enum(['down', 'raising', 'parked', 'busy', 'backoff', 'none']);
export const DialModeSchema = Type.Enum(['manual', 'preview', 'progressive', 'predictive', 'robot', 'callback', 'inbound', 'transfer']);
export const PartyRoleSchema = Type.Enum(PARTY_ROLES);
export const OutcomeSchema = Type.Enum(OUTCOMES);

const text = Type.String();
const list = <T extends Type.TSchema>(of: T) => Type.Immutable(Type.Array(of));

export const CallCardSchema = Type.Object({
  attemptId: IdSchema, mode: DialModeSchema, direction: Type.Enum(['outbound', 'inbound']),
  campaignId: nullable(IdSchema), campaign: nullable(text),
  /** Masked. */
  number: text, ownerRole: nullable(PartyRoleSchema), callerId: nullable(text),
});

export const CasePopSchema = Type.Object({
  caseId: IdSchema, leadId: nullable(IdSchema), partyId: IdSchema,
  name: text, identityMasked: nullable(text),
  creditor: text, state: text, risk: text, stage: nullable(text), daysPastDue: nullable(Type.Integer()),
  accounts: list(Type.Object({
    accountId: IdSchema, contractMasked: text, product: nullable(text), currency: text,
    principal: BalanceSchema, interest: BalanceSchema, penalty: BalanceSchema, fees: BalanceSchema, total: BalanceSchema, overdueSince: nullable(DateSchema),
  })),
  phones: list(Type.Object({ contactPointId: IdSchema, masked: text, ownerRole: PartyRoleSchema, mayDial: Type.Boolean(), attemptsToday: Type.Integer(), offsets: list(Type.Integer()) })),
  promises: list(Type.Object({ amount: BalanceSchema, currency: text, due: DateSchema, state: text })),
  history: list(Type.Object({ at: InstantSchema, channel: text, result: nullable(text), note: nullable(text), by: nullable(text), statements: nullable(Type.Object({ due: Type.Integer(), said: Type.Integer() })) })),
  facts: list(text), offsets: list(Type.Integer()),
  script: nullable(Type.Object({ name: text, zh: text, en: text })),
  custom: Type.Record(Type.String(), text), fields: list(Type.Object({ key: text, nameEn: text, nameZh: text })),
});

const at = InstantSchema;
const attemptId = IdSchema;
export const DeskEventSchema = Type.Union([
  Type.Object({
    type: Type.Literal('state'), at, state: AgentStateSchema, reason: nullable(text), leg: DeskLegStateSchema, legTrouble: nullable(text),
    attemptId: nullable(IdSchema), wrapUpUntil: nullable(InstantSchema), readyAt: nullable(InstantSchema), readyAfter: nullable(Type.Number()),
  }),
  Type.Object({ type: Type.Literal('reserved'), at, call: CallCardSchema, pop: nullable(CasePopSchema) }),
  Type.Object({ type: Type.Literal('connected'), at, attemptId }),
  Type.Object({ type: Type.Literal('verified'), at, attemptId, checks: list(Type.Enum(VERIFY_CHECKS)) }),
  Type.Object({ type: Type.Literal('said'), at, attemptId, statements: list(Type.Integer()) }),
  Type.Object({ type: Type.Literal('held'), at, attemptId, on: Type.Boolean() }),
  Type.Object({ type: Type.Literal('recording'), at, attemptId, on: Type.Boolean() }),
  Type.Object({ type: Type.Literal('party'), at, attemptId, what: Type.Enum(['joined', 'left', 'failed']), who: text, why: nullable(text) }),
  Type.Object({
    type: Type.Literal('consult'), at, attemptId, phase: Type.Enum(['seeking', 'calling', 'talking', 'completing', 'aside', 'returning', 'over']), role: Type.Enum(['asker', 'asked']),
    who: text, why: nullable(text), until: nullable(InstantSchema),
  }),
  Type.Object({
    type: Type.Literal('ended'), at, attemptId, outcome: nullable(OutcomeSchema), bridged: Type.Boolean(), dispositionDue: Type.Boolean(),
    by: Type.Enum(['customer', 'collector', 'system']),
  }),
  Type.Object({ type: Type.Literal('disposed'), at, attemptId, code: text }),
  Type.Object({ type: Type.Literal('preview'), at, pop: CasePopSchema, mode: DialModeSchema, until: nullable(InstantSchema) }),
  Type.Object({ type: Type.Literal('previewGone'), at, leadId: IdSchema, why: text }),
  Type.Object({ type: Type.Literal('taskDue'), at, taskId: IdSchema, caseId: IdSchema, kind: Type.Unsafe<'followUp' | 'task'>({ type: 'string', enum: ['followUp', 'task'] }), title: text, dueAt: InstantSchema }),
  Type.Object({ type: Type.Literal('callbackDue'), at, callbackId: IdSchema, leadId: IdSchema, dueAt: InstantSchema, note: nullable(text) }),
  Type.Object({ type: Type.Literal('message'), at, messageId: IdSchema, from: text, toTeam: Type.Boolean(), text }),
  Type.Object({ type: Type.Literal('messageGone'), at, messageId: IdSchema }),
  Type.Object({ type: Type.Literal('notice'), at, level: Type.Enum(['info', 'warning', 'error']), code: text, text }),
]);
export type DeskEventMessage = Static<typeof DeskEventSchema>;
export type CasePopMessage = Static<typeof CasePopSchema>;
export type CallCardMessage = Static<typeof CallCardSchema>;
export type AgentStateMessage = Static<typeof AgentStateSchema>;
export type DeskLegStateMessage = Static<typeof DeskLegStateSchema>;
