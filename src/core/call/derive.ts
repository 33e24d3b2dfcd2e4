import type { Blame, Outcome } from './outcome.js';

/** What is known of a leg that was never answered. */
export interface UnansweredFacts {
  /** FreeSWITCH hangup cause. */
  readonly cause: string;
  readonly sipStatus?: number | undefined;
  readonly q850?: number | undefined;
  /** Did a 180, or a 183 with media, come? */
  readonly rang: boolean;
  /** We ended it (suppression, stop, collector's wish) before the network did. */
  readonly cancelledByUs: boolean;
  /** Our ring timeout ended it. */
  readonly timedOut: boolean;
}
export interface Derived { readonly outcome: Outcome; readonly blame: Blame; readonly because: string }

const said = (outcome: Outcome, blame: Blame, because: string): Derived => ({ outcome, blame, because });

/** SIP status → outcome (RFC 3261; measured on the switch: `outcomes` transcript). 403 speaks of us or the trunk, 603 of the callee. */
function bySip(status: number, rang: boolean): Derived | undefined {
  switch (status) {
    case 486: case 600: return said('busy', 'callee', `SIP ${status}`);
    case 603: case 607: case 608: return said('rejected', 'callee', `SIP ${status}`);
    case 404: case 410: case 484: case 485: case 604: return said('invalid', 'number', `SIP ${status}`);
    case 480: return said('unavailable', 'callee', 'SIP 480');
    case 408: return rang ? said('no_answer', 'callee', 'SIP 408 after ringing') : said('carrier_fault', 'carrier', 'SIP 408 without ringing');
    case 503: return said('congestion', 'carrier', 'SIP 503');
    default: break;
  }
  // A callee who forwards: we don't follow, since nobody asked the gate about where it leads.
  if (status >= 300 && status < 400) return said('unavailable', 'callee', `SIP ${status}: forwarded, not followed`);
  if (status === 487) return undefined;
  if (status >= 400 && status < 700) return said('carrier_fault', status >= 500 ? 'carrier' : 'us', `SIP ${status}`);
  return undefined;
}

/** Hangup cause → outcome, where no SIP status tells (Q.850; FreeSWITCH's names). */
function byCause(cause: string, rang: boolean): Derived {
  switch (cause) {
    case 'USER_BUSY': return said('busy', 'callee', cause);
    case 'NO_ANSWER': case 'ALLOTTED_TIMEOUT': case 'PROGRESS_TIMEOUT':
      return rang ? said('no_answer', 'callee', cause) : said('carrier_fault', 'carrier', `${cause} without ringing`);
    case 'NO_USER_RESPONSE': case 'SUBSCRIBER_ABSENT': case 'NORMAL_UNSPECIFIED': case 'USER_NOT_REGISTERED': return said('unavailable', 'callee', cause);
    case 'CALL_REJECTED': return said('rejected', 'callee', cause);
    case 'UNALLOCATED_NUMBER': case 'NUMBER_CHANGED': case 'INVALID_NUMBER_FORMAT': case 'NO_ROUTE_DESTINATION': return said('invalid', 'number', cause);
    case 'NORMAL_CIRCUIT_CONGESTION': case 'SWITCH_CONGESTION': case 'NORMAL_TEMPORARY_FAILURE': case 'REQUESTED_CHAN_UNAVAIL': return said('congestion', 'carrier', cause);
    case 'ORIGINATOR_CANCEL': case 'LOSE_RACE': return said('cancelled', 'us', cause);
    default: return said('carrier_fault', 'carrier', cause);
  }
}

/** The outcome of an attempt that was placed and never answered. Total: every cause has an answer. */
export function deriveUnanswered(facts: UnansweredFacts): Derived {
  if (facts.cancelledByUs && !facts.timedOut) return said('cancelled', 'us', 'we cancelled');
  if (facts.timedOut) return facts.rang ? said('no_answer', 'callee', 'ring timeout') : said('carrier_fault', 'carrier', 'no ringing before our timeout');
  return (facts.sipStatus === undefined ? undefined : bySip(facts.sipStatus, facts.rang)) ?? byCause(facts.cause, facts.rang);
}

/** May the next gateway be tried within the same attempt? Only where the INVITE certainly didn't ring anyone. */
export function mayFailOver(facts: { readonly placed: boolean; readonly rang: boolean; readonly sipStatus?: number | undefined; readonly cause: string }): boolean {
  if (!facts.placed) return true;
  if (facts.rang) return false;
  return facts.sipStatus === 503 || facts.sipStatus === 403 || (facts.sipStatus === undefined && (facts.cause === 'NETWORK_OUT_OF_ORDER' || facts.cause === 'GATEWAY_DOWN' || facts.cause === 'DESTINATION_OUT_OF_ORDER'));
}
