import Type, { type Static } from 'typebox';
import { FACT_KINDS } from '../core/records/index.js';
import { CASE_FACTS, FORBIDDEN, REQUIRED, SEVERITIES, TEXT_KINDS } from '../core/script-check/types.js';
import { Code, Id, Instant, Name, choice, closed, kept, nullable, pageQuery, seen } from './common.js';

export const Retry = Type.Union([
  closed({ kind: choice(['byOutcome'] as const) }), closed({ kind: choice(['after'] as const), delay: Type.Integer({ minimum: 0, maximum: 31_536_000_000 }) }),
  closed({ kind: choice(['callback'] as const) }), closed({ kind: choice(['nextNumber'] as const) }), closed({ kind: choice(['stop'] as const) }),
]);
const disposition = {
  nameEn: Name, nameZh: Name, hotkey: nullable(Type.String({ pattern: '^[a-z0-9]$' })), rightParty: Type.Boolean(), promise: Type.Boolean(),
  ledgerLevel: Type.Integer({ minimum: 0, maximum: 5 }), retry: Retry, caseEvent: nullable(Code), standingFact: nullable(choice(FACT_KINDS)), enabled: Type.Boolean(),
};
export const Disposition = Type.Object({
  ...kept, code: Type.String(), parentCode: nullable(Type.String()), nameEn: Type.String(), nameZh: Type.String(), hotkey: nullable(Type.String()), leaf: Type.Boolean(), rightParty: Type.Boolean(), promise: Type.Boolean(),
  ledgerLevel: Type.Integer(), retry: Retry, caseEvent: nullable(Type.String()), standingFact: nullable(Type.String()), enabled: Type.Boolean(),
}, { description: 'A node of the disposition tree; leaves are what a call may be filed under' });
export const DispositionList = Type.Object({ items: Type.Array(Disposition) });
export const DispositionCreate = closed({
  code: Code, parentCode: Type.Optional(nullable(Code)), leaf: Type.Boolean(), nameEn: disposition.nameEn, nameZh: disposition.nameZh, hotkey: Type.Optional(disposition.hotkey), rightParty: Type.Optional(disposition.rightParty),
  promise: Type.Optional(disposition.promise), ledgerLevel: Type.Optional(disposition.ledgerLevel), retry: Type.Optional(Retry), caseEvent: Type.Optional(disposition.caseEvent), standingFact: Type.Optional(disposition.standingFact),
});
export const DispositionChange = closed({
  ...seen, nameEn: Type.Optional(disposition.nameEn), nameZh: Type.Optional(disposition.nameZh), hotkey: Type.Optional(disposition.hotkey), rightParty: Type.Optional(disposition.rightParty), promise: Type.Optional(disposition.promise),
  ledgerLevel: Type.Optional(disposition.ledgerLevel), retry: Type.Optional(Retry), caseEvent: Type.Optional(disposition.caseEvent), standingFact: Type.Optional(disposition.standingFact), enabled: Type.Optional(disposition.enabled),
});

const body = Type.String({ maxLength: 20_000, description: 'Liquid template' });
export const Script = Type.Object({ ...kept, name: Type.String(), entityId: Id, stage: nullable(Type.String()), campaignId: nullable(Id), bodyZh: Type.String(), bodyEn: Type.String(), enabled: Type.Boolean() });
const script = { stage: nullable(Type.String({ pattern: '^[A-Za-z0-9+_-]{1,16}$' })), campaignId: nullable(Id) };
export const ScriptCreate = closed({ name: Name, entityId: Type.Optional(Id), stage: Type.Optional(script.stage), campaignId: Type.Optional(script.campaignId), bodyZh: body, bodyEn: body, enabled: Type.Optional(Type.Boolean()) });
export const ScriptChange = closed({ ...seen, name: Type.Optional(Name), stage: Type.Optional(script.stage), campaignId: Type.Optional(script.campaignId), bodyZh: Type.Optional(body), bodyEn: Type.Optional(body), enabled: Type.Optional(Type.Boolean()) });
export const ScriptPreview = closed({ bodyZh: Type.Optional(body), bodyEn: Type.Optional(body) });
export const ScriptRendered = Type.Object({ zh: Type.String(), en: Type.String(), variables: Type.Array(Type.String(), { description: 'Variables a script may use' }) });

const both = Type.Object({ zh: Type.String(), en: Type.String() });
export const ScriptCheck = closed({
  text: Type.String({ maxLength: 20_000 }), kind: Type.Optional(choice(TEXT_KINDS)), market: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166 country whose rules apply; default CN' })),
  to: Type.Optional(choice(['debtor', 'thirdParty'] as const)), stage: Type.Optional(choice(['first', 'later'] as const)), facts: Type.Optional(Type.Array(choice(CASE_FACTS), { maxItems: 10, description: 'What the case file bears out' })),
});
export const ScriptFinding = Type.Object({
  category: choice([...FORBIDDEN, ...REQUIRED]), severity: choice(SEVERITIES), name: both, start: Type.Integer({ description: 'Offset in UTF-16 units' }), end: Type.Integer(), text: Type.String(), why: both, law: Type.String(), instead: nullable(both),
});
export const ScriptChecked = Type.Object({
  lexicon: Type.String(), blocked: Type.Boolean({ description: 'A script with this text can not be enabled' }), findings: Type.Array(ScriptFinding),
  conditions: Type.Array(Type.Object({ needs: choice(CASE_FACTS), start: Type.Integer(), end: Type.Integer(), text: Type.String() }), { description: 'Lawful only while the case file bears it out' }),
});

