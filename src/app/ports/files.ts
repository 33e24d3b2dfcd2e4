import type { Failure, Result } from '../../core/result.js';

/** A table on disk or in flight: CSV or XLSX. */
export type FileSource =
  | { readonly path: string }
  /** Copied to a private temporary file first (bounded by `FileLimits.bytes`), as a table is read twice. */
  | { readonly stream: AsyncIterable<Uint8Array> };

export interface FileOptions {
  /** Tells nothing about the format (the content does); for reports only. */
  readonly fileName: string;
  /** CSV only. `auto`: byte order mark, else valid UTF-8, else valid GB18030. */
  readonly encoding?: 'auto' | 'utf-8' | 'gb18030';
  /** CSV only; without it, what the first line uses most of `,` `;` tab `|`. */
  readonly delimiter?: ',' | ';' | '\t' | '|';
  /** XLSX only: name of the sheet; without it the first visible one. */
  readonly sheet?: string;
}

/** One row as the file has it. */
export interface RawRow {
  /** As a spreadsheet counts: 1 is the first line, blank lines and the header count. */
  readonly number: number;
  /** Trimmed texts. XLSX numbers as Excel shows them at full precision (15 digits), dates as `YYYY-MM-DD[ HH:MM:SS]`. */
  readonly cells: readonly string[];
  /** Places whose value stands in a merged cell above. */
  readonly merged?: readonly number[];
  /** Why the row can't be used; then `cells` may be incomplete. `at`: place of the cell, where one is to blame. */
  readonly problem?: RowProblem;
}
export interface RowProblem { readonly code: 'import.cellTooLong' | 'import.lineTooLong' | 'import.encoding' | 'import.quote' | 'import.tooManyColumns'; readonly reason: string; readonly at: number | null }

export interface TableFile {
  readonly format: 'csv' | 'xlsx';
  /** `utf-8`, `gb18030`, `utf-16le`, `utf-16be`; null for XLSX. */
  readonly encoding: string | null;
  readonly bytes: number;
  /** SHA-256 of the whole file, hexadecimal. */
  readonly hash: string;
  /** Reads once, in order. Throws `DamagedFile` when the file turns out to be broken further on. */
  rows(): AsyncIterable<RawRow>;
  /** Share of the file read so far, 0..1. */
  progress(): number;
  /** Frees what is held, and removes a temporary copy. */
  close(): Promise<void>;
}

/**
 * Opens tables. Fails with `import.file` (can't be read), `import.empty`, `import.encoding` (neither UTF-8 nor GB18030),
 * `import.format` (an old .xls, an encrypted or otherwise foreign file), `import.damaged`, `import.tooBig`.
 * Memory stays bounded whatever the file holds.
 */
export interface TableFiles {
  open(source: FileSource, options: FileOptions): Promise<Result<TableFile>>;
  /** A turn of the event loop: whoever works through many rows lets timers, sockets and other threads go first, every few milliseconds. */
  breathe(): Promise<void>;
}

/** A file that broke while it was read: rows before it are good. */
export class DamagedFile extends Error {
  constructor(readonly failure: Failure) { super(failure.text); }
}

/** Limits of the readers; each is a setting. */
export interface FileLimits {
  /** Longest cell, in bytes of UTF-8. */
  readonly cellBytes: number;
  /** Longest line (CSV), in bytes of UTF-8. */
  readonly lineBytes: number;
  /** Largest file. */
  readonly bytes: number;
  readonly columns: number;
  /** XLSX: largest part once unpacked. */
  readonly unpackedBytes: number;
  /** XLSX: no part may grow more than so many times when unpacked (checked beyond 16 MB). */
  readonly unpackedRatio: number;
  /** XLSX: shared strings held in memory, in bytes. */
  readonly sharedStringBytes: number;
}
export const FILE_LIMITS: FileLimits = {
  cellBytes: 65_536, lineBytes: 1_048_576, bytes: 4 * 1024 ** 3, columns: 512,
  unpackedBytes: 4 * 1024 ** 3, unpackedRatio: 200, sharedStringBytes: 96 * 1024 ** 2,
};
