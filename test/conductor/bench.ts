/**
 * The production conductor and FreeSWITCH adapter on virtual time: a store in memory, a simulated switch, desks that only
 * remember. Everything falls the same way for the same seed.
 */
import { FreeSwitch } from '../../src/adapters/freeswitch/index.js';
import { MemoryStore } from '../../src/adapters/memory/index.js';
import { makePhoneBook } from '../../src/adapters/phones/index.js';
import { AesVault } from '../../src/adapters/vault/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import type { AgentView, CallView, CommandAnswer, Conductor } from '../../src/app/conductor-api.js';
import { createConductor, DEFAULT_CONDUCTOR_SETTINGS, type ConductorSettings } from '../../src/app/conductor/index.js';
import type { DeskCommand, DeskEvent } from '../../src/app/ports/desk.js';
import type { PacingLog } from '../../src/app/ports/pacing-log.js';
import type { Policies } from '../../src/app/ports/policies.js';
import { passAll, type Screening } from '../../src/app/ports/screening.js';
import type { Store } from '../../src/app/ports/store.js';
import type { LoadMeter, Log, LogFields, Metrics } from '../../src/app/ports/system.js';
import type { Deps } from '../../src/app/usecases/index.js';
import type { MoveName } from '../../src/app/store/moves/index.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import type { CampaignSettings } from '../../src/core/campaign/settings.js';
import type { Attempt, CampaignState, JournalEntry, Lead, Trunk } from '../../src/core/records/index.js';
import { fail, ok, type Result } from '../../src/core/result.js';
import type { CalleeModel, CalleeScript } from '../../src/sim/callees/model.js';
import { rigScript } from '../../src/sim/callees/rig.js';
import { VirtualClock } from '../../src/sim/clock/virtual.js';
import { SeededDice } from '../../src/sim/rng.js';
import { Commits, Disk } from '../../src/sim/faults/disk.js';
import { Process } from '../../src/sim/faults/process.js';
import { campaignRows, debtorRows, dispositionRows, operatorRows, trunkRow, userRow } from '../../src/sim/faults/rows.js';
import { PASSWORD, SimNode } from '../../src/sim/faults/wire.js';
import { testPolicies } from '../support/policies.js';

/** Friday, 10:00 in Shanghai. */
export const TEN = Date.parse('2026-11-20T02:00:00Z');
export const SECOND = 1_000;
export const MINUTE = 60_000;
const zones = loadZones();
const phones = makePhoneBook();

export type BenchStore = Store & Pick<MemoryStore, 'transact'>;
/** Real time under the virtual clock. */
export interface Pace {
  /** Virtual milliseconds that should have gone by since the bench began. */
  readonly elapsed: () => number;
  /** A moment in which sockets are served. */
  readonly rest: () => Promise<void>;
}
export interface BenchOptions {
  readonly seed?: string;
  readonly start?: number;
  /** Names of collectors; all of team 1. */
  readonly agents?: readonly string[];
  /** Last five digits of each lead's number (the rig's behaviours). */
  readonly leads?: readonly string[];
  readonly settings?: Partial<CampaignSettings>;
  readonly conductor?: Partial<ConductorSettings>;
  readonly trunks?: readonly Partial<Pick<Trunk, 'gateway' | 'maxCalls' | 'callsPerSecond' | 'priority' | 'enabled' | 'node' | 'callerIds' | 'spend' | 'plan'>>[];
  readonly nodes?: readonly string[];
  readonly callees?: CalleeModel;
  /** What a number's owner does, by its last five digits, where the rig's way isn't wanted. */
  readonly scripts?: Readonly<Record<string, CalleeScript>>;
  readonly screening?: Screening;
  /** The switch does not tell its uuid: each reconnection might be to another. */
  readonly anonymous?: boolean;
  readonly pacingLog?: PacingLog;
  /** What the process feels of its load; left out: nothing. */
  readonly load?: LoadMeter;
  /** Time goes by like this, and the switches listen on real sockets. */
  readonly pace?: Pace;
  /** How long a commit takes. */
  readonly disk?: number;
  /** Where the rows lie; left out: in memory. */
  readonly store?: (wiring: { readonly ids: { readonly id: () => string }; readonly zones: typeof zones; readonly policies: Policies }) => BenchStore;
  /** The law; left out: a pack that denies nothing. */
  readonly policies?: Policies;
}

