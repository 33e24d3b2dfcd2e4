import type { Id } from '../../core/units.js';
import type { MoveInput } from '../store/moves/index.js';
import type { ConductorDeps } from './deps.js';

type Line = MoveInput<'note'>['lines'][number];

/** Journal lines behind the act: gathered for some milliseconds, written in order, waited for by nobody. */
export class Journal {
  #lines: Line[] = [];
  #timer: { cancel(): void } | null = null;
  constructor(private readonly deps: Pick<ConductorDeps, 'store' | 'clock' | 'log'>) {}

  note(attemptId: Id | null, event: string, data?: unknown, facts?: Line['facts']): void {
    this.#lines.push({ attemptId, at: this.deps.clock.now(), event, ...(data === undefined ? {} : { data }), ...(facts === undefined ? {} : { facts }) });
    if (this.#lines.length >= 200) this.flush();
    else this.#timer ??= this.deps.clock.after(25, () => this.flush());
  }
  /** Sends what is gathered now, so that a move run next comes after it. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.deps.store.run('note', { lines }).catch((error: unknown) => this.deps.log.error({ lines: lines.length, error: String(error) }, 'journal lines could not be written'));
  }
}
