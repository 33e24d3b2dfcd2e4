import { go, type Table } from '../machine/table.js';

/**
 * One customer leg from intent to end. Facts come from the switch, deadlines are events of their own (a stale timer has
 * no cell it could fire in), requests come from people. What FreeSWITCH really does is in ARCHITECTURE.md and the transcripts.
 */
export const CALL_STATES = [
  'intent', 'ringing', 'answered', 'parked', 'screening', 'waiting', 'bridging', 'talking', 'holding', 'held', 'away', 'rescuing', 'message', 'voicemail', 'closing', 'ended',
] as const;
export type CallState = (typeof CALL_STATES)[number];

export const CALL_EVENTS = [
  // facts of the customer's leg
  'rang', 'answered', 'parked', 'bridged', 'messageStarted', 'messageStopped', 'hangup', 'gone', 'jobFailed', 'jobRefused', 'jobUnknown',
  // facts of the collector's leg, and of the switch
  'agentLegGone', 'legsLost',
  // screening's verdict, and the search for a collector
  'cleared', 'machineHeard', 'agentReserved',
  // deadlines
  'ringDeadline', 'seekDeadline', 'bridgeDeadline', 'parkDeadline', 'rescueDeadline', 'messageDeadline', 'closeDeadline', 'holdTick',
  // requests
  'hangUpAsked', 'voicemailAsked', 'cancelAsked', 'handOverAsked', 'handedOut',
  // a consultation (consult.ts): the customer goes on hold, is taken into a room with the others, or its collector can not come back
  'holdAsked', 'merged', 'consultFailed',
] as const;
export type CallEventName = (typeof CALL_EVENTS)[number];

/** What the mailbox is asked to do, in order. Each is explained where it is done (app/conductor/call-effects). */
export const CALL_EFFECTS = [
  'startRingTimer', 'stopTimers', 'screen', 'seekAgent', 'bridge', 'connected', 'awaitPark', 'parkCustomer', 'parkAgent', 'lineToPark', 'agentNotNeeded', 'agentDone', 'agentLost',
  'playMessage', 'messageSounds', 'playVoicemail', 'startHold', 'holdMusic', 'renewHold', 'unhold', 'kill', 'cancel', 'startCloseTimer', 'probe', 'stranded', 'settle', 'settleUnknown',
] as const;
export type CallEffect = (typeof CALL_EFFECTS)[number];

const late = 'late' as const;
const refuse = 'refuse' as const;
/** The leg is going: nothing but its last word matters. */
const over = (...effects: readonly CallEffect[]) => go<CallState, CallEffect>('closing', 'stopTimers', ...effects, 'startCloseTimer');
const end = (...effects: readonly CallEffect[]) => go<CallState, CallEffect>('ended', 'stopTimers', ...effects, 'settle');
const lost = go<CallState, CallEffect>('ended', 'stopTimers', 'settleUnknown');
const cancelled = over('cancel');
const killed = over('kill');

