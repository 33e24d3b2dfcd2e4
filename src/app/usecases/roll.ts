import { openRoll, ROLL_STEPS, type RollCounts } from '../../core/collections/roll-day.js';
import type { User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import type { Instant, LocalDate } from '../../core/units.js';
import { runRoll } from '../roll/index.js';
import { allowed, type Deps } from './context.js';

export interface RollView { readonly day: LocalDate | null; readonly since: LocalDate | null; readonly done: boolean; readonly step: string | null; readonly looked: RollCounts; readonly changed: RollCounts; readonly startedAt: Instant | null; readonly endedAt: Instant | null }
/** An answer is given after this at the latest; the roll goes on. */
const PATIENCE = 2_000;

/** Begins (or joins) the roll of the day. Answered when it is done, or after two seconds with how far it has come. */
export async function startRoll(deps: Deps, by: User): Promise<Result<RollView>> {
  const scope = allowed(by, 'setting.write');
  if (!scope.ok) return scope;
  const run = runRoll(deps).then(() => null, (error: unknown) => { deps.log.error({ error: error instanceof Error ? error.message : String(error) }, 'the roll stopped'); return null; });
  await Promise.race([run, new Promise<null>((late) => { deps.clock.after(PATIENCE, () => { late(null); }); })]);
  return ok(await latest(deps));
}
/** The last roll: done, or how far it has come. */
export async function rollState(deps: Deps, by: User): Promise<Result<RollView>> {
  const scope = allowed(by, 'setting.read');
  return scope.ok ? ok(await latest(deps)) : scope;
}
async function latest(deps: Deps): Promise<RollView> {
  const [row] = await deps.store.find('setting', { where: { key: { gte: 'roll.', lt: 'roll/' } }, order: [{ by: 'key', down: true }], limit: 1 });
  const progress = row === undefined ? null : openRoll(row.value);
  if (progress === null) return { day: null, since: null, done: false, step: null, looked: {}, changed: {}, startedAt: null, endedAt: null };
  const { day, since, step, looked, changed, startedAt, endedAt } = progress;
  return { day, since, done: endedAt !== null, step: endedAt === null ? ROLL_STEPS[step] ?? null : null, looked, changed, startedAt, endedAt };
}
