import { giveBack, hasRoom, idleMeter, take, type TrunkMeter } from '../../core/pacing/trunk-meter.js';
import type { CallerId, Trunk } from '../../core/records/index.js';
import type { CallRate } from '../../core/money/call-cost.js';
import type { ZoneTable } from '../../core/time/zones.js';
import type { E164, Id, Instant, Millis } from '../../core/units.js';
import type { GatewayStatus } from '../ports/switch.js';
import { Spending, type Hold, type SpendView } from './spending.js';

interface Line { trunk: Trunk; meter: TrunkMeter; status: GatewayStatus | null; /** Rested after failures until this. */ restUntil: Instant; failures: number; /** null: nobody limits what it costs. */ money: Spending | null }
/** `number`: what it was asked for; null: a line nobody asked for. `hold`: its share of the trunk's day; null: there is no limit. */
export interface TrunkToken { readonly trunk: Trunk; readonly number: E164 | null; readonly dial: string; readonly callerId: string | null; readonly hold: Hold | null }
export interface PlacedToken extends TrunkToken { readonly number: E164 }
export type TrunkAnswer = { readonly kind: 'token'; readonly token: PlacedToken } | { readonly kind: 'wait'; readonly until: Instant } | { readonly kind: 'none'; readonly why: string; /** No trunk's plan has a place for this number. */ readonly noRoute: boolean };

/** Failures in a row after which a trunk rests, and for how long. */
const REST_AFTER = 5;
const REST_FOR = 15_000;

/** The trunks of all nodes, with their limits at work. Synchronous: a token is taken or not, at once. */
export class Trunks {
  readonly #lines = new Map<string, Line>();
  constructor(private readonly zones: ZoneTable) {}

