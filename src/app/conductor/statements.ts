import { saidIn } from '../../core/script/said.js';
import { statementsOf } from '../../core/script/steps.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import type { CasePop } from '../ports/desk.js';
import type { Floor } from './floor.js';

interface Kept { readonly count: number; readonly said: Set<number> }
/** Calls remembered after they ended, for wrap-ups; older ones are read from the journal. */
const MOST = 2_000;

/**
 * The required statements of the calls in hand: what each collector was given to say, and what they ticked. Everything is in the
 * call's journal; this is only what spares reading it. Each collector has ticks of their own: after a transfer the second sees theirs.
 */
export class Statements {
  readonly #kept = new Map<string, Kept>();
  constructor(private readonly floor: Floor) {}

  /** A script is put before a collector. The words are sealed, as they may name the debtor and the debt. */
  shown(attemptId: Id, userId: Id, script: CasePop['script'], of: { readonly id: Id; readonly version: number } | null): void {
    if (script === null || of === null || this.#kept.has(`${attemptId} ${userId}`)) return;
    const statements = statementsOf(script.zh, script.en);
    if (statements.length === 0) return;
    this.#keep(attemptId, userId, { count: statements.length, said: new Set() });
    const sealed = this.floor.deps.vault.seal('note', JSON.stringify(statements.map(({ zh, en }) => ({ zh, en }))));
    this.floor.journal.note(attemptId, 'script', { by: userId, scriptId: of.id, version: of.version, gated: statements.map((one) => one.gated), sealed });
  }

  /** Ticked, or taken back. Codes: `statement.unknown`. Answers what stands ticked. */
  async say(attemptId: Id, userId: Id, n: number, on: boolean): Promise<Result<readonly number[]>> {
    const kept = await this.#read(attemptId, userId);
    if (kept === null || n >= kept.count) return fail('statement.unknown', 'the script asks for no such statement', '/statement');
    if (kept.said.has(n) === on) return ok(sorted(kept));
    if (on) kept.said.add(n); else kept.said.delete(n);
    this.floor.journal.note(attemptId, 'said', { by: userId, n, on });
    return ok(sorted(kept));
  }

  /** What a collector has ticked in a call; null: their script asks for nothing. */
  async of(attemptId: Id, userId: Id): Promise<readonly number[] | null> {
    const kept = await this.#read(attemptId, userId);
    return kept === null ? null : sorted(kept);
  }

  async #read(attemptId: Id, userId: Id): Promise<Kept | null> {
    const known = this.#kept.get(`${attemptId} ${userId}`);
    if (known) return known;
    // Another process put it before them: the journal knows.
    const journal = await this.floor.deps.store.find('journal', { where: { attemptId }, order: [{ by: 'seq' }], limit: 5_000 });
    const mine = saidIn(journal).find((one) => one.userId === userId);
    const raced = this.#kept.get(`${attemptId} ${userId}`);
    if (raced !== undefined || mine === undefined) return raced ?? null;
    const kept: Kept = { count: mine.statements.length, said: new Set(mine.statements.flatMap((one, n) => (one.saidAt === null ? [] : [n]))) };
    this.#keep(attemptId, userId, kept);
    return kept;
  }
  #keep(attemptId: Id, userId: Id, kept: Kept): void {
    this.#kept.set(`${attemptId} ${userId}`, kept);
    const oldest = this.#kept.size > MOST ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}
const sorted = ({ said }: Kept): readonly number[] => [...said].sort((a, b) => a - b);
