import { allowsWork, placementTable, type PlacementEventName } from '../../../core/collections/placement-machine.js';
import type { CaseEventName } from '../../../core/collections/case-machine.js';
import { isMove } from '../../../core/machine/table.js';
import type { Case, Placement } from '../../../core/records/index.js';
import { fail, ok, type Result } from '../../../core/result.js';
import type { Id, Instant, LocalDate } from '../../../core/units.js';
import { isClosed, isPlaced, moveCase, placeOf } from './case-acts.js';
import { finishWork, GONE } from './closing.js';
import { refreshCaseFacts } from './case-facts.js';
import type { MoveContext } from './context.js';
import { endPromises } from './judging.js';
import { append } from './stream.js';

export interface MovePlacement {
  readonly placementId: Id; readonly event: PlacementEventName; readonly expectedVersion: number | null;
  /** The new last day of a placement that is kept or reopened; null: none. */
  readonly to: LocalDate | null;
  /** The local day of `at`: the last day of one that ends. */
  readonly today: LocalDate;
  /** A code; goes out with the event. */
  readonly reason: string | null; readonly by: Id; readonly at: Instant;
}
export interface MovedPlacement {
  readonly changed: boolean; readonly version: number;
  /** Cases of the placement. `left`: nobody may work it any more, so calls about it must end; `back`: it may be worked again. */
  readonly cases: readonly { readonly caseId: Id; readonly creditorId: Id; readonly left: boolean; readonly back: boolean }[];
  /** Campaigns whose hoppers should look. */
  readonly campaignIds: readonly Id[];
}

const LEAVING: Readonly<Partial<Record<PlacementEventName, CaseEventName>>> = { recalled: 'recalled', returned: 'returned', termOver: 'returned', paidOff: 'paidOff' };

/**
 * Moves a placement (委案) by its table, and with it its cases: when no placement of a case allows work any more, the case is
 * closed, its open assignments end, its tasks are cancelled and its leads are done, all in this transaction. An event that is
 * old news changes nothing. Codes: `placement.unknown`, `record.stale`, `placement.over` (the table refuses).
 */
export function movePlacement(context: MoveContext, input: MovePlacement): Result<MovedPlacement> {
  const { tx } = context;
  const { at, event } = input;
  const placement = tx.get('placement', input.placementId);
  if (!placement) return fail('placement.unknown', 'no such placement');
  if (input.expectedVersion !== null && placement.version !== input.expectedVersion) return fail('record.stale', `placement was changed by another: version is ${placement.version}, you had ${input.expectedVersion}`);
  const cell = placementTable[placement.state][event];
  if (cell === 'refuse') return fail('placement.over', `a placement that is ${placement.state} can not be ${event}`);
  if (!isMove(cell)) return ok({ changed: false, version: placement.version, cases: [], campaignIds: [] });
  const works = allowsWork(cell.to);
  const to = works ? input.to : placement.to === null || placement.to > input.today ? input.today : placement.to;
  const version = tx.update('placement', placement.id, { state: cell.to, to }, at)?.version ?? placement.version;
  const found = [...new Set(tx.find('caseAccount', { where: { placementId: placement.id } }).map((link) => link.caseId))].flatMap((id) => tx.get('case', id) ?? []);
  const creditorId = tx.get('account', placement.accountId)?.creditorId ?? null;
  append(context, { type: `placement.${event}`, actor: input.by, data: { entityId: placement.entityId, creditorId, caseId: found[0]?.id ?? null, placementId: placement.id, accountId: placement.accountId, batch: placement.batch, from: placement.state, to: cell.to, reason: input.reason } }, [placement.id, placement.accountId], at);
  const campaignIds = new Set<Id>();
  const cases = found.map((one) => {
    const left = !works && !isPlaced(context, one.id);
    const back = works && !allowsWork(placement.state) && isClosed(one);
    if (left) leave(context, one, placement, input);
    if (back) for (const id of comeBack(context, one, input)) campaignIds.add(id);
    refreshCaseFacts(context, one.id, at);
    return { caseId: one.id, creditorId: one.creditorId, left, back };
  });
  return ok({ changed: true, version, cases, campaignIds: [...campaignIds] });
}

function leave(context: MoveContext, found: Case, placement: Placement, input: MovePlacement): void {
  const { tx } = context;
  const { at, by } = input;
  const event = LEAVING[input.event];
  const state = event === undefined ? null : moveCase(context, found, event, at);
  finishWork(context, found, at, by);
  endPromises(context, found.id, GONE, at, by);
  for (const lead of tx.find('lead', { where: { caseId: found.id } })) {
    if (lead.state !== 'done' && lead.state !== 'dialing') tx.update('lead', lead.id, { state: 'done', because: GONE, claimOwner: null, claimUntil: null }, at);
  }
  if (state !== null) append(context, { type: `case.${state}`, actor: by, data: { ...placeOf(found), placementId: placement.id, from: found.state, to: state, reason: input.reason } }, [found.id], at);
}
/** Only a person's word brings a closed case back; a payment reversed is the payments' own business. */
function comeBack(context: MoveContext, found: Case, input: MovePlacement): readonly Id[] {
  if (input.event !== 'reopened') return [];
  const { tx } = context;
  const state = moveCase(context, found, 'reopened', input.at);
  if (state === null) return [];
  append(context, { type: 'case.reopened', actor: input.by, data: { ...placeOf(found), from: found.state, to: state, reason: input.reason } }, [found.id], input.at);
  const leads = tx.find('lead', { where: { caseId: found.id, state: 'done', because: GONE } });
  for (const lead of leads) tx.update('lead', lead.id, { state: lead.attempts === 0 ? 'fresh' : 'resting', because: null, nextAt: input.at }, input.at);
  return leads.map((lead) => lead.campaignId);
}
