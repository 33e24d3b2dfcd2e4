/**
 * Writes down how collectors spend their time, behind the act and waited for by nobody, and keeps today's sums for the wallboard.
 * Decides nothing.
 */
import { LONGEST_SPELL } from '../../core/reports/spells.js';
import type { AgentSpell } from '../../core/records/index.js';
import type { Id, Instant, LocalDate, Millis } from '../../core/units.js';
import type { SpellBegin, SpellChange } from '../store/moves/spells.js';
import type { Agent } from './agent.js';
import { Behind } from './behind.js';
import type { Floor } from './floor.js';

/** Of a local day, without the state they are in now: (talk + wrap-up), and all unpaused time. */
export interface DayTime { readonly busy: Millis; readonly unpaused: Millis }
interface Open { readonly begin: SpellBegin; readonly since: Instant }
const NONE: DayTime = { busy: 0, unpaused: 0 };

export class Spells {
  readonly #open = new Map<Id, Open>();
  readonly #days = new Map<Id, { readonly date: LocalDate; readonly time: DayTime }>();
  readonly #changes: Behind<SpellChange>;
  constructor(private readonly floor: Floor) { this.#changes = new Behind(floor.deps, 'collectors’ states', (changes) => floor.deps.store.run('keepSpells', { changes })); }

  /** Reads what today holds already. */
  async restore(): Promise<void> {
    const { store, clock } = this.floor.deps;
    const now = clock.now();
    const date = this.floor.today();
    const begin = this.floor.dayBegan(now);
    for (const one of await store.pick('agentSpell', ['userId', 'state', 'from', 'to'], { where: { from: { gte: begin - LONGEST_SPELL, lt: now } }, limit: 100_000 })) this.#add(one.userId, date, one.state, Math.min(now, one.to ?? now) - Math.max(begin, one.from));
  }

  /** A collector is in another state, or paused for another reason. */
  changed(agent: Agent): void {
    const now = this.floor.deps.clock.now();
    const userId = agent.user.id;
    const before = this.#open.get(userId);
    const next = this.#begin(agent, before);
    if (!before && !next) return;
    if (before) this.#count(userId, before, now);
    if (next) this.#open.set(userId, { begin: next, since: now }); else this.#open.delete(userId);
    this.#changes.say({ userId, at: now, next });
  }

  /** Long ones go on in a new row. To be called every minute or so. */
  look(): void {
    const now = this.floor.deps.clock.now();
    for (const [userId, open] of this.#open) {
      if (now - open.since < LONGEST_SPELL - 10 * 60_000) continue;
      this.#count(userId, open, now);
      this.#open.set(userId, { begin: open.begin, since: now });
      this.#changes.say({ userId, at: now, next: open.begin });
    }
  }
  /** The server stops in order: nobody is at work any more. */
  async end(): Promise<void> {
    for (const userId of this.#open.keys()) this.#changes.say({ userId, at: this.floor.deps.clock.now(), next: null });
    this.#open.clear();
    await this.#changes.flush();
  }

  today(userId: Id, date: LocalDate): DayTime {
    const day = this.#days.get(userId);
    return day?.date === date ? day.time : NONE;
  }

  #begin(agent: Agent, before: Open | undefined): SpellBegin | null {
    if (agent.state === 'offline') return null;
    const { entityId, teamId } = agent.user;
    return { entityId, teamId, state: agent.state, reason: agent.state === 'paused' ? agent.reason : null, campaignIds: this.#campaigns(agent, before) };
  }
  /** Of a call's time its campaign, a call of none (an inbound one) none; of the rest those that ran and counted on this collector. */
  #campaigns(agent: Agent, before: Open | undefined): readonly Id[] {
    if (agent.state === 'talking' && agent.call) return agent.call.attempt.campaignId === null ? [] : [agent.call.attempt.campaignId];
    if (agent.state === 'wrapUp') {
      if (agent.wrapUpOf) return agent.wrapUpOf.campaignId === null ? [] : [agent.wrapUpOf.campaignId];
      if (before?.begin.state === 'talking') return before.begin.campaignIds;
    }
    return [...this.floor.runners.values()].filter((runner) => runner.campaign.state === 'running' && this.floor.serves(agent, runner.campaign)).map((runner) => runner.campaign.id).sort();
  }

  #count(userId: Id, { begin, since }: Open, now: Instant): void { this.#add(userId, this.floor.today(), begin.state, now - Math.max(since, this.floor.dayBegan(now))); }
  #add(userId: Id, date: LocalDate, state: AgentSpell['state'], time: Millis): void {
    if (state === 'paused' || time <= 0) return;
    const so = this.today(userId, date);
    this.#days.set(userId, { date, time: { busy: so.busy + (state === 'talking' || state === 'wrapUp' ? time : 0), unpaused: so.unpaused + time } });
  }
}