/** `+86138NNNBBBBB`: the nth lead's number with the rig's behaviour B. */
export const numberOf = (n: number, behaviour: string): string => `+86138${String(n).padStart(3, '0')}${behaviour}`;
export const human = (after: number, answered: NonNullable<CalleeScript['answered']> = {}): CalleeScript => ({ kind: 'human', progress: { after: 300, earlyMedia: false }, end: { kind: 'answer', after }, answered });

export class Bench {
  readonly clock: VirtualClock;
  readonly dice: SeededDice;
  readonly store: BenchStore;
  readonly vault = new AesVault(Buffer.alloc(32, 7));
  readonly nodes: readonly SimNode[];
  readonly desks = new Map<string, DeskEvent[]>();
  readonly lines: string[] = [];
  readonly counts = new Map<string, number>();
  readonly observed = new Map<string, number[]>();
  conductor!: Conductor;
  /** By how much the machine's clock is wrong: somebody set it, or time was put right. */
  clockOff = 0;
  /** What the database answers a move with instead of doing it. */
  refusing: ((move: MoveName) => Error | null) | null = null;
  /** The last value of each gauge, by name and labels. */
  readonly gauges = new Map<string, number>();
  /** Moves that wait for the database beside ours. */
  queue = 0;
  /** Called after every timer that ran. */
  onStep: (() => void) | null = null;
  onDesk: ((userId: string, event: DeskEvent) => void) | null = null;
  readonly #commits: Commits;
  #life!: Process;
  #disk!: Disk;
  #switches: FreeSwitch[] = [];
  #ids = 0;

  private constructor(readonly options: BenchOptions) {
    this.dice = new SeededDice(options.seed ?? 'bench');
    this.clock = new VirtualClock({ start: options.start ?? TEN });
    const wiring = { ids: { id: () => this.id() }, zones, policies: options.policies ?? testPolicies };
    this.store = options.store?.(wiring) ?? new MemoryStore(wiring);
    this.#commits = new Commits(this.store);
    const callees: CalleeModel = options.callees ?? { behaviour: (number) => options.scripts?.[number.slice(-5)] ?? rigScript(number) };
    const gateways = [...new Set((options.trunks ?? [{ gateway: 'carrier1' }]).map((trunk) => trunk.gateway ?? 'carrier1'))];
    this.nodes = (options.nodes ?? ['fs1']).map((name) => new SimNode({ clock: this.clock, dice: this.dice.stream(name), callees, name, gateways, anonymous: options.anonymous ?? false, desks: (options.agents ?? ['ann']).map((_, n) => String(1000 + n)) }));
  }