  load(trunks: readonly Trunk[]): void {
    const known = new Set(trunks.map((trunk) => trunk.id));
    for (const id of this.#lines.keys()) if (!known.has(id)) this.#lines.delete(id);
    for (const trunk of trunks) {
      const line = this.#lines.get(trunk.id);
      if (!line) { this.#lines.set(trunk.id, { trunk, meter: idleMeter, status: null, restUntil: 0, failures: 0, money: trunk.spend && new Spending(this.zones, trunk.spend) }); continue; }
      line.trunk = trunk;
      // What was spent today stays spent when the limit or the rates change.
      if (trunk.spend === null) line.money = null;
      else if (line.money) line.money.spend = trunk.spend;
      else line.money = new Spending(this.zones, trunk.spend);
    }
  }

  status(node: string, status: GatewayStatus): void {
    for (const line of this.#lines.values()) if (line.trunk.node === node && line.trunk.gateway === status.name) line.status = status;
  }
  /** The node went away: nothing is known of its gateways, and its lines are free. */
  nodeLost(node: string, legsLost: boolean): void {
    for (const line of this.#lines.values()) {
      if (line.trunk.node !== node) continue;
      line.status = null;
      if (legsLost) line.meter = { ...line.meter, calls: 0 };
    }
  }

  /** Takes a line and a place in the trunk's rhythm for one number. `names`: the campaign's trunks in order; empty: all. */
  acquire(node: string, names: readonly string[], number: E164, now: Instant, entityId: Id, except: ReadonlySet<string> = new Set()): TrunkAnswer {
    const found = this.#find(node, names, number, now, entityId, except);
    if (!('line' in found)) return found;
    const { line, dial, hold } = found;
    line.meter = take(line.meter, line.trunk, now);
    if (hold) line.money?.take(hold);
    return { kind: 'token', token: { trunk: line.trunk, number, dial, callerId: callerIdFor(line.trunk, number, entityId), hold } };
  }
  /** What `acquire` would say, taking nothing. */
  look(node: string, names: readonly string[], number: E164, now: Instant, entityId: Id): 'free' | Exclude<TrunkAnswer, { kind: 'token' }> {
    const found = this.#find(node, names, number, now, entityId, new Set());
    return 'line' in found ? 'free' : found;
  }
  #find(node: string, names: readonly string[], number: E164, now: Instant, entityId: Id, except: ReadonlySet<string>): { readonly line: Line; readonly dial: string; readonly hold: Hold | null } | Exclude<TrunkAnswer, { kind: 'token' }> {
    let soonest: Instant | null = null;
    let why = 'no trunk takes this number';
    let noRoute = true;
    for (const line of this.#ordered(node, names)) {
      if (except.has(line.trunk.id)) continue;
      const rule = line.trunk.plan.find((one) => number.startsWith(one.prefix));
      if (!rule) continue;
      const offer = line.money?.offer(number, now) ?? null;
      if (offer && 'why' in offer && offer.unpriced) { why = `trunk ${line.trunk.gateway} ${offer.why}`; continue; }
      noRoute = false;
      const trouble = this.#trouble(line, now);
      if (trouble) { why = trouble; continue; }
      if (offer && 'why' in offer) { why = `trunk ${line.trunk.gateway} ${offer.why}`; continue; }
      // Another company's number is no true caller id, and the gateway's own may be one.
      if (line.trunk.callerIds.length > 0 && ownCallerIds(line.trunk, entityId).length === 0) { why = `trunk ${line.trunk.gateway} has no caller id of this company`; continue; }
      if (hasRoom(line.meter, line.trunk, now)) return { line, dial: rule.add + number.slice(rule.strip), hold: offer };
      if (line.meter.calls >= line.trunk.maxCalls) { why = 'every line of the trunks is in use'; continue; }
      soonest = soonest === null ? line.meter.nextAt : Math.min(soonest, line.meter.nextAt);
    }
    return soonest === null ? { kind: 'none', why, noRoute } : { kind: 'wait', until: soonest };
  }

  /** A line that is in use without having been asked for: a call in, or one that was there before we were. */
  occupy(trunk: Trunk, rate: CallRate | null = null): TrunkToken {
    const line = this.#lines.get(trunk.id);
    if (line) line.meter = { ...line.meter, calls: line.meter.calls + 1 };
    const hold = rate && line?.money ? line.money.holdOf(rate) : null;
    if (hold) line?.money?.take(hold);
    return { trunk, number: null, dial: '', callerId: null, hold };
  }
  /** The line is free again. `talk`: since the answer; null: nobody answered. */
  release(token: TrunkToken, talk: Millis | null, now: Instant): void {
    const line = this.#lines.get(token.trunk.id);
    if (!line) return;
    line.meter = giveBack(line.meter);
    if (token.hold) line.money?.settle(token.hold, talk, now);
  }
  /** A call of this gateway ended unseen by us: what it talked is paid for. */
  charge(node: string, gateway: string, rate: CallRate, talk: Millis, now: Instant): void { this.#named(node, gateway)?.money?.charge(rate, talk, now); }
  /** Trunks whose money is limited, and since when today's is counted. */
  limited(now: Instant): readonly { readonly trunk: Trunk; readonly since: Instant }[] {
    return [...this.#lines.values()].flatMap(({ trunk, money }) => (money ? [{ trunk, since: money.since(now) }] : []));
  }
  restore(trunkId: Id, spent: number, now: Instant): void { this.#lines.get(trunkId)?.money?.restore(spent, now); }
  /** What the network made of a call: carrier faults in a row rest the trunk for a while. */
  report(trunkId: string, fault: boolean, now: Instant): void {
    const line = this.#lines.get(trunkId);
    if (!line) return;
    line.failures = fault ? line.failures + 1 : 0;
    if (line.failures >= REST_AFTER) { line.restUntil = now + REST_FOR; line.failures = 0; }
  }

  /** What the node's trunks take now: lines in all, and new calls within `within` milliseconds. */
  room(node: string, names: readonly string[], now: Instant, within: number): { readonly lines: number; readonly starts: number } {
    let [lines, starts] = [0, 0];
    for (const line of this.#lines.values()) {
      if (!isOf(line, node, names) || this.#trouble(line, now) !== null) continue;
      const rhythm = Math.max(0, Math.floor(((now + within - line.meter.nextAt) * line.trunk.callsPerSecond) / 1000) + 1);
      const free = Math.min(Math.max(0, line.trunk.maxCalls - line.meter.calls), line.money?.room(now) ?? Infinity);
      lines += free;
      starts += Math.min(free, rhythm, Math.ceil((line.trunk.callsPerSecond * within) / 1000));
    }
    return { lines, starts };
  }

  /** Why nothing could be dialed through the node now; null when something can. */
  trouble(node: string, names: readonly string[], now: Instant): string | null {
    // Asked in every tick: their order says only which of several troubles is told.
    for (const line of this.#lines.values()) if (isOf(line, node, names) && this.#trouble(line, now) === null) return null;
    let why = 'no trunk is set up for this node';
    for (const line of this.#ordered(node, names)) {
      const trouble = this.#trouble(line, now);
      if (trouble === null) return null;
      why = trouble;
    }
    return why;
  }
  /** Every enabled gateway is on loopback: the TEST-24H window may be used. */
  allOnLoopback(): boolean {
    const enabled = [...this.#lines.values()].filter((line) => line.trunk.enabled);
    return enabled.length > 0 && enabled.every((line) => line.status?.loopback === true);
  }
  byGateway(node: string, gateway: string): Trunk | undefined {
    return this.#named(node, gateway)?.trunk;
  }
  #named(node: string, gateway: string): Line | undefined { return [...this.#lines.values()].find((line) => line.trunk.node === node && line.trunk.gateway === gateway); }
  /** Calls by trunk. */
  *inUse(): Iterable<{ readonly trunk: Trunk; readonly calls: number }> { for (const { trunk, meter } of this.#lines.values()) yield { trunk, calls: meter.calls }; }
  views(now: Instant): readonly { readonly gateway: string; readonly node: string; readonly calls: number; readonly maxCalls: number; readonly callsPerSecond: number; readonly healthy: boolean; readonly why: string | null; readonly spend: SpendView | null }[] {
    return [...this.#lines.values()].map((line) => {
      const why = this.#trouble(line, now);
      return { gateway: line.trunk.gateway, node: line.trunk.node, calls: line.meter.calls, maxCalls: line.trunk.maxCalls, callsPerSecond: line.trunk.callsPerSecond, healthy: why === null, why, spend: line.money?.view(now) ?? null };
    });
  }

  #ordered(node: string, names: readonly string[]): Line[] {
    const here = [...this.#lines.values()].filter((line) => isOf(line, node, names));
    return here.sort((a, b) => (names.length === 0 ? a.trunk.priority - b.trunk.priority : names.indexOf(a.trunk.gateway) - names.indexOf(b.trunk.gateway)) || a.meter.calls - b.meter.calls);
  }
  #trouble(line: Line, now: Instant): string | null {
    if (!line.trunk.enabled) return `trunk ${line.trunk.gateway} is switched off`;
    if (!line.status) return `trunk ${line.trunk.gateway}: the switch has not said whether it is up`;
    if (!line.status.up) return `trunk ${line.trunk.gateway} is ${line.status.state}`;
    if (line.restUntil > now) return `trunk ${line.trunk.gateway} rests after ${REST_AFTER} faults in a row`;
    const poor = line.money?.trouble(now) ?? null;
    if (poor !== null) return `trunk ${line.trunk.gateway} ${poor}`;
    return null;
  }
}

/** Is it one of the campaign's trunks on this node? */
const isOf = ({ trunk }: Line, node: string, names: readonly string[]): boolean => trunk.node === node && (names.length === 0 || names.includes(trunk.gateway));
/** Those of the company itself; where it has none, those of all. */
function ownCallerIds(trunk: Trunk, entityId: Id): readonly CallerId[] {
  const own = trunk.callerIds.filter((one) => one.entityId === entityId);
  return own.length > 0 ? own : trunk.callerIds.filter((one) => (one.entityId ?? null) === null);
}
/** The caller id whose region is the longest prefix of the number; `*` fits all; null: the gateway's own. */
function callerIdFor(trunk: Trunk, number: E164, entityId: Id): string | null {
  let best: { readonly number: string; readonly region: string } | null = null;
  const fits = ownCallerIds(trunk, entityId).filter((one) => one.region === '*' || number.startsWith(one.region));
  for (const one of fits) if (!best || (one.region === '*' ? 0 : one.region.length) > (best.region === '*' ? 0 : best.region.length)) best = one;
  if (!best) return null;
  // Several of the same region take turns by the number's last digits, so that a person always sees the same one.
  const equals = fits.filter((one) => one.region === best.region);
  return equals[Number(number.slice(-4)) % equals.length]?.number ?? best.number;
}
