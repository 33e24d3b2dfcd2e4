/** Cases: lists, search, the record a screen shows, and what is done to them. */
import Type from 'typebox';
import { CASE_STATES } from '../core/records/index.js';
import { Code, Id, Instant, LocalDate, Minor, Name, Note, choice, closed, kept, nullable, pageQuery, seen } from './common.js';
import { Account, Fact, JoinedParty, Placement, ScheduleRow } from './parties.js';
import { Attempt } from './work.js';

const RISKS = ['none', 'low', 'middle', 'high'] as const;
const Risk = choice(RISKS);
const PROMISES = ['none', 'open', 'kept', 'partlyKept', 'broken', 'cancelled'] as const;
const SORTS = ['newest', 'oldest', 'amount', 'largest', 'longestOverdue', 'leastOverdue', 'nextDue', 'changed'] as const;
const text = (most: number) => Type.String({ minLength: 1, maxLength: most });

const facts = {
  ...kept, partyId: Id, creditorId: Id, entityId: Id, teamId: nullable(Id), userId: nullable(Id), batch: Type.String(), state: choice(CASE_STATES), risk: Risk, riskSource: nullable(Type.String()), riskAt: nullable(Instant), tags: Type.Array(Type.String()), custom: Type.Record(Type.String(), Type.String()),
  amount: Minor, currency: Type.String(), overdueSince: nullable(LocalDate), daysPastDue: nullable(Type.Integer()), stage: nullable(Type.String()), product: nullable(Type.String()), region: nullable(Type.String()), lastContactAt: nullable(Instant), lastResult: nullable(Type.String()),
  promiseState: nullable(choice(['open', 'kept', 'partlyKept', 'broken', 'cancelled'] as const)), nextDueAt: nullable(Instant),
};
export const CaseItem = Type.Object({ ...facts, name: Type.String({ description: 'Masked' }) }, { description: 'A case in a list: one debtor × one creditor × one placement' });
export const CaseListQuery = closed({
  ...pageQuery, entityId: Type.Optional(Id), creditorId: Type.Optional(Id), teamId: Type.Optional(Id), userId: Type.Optional(Id), state: Type.Optional(choice(CASE_STATES)), stage: Type.Optional(text(20)), risk: Type.Optional(Risk), batch: Type.Optional(text(100)),
  amountFrom: Type.Optional(Minor), amountTo: Type.Optional(Minor), currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', description: 'Needed with a range of amounts' })),
  daysFrom: Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500, description: 'Days past due today, both ends inside' })), daysTo: Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500 })),
  product: Type.Optional(text(100)), region: Type.Optional(text(100)), tag: Type.Optional(text(64)), promise: Type.Optional(choice(PROMISES, 'State of the promise taken last')),
  contactedBefore: Type.Optional(Instant), contactedAfter: Type.Optional(Instant), neverContacted: Type.Optional(Type.Boolean()), nextDueBefore: Type.Optional(Instant),
  custom: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}=', maxLength: 600, description: '`key=value` of a custom field' })),
  sort: Type.Optional(choice(SORTS, 'Default: by the range asked for, else newest. A sort by a value leaves out cases without it')),
});
export const CaseChange = closed({ ...seen, risk: Type.Optional(Risk), tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64, pattern: '\\S' }), { maxItems: 50 })), custom: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' }), nullable(Type.String({ maxLength: 500 })), { maxProperties: 100 })) });
export const CaseActBody = closed({ ...seen, evidence: Type.Optional(Note) });
export const CaseFull = Type.Object(facts, { description: 'A case without its people' });

