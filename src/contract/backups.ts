import Type from 'typebox';
import { Instant, choice } from './common.js';

export const Backup = Type.Object({
  name: Type.String({ description: 'File in the backups’ folder of the server' }), bytes: Type.Integer(), at: Instant,
  of: choice(['database', 'migration'] as const),
}, { description: '`migration`: kept as it was before a migration changed it. The vault’s key, recordings, daily files and certificates are in none of them' });
export const BackupList = Type.Object({ items: Type.Array(Backup) });
