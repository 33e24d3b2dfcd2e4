/** What is to be done: tasks, complaints, approvals, assignment, saved filters, segments, and a collector's day. */
import Type from 'typebox';
import { choice, closed, Code, Id, Instant, kept, LocalDate, Minor, Name, Note, nullable, pageQuery, seen } from './common.js';

const zone = Type.Optional(Type.String({ maxLength: 64, description: 'IANA zone in which "today" is read; default: setting `zone`' }));
const TASK_STATES = ['open', 'done', 'cancelled'] as const;
const TASK_KINDS = ['followUp', 'task'] as const;
const taskShape = {
  ...kept, caseId: Id, entityId: Id, teamId: nullable(Id), userId: nullable(Id), kind: choice(TASK_KINDS), title: Type.String(), note: nullable(Type.String()), dueAt: Instant, remindAt: nullable(Instant), remindedAt: nullable(Instant),
  state: choice(TASK_STATES), madeBy: Id, doneAt: nullable(Instant), doneBy: nullable(Id),
};
export const Task = Type.Object(taskShape, { description: 'A follow-up (跟进) or task about a case' });
export const TaskQuery = closed({ ...pageQuery, caseId: Type.Optional(Id), userId: Type.Optional(Id), state: Type.Optional(choice(TASK_STATES)), kind: Type.Optional(choice(TASK_KINDS)), mine: Type.Optional(Type.Boolean()), before: Type.Optional(Instant) });
export const TaskCreate = closed({ caseId: Id, kind: Type.Optional(choice(TASK_KINDS)), title: Name, note: Type.Optional(nullable(Note)), dueAt: Instant, remindAt: Type.Optional(nullable(Instant)), userId: Type.Optional(nullable(Id)), teamId: Type.Optional(nullable(Id)) });
export const TaskChange = closed({ ...seen, title: Type.Optional(Name), note: Type.Optional(nullable(Note)), dueAt: Type.Optional(Instant), remindAt: Type.Optional(nullable(Instant)), userId: Type.Optional(nullable(Id)), teamId: Type.Optional(nullable(Id)), state: Type.Optional(choice(['done', 'cancelled'] as const)) });

