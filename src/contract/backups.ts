import Type from 'typebox';
import { RETENTION_KINDS } from '../core/collections/retention.js';
import { Instant, choice, closed, nullable } from './common.js';

export const Backup = Type.Object({
  name: Type.String({ description: 'File in the backups’ folder of the server' }), bytes: Type.Integer(), at: Instant,
  of: choice(['database', 'migration'] as const),
}, { description: '`migration`: kept as it was before a migration changed it. The vault’s key, recordings, daily files and certificates are in none of them' });
export const BackupList = Type.Object({ items: Type.Array(Backup) });

export const RetentionRun = closed({ dryRun: Type.Optional(Type.Boolean({ description: 'Counts, and changes nothing' })) });
export const Retained = Type.Object({
  dryRun: Type.Boolean(),
  kinds: Type.Array(Type.Object({ kind: choice(RETENTION_KINDS), days: nullable(Type.Integer({ description: 'How long it is kept; null: for ever' })), count: Type.Integer({ description: 'Deleted or, in a dry run, due' }), held: Type.Integer({ description: 'Due, but kept by a hold, an open complaint or a dispute' }) })),
});