export const PrefixRule = closed({ prefix: Type.String(), strip: Type.Integer(), add: Type.String() });
export const CallerId = closed({ number: Type.String(), region: Type.String(), entityId: Type.Optional(nullable(Id)) }, 'entityId: whose number it is. Calls for that company show its own and no other; left out, it is of all companies');
const micros = (description: string) => Type.Integer({ minimum: 0, description: `${description}; millionths of the currency’s unit` });
export const TrunkRate = closed({ prefix: Type.String(), perMinute: micros('Price of a minute'), setup: micros('Price of an answer'), first: Type.Integer({ description: 'Seconds that are always charged' }), step: Type.Integer({ description: 'Seconds a call is charged by after them' }) });
export const TrunkSpend = closed({
  currency: Type.String(), dailyLimit: micros('What its calls may cost in a local day'), zone: Type.String(), maxMinutes: Type.Integer({ description: 'A call is ended after so long; 1..240' }), rates: Type.Array(TrunkRate, { maxItems: 500, description: 'The longest prefix fits; a number without one is not dialed' }),
}, 'What its calls cost and may cost: a call that could go beyond the day’s limit is not placed');
export const Trunk = Type.Object({
  ...kept, gateway: Type.String(), node: Type.String(), enabled: Type.Boolean(), maxCalls: Type.Integer(), callsPerSecond: Type.Number(), priority: Type.Integer(), plan: Type.Array(PrefixRule), callerIds: Type.Array(CallerId), spend: nullable(TrunkSpend),
}, { description: 'A gateway on the switch, with its limits, numbers and caller ids' });
export type Trunk = Static<typeof Trunk>;
const trunk = {
  gateway: Type.String({ maxLength: 200 }), node: Type.String({ maxLength: 200 }), enabled: Type.Boolean(), maxCalls: Type.Integer(), callsPerSecond: Type.Number(), priority: Type.Integer({ minimum: 0, maximum: 1000 }),
  plan: Type.Array(PrefixRule, { maxItems: 200 }), callerIds: Type.Array(CallerId, { maxItems: 500 }), spend: nullable(TrunkSpend),
};
export const TrunkCreate = closed({
  gateway: trunk.gateway, node: trunk.node, enabled: Type.Optional(trunk.enabled), maxCalls: trunk.maxCalls, callsPerSecond: trunk.callsPerSecond, priority: Type.Optional(trunk.priority), plan: Type.Optional(trunk.plan), callerIds: Type.Optional(trunk.callerIds), spend: Type.Optional(trunk.spend),
}, 'gateway [A-Za-z0-9_.-]{1,64}; maxCalls 1..2000; callsPerSecond 0.1..200');
export const TrunkChange = closed({ ...seen, enabled: Type.Optional(trunk.enabled), maxCalls: Type.Optional(trunk.maxCalls), callsPerSecond: Type.Optional(trunk.callsPerSecond), priority: Type.Optional(trunk.priority), plan: Type.Optional(trunk.plan), callerIds: Type.Optional(trunk.callerIds), spend: Type.Optional(trunk.spend) });

export const DeskTemplate = Type.Object({ ...kept, name: Type.String(), dialString: Type.String(), approvedBy: nullable(Id), approvedAt: nullable(Instant) });
export const DeskTemplateCreate = closed({ name: Name, dialString: Type.String({ minLength: 1, maxLength: 300, description: 'e.g. sofia/gateway/carrier1/{number}; usable once approved' }) });
export const DeskTemplateChange = closed({ ...seen, name: Type.Optional(Name), dialString: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })) });
export const Approve = closed({ ...seen, approved: Type.Boolean() });

export const StreamQuery = closed({
  limit: pageQuery.limit, after: Type.Optional(Type.Integer({ minimum: 0, description: 'Events with a greater seq' })), before: Type.Optional(Type.Integer({ minimum: 1, description: 'Events with a smaller seq' })),
  newest: Type.Optional(Type.Boolean({ description: 'The newest first; read on with before=last' })), type: Type.Optional(Code), actor: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Who did it: a user’s id, or `system`' })),
  subject: Type.Optional(Id), from: Type.Optional(Instant), to: Type.Optional(Instant),
});
export const StreamEvent = Type.Object({ seq: Type.Integer(), type: Type.String(), typeVersion: Type.Integer(), subjects: Type.Array(Type.String()), actor: Type.String(), at: Instant, data: Type.Unknown() });
export const StreamPage = Type.Object({ items: Type.Array(StreamEvent), last: Type.Integer({ description: 'How far was read: ask on with after=last, or before=last where the newest come first' }), more: Type.Boolean({ description: 'There may be more behind `last`' }) });
