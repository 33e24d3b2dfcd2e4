/**
 * The supervisors' live view: one look at the conductor every `liveEvery`, cut to each watcher's scope, sent as changes.
 * A watcher whose socket is full is passed over and gets the sum of the changes when it drains: a slow one costs nobody else.
 */
import type { AgentView, CallView, CampaignView, Conductor, LiveView, PresentView } from '../app/conductor-api.js';
import type { Clock, Log, Timer } from '../app/ports/system.js';
import type { ImportUnderWay } from '../app/usecases/imports.js';
import type { Colleagues, ImportRow, LiveMessage, PromisesToday, Trend } from '../contract/desk.js';
import type { User } from '../core/records/index.js';
import { reaches, scopeOf, type Scope } from '../core/rights/policy.js';
import type { Id } from '../core/units.js';
import type { Connection } from './connection.js';
import type { DeskSettings } from './settings.js';

interface Watcher {
  readonly user: User;
  readonly scope: Scope;
  whole: boolean;
  readonly agents: Map<Id, string>; readonly calls: Map<Id, string>; readonly campaigns: Map<Id, string>;
  switches: string; trunks: string; trends: string; promises: string; imports: string; clock: string | null; load: string; totals: string;
}
interface Row<T> { readonly id: Id; readonly row: T; readonly text: string }
/** The rows a user's scope reaches; the switches and trunks are everybody's who may read them. */
export interface ScopedView { readonly agents: readonly AgentView[]; readonly calls: readonly CallView[]; readonly campaigns: readonly CampaignView[]; readonly trunks: LiveView['trunks']; readonly switches: LiveView['switches']; readonly trends: readonly Trend[]; readonly promises: PromisesToday }

export const scopeView = (view: LiveView, user: User, scope: Scope): ScopedView => {
  const teams = new Map(view.agents.map((a) => [a.userId, a.teamId]));
  const agents = view.agents.filter((a) => reaches(user, scope, { entityId: a.entityId, teamId: a.teamId, userIds: [a.userId] }));
  const calls = view.calls.filter((c) => reaches(user, scope, { entityId: c.entityId, teamId: c.userId === null ? null : teams.get(c.userId) ?? null, userIds: c.userId === null ? [] : [c.userId] }));
  // A team lead works in the entity's campaigns; they are not rows of one team.
  const campaigns = view.campaigns.filter((c) => reaches(user, scope === 'all' ? 'all' : 'entity', { entityId: c.entityId }));
  const lines = scopeOf(user.role, 'trunk.read') !== null;
  const trends = (view.trends ?? []).filter((one) => reaches(user, scope === 'all' ? 'all' : 'entity', { entityId: one.entityId })).map(({ campaignId, target, points }) => ({ campaignId, target, points }));
  const promises = promisesOf((view.promises ?? []).filter((one) => reaches(user, scope, { entityId: one.entityId, teamId: one.teamId, userIds: [one.userId] })));
  return { agents, calls, campaigns, trends, promises, trunks: lines ? view.trunks : [], switches: lines ? view.switches : view.switches.map((s) => ({ ...s, gateways: [] })) };
};

function promisesOf(people: NonNullable<LiveView['promises']>): PromisesToday {
  const amounts = new Map<string, number>();
  for (const one of people) for (const { currency, amount } of one.amounts) amounts.set(currency, (amounts.get(currency) ?? 0) + amount);
  return { count: people.reduce((sum, one) => sum + one.count, 0), amounts: [...amounts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amount]) => ({ currency, amount })) };
}

/** Those a collector may hand a customer to, by name and state only. */
export const colleaguesOf = (user: User, view: PresentView): Colleagues['items'] =>
  view.agents.filter((a) => a.entityId === user.entityId && a.userId !== user.id && a.state !== 'offline')
    .sort((a, b) => Number(b.state === 'ready') - Number(a.state === 'ready') || a.name.localeCompare(b.name))
    .slice(0, 100).map((a) => ({ userId: a.userId, name: a.name, state: a.state, teamId: a.teamId }));

interface LiveFeedDeps { readonly conductor: Conductor; readonly clock: Clock; readonly log: Log; readonly settings: DeskSettings; readonly imports?: (() => readonly ImportUnderWay[]) | undefined }

