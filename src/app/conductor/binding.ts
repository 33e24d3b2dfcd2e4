import type { Binding } from '../../core/campaign/settings.js';
import type { Id, Instant } from '../../core/units.js';
import type { HopperLead } from '../store/moves/hopper.js';
import type { Agent } from './agent.js';

/** Whose turn a lead is: one collector's alone, the case's team's, or anybody's. */
export type Turn = { readonly kind: 'one'; readonly userId: Id } | { readonly kind: 'team'; readonly teamId: Id } | { readonly kind: 'anyone' };
const ANYONE: Turn = { kind: 'anyone' };
const MOST = 20_000;

/**
 * Owner first, then their team, then anyone (`CampaignSettings.binding`). The time runs from when a lead first came into the
 * hopper in this run of the server, not from when it fell due: what was due all night still waits for its collector in the morning.
 */
export class Turns {
  readonly #seen = new Map<Id, Instant>();

  of(lead: HopperLead, binding: Binding | null, now: Instant): Turn {
    if (lead.boundUserId !== null) return { kind: 'one', userId: lead.boundUserId };
    if (binding === null || lead.caseUserId === null) return ANYONE;
    const since = this.#since(lead.leadId, now);
    if (now < since + binding.owner) return { kind: 'one', userId: lead.caseUserId };
    return lead.teamId !== null && now < since + binding.owner + binding.team ? { kind: 'team', teamId: lead.teamId } : ANYONE;
  }
  /** Dialed: the next time it is due its collector is asked first again. */
  forget(leadId: Id): void { this.#seen.delete(leadId); }

  #since(leadId: Id, now: Instant): Instant {
    const before = this.#seen.get(leadId);
    if (before !== undefined) return before;
    if (this.#seen.size >= MOST) for (const oldest of this.#seen.keys()) { this.#seen.delete(oldest); break; }
    this.#seen.set(leadId, now);
    return now;
  }
}

export function isTurnOf(turn: Turn, agent: Agent): boolean {
  switch (turn.kind) {
    case 'one': return turn.userId === agent.user.id;
    case 'team': return turn.teamId === agent.user.teamId;
    case 'anyone': return true;
  }
}
