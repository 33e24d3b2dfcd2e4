/** The plant of a portfolio: an operator, two creditors, two agencies with a team for each creditor, their people, campaigns and switch. */
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import type { Log } from '../../src/app/ports/system.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { Deps } from '../../src/app/usecases/index.js';
import { DEFAULT_SETTINGS } from '../../src/core/campaign/defaults.js';
import { EVERY_CASE, type Segment } from '../../src/core/collections/segment.js';
import type { Kind, Records, Role, User } from '../../src/core/records/index.js';
import { Population } from '../../src/sim/callees/population.js';
import { SeededDice } from '../../src/sim/rng.js';
import { Bench } from '../conductor/bench.js';
import { Books, type Window } from './books.js';
import { AGENCIES, BANDS, CREDITORS, CURRENCY, FIRST_MIDNIGHT, GRACE, HOUR, MINUTE, ORDER, RECALL_WORDS, TEAMS, TOLERANCE, type Agency, type PortfolioSettings } from './settings.js';

const silent: Log = { debug() { /* silent */ }, info() { /* silent */ }, warn() { /* silent */ }, error() { /* silent */ }, child: () => silent };
/** The few whose acts are done by name, of each agency. */
const OFFICE = ['allocator', 'supervisor', 'compliance'] as const satisfies readonly Role[];

export class World {
  readonly books: Books;
  readonly dice: SeededDice;
  readonly collectors: readonly string[];
  /** By case: while it must not be dialed because of a hold or a complaint; by person: because of what they said. */
  readonly caseWindows = new Map<string, Window[]>();
  readonly personWindows = new Map<string, Window[]>();
  readonly figures = new Map<string, number>();
  readonly files = new Map<string, string>();
  readonly problems: string[] = [];
  readonly deps: Deps;
  private readonly users = new Map<string, User>();

  private constructor(readonly bench: Bench, readonly settings: PortfolioSettings) {
    this.books = new Books(() => bench.id());
    this.dice = new SeededDice(`portfolio/${settings.seed}`);
    this.collectors = collectorsOf(settings);
    this.deps = { store: bench.store, conductor: bench.conductor, vault: bench.vault, clock: bench.clock, ids: { id: () => bench.id() }, log: silent, zones: loadZones(), phones: makePhoneBook() };
  }

  static async open(settings: PortfolioSettings): Promise<World> {
    const bench = await Bench.open({
      seed: settings.seed, start: FIRST_MIDNIGHT, agents: collectorsOf(settings), leads: [], trunks: [{ gateway: 'carrier1', callsPerSecond: 20 }, { gateway: 'carrier2', callsPerSecond: 20 }], conductor: { tick: settings.tick },
      callees: new Population({ seed: settings.seed, settings: { talk: [25_000, 0.7], answerAfter: [7_000, 0.4] } }),
    });
    const world = new World(bench, settings);
    await world.plant();
    return world;
  }

  get now(): number { return this.bench.now; }
  count(what: string, by = 1): void { this.figures.set(what, (this.figures.get(what) ?? 0) + by); }
  fail(text: string): void { if (this.problems.length < 40) this.problems.push(`${new Date(this.now + 8 * HOUR).toISOString().slice(0, 19)} ${text}`); }
  user(id: string): User { return this.users.get(id)!; }
  /** Somebody of an agency's office. */
  office(agency: Agency, role: (typeof OFFICE)[number]): User { return this.user(`${agency}-${role}`); }
  /** Nobody is called and nothing happens until then. */
  skipTo(at: number): void { if (at > this.now) this.bench.clock.step(at - this.now); }
  /** Every row of a kind. */
  async all<K extends Kind>(kind: K): Promise<Records[K][]> {
    const rows: Records[K][] = [];
    for (let after = ''; ;) {
      const page = await this.bench.store.find(kind, { where: { id: { gt: after } } as never, order: [{ by: 'id' as never }], limit: 100_000 });
      rows.push(...page);
      if (page.length < 100_000) return rows;
      after = page.at(-1)!.id;
    }
  }
  forbidCase(caseId: string, window: Window): void { this.caseWindows.set(caseId, [...this.caseWindows.get(caseId) ?? [], window]); }
  forbidPerson(partyId: string, why: string): void { this.personWindows.set(partyId, [...this.personWindows.get(partyId) ?? [], { from: this.bench.id(), to: null, until: null, why }]); }

  private async plant(): Promise<void> {
    const { bench } = this;
    const at = this.now;
    const user = (id: string, role: Role, entityId: string, teamId: string | null): CreateOf => ({ kind: 'user', at, row: { id, login: id, displayName: id, passwordHash: 'x', role, entityId, teamId, skills: [], desk: null, enabled: true, mustChangePassword: false } });
    await bench.put(
      ...CREDITORS.map((id): CreateOf => ({ kind: 'entity', at, row: { id, kind: 'creditor', name: id, parentId: null, creditorGroup: null, rules: { bands: BANDS[id], order: ORDER[id], graceDays: GRACE[id], tolerance: TOLERANCE[id], missedAllowed: 1, recallWords: RECALL_WORDS[id] } } })),
      ...AGENCIES.map((id): CreateOf => ({ kind: 'entity', at, row: { id, kind: 'agency', name: id, parentId: 'operator', creditorGroup: null } })),
      ...TEAMS.map((team): CreateOf => ({ kind: 'team', at, row: { id: team.id, entityId: team.agency, departmentId: null, name: team.id, creditorIds: [team.creditor] } })),
      user('admin', 'administrator', 'operator', null),
      ...AGENCIES.flatMap((agency) => OFFICE.map((role) => user(`${agency}-${role}`, role, agency, null))),
      ...TEAMS.map((team, n): CreateOf => ({ kind: 'campaign', at, row: {
        id: `campaign-${team.id}`, name: team.id, entityId: team.agency, state: 'draft', teamIds: [team.id],
        settings: { ...DEFAULT_SETTINGS, mode: n % 2 === 0 ? 'progressive' : 'predictive', segment: segmentOf(team.id, n), binding: { owner: 15_000, team: 15_000 }, ringTimeout: 25_000, wrapUp: { limit: 20_000, then: 'ready' }, hopperSize: 100, order: 'amount' },
      } })),
    );
    for (const [n, id] of this.collectors.entries()) {
      const team = TEAMS[n % TEAMS.length]!;
      const row = (await bench.store.get('user', id))!;
      await bench.store.run('change', { kind: 'user', id, expectedVersion: row.version, patch: { entityId: team.agency, teamId: team.id }, at });
    }
    for (const row of await this.all('user')) this.users.set(row.id, row);
  }
}

const collectorsOf = (settings: PortfolioSettings): readonly string[] => Array.from({ length: settings.collectorsPerTeam * TEAMS.length }, (_, n) => `collector-${n}`);
/** Each team calls about some of its cases: by stage in one agency, by amount in the other. */
function segmentOf(team: string, n: number): Segment {
  const { creditor, agency } = TEAMS[n]!;
  const bands = BANDS[creditor].map((band) => band.name);
  return agency === 'north' ? { ...EVERY_CASE, teamIds: [team], stages: bands.slice(0, -1) } : { ...EVERY_CASE, teamIds: [team], amount: { from: 20_000, to: 3_000_000 }, currency: CURRENCY[creditor] };
}
export const SLICE_STARTS = 10 * HOUR;
export const untilOf = (settings: PortfolioSettings): number => SLICE_STARTS + settings.callMinutes * MINUTE;
