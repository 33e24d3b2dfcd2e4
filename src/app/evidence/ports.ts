import type { Ruling } from '../../core/compliance/grounds.js';
import type { SignedRoot } from '../../core/evidence/index.js';
import type { Result } from '../../core/result.js';
import type { ZoneTable } from '../../core/time/zones.js';

/** Roots are copied somewhere the database's hands don't reach, so that a database put back to an older state shows. */
export interface RootCopies { append(root: SignedRoot): Promise<void>; read(): Promise<readonly SignedRoot[]> }

/** The recordings' folder, by the paths attempts carry. null: there is no such file. */
export interface RecordingFiles {
  digest(path: string): Promise<{ readonly sha256: string; readonly bytes: number } | null>;
  read(path: string): Promise<Uint8Array | null>;
}
/** A file of a bundle. `path`: relative, with slashes. */
export interface BundleFile { readonly path: string; readonly bytes: Uint8Array }

/**
 * The policy a set of kept texts stands for, by the set's digest; a text by its own. Codes: `rules.missing`, `rules.changed`,
 * `rules.unreadable`.
 */
export type RestoreRules = (digest: string, textOf: (digest: string) => string | undefined) => Result<{ readonly ruling: Ruling; readonly zones: ZoneTable }>;
