import type { CreditorRules } from '../../../core/collections/creditor-rules.js';
import { daysPastDue, stageOf } from '../../../core/collections/stage.js';
import { CLOSED_CASES, type Case } from '../../../core/records/index.js';
import { dayNumber, isoDate } from '../../../core/time/zones.js';
import type { Id, LocalDate } from '../../../core/units.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { rulesOf } from './creditor.js';
import type { RolledPage, RollPage } from './roll.js';
import { append } from './stream.js';

/**
 * Cases whose stage is another than on the day rolled before (`case.stageChanged`). A stage can only have moved where a band of
 * some creditor begins, so only cases overdue since those dates are read, by index, not all.
 */
export function stagesMoved(context: MoveContext, page: RollPage): RolledPage {
  const { tx } = context;
  const entities = tx.find('entity', { order: [{ by: 'id' }], limit: 100_000 });
  const known = new Map<Id, CreditorRules>();
  const rules = (creditorId: Id): CreditorRules => { const found = known.get(creditorId) ?? rulesOf(context, creditorId); known.set(creditorId, found); return found; };
  const dates = datesOf([...new Set(entities.flatMap((one) => rules(one.id).bands.map((band) => band.from)))], page.since, page.day);
  const [fromEntity = '', fromDate = '', fromId = ''] = page.cursor ?? [];
  let budget = page.most;
  let looked = 0;
  let changed = 0;
  for (const entity of entities) {
    if (entity.id < fromEntity) continue;
    for (const date of dates) {
      const resumed = entity.id === fromEntity;
      if (resumed && date < fromDate) continue;
      const after = resumed && date === fromDate ? fromId : '';
      if (budget <= 0) return { cursor: [entity.id, date, after], looked, changed };
      const rows = tx.find('case', { where: { entityId: entity.id, overdueSince: date, id: { gt: after } }, order: [{ by: 'id' }], limit: budget });
      for (const row of rows) if (moved(context, row, page, rules(row.creditorId))) changed += 1;
      looked += rows.length;
      const full = rows.length === budget;
      // A question costs something too, where many entities have few cases.
      budget -= rows.length + 1;
      if (full) return { cursor: [entity.id, date, rows.at(-1)?.id ?? after], looked, changed };
    }
  }
  return { cursor: null, looked, changed };
}

/** Dates since when a debt must be overdue for its days past due to have reached one of `firsts` after `since` and up to `day`. */
export function datesOf(firsts: readonly number[], since: LocalDate, day: LocalDate): readonly LocalDate[] {
  const gap = dayNumber(day) - dayNumber(since);
  const dates = new Set<LocalDate>();
  for (const first of firsts) if (first > 0) for (let n = 0; n < gap; n += 1) dates.add(isoDate(dayNumber(day) - first - n + 1));
  return [...dates].sort();
}

function moved(context: MoveContext, row: Case, { day, since, at }: RollPage, { bands }: CreditorRules): boolean {
  if (CLOSED_CASES.has(row.state)) return false;
  const days = daysPastDue(row.overdueSince, day);
  const from = stageOf(daysPastDue(row.overdueSince, since), bands);
  const to = stageOf(days, bands);
  if (from === to) return false;
  append(context, { type: 'case.stageChanged', actor: 'system', data: { entityId: row.entityId, creditorId: row.creditorId, caseId: row.id, from, to, daysPastDue: days, day } }, [row.id], at);
  refreshCaseFacts(context, row.id, at);
  return true;
}
