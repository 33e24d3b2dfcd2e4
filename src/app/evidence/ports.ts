import type { SignedRoot } from '../../core/evidence/index.js';

/** Roots are copied somewhere the database's hands don't reach, so that a database put back to an older state shows. */
export interface RootCopies { append(root: SignedRoot): Promise<void>; read(): Promise<readonly SignedRoot[]> }

/** The recordings' folder, by the paths attempts carry. null: there is no such file. */
export interface RecordingFiles {
  digest(path: string): Promise<{ readonly sha256: string; readonly bytes: number } | null>;
  read(path: string): Promise<Uint8Array | null>;
}
/** A file of a bundle. `path`: relative, with slashes. */
export interface BundleFile { readonly path: string; readonly bytes: Uint8Array }