const COMPLAINT_STATES = ['open', 'upheld', 'partlyUpheld', 'rejected', 'withdrawn'] as const;
const BY = choice(['party', 'thirdParty', 'regulator', 'creditor', 'other'] as const);
const ABOUT = choice(['contact', 'agent', 'entity', 'other'] as const);
export const Complaint = Type.Object({
  ...kept, entityId: Id, caseId: nullable(Id), partyId: nullable(Id), byKind: BY, channel: Type.String(), about: ABOUT, contactId: nullable(Id), aboutUserId: nullable(Id), receivedAt: Instant, dueAt: Instant,
  state: choice(COMPLAINT_STATES), outcome: nullable(Type.String()), takenBy: Id, closedAt: nullable(Instant), closedBy: nullable(Id), text: nullable(Type.String({ description: 'Only where one complaint is read; that it was read is written down' })),
}, { description: 'A complaint (投诉). While it is open nobody is called about its case or person' });
export const ComplaintQuery = closed({ ...pageQuery, state: Type.Optional(choice(COMPLAINT_STATES)), caseId: Type.Optional(Id), dueBefore: Type.Optional(Instant) });
export const ComplaintCreate = closed({ caseId: Type.Optional(Id), partyId: Type.Optional(Id), byKind: BY, channel: Name, about: ABOUT, contactId: Type.Optional(Id), aboutUserId: Type.Optional(Id), text: Type.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' }), receivedAt: Type.Optional(Instant), dueAt: Type.Optional(Instant) });
export const ComplaintClose = closed({ ...seen, state: choice(['upheld', 'partlyUpheld', 'rejected', 'withdrawn'] as const), outcome: Type.String({ minLength: 1, maxLength: 4_000, pattern: '\\S' }) });

const APPROVAL_STATES = ['submitted', 'approved', 'refused', 'expired', 'applied'] as const;
const APPROVAL_KIND = choice(['export', 'unmask', 'pack', 'exception', 'waiver', 'deferral', 'hold', 'visit', 'suit'] as const);
export const Approval = Type.Object({
  ...kept, kind: Type.String(), state: choice(APPROVAL_STATES), subject: Type.String(), payload: Type.Unknown(), askedBy: Id, decidedBy: nullable(Id), decidedAt: nullable(Instant), expiresAt: nullable(Instant), entityId: nullable(Id), amount: nullable(Minor),
  reason: nullable(Type.String()), evidence: nullable(Type.String()), needed: Type.Integer({ description: 'How many different people must say yes' }),
  decisions: Type.Array(Type.Object({ by: Id, at: Instant, yes: Type.Boolean(), note: nullable(Type.String()) })), appliedAt: nullable(Instant),
}, { description: 'An approval (审批)' });
export const ApprovalQuery = closed({ ...pageQuery, state: Type.Optional(choice(APPROVAL_STATES)), kind: Type.Optional(Code), inbox: Type.Optional(Type.Boolean({ description: 'What waits for your word' })), mine: Type.Optional(Type.Boolean()) });
export const ApprovalAsk = closed({ kind: APPROVAL_KIND, subject: Type.String({ minLength: 1, maxLength: 200 }), payload: Type.Optional(Type.Unknown({ description: 'No personal data: everybody who decides sees it' })), amount: Type.Optional(Type.Integer({ minimum: 0 })), reason: Type.String({ minLength: 3, maxLength: 2000, pattern: '\\S' }), evidence: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) });
export const ApprovalDecision = closed({ yes: Type.Boolean(), note: Type.Optional(Note) });

export const SavedFilter = Type.Object({ ...kept, entityId: Id, userId: Id, name: Type.String(), list: Type.String(), filter: Type.Unknown(), shared: Type.Boolean() }, { description: 'A list’s filters under a name' });
export const FilterQuery = closed({ ...pageQuery, list: Type.Optional(Code) });
export const FilterCreate = closed({ name: Name, list: Code, filter: Type.Unknown(), shared: Type.Optional(Type.Boolean()) });
export const FilterChange = closed({ ...seen, name: Type.Optional(Name), filter: Type.Optional(Type.Unknown()), shared: Type.Optional(Type.Boolean()) });

const texts = (most: number) => Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: most });
const scopeShape = { regions: nullable(texts(200)), products: nullable(texts(200)), stages: nullable(texts(50)) };
export const AssignSettings = closed({
  measure: Type.Union([closed({ kind: Type.Literal('cases') }), closed({ kind: Type.Literal('amount') }), closed({ kind: Type.Literal('weighted'), amountUnit: Type.Integer({ minimum: 1 }) })], { description: 'What load is counted in. weighted: a case counts 1000 and up to 4000 more by its amount' }),
  rules: Type.Array(closed({
    name: Name, match: closed({ ...scopeShape, risks: nullable(Type.Array(choice(['none', 'low', 'middle', 'high'] as const), { maxItems: 4 })), amountFrom: nullable(Minor), amountBelow: nullable(Minor) }), teamIds: Type.Array(Id, { maxItems: 200 }), userIds: Type.Array(Id, { maxItems: 1000 }),
    method: choice(['average', 'byCapacity', 'byHand'] as const), otherwise: choice(['hold', 'next'] as const),
  }), { maxItems: 100 }),
  escalations: Type.Array(closed({ name: Name, stages: texts(50), amountFrom: nullable(Minor), teamId: Id }), { maxItems: 50 }), reassignAfterDays: nullable(Type.Integer({ minimum: 1, maximum: 3650 })),
});
export const Rules = Type.Object({ ...kept, entityId: Id, name: Type.String(), rules: AssignSettings, enabled: Type.Boolean(), nightly: Type.Boolean({ description: 'Cases are dealt out by them each night after the roll' }), dealtOn: nullable(Type.String({ description: 'The last local day that was done' })) }, { description: 'Rules that hand out cases' });
export const RulesCreate = closed({ name: Name, rules: AssignSettings, nightly: Type.Optional(Type.Boolean({ default: false })) });
export const RulesChange = closed({ ...seen, name: Type.Optional(Name), rules: Type.Optional(AssignSettings), enabled: Type.Optional(Type.Boolean()), nightly: Type.Optional(Type.Boolean()) });
export const ProposalAsk = closed({
  entityId: Type.Optional(Id), rulesId: Type.Optional(Id), settings: Type.Optional(AssignSettings), segment: Type.Optional(Type.Unknown({ description: 'Which cases; left out: all open ones' })), zone, capacity: Type.Optional(Type.Integer({ minimum: 0 })),
  collectors: Type.Optional(Type.Array(closed({ userId: Id, capacity: Type.Optional(Type.Integer({ minimum: 0 })), regions: Type.Optional(nullable(texts(200))), products: Type.Optional(nullable(texts(200))), stages: Type.Optional(nullable(texts(50))) }), { maxItems: 5_000 })),
});
const Load = Type.Object({ userId: Id, teamId: Id, capacity: Type.Integer(), before: Type.Integer(), after: Type.Integer(), casesBefore: Type.Integer(), casesAfter: Type.Integer() });
export const Proposal = Type.Object({
  proposals: Type.Array(Type.Object({ caseId: Id, teamId: Id, userId: nullable(Id), from: nullable(Id), because: Type.String() })), stays: Type.Array(Type.Object({ caseId: Id, userId: Id, because: Type.String() })),
  held: Type.Array(Type.Object({ caseId: Id, from: nullable(Id), reason: choice(['noRule', 'nobody', 'full'] as const), because: Type.String() })), loads: Type.Array(Load), measure: AssignSettings.properties.measure,
}, { description: 'What would be done, and the loads side by side' });
export const Assigned = Type.Object({ assigned: Type.Integer(), same: Type.Integer(), skipped: Type.Array(Type.Object({ caseId: Id, why: choice(['unknown', 'closed', 'moved'] as const) })), held: Type.Integer(), loads: Type.Array(Load) });
export const HandInput = closed({ userId: Type.Optional(nullable(Id)), teamId: Type.Optional(nullable(Id)), why: Type.Optional(Type.String({ maxLength: 200 })) });
export const HandDone = Type.Object({ caseId: Id, userId: nullable(Id), teamId: nullable(Id), state: Type.String(), version: Type.Integer() });

export const SegmentAsk = closed({ segment: Type.Unknown(), zone });
export const SegmentCount = Type.Object({ cases: Type.Integer(), byCurrency: Type.Array(Type.Object({ currency: Type.String(), cases: Type.Integer(), amount: Minor })), sample: Type.Array(Id), complete: Type.Boolean() });

const DuePromise = Type.Object({ id: Id, caseId: Id, amount: Minor, currency: Type.String(), due: LocalDate, state: Type.String(), paid: Minor });
export const TodayQuery = closed({ zone });
export const Today = Type.Object({
  date: LocalDate, tasks: Type.Array(Type.Object({ ...taskShape, late: Type.Boolean() })), promisesDue: Type.Array(DuePromise), promisesBroken: Type.Array(DuePromise),
  callbacks: Type.Array(Type.Object({ id: Id, leadId: Id, campaignId: Id, dueAt: Instant, note: nullable(Type.String()), lawfulAt: nullable(Instant) })),
  cases: Type.Record(Type.String(), Type.Object({ name: Type.String({ description: 'Masked' }), state: Type.String(), amount: Minor, currency: Type.String() })),
}, { description: 'A collector’s own day' });
