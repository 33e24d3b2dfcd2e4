/** The near side: where moves and reads are handed to, whether in this thread or to workers. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { StoreBusy, StoreFault } from '../../app/store/errors.js';
import { faultOf, openDatabase, type DatabaseSettings, type Role } from './database.js';
import { backUp, type BackupMade } from './backup.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations/index.js';
import { answer, copyBefore, type Wiring } from './serve.js';
import { SqliteReads } from './tx.js';
import { unwireError, type FromCheckpointer, type FromCopier, type FromReader, type FromWriter, type Read, type ReadAnswer, type ToCheckpointer, type ToReader, type ToWriter, type WorkerData } from './wire.js';
import { Writer, type Batch, type Job } from './writer.js';

export interface Engine {
  move(job: Job): void;
  readonly read: (read: Read) => Promise<ReadAnswer>;
  /** A copy of the database as it stands, beside the moves. */
  readonly backUp: (to: string) => Promise<BackupMade>;
  /** Everything handed over is done first. */
  close(): Promise<void>;
}
export interface EngineEvents { readonly done: (batch: Batch) => void; readonly fatal: (fault: StoreFault) => void }

/** Everything in this thread, through one connection: for tests, tools and rehearsals. */
export function inThread(settings: DatabaseSettings, wiring: Wiring, at: number, events: EngineEvents): Engine {
  const db = openDatabase(settings, 'writer');
  try {
    migrate(db, migrations, at, copyBefore(settings, at));
  } catch (error) {
    db.close();
    throw faultOf(error, settings.file) ?? error;
  }
  const writer = new Writer({ db, file: settings.file, ...wiring, done: (batch) => { events.done(batch); }, fatal: (fault) => { events.fatal(fault); } });
  const reads = new SqliteReads(db);
  return {
    // A worker would get a copy, so this does too.
    move: (job) => { writer.push({ ...job, input: structuredClone(job.input) }); },
    read: (read) => {
      try {
        return Promise.resolve(answer(reads, read));
      } catch (error) {
        return Promise.reject(faultOf(error, settings.file) ?? (error instanceof Error ? error : new Error(String(error))));
      }
    },
    backUp: (to) => backUp(settings.file, to),
    close: () => { writer.close(); return Promise.resolve(); },
  };
}

/** One worker writes, another reads, a third carries the log into the file. They start after the writer has migrated. */
export async function inWorkers(settings: DatabaseSettings, entry: URL, extra: unknown, at: number, events: EngineEvents): Promise<Engine> {
  let checkpointer: CheckpointerThread | undefined;
  const writer = await WriterThread.start(entry, { role: 'writer', settings, at, extra }, {
    ...events, done: (batch) => { checkpointer?.committed(batch.took); events.done(batch); },
  });
  let reader: ReaderThread | undefined;
  try {
    const reading = reader = await ReaderThread.start(entry, { role: 'reader', settings, at, extra }, events);
    const carrying = checkpointer = await CheckpointerThread.start(entry, { role: 'checkpointer', settings, at, extra });
    return {
      move: (job) => { writer.send({ type: 'move', job }); },
      read: (read) => reading.read(read),
      backUp: (to) => CopierThread.run(entry, { role: 'copier', settings, at, extra, to }),
      // The checkpointer last: the last connection that may write tidies the log away, which the reader's may not.
      close: async () => { await writer.close(); await reading.close(); await carrying.close(); },
    };
  } catch (error) {
    await writer.close();
    await reader?.close();
    throw error;
  }
}

/**
 * What is newly made in a thread before it is tidied up. The writer has V8's own measure: a batch of rows with what it becomes
 * is done with before that is full, and nothing of it is carried on. The others make little.
 */
const YOUNG_MEGABYTES: Readonly<Record<Role | 'copier', number>> = { writer: 48, reader: 12, checkpointer: 3, copier: 3 };

/** A worker that says `ready` or `failed` first and `closed` last; anything else that ends it is a crash. */
abstract class Thread<To, From extends { readonly type: string }> {
  readonly #worker: Worker;
  #ended = false;
  #closing: (() => void) | undefined;
  #starting: { resolve(): void; reject(error: Error): void } | undefined;
  protected constructor(private readonly name: string, entry: URL, data: WorkerData) {
    if (!existsSync(fileURLToPath(entry))) throw new StoreFault('cannot_open', `the store's worker ${fileURLToPath(entry)} is missing: build first`);
    this.#worker = new Worker(entry, { workerData: data, name: `store-${name}`, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES[data.role] } });
    this.#worker.on('message', (message: From | { type: 'ready' } | { type: 'failed'; error: Parameters<typeof unwireError>[0] } | { type: 'closed' }) => { this.#heard(message); });
    this.#worker.on('error', (error) => { this.#gone(error instanceof Error ? error.message : String(error)); });
    this.#worker.on('messageerror', () => { this.#gone('a message could not be read'); });
    this.#worker.on('exit', (code) => { this.#gone(`it ended with code ${code}`); });
  }
  protected abstract onMessage(message: From): void;
  protected abstract onCrash(fault: StoreFault): void;

