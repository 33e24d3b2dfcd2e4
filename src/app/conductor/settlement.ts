import { deriveUnanswered, mayFailOver, type Derived } from '../../core/call/derive.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';
import { settleAttempt } from './settle.js';

export interface FailOver { /** Tries the next trunk within the same attempt; true when the call lives on under a new leg. */ tryNext(call: Call): boolean }

/** The end of a call: its outcome, the trunk's line given back, the attempt written, the lead sent on. Each exactly once. */
export class Settlement {
  failOver: FailOver | null = null;
  /** Others who must know that a call is over: third parties, listeners. */
  onOver: (call: Call) => void = () => undefined;
  constructor(private readonly floor: Floor) {}

  settle(call: Call, lost: boolean): void {
    const { deps } = this.floor;
    const { facts } = call;
    if (facts.outcome !== null) return;
    const now = deps.clock.now();
    const said = lost ? lostOutcome(call) : outcomeOf(call);
    const trunkId = this.floor.giveBack(call);
    if (trunkId !== null) this.floor.trunks.report(trunkId, said.outcome === 'carrier_fault' && said.blame !== 'callee', now);
    const unanswered = facts.answeredAt === null;
    if (!lost && unanswered && !facts.cancelledByUs && call.forbidden === null
      && mayFailOver({ placed: facts.placed, rang: facts.rangAt !== null, sipStatus: facts.leg?.sipStatus, cause: facts.leg?.cause ?? facts.jobCause ?? '' })
      && this.failOver?.tryNext(call)) return;
    facts.outcome = said.outcome;
    const abandoned = said.outcome === 'abandoned';
    // Somebody must be there to write it down: a collector who went on already will not.
    const disposable = facts.connectedOnce && [...this.floor.agents.values()].some((agent) => agent.wrapUpOf?.attemptId === call.attempt.id);
    settleAttempt(this.floor, {
      attemptId: call.attempt.id, at: now, outcome: said.outcome, settings: call.runner?.settings ?? null, awaitDisposition: disposable, callbackId: call.callbackId,
      facts: {
        blame: said.blame, ...(facts.leg ? { hangupCause: facts.leg.cause, sipStatus: facts.leg.sipStatus ?? null, q850: facts.leg.q850 ?? null } : facts.jobCause ? { hangupCause: facts.jobCause } : {}),
        ...(facts.rangAt === null ? {} : { rangAt: facts.rangAt }), ...(facts.answeredAt === null ? {} : { answeredAt: facts.answeredAt }), ...(facts.bridgedAt === null ? {} : { bridgedAt: facts.bridgedAt, userId: call.attempt.userId }), ...(facts.placed || facts.placedEarlier ? {} : { placedAt: null }),
        ...(facts.waitMs === null ? {} : { waitMs: facts.waitMs }), ...(abandoned ? { abandonedBy: facts.messageSounded ? 'deadline' as const : facts.hangupBy === 'customer' && !lost && !facts.connectedOnce ? 'callee' as const : 'us' as const } : {}),
        messagePlayed: facts.messageSounded,
      },
    });
    deps.metrics.count('dunwell_attempts_total', { campaign: call.runner?.campaign.name ?? 'none', outcome: said.outcome });
    if (!call.inbound) call.runner?.settled(call, said.outcome);
    this.floor.pacing.over(call, lost);
    // The collector who dialed this and was never connected is free again.
    const bound = call.boundTo;
    if (bound?.call === call && bound.state === 'reserved') {
      deps.desk.push(bound.user.id, { type: 'ended', at: now, attemptId: call.attempt.id, outcome: said.outcome, bridged: false, dispositionDue: false, by: facts.hangupBy });
      bound.released();
    }
    this.onOver(call);
    this.floor.dropCall(call);
  }
}

function outcomeOf(call: Call): Derived {
  const { facts } = call;
  if (facts.answeredAt !== null) {
    if (facts.machine) return { outcome: 'machine', blame: 'callee', because: 'a machine answered' };
    if (facts.connectedOnce && !facts.lateBridge) return { outcome: 'human', blame: 'nobody', because: 'connected' };
    if (facts.connectedOnce) return { outcome: 'abandoned', blame: 'us', because: 'connected later than 2 s' };
    return { outcome: 'abandoned', blame: 'us', because: 'nobody was free in time' };
  }
  if (!facts.placed && !facts.placedEarlier) return { outcome: 'not_placed', blame: 'us', because: facts.jobCause ?? 'never left us' };
  if (!facts.leg && facts.jobCause === null) return { outcome: facts.cancelledByUs ? 'cancelled' : 'unknown', blame: 'nobody', because: 'the switch never said' };
  return deriveUnanswered({ cause: facts.leg?.cause ?? facts.jobCause ?? '', sipStatus: facts.leg?.sipStatus, q850: facts.leg?.q850, rang: facts.rangAt !== null, cancelledByUs: facts.cancelledByUs, timedOut: facts.timedOut });
}

/** The switch died under the call: what was talked is talked; who waited was abandoned by us; what rang we can't know. */
function lostOutcome(call: Call): Derived {
  const { facts } = call;
  if (facts.connectedOnce) return outcomeOf(call);
  if (facts.answeredAt !== null) return { outcome: 'abandoned', blame: 'us', because: 'the switch was lost' };
  return { outcome: 'unknown', blame: 'nobody', because: 'the switch was lost' };
}
