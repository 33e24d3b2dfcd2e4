/** One seed: a whole shift with collectors, a population of callees and faults; and what must hold after every step of it. */
import { DISPOSITIONS } from '../../src/app/seed/dispositions.js';
import type { DeskCommand } from '../../src/app/ports/desk.js';
import type { Attempt } from '../../src/core/records/index.js';
import { Population } from '../../src/sim/callees/population.js';
import { between, chance, integer, SeededDice } from '../../src/sim/rng.js';
import { randomFaults } from '../../src/sim/switch/faults.js';
import { Bench, MINUTE, SECOND } from './bench.js';

const AGENTS = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'];
const LEADS = 400;
const DAY_START = Date.parse('2026-11-19T16:00:00Z');
const CODES = DISPOSITIONS.filter((one) => one.leaf && one.retry.kind !== 'callback' && !one.promise).map((one) => one.code);

/** Which faults this seed has: each seed another mix, so that one does not hide the other. */
interface Mix { readonly events: boolean; readonly drops: boolean; readonly phones: boolean; readonly freezes: boolean; readonly crashes: boolean; readonly kills: boolean; readonly gateways: boolean; readonly desks: boolean; readonly suppress: boolean; readonly campaign: boolean }
function mixOf(dice: SeededDice): Mix {
  const on = (p: number): boolean => chance(dice, p);
  return { events: on(0.5), drops: on(0.5), phones: on(0.6), freezes: on(0.25), crashes: on(0.25), kills: on(0.4), gateways: on(0.3), desks: on(0.5), suppress: on(0.6), campaign: on(0.4) };
}

export interface SeedResult { readonly attempts: number; readonly bridged: number; readonly fingerprint: string }

export async function runSeed(seed: string, minutes: number): Promise<SeedResult> {
  const dice = new SeededDice(`world/${seed}`);
  const mix = mixOf(dice.stream('mix'));
  const mode = chance(dice, 0.7) ? 'predictive' as const : 'progressive' as const;
  const bench = await Bench.open({
    seed, agents: AGENTS, leads: Array.from({ length: LEADS }, (_, n) => String(10_000 + n)), trunks: [{ gateway: 'carrier1', callsPerSecond: 8 }, { gateway: 'carrier2', callsPerSecond: 8 }],
    settings: { mode, caps: { perPhonePerDay: 2, perPartyPerDay: 3, phoneSpacing: 2 * MINUTE }, recycle: Object.fromEntries(['busy', 'no_answer', 'unavailable', 'rejected', 'congestion', 'carrier_fault', 'abandoned', 'cancelled', 'unknown', 'not_placed', 'machine'].map((outcome) => [outcome, { delay: 3 * MINUTE, max: 3, nextNumber: false }])), wrapUp: { limit: 30_000, then: 'ready' }, ringTimeout: 20_000 },
    callees: new Population({ seed, settings: { talk: [25_000, 0.8], answerAfter: [6_000, 0.4], quickHangup: 0.2, quickHangupAfter: [0, 300] } }),
    disk: integer(dice, 1, 20),
  });
  const run = new Shift(bench, dice, mix);
  try {
    await run.work(minutes * MINUTE);
    await run.drain();
    return await run.result();
  } catch (error) {
    throw new Error(`seed ${seed} (${Object.entries(mix).filter(([, on]) => on).map(([name]) => name).join(', ') || 'no faults'}; ${mode}): ${error instanceof Error ? error.message : String(error)}\n${run.last.slice(-60).join('\n')}\n${bench.picture()}`, { cause: error });
  }
}

class Shift {
  readonly last: string[] = [];
  readonly #unowned = new Map<string, number>();
  readonly #reserved = new Map<string, { readonly since: number; readonly attempt: string | null }>();
  readonly #doubled = new Map<string, number>();
  #over = false;
  #killed = false;
  #frozen = false;
  #checkedAt = 0;
  #lookedAt = 0;
  #touched = false;
  readonly #suppressed = new Map<string, number>();
  /** Who is asked about a call, or was brought into one: they share it with its own collector. */
  readonly #guests = new Map<string, string>();

