import type { Binding } from '../../core/campaign/settings.js';
import type { Id, Instant } from '../../core/units.js';
import type { HopperLead } from '../store/moves/hopper.js';
import type { Agent } from './agent.js';
import { FirstSeen } from './first-seen.js';

/** Whose turn a lead is: one collector's alone, the case's team's, or anybody's. */
export type Turn = { readonly kind: 'one'; readonly userId: Id } | { readonly kind: 'team'; readonly teamId: Id } | { readonly kind: 'anyone' };
const ANYONE: Turn = { kind: 'anyone' };

/**
 * Owner first, then their team, then anyone (`CampaignSettings.binding`). The time runs from when a lead first came into the
 * hopper in this run of the server, not from when it fell due: what was due all night still waits for its collector in the morning.
 */
export class Turns {
  readonly #seen = new FirstSeen();

  of(lead: HopperLead, binding: Binding | null, now: Instant): Turn {
    if (lead.boundUserId !== null) return { kind: 'one', userId: lead.boundUserId };
    if (binding === null || lead.caseUserId === null) return ANYONE;
    const since = this.#seen.since(lead.leadId, now);
    if (now < since + binding.owner) return { kind: 'one', userId: lead.caseUserId };
    return lead.teamId !== null && now < since + binding.owner + binding.team ? { kind: 'team', teamId: lead.teamId } : ANYONE;
  }
  /** Dialed: the next time it is due its collector is asked first again. */
  forget(leadId: Id): void { this.#seen.forget(leadId); }
}

/** Collectors who alone may take a call of this team's turn, in the pacer's words. */
export const groupOfTeam = (teamId: Id): string => `team:${teamId}`;
export const groupOf = (agent: Agent): string | null => agent.user.teamId === null ? null : groupOfTeam(agent.user.teamId);

export function isTurnOf(turn: Turn, agent: Agent): boolean {
  switch (turn.kind) {
    case 'one': return turn.userId === agent.user.id;
    case 'team': return turn.teamId === agent.user.teamId;
    case 'anyone': return true;
  }
}
