/** The compliance clock over REST: "may I call this?", packs, denials, simulation, other systems' touches. */
import Type, { type Static } from 'typebox';
import { choice, closed, Code, Id, Instant, LocalDate, nullable } from './common.js';

const CALL_TYPES = ['manual', 'preview', 'progressive', 'predictive', 'callback', 'robot'] as const;
const Words = Type.Object({ zh: Type.String(), en: Type.String() });

export const ComplianceAsk = closed({
  phone: Type.Optional(Type.String({ minLength: 3, maxLength: 40, description: 'The number; or name a case' })), country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'Of a number written without a country code; default CN' })),
  caseId: Type.Optional(Id), campaignId: Type.Optional(Id), at: Type.Optional(Instant), mode: Type.Optional(choice(CALL_TYPES, 'How it would be dialed; default manual')),
  notify: Type.Optional(Type.Boolean({ description: 'A call that only notifies (告知式)' })), days: Type.Optional(Type.Integer({ minimum: 0, maximum: 14, default: 7, description: 'Days of the calendar of lawful hours' })),
}, 'By number or by case. With a campaign its own window and caps are asked as well');
const Reason = Type.Object({
  rule: Type.String(), en: Type.String(), zh: Type.String(), until: nullable(Instant), pack: nullable(Type.String()), version: nullable(Type.String()), count: nullable(Type.Number()), limit: nullable(Type.Number()), windowStart: nullable(Instant), windowEnd: nullable(Instant),
});
const Counter = Type.Object({ rule: Type.String(), pack: Type.String(), en: Type.String(), zh: Type.String(), count: Type.Integer(), limit: Type.Integer(), left: Type.Integer(), days: nullable(Type.Integer()), seconds: nullable(Type.Integer()) });
const Asked = Type.Object({
  caseId: nullable(Id), contactPointId: nullable(Id), number: nullable(Type.String({ description: 'Masked' })), ownerRole: Type.String(), allow: Type.Boolean(), nextAt: nullable(Instant), reasons: Type.Array(Reason),
  counters: Type.Array(Counter),
  hours: Type.Array(Type.Object({ from: Instant, to: Instant }), { description: 'When it may be called, all else unchanged' }),
  packs: Type.Array(Type.Object({ id: Type.String(), version: Type.String() })), zones: Type.Array(Type.Object({ zone: Type.String(), sources: Type.Array(choice(['address', 'billing', 'number', 'statement', 'branch'] as const)), offsets: Type.Array(Type.Object({ from: Instant, minutes: Type.Integer() }), { description: 'Minutes east of UTC from each instant on, over the days asked for and at the next lawful instant: by the data that decided, which a browser’s may lag behind' }) }), { description: 'Where the callee may be, and by what: the call must be lawful in each' }),
  narrowedBy: nullable(choice(['statement', 'address'] as const, 'Stands instead of everything else for 90 days')), regions: Type.Array(Type.String()),
});
export const ComplianceAnswer = Type.Object({ at: Instant, allow: Type.Boolean({ description: 'May every number that was asked about be called?' }), nextAt: nullable(Instant), asked: Type.Array(Asked) }, { description: 'One entry for each case the number has to do with; a number on nobody’s file is asked as a stranger’s' });
export const CaseReach = Type.Object({
  at: Instant,
  items: Type.Array(Type.Object({
    contactPointId: Id, number: Type.String({ description: 'Masked' }), ownerRole: Type.String(), allow: Type.Boolean(), nextAt: nullable(Instant), reason: nullable(Type.Object({ en: Type.String(), zh: Type.String() })), counters: Type.Array(Counter),
    openUntil: nullable(Instant), opensAt: nullable(Instant),
  }), { description: 'Each number of somebody with a duty to pay' }),
}, { description: 'What the rules count of the calls to a debtor and what they leave; `openUntil`: the lawful span that holds now ends then' });
export type ComplianceAnswer = Static<typeof ComplianceAnswer>;

