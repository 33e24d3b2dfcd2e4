/** Who a row is about: recognised again by identity number, else by contract; a shared phone never merges two people. */
import type { Account, Party } from '../../../core/records/index.js';
import type { Id } from '../../../core/units.js';
import type { PlacementRow, RowTrouble, SealedOther } from './import-rows.js';
import type { ImportView } from './import-view.js';

export type Debtor = { readonly party: Party; readonly isNew: boolean; readonly changed: boolean } | { readonly refused: RowTrouble };

export function findDebtor(view: ImportView, row: PlacementRow, account: Account | undefined): Debtor {
  const known = view.personOf(row.debtor.identityIndex);
  const owner = account && debtorOf(view, account.id);
  const refused = (reason: string): Debtor => ({ refused: { row: row.row, column: null, value: null, code: 'import.otherDebtor', reason, severity: 'error' } });
  if (known && owner && known.id !== owner.id) {
    if (owner.identityIndex !== null) return refused('the contract belongs to a person with another identity number');
    view.possibleDuplicate(owner.id, known.id, row.row, 'the contract’s debtor has no identity number yet, and another person has this one; they are kept apart', null, null);
    return settled(view, row, owner, false);
  }
  const party = known ?? owner;
  if (!party) return { party: view.addParty(row.debtor), isNew: true, changed: true };
  const given = row.debtor.identityIndex;
  if (!known && given !== null) {
    if (party.identityIndex !== null) return refused('the contract belongs to a person with another identity number');
    return settled(view, row, view.change('party', party.id, { identitySealed: row.debtor.identitySealed, identityIndex: given }) ?? party, true);
  }
  return settled(view, row, party, false);
}

function settled(view: ImportView, row: PlacementRow, party: Party, changed: boolean): Debtor {
  if (party.nameIndex !== row.debtor.nameIndex) view.warn(row.row, 'import.nameDiffers', 'the person is known under another name, which stays', null, null);
  return { party, isNew: false, changed };
}

function debtorOf(view: ImportView, accountId: Id): Party | undefined {
  const joined = view.joined.of(accountId).find((one) => one.role === 'debtor');
  return joined && view.party(joined.partyId);
}

/** Joins the debtor and everybody else of the row to the account; true when anything was new. */
export function joinPeople(view: ImportView, row: PlacementRow, accountId: Id, accountIsNew: boolean, debtor: { readonly party: Party; readonly isNew: boolean }): boolean {
  let changed = false;
  if (accountIsNew) join(view, accountId, debtor.party.id, 'debtor');
  if (view.addPoints(debtor.party.id, row.points, 'debtor', row.row)) changed = true;
  for (const [place, other] of row.others.entries()) if (joinOther(view, row, accountId, debtor.party.id, other, accountIsNew && debtor.isNew && place === 0)) changed = true;
  return changed;
}

/** `alone`: nobody else is joined to any account of this debtor yet. */
function joinOther(view: ImportView, row: PlacementRow, accountId: Id, debtorId: Id, other: SealedOther, alone: boolean): boolean {
  const known = view.personOf(other.person.identityIndex) ?? (alone ? undefined : related(view, accountId, debtorId, other));
  if (known && known.id === debtorId) {
    view.warn(row.row, 'import.samePerson', `the ${other.role} has the debtor’s own identity number; left out`);
    return false;
  }
  const party = known ?? view.addParty(other.person);
  const added = view.addPoints(party.id, other.points, other.role, row.row);
  if (known && view.joined.of(accountId).some((one) => one.partyId === party.id && one.role === other.role)) return added;
  join(view, accountId, party.id, other.role);
  return true;
}

/** Someone already joined in this role to one of the debtor's accounts, with the same name or, where a name is missing, the same number. */
function related(view: ImportView, accountId: Id, debtorId: Id, other: SealedOther): Party | undefined {
  const accountIds = [...new Set([accountId, ...accountIdsOf(view, debtorId)])];
  const joined = accountIds.flatMap((id) => view.joined.of(id).filter((one) => one.role === other.role));
  const wanted = new Set(other.points.map((point) => point.index));
  for (const partyId of new Set(joined.map((one) => one.partyId))) {
    const party = view.party(partyId);
    if (!party || (party.identityIndex !== null && other.person.identityIndex !== null)) continue;
    const named = party.nameIndex !== '' && other.person.nameIndex !== '';
    if (named) {
      if (party.nameIndex === other.person.nameIndex) return party;
    } else if (view.numbers.of(partyId).some((point) => wanted.has(point.valueIndex))) return party;
  }
  return undefined;
}

function accountIdsOf(view: ImportView, partyId: Id): Id[] {
  return view.owned.of(partyId).filter((one) => one.role === 'debtor').map((one) => one.accountId);
}
function join(view: ImportView, accountId: Id, partyId: Id, role: SealedOther['role']): void {
  view.add('accountParty', { id: view.id(), version: 1, createdAt: view.at, updatedAt: view.at, accountId, partyId, role, evidence: `import:${view.batch.importId}`, from: null, until: null });
}