  constructor(private readonly bench: Bench, private readonly dice: SeededDice, private readonly mix: Mix) {
    bench.node.world.onEvent((event) => { this.#touched = true; if (/ANSWER|PARK|BRIDGE|HANGUP$/.test(event.name)) this.#say(`${event.name} ${event.leg?.slice(-4) ?? ''}`); });
    bench.onStep = () => { this.#check(); };
    bench.onDesk = (userId, event) => {
      this.#touched = true;
      if (event.type === 'state') this.#say(`${userId} ${event.state}, leg ${event.leg}`);
      if (event.type === 'consult') {
        this.#say(`${userId} ${event.role} ${event.phase} ${event.why ?? ''}`);
        if (event.role === 'asked') { if (event.phase === 'over' && event.why !== 'joined') this.#guests.delete(userId); else this.#guests.set(userId, event.attemptId); }
      }
      if (event.type === 'ended' && this.#guests.get(userId) === event.attemptId) this.#guests.delete(userId);
      if (event.type === 'connected') this.#talk(userId, event.attemptId);
      if (event.type === 'ended' && event.dispositionDue) this.#writeDown(userId, event.attemptId);
    };
    if (mix.events) bench.node.world.faults.add(randomFaults(dice.stream('events'), { double: 0.005, delay: 0.005, delayBy: [20, 800], only: ['CHANNEL_ANSWER', 'CHANNEL_PARK', 'CHANNEL_BRIDGE', 'CHANNEL_HANGUP', 'CHANNEL_HANGUP_COMPLETE', 'CHANNEL_PROGRESS', 'PLAYBACK_START', 'PLAYBACK_STOP'] }));
  }

  async work(length: number): Promise<void> {
    const { bench } = this;
    await bench.ready(...AGENTS);
    await bench.campaign('start');
    const end = bench.now + length;
    while (bench.now < end) {
      await bench.run(between(this.dice, 2 * SECOND, 20 * SECOND));
      await this.#fault();
    }
  }

  /** No more faults; everybody finishes what they do. Then nothing may be left. */
  async drain(): Promise<void> {
    const { bench } = this;
    this.#over = true;
    bench.node.world.faults.clear();
    await this.#mend();
    for (const trunk of ['carrier1', 'carrier2']) bench.node.setGateway(trunk, { up: true });
    await bench.until(() => bench.conductor.live().switches[0]?.up === true, 2 * MINUTE);
    await bench.campaign('stop');
    for (const userId of AGENTS) await bench.command(userId, { type: 'logout' });
    await bench.run(2 * MINUTE);
    // Calls the network or a collector would go on with for ever are ended by their collectors.
    for (const call of bench.calls()) if (call.userId !== null) await bench.command(call.userId, { type: 'hangUp', attemptId: call.attemptId });
    await bench.run(2 * MINUTE);
    const legs = bench.node.legs();
    if (legs.length > 0) throw new Error(`legs are left: ${legs.map((leg) => `${leg.variables.get('dunwell_kind') ?? '?'} ${leg.uuid.slice(-4)}`).join(', ')}`);
    if (bench.calls().length > 0) throw new Error('calls are left');
    for (const one of bench.conductor.live().agents) if (one.state !== 'offline' || one.leg !== 'down') throw new Error(`${one.userId} is ${one.state}, leg ${one.leg}`);
    await this.#recount();
  }

  async result(): Promise<SeedResult> {
    const attempts = await this.bench.attempts();
    const bridged = attempts.filter((attempt) => attempt.bridgedAt !== null).length;
    return { attempts: attempts.length, bridged, fingerprint: attempts.map((attempt) => `${attempt.id.slice(-6)}:${attempt.outcome ?? ''}:${attempt.endedAt ?? 0}`).join() };
  }

  #say(line: string): void {
    this.last.push(`${new Date(this.bench.now).toISOString().slice(11, 23)} ${line}`);
    if (this.last.length > 200) this.last.splice(0, 100);
  }

  #talk(userId: string, attemptId: string): void {
    const { bench } = this;
    if (!this.#over && chance(this.dice, 0.2)) this.#handOn(userId, attemptId);
    bench.clock.after(between(this.dice, 3 * SECOND, 60 * SECOND), () => { if (!this.#killed) void bench.conductor.command(userId, chance(this.dice, 0.1) ? { type: 'dropVoicemail', attemptId } : { type: 'hangUp', attemptId }); });
  }
  /** Asks a colleague, a team or a number, or gives the customer to a team; and does one thing and another with it. */
  #handOn(userId: string, attemptId: string): void {
    const { bench, dice } = this;
    const later = (command: DeskCommand): void => { bench.clock.after(between(dice, 200, 20 * SECOND), () => { if (!this.#killed) void bench.conductor.command(userId, command); }); };
    const kind = integer(dice, 0, 4);
    if (kind === 0) later({ type: 'transferTeam', attemptId, teamId: 'team-1' });
    else if (kind === 1) later({ type: 'consult', attemptId, teamId: 'team-1' });
    else if (kind === 2) later({ type: 'consult', attemptId, number: `139${10_000_000 + integer(dice, 0, 9_999_999)}` });
    else later({ type: 'consult', attemptId, userId: AGENTS[integer(dice, 0, AGENTS.length - 1)]! });
    for (const then of ['swap', 'complete', 'back', 'join'] as const) if (chance(dice, 0.6)) later({ type: 'consultThen', attemptId, then });
  }
  #writeDown(userId: string, attemptId: string): void {
    const { bench } = this;
    if (chance(this.dice, 0.1)) return;
    bench.clock.after(between(this.dice, 500, 25 * SECOND), () => {
      if (this.#killed) return;
      void bench.conductor.command(userId, { type: 'dispose', attemptId, code: CODES[integer(this.dice, 0, CODES.length - 1)]! });
      if (!this.#over && chance(this.dice, 0.1)) {
        void bench.conductor.command(userId, { type: 'pause', reason: 'break' });
        bench.clock.after(20 * SECOND, () => { if (!this.#over && !this.#killed) void bench.conductor.command(userId, { type: 'ready' }); });
      }
    });
  }

  async #fault(): Promise<void> {
    const { bench, mix, dice } = this;
    const { node } = bench;
    const someone = AGENTS[integer(dice, 0, AGENTS.length - 1)]!;
    const kinds: (keyof Mix)[] = (Object.keys(mix) as (keyof Mix)[]).filter((kind) => mix[kind]);
    const kind = kinds[integer(dice, 0, Math.max(0, kinds.length - 1))];
    if (kind === undefined || chance(dice, 0.5)) return;
    this.#say(`FAULT ${kind}`);
    if (kind === 'drops') node.dropConnections();
    if (kind === 'phones') node.hangUp(node.desk(someone));
    if (kind === 'freezes') { node.freeze(); this.#frozen = true; await bench.run(between(dice, 1 * SECOND, 10 * SECOND)); await this.#mend(); }
    if (kind === 'crashes' && chance(dice, 0.3)) { node.crash(); await bench.run(between(dice, SECOND, 20 * SECOND)); await this.#mend(); }
    if (kind === 'kills' && chance(dice, 0.5)) {
      bench.kill();
      this.#killed = true;
      this.#guests.clear();
      await bench.run(between(dice, 100, 12 * SECOND));
      await bench.boot();
      this.#killed = false;
      for (const userId of AGENTS) { await bench.settled(bench.conductor.deskOpened(userId)); await bench.command(userId, { type: 'ready' }); }
    }
    if (kind === 'gateways') { node.setGateway('carrier1', { up: chance(dice, 0.5) }); node.setGateway('carrier2', { up: chance(dice, 0.7) }); }
    if (kind === 'desks') { bench.conductor.deskGone(someone); bench.clock.after(15 * SECOND, () => { if (!this.#over && !this.#killed) void bench.conductor.deskOpened(someone).then(() => bench.conductor.command(someone, { type: 'ready' })); }); }
    if (kind === 'suppress') {
      const n = integer(dice, 0, LEADS - 1);
      const { index, done } = bench.suppress(String(10_000 + n), n);
      await done;
      if (!this.#suppressed.has(index)) this.#suppressed.set(index, bench.now);
      bench.conductor.forbid({ phoneIndex: index }, 'suppression');
    }
    if (kind === 'campaign') { await bench.campaign(chance(dice, 0.5) ? 'pause' : 'stop'); await bench.run(between(dice, 500, 10 * SECOND)); await bench.campaign('start'); }
  }
  async #mend(): Promise<void> {
    const { node } = this.bench;
    if (this.#frozen) { this.#frozen = false; node.thaw(); }
    if (!node.listening) node.restart();
    await this.bench.run(100);
  }

  #check(): void {
    const { bench } = this;
    const now = bench.now;
    // The picture is dear: it is taken whenever anything was said, and every so often.
    if (this.#killed || (!this.#touched && now - this.#lookedAt < 50)) return;
    this.#touched = false;
    this.#lookedAt = now;
    const live = bench.conductor.live();
    const holders = new Map<string, string>();
    for (const one of live.agents) {
      if (one.state !== 'reserved' && one.state !== 'talking') { this.#reserved.delete(one.userId); continue; }
      if (one.attemptId !== null && this.#guests.get(one.userId) !== one.attemptId) {
        const holder = holders.get(one.attemptId);
        if (holder !== undefined) throw new Error(`one customer, two collectors: ${holder} and ${one.userId}`);
        holders.set(one.attemptId, one.userId);
      }
      if (one.state === 'reserved') {
        const before = this.#reserved.get(one.userId);
        if (before?.attempt !== one.attemptId) this.#reserved.set(one.userId, { since: now, attempt: one.attemptId });
        else if (now - before.since > 2 * SECOND) throw new Error(`${one.userId} is reserved for ${now - before.since} ms`);
      } else this.#reserved.delete(one.userId);
    }
    const mine = new Map<string, string>();
    for (const call of live.calls) {
      if (call.userId === null || (call.state !== 'bridging' && call.state !== 'talking')) continue;
      const other = mine.get(call.userId);
      if (other !== undefined) throw new Error(`one collector, two customers: ${call.userId}`);
      mine.set(call.userId, call.attemptId);
    }
    if (now - this.#checkedAt < 250) return;
    this.#checkedAt = now;
    this.#legsHaveOwners(new Set(live.calls.map((call) => call.attemptId)));
    void this.#oneCallALead();
  }

  #legsHaveOwners(known: ReadonlySet<string>): void {
    const { bench } = this;
    const here = new Set<string>();
    for (const leg of bench.node.legs('customer')) {
      const attemptId = leg.variables.get('dunwell_attempt') ?? '';
      if (leg.peer !== undefined || !leg.isAnswered || (known.has(attemptId) && !this.#frozen)) continue;
      here.add(leg.uuid);
      const since = this.#unowned.get(leg.uuid) ?? bench.now;
      this.#unowned.set(leg.uuid, since);
      if (bench.now - since > 9 * SECOND) throw new Error(`leg ${leg.uuid.slice(-4)} has no owner for ${bench.now - since} ms`);
    }
    for (const leg of this.#unowned.keys()) if (!here.has(leg)) this.#unowned.delete(leg);
    // A second line to one phone may live for a moment while the first is given up, not longer.
    const lines = new Map<string, number>();
    for (const leg of bench.node.legs('agent')) { const userId = leg.variables.get('dunwell_agent') ?? ''; lines.set(userId, (lines.get(userId) ?? 0) + 1); }
    for (const userId of AGENTS) {
      if ((lines.get(userId) ?? 0) < 2 || bench.conductor.live().switches[0]?.up !== true) { this.#doubled.delete(userId); continue; }
      const since = this.#doubled.get(userId) ?? bench.now;
      this.#doubled.set(userId, since);
      if (bench.now - since > 5 * SECOND) throw new Error(`${userId} has ${lines.get(userId) ?? 0} lines`);
    }
  }
  async #oneCallALead(): Promise<void> {
    const open = await this.bench.store.find('attempt', { where: { outcome: null, direction: 'outbound' }, limit: 1_000 });
    const leads = new Set<string>();
    for (const attempt of open) {
      if (attempt.leadId === null) continue;
      if (leads.has(attempt.leadId)) this.#trouble ??= `lead ${attempt.leadId} is in two open attempts`;
      leads.add(attempt.leadId);
    }
    if (this.#trouble !== null) throw new Error(this.#trouble);
  }
  #trouble: string | null = null;

  /** After everything: each attempt settled exactly once, and every permit lawful by a count that shares no code with the gate. */
  async #recount(): Promise<void> {
    const { bench } = this;
    const attempts = await bench.attempts();
    if (this.#trouble !== null) throw new Error(this.#trouble);
    const settled = new Map<string, number>();
    for (const line of await bench.store.find('journal', { where: { event: 'settled' }, limit: 100_000 })) settled.set(line.attemptId ?? '', (settled.get(line.attemptId ?? '') ?? 0) + 1);
    for (const attempt of attempts) if (attempt.outcome === null || settled.get(attempt.id) !== 1) throw new Error(`attempt ${attempt.id.slice(-6)} (${attempt.outcome ?? 'open'}) is settled ${settled.get(attempt.id) ?? 0} times`);
    const permits = await bench.store.find('permit', { limit: 100_000 });
    const byPhone = new Map<string, Attempt[]>();
    for (const attempt of attempts) byPhone.set(attempt.phoneIndex, [...byPhone.get(attempt.phoneIndex) ?? [], attempt]);
    for (const permit of permits) {
      const local = new Date(permit.issuedAt + 8 * 3_600_000);
      if (local.getUTCHours() < 8 || local.getUTCHours() >= 22) throw new Error('a permit outside the window');
      const since = this.#suppressed.get(permit.phoneIndex);
      if (since !== undefined && permit.issuedAt > since) throw new Error('a permit for a suppressed number');
    }
    for (const [phone, list] of byPhone) {
      const placed = list.filter((attempt) => attempt.outcome !== 'not_placed' && attempt.openedAt >= DAY_START).sort((a, b) => a.openedAt - b.openedAt);
      if (placed.length > 2) throw new Error(`${placed.length} attempts on one number in a day`);
      for (const [n, attempt] of placed.entries()) if (n > 0 && attempt.openedAt - placed[n - 1]!.openedAt < 2 * MINUTE) throw new Error(`two attempts within ${attempt.openedAt - placed[n - 1]!.openedAt} ms on ${phone}`);
    }
    const stuck = (await bench.store.find('lead', { where: { state: { in: ['claimed', 'dialing'] } } })).filter((lead) => lead.state === 'claimed' || !attempts.some((attempt) => attempt.leadId === lead.id && attempt.bridgedAt !== null && attempt.dispositionCode === null));
    if (stuck.length > 0) throw new Error(`leads are left ${stuck.map((lead) => `${lead.id} ${lead.state}`).join(', ')}`);
  }
}
