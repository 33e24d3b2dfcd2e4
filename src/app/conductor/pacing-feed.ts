import type { AgentStateName } from '../../core/agent/machine.js';
import type { Millis } from '../../core/units.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';
import type { CampaignRunner } from './runner.js';

interface Work { readonly runner: CampaignRunner | null; readonly stage: string | null }

/**
 * What happens to calls and collectors, told to the pacer of the campaign it concerns in the pacer's words. Decides
 * nothing and keeps only what is needed to say each thing once.
 */
export class PacingFeed {
  /** Calls whose ringing was told. */
  readonly #told = new WeakSet<Call>();
  /** Lines we hung up because one more answer would have been too many. */
  readonly #cut = new WeakSet<Call>();
  /** Whose call a collector had: until the wrap-up after it ends. */
  readonly #work = new WeakMap<Agent, Work>();

  constructor(private readonly floor: Floor) {}

  workOf(agent: Agent): Work | undefined { return this.#work.get(agent); }

  /** Was this line placed by the pacer, for whoever is free? Lines for one collector are not in its forecast. */
  paced(call: Call): boolean { return call.runner !== null && !call.inbound && call.attempt.userId === null && (call.attempt.mode === 'predictive' || call.attempt.mode === 'progressive'); }

  cut(call: Call): void { this.#cut.add(call); }
  wasCut(call: Call): boolean { return this.#cut.has(call); }

  /** It is known who answered. */
  screened(call: Call): void {
    const { facts } = call;
    if (facts.answeredAt === null || facts.connectedOnce) return;
    this.#ended(call, facts.machine ? 'machine' : 'live', facts.answeredAt, facts.screened ? Math.max(0, (facts.clearedAt ?? facts.answeredAt) - facts.answeredAt) : null);
  }
  connected(call: Call): void { if (!call.inbound) call.runner?.pacing.answer(call, call.facts.lateBridge ? 'abandoned' : 'connected', this.#told.has(call)); }
  /** Nobody was free in time: the message plays. */
  abandoned(call: Call): void { if (!call.inbound && !call.facts.connectedOnce && !call.facts.machine) call.runner?.pacing.answer(call, 'abandoned', this.#told.has(call)); }

  /** The call is over and its outcome is known: what was not told before is told now. */
  over(call: Call, lost: boolean): void {
    const { facts, runner } = call;
    if (runner === null || call.inbound) return;
    if (facts.answeredAt !== null) {
      this.screened(call);
      if (facts.outcome === 'abandoned') runner.pacing.answer(call, 'abandoned', this.#told.has(call));
    } else if (facts.placed) {
      const now = this.floor.deps.clock.now();
      // Cut short, stopped, or lost from sight: nobody had answered until then, and no more is known.
      const ended = facts.leg === null && facts.jobCause === null;
      this.#ended(call, lost || ended || this.#cut.has(call) || (facts.cancelledByUs && !facts.timedOut) ? 'cancelled' : 'failed', now, null);
    }
    runner.pacing.settled(call);
  }

  /** `since`: when the state they left began. */
  moved(agent: Agent, from: AgentStateName, since: number): void {
    const now = this.floor.deps.clock.now();
    const length: Millis = Math.max(0, now - since);
    if (agent.state === 'talking') { this.#work.set(agent, { runner: agent.call?.runner ?? null, stage: agent.call?.attempt.stage ?? null }); return; }
    const work = this.#work.get(agent);
    if (!work) return;
    if (from === 'talking') work.runner?.pacing.tell({ kind: 'talk', at: now, length, agent: agent.user.id, stage: work.stage });
    if (from !== 'wrapUp') return;
    work.runner?.pacing.wrapped(agent.user.id, length, agent.state === 'ready', now);
    this.#work.delete(agent);
  }

  #ended(call: Call, outcome: 'live' | 'machine' | 'failed' | 'cancelled', at: number, amd: Millis | null): void {
    if (outcome !== 'cancelled') call.runner?.shares.ended(call, outcome === 'live');
    const sent = call.facts.sentAt;
    if (this.#told.has(call) || sent === null || !this.paced(call)) return;
    this.#told.add(call);
    call.runner?.pacing.tell({ kind: 'call', outcome, at, age: Math.max(0, at - sent), amd, share: call.share.value });
  }
}
