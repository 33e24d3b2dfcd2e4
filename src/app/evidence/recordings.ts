/** Hashes recordings once their calls are over, and says so on the stream: from then on any change of a file shows. */
import type { Attempt } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import type { Clock, Log } from '../ports/system.js';
import { Repeated } from '../repeated.js';
import type { RecordingFiles } from './ports.js';

export interface KeeperDeps { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly files: RecordingFiles }
/** The place in the stream up to which recordings were looked at; a setting nobody edits. */
const CURSOR: Id = 'evidence.recordings';
const EVERY = 30_000;
/** The switch may still be writing the end of the file. */
const SETTLED_FOR = 10_000;
const PAGE = 500;
const RECORDED = ['id', 'entityId', 'caseId', 'recordingPath'] as const;

export class RecordingKeeper {
  readonly #repeated: Repeated<void>;
  constructor(private readonly deps: KeeperDeps) {
    this.#repeated = new Repeated({ clock: deps.clock, log: deps.log, every: EVERY, work: () => this.#keep(), failed: 'recordings could not be hashed; it is tried again' });
  }

  start(): void { this.#repeated.start(); }
  async stop(): Promise<void> { this.#repeated.cancel(); await this.#repeated.idle(); }
  /** Everything that is due now. */
  keep(): Promise<void> { return this.#repeated.now(); }

  async #keep(): Promise<void> {
    const { store, clock } = this.deps;
    for (;;) {
      const before = await store.get('setting', CURSOR);
      const after = typeof before?.value === 'number' ? before.value : 0;
      const page = await store.pick('streamEvent', ['seq', 'subjects'], { where: { type: 'attempt.settled', seq: { gt: after }, at: { lte: clock.now() - SETTLED_FOR } }, order: [{ by: 'seq' }], limit: PAGE });
      const attempts = await store.pick('attempt', RECORDED, { where: { id: { in: page.flatMap((event) => event.subjects.slice(0, 1)) }, recordingPath: { not: null } }, order: [{ by: 'endedAt' }], limit: PAGE });
      for (const attempt of attempts) await this.#one(attempt);
      const last = page.at(-1)?.seq;
      if (last === undefined) return;
      if (before) await store.run('change', { kind: 'setting', id: CURSOR, expectedVersion: before.version, patch: { value: last }, at: clock.now() });
      else await store.run('create', { kind: 'setting', at: clock.now(), row: { id: CURSOR, key: CURSOR, value: last } });
      if (page.length < PAGE) return;
    }
  }
  async #one({ id: attemptId, entityId, caseId, recordingPath }: Pick<Attempt, (typeof RECORDED)[number]>): Promise<void> {
    const { store, clock, files } = this.deps;
    if (recordingPath === null) return;
    const digest = await files.digest(recordingPath);
    const data = { entityId, attemptId, ...(digest ?? {}) };
    await store.run('testify', { note: { type: digest === null ? 'recording.missing' : 'recording.kept', actor: 'evidence', caseId, data }, subjects: caseId === null ? [attemptId] : [attemptId, caseId], at: clock.now() });
  }
}
