/** Our work on a placed debt: the case (one debtor × creditor × placement batch), its accounts and its lead in the campaign. */
import type { Account, Case, Lead, Party, Placement } from '../../../core/records/index.js';
import { hashText } from '../../../core/intake/seen.js';
import type { PlacementRow } from './import-rows.js';
import type { ImportView } from './import-view.js';
import { totalOf } from './import-debt.js';

const OVER: ReadonlySet<Case['state']> = new Set<Case['state']>(['settled', 'recalled', 'returned', 'writtenOff']);

/** Finds or makes the case, and joins the account to it. */
export function bringCase(view: ImportView, row: PlacementRow, party: { readonly party: Party; readonly isNew: boolean }, account: Account, placement: Placement, placementIsNew: boolean): { readonly found: Case; readonly isNew: boolean; readonly changed: boolean } {
  const { tx } = view.context;
  const linked = placementIsNew ? undefined : tx.first('caseAccount', { where: { placementId: placement.id } });
  const joined = linked && tx.get('case', linked.caseId);
  if (joined) return refresh(view, row, joined);
  const known = party.isNew ? undefined
    // Asked by the person alone: entity and batch have an index too, and a whole batch lies behind it.
    : tx.find('case', { where: { partyId: party.party.id, creditorId: view.batch.creditorId } }).find((one) => one.entityId === view.batch.entityId && one.batch === placement.batch && !OVER.has(one.state));
  const { work } = row;
  const found = known ? refresh(view, row, known).found : view.add('case', {
    id: view.id(), version: 1, createdAt: view.at, updatedAt: view.at, partyId: party.party.id, creditorId: view.batch.creditorId, entityId: view.batch.entityId, teamId: null, batch: placement.batch, state: 'new',
    risk: work.risk ?? 'none', riskSource: work.risk === null ? null : 'import', riskAt: work.risk === null ? null : view.at, tags: work.tags, custom: work.custom,
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
  return { found: view.context.tx.update('case', before.id, patch, view.at) ?? before, isNew: false, changed: true };
}

/** One lead a case and campaign, wherever it stands; amount, overdue date and priority follow the import, its state never does. */
export function bringLead(view: ImportView, row: PlacementRow, found: Case, caseIsNew: boolean, account: Account): { readonly lead: Lead; readonly changed: boolean } {
  const { tx } = view.context;
  const { campaignId, listId, entityId } = view.batch;
  const before = caseIsNew ? undefined : tx.find('lead', { where: { caseId: found.id } }).find((one) => one.campaignId === campaignId);
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
  return { lead: tx.update('lead', before.id, patch, view.at) ?? before, changed: true };
}

/** What the case's open accounts come to, in one currency. */
function debtOf(view: ImportView, found: Case, account: Account, currency = account.currency): { readonly amount: number; readonly overdueSince: string | null; readonly currency: string } {
  const { tx } = view.context;
  const ids = new Set(tx.find('caseAccount', { where: { caseId: found.id } }).map((one) => one.accountId));
  const accounts = [...ids].flatMap((id) => (id === account.id ? account : tx.get('account', id)) ?? []).filter((one) => one.closed === null && one.currency === currency);
  const dates = accounts.flatMap((one) => one.overdueSince ?? []).sort();
  return { amount: accounts.reduce((sum, one) => sum + totalOf(one), 0), overdueSince: dates[0] ?? null, currency };
}

/** The account left a case for a new placement: when nothing is placed there any more the case is returned and its lead done. */
export function leaveCase(view: ImportView, ended: Placement): void {
  const { tx } = view.context;
  for (const link of tx.find('caseAccount', { where: { placementId: ended.id } })) {
    const placements = tx.find('caseAccount', { where: { caseId: link.caseId } }).map((one) => tx.get('placement', one.placementId));
    const before = tx.get('case', link.caseId);
    if (!before || OVER.has(before.state) || placements.some((one) => one?.state === 'placed' || one?.state === 'kept')) continue;
    tx.update('case', before.id, { state: 'returned' }, view.at);
    view.say('case.returned', [before.id], { because: 'placed again in another batch' });
    for (const lead of tx.find('lead', { where: { caseId: before.id } })) {
      if (lead.state === 'fresh' || lead.state === 'resting' || lead.state === 'callback') tx.update('lead', lead.id, { state: 'done', because: 'placement ended', nextAt: 0 }, view.at);
    }
  }
}
