/** What a desk may ask for, as schemas. The same set as `DeskCommand` in app/ports/desk.ts; a test holds the two together. */
import Type, { type Static } from 'typebox';
import { VERIFY_CHECKS } from '../../core/records/dialing.js';
import { MOST_STATEMENTS } from '../../core/script/steps.js';
import { closed, CodeSchema, DateSchema, IdSchema, InstantSchema, MinorSchema, NoteSchema, TypedNumberSchema } from './parts.js';

export const PromiseInputSchema = closed({ amount: MinorSchema, due: DateSchema });
export const CallbackInputSchema = closed({
  at: InstantSchema,
  /** Only the collector who makes it, or anyone's. */
  mine: Type.Boolean(),
  contactPointId: Type.Optional(IdSchema),
  note: Type.Optional(NoteSchema),
});

export const RhythmSchema = Type.Union([
  closed({ kind: Type.Literal('monthly'), day: Type.Union([Type.Integer({ minimum: 1, maximum: 31 }), Type.Null()]) }), closed({ kind: Type.Literal('weekly') }), closed({ kind: Type.Literal('days'), every: Type.Integer({ minimum: 1, maximum: 366 }) }),
]);
export const PlanInputSchema = closed({ count: Type.Integer({ minimum: 1, maximum: 600 }), start: DateSchema, rhythm: RhythmSchema, principal: Type.Optional(MinorSchema) });

const attemptId = IdSchema;
/** One schema per command, by its type: errors can then name the field, not "no branch matched". */
export const DESK_COMMANDS = {
  ready: closed({ type: Type.Literal('ready') }),
  readyIn: closed({ type: Type.Literal('readyIn'), seconds: Type.Integer({ minimum: 1, maximum: 120 }) }),
  pause: closed({ type: Type.Literal('pause'), reason: CodeSchema }),
  logout: closed({ type: Type.Literal('logout') }),
  hangUp: closed({ type: Type.Literal('hangUp'), attemptId }),
  hold: closed({ type: Type.Literal('hold'), attemptId, on: Type.Boolean() }),
  digits: closed({ type: Type.Literal('digits'), attemptId, digits: Type.String({ pattern: '^[0-9*#A-D]{1,32}$' }) }),
  transferAgent: closed({ type: Type.Literal('transferAgent'), attemptId, userId: IdSchema }),
  transferNumber: closed({ type: Type.Literal('transferNumber'), attemptId, number: TypedNumberSchema }),
  transferTeam: closed({ type: Type.Literal('transferTeam'), attemptId, teamId: IdSchema }),
  consult: closed({ type: Type.Literal('consult'), attemptId, userId: Type.Optional(IdSchema), teamId: Type.Optional(IdSchema), number: Type.Optional(TypedNumberSchema) }),
  consultThen: closed({ type: Type.Literal('consultThen'), attemptId, then: Type.Enum(['complete', 'back', 'swap', 'join']) }),
  conference: closed({ type: Type.Literal('conference'), attemptId, userId: Type.Optional(IdSchema), number: Type.Optional(TypedNumberSchema) }),
  verify: closed({ type: Type.Literal('verify'), attemptId, checks: Type.Immutable(Type.Array(Type.Enum(VERIFY_CHECKS), { minItems: 1, maxItems: 6, uniqueItems: true })) }),
  said: closed({ type: Type.Literal('said'), attemptId, statement: Type.Integer({ minimum: 0, maximum: MOST_STATEMENTS - 1 }), on: Type.Boolean() }),
  manualDial: closed({ type: Type.Literal('manualDial'), campaignId: IdSchema, leadId: Type.Optional(IdSchema), contactPointId: Type.Optional(IdSchema), number: Type.Optional(TypedNumberSchema) }),
  previewTake: closed({ type: Type.Literal('previewTake'), leadId: IdSchema, contactPointId: Type.Optional(IdSchema) }),
  previewSkip: closed({ type: Type.Literal('previewSkip'), leadId: IdSchema, reason: Type.String({ minLength: 1, maxLength: 500 }) }),
  dropVoicemail: closed({ type: Type.Literal('dropVoicemail'), attemptId }),
  dispose: closed({
    type: Type.Literal('dispose'), attemptId, code: CodeSchema,
    note: Type.Optional(NoteSchema), promise: Type.Optional(PromiseInputSchema), plan: Type.Optional(PlanInputSchema), callback: Type.Optional(CallbackInputSchema),
  }),
  messageRead: closed({ type: Type.Literal('messageRead'), messageId: IdSchema }),
  note: closed({ type: Type.Literal('note'), caseId: IdSchema, text: Type.String({ minLength: 1, maxLength: 4000 }) }),
} as const;

export const DeskCommandSchema = Type.Union([
  DESK_COMMANDS.ready, DESK_COMMANDS.readyIn, DESK_COMMANDS.pause, DESK_COMMANDS.logout, DESK_COMMANDS.hangUp, DESK_COMMANDS.hold, DESK_COMMANDS.digits,
  DESK_COMMANDS.transferAgent, DESK_COMMANDS.transferNumber, DESK_COMMANDS.transferTeam, DESK_COMMANDS.consult, DESK_COMMANDS.consultThen, DESK_COMMANDS.conference, DESK_COMMANDS.verify, DESK_COMMANDS.said, DESK_COMMANDS.manualDial,
  DESK_COMMANDS.previewTake, DESK_COMMANDS.previewSkip, DESK_COMMANDS.dropVoicemail, DESK_COMMANDS.dispose, DESK_COMMANDS.note, DESK_COMMANDS.messageRead,
]);
export type DeskCommandMessage = Static<typeof DeskCommandSchema>;
export type PromiseInputMessage = Static<typeof PromiseInputSchema>;
export type CallbackInputMessage = Static<typeof CallbackInputSchema>;

/** What a command came to. The same set as `CommandAnswer` of app/conductor-api.ts. */
export const CommandAnswerSchema = Type.Union([
  Type.Object({ kind: Type.Literal('done') }),
  Type.Object({ kind: Type.Literal('dialing'), attemptId: IdSchema }),
  Type.Object({ kind: Type.Literal('disposed'), attemptId: IdSchema, promiseId: Type.Union([IdSchema, Type.Null()]), planId: Type.Union([IdSchema, Type.Null()]), callbackId: Type.Union([IdSchema, Type.Null()]) }),
  Type.Object({ kind: Type.Literal('noted'), contactId: IdSchema }),
]);
export type CommandAnswerMessage = Static<typeof CommandAnswerSchema>;
