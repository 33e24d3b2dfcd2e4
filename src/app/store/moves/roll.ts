/** The night's work (跑批), a page at a time: what a new local day brings to accounts and cases without anybody doing anything. */
import type { RollProgress } from '../../../core/collections/roll-day.js';
import { openRoll, ROLL_STEPS, type RollStep } from '../../../core/collections/roll-day.js';
import { dayNumber, isoDate } from '../../../core/time/zones.js';
import type { Id, Instant, LocalDate, ZoneName } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { localDay, startOfDay, zoneOf } from './creditor.js';
import { followUpsDue } from './roll-follow-ups.js';
import { factsOver, holdsOver, placementsOver } from './roll-overs.js';
import { stagesMoved } from './roll-stages.js';
import { judgePromises } from './promises.js';
import { append } from './stream.js';

/** What a step is given and gives. A cursor is texts of its own making; null at the beginning and at the end. */
export interface RollPage {
  readonly day: LocalDate; /** The last day rolled before. */ readonly since: LocalDate; readonly zone: ZoneName; readonly at: Instant;
  /** First instants of the day after `since` and of the day after `day`. */
  readonly from: Instant; readonly to: Instant;
  readonly cursor: readonly string[] | null; readonly most: number;
}
export interface RolledPage { readonly cursor: readonly string[] | null; readonly looked: number; readonly changed: number; /** Cases nobody may work any more. */ readonly left?: readonly Id[] }

export interface RollAsk { readonly at: Instant; /** Work done in this transaction, in rows read: 1 to 10 000. A row of a dearer step counts as several (`COST`). */ readonly most: number }
/** What a row of a step costs when it is changed, in rows that are only read: a page of any step keeps the writer about as long. */
const COST: Readonly<Record<RollStep, number>> = { placements: 1, holds: 1, facts: 1, stages: 15, promises: 40, instalments: 40, plans: 10, followUps: 20 };
export interface Rolled {
  readonly day: LocalDate;
  /** The step this page was of; null: the day was rolled already. */
  readonly step: RollStep | null;
  /** Today's roll, and every day's before, is finished. */
  readonly done: boolean;
  readonly looked: number; readonly changed: number;
  /** `conductor.forbid` each. */
  readonly left: readonly Id[];
  readonly progress: RollProgress;
}
const KEY = 'roll.';
/** Days between two rolls that are looked at one by one; a server that was away for longer begins there. */
const LONGEST = 366;

/**
 * One page of the roll of the local day of `at` (or of an older day that was begun and not finished: it is finished first).
 * Progress is kept in the setting `roll.DAY` in the same transaction, so a page is done once, whoever asks, and after a kill
 * the next call goes on. A day that was rolled is not rolled again.
 */
export function rollPage(context: MoveContext, input: RollAsk): Rolled {
  const { tx } = context;
  const zone = zoneOf(context);
  const today = localDay(context, input.at, zone);
  const last = tx.first('setting', { where: { key: { gte: KEY, lt: 'roll/' } }, order: [{ by: 'key', down: true }] });
  const before = last ? openRoll(last.value) : null;
  const begun = before !== null && (before.endedAt === null || before.day >= today);
  const progress = begun ? before : begin(context, before?.day ?? null, today, input.at);
  if (progress.endedAt !== null) return { day: progress.day, step: null, done: true, looked: 0, changed: 0, left: [], progress };
  const step = ROLL_STEPS[progress.step] ?? 'facts';
  const page = STEPS[step](context, {
    day: progress.day, since: progress.since, zone, at: input.at, cursor: progress.cursor, most: Math.max(1, Math.round(input.most / COST[step])),
    from: startOfDay(context, isoDate(dayNumber(progress.since) + 1), zone), to: startOfDay(context, isoDate(dayNumber(progress.day) + 1), zone),
  });
  const next: RollProgress = {
    ...progress, cursor: page.cursor, step: page.cursor === null ? progress.step + 1 : progress.step,
    looked: { ...progress.looked, [step]: (progress.looked[step] ?? 0) + page.looked }, changed: { ...progress.changed, [step]: (progress.changed[step] ?? 0) + page.changed },
    endedAt: page.cursor === null && progress.step + 1 >= ROLL_STEPS.length ? input.at : null,
  };
  const row = tx.first('setting', { where: { key: KEY + next.day } });
  if (row) tx.update('setting', row.id, { value: next }, input.at);
  if (next.endedAt !== null) append(context, { type: 'roll.done', actor: 'system', data: { day: next.day, since: next.since, changed: next.changed } }, [], input.at);
  return { day: next.day, step, done: next.endedAt !== null && next.day >= today, looked: page.looked, changed: page.changed, left: page.left ?? [], progress: next };
}

function begin(context: MoveContext, lastDay: LocalDate | null, today: LocalDate, at: Instant): RollProgress {
  const earliest = isoDate(dayNumber(today) - LONGEST);
  const since = lastDay === null ? isoDate(dayNumber(today) - 1) : lastDay < earliest ? earliest : lastDay;
  const progress: RollProgress = { day: today, since, step: 0, cursor: null, looked: {}, changed: {}, startedAt: at, endedAt: null };
  context.tx.insert('setting', { id: context.ids.id(), version: 1, createdAt: at, updatedAt: at, key: KEY + today, value: progress });
  return progress;
}

const judged = (what: 'promises' | 'instalments' | 'plans') => (context: MoveContext, page: RollPage): RolledPage => {
  const [due, id] = page.cursor ?? [];
  const done = judgePromises(context, { what, asOf: page.day, after: due === undefined || id === undefined ? null : { due, id }, most: page.most, at: page.at });
  return { cursor: done.next === null ? null : [done.next.due, done.next.id], looked: done.looked, changed: done.changed };
};
const STEPS: Readonly<Record<RollStep, (context: MoveContext, page: RollPage) => RolledPage>> = {
  placements: placementsOver, holds: holdsOver, facts: factsOver, stages: stagesMoved, promises: judged('promises'), instalments: judged('instalments'), plans: judged('plans'), followUps: followUpsDue,
};
