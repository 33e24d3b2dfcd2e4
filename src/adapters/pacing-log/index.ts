/** Pacing decisions as gzipped JSON lines in a folder: a new file when one is full, the oldest removed when all are too much. */
import { createWriteStream, mkdirSync, readdirSync, statSync, unlinkSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { constants, createGzip, type Gzip } from 'node:zlib';
import type { PacingBegin, PacingLine, PacingLog } from '../../app/ports/pacing-log.js';
import type { Clock, Log, Timer } from '../../app/ports/system.js';

export interface PacingLogSettings {
  readonly folder: string;
  /** Bytes before compression after which a campaign's next decision goes into a new file. */
  readonly fileSize: number;
  /** Compressed bytes of all files together; the oldest go first. */
  readonly total: number;
}
export const DEFAULT_PACING_LOG = { fileSize: 64 * 2 ** 20, total: 2 ** 30 } as const;

interface Open { readonly gzip: Gzip; readonly file: WriteStream; readonly path: string; size: number }
/** Written and not yet taken by the disk; above this decisions are left out until the next file. */
const MOST_WAITING = 16 * 2 ** 20;
const NAME = /^pacing-.*\.jsonl\.gz$/;

export class PacingFiles implements PacingLog {
  readonly #open = new Map<string, Open>();
  readonly #timer: Timer;
  #broken = false;

  constructor(private readonly settings: PacingLogSettings, private readonly clock: Clock, private readonly log: Log) {
    mkdirSync(settings.folder, { recursive: true });
    // What a kill loses is a few seconds.
    this.#timer = clock.every(5_000, () => { for (const { gzip } of this.#open.values()) gzip.flush(constants.Z_SYNC_FLUSH); });
  }

  wantsBegin(campaign: string): boolean {
    if (this.#broken) return false;
    const open = this.#open.get(campaign);
    if (open && open.size < this.settings.fileSize && open.gzip.writableLength < MOST_WAITING) return false;
    if (open) { this.#open.delete(campaign); open.gzip.end(); }
    return true;
  }
  begin(begin: PacingBegin): void {
    try {
      const at = new Date(this.clock.now()).toISOString().replaceAll(/[-:]/g, '').replace('.', '');
      const path = join(this.settings.folder, `pacing-${at}-${begin.campaign.replaceAll(/[^\w-]/g, '_')}.jsonl.gz`);
      const gzip = createGzip({ level: 4 });
      const file = createWriteStream(path, { mode: 0o600 });
      gzip.on('error', (error) => { this.#fail(error); });
      file.on('error', (error) => { this.#fail(error); });
      gzip.pipe(file);
      this.#open.set(begin.campaign, { gzip, file, path, size: 0 });
      this.#write(begin.campaign, begin);
      this.#trim();
    } catch (error) { this.#fail(error); }
  }
  decided(campaign: string, line: PacingLine): void { this.#write(campaign, line); }

  /** Everything written is in the files. */
  async close(): Promise<void> {
    this.#timer.cancel();
    const closing = [...this.#open.values()].map(({ gzip, file }) => new Promise<void>((resolve) => { file.once('close', () => { resolve(); }); file.once('error', () => { resolve(); }); gzip.end(); }));
    this.#open.clear();
    await Promise.all(closing);
  }

  #write(campaign: string, line: PacingBegin | PacingLine): void {
    const open = this.#open.get(campaign);
    if (!open || this.#broken) return;
    const text = `${JSON.stringify(line)}\n`;
    open.size += text.length;
    open.gzip.write(text);
  }
  /** Oldest first, by name; files being written stay. */
  #trim(): void {
    const busy = new Set([...this.#open.values()].map((one) => one.path));
    const files = readdirSync(this.settings.folder).filter((name) => NAME.test(name)).sort().map((name) => ({ path: join(this.settings.folder, name), size: statSync(join(this.settings.folder, name)).size }));
    let total = files.reduce((sum, one) => sum + one.size, 0);
    for (const { path, size } of files) {
      if (total <= this.settings.total) return;
      if (busy.has(path)) continue;
      unlinkSync(path);
      total -= size;
    }
  }
  #fail(error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    this.log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'pacing decisions are no longer recorded; dialing goes on');
  }
}