  static async open(options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(options);
    await bench.put(...bench.#world());
    if (options.pace) for (const node of bench.nodes) await node.listenOnTcp();
    await bench.boot();
    return bench;
  }

  id(): string { this.#ids += 1; return `00000000-0000-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`; }
  get node(): SimNode { return this.nodes[0]!; }
  get now(): number { return this.clock.now(); }

  /** A process begins on the same store and switches. */
  async boot(): Promise<void> {
    const life = new Process(this.clock, () => this.clockOff);
    const disk = new Disk(this.#commits, life, { delay: () => this.options.disk ?? 2, refuses: (move) => this.refusing?.(move) ?? null });
    const waiting = disk.backlog.bind(disk);
    disk.backlog = () => waiting() + this.queue;
    this.#disk = disk;
    this.#life = life;
    const log = this.#log();
    const metrics = this.#metrics();
    const ids = { id: () => this.id() };
    this.#switches = this.nodes.map((node) => new FreeSwitch({ node: node.name, host: '127.0.0.1', port: node.port, password: PASSWORD, ...(this.options.pace ? {} : { dial: () => node.connect() }), clock: life, dice: this.dice.stream(`esl/${node.name}`), ids, log, metrics }));
    this.conductor = createConductor({
      zonesOf: (country) => (country === 'CN' ? ['Asia/Shanghai', 'Asia/Urumqi'] : []),
      store: disk, switches: this.#switches, vault: this.vault, phones, zones, clock: life, dice: this.dice.stream('conductor'), ids, log, metrics,
      desk: { push: (userId, event) => { if (life.dead) return; const seen = this.desks.get(userId) ?? []; seen.push(event); this.desks.set(userId, seen); this.onDesk?.(userId, event); } },
      ...(this.options.pacingLog ? { pacingLog: this.options.pacingLog } : {}), ...(this.options.load ? { load: this.options.load } : {}),
      screening: this.options.screening ?? passAll, scripts: { render: (body) => ok(body) },
      settings: { ...DEFAULT_CONDUCTOR_SETTINGS, recordings: '/rec', sounds: '/sounds', ...this.options.conductor },
    });
    const { conductor } = this;
    await this.settled(conductor.start());
    await this.until(() => conductor.live().switches.every((node) => node.up) || this.nodes.some((node) => !node.listening), 5 * SECOND);
  }
  /** What the API's acts work with. */
  get deps(): Deps { return { store: this.#disk, conductor: this.conductor, vault: this.vault, clock: this.#life, ids: { id: () => this.id() }, log: this.#log(), zones, phones }; }
  /** kill -9. */
  kill(): void {
    this.#life.dead = true;
    for (const node of this.nodes) node.dropConnections();
  }

  /** Runs everything due within `by`, letting every promise settle after each timer. */
  async run(by: number): Promise<void> {
    const end = this.clock.monotonic() + by;
    await drained();
    while (this.options.pace && this.clock.monotonic() < end) await this.step();
    for (;;) {
      const next = this.clock.nextIn;
      if (next === undefined || this.clock.monotonic() + next > end) break;
      await this.step();
    }
    this.clock.advance(Math.max(0, end - this.clock.monotonic()));
    await drained();
  }
  async step(): Promise<void> {
    const { pace } = this.options;
    const due = pace ? pace.elapsed() - this.clock.monotonic() : Infinity;
    if ((this.clock.nextIn ?? Infinity) <= due) this.clock.runNext();
    else {
      this.clock.advance(Math.max(0, due));
      await pace?.rest();
    }
    await drained();
    this.onStep?.();
  }
  /** Goes on until a fact holds; says what is when it does not within `within`. */
  async until(fact: () => boolean | Promise<boolean>, within = 60 * SECOND): Promise<void> {
    const end = this.clock.monotonic() + within;
    for (;;) {
      await drained();
      if (await fact()) return;
      const next = this.clock.nextIn;
      if (next === undefined || this.clock.monotonic() + next > end) throw new Error(`did not come true within ${within} ms: ${fact.toString()}\n${this.picture()}`);
      await this.step();
    }
  }
  /** Runs until a promise settles. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const finished = (): void => { done = true; };
    promise.then(finished, finished);
    await this.until(() => done);
    return promise;
  }

  command(userId: string, command: DeskCommand): Promise<Result<CommandAnswer>> { return this.settled(this.conductor.command(userId, command)); }
  async must(userId: string, command: DeskCommand): Promise<CommandAnswer> {
    const answer = await this.command(userId, command);
    if (!answer.ok) throw new Error(`${command.type}: ${answer.error.code} ${answer.error.text}`);
    return answer.value;
  }
  /** A desk opens and its collector goes ready; waits for the line. */
  async ready(...userIds: string[]): Promise<void> {
    for (const userId of userIds) {
      await this.settled(this.conductor.deskOpened(userId));
      await this.must(userId, { type: 'ready' });
    }
    await this.until(() => userIds.every((userId) => this.agent(userId).leg === 'parked'));
  }
  async campaign(action: 'start' | 'pause' | 'drain' | 'stop', id = 'campaign'): Promise<CampaignState> {
    const moved = await this.settled(this.conductor.campaign(action, id, 'boss'));
    if (!moved.ok) throw new Error(moved.error.text);
    return moved.value.state;
  }

  agent(userId: string): AgentView {
    const found = this.conductor.live().agents.find((one) => one.userId === userId);
    if (!found) throw new Error(`${userId} is not there`);
    return found;
  }
  agents(userIds: readonly string[]): readonly string[] { return userIds.map((userId) => this.agent(userId).state); }
  calls(): readonly CallView[] { return this.conductor.live().calls; }
  /** The call a collector is on, in reserve or in talk. */
  callOf(userId: string): CallView | undefined { return this.calls().find((call) => call.userId === userId); }
  seen<T extends DeskEvent['type']>(userId: string, type: T): (DeskEvent & { type: T })[] { return (this.desks.get(userId) ?? []).filter((event): event is DeskEvent & { type: T } => event.type === type); }
  attempts(): Promise<Attempt[]> { return this.store.find('attempt', { order: [{ by: 'openedAt' }], limit: 100_000 }); }
  async attempt(id: string): Promise<Attempt> { return (await this.store.get('attempt', id))!; }
  async lead(n = 0): Promise<Lead> { return (await this.store.get('lead', `lead-${n}`))!; }
  journal(attemptId: string): Promise<JournalEntry[]> { return this.store.find('journal', { where: { attemptId }, order: [{ by: 'seq' }], limit: 1_000 }); }

  async put(...rows: CreateOf[]): Promise<void> { const made = await this.store.run('createMany', { rows }); if (!made.ok) throw new Error(made.error.text); }
  async setCampaign(patch: Partial<CampaignSettings>, id = 'campaign'): Promise<void> {
    const campaign = (await this.store.get('campaign', id))!;
    await this.store.run('change', { kind: 'campaign', id, expectedVersion: campaign.version, patch: { settings: { ...campaign.settings, ...patch } }, at: this.now });
    this.conductor.changed('campaign', id);
    await drained();
  }
  suppress(behaviour: string, n = 0): { readonly index: string; readonly done: Promise<void> } {
    const index = this.vault.index('phone', numberOf(n, behaviour));
    return { index, done: this.put({ kind: 'standingFact', at: this.now, row: { kind: 'suppression', subjectKind: 'phone', subject: index, source: 'test', evidence: null, from: this.now, until: null, by: null, endedAt: null } }) };
  }

  /** What is going on, for a failing test. */
  picture(): string {
    const live = this.conductor.live();
    return [
      `at ${new Date(this.now).toISOString()}`, ...live.agents.map((one) => `  ${one.userId}: ${one.state}, leg ${one.leg}${one.legTrouble ? ` (${one.legTrouble})` : ''}, call ${one.attemptId?.slice(-4) ?? 'none'}`),
      ...live.calls.map((call) => `  call ${call.attemptId.slice(-4)}: ${call.state}, ${call.userId ?? 'nobody'}`), ...live.campaigns.map((one) => `  ${one.name}: ${one.state}, hopper ${one.hopper}, ${one.trouble ?? one.pacing?.because ?? ''}`),
      ...this.nodes.flatMap((node) => node.legs().map((leg) => `  leg ${leg.uuid.slice(-4)} ${leg.variables.get('dunwell_kind') ?? '?'} of ${(leg.variables.get('dunwell_agent') ?? leg.variables.get('dunwell_attempt') ?? '?').slice(-4)}: ${leg.state}, ${leg.occupation.kind}, with ${leg.peer?.uuid.slice(-4) ?? 'nobody'}`)),
      ...this.lines.slice(-15).map((line) => `  ${line}`),
    ].join('\n');
  }

  #world(): CreateOf[] {
    const { options } = this;
    const at = this.now;
    const trunks = options.trunks ?? [{ gateway: 'carrier1' }];
    return [
      ...operatorRows(at, 'operator', 'team-1'),
      ...['boss', ...(options.agents ?? ['ann'])].map((id, n) => userRow(at, { id, role: id === 'boss' ? 'supervisor' : 'collector', entityId: 'operator', teamId: 'team-1', phone: String(999 + n) })),
      ...campaignRows(at, { id: 'campaign', entityId: 'operator', teamId: 'team-1', listId: 'list', settings: { mode: 'progressive', ...options.settings } }),
      ...trunks.map((trunk, n) => trunkRow(at, n, trunk)), ...dispositionRows(at),
      ...(options.leads ?? ['10102']).flatMap((behaviour, n) => this.debtor(n, behaviour)),
    ];
  }
  /** A debtor with one phone, a placed account, a case and a fresh lead; earlier ones first. */
  debtor(n: number, behaviour: string, more: { readonly teamId?: string | null } = {}): CreateOf[] {
    return debtorRows({ at: this.now, vault: this.vault, n, numbers: [numberOf(n, behaviour)], entityId: 'operator', teamId: more.teamId === undefined ? 'team-1' : more.teamId, listId: 'list', campaignId: 'campaign' });
  }

  #log(): Log {
    const say = (level: string) => (fields: LogFields, text: string): void => { this.lines.push(`${new Date(this.now).toISOString().slice(11, 23)} ${level} ${text} ${JSON.stringify(fields)}`); };
    const log: Log = { debug: () => undefined, info: say('info'), warn: say('warn'), error: say('error'), child: () => log };
    return log;
  }
  #metrics(): Metrics {
    return {
      count: (name, labels = {}, by = 1) => { const key = [name, ...Object.values(labels)].join(' '); this.counts.set(key, (this.counts.get(key) ?? 0) + by); },
      gauge: (name, value, labels = {}) => { this.gauges.set([name, ...Object.values(labels)].join(' '), value); },
      observe: (name, seconds) => { const seen = this.observed.get(name) ?? []; if (seen.length < 10_000) seen.push(seconds); this.observed.set(name, seen); },
    };
  }
}

/** Every promise that can settle without a timer has settled. */
export const drained = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
export { fail };
