import Type, { type Static } from 'typebox';
import { Id, Instant, LocalDate, choice, closed, kept, nullable, page, pageQuery, seen } from './common.js';

const FILE_KINDS = ['contacts', 'results', 'promises', 'payments'] as const;
const Mapping = Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Type.String({ minLength: 1, maxLength: 64 }), { maxProperties: 100, description: 'Our field → the creditor’s name of it; fields left out are not sent. Empty: all, under our names' });
const Types = Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50, description: 'Event types, `payment.*` for all of a kind; empty: all' });
const Url = Type.String({ minLength: 1, maxLength: 2000, description: 'https, a public address' });

export const Webhook = Type.Object({
  ...kept, entityId: Id, creditorId: nullable(Id), url: Type.String(), types: Type.Array(Type.String()), mapping: Type.Record(Type.String(), Type.String()), enabled: Type.Boolean(), cursor: Type.Integer({ description: 'The last event of the stream that was looked at' }),
}, { description: 'Where events of a creditor’s cases are sent; never holds the secret' });
export type Webhook = Static<typeof Webhook>;
export const WebhookCreate = closed({
  url: Url, entityId: Type.Optional(Id), creditorId: Type.Optional(Type.Unsafe<string | null>({ ...nullable(Id), description: 'Only cases of this creditor; left out or null: of every creditor of the entity' })), types: Type.Optional(Types), mapping: Type.Optional(Mapping), enabled: Type.Optional(Type.Boolean()),
});
export const WebhookChange = closed({ ...seen, url: Type.Optional(Url), types: Type.Optional(Types), mapping: Type.Optional(Mapping), enabled: Type.Optional(Type.Boolean()) });
export const WebhookRotate = closed({ ...seen, overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 168, default: 24, description: 'How long the secret before signs too; 0 for one that leaked' })) });
export const WebhookSecret = Type.Object({ webhook: Webhook, secret: Type.String({ description: 'The HMAC key, shown this once' }) });
export const WebhookTested = Type.Object({ delivered: Type.Boolean(), status: nullable(Type.Integer()), error: nullable(Type.String()), took: Type.Integer({ description: 'Milliseconds' }), eventId: Id });
export const WebhookReplay = closed({ fromSeq: Type.Optional(Type.Integer({ minimum: 1 })), toSeq: Type.Optional(Type.Integer({ minimum: 1 })), dead: Type.Optional(Type.Boolean()) }, 'Either `dead: true`, or `fromSeq` and `toSeq` (10 000 events at most)');
export const WebhookReplayed = Type.Object({ waiting: Type.Integer({ description: 'Deliveries that are sent again' }) });
export const Delivery = Type.Object({
  ...kept, webhookId: Id, seq: Type.Integer(), type: Type.String(), state: choice(['waiting', 'delivered', 'dead'] as const), tries: Type.Integer(), nextAt: Instant, status: nullable(Type.Integer()), error: nullable(Type.String()), deliveredAt: nullable(Instant),
});
export const DeliveryQuery = closed({ ...pageQuery, state: Type.Optional(choice(['waiting', 'delivered', 'dead'] as const)) });

export const DailyFile = Type.Object({
  ...kept, entityId: Id, creditorId: Id, day: LocalDate, kind: choice(FILE_KINDS), rows: Type.Integer(), sha256: Type.String(), fromSeq: Type.Integer({ description: 'First event of the day in the stream; 0: none' }), toSeq: Type.Integer(),
}, { description: 'A file of a creditor’s local day' });
export type DailyFile = Static<typeof DailyFile>;
export const ExportQuery = closed({ ...pageQuery, creditorId: Type.Optional(Id), day: Type.Optional(LocalDate), kind: Type.Optional(choice(FILE_KINDS)) });
export const ExportRun = closed({ creditorId: Id, day: LocalDate, entityId: Type.Optional(Id) });
export const ExportMade = Type.Object({
  file: DailyFile,
  state: choice(['made', 'same', 'grown', 'changed'] as const, 'made: for the first time; same: the very bytes as before; grown: later events belong to the day; changed: the same events, another mapping or zone'),
  before: nullable(Type.Object({ rows: Type.Integer(), sha256: Type.String(), toSeq: Type.Integer() })),
});
export const ExportsMade = Type.Object({ items: Type.Array(ExportMade) });
export const Exports = page(DailyFile);

const columns = (kind: string) => Type.Optional(Type.Unsafe<Record<string, string>>({ ...Mapping, description: `Our column of the file of ${kind} → its header, in order; left out: all of ours` }));
const profileColumns = closed({ contacts: columns('contacts'), results: columns('results'), promises: columns('promises'), payments: columns('payments') });
export const ExportProfile = Type.Object({ creditorId: Id, entityId: Id, version: Type.Integer({ minimum: 0, description: '0: the defaults' }), zone: Type.String(), columns: profileColumns });
export const ExportProfilePut = closed({ ...seen, zone: Type.String({ maxLength: 64, description: 'IANA zone in which a day is reckoned' }), columns: profileColumns });
export const ExportProfileQuery = closed({ entityId: Type.Optional(Id) });
