import type { Kind, StreamEvent, User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import type { Scope } from '../../core/rights/policy.js';
import { allowed, type Deps } from './context.js';

const MOST_SCANNED = 5000;
const CHUNK = 500;

/** The event stream after `after`, in order. `last` is how far was read: ask on from there, even when nothing was shown. */
export async function readStream(deps: Deps, by: User, ask: { readonly after?: number; readonly limit?: number; readonly type?: string }): Promise<Result<{ readonly items: readonly StreamEvent[]; readonly last: number }>> {
  const scope = allowed(by, 'stream.read');
  if (!scope.ok) return scope;
  const limit = ask.limit ?? 50;
  const seen = new Map<string, Promise<string | null>>();
  const items: StreamEvent[] = [];
  let last = ask.after ?? 0;
  for (let scanned = 0; scanned < MOST_SCANNED;) {
    const rows = await deps.store.find('streamEvent', { where: { seq: { gt: last }, ...(ask.type === undefined ? {} : { type: ask.type }) }, order: [{ by: 'seq' }], limit: CHUNK });
    for (const row of rows) {
      if (items.length === limit) return ok({ items, last });
      if (await reachesEvent(deps, by, scope.value, row, seen)) items.push(row);
      last = row.seq;
      scanned++;
    }
    if (rows.length < CHUNK) break;
  }
  return ok({ items, last });
}

/** An event is where its data says, else where its subject is, else where its actor is; from nowhere it is for `all` only. */
async function reachesEvent(deps: Deps, by: User, scope: Scope, event: StreamEvent, seen: Map<string, Promise<string | null>>): Promise<boolean> {
  if (scope === 'all') return true;
  const said = typeof event.data === 'object' && event.data !== null && 'entityId' in event.data ? event.data.entityId : undefined;
  if (typeof said === 'string') return said === by.entityId;
  const once = (key: string, ask: () => Promise<string | null>): Promise<string | null> => {
    const known = seen.get(key) ?? ask();
    seen.set(key, known);
    return known;
  };
  const kind = event.type.split('.')[0] ?? '';
  const subject = event.subjects[0];
  const placed = subject === undefined ? null : await once(`${kind} ${subject}`, () => entityOf(deps, kind, subject));
  const place = placed ?? await once(`user ${event.actor}`, () => entityOf(deps, 'user', event.actor));
  return place === by.entityId;
}
const PLACED = ['campaign', 'list', 'lead', 'case', 'attempt', 'script', 'user', 'team', 'department', 'contact'] as const satisfies readonly Kind[];
async function entityOf(deps: Deps, name: string, id: string): Promise<string | null> {
  if (name === 'entity') return id;
  const kind = PLACED.find((one) => one === name);
  return kind === undefined ? null : (await deps.store.get(kind, id))?.entityId ?? null;
}
