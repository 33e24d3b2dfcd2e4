import { nextInsideWindow } from '../../core/compliance/window.js';
import { CLOSED_CASES, type Callback, type Case, type PaymentPromise, type Task, type User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import { maskName } from '../../core/rights/mask.js';
import { dayStart, wallTime } from '../../core/time/zones.js';
import type { Id, Instant, ZoneName } from '../../core/units.js';
import { allowed, type Deps } from './context.js';
import { homeZone } from './home.js';

const MOST = 500;
const DAY = 86_400_000;
/** What waits for one collector today. Names are masked; the case's screen shows them as the policy says. */
export interface Today {
  readonly date: string;
  readonly tasks: readonly (Task & { readonly late: boolean })[];
  readonly promisesDue: readonly PaymentPromise[]; /** Broken or partly kept in the last 7 days, and nothing agreed since. */ readonly promisesBroken: readonly PaymentPromise[];
  /** `lawfulAt`: the next instant the campaign's window allows; null: not in the weeks to come. */
  readonly callbacks: readonly (Callback & { readonly lawfulAt: Instant | null })[];
  readonly cases: Readonly<Record<Id, { readonly name: string; readonly state: Case['state']; readonly amount: number; readonly currency: string }>>;
}

/** The asker's own day, in a zone: follow-ups and tasks to tonight (late ones first), promises of their cases, callbacks. */
export async function today(deps: Deps, by: User, asked?: ZoneName): Promise<Result<Today>> {
  const scope = allowed(by, 'task.read');
  if (!scope.ok) return scope;
  const zone = asked ?? await homeZone(deps);
  const now = deps.clock.now();
  const date = wallTime(deps.zones, zone, now)?.date ?? new Date(now).toISOString().slice(0, 10);
  const tonight = (dayStart(deps.zones, zone, now) ?? now) + DAY;
  const [tasks, callbacks, mine] = await Promise.all([
    deps.store.find('task', { where: { userId: by.id, state: 'open', dueAt: { lt: tonight } }, order: [{ by: 'dueAt' }], limit: MOST }),
    deps.store.find('callback', { where: { userId: by.id, state: 'open', dueAt: { lt: tonight } }, order: [{ by: 'dueAt' }], limit: MOST }),
    deps.store.find('case', { where: { userId: by.id }, limit: 5_000 }),
  ]);
  const open = mine.filter((one) => !CLOSED_CASES.has(one.state));
  const withPromise = open.filter((one) => one.promiseState !== null);
  const promises: PaymentPromise[] = [];
  for (let at = 0; at < withPromise.length; at += 500) promises.push(...await deps.store.find('promise', { where: { caseId: { in: withPromise.slice(at, at + 500).map((one) => one.id) } }, order: [{ by: 'due' }], limit: 10_000 }));
  const latest = new Map(promises.map((one) => [one.caseId, one]));
  const weekAgo = new Date(Date.parse(`${date}T00:00:00Z`) - 7 * DAY).toISOString().slice(0, 10);
  const windows = new Map<Id, Instant | null>();
  for (const one of callbacks) if (!windows.has(one.id)) { const settings = (await deps.store.get('campaign', one.campaignId))?.settings; windows.set(one.id, settings === undefined ? null : nextInsideWindow(deps.zones, settings.zone, settings.window, Math.max(now, one.dueAt))); }
  const due = promises.filter((one) => one.state === 'open' && one.due <= date);
  const broken = promises.filter((one) => (one.state === 'broken' || one.state === 'partlyKept') && one.due >= weekAgo && latest.get(one.caseId) === one);
  const leads = await Promise.all(callbacks.map(async (one) => (await deps.store.get('lead', one.leadId))?.caseId));
  const wanted = new Set([...tasks.map((one) => one.caseId), ...due.map((one) => one.caseId), ...broken.map((one) => one.caseId), ...leads.flatMap((id) => id ?? [])]);
  return ok({
    date, tasks: tasks.map((one) => ({ ...one, late: one.dueAt < now })), promisesDue: due, promisesBroken: broken, callbacks: callbacks.map((one) => ({ ...one, lawfulAt: windows.get(one.id) ?? null })), cases: await shown(deps, wanted, open),
  });
}

async function shown(deps: Deps, ids: ReadonlySet<Id>, known: readonly Case[]): Promise<Today['cases']> {
  const mine = new Map(known.map((one) => [one.id, one]));
  const rows = (await Promise.all([...ids].map(async (id) => mine.get(id) ?? await deps.store.get('case', id)))).filter((one) => one !== undefined);
  const parties = rows.length === 0 ? [] : await deps.store.find('party', { where: { id: { in: [...new Set(rows.map((one) => one.partyId))] } }, limit: 10_000 });
  const names = new Map(parties.map((one) => [one.id, maskName(deps.vault.open('name', one.nameSealed))]));
  return Object.fromEntries(rows.map((one) => [one.id, { name: names.get(one.partyId) ?? '', state: one.state, amount: one.amount, currency: one.currency }]));
}