export const callTable: Table<CallState, CallEventName, CallEffect> = {
  // The attempt is journalled and the originate is under way; the network has said nothing yet.
  intent: {
    rang: go('ringing'), answered: go('answered'), parked: go('parked'), bridged: late, messageStarted: late, messageStopped: late,
    hangup: over(), gone: end(), jobFailed: over(), jobRefused: end(), jobUnknown: over('probe'), agentLegGone: late, legsLost: lost,
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: cancelled, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: cancelled, voicemailAsked: refuse, cancelAsked: cancelled, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  ringing: {
    rang: late, answered: go('answered'), parked: go('parked'), bridged: late, messageStarted: late, messageStopped: late,
    hangup: over(), gone: end(), jobFailed: over(), jobRefused: end(), jobUnknown: over('probe'), agentLegGone: late, legsLost: lost,
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: cancelled, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: cancelled, voicemailAsked: refuse, cancelAsked: cancelled, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  // Answered, but not yet in park: it can't be bridged for some milliseconds.
  answered: {
    rang: late, answered: late, parked: go('screening', 'stopTimers', 'screen'), bridged: late, messageStarted: late, messageStopped: late,
    hangup: over(), gone: end(), jobFailed: over('kill'), jobRefused: late, jobUnknown: over('probe'), agentLegGone: late, legsLost: lost,
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: killed, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: killed, voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  // In park before the answer was heard of (either order happens; with early media it means: still ringing).
  parked: {
    rang: late, answered: go('screening', 'stopTimers', 'screen'), parked: late, bridged: late, messageStarted: late, messageStopped: late,
    hangup: over(), gone: end(), jobFailed: over('kill'), jobRefused: late, jobUnknown: over('probe'), agentLegGone: late, legsLost: lost,
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: cancelled, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: cancelled, voicemailAsked: refuse, cancelAsked: cancelled, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  screening: {
    rang: late, answered: late, parked: late, bridged: late, messageStarted: late, messageStopped: late,
    hangup: over(), gone: end(), jobFailed: late, jobRefused: late, jobUnknown: late, agentLegGone: late, legsLost: lost,
    cleared: go('waiting', 'seekAgent'), machineHeard: killed, agentReserved: late,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: killed, voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  // A person is on the line and the two-second clock runs.
  waiting: {
    rang: late, answered: late, parked: late, bridged: late, messageStarted: late, messageStopped: late,
    hangup: over(), gone: end(), jobFailed: late, jobRefused: late, jobUnknown: late, agentLegGone: late, legsLost: lost,
    cleared: late, machineHeard: late, agentReserved: go('bridging', 'bridge'),
    ringDeadline: late, seekDeadline: go('message', 'stopTimers', 'playMessage'), bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: killed, voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  // uuid_bridge is sent: until CHANNEL_BRIDGE both legs are in doubt.
  bridging: {
    rang: late, answered: late, parked: late, bridged: go('talking', 'stopTimers', 'connected'), messageStarted: late, messageStopped: late,
    hangup: over('parkAgent', 'agentNotNeeded'), gone: end('parkAgent', 'agentNotNeeded'), jobFailed: late, jobRefused: late, jobUnknown: late,
    agentLegGone: go('rescuing', 'stopTimers', 'agentLost', 'awaitPark'), legsLost: go('ended', 'stopTimers', 'agentNotNeeded', 'settleUnknown'),
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: go('rescuing', 'stopTimers', 'parkAgent', 'agentNotNeeded', 'parkCustomer'), parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: over('kill', 'parkAgent', 'agentNotNeeded'), voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  talking: {
    rang: late, answered: late,
    // Back in park while nobody hung up: the collector's leg is lost, so another collector takes the customer.
    parked: go('waiting', 'agentLost', 'seekAgent'),
    bridged: late, messageStarted: late, messageStopped: late,
    hangup: over('agentDone'), gone: end('agentDone'), jobFailed: late, jobRefused: late, jobUnknown: late,
    agentLegGone: go('rescuing', 'agentLost', 'awaitPark'), legsLost: go('ended', 'stopTimers', 'agentDone', 'settle'),
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: over('kill', 'agentDone'), voicemailAsked: go('voicemail', 'parkCustomer', 'agentDone'), cancelAsked: late,
    handOverAsked: go('rescuing', 'awaitPark', 'parkCustomer', 'lineToPark', 'agentDone'), handedOut: go('away', 'stopTimers', 'agentDone'),
    holdAsked: go('holding', 'parkCustomer', 'lineToPark'), merged: late, consultFailed: late,
  },
  // The collector asks somebody about their customer (consult.ts): the customer is being put into park.
  holding: {
    rang: late, answered: late, parked: go('held', 'stopTimers', 'startHold'), bridged: late, messageStarted: late, messageStopped: late,
    hangup: over('agentDone'), gone: end('agentDone'), jobFailed: late, jobRefused: late, jobUnknown: late,
    agentLegGone: go('rescuing', 'agentLost', 'awaitPark'), legsLost: go('ended', 'stopTimers', 'agentDone', 'settle'),
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: over('stranded', 'kill', 'agentDone'), messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: over('kill', 'agentDone'), voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: go('rescuing', 'agentDone'),
  },
  // On hold: hears music, and is its collector's still. The dead-man is renewed, so that nobody waits on a line we forgot.
  held: {
    rang: late, answered: late, parked: late, bridged: late, messageStarted: late, messageStopped: go('held', 'holdMusic'),
    hangup: over('agentDone'), gone: end('agentDone'), jobFailed: late, jobRefused: late, jobUnknown: late,
    agentLegGone: go('waiting', 'stopTimers', 'agentLost', 'seekAgent'), legsLost: go('ended', 'stopTimers', 'agentDone', 'settle'),
    cleared: late, machineHeard: late, agentReserved: go('bridging', 'stopTimers', 'bridge'),
    ringDeadline: late, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: go('held', 'renewHold'),
    hangUpAsked: over('kill', 'agentDone'), voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: go('away', 'stopTimers', 'agentDone'),
    holdAsked: refuse, merged: go('talking', 'stopTimers', 'unhold'), consultFailed: go('waiting', 'stopTimers', 'agentDone', 'seekAgent'),
  },
  // Talks to somebody outside (a transfer); no collector of ours is on it.
  away: {
    rang: late, answered: late, parked: killed, bridged: go('away', 'stopTimers', 'unhold'), messageStarted: late, messageStopped: late,
    hangup: over(), gone: end(), jobFailed: late, jobRefused: late, jobUnknown: late, agentLegGone: late, legsLost: end(),
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: killed, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: killed, voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: late,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  // The customer is being put back into park after a failed or broken bridge.
  rescuing: {
    rang: late, answered: late, parked: go('waiting', 'stopTimers', 'seekAgent'), bridged: late, messageStarted: late, messageStopped: late,
    hangup: over(), gone: end(), jobFailed: late, jobRefused: late, jobUnknown: late, agentLegGone: late, legsLost: lost,
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: late, parkDeadline: go('rescuing', 'parkCustomer'), rescueDeadline: over('stranded', 'kill'), messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: killed, voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: go('away', 'stopTimers', 'agentDone'),
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  // Nobody was free in time: the safe-harbour message.
  message: {
    rang: late, answered: late, parked: late, bridged: late, messageStarted: go('message', 'messageSounds'), messageStopped: killed,
    hangup: over(), gone: end(), jobFailed: late, jobRefused: late, jobUnknown: late, agentLegGone: late, legsLost: lost,
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: killed, closeDeadline: late, holdTick: late,
    hangUpAsked: killed, voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  // The collector heard a machine and left the campaign's message; the collector is free, the message plays on.
  voicemail: {
    rang: late, answered: late, parked: go('voicemail', 'stopTimers', 'playVoicemail'), bridged: late, messageStarted: go('voicemail', 'messageSounds'), messageStopped: killed,
    hangup: over(), gone: end(), jobFailed: late, jobRefused: late, jobUnknown: late, agentLegGone: late, legsLost: lost,
    cleared: late, machineHeard: late, agentReserved: late,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: over('stranded', 'kill'), messageDeadline: killed, closeDeadline: late, holdTick: late,
    hangUpAsked: killed, voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: refuse,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  closing: {
    rang: late, answered: go('closing', 'kill'), parked: go('closing', 'kill'), bridged: go('closing', 'kill'), messageStarted: late, messageStopped: late,
    hangup: late, gone: end(), jobFailed: late, jobRefused: end(), jobUnknown: late, agentLegGone: late, legsLost: lost,
    cleared: late, machineHeard: late, agentReserved: refuse,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: go('closing', 'probe'), holdTick: late,
    hangUpAsked: late, voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: late,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
  ended: {
    rang: late, answered: go('ended', 'kill'), parked: go('ended', 'kill'), bridged: late, messageStarted: late, messageStopped: late,
    hangup: late, gone: late, jobFailed: late, jobRefused: late, jobUnknown: late, agentLegGone: late, legsLost: late,
    cleared: late, machineHeard: late, agentReserved: refuse,
    ringDeadline: late, seekDeadline: late, bridgeDeadline: late, parkDeadline: late, rescueDeadline: late, messageDeadline: late, closeDeadline: late, holdTick: late,
    hangUpAsked: late, voicemailAsked: refuse, cancelAsked: late, handOverAsked: refuse, handedOut: late,
    holdAsked: refuse, merged: late, consultFailed: late,
  },
};
