/** Makes the drawn faults happen: when they are due, aimed at a state of a call, and over again after a while. Heals them all at the end. */
import type { Timer } from '../../app/ports/system.js';
import { StoreFault } from '../../app/store/errors.js';
import { CALL_STATES, type CallState } from '../../core/call/machine.js';
import type { Id, Millis } from '../../core/units.js';
import { between, chance, exponential, integer, type SeededDice } from '../rng.js';
import type { RawEvent } from '../switch/event.js';
import type { EventFate } from '../switch/faults.js';
import type { CarrierWeather } from './city.js';
import type { DiskWeather } from './disk.js';
import { HEARD, type Drawn, type FaultKind } from './kinds.js';
import type { FaultWorld } from './world.js';

const SECOND = 1_000;
/** Most strikes wait for a call in the state they are aimed at, this long. */
const AIM: Millis = 60 * SECOND;
/** States a call is in for moments, or seldom: each fault has one strike more that waits for one of them, however long. */
const RARE: readonly CallState[] = ['parked', 'screening', 'holding', 'held', 'away', 'rescuing', 'message', 'voicemail'];
/** The event of a call that was aimed at comes within so long, or is let through. */
const MARKED: Millis = 20 * SECOND;
const CALL_EVENTS = new Set(['CHANNEL_ANSWER', 'CHANNEL_PARK', 'CHANNEL_UNPARK', 'CHANNEL_BRIDGE', 'CHANNEL_HANGUP', 'CHANNEL_HANGUP_COMPLETE', 'CHANNEL_PROGRESS', 'CHANNEL_PROGRESS_MEDIA', 'PLAYBACK_START', 'PLAYBACK_STOP']);
const TELLING: ReadonlySet<FaultKind> = new Set<FaultKind>(['eventsLost', 'eventsDoubled', 'eventsReordered', 'repliesLost']);

interface Aimed { readonly state: CallState; readonly strike: (attemptId: Id) => void; readonly give: Timer | null }
/** Of a call that was aimed at, the next event of its leg meets this. */
interface Marked { readonly kind: FaultKind; readonly state: CallState; readonly attemptId: Id; readonly until: Millis }

export class Strikes {
  readonly disk: DiskWeather;
  /** By how much the process's clock is wrong: steps, and a drift since an instant. */
  #step: Millis = 0;
  #drift = 0;
  #driftFrom: Millis = 0;
  /** Of the strikes in force: how slow a commit is, which share is refused. */
  readonly #slow = new Set<{ readonly by: Millis }>();
  readonly #refusing = new Set<{ readonly share: number }>();
  #full = 0;
  #healed = false;
  readonly #aimed = new Set<Aimed>();
  readonly #marked = new Set<Marked>();
  readonly #inForce = new Map<FaultKind, number>();
  #going = 0;
  #hiding = 0;
  readonly #undo = new Set<() => void>();

