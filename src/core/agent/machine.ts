import { go, type Table } from '../machine/table.js';

/** A collector's presence: what they may be given now. Their phone's standing leg is a machine of its own (desk-leg.ts). */
export const AGENT_STATES = ['offline', 'paused', 'ready', 'reserved', 'talking', 'wrapUp'] as const;
export type AgentStateName = (typeof AGENT_STATES)[number];

export const AGENT_EVENTS = [
  // requests of the person
  'readyAsked', 'pauseAsked', 'logoutAsked',
  // what happens to them: a call is promised, comes, fails to come, ends
  'reserved', 'connected', 'reservationLost', 'callEnded', 'legLost',
  // wrap-up is over: the disposition came or the clock ran out; where to is what they asked for last
  'finishedReady', 'finishedPaused', 'finishedOffline',
  // the desk's socket has been away too long
  'deskGone',
] as const;
export type AgentEventName = (typeof AGENT_EVENTS)[number];
export const AGENT_EFFECTS = ['raiseLeg', 'dropLeg', 'offer', 'startWrapUp', 'stopWrapUp', 'afterCallReady', 'afterCallPause', 'afterCallLogout', 'tell'] as const;
export type AgentEffect = (typeof AGENT_EFFECTS)[number];

const late = 'late' as const;
const refuse = 'refuse' as const;

export const agentTable: Table<AgentStateName, AgentEventName, AgentEffect> = {
  offline: {
    readyAsked: go('ready', 'raiseLeg', 'offer', 'tell'), pauseAsked: go('paused', 'raiseLeg', 'tell'), logoutAsked: late,
    reserved: refuse, connected: late, reservationLost: late, callEnded: late, legLost: late,
    finishedReady: late, finishedPaused: late, finishedOffline: late, deskGone: late,
  },
  paused: {
    readyAsked: go('ready', 'raiseLeg', 'offer', 'tell'), pauseAsked: go('paused', 'tell'), logoutAsked: go('offline', 'dropLeg', 'tell'),
    // A paused collector may still dial by hand.
    reserved: go('reserved', 'tell'), connected: late, reservationLost: late, callEnded: late, legLost: late,
    finishedReady: late, finishedPaused: late, finishedOffline: late, deskGone: late,
  },
  ready: {
    readyAsked: go('ready', 'raiseLeg', 'offer', 'tell'), pauseAsked: go('paused', 'tell'), logoutAsked: go('offline', 'dropLeg', 'tell'),
    reserved: go('reserved', 'tell'), connected: late, reservationLost: late, callEnded: late, legLost: go('ready', 'raiseLeg', 'tell'),
    finishedReady: late, finishedPaused: late, finishedOffline: late, deskGone: go('paused', 'tell'),
  },
  reserved: {
    readyAsked: go('reserved', 'afterCallReady'), pauseAsked: go('reserved', 'afterCallPause', 'tell'), logoutAsked: go('reserved', 'afterCallLogout', 'tell'),
    reserved: refuse, connected: go('talking', 'tell'), reservationLost: go('ready', 'offer', 'tell'),
    // A dial of their own that nobody answered: there is something to write down.
    callEnded: go('wrapUp', 'startWrapUp', 'tell'), legLost: go('ready', 'raiseLeg', 'tell'),
    finishedReady: late, finishedPaused: go('paused', 'tell'), finishedOffline: go('offline', 'dropLeg', 'tell'), deskGone: go('reserved', 'afterCallPause'),
  },
  talking: {
    readyAsked: go('talking', 'afterCallReady', 'tell'), pauseAsked: go('talking', 'afterCallPause', 'tell'), logoutAsked: go('talking', 'afterCallLogout', 'tell'),
    reserved: refuse, connected: late, reservationLost: late, callEnded: go('wrapUp', 'startWrapUp', 'tell'), legLost: go('wrapUp', 'startWrapUp', 'raiseLeg', 'tell'),
    finishedReady: late, finishedPaused: late, finishedOffline: late,
    // A dead browser never drops a talking customer.
    deskGone: go('talking', 'afterCallPause'),
  },
  wrapUp: {
    readyAsked: go('wrapUp', 'afterCallReady', 'tell'), pauseAsked: go('wrapUp', 'afterCallPause', 'tell'), logoutAsked: go('wrapUp', 'afterCallLogout', 'tell'),
    reserved: refuse, connected: late, reservationLost: late, callEnded: late, legLost: go('wrapUp', 'raiseLeg', 'tell'),
    finishedReady: go('ready', 'stopWrapUp', 'raiseLeg', 'offer', 'tell'), finishedPaused: go('paused', 'stopWrapUp', 'tell'), finishedOffline: go('offline', 'stopWrapUp', 'dropLeg', 'tell'),
    deskGone: go('wrapUp', 'afterCallPause'),
  },
};
