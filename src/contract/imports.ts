import Type from 'typebox';
import { Id, Name, choice, closed, kept, nullable, pageQuery, seen } from './common.js';

export const IMPORT_KIND = choice(['placement', 'update', 'payment', 'recall', 'history'] as const);
const ask = {
  kind: IMPORT_KIND, campaignId: Type.Optional(Id), listId: Type.Optional(Id), creditorId: Type.Optional(Id), entityId: Type.Optional(Id),
  batch: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Placement batch of rows that name none, and the one whose placements the file is held to name all of' })),
  defaultCountry: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  profile: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Name or id of a mapping profile of the creditor' })),
  headerRow: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'The row that names the columns, as a spreadsheet counts; left out: the first of the first 20 that names all a file must have' })),
};
/** What an import is told beside its file. */
export const ImportStart = closed({
  ...ask,
  dryRun: Type.Optional(Type.Boolean({ description: 'Says what would change, and changes nothing' })),
  resumes: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'An import of this very file that did not come to its end: rows already taken in are passed over, counts go on' })),
});
/** What a preview is told beside its file. */
export const ImportLook = closed(ask);
const shownValue = Type.Object({ field: Type.String({ description: 'A field of the kind, or `custom.NAME`' }), value: Type.String({ description: 'As it would be kept, masked where it is personal; amounts with their currency, days and instants by ISO 8601' }) });
export const ImportPreview = Type.Object({
  format: choice(['csv', 'xlsx'] as const), encoding: nullable(Type.String()), headerRow: Type.Integer({ description: 'As a spreadsheet counts' }),
  profile: nullable(Type.Object({ id: Type.String(), name: Type.String() }, { description: 'The mapping profile that explains the file best, and was used' })),
  columns: Type.Array(Type.Object({
    place: Type.Integer({ description: 'The first is 1: `#1` in a mapping' }), header: Type.String(), field: nullable(Type.String({ description: 'As a mapping names it; null: left out' })),
    by: nullable(choice(['mapping', 'profile', 'header', 'twice'] as const, 'Who says so; `twice`: another column says it already')), samples: Type.Array(Type.String(), { description: 'Masked' }),
  })),
  lacks: Type.Array(Type.String(), { description: 'What such a file must name and this one does not; then no row is judged' }),
  rows: Type.Array(Type.Object({
    row: Type.Integer(), verdict: choice(['created', 'updated', 'unchanged', 'taken', 'refused'] as const, '`taken`: what it changes is not known'), becomes: Type.Array(shownValue),
    troubles: Type.Array(Type.Object({ row: Type.Integer(), column: nullable(Type.String()), value: nullable(Type.String()), code: Type.String(), reason: Type.String(), severity: choice(['error', 'warning'] as const) })),
  }), { description: 'The first ten' }),
  fields: Type.Array(Type.Object({ field: Type.String(), kind: Type.String(), zh: Type.String(), en: Type.String(), many: Type.Boolean(), needed: Type.Boolean() }), { description: 'What a column may be' }),
});
export const ImportChange = Type.Object({
  row: Type.Integer(), column: nullable(Type.String({ description: 'What would be made, or `kind.field` that would change' })), value: nullable(Type.String({ description: 'before → after; nothing personal' })), code: Type.String(), reason: Type.String({ description: 'The contract, masked' }),
}, { description: 'Of a dry run: one change among the first' });
export const MissingPlacement = Type.Object({
  placementId: Id, accountId: nullable(Id), contract: Type.String({ description: 'Masked' }), batch: nullable(Type.String()), state: nullable(choice(['placed', 'kept', 'recalled', 'returned', 'ended'] as const)),
  amount: nullable(Type.Integer({ description: 'Owed now, in minor units' })), currency: nullable(Type.String()),
}, { description: 'An open placement of the batch that the file did not name' });

const columns = Type.Unsafe<Readonly<Record<string, string>>>({ type: 'object', additionalProperties: { type: 'string', maxLength: 80 }, maxProperties: 500, description: 'Header in the file (or `#3`, the third column) → field, `custom.NAME` or `ignore`; docs/imports.md lists the fields' });
export const MappingProfile = Type.Object({ ...kept, creditorId: Id, kind: IMPORT_KIND, name: Type.String(), columns }, { description: 'How a creditor names the columns of its files' });
export const MappingProfileCreate = closed({ creditorId: Id, kind: IMPORT_KIND, name: Name, columns });
export const MappingProfileChange = closed({ ...seen, name: Type.Optional(Name), columns: Type.Optional(columns) });
export const MappingProfileQuery = closed({ ...pageQuery, creditorId: Type.Optional(Id), kind: Type.Optional(IMPORT_KIND) });