  constructor(private readonly world: FaultWorld, private readonly drawn: readonly Drawn[], private readonly dice: SeededDice) {
    this.disk = {
      delay: () => {
        const slow = Math.max(0, ...[...this.#slow].map(({ by }) => by));
        return slow > 0 ? between(dice, slow / 4, slow) : integer(dice, 1, 12);
      },
      refuses: () => {
        const share = Math.max(0, ...[...this.#refusing].map((one) => one.share));
        return this.#full > 0 ? new StoreFault('disk_full', 'database or disk is full') : share > 0 && chance(dice, share) ? new StoreFault('locked', 'database is locked') : null;
      },
    };
  }

  clockError(): Millis { return this.#step + this.#drift * (this.world.clock.monotonic() - this.#driftFrom); }
  get inForce(): boolean { return this.#going > 0; }
  /** Does something that is in force keep the switch's word from the process? */
  get hides(): boolean { return this.#hiding > 0; }

  begin(): void {
    for (const fault of this.drawn) {
      if (TELLING.has(fault.kind)) this.#tell(fault);
      if (!TELLING.has(fault.kind) || fault.kind === 'repliesLost') this.#plan(fault);
      this.#lieInWait(fault);
    }
    // A PARK may come before its ANSWER even on a good day.
    const dice = this.dice.stream('natural');
    for (const node of this.world.nodes) node.world.faults.add((event) => (event.name === 'CHANNEL_ANSWER' && chance(dice, 0.04) ? { kind: 'delay', by: between(dice, 5, 60) } : undefined));
  }
  /** A call came to a state: whoever aimed at it strikes. */
  reached(state: CallState, attemptId: Id): void {
    for (const one of [...this.#aimed]) if (one.state === state) { this.#aimed.delete(one); one.give?.cancel(); one.strike(attemptId); }
  }
  /** While something is in force, the calls of the moment have met it. */
  look(): void { for (const [kind, count] of this.#inForce) if (count > 0) this.world.met(kind); }
  heal(): void {
    this.#healed = true;
    for (const one of this.#aimed) one.give?.cancel();
    this.#aimed.clear();
    for (const undo of [...this.#undo]) undo();
    this.#step = 0;
    this.#drift = 0;
    for (const node of this.world.nodes) node.world.faults.clear();
  }

  #plan(fault: Drawn): void {
    this.world.clock.after(exponential(this.dice, fault.every), () => {
      if (this.#healed) return;
      const strike = (): void => {
        if (this.#healed) return;
        this.world.struck(fault.kind);
        this.#strike(fault.kind, fault.bad);
        this.#plan(fault);
      };
      if (chance(this.dice, 0.15)) { strike(); return; }
      const state = CALL_STATES[integer(this.dice, 0, CALL_STATES.length - 1)] ?? 'ringing';
      if (state === 'intent') { this.world.atIntent(() => { strike(); }); return; }
      const one: Aimed = { state, strike, give: this.world.clock.after(AIM, () => { this.#aimed.delete(one); strike(); }) };
      this.#aimed.add(one);
    });
  }

  /** Strikes when a call comes to a rare state, and then waits for another. */
  #lieInWait({ kind, bad }: Drawn): void {
    const state = RARE[integer(this.dice, 0, RARE.length - 1)] ?? 'parked';
    this.#aimed.add({ state, give: null, strike: (attemptId) => {
      if (TELLING.has(kind) && kind !== 'repliesLost') this.#marked.add({ kind, state, attemptId, until: this.world.clock.monotonic() + MARKED });
      else { this.world.struck(kind); this.#strike(kind, bad); }
      // Not at once: what was broken is to be seen mending, too.
      this.world.clock.after(between(this.dice, 20, 90) * SECOND, () => { if (!this.#healed) this.#lieInWait({ kind, bad, every: 0 }); });
    } });
  }
  /** Is this the event of a call that was aimed at? */
  #takeMarked(kind: FaultKind, attemptId: Id): boolean {
    for (const one of this.#marked) {
      if (one.until < this.world.clock.monotonic()) { this.#marked.delete(one); continue; }
      if (one.kind !== kind || one.attemptId !== attemptId) continue;
      // In force on this call since it was in that state.
      this.world.met(kind, [one.state]);
      return this.#marked.delete(one);
    }
    return false;
  }

  /** Faults of single events: a share of all, at random, and the next of a call that was aimed at. */
  #tell({ kind, bad }: Drawn): void {
    const dice = this.dice.stream(kind);
    const share = kind === 'repliesLost' ? 0.02 + 0.03 * bad : 0.001 + 0.009 * bad;
    const fate = (): EventFate => (kind === 'eventsDoubled' ? { kind: 'double' } : kind === 'eventsReordered' ? { kind: 'delay', by: between(dice, 2, 20 + 400 * bad) } : { kind: 'lose' });
    const wants = (event: RawEvent): boolean => (kind === 'repliesLost' ? event.name === 'BACKGROUND_JOB' : CALL_EVENTS.has(event.name));
    for (const node of this.world.nodes) node.world.faults.add((event): EventFate | undefined => {
      if (!wants(event)) return undefined;
      const aimedAt = this.#marked.size > 0 && event.leg !== undefined && this.#takeMarked(kind, node.world.channels.get(event.leg)?.variables.get('dunwell_attempt') ?? '');
      if (!aimedAt && !chance(dice, share)) return undefined;
      this.world.struck(kind, event.name);
      return fate();
    });
  }

  #strike(kind: FaultKind, bad: number): void {
    const { world, dice } = this;
    const { nodes } = world;
    const node = nodes[integer(dice, 0, nodes.length - 1)];
    if (node === undefined) return;
    const seconds = (low: number, high: number): Millis => between(dice, low, low + (high - low) * Math.max(0.2, bad)) * SECOND;
    switch (kind) {
      case 'eventsDelayed': { const by = between(dice, 50, 200 + 2_500 * bad); node.lag(by); this.#during(kind, by, () => undefined); return; }
      case 'repliesLost': node.deaf = true; this.#during(kind, between(dice, 50, 1_500), () => { if (node.deaf) { node.deaf = false; node.dropConnections(); } }); return;
      case 'switchFreezes': node.freeze(); this.#during(kind, seconds(0.5, 12), () => { node.thaw(); }); return;
      case 'switchRestarts': if (node.listening) { node.crash(); this.#during(kind, seconds(0.5, 15), () => { node.restart(); }); } return;
      case 'switchGone': if (node.listening && nodes.every((one) => one.listening)) { node.crash(); this.#during(kind, seconds(40, 240), () => { node.restart(); }); } return;
      case 'congestion':
        this.#carriers('congestion', 0.2 + 0.7 * bad, seconds(15, 90));
        // The switch itself may be full, or one of the carriers down altogether: an originate fails without a word of the leg.
        if (chance(dice, 0.4)) { node.full = true; this.#during(kind, seconds(5, 25), () => { node.full = false; }); }
        else if (chance(dice, 0.6)) { node.setGateway('carrier1', { up: false }); this.#during(kind, seconds(10, 60), () => { node.setGateway('carrier1', { up: true }); }); }
        return;
      case 'falseAnswers': case 'endlessRinging': { const weather = kind; this.#carriers(weather, 0.2 + 0.7 * bad, seconds(15, 90)); return; }
      case 'answersAtCancel':
        this.#carriers('answersAtCancel', 0.2 + 0.5 * bad, seconds(15, 90));
        for (const one of nodes) one.pickUpAtKill = () => { const picks = chance(dice, 0.5); if (picks) world.struck(kind, 'picked up as it was cancelled'); return picks; };
        // And the other end of it: an originate whose thread is so slow that our kill comes before there is a leg to kill.
        for (const one of nodes) one.world.threadDelay = () => (chance(dice, 0.4) ? between(dice, 2, 20 + 280 * bad) : 0);
        this.#undo.add(() => { for (const one of nodes) { one.pickUpAtKill = null; one.world.threadDelay = () => 0; } });
        return;
      case 'databaseSlow': { const mine = { by: 100 + 3_500 * bad }; this.#slow.add(mine); this.#during(kind, seconds(4, 30), () => { this.#slow.delete(mine); }); return; }
      case 'databaseRefuses': { const mine = { share: 0.1 + 0.7 * bad }; this.#refusing.add(mine); this.#during(kind, seconds(2, 15), () => { this.#refusing.delete(mine); }); return; }
      case 'databaseFull': this.#full += 1; this.#during(kind, seconds(3, 25), () => { this.#full -= 1; }); return;
      case 'databaseCut': world.kill(integer(dice, 1, 12)); return;
      case 'processKilled': world.kill(0); return;
      case 'clockSteps': this.#step += (chance(dice, 0.5) ? -1 : 1) * between(dice, 200, 2_000 + 40_000 * bad * bad); return;
      case 'clockDrifts': this.#step = this.clockError(); this.#driftFrom = world.clock.monotonic(); this.#drift = (dice.next() - 0.5) * 2 * (0.0002 + 0.003 * bad); this.#during(kind, seconds(60, 300), () => undefined); return;
      case 'desksCut': world.people.cut(1 + Math.floor(bad * 4)); return;
      case 'desksDoubled': world.people.doubled(); return;
      case 'desksHalfOpen': this.#during(kind, seconds(3, 40), world.people.halfOpen(1 + Math.floor(bad * 3))); return;
      case 'laptopsClosed': this.#during(kind, seconds(5, 90), world.people.closeLaptop(chance(dice, 0.5))); return;
      case 'eventsLost': case 'eventsDoubled': case 'eventsReordered': return;
    }
  }
  #carriers(kind: keyof CarrierWeather, share: number, long: Millis): void {
    this.world.city.weather[kind] = share;
    this.#during(kind, long, () => { this.world.city.weather[kind] = 0; });
  }
  #during(kind: FaultKind, long: Millis, over: () => void): void {
    this.#count(kind, 1);
    const end = (): void => {
      if (!this.#undo.delete(end)) return;
      timer.cancel();
      this.#count(kind, -1);
      over();
    };
    this.#undo.add(end);
    const timer = this.world.clock.after(long, end);
  }
  #count(kind: FaultKind, by: number): void {
    this.#inForce.set(kind, (this.#inForce.get(kind) ?? 0) + by);
    this.#going += by;
    if (!HEARD.has(kind)) this.#hiding += by;
  }
}
