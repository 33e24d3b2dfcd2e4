import Type from 'typebox';
import { Id, Name, choice, closed, kept, nullable, pageQuery, seen } from './common.js';

export const IMPORT_KIND = choice(['placement', 'update', 'payment', 'recall', 'history'] as const);
/** What an import is told beside its file. */
export const ImportStart = closed({
  kind: IMPORT_KIND, campaignId: Type.Optional(Id), listId: Type.Optional(Id), creditorId: Type.Optional(Id), entityId: Type.Optional(Id),
  batch: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Placement batch of rows that name none, and the one whose placements the file is held to name all of' })),
  defaultCountry: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  profile: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Name or id of a mapping profile of the creditor' })),
  dryRun: Type.Optional(Type.Boolean({ description: 'Says what would change, and changes nothing' })),
  resumes: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'An import of this very file that did not come to its end: rows already taken in are passed over, counts go on' })),
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
