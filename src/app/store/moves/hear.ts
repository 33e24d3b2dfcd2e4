import { caseTable, type CaseEventName } from '../../../core/collections/case-machine.js';
import { isMove, type Stance } from '../../../core/machine/table.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { append } from './stream.js';

/**
 * Something happened to a case: it moves by its table, and says so on the stream (`case.paidOff`, `case.promised` …). Answers `moved`, `same`
 * (its table leads back to where it is), the table's stance, or `unknown`. Nothing else of the case changes.
 */
export function hear(context: MoveContext, caseId: Id, event: CaseEventName, at: Instant, actor: string): 'moved' | 'same' | 'unknown' | Stance {
  const found = context.tx.get('case', caseId);
  if (!found) return 'unknown';
  const cell = caseTable[found.state][event];
  if (!isMove(cell)) return cell;
  if (cell.to === found.state) return 'same';
  context.tx.update('case', caseId, { state: cell.to }, at);
  append(context, { type: `case.${event}`, actor, data: { entityId: found.entityId, creditorId: found.creditorId, caseId, from: found.state, to: cell.to } }, [caseId], at);
  return 'moved';
}
