/** What was said in a call beside its recording: the required statements its collectors ticked, and what listeners remark on. */
import type { RecordingComment, User } from '../../core/records/index.js';
import { scopeOf } from '../../core/rights/policy.js';
import { saidIn, tallyOf, type SaidBy } from '../../core/script/said.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id, Instant, Millis } from '../../core/units.js';
import { recordAccess } from './audit.js';
import type { AccessMemory } from './attempts.js';
import { alter, make, unknown, type Deps } from './context.js';
import { reachAttempt } from './reach.js';

export interface StatementSaid { readonly zh: string | null; readonly en: string | null; readonly due: boolean; readonly saidAt: Instant | null }
export interface StatementsView {
  readonly complete: boolean | null; readonly due: number; readonly said: number;
  readonly collectors: readonly { readonly userId: Id; readonly name: string; readonly verified: boolean; readonly statements: readonly StatementSaid[] }[];
}

/**
 * What was to be said in a call and what was ticked, by its collectors in the order they had it. The words name the debtor: they
 * are for whoever said them and for those who may hear the recording, whose reading is written down.
 */
export async function attemptStatements(deps: Deps, by: User, id: Id, audited: AccessMemory): Promise<Result<StatementsView>> {
  const found = await reachAttempt(deps, by, 'attempt.read', id);
  if (!found.ok) return found;
  const said = saidIn(await deps.store.find('journal', { where: { attemptId: id }, order: [{ by: 'seq' }], limit: 5000 }));
  const hears = scopeOf(by.role, 'recording.read') !== null && (await reachAttempt(deps, by, 'recording.read', id)).ok;
  if (hears && said.some((one) => one.userId !== by.id) && audited.due(`${by.id} ${id} statements`, deps.clock.monotonic())) await recordAccess(deps, by, 'recording.statementsRead', id, { attemptId: id, entityId: found.value.entityId });
  const tally = tallyOf(said);
  const collectors = await Promise.all(said.map(async (one) => ({
    userId: one.userId, name: (await deps.store.get('user', one.userId))?.displayName ?? '', verified: one.verified, statements: shown(deps, one, hears || one.userId === by.id),
  })));
  return ok({ complete: tally === null || tally.due === 0 ? null : tally.said === tally.due, due: tally?.due ?? 0, said: tally?.said ?? 0, collectors });
}
function shown(deps: Deps, one: SaidBy, words: boolean): readonly StatementSaid[] {
  const texts = words && one.sealed !== null ? textsOf(deps.vault.open('note', one.sealed)) : [];
  return one.statements.map(({ due, saidAt }, n) => ({ zh: texts[n]?.zh ?? null, en: texts[n]?.en ?? null, due, saidAt }));
}
function textsOf(json: string): readonly { readonly zh: string; readonly en: string }[] {
  const read: unknown = JSON.parse(json);
  const word = (of: unknown): string => (typeof of === 'string' ? of : '');
  return Array.isArray(read) ? read.map((one: { readonly zh?: unknown; readonly en?: unknown }) => ({ zh: word(one.zh), en: word(one.en) })) : [];
}

export interface CommentView { readonly comment: RecordingComment; readonly name: string; readonly text: string }
/** Longer than any call: positions beyond it are mistakes. */
const LONGEST: Millis = 86_400_000;

/** Comments on a recording by their place in it. Reading them is written down as listening is. */
export async function listComments(deps: Deps, by: User, attemptId: Id, audited: AccessMemory): Promise<Result<readonly CommentView[]>> {
  const found = await reachAttempt(deps, by, 'recording.read', attemptId);
  if (!found.ok) return found;
  const rows = await deps.store.find('recordingComment', { where: { attemptId, withdrawnAt: null }, order: [{ by: 'position' }, { by: 'id' }] });
  if (rows.length > 0 && audited.due(`${by.id} ${attemptId} comments`, deps.clock.monotonic())) await recordAccess(deps, by, 'recording.commentsRead', attemptId, { attemptId, entityId: found.value.entityId });
  return ok(await Promise.all(rows.map((row) => viewOf(deps, row))));
}
const viewOf = async (deps: Deps, comment: RecordingComment): Promise<CommentView> => ({ comment, name: (await deps.store.get('user', comment.by))?.displayName ?? '', text: deps.vault.open('note', comment.textSealed) });

/** Says something about a recording at `position` milliseconds. Codes: `recording.unknown`, `comment.position`, `comment.text`. */
export async function addComment(deps: Deps, by: User, attemptId: Id, input: { readonly position: Millis; readonly text: string }): Promise<Result<CommentView>> {
  const found = await reachAttempt(deps, by, 'recording.comment', attemptId);
  if (!found.ok) return found;
  if (found.value.recordingPath === null) return fail('recording.unknown', 'this attempt has no recording');
  if (!Number.isInteger(input.position) || input.position < 0 || input.position > LONGEST) return fail('comment.position', 'must be milliseconds from the beginning', '/position');
  const text = input.text.trim();
  if (text === '') return fail('comment.text', 'say something', '/text');
  const { entityId } = found.value;
  const made = await make(deps, by, 'recordingComment', { attemptId, entityId, by: by.id, position: input.position, textSealed: deps.vault.seal('note', text) }, 'recording.commented', { entityId, attemptId, position: input.position });
  return made.ok ? ok(await viewOf(deps, made.value)) : made;
}

/** Takes one's own comment back; it is kept, and no longer shown. Codes: `comment.unknown`, `comment.not_yours`, `record.stale`. */
export async function withdrawComment(deps: Deps, by: User, id: Id, expected: number | null): Promise<Result<CommentView>> {
  const row = await deps.store.get('recordingComment', id);
  const found = await reachAttempt(deps, by, 'recording.comment', row?.attemptId ?? '');
  if (!found.ok) return found.error.code === 'attempt.unknown' ? unknown('comment') : found;
  if (row === undefined || row.withdrawnAt !== null) return unknown('comment');
  if (row.by !== by.id) return fail('comment.not_yours', 'only whoever wrote a comment takes it back');
  const done = await alter(deps, by, 'recordingComment', id, expected ?? row.version, { withdrawnAt: deps.clock.now() }, 'recording.commentWithdrawn', { entityId: row.entityId, attemptId: row.attemptId });
  return done.ok ? ok(await viewOf(deps, done.value)) : done;
}
