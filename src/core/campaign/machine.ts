import { go, type Table } from '../machine/table.js';
import type { CampaignState } from '../records/index.js';

export const CAMPAIGN_EVENTS = ['start', 'pause', 'drain', 'stop', 'emptied'] as const;
export type CampaignEventName = (typeof CAMPAIGN_EVENTS)[number];
export const CAMPAIGN_EFFECTS = ['run', 'rest', 'cancelRinging', 'releaseClaims'] as const;
export type CampaignEffect = (typeof CAMPAIGN_EFFECTS)[number];
const refuse = 'refuse' as const;
const late = 'late' as const;

/** `pause` lets ringing calls finish; `drain` also, and stops when nothing is in the air; `stop` cancels what rings, never a call in talk. */
export const campaignTable: Table<CampaignState, CampaignEventName, CampaignEffect> = {
  draft: { start: go('running', 'run'), pause: refuse, drain: refuse, stop: go('stopped'), emptied: late },
  running: { start: go('running'), pause: go('paused', 'rest', 'releaseClaims'), drain: go('draining', 'rest', 'releaseClaims'), stop: go('stopped', 'rest', 'cancelRinging', 'releaseClaims'), emptied: late },
  paused: { start: go('running', 'run'), pause: go('paused'), drain: go('draining'), stop: go('stopped', 'cancelRinging', 'releaseClaims'), emptied: late },
  draining: { start: go('running', 'run'), pause: go('paused'), drain: go('draining'), stop: go('stopped', 'cancelRinging', 'releaseClaims'), emptied: go('stopped') },
  stopped: { start: go('running', 'run'), pause: refuse, drain: refuse, stop: go('stopped'), emptied: late },
};
