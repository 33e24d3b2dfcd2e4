import type { Id } from '../../core/units.js';
import type { MoveInput } from '../store/moves/index.js';
import { Behind } from './behind.js';
import type { ConductorDeps } from './deps.js';

type Line = MoveInput<'note'>['lines'][number];

/** Journal lines, behind the act: who was bridged when must not be forgotten. */
export class Journal {
  readonly #lines: Behind<Line>;
  /** What is said of attempts that are not committed yet. */
  readonly #early = new Map<Id, Line[]>();
  constructor(private readonly deps: Pick<ConductorDeps, 'store' | 'clock' | 'log'>, onRefused?: (error: unknown) => void) { this.#lines = new Behind(deps, 'journal lines', (lines) => deps.store.run('note', { lines }), onRefused); }

  note(attemptId: Id | null, event: string, data?: unknown, facts?: Line['facts']): void {
    const line = { attemptId, at: this.deps.clock.now(), event, ...(data === undefined ? {} : { data }), ...(facts === undefined ? {} : { facts }) };
    const early = attemptId === null ? undefined : this.#early.get(attemptId);
    if (early === undefined) this.#lines.say(line); else early.push(line);
  }
  /** An attempt is about to be committed, or denied: what is said of it waits, as a line about an attempt that never was is one the database takes never. */
  awaits(attemptId: Id): void { this.#early.set(attemptId, []); }
  /** It is committed, or it never will be. */
  settles(attemptId: Id, committed: boolean): void {
    const lines = this.#early.get(attemptId) ?? [];
    this.#early.delete(attemptId);
    if (committed) for (const line of lines) this.#lines.say(line);
  }
  /** Lines wait that the database did not take: its rows do not say yet who talked to whom. */
  get refused(): boolean { return this.#lines.refused; }
  /** Sends what is gathered now, so that a move run next comes after it. */
  flush(): void { void this.#lines.flush(); }
}
