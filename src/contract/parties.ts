/** People, their numbers, what stands about them; accounts and placements: the record around a case. */
import Type from 'typebox';
import { FACT_KINDS, PARTY_ROLES } from '../core/records/index.js';
import { Code, Id, Instant, LocalDate, Minor, Name, Note, choice, closed, kept, nullable, pageQuery, seen } from './common.js';

const Masked = Type.String({ description: 'Masked' });
const Role = choice(PARTY_ROLES);
export const CONSENTS = ['given', 'withdrawn', 'unknown'] as const;
const Consent = choice(CONSENTS);

export const Party = Type.Object({ ...kept, kind: choice(['person', 'organisation'] as const), name: Masked, identity: nullable(Masked), language: nullable(Type.String()) }, { description: 'A person or organisation' });
export const PartyChange = closed({ ...seen, name: Type.Optional(Name), language: Type.Optional(nullable(Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$', description: 'BCP 47, e.g. zh-CN' }))) });
const points = ['phone', 'address', 'email', 'im'] as const;
export const ContactPoint = Type.Object({
  ...kept, partyId: Id, kind: choice(points), value: Masked, ownerRole: Role, source: Type.String(), confidence: Type.Number(), rank: Type.Integer(), validFrom: nullable(LocalDate), validUntil: nullable(LocalDate), consent: Consent, region: nullable(Type.String({ description: 'Country of a number or an address' })),
  places: nullable(Type.Object({ zones: nullable(Type.Array(Type.String(), { description: 'null: all of the country; none: it is nowhere' })), regions: Type.Array(Type.String()) }, { description: 'What the prefix or the address says beyond its country' })),
}, { description: 'A number, address, e-mail or IM of a party; a contact person’s number is never the next number' });
const point = { rank: Type.Integer({ minimum: 0, maximum: 1000, description: 'Order in which to try; 0 first' }), confidence: Type.Number({ minimum: 0, maximum: 1 }) };
const region = Type.String({ pattern: '^[A-Z]{2}(-[A-Z0-9]{1,3})?$', description: 'Of an address: where it lies (CN, CN-XJ, US-CA); left out, its text tells by a post code or a Chinese province, or nobody knows' });
export const ContactPointCreate = closed({
  kind: choice(points), value: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }), ownerRole: Role, source: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', description: 'Where it comes from' }), confidence: Type.Optional(point.confidence), rank: Type.Optional(point.rank),
  consent: Type.Optional(Consent), validFrom: Type.Optional(nullable(LocalDate)), validUntil: Type.Optional(nullable(LocalDate)), country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'Of a number without a country code; default CN' })), region: Type.Optional(region),
});
export const ContactPointChange = closed({ ...seen, ownerRole: Type.Optional(Role), rank: Type.Optional(point.rank), confidence: Type.Optional(point.confidence), consent: Type.Optional(Consent), validFrom: Type.Optional(nullable(LocalDate)), validUntil: Type.Optional(nullable(LocalDate)), region: Type.Optional(region) });
export const ContactPointList = Type.Object({ items: Type.Array(ContactPoint) });
export const JoinedParty = Type.Object({
  party: Party, roles: Type.Array(Type.Object({ accountId: Id, role: Role, evidence: nullable(Type.String()), from: nullable(LocalDate), until: nullable(LocalDate) })), points: Type.Array(ContactPoint),
}, { description: 'A party, how it stands to the accounts, and how it can be reached' });
export const JoinedPartyList = Type.Object({ items: Type.Array(JoinedParty) });

const components = { principal: Minor, interest: Minor, penalty: Minor, fees: Minor };
export const Account = Type.Object({
  ...kept, creditorId: Id, contract: Type.String(), product: nullable(Type.String()), currency: Type.String(), ...components, total: Minor, minimumDue: nullable(Minor), asOf: Instant, overdueSince: nullable(LocalDate), closed: nullable(choice(['paid', 'settled', 'writtenOff'] as const)),
}, { description: 'One debt of one creditor' });
export const ScheduleRow = Type.Object({ number: Type.Integer(), due: LocalDate, amount: Minor, paid: Minor });
export const AccountList = Type.Object({ items: Type.Array(Account) });
export const AccountView = Type.Object({ ...Account.properties, schedule: Type.Array(ScheduleRow), balance: nullable(Type.Object({ on: LocalDate, ...components, total: Minor }, { description: 'At the end of the day asked for; null: none was, or the account was not here yet' })) });
export const AccountQuery = closed({ balanceOn: Type.Optional(LocalDate), zone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'IANA zone the day is counted in; default: setting `zone`' })) });
export const BalanceEvent = Type.Object({ id: Id, at: Instant, cause: choice(['import', 'update', 'payment', 'reversal', 'correction'] as const), reference: nullable(Type.String()), ...components }, { description: 'The components after the change' });

export const PLACEMENT_STATES = ['placed', 'kept', 'recalled', 'returned', 'ended'] as const;
export const Placement = Type.Object({ ...kept, accountId: Id, entityId: Id, batch: Type.String(), placedAmount: Minor, from: LocalDate, to: nullable(LocalDate), state: choice(PLACEMENT_STATES) }, { description: 'That an entity may work an account (委案)' });
export const PlacementQuery = closed({ ...pageQuery, caseId: Type.Optional(Id), accountId: Type.Optional(Id), batch: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })), state: Type.Optional(choice(PLACEMENT_STATES)) });
export const PlacementAct = closed({ ...seen, reason: Type.Optional(Code), to: Type.Optional(nullable(LocalDate)) });

export const Fact = Type.Object({
  ...kept, kind: choice(FACT_KINDS), subjectKind: choice(['party', 'account', 'case', 'contactPoint', 'phone'] as const), subjectId: nullable(Id), number: nullable(Masked), source: Type.String(), evidence: nullable(Type.String()), from: Instant, until: nullable(Instant), by: nullable(Id), endedAt: nullable(Instant),
}, { description: 'Something that stands until it ends' });
const subjectKind = choice(['party', 'account', 'case', 'contactPoint', 'phone'] as const);
export const FactQuery = closed({ ...pageQuery, subjectKind: Type.Optional(subjectKind), subject: Type.Optional(Id), kind: Type.Optional(choice(FACT_KINDS)), standing: Type.Optional(Type.Boolean({ description: 'Only those in force' })) });
export const FactCreate = closed({
  kind: choice(FACT_KINDS), subjectKind, subject: Type.Optional(Id), number: Type.Optional(Type.String({ minLength: 3, maxLength: 40, description: 'Instead of an id, for `phone`' })), country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  source: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }), evidence: Type.Optional(Note), from: Type.Optional(Instant), until: Type.Optional(nullable(Instant)),
});
export const FactLift = closed({ ...seen, reason: Type.String({ minLength: 3, maxLength: 500, pattern: '\\S', description: 'Kept with the event; hold no personal data in it' }) });
