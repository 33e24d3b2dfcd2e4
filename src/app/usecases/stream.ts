import type { Kind, StreamEvent, User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import type { Scope } from '../../core/rights/policy.js';
import type { Instant } from '../../core/units.js';
import { allowed, type Deps } from './context.js';

const MOST_SCANNED = 5000;
const CHUNK = 500;

export interface StreamAsk { readonly after?: number; readonly before?: number; readonly newest?: boolean; readonly limit?: number; readonly type?: string; readonly actor?: string; readonly subject?: string; readonly from?: Instant; readonly to?: Instant }
/** The event stream in order, or the newest first. `last` is how far was read: ask on from there while there is `more`, even when nothing was shown. */
export async function readStream(deps: Deps, by: User, ask: StreamAsk): Promise<Result<{ readonly items: readonly StreamEvent[]; readonly last: number; readonly more: boolean }>> {
  const scope = allowed(by, 'stream.read');
  if (!scope.ok) return scope;
  const limit = ask.limit ?? 50;
  const down = ask.newest ?? false;
  const seen = new Map<string, Promise<string | null>>();
  const items: StreamEvent[] = [];
  let last = down ? ask.before ?? Number.MAX_SAFE_INTEGER : ask.after ?? 0;
  const range = (): { readonly gt?: number; readonly lt?: number } => (down ? { lt: last, ...(ask.after === undefined ? {} : { gt: ask.after }) } : { gt: last, ...(ask.before === undefined ? {} : { lt: ask.before }) });
  const at = ask.from === undefined && ask.to === undefined ? {} : { at: { ...(ask.from === undefined ? {} : { gte: ask.from }), ...(ask.to === undefined ? {} : { lt: ask.to }) } };
  for (let scanned = 0; scanned < MOST_SCANNED;) {
    const rows = await deps.store.find('streamEvent', { where: { seq: range(), ...(ask.type === undefined ? {} : { type: ask.type }), ...(ask.actor === undefined ? {} : { actor: ask.actor }), ...at }, order: [{ by: 'seq', down }], limit: CHUNK });
    for (const row of rows) {
      if (items.length === limit) return ok({ items, last, more: true });
      if ((ask.subject === undefined || row.subjects.includes(ask.subject)) && await reachesEvent(deps, by, scope.value, row, seen)) items.push(row);
      last = row.seq;
      scanned++;
    }
    if (rows.length < CHUNK) return ok({ items, last: last === Number.MAX_SAFE_INTEGER ? 0 : last, more: false });
  }
  return ok({ items, last, more: true });
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
