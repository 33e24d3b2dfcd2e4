/** Channel states, call states and answer states by their names and numbers. */
export const STATES = [
  'CS_NEW', 'CS_NONE', 'CS_INIT', 'CS_SOFT_EXECUTE', 'CS_EXECUTE', 'CS_EXCHANGE_MEDIA', 'CS_PARK', 'CS_CONSUME_MEDIA', 'CS_HIBERNATE',
  'CS_RESET', 'CS_HANGUP', 'CS_REPORTING', 'CS_DESTROY',
] as const;
export type ChannelState = (typeof STATES)[number];
/** The number as events tell it (CS_NONE is 1, CS_ROUTING shares 2 with CS_INIT in what transcripts show after a transfer). */
export const stateNumber = (state: ChannelState): number => NUMBERS[state];
const NUMBERS: Readonly<Record<ChannelState, number>> = {
  CS_NEW: 0, CS_NONE: 1, CS_INIT: 2, CS_SOFT_EXECUTE: 3, CS_EXECUTE: 4, CS_EXCHANGE_MEDIA: 5, CS_PARK: 6, CS_CONSUME_MEDIA: 7,
  CS_HIBERNATE: 8, CS_RESET: 9, CS_HANGUP: 10, CS_REPORTING: 11, CS_DESTROY: 12,
};
export type CallState = 'DOWN' | 'DIALING' | 'RINGING' | 'EARLY' | 'ACTIVE' | 'HELD' | 'UNHELD' | 'HANGUP';
export type AnswerState = 'ringing' | 'early' | 'answered' | 'hangup';
