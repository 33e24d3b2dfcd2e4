import { note, openAttempt, openInbound, renewPermit, settleAttempt } from './attempts.js';
import { takeCallbacks } from './callbacks.js';
import type { MoveContext } from './context.js';
import { disposeAttempt, releaseLeftDialing, releaseUndisposed, writeCaseNote } from './dispose.js';
import { explainLead, fillHopper, releaseClaims, restLead } from './hopper.js';
import { countOutcomes, moveCampaign, prepareLead } from './live.js';
import { importBegin, importEnd, importPlacements, importsInterrupted } from './import.js';
import { changeWebhook, keepDailyFile, queueDeliveries, replayDeliveries, settleDeliveries } from './outbox.js';
import { change, create, createMany } from './records.js';
import { syncSegment } from './segment.js';

/** Every atomic move, by name. A move's docstring is its contract; the contract suite runs them on every store. */
export const moves = {
  create, change, createMany,
  fillHopper, releaseClaims, restLead, explainLead, prepareLead, takeCallbacks,
  openAttempt, renewPermit, openInbound, note, settleAttempt, disposeAttempt, releaseUndisposed, releaseLeftDialing, writeCaseNote,
  moveCampaign, countOutcomes, syncSegment,
  importBegin, importPlacements, importEnd, importsInterrupted,
  queueDeliveries, settleDeliveries, replayDeliveries, changeWebhook, keepDailyFile,
} as const;

export type MoveName = keyof typeof moves;
export type MoveInput<M extends MoveName> = Parameters<(typeof moves)[M]>[1];
export type MoveOutput<M extends MoveName> = ReturnType<(typeof moves)[M]>;
export type { MoveContext };