const Review = Type.Object({ rule: Type.String(), name: Type.String(), at: Instant, note: nullable(Type.String()) });
const InForceNow = Type.Object({ from: Instant, by: nullable(Id), reviewer: nullable(Type.String({ description: 'The one name given for every rule' })), reviews: Type.Array(Review, { description: 'Who answers for each rule that was not verified on the text of the law' }), byDefault: Type.Boolean({ description: 'Nobody has activated anything yet' }) });
export const CompliancePack = Type.Object({
  id: Type.String(), version: Type.String(), kind: Type.String(), status: Type.String(), title: Words, digest: Type.String(), shipped: Type.Boolean(), active: nullable(InForceNow), from: nullable(Instant), until: nullable(Instant), regions: Type.Array(Type.String()),
  sources: Type.Array(Type.Object({ id: Type.String(), cite: Type.String(), confidence: Type.String(), note: nullable(Type.String()) })),
  rules: Type.Array(Type.Object({ id: Type.String(), kind: Type.String(), en: Type.String(), zh: Type.String(), confidence: Type.String({ description: 'S found in published material, M remembered, M? to be confirmed, D our own reading' }), unverified: Type.Boolean(), sources: Type.Array(Type.String()) })),
  unverified: Type.Array(Type.String(), { description: 'Rules that need a named reviewer before the pack may be activated' }), cases: Type.Integer(),
});
export const CompliancePacks = Type.Object({ zones: Type.String({ description: 'Release of the time-zone data' }), items: Type.Array(CompliancePack),
  warnings: Type.Array(Type.Object({ code: Type.String(), calendar: Type.String(), to: LocalDate, daysLeft: Type.Integer(), packs: Type.Array(Type.String()) }), { description: 'Calendars in use that end within 30 days: beyond them the strictest hours hold' }),
});
export type CompliancePacks = Static<typeof CompliancePacks>;
export const PackActivate = closed({
  pack: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'A shipped pack' })), text: Type.Optional(Type.String({ minLength: 2, maxLength: 500_000, description: 'A pack of your own, as signed JSON' })),
  from: Type.Optional(Instant), reviewer: Type.Optional(Type.String({ minLength: 2, maxLength: 200, pattern: '\\S', description: 'Answers for every rule that was not verified on the text of the law and that `reviews` does not name' })),
  reviews: Type.Optional(Type.Array(closed({ rule: Type.String({ minLength: 1, maxLength: 80 }), name: Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' }), note: Type.Optional(Type.String({ maxLength: 2000 })) }), { maxItems: 200, description: 'Who answers for which of these rules' })), note: Type.Optional(Type.String({ maxLength: 2000 })),
});
export const PackEnd = closed({ pack: Type.String({ minLength: 1, maxLength: 80 }), from: Type.Optional(Instant), note: Type.Optional(Type.String({ maxLength: 2000 })) });

const CalendarPart = Type.Object({ version: Type.String(), from: LocalDate, to: LocalDate, digest: Type.String(), shipped: Type.Boolean(), at: nullable(Instant), by: nullable(Id), note: nullable(Type.String()) });
export const ComplianceCalendar = Type.Object({
  id: Type.String(), version: Type.String(), title: Words, from: LocalDate, to: LocalDate, daysLeft: Type.Integer({ description: '0: it does not cover today' }), usedBy: Type.Array(Type.String(), { description: 'Packs in force that ask it' }),
  ends: Type.Boolean({ description: 'It is in use and ends within 30 days: beyond it the strictest hours hold' }), parts: Type.Array(CalendarPart, { description: 'What it is made of: shipped with the build, or imported, by whom and when' }),
}, { description: 'Public holidays and make-up workdays, from when until when' });
export const ComplianceCalendars = Type.Object({ items: Type.Array(ComplianceCalendar) });
export type ComplianceCalendars = Static<typeof ComplianceCalendars>;
export const CalendarImport = closed({ text: Type.String({ minLength: 2, maxLength: 500_000, description: 'The calendar as JSON: calendar, version, title, coverage, days' }), note: Type.Optional(Type.String({ maxLength: 2000 })) });

export const DenialQuery = closed({ from: Type.Optional(Instant), to: Type.Optional(Instant), rule: Type.Optional(Code), campaignId: Type.Optional(Id) });
export const Denials = Type.Object({
  from: Instant, to: Instant,
  items: Type.Array(Type.Object({ rule: Type.String(), pack: nullable(Type.String()), hopper: Type.Integer({ description: 'When leads were looked at' }), permit: Type.Integer({ description: 'When a permit was asked for' }), hours: Type.Array(Type.Object({ hour: Instant, hopper: Type.Integer(), permit: Type.Integer() })) })),
});

export const PackSimulation = closed({ packs: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 40, description: 'Shipped packs that would be in force' }), from: Type.Optional(Instant), to: Type.Optional(Instant) }, 'Default: the 24 hours before now');
export const PackSimulated = Type.Object({ from: Instant, to: Instant, asked: Type.Integer(), stopped: Type.Integer(), byRule: Type.Array(Type.Object({ rule: Type.String(), stopped: Type.Integer() })), whole: Type.Boolean({ description: 'All attempts were asked about' }) });

const RESULTS = ['noanswer', 'busy', 'vm_nomsg', 'vm_msg', 'machine_hangup', 'abandoned', 'conv', 'notify', 'thirdparty', 'wrong', 'invalid', 'failed', 'sent', 'met'] as const;
export const TouchesTake = closed({
  source: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,40}$', description: 'The system they come from; external ids are unique within it' }),
  items: Type.Array(closed({
    externalId: Type.String({ minLength: 1, maxLength: 100 }), at: Instant, result: choice(RESULTS), direction: Type.Optional(choice(['out', 'in'] as const)), channel: Type.Optional(choice(['voice', 'sms', 'email', 'push', 'im', 'letter', 'visit'] as const)),
    mode: Type.Optional(choice(['human', 'preview', 'predictive', 'notify', 'prerec', 'ai'] as const)), phone: Type.Optional(Type.String({ minLength: 3, maxLength: 40 })), country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })), caseId: Type.Optional(Id),
    collector: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'The agency that placed it' })),
  }), { minItems: 1, maxItems: 500 }),
}, 'What a lender or another agency did: counted by every pack as if it had been done here');
export const TouchesTaken = Type.Object({ taken: Type.Integer(), known: Type.Integer({ description: 'Already there under their external id' }), bad: Type.Array(Type.Object({ externalId: Type.String(), code: Type.String() })) });
