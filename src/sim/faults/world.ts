/**
 * The world of one seed: a company of two entities, eight collectors, two switches, a city of callees, and the production
 * dialer on virtual time, whose process may die and come back. It runs; what goes wrong in it is made by Strikes.
 */
import type { Conductor, PresentView } from '../../app/conductor-api.js';
import { createConductor, DEFAULT_CONDUCTOR_SETTINGS } from '../../app/conductor/index.js';
import type { Screening } from '../../app/ports/screening.js';
import type { Ids, Log, LogFields, Metrics } from '../../app/ports/system.js';
import type { Deps } from '../../app/usecases/index.js';
import type { CallState } from '../../core/call/machine.js';
import type { User } from '../../core/records/index.js';
import { ok } from '../../core/result.js';
import type { Id, Instant, LocalDate, Millis } from '../../core/units.js';
import { chance, between, SeededDice } from '../rng.js';
import { VirtualClock } from '../clock/virtual.js';
import { City } from './city.js';
import { companyRows, type Company } from './company.js';
import type { Coverage } from './coverage.js';
import { Commits, Disk } from './disk.js';
import { Checkers } from './checkers/tell.js';
import type { Eyes, MakeChecker } from './eyes.js';
import { HEARD, type Drawn, type FaultKind } from './kinds.js';
import { Office } from './office.js';
import type { Parts, SimGateway } from './parts.js';
import { People } from './people.js';
import { Process } from './process.js';
import { Strikes } from './strikes.js';
import { SimNode } from './wire.js';

const SECOND = 1_000;
const STORY = 400;
/** Events of the switches that the story tells. */
const TOLD = /ANSWER|PARK|BRIDGE|HANGUP$|CREATE|PLAYBACK/;
/** How often checkers look at the whole picture. */
const LOOK: Millis = 250;
/** What was found wrong, by which checker, and when. */
export class Finding extends Error {
  constructor(readonly checker: string, text: string) { super(text); }
}
/** One life of the process and what it is made of. */
interface Life { readonly process: Process; readonly disk: Disk; readonly conductor: Conductor; readonly gateway: SimGateway; readonly counters: Map<string, number>; ready: boolean }

export interface WorldOptions { readonly seed: string; readonly company: Company; readonly drawn: readonly Drawn[]; readonly parts: Parts; readonly checkers: readonly MakeChecker[]; readonly coverage: Coverage }

export class FaultWorld implements Eyes {
  readonly clock: VirtualClock;
  readonly dice: SeededDice;
  readonly parts: Parts;
  readonly nodes: readonly SimNode[];
  readonly city: City;
  readonly commits: Commits;
  readonly people: People;
  readonly office: Office;
  readonly strikes: Strikes;
  /** The shift is over and the lights are out: nobody does anything any more. */
  over = false;
  /** Attempts journalled so far. */
  attempts = 0;
  clockError: Millis = 0;
  #life: Life | null = null;
  #finding: Finding | null = null;
  readonly #states = new Map<string, CallState>();
  readonly checkers: Checkers;
  readonly #story: { readonly at: Instant; readonly line: string }[] = [];
  #atIntent: (() => void)[] = [];
  #live: PresentView | null = null;
  #touched = true;
  #lookedAt = 0;
  #disturbedAt = 0;
  #hiddenAt = 0;
  #hash = 0x811c9dc5;
  #ids = 0;

