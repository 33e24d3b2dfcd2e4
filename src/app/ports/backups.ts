import type { Instant } from '../../core/units.js';

/** One copy of the database. `name`: of its file, in the backups' folder. */
export interface Backup {
  readonly name: string;
  readonly bytes: number;
  readonly at: Instant;
  /** By the clock, asked for, or of a database as it was before a migration changed it. */
  readonly of: 'database' | 'migration';
}

/** The folder of backups. A file there is whole: it gets its name when it has been read back and synced. */
export interface Backups {
  /** Copies the database as it stands now, beside whatever goes on. Rejects in words: the disk is full, the folder can't be written. */
  make(at: Instant): Promise<Backup>;
  /** Newest first. */
  list(): Promise<readonly Backup[]>;
  /** Removes one by its name; only what `list` names. */
  remove(name: string): Promise<void>;
}
