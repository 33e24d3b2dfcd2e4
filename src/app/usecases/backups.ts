import type { User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Backup } from '../ports/backups.js';
import { allowed, type Deps } from './context.js';

export interface BackupDeps extends Deps { readonly keeper: { make(): Promise<Backup>; list(): Promise<readonly Backup[]> } }

/** Copies of the database in the backups' folder, newest first. */
export async function listBackups(deps: BackupDeps, by: User): Promise<Result<readonly Backup[]>> {
  const scope = allowed(by, 'setting.read');
  return scope.ok ? ok(await deps.keeper.list()) : scope;
}
/** Makes one now, or joins the one under way; who asked is on the chain. Codes: `backup.failed`. */
export async function makeBackup(deps: BackupDeps, by: User): Promise<Result<Backup>> {
  const scope = allowed(by, 'setting.write');
  if (!scope.ok) return scope;
  let made: Backup;
  try { made = await deps.keeper.make(); } catch (error) {
    // The text names a file of this server: for the log, and for nobody else.
    deps.log.error({ error: error instanceof Error ? error.message : String(error) }, 'a backup that was asked for could not be made');
    return fail('backup.failed', 'no backup could be made: the server’s log says why');
  }
  await deps.store.run('testify', { note: { type: 'backup.made', actor: by.id, caseId: null, data: { name: made.name, bytes: made.bytes } }, subjects: [by.id], at: deps.clock.now() });
  return ok(made);
}
