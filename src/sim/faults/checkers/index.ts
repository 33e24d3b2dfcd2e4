import type { Millis } from '../../../core/units.js';
import type { MakeChecker } from '../eyes.js';
import { abandonment, type Answers } from './abandonment.js';
import { acknowledged } from './acknowledged.js';
import { answered } from './answered.js';
import { deadlines } from './deadlines.js';
import { deskJournal } from './desk-journal.js';
import { drained } from './drained.js';
import { forbidden } from './forbidden.js';
import { journalFirst } from './journal-first.js';
import { lawful } from './lawful.js';
import { oneAttempt } from './one-attempt.js';
import { oneToOne } from './one-to-one.js';
import { ownedLegs } from './owned-legs.js';
import { rests } from './rests.js';
import { settledOnce } from './settled-once.js';
import { talks } from './talks.js';
import { totals } from './totals.js';
import { walls } from './walls.js';
import { wrapUps } from './wrap-ups.js';

export type { Answers } from './abandonment.js';
/** All of them. `screening`: the longest verdict; `answers`: where the budget's sample goes. */
export const allCheckers = (screening: Millis, answers: Answers): readonly MakeChecker[] => [
  oneToOne, ownedLegs, oneAttempt, journalFirst, lawful, forbidden, answered(screening), abandonment(screening, answers), settledOnce, rests, deskJournal, acknowledged, wrapUps, walls, talks, deadlines, totals, drained,
];