export class LiveFeed {
  readonly #watchers = new Map<Connection, Watcher>();
  #timer: Timer | null = null;
  readonly #deps: LiveFeedDeps;
  constructor(deps: LiveFeedDeps) { this.#deps = deps; }

  get size(): number { return this.#watchers.size; }
  of(userId: Id): number { return [...this.#watchers.values()].filter((w) => w.user.id === userId).length; }

  add(connection: Connection, user: User, scope: Scope): void {
    this.#watchers.set(connection, { user, scope, whole: true, agents: new Map(), calls: new Map(), campaigns: new Map(), switches: '', trunks: '', trends: '', promises: '', imports: '', clock: null, load: '', totals: '' });
    this.#timer ??= this.#deps.clock.every(this.#deps.settings.liveEvery, () => { this.#tick(); });
    this.#tick(connection);
  }
  remove(connection: Connection): void {
    this.#watchers.delete(connection);
    if (this.#watchers.size === 0) { this.#timer?.cancel(); this.#timer = null; }
  }

  #tick(only?: Connection): void {
    let view: LiveView;
    try { view = this.#deps.conductor.live(); } catch (error) { this.#deps.log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'the live view failed'); return; }
    const imports = this.#deps.imports?.() ?? [];
    for (const [connection, watcher] of this.#watchers) {
      if ((only !== undefined && connection !== only) || !connection.writable) continue;
      const message = changesFor(view, importsFor(watcher.user, imports), watcher, this.#deps.settings.liveRows);
      if (message) connection.send(message);
    }
  }
}

function importsFor(user: User, running: readonly ImportUnderWay[]): readonly ImportRow[] {
  const scope = scopeOf(user.role, 'import.read');
  return scope === null ? [] : running.filter((one) => scope === 'all' || (one.entityId !== null && reaches(user, scope, { entityId: one.entityId }))).map(({ importId, state, rows, share }) => ({ importId, state, rows, share }));
}

/** What this watcher does not know yet, or null. Writes down that it knows it now. */
function changesFor(view: LiveView, running: readonly ImportRow[], watcher: Watcher, bound: number): LiveMessage | null {
  const scoped = scopeView(view, watcher.user, watcher.scope);
  const agents = diff(rows(scoped.agents, (r) => r.userId, bound), watcher.agents);
  const calls = diff(rows(scoped.calls, (r) => r.attemptId, bound), watcher.calls);
  const campaigns = diff(rows(scoped.campaigns, (r) => r.campaignId, bound), watcher.campaigns);
  const totals = { agents: scoped.agents.length, calls: scoped.calls.length, campaigns: scoped.campaigns.length };
  const switches = JSON.stringify(scoped.switches);
  const trunks = JSON.stringify(scoped.trunks);
  // An hour of every campaign is long to write out: a new minute, or another campaign, is all that changes it.
  const trends = scoped.trends.map((one) => `${one.campaignId} ${one.target} ${one.points.at(-1)?.at ?? ''}`).join();
  const promises = JSON.stringify(scoped.promises);
  const imports = JSON.stringify(running);
  const message: LiveMessage = {
    type: 'live', whole: watcher.whole, at: view.at, clock: view.clock, ...(view.load === undefined ? {} : { load: view.load }),
    agents: agents.changed, calls: calls.changed, campaigns: campaigns.changed,
    gone: { agents: agents.gone, calls: calls.gone, campaigns: campaigns.gone }, totals,
    ...(switches === watcher.switches ? {} : { switches: scoped.switches }),
    ...(trunks === watcher.trunks ? {} : { trunks: scoped.trunks }),
    ...(trends === watcher.trends ? {} : { trends: scoped.trends }), ...(promises === watcher.promises ? {} : { promises: scoped.promises }), ...(imports === watcher.imports ? {} : { imports: running }),
  };
  const load = JSON.stringify(view.load ?? null);
  const news = watcher.whole || load !== watcher.load || switches !== watcher.switches || trunks !== watcher.trunks || trends !== watcher.trends || promises !== watcher.promises || imports !== watcher.imports || view.clock !== watcher.clock || JSON.stringify(totals) !== watcher.totals
    || [agents, calls, campaigns].some((d) => d.changed.length > 0 || d.gone.length > 0);
  Object.assign(watcher, { whole: false, switches, trunks, trends, promises, imports, clock: view.clock, load, totals: JSON.stringify(totals) });
  return news ? message : null;
}

const rows = <T>(of: readonly T[], id: (row: T) => Id, bound: number): readonly Row<T>[] => of.slice(0, bound).map((row) => ({ id: id(row), row, text: JSON.stringify(row) }));

function diff<T>(now: readonly Row<T>[], known: Map<Id, string>): { readonly changed: readonly T[]; readonly gone: readonly Id[] } {
  const changed: T[] = [];
  const present = new Set<Id>();
  for (const { id, row, text } of now) {
    present.add(id);
    if (known.get(id) !== text) { known.set(id, text); changed.push(row); }
  }
  const gone = [...known.keys()].filter((id) => !present.has(id));
  for (const id of gone) known.delete(id);
  return { changed, gone };
}