  protected started(): Promise<void> {
    return new Promise((resolve, reject) => { this.#starting = { resolve, reject }; });
  }
  send(message: To): void {
    if (this.#ended) throw new StoreFault('crashed', `the store's ${this.name} thread has ended`);
    this.#worker.postMessage(message);
  }
  close(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#closing = resolve;
      this.#worker.postMessage({ type: 'close' });
    });
  }
  #heard(message: From | { type: 'ready' } | { type: 'failed'; error: Parameters<typeof unwireError>[0] } | { type: 'closed' }): void {
    if (message.type === 'ready') { this.#starting?.resolve(); this.#starting = undefined; return; }
    if (message.type === 'failed' && 'error' in message) { this.#starting?.reject(unwireError(message.error)); this.#starting = undefined; this.#ended = true; return; }
    if (message.type === 'closed') { this.#ended = true; this.#closing?.(); return; }
    this.onMessage(message as From);
  }
  #gone(why: string): void {
    if (this.#ended) { this.#closing?.(); return; }
    this.#ended = true;
    const fault = new StoreFault('crashed', `the store's ${this.name} thread crashed: ${why}`);
    this.#starting?.reject(fault);
    this.onCrash(fault);
    this.#closing?.();
    void this.#worker.terminate();
  }
}

class WriterThread extends Thread<ToWriter, Exclude<FromWriter, { type: 'ready' | 'failed' | 'closed' }>> {
  private constructor(entry: URL, data: WorkerData, private readonly events: EngineEvents) { super('writer', entry, data); }
  static async start(entry: URL, data: WorkerData, events: EngineEvents): Promise<WriterThread> {
    const thread = new WriterThread(entry, data, events);
    await thread.started();
    return thread;
  }
  protected onMessage(message: Exclude<FromWriter, { type: 'ready' | 'failed' | 'closed' }>): void {
    if (message.type === 'done') {
      this.events.done({ took: message.took, replies: message.replies.map((reply) => (reply.ok ? reply : { ...reply, error: unwireError(reply.error) })) });
      return;
    }
    const error = unwireError(message.error);
    this.events.fatal(error instanceof StoreFault ? error : new StoreFault('other', error.message));
  }
  protected onCrash(fault: StoreFault): void { this.events.fatal(fault); }
}

/** Reads waiting or under way; more are refused. Each holds its answer in memory when it comes. */
const MOST_READS = 5_000;

class ReaderThread extends Thread<ToReader, Exclude<FromReader, { type: 'ready' | 'failed' | 'closed' }>> {
  readonly #asked = new Map<number, { readonly resolve: (answer: ReadAnswer) => void; readonly reject: (error: Error) => void }>();
  #next = 0;
  private constructor(entry: URL, data: WorkerData, private readonly events: EngineEvents) { super('reader', entry, data); }
  static async start(entry: URL, data: WorkerData, events: EngineEvents): Promise<ReaderThread> {
    const thread = new ReaderThread(entry, data, events);
    await thread.started();
    return thread;
  }
  read(read: Read): Promise<ReadAnswer> {
    if (this.#asked.size >= MOST_READS) return Promise.reject(new StoreBusy(`${this.#asked.size} reads wait for the database already`));
    return new Promise((resolve, reject) => {
      const n = (this.#next += 1);
      this.send({ type: 'read', n, read });
      this.#asked.set(n, { resolve, reject });
    });
  }
  protected onMessage(message: Exclude<FromReader, { type: 'ready' | 'failed' | 'closed' }>): void {
    const asked = this.#asked.get(message.n);
    this.#asked.delete(message.n);
    if (message.type === 'answer') asked?.resolve(message.answer); else asked?.reject(unwireError(message.error));
  }
  protected onCrash(fault: StoreFault): void {
    for (const { reject } of this.#asked.values()) reject(fault);
    this.#asked.clear();
    this.events.fatal(fault);
  }
}

/** Milliseconds of transactions after which the log is carried over: two batches of an import, or a second or two of dialing. */
const CARRY_AFTER = 150;

class CheckpointerThread extends Thread<ToCheckpointer, Exclude<FromCheckpointer, { type: 'ready' | 'failed' | 'closed' }>> {
  #since = 0;
  #carrying = false;
  #lost = false;
  static async start(entry: URL, data: WorkerData): Promise<CheckpointerThread> {
    const thread = new CheckpointerThread('checkpointer', entry, data);
    await thread.started();
    return thread;
  }
  committed(took: number): void {
    this.#since += took;
    if (this.#since < CARRY_AFTER || this.#carrying || this.#lost) return;
    this.#since = 0;
    this.#carrying = true;
    this.send({ type: 'checkpoint' });
  }
  protected onMessage(): void { this.#carrying = false; }
  /** No loss: the writer carries the log itself, in longer commits. */
  protected onCrash(): void { this.#lost = true; }
}

/** Lives for one backup. */
class CopierThread extends Thread<never, Exclude<FromCopier, { type: 'ready' | 'failed' | 'closed' }>> {
  #settle: { resolve(made: BackupMade): void; reject(error: Error): void } | undefined;
  static async run(entry: URL, data: WorkerData): Promise<BackupMade> {
    const thread = new CopierThread('copier', entry, data);
    const done = new Promise<BackupMade>((resolve, reject) => { thread.#settle = { resolve, reject }; });
    // It may crash before it ever got up: then `started` says so, and nobody waits for `done`.
    done.catch(() => undefined);
    await thread.started();
    return done;
  }
  protected onMessage(message: Exclude<FromCopier, { type: 'ready' | 'failed' | 'closed' }>): void {
    if (message.type === 'copied') this.#settle?.resolve(message.made); else this.#settle?.reject(unwireError(message.error));
  }
  protected onCrash(fault: StoreFault): void { this.#settle?.reject(fault); }
}
