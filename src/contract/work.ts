import Type, { type Static } from 'typebox';
import { OUTCOMES } from '../core/call/outcome.js';
import { CASE_STATES, LEAD_STATES, PARTY_ROLES } from '../core/records/index.js';
import { Code, Id, Instant, LocalDate, Minor, Note, choice, closed, kept, nullable, pageQuery } from './common.js';

export const Outcome = choice(OUTCOMES);
const Masked = Type.String({ description: 'Masked' });

export const Lead = Type.Object({
  ...kept, listId: Id, campaignId: Id, caseId: Id, partyId: Id, entityId: Id, state: choice(LEAD_STATES), because: nullable(Type.String()), name: Masked,
  priority: Type.Number(), overdueSince: nullable(LocalDate), amount: Minor, currency: Type.String(), nextAt: Instant, attempts: Type.Integer(),
  lastAttemptAt: nullable(Instant), lastOutcome: nullable(Outcome), boundUserId: nullable(Id),
}, { description: "A debtor's place in a list" });
export type Lead = Static<typeof Lead>;
export const LeadQuery = closed({
  ...pageQuery, campaignId: Type.Optional(Id), listId: Type.Optional(Id), caseId: Type.Optional(Id), state: Type.Optional(choice(LEAD_STATES)), lastOutcome: Type.Optional(Outcome),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Whole name of the debtor' })),
  phone: Type.Optional(Type.String({ minLength: 3, maxLength: 40, description: 'Any of their numbers' })),
  identity: Type.Optional(Type.String({ minLength: 4, maxLength: 40, description: 'Identity number' })),
  contract: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Contract number' })),
});
export type LeadQuery = Static<typeof LeadQuery>;
/** The same filters as a body, so that what is searched for never stands in a URL. */
export const LeadSearch = LeadQuery;

export const WhyNot = Type.Object({
  leadId: Id, mayDial: Type.Boolean(), nextAt: nullable(Instant), answerShare: nullable(Type.Number({ description: 'How likely it is to be answered now, relative to the campaign’s mean: by the hour, the weekday and what happened on its number. 1 is average; null: not known, or not to be dialed' })),
  reasons: Type.Array(Type.Object({ code: Type.String(), rule: Type.String(), text: Type.String(), at: Type.Optional(Type.String()), until: nullable(Instant) })),
}, { description: 'Why it is not dialed now; no reasons: it may be dialed at once' });

const StatementTally = Type.Object({ due: Type.Integer(), said: Type.Integer() }, { description: 'Required statements of the script that were due in the call, and how many of them were made; null: the script asks for none' });
export const Attempt = Type.Object({
  ...kept, leadId: nullable(Id), caseId: nullable(Id), partyId: nullable(Id), campaignId: nullable(Id), listId: nullable(Id), entityId: Id, teamId: nullable(Id), userId: nullable(Id),
  direction: choice(['outbound', 'inbound'] as const), mode: Type.String(), kind: Type.String(), number: Masked, trunk: nullable(Type.String()), callerId: nullable(Type.String()), node: Type.String(),
  stage: nullable(Type.String()), daysPastDue: nullable(Type.Integer()), openedAt: Instant, placedAt: nullable(Instant), rangAt: nullable(Instant), answeredAt: nullable(Instant), bridgedAt: nullable(Instant), endedAt: nullable(Instant),
  outcome: nullable(Outcome), hangupCause: nullable(Type.String()), sipStatus: nullable(Type.Integer()), q850: nullable(Type.Integer()), blame: nullable(Type.String()),
  waitMs: nullable(Type.Number()), abandonedBy: nullable(Type.String()), messagePlayed: Type.Boolean(),
  dispositionCode: nullable(Type.String()), disposedAt: nullable(Instant), disposedBy: nullable(Id), recorded: Type.Boolean({ description: 'A recording exists: GET /attempts/{id}/recording' }),
  statements: nullable(StatementTally),
}, { description: 'One try on one phone' });
export type Attempt = Static<typeof Attempt>;
export const AttemptQuery = closed({
  ...pageQuery, campaignId: Type.Optional(Id), leadId: Type.Optional(Id), caseId: Type.Optional(Id), listId: Type.Optional(Id), userId: Type.Optional(Id), outcome: Type.Optional(Outcome),
  dispositionCode: Type.Optional(Code), open: Type.Optional(Type.Boolean({ description: 'Only those without an outcome yet' })),
  from: Type.Optional(Instant), to: Type.Optional(Instant),
});
export const JournalEntry = Type.Object({ seq: Type.Integer(), at: Instant, event: Type.String(), data: Type.Unknown() });

export const Statements = Type.Object({
  complete: nullable(Type.Boolean({ description: 'Every statement that was due was made by one of the call’s collectors; null: none was due' })), due: Type.Integer(), said: Type.Integer(),
  collectors: Type.Array(Type.Object({
    userId: Id, name: Type.String(), verified: Type.Boolean(),
    statements: Type.Array(Type.Object({ zh: nullable(Type.String({ description: 'The words; null to whom they are not for' })), en: nullable(Type.String()), due: Type.Boolean({ description: 'False: only to be made once the right party was verified, which did not happen' }), saidAt: nullable(Instant) })),
  })),
}, { description: 'What the script required to be said in a call, and what was ticked as said' });
export type Statements = Static<typeof Statements>;
export const RecordingComment = Type.Object({ ...kept, attemptId: Id, by: Id, name: Type.String(), position: Type.Integer({ minimum: 0, description: 'Milliseconds from the beginning' }), text: Type.String() }, { description: 'A comment at a place in a recording' });
export type RecordingComment = Static<typeof RecordingComment>;
export const RecordingComments = Type.Object({ items: Type.Array(RecordingComment) });
export const RecordingCommentCreate = closed({ position: Type.Integer({ minimum: 0, maximum: 86_400_000, description: 'Milliseconds from the beginning' }), text: Type.Unsafe<string>({ ...Note, minLength: 1, pattern: '\\S' }) });

