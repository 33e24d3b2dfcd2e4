/** Our work on a placed debt: the case (one debtor × creditor × placement batch), its accounts and its lead in the campaign. */
import type { Account, Case, Lead, Party, Placement } from '../../../core/records/index.js';
import { hashText } from '../../../core/intake/seen.js';
import type { PlacementRow } from './import-rows.js';
import type { ImportView } from './import-view.js';
import { totalOf } from './import-debt.js';

const OVER: ReadonlySet<Case['state']> = new Set<Case['state']>(['settled', 'recalled', 'returned', 'writtenOff']);

/** Finds or makes the case, and joins the account to it. */
export function bringCase(view: ImportView, row: PlacementRow, party: { readonly party: Party; readonly isNew: boolean }, account: Account, placement: Placement, placementIsNew: boolean): { readonly found: Case; readonly isNew: boolean; readonly changed: boolean } {
  const linked = placementIsNew ? undefined : view.linksOfPlacement.of(placement.id)[0];
  const joined = linked && view.caseById(linked.caseId);
  if (joined) return refresh(view, row, joined);
  const known = view.casesOf.of(party.party.id).find((one) => one.creditorId === view.batch.creditorId && one.entityId === view.batch.entityId && one.batch === placement.batch && !OVER.has(one.state));
  const { work } = row;
  const found = known ? refresh(view, row, known).found : view.add('case', {
    id: view.caseId(), version: 1, createdAt: view.at, updatedAt: view.at, partyId: party.party.id, creditorId: view.batch.creditorId, entityId: view.batch.entityId, teamId: null, batch: placement.batch, state: 'new',
    risk: work.risk ?? 'none', riskSource: work.risk === null ? null : 'import', riskAt: work.risk === null ? null : view.at, tags: work.tags, custom: work.custom,
    userId: null, amount: account.closed === null ? totalOf(account) : 0, currency: account.currency, overdueSince: account.closed === null ? account.overdueSince : null, product: account.product, region: row.points.find((point) => point.kind === 'phone')?.region ?? null,
    lastContactAt: null, lastResult: null, promiseState: null, nextDueAt: null,
  });
  view.add('caseAccount', { id: view.id(), version: 1, createdAt: view.at, updatedAt: view.at, caseId: found.id, accountId: account.id, placementId: placement.id });
  return { found, isNew: known === undefined, changed: true };
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
export function bringLead(view: ImportView, row: PlacementRow, found: Case, caseIsNew: boolean, account: Account): { readonly lead: Lead; readonly changed: boolean } {
  const { campaignId, listId, entityId } = view.batch;
  const before = caseIsNew ? undefined : view.leads.of(found.id).find((one) => one.campaignId === campaignId);
  const debt = caseIsNew ? { amount: totalOf(account), overdueSince: account.overdueSince, currency: account.currency } : debtOf(view, found, account, before?.currency);
  const { priority } = row.work;
  if (!before) {
    view.newLeads++;
    const lead = view.add('lead', {
      id: view.id(), version: 1, createdAt: view.at, updatedAt: view.at, listId, campaignId, caseId: found.id, partyId: found.partyId, entityId, state: 'fresh', because: null, priority: priority ?? 0, overdueSince: debt.overdueSince, amount: debt.amount, currency: debt.currency,
      shuffle: (hashText(found.id) % 1_000_003) / 1_000_003, nextAt: 0, attempts: 0, lastAttemptAt: null, lastOutcome: null, lastContactPointId: null, tally: {}, boundUserId: null, claimOwner: null, claimUntil: null,
    });
    return { lead, changed: true };
  }
  const patch = {
    ...(debt.amount !== before.amount ? { amount: debt.amount } : {}),
    ...(debt.overdueSince !== before.overdueSince ? { overdueSince: debt.overdueSince } : {}),
    ...(priority !== null && priority !== before.priority ? { priority } : {}),
  };
  if (Object.keys(patch).length === 0) return { lead: before, changed: false };
  return { lead: view.change('lead', before.id, patch) ?? before, changed: true };
}

/** What the case's open accounts come to, in one currency. */
function debtOf(view: ImportView, found: Case, account: Account, currency = account.currency): { readonly amount: number; readonly overdueSince: string | null; readonly currency: string } {
  const ids = new Set(view.links.of(found.id).map((one) => one.accountId));
  const accounts = [...ids].flatMap((id) => (id === account.id ? account : view.accountById(id)) ?? []).filter((one) => one.closed === null && one.currency === currency);
  const dates = accounts.flatMap((one) => one.overdueSince ?? []).sort();
  return { amount: accounts.reduce((sum, one) => sum + totalOf(one), 0), overdueSince: dates[0] ?? null, currency };
}

/** The account left a case for a new placement: when nothing is placed there any more the case is returned and its lead done. */
export function leaveCase(view: ImportView, ended: Placement): void {
  const { tx } = view.context;
  for (const link of view.linksOfPlacement.of(ended.id)) {
    const placements = view.links.of(link.caseId).map((one) => tx.get('placement', one.placementId));
    const before = view.caseById(link.caseId);
    if (!before || OVER.has(before.state) || placements.some((one) => one?.state === 'placed' || one?.state === 'kept')) continue;
    view.change('case', before.id, { state: 'returned' });
    view.say('case.returned', [before.id], { because: 'placed again in another batch' });
    for (const lead of [...view.leads.of(before.id)]) {
      if (lead.state === 'fresh' || lead.state === 'resting' || lead.state === 'callback') view.change('lead', lead.id, { state: 'done', because: 'placement ended', nextAt: 0 });
    }
  }
}
