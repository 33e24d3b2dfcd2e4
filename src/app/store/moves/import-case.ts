/** Our work on a placed debt: the case (one debtor × creditor × placement batch), its accounts and its lead in the campaign. */
import { caseTable } from '../../../core/collections/case-machine.js';
import { hashText } from '../../../core/intake/seen.js';
import { isMove } from '../../../core/machine/table.js';
import { CLOSED_CASES, type Account, type Case, type Lead, type Party, type Placement } from '../../../core/records/index.js';
import type { Id } from '../../../core/units.js';
import { debtOf, workedOf } from './case-facts.js';
import { finishWork, GONE } from './closing.js';
import type { ImportBatch, PlacementRow } from './import-rows.js';
import type { ImportView } from './import-view.js';
import { endPromises } from './judging.js';
import { totalOf } from './import-debt.js';

/** Finds or makes the case, and joins the account to it. */
export function bringCase(view: ImportView, entityId: Id, row: PlacementRow, party: { readonly party: Party; readonly isNew: boolean }, account: Account, placement: Placement, placementIsNew: boolean): { readonly found: Case; readonly isNew: boolean; readonly changed: boolean } {
  const linked = placementIsNew ? undefined : view.linksOfPlacement.of(placement.id)[0];
  const joined = linked && view.caseById(linked.caseId);
  if (joined) return withFacts(view, refresh(view, row, joined));
  const known = view.casesOf.of(party.party.id).find((one) => one.creditorId === view.batch.creditorId && one.entityId === entityId && one.batch === placement.batch && !CLOSED_CASES.has(one.state));
  const { work } = row;
  const found = known ? refresh(view, row, known).found : view.add('case', {
    id: view.caseId(), version: 1, createdAt: view.at, updatedAt: view.at, partyId: party.party.id, creditorId: view.batch.creditorId, entityId, teamId: null, batch: placement.batch, state: 'new',
    risk: work.risk ?? 'none', riskSource: work.risk === null ? null : 'import', riskAt: work.risk === null ? null : view.at, tags: work.tags, custom: work.custom,
    userId: null, amount: account.closed === null ? totalOf(account) : 0, currency: account.currency, overdueSince: account.closed === null ? account.overdueSince : null, product: account.product, region: row.points.find((point) => point.kind === 'phone')?.region ?? null,
    lastContactAt: null, lastResult: null, promiseState: null, nextDueAt: null,
  });
  view.add('caseAccount', { id: view.id(), version: 1, createdAt: view.at, updatedAt: view.at, caseId: found.id, accountId: account.id, placementId: placement.id });
  return known ? { ...withFacts(view, { found, isNew: false, changed: true }), changed: true } : { found, isNew: true, changed: true };
}

/** What `refreshCaseFacts` does, from what the batch has read already: sums over the accounts that are worked in the case. */
export function withFacts<C extends { readonly found: Case; readonly changed: boolean }>(view: ImportView, of: C): C {
  const { found } = of;
  const accounts = workedOf(view.context, view.links.of(found.id)).flatMap((id) => view.accountById(id) ?? []);
  const facts = debtOf(accounts, found.currency);
  if (facts.amount === found.amount && facts.currency === found.currency && facts.overdueSince === found.overdueSince && facts.product === found.product) return of;
  return { ...of, found: view.change('case', found.id, facts) ?? found, changed: true };
}

/** Risk and custom fields as the file has them; tags are only ever added. */
function refresh(view: ImportView, row: PlacementRow, before: Case): { readonly found: Case; readonly isNew: false; readonly changed: boolean } {
  const { risk, tags, custom } = row.work;
  const more = tags.filter((tag) => !before.tags.includes(tag));
  const patch = {
    ...(risk !== null && risk !== before.risk ? { risk, riskSource: 'import', riskAt: view.at } : {}),
    ...(more.length > 0 ? { tags: [...before.tags, ...more] } : {}),
    ...(Object.entries(custom).some(([key, value]) => before.custom[key] !== value) ? { custom: { ...before.custom, ...custom } } : {}),
  };
  if (Object.keys(patch).length === 0) return { found: before, isNew: false, changed: false };
  return { found: view.change('case', before.id, patch) ?? before, isNew: false, changed: true };
}

