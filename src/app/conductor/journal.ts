import type { Id } from '../../core/units.js';
import type { MoveInput } from '../store/moves/index.js';
import { Behind } from './behind.js';
import type { ConductorDeps } from './deps.js';

type Line = MoveInput<'note'>['lines'][number];

/** Journal lines, behind the act: who was bridged when must not be forgotten. */
export class Journal {
  readonly #lines: Behind<Line>;
  constructor(private readonly deps: Pick<ConductorDeps, 'store' | 'clock' | 'log'>, onRefused?: (error: unknown) => void) { this.#lines = new Behind(deps, 'journal lines', (lines) => deps.store.run('note', { lines }), onRefused); }

  note(attemptId: Id | null, event: string, data?: unknown, facts?: Line['facts']): void {
    this.#lines.say({ attemptId, at: this.deps.clock.now(), event, ...(data === undefined ? {} : { data }), ...(facts === undefined ? {} : { facts }) });
  }
  /** Lines wait that the database did not take: its rows do not say yet who talked to whom. */
  get refused(): boolean { return this.#lines.refused; }
  /** Sends what is gathered now, so that a move run next comes after it. */
  flush(): void { void this.#lines.flush(); }
}
