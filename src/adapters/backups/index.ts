/** Backups as files of one folder. Their names tell when they were made; anything else in the folder is left alone. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup, Backups } from '../../app/ports/backups.js';
import type { Instant } from '../../core/units.js';

const NAME = /^dunwell-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z(-before-[0-9a-z-]+)?\.db$/;
/** `dunwell-20261122T141300Z.db`. */
export const backupName = (at: Instant): string => `dunwell-${new Date(at).toISOString().replace(/[-:]/g, '').replace(/\.\d+Z$/, 'Z')}.db`;

/** `copy`: writes the database to a new file. */
export function backupFolder(folder: string, copy: (to: string) => Promise<{ readonly bytes: number }>): Backups {
  return {
    make: async (at) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = backupName(at);
      const { bytes } = await copy(join(folder, name));
      return { name, bytes, at: instantOf(name) ?? at, of: 'database' };
    },
    list: async () => {
      let names: readonly string[];
      try { names = await readdir(folder); } catch (error) { if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []; throw error; }
      const found: Backup[] = [];
      for (const name of names) {
        const at = instantOf(name);
        if (at === null) continue;
        // One removed by hand in this moment is none.
        const size = await stat(join(folder, name)).then((one) => one.size, () => null);
        if (size !== null) found.push({ name, bytes: size, at, of: name.includes('-before-') ? 'migration' : 'database' });
      }
      return found.sort((a, b) => b.at - a.at);
    },
    remove: async (name) => {
      if (instantOf(name) === null) throw new RangeError('not the name of a backup');
      await rm(join(folder, name), { force: true });
    },
  };
}
function instantOf(name: string): Instant | null {
  const parts = NAME.exec(name);
  if (!parts) return null;
  const at = Date.parse(`${parts[1] ?? ''}-${parts[2] ?? ''}-${parts[3] ?? ''}T${parts[4] ?? ''}:${parts[5] ?? ''}:${parts[6] ?? ''}Z`);
  return Number.isNaN(at) ? null : at;
}