export const Hold = Type.Object({ ...kept, caseId: Id, reason: Type.String(), until: nullable(Instant), by: Id, liftedAt: nullable(Instant), liftedBy: nullable(Id) }, { description: 'While any stands, nobody is called (停催)' });
export const HoldCreate = closed({ reason: Code, until: Type.Optional(nullable(Instant)) });
export const HoldLift = closed(seen);
export const HoldList = Type.Object({ items: Type.Array(Hold) });
const Assignment = Type.Object({ ...kept, caseId: Id, teamId: nullable(Id), userId: nullable(Id), from: Instant, to: nullable(Instant), why: Type.String() });
const CHANNELS = ['voice', 'robot', 'sms', 'email', 'push', 'im', 'letter', 'visit', 'inbound', 'note'] as const;
export const Contact = Type.Object({ ...kept, caseId: nullable(Id), partyId: nullable(Id), attemptId: nullable(Id), channel: choice(CHANNELS), at: Instant, userId: nullable(Id), reached: nullable(Type.String()), result: nullable(Type.String()), note: nullable(Type.String()) }, { description: 'One touch on any channel (催记)' });
export const NoteCreate = closed({
  text: Type.Optional(Type.String({ maxLength: 4000 })), channel: Type.Optional(choice(CHANNELS, 'Default: note, which is no contact')), reached: Type.Optional(Code), result: Type.Optional(Code), partyId: Type.Optional(Id), at: Type.Optional(Instant),
});
export const HistoryEvent = Type.Object({ seq: Type.Integer(), type: Type.String(), at: Instant, actor: Type.String(), subjects: Type.Array(Type.String()), data: Type.Unknown() });

const promise = Type.Object({ id: Id, version: Type.Integer(), amount: Minor, currency: Type.String(), due: LocalDate, takenOn: LocalDate, graceDays: Type.Integer(), state: Type.String(), paid: Minor, planId: nullable(Id), takenBy: Id });
const plan = Type.Object({ id: Id, version: Type.Integer(), currency: Type.String(), total: Minor, state: Type.String(), madeOn: nullable(LocalDate), missedAllowed: Type.Integer(), instalments: Type.Array(Type.Object({ number: Type.Integer(), due: LocalDate, amount: Minor, paid: Minor, state: Type.String() })) });
const payment = Type.Object({ id: Id, externalId: Type.String(), accountId: Id, amount: Minor, currency: Type.String(), at: Instant, channel: nullable(Type.String()), reversed: Type.Boolean() });
const task = Type.Object({ id: Id, version: Type.Integer(), kind: Type.String(), title: Type.String(), dueAt: Instant, userId: nullable(Id), state: Type.String() });
export const CaseRecord = Type.Object({
  ...facts, creditor: Type.String(), held: Type.Boolean(), masked: Type.Boolean({ description: 'The debtor’s name is masked too; it is whole while you have the call about the case in hand' }),
  people: Type.Array(JoinedParty), accounts: Type.Array(Type.Object({ ...Account.properties, schedule: Type.Array(ScheduleRow) })), placements: Type.Array(Placement), assignments: Type.Array(Assignment), holds: Type.Array(Hold), facts: Type.Array(Fact),
  contacts: Type.Array(Contact), promises: Type.Array(promise), plans: Type.Array(plan), payments: Type.Array(payment), attempts: Type.Array(Attempt), tasks: Type.Array(task),
}, { description: 'What a case screen shows; the newest 50 of each. What your role may not read is empty' });

export const Search = closed({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', description: 'Whole name' })), identity: Type.Optional(Type.String({ minLength: 4, maxLength: 40 })), phone: Type.Optional(Type.String({ minLength: 3, maxLength: 40 })), contract: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })),
  country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export const SearchAnswer = Type.Object({ items: Type.Array(CaseItem), more: Type.Boolean({ description: 'More match than are shown' }) });

const FIELD_TYPES = ['text', 'number', 'date', 'choice'] as const;
const choices = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 100 });
export const CustomField = Type.Object({ ...kept, entityId: Id, key: Type.String(), nameEn: Type.String(), nameZh: Type.String(), type: choice(FIELD_TYPES), choices: Type.Array(Type.String()), enabled: Type.Boolean() });
export const CustomFieldQuery = closed({ ...pageQuery, entityId: Type.Optional(Id) });
export const CustomFieldCreate = closed({ entityId: Type.Optional(Id), key: Code, nameEn: Name, nameZh: Name, type: choice(FIELD_TYPES), choices: Type.Optional(choices) });
export const CustomFieldChange = closed({ ...seen, nameEn: Type.Optional(Name), nameZh: Type.Optional(Name), choices: Type.Optional(choices), enabled: Type.Optional(Type.Boolean()) });
