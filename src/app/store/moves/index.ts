import { applyApproval, askApproval, decideApproval } from './approvals.js';
import { keepArticle, keepArticles } from './articles.js';
import { assignCases } from './assign.js';
import { note, openAttempt, openInbound, renewPermit, settleAttempt } from './attempts.js';
import { importCalendar } from './calendars.js';
import { takeCallbacks } from './callbacks.js';
import { actOnCase } from './case-acts.js';
import { activatePack, askGate, endPack, simulatePacks, takeTouches } from './compliance.js';
import { writeContact } from './contacts.js';
import { closeComplaint, openComplaint } from './complaints.js';
import type { MoveContext } from './context.js';
import { disposeAttempt, releaseLeftDialing, releaseUndisposed, writeCaseNote } from './dispose.js';
import { eraseEvidence, keepRoot, testify } from './evidence.js';
import { eraseDebtor, forgetFindings, forgetRecordings } from './erasure.js';
import { explainLead, fillHopper, releaseClaims, restLead } from './hopper.js';
import { liftHold, setHold } from './holds.js';
import { markClock } from './in-force.js';
import { moveCampaign, outcomesByHour, prepareLead, spentOn } from './live.js';
import { importBegin, importEnd, importFindings, importPlacements, importsInterrupted } from './import.js';
import { importHistory } from './import-history.js';
import { importPayments, importRecalls } from './import-money.js';
import { importUpdates } from './import-updates.js';
import { changeWebhook, keepDailyFile, queueDeliveries, replayDeliveries, settleDeliveries } from './outbox.js';
import { placePoints } from './places.js';
import { movePlacement } from './placements.js';
import { reversePayment, takePayment } from './payments.js';
import { agreePlan, cancelPlan, previewPlan } from './plans.js';
import { cancelPromise, judgePromises, makePromise } from './promises.js';
import { change, create, createMany } from './records.js';
import { rollPage } from './roll.js';
import { endLeftSpells, keepSpells } from './spells.js';
import { syncSegment } from './segment.js';
import { correctBalance, settleAccount } from './settle.js';
import { changeTask, makeTask, takeReminders } from './tasks.js';

/** Every atomic move, by name. A move's docstring is its contract; the contract suite runs them on every store. */
export const moves = {
  create, change, createMany,
  fillHopper, releaseClaims, restLead, explainLead, prepareLead, takeCallbacks,
  openAttempt, renewPermit, openInbound, note, settleAttempt, disposeAttempt, releaseUndisposed, releaseLeftDialing, writeCaseNote,
  keepSpells, endLeftSpells, moveCampaign, outcomesByHour, spentOn, syncSegment, markClock, placePoints, askGate, activatePack, endPack, importCalendar, takeTouches, simulatePacks,
  takePayment, reversePayment, settleAccount, correctBalance, makePromise, cancelPromise, judgePromises, agreePlan, previewPlan, cancelPlan, rollPage,
  keepArticle, keepArticles,
  assignCases, makeTask, changeTask, takeReminders, openComplaint, closeComplaint, askApproval, decideApproval, applyApproval,
  actOnCase, writeContact, setHold, liftHold, movePlacement,
  importBegin, importPlacements, importUpdates, importPayments, importRecalls, importHistory, importFindings, importEnd, importsInterrupted,
  eraseEvidence, eraseDebtor, forgetRecordings, forgetFindings, keepRoot, testify,
  queueDeliveries, settleDeliveries, replayDeliveries, changeWebhook, keepDailyFile,
} as const;

export type MoveName = keyof typeof moves;
export type MoveInput<M extends MoveName> = Parameters<(typeof moves)[M]>[1];
export type MoveOutput<M extends MoveName> = ReturnType<(typeof moves)[M]>;

/** A move as a function of its own input. The pair of a name and its input is sound in `MoveInput`; TypeScript can't correlate the two. */
export const moveOf = <M extends MoveName>(name: M): ((context: MoveContext, input: MoveInput<M>) => MoveOutput<M>) => moves[name] as unknown as (context: MoveContext, input: MoveInput<M>) => MoveOutput<M>;
export type { MoveContext };
