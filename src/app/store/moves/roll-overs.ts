/** What has come to its end by itself: placements, holds, standing facts. Read in the order of their ids, as each is looked at once a night. */
import { allowsWork } from '../../../core/collections/placement-machine.js';
import type { Id } from '../../../core/units.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { endPromises } from './judging.js';
import { movePlacement } from './placements.js';
import type { RolledPage, RollPage } from './roll.js';
import { append } from './stream.js';

const cursorOf = (rows: readonly { readonly id: Id }[], most: number): readonly string[] | null => { const last = rows.at(-1); return last === undefined || rows.length < most ? null : [last.id]; };
const past = ({ cursor }: RollPage): { readonly gt: Id } => ({ gt: cursor?.[0] ?? '' });

/** Placements whose last day has passed end; a case nobody may work any more is closed, and what was promised about it is no longer judged here. */
export function placementsOver(context: MoveContext, page: RollPage): RolledPage {
  const rows = context.tx.find('placement', { where: { id: past(page) }, order: [{ by: 'id' }], limit: page.most });
  const left: Id[] = [];
  let changed = 0;
  for (const row of rows) {
    if (!allowsWork(row.state) || row.to === null || row.to >= page.day) continue;
    const moved = movePlacement(context, { placementId: row.id, event: 'termOver', expectedVersion: null, to: row.to, today: page.day, reason: null, by: 'system', at: page.at });
    if (!moved.ok || !moved.value.changed) continue;
    changed += 1;
    for (const one of moved.value.cases) {
      if (!one.left) continue;
      endPromises(context, one.caseId, 'termOver', page.at, 'system');
      refreshCaseFacts(context, one.caseId, page.at);
      left.push(one.caseId);
    }
  }
  return { cursor: cursorOf(rows, page.most), looked: rows.length, changed, left };
}

/** Holds whose time is over are lifted, as of that instant; nobody lifted them. */
export function holdsOver(context: MoveContext, page: RollPage): RolledPage {
  const rows = context.tx.find('hold', { where: { id: past(page) }, order: [{ by: 'id' }], limit: page.most });
  let changed = 0;
  for (const row of rows) {
    if (row.liftedAt !== null || row.until === null || row.until > page.at) continue;
    const found = context.tx.get('case', row.caseId);
    context.tx.update('hold', row.id, { liftedAt: row.until }, page.at);
    append(context, { type: 'hold.ended', actor: 'system', data: { entityId: found?.entityId ?? null, creditorId: found?.creditorId ?? null, caseId: row.caseId, holdId: row.id, reason: row.reason } }, [row.id, row.caseId], page.at);
    changed += 1;
  }
  return { cursor: cursorOf(rows, page.most), looked: rows.length, changed };
}

/** Standing facts whose time is over end, as of that instant. */
export function factsOver(context: MoveContext, page: RollPage): RolledPage {
  const rows = context.tx.find('standingFact', { where: { id: past(page) }, order: [{ by: 'id' }], limit: page.most });
  let changed = 0;
  for (const row of rows) {
    if (row.endedAt !== null || row.until === null || row.until > page.at) continue;
    context.tx.update('standingFact', row.id, { endedAt: row.until }, page.at);
    const found = row.subjectKind === 'case' ? context.tx.get('case', row.subject) : undefined;
    append(context, { type: 'fact.ended', actor: 'system', data: { entityId: found?.entityId ?? null, factId: row.id, kind: row.kind, subjectKind: row.subjectKind, ...(found ? { caseId: found.id } : {}), because: 'over' } }, [row.id], page.at);
    changed += 1;
  }
  return { cursor: cursorOf(rows, page.most), looked: rows.length, changed };
}