/** One lead a case and campaign, wherever it stands; amount, overdue date and priority follow the import, its state never does. */
export function bringLead(view: ImportView, into: Pick<ImportBatch, 'campaignId' | 'listId' | 'entityId'>, row: PlacementRow, found: Case, caseIsNew: boolean): { readonly changed: boolean } {
  const { campaignId, listId, entityId } = into;
  const { priority } = row.work;
  const all = caseIsNew ? [] : [...view.leads.of(found.id)];
  let changed = false;
  for (const lead of all) {
    const patch = { ...copyOf(found, lead), ...(lead.campaignId === campaignId && priority !== null && priority !== lead.priority ? { priority } : {}) };
    if (Object.keys(patch).length === 0) continue;
    view.change('lead', lead.id, patch);
    changed = true;
  }
  if (campaignId === null || listId === null || all.some((one) => one.campaignId === campaignId)) return { changed };
  view.newLeads++;
  view.add('lead', {
    id: view.id(), version: 1, createdAt: view.at, updatedAt: view.at, listId, campaignId, caseId: found.id, partyId: found.partyId, entityId, state: 'fresh', because: null, priority: priority ?? 0, overdueSince: found.overdueSince, amount: found.amount, currency: found.currency,
    shuffle: (hashText(found.id) % 1_000_003) / 1_000_003, nextAt: 0, attempts: 0, lastAttemptAt: null, lastOutcome: null, lastContactPointId: null, tally: {}, boundUserId: null, claimOwner: null, claimUntil: null,
  } satisfies Lead);
  return { changed: true };
}

const copyOf = (found: Case, lead: Lead): Partial<Lead> => ({
  ...(found.amount !== lead.amount ? { amount: found.amount } : {}), ...(found.currency !== lead.currency ? { currency: found.currency } : {}), ...(found.overdueSince !== lead.overdueSince ? { overdueSince: found.overdueSince } : {}),
});

/** The other cases an account is or was in have its figures too: one it left for a new batch, one it was recalled from. */
export function refreshOthers(view: ImportView, accountId: Id, except: Id | null): void {
  for (const placement of view.placements.of(accountId)) for (const link of view.linksOfPlacement.of(placement.id)) {
    const other = link.caseId === except ? undefined : view.caseById(link.caseId);
    const now = other && withFacts<{ readonly found: Case; readonly changed: boolean }>(view, { found: other, changed: false });
    if (now?.changed === true) for (const lead of [...view.leads.of(now.found.id)]) { const patch = copyOf(now.found, lead); if (Object.keys(patch).length > 0) view.change('lead', lead.id, patch); }
  }
}

/** The account left a case for a new placement: when nothing is placed there any more the case is returned, its lead done, its assignment over and its tasks cancelled. */
export function leaveCase(view: ImportView, ended: Placement): void {
  const { tx } = view.context;
  for (const link of view.linksOfPlacement.of(ended.id)) {
    const placements = view.links.of(link.caseId).map((one) => tx.get('placement', one.placementId));
    const before = view.caseById(link.caseId);
    if (!before || CLOSED_CASES.has(before.state) || placements.some((one) => one?.state === 'placed' || one?.state === 'kept')) continue;
    const cell = caseTable[before.state].returned;
    if (!isMove(cell)) continue;
    // Through the view, which remembers the case; the rest is nothing it reads.
    endPromises(view.context, before.id, GONE, view.at, view.batch.actor);
    const promiseState = tx.first('promise', { where: { caseId: before.id }, order: [{ by: 'takenOn', down: true }, { by: 'id', down: true }] })?.state ?? null;
    view.change('case', before.id, { state: cell.to, userId: null, nextDueAt: null, promiseState });
    finishWork(view.context, { id: before.id, userId: null }, view.at, view.batch.actor);
    view.forbid.push({ caseId: before.id, because: GONE });
    view.say('case.returned', [before.id], { because: 'placed again in another batch' });
    for (const lead of [...view.leads.of(before.id)]) {
      if (lead.state === 'fresh' || lead.state === 'resting' || lead.state === 'callback') view.change('lead', lead.id, { state: 'done', because: GONE, nextAt: 0 });
    }
  }
}