const money = { principal: Minor, interest: Minor, penalty: Minor, fees: Minor };
/** The case as a collector's desk shows it; the name is whole only to who is talking to the person (see `masked`). */
export const CasePop = Type.Object({
  caseId: Id, leadId: nullable(Id), partyId: Id, name: Type.String(), identityMasked: nullable(Type.String()), creditor: Type.String(), state: Type.String(), risk: Type.String(), stage: nullable(Type.String()), daysPastDue: nullable(Type.Integer()),
  accounts: Type.Array(Type.Object({ accountId: Id, contractMasked: Type.String(), product: nullable(Type.String()), currency: Type.String(), ...money, total: Minor, overdueSince: nullable(LocalDate) })),
  phones: Type.Array(Type.Object({ contactPointId: Id, masked: Masked, ownerRole: choice(PARTY_ROLES), mayDial: Type.Boolean(), attemptsToday: Type.Integer(), offsets: Type.Array(Type.Integer(), { description: 'Minutes east of UTC where this number may be' }) })),
  promises: Type.Array(Type.Object({ amount: Minor, currency: Type.String(), due: LocalDate, state: Type.String() })),
  history: Type.Array(Type.Object({ at: Instant, channel: Type.String(), result: nullable(Type.String()), note: nullable(Type.String()), by: nullable(Type.String()), statements: nullable(StatementTally) })),
  facts: Type.Array(Type.String()),
  offsets: Type.Array(Type.Integer(), { description: 'Minutes east of UTC of every zone the debtor may be in now, as the gate reads it, rising' }),
  script: nullable(Type.Object({ name: Type.String(), zh: Type.String(), en: Type.String() })),
  custom: Type.Record(Type.String(), Type.String()), fields: Type.Array(Type.Object({ key: Type.String(), nameEn: Type.String(), nameZh: Type.String() }), { description: 'How `custom` is laid out for this creditor; other keys were never declared' }),
  masked: Type.Boolean({ description: 'Name is masked; POST /parties/{id}/unmask shows it where the role may' }),
});
export const CaseQuery = closed({ leadId: Type.Optional(Id) });
export const CaseRow = Type.Object({ ...kept, partyId: Id, creditorId: Id, entityId: Id, teamId: nullable(Id), batch: Type.String(), state: choice(CASE_STATES), risk: Type.String(), tags: Type.Array(Type.String()) });
export const Unmask = closed({ caseId: Id, reason: Type.String({ minLength: 3, maxLength: 500, pattern: '\\S', description: 'Kept with the event; hold no personal data in it' }) });
export const Unmasked = Type.Object({ partyId: Id, name: Type.String(), identity: nullable(Type.String()), phones: Type.Array(Type.Object({ contactPointId: Id, number: Type.String(), ownerRole: choice(PARTY_ROLES) })) });

export const Callback = Type.Object({
  ...kept, leadId: Id, campaignId: Id, dueAt: Instant, userId: nullable(Id), contactPointId: nullable(Id), note: nullable(Type.String()), state: choice(['open', 'done', 'cancelled'] as const), madeBy: Id, attemptId: nullable(Id),
}, { description: 'A call promised for a time' });
export const CallbackQuery = closed({ ...pageQuery, state: Type.Optional(choice(['open', 'done', 'cancelled'] as const)), campaignId: Type.Optional(Id), mine: Type.Optional(Type.Boolean()), before: Type.Optional(Instant) });
export const CallbackChange = closed({ version: Type.Optional(Type.Integer({ minimum: 1 })), dueAt: Type.Optional(Instant), userId: Type.Optional(nullable(Id)), note: Type.Optional(nullable(Note)), state: Type.Optional(choice(['cancelled'] as const)) });

export const Suppression = Type.Object({
  ...kept, subjectKind: choice(['party', 'account', 'case', 'contactPoint', 'phone'] as const), subjectId: nullable(Id), number: nullable(Masked), source: Type.String(), evidence: nullable(Type.String()),
  from: Instant, until: nullable(Instant), by: nullable(Id), endedAt: nullable(Instant),
}, { description: 'Do not call. Stands until lifted or its end' });
export const SuppressionCreate = closed({
  number: Type.Optional(Type.String({ minLength: 3, maxLength: 40 })), partyId: Type.Optional(Id), caseId: Type.Optional(Id),
  source: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }), evidence: Type.Optional(Note), until: Type.Optional(nullable(Instant)), country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
}, 'Exactly one of number, partyId, caseId');
export const SuppressionLift = closed({ version: Type.Optional(Type.Integer({ minimum: 1 })), reason: Type.String({ minLength: 3, maxLength: 500, pattern: '\\S' }) });
export const SuppressionQuery = closed({ ...pageQuery, partyId: Type.Optional(Id), caseId: Type.Optional(Id), standing: Type.Optional(Type.Boolean({ description: 'Only those in force' })) });