  constructor(private readonly options: WorldOptions) {
    const { seed, company, parts } = options;
    this.dice = new SeededDice(`world/${seed}`);
    this.parts = parts;
    this.clock = new VirtualClock({ start: company.start });
    this.city = new City(seed, this.dice.stream('city'), company.settings.ringTimeout);
    const phones = company.users.map((_, n) => String(1000 + n));
    this.nodes = ['fs1', 'fs2'].map((name) => new SimNode({ clock: this.clock, dice: this.dice.stream(name), callees: this.city, name, gateways: ['carrier1', 'carrier2'], desks: phones, sparing: true }));
    this.commits = new Commits(parts.backing(this.#idsOf()));
    this.people = new People(this, company.users, this.dice.stream('people'));
    this.office = new Office(this, this.dice.stream('office'));
    this.strikes = new Strikes(this, options.drawn, this.dice.stream('strikes'));
    this.checkers = new Checkers(options.checkers.map((make) => make(this)));
    this.city.onFault = (kind) => { this.struck(kind); };
    for (const node of this.nodes) node.world.onTruth((event) => {
      const leg = event.leg === undefined ? undefined : node.world.channels.get(event.leg);
      if (event.name === 'HEARTBEAT') return;
      this.#touch(`${event.name}${event.leg ?? ''}`);
      if (TOLD.test(event.name)) this.say(`${node.name} ${event.name} ${event.leg?.slice(-4) ?? ''} ${leg?.variables.get('dunwell_kind') ?? ''} ${(leg?.variables.get('dunwell_agent') ?? leg?.variables.get('dunwell_attempt') ?? '').slice(-6)}`);
      this.checkers.truth(event, leg, node);
    });
    this.commits.onCommit((changes, move) => {
      for (const change of changes) {
        if (change.kind === 'attempt' && change.before === undefined) this.#opened(change.after.id, change.after.caseId);
        this.checkers.commit(change, move);
      }
      this.#touch(move);
    });
  }

  get now(): Instant { return this.clock.now(); }
  get timers(): number { return this.clock.pending; }
  get rules(): Eyes['rules'] { return this.options.company.rules; }
  get entities(): readonly Id[] { return this.options.company.entities; }
  get users(): Eyes['users'] { return this.options.company.people; }
  get supervisors(): readonly { readonly id: Id }[] { return this.options.company.supervisors; }
  get campaigns(): readonly Id[] { return this.options.company.campaigns; }
  get debtors(): Company['debtors'] { return this.options.company.debtors; }
  get conductor(): Conductor | null { return this.#life?.ready === true ? this.#life.conductor : null; }
  get gateway(): SimGateway | null { return this.#life?.gateway ?? null; }
  get dueDate(): LocalDate { return new Date(this.now + 3 * 86_400_000).toISOString().slice(0, 10); }
  get fingerprint(): string { return (this.#hash >>> 0).toString(16).padStart(8, '0'); }

  live(): PresentView | null {
    if (this.conductor === null) return null;
    return this.#live ??= this.conductor.present();
  }
  /** No leg on any switch, no call, nobody at work. */
  idle(): boolean {
    const live = this.live();
    return live !== null && live.calls.length === 0 && live.agents.every((one) => one.state === 'offline') && this.nodes.every((node) => node.legs().length === 0);
  }
  calm(within: Millis): boolean { return this.conductor !== null && this.now - this.#disturbedAt >= within; }
  heard(within: Millis): boolean { return this.conductor !== null && this.now - this.#hiddenAt >= within; }
  counter(name: string): number { return this.#life?.counters.get(name) ?? 0; }
  counters(): ReadonlyMap<string, number> { return this.#life?.counters ?? new Map<string, number>(); }
  found(checker: string, text: string): void {
    if (this.#finding !== null) return;
    this.#finding = new Finding(checker, text);
    this.say(`FINDING ${checker}: ${text}`);
  }
  say(line: string): void {
    this.#story.push({ at: this.now, line });
    if (this.#story.length > STORY) this.#story.splice(0, STORY / 2);
  }
  /** The last so many lines of what happened. */
  story(most: number): readonly string[] { return this.#story.slice(-most).map(({ at, line }) => `${new Date(at).toISOString().slice(11, 23)} ${line}`); }

  /** A fault strikes: the calls of this moment have met it. */
  struck(kind: FaultKind, about = ''): void {
    this.say(`FAULT ${kind} ${about}`);
    this.#disturbedAt = this.now;
    if (!HEARD.has(kind)) this.#hiddenAt = this.now;
    this.options.coverage.strike(kind);
    this.met(kind);
  }
  met(kind: FaultKind, states: Iterable<CallState> = new Set(this.#states.values())): void { this.options.coverage.meet(kind, states); }
  atIntent(strike: () => void): void { this.#atIntent.push(strike); }

  /** The rows, and the first process. */
  async open(): Promise<void> {
    const made = await this.commits.run('createMany', { rows: companyRows(this.options.company, this.parts.vault, this.parts.phones) });
    if (!made.ok) throw new Error(made.error.text);
    void this.#boot();
    await this.run(2 * SECOND);
  }
  /** kill -9: what it had written may have reached the switch and the disk, or not. `statements`: a transaction is torn after so many writes. */
  kill(statements: number): void {
    const life = this.#life;
    if (life === null) return;
    this.checkers.process(false);
    this.#life = null;
    this.#live = null;
    life.process.dead = true;
    const dice = this.dice.stream(`kill/${this.now}`);
    for (const node of this.nodes) node.clientDies(chance(dice, 0.5));
    life.disk.die(chance(dice, 0.5) ? Math.floor(between(dice, 0, 4)) : 0, statements);
    this.people.serverGone();
    this.#states.clear();
    this.clock.after(between(dice, 100, 12 * SECOND), () => { void this.#boot(); });
  }

  async run(by: Millis): Promise<void> {
    const end = this.clock.monotonic() + by;
    await drained();
    for (let next = this.clock.nextIn; next !== undefined && this.clock.monotonic() + next <= end; next = this.clock.nextIn) {
      this.clock.runNext();
      await drained();
      // What a look set going goes on before the next timer.
      if (this.#look()) await Promise.resolve();
    }
    this.clock.advance(Math.max(0, end - this.clock.monotonic()));
    await drained();
  }
  async until(fact: () => boolean, within: Millis): Promise<boolean> {
    const end = this.clock.monotonic() + within;
    while (!fact()) {
      if (this.clock.monotonic() >= end) return false;
      await this.run(Math.min(SECOND, end - this.clock.monotonic()));
    }
    return true;
  }
  /** An act of somebody who works with the API; without a process nobody answers. */
  asking(act: (deps: Deps, boss: User) => Promise<unknown>): void {
    const life = this.#life;
    if (life?.ready !== true) return;
    const { process, disk, conductor } = life;
    const deps: Deps = { store: disk, conductor, vault: this.parts.vault, clock: process, ids: this.#idsOf(), log: this.#log(), zones: this.parts.zones, phones: this.parts.phones };
    disk.get('user', 'boss').then((boss) => (boss ? act(deps, boss) : undefined)).catch((error: unknown) => { this.say(`OFFICE failed: ${String(error)}`); });
  }
  /** Throws what was found. */
  judge(): void { if (this.#finding !== null) throw this.#finding; }
  end(): void { this.checkers.end(); this.judge(); }
  /** What is going on, for a report. */
  picture(): string {
    const live = this.conductor?.live();
    return [
      `at ${new Date(this.now).toISOString()}, process ${this.#life === null ? 'dead' : this.#life.ready ? 'up' : 'starting'}`,
      ...(live?.switches ?? []).map((one) => `  ${one.node}: ${one.up ? 'up' : `down, ${one.why ?? ''}`}`),
      ...(live?.agents ?? []).map((one) => `  ${one.userId}: ${one.state}, leg ${one.leg}, call ${one.attemptId?.slice(-6) ?? 'none'}`),
      ...(live?.calls ?? []).map((call) => `  call ${call.attemptId.slice(-6)}: ${call.state}, ${call.userId ?? 'nobody'}`),
      ...(live?.campaigns ?? []).map((one) => `  ${one.name}: ${one.state}, hopper ${one.hopper}, ${one.trouble ?? one.pacing?.because ?? ''}`),
      ...this.nodes.flatMap((node) => node.legs().map((leg) => `  ${node.name} leg ${leg.uuid.slice(-4)} ${leg.variables.get('dunwell_kind') ?? '?'} of ${(leg.variables.get('dunwell_agent') ?? leg.variables.get('dunwell_attempt') ?? '?').slice(-6)}: ${leg.occupation.kind}, with ${leg.peer?.uuid.slice(-4) ?? 'nobody'}`)),
    ].join('\n');
  }

  /** After a timer; true: checkers looked at the whole picture. */
  #look(): boolean {
    const error = Math.abs(this.strikes.clockError());
    if (error > this.clockError) this.clockError = error;
    if (this.strikes.inForce || this.#life?.ready !== true) this.#disturbedAt = this.now;
    if (this.strikes.hides || this.#life?.ready !== true) this.#hiddenAt = this.now;
    const { now } = this;
    if (now - this.#lookedAt < (this.#touched ? LOOK : 2 * LOOK)) return false;
    this.#touched = false;
    this.#lookedAt = now;
    this.#live = null;
    const live = this.live();
    if (live !== null) {
      if (live.switches.some((one) => !one.up)) this.#disturbedAt = this.#hiddenAt = now;
      for (const call of live.calls) if (!this.#states.has(call.attemptId)) this.#states.set(call.attemptId, call.state as CallState);
    }
    this.strikes.look();
    this.checkers.look();
    this.judge();
    return true;
  }

  #opened(attemptId: Id, caseId: Id | null): void {
    this.attempts += 1;
    this.#states.set(attemptId, 'intent');
    const debtor = this.debtors.find((one) => one.caseId === caseId);
    this.office.opened(caseId, debtor?.number ?? null);
    const waiting = this.#atIntent.splice(0);
    for (const strike of waiting) strike();
  }
  #reached(process: Process, attemptId: Id, state: CallState): void {
    if (process.dead) return;
    this.#states.set(attemptId, state);
    this.say(`call ${attemptId.slice(-6)} ${state}`);
    this.#touched = true;
    // An ended call is met by what strikes within a moment.
    if (state === 'ended') this.clock.after(SECOND, () => { if (this.#states.get(attemptId) === 'ended') this.#states.delete(attemptId); });
    this.strikes.reached(state, attemptId);
  }

  async #boot(): Promise<void> {
    const { parts } = this;
    const process = new Process(this.clock, () => this.strikes.clockError());
    const disk = new Disk(this.commits, process, this.strikes.disk);
    const counters = new Map<string, number>();
    const around = { clock: process, ids: this.#idsOf(), log: this.#log(), metrics: metricsInto(counters) };
    let gateway: SimGateway | null = null;
    const conductor = createConductor({
      ...around, store: disk, switches: this.nodes.map((node) => parts.switchPort(node, this.dice.stream(`esl/${node.name}`), around)), vault: parts.vault, phones: parts.phones, zones: parts.zones, dice: this.dice.stream('conductor'),
      desk: { push: (userId, event) => { if (process.dead) return; this.checkers.pushed(userId, event); gateway?.push(userId, event); } },
      screening: this.#screening(process), scripts: { render: (body) => ok(body) },
      settings: { ...DEFAULT_CONDUCTOR_SETTINGS, recordings: '/rec', sounds: '/sounds', tick: this.options.company.tick, inbound: false },
      trace: (attemptId, state) => { this.#reached(process, attemptId, state); },
    });
    gateway = parts.gateway(conductor, async (token) => (await disk.get('user', token)) ?? null, around);
    const life: Life = { process, disk, conductor, gateway, counters, ready: false };
    this.#life = life;
    this.say('PROCESS starts');
    this.checkers.process(true);
    try { await conductor.start(); } catch (error) {
      // It ends with an error, and whoever watches it starts it again.
      if (this.#life === life) { this.say(`PROCESS did not start: ${String(error)}`); this.kill(0); }
      return;
    }
    if (this.#life === life) life.ready = true;
  }

  #screening(process: Process): Screening {
    const { screening } = this.options.company;
    if (screening === 0) return { screen: () => 'human' };
    const dice = this.dice.stream('screening');
    return { screen: ({ leg }) => {
      const known = this.nodes.map((node) => node.world.channels.get(leg)).find((one) => one !== undefined);
      const machine = known !== undefined && this.city.isMachine(known.profile.destination);
      return new Promise((resolve) => { process.after(between(dice, 80, screening), () => { resolve(machine ? (chance(dice, 0.9) ? 'machine' : 'unsure') : 'human'); }); });
    } };
  }
  #touch(what: string): void {
    this.#touched = true;
    let hash = this.#hash;
    for (let i = 0; i < what.length; i += 1) hash = Math.imul(hash ^ what.charCodeAt(i), 0x01000193);
    this.#hash = Math.imul(hash ^ Math.floor(this.clock.monotonic()), 0x01000193);
  }
  #idsOf(): Ids { return { id: () => { this.#ids += 1; return `00000000-0000-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`; } }; }
  #log(): Log {
    const speak = (level: string) => (fields: LogFields, text: string): void => { this.say(`${level} ${text} ${JSON.stringify(fields)}`); };
    const log: Log = { debug: () => undefined, info: () => undefined, warn: speak('warn'), error: speak('error'), child: () => log };
    return log;
  }
}

const metricsInto = (counters: Map<string, number>): Metrics => ({
  count: (name, labels, by = 1) => {
    let key = name;
    for (const label in labels) key += ` ${labels[label] ?? ''}`;
    counters.set(key, (counters.get(key) ?? 0) + by);
  },
  gauge: () => undefined, observe: () => undefined,
});
/**
 * Every promise that can settle without a timer has settled: Node runs what waits for the next tick when the queue of promises
 * is empty. (setImmediate would do as well, and costs a turn of the event loop for each of a world's timers.)
 */
const drained = (): Promise<void> => new Promise((resolve) => { process.nextTick(resolve); });
