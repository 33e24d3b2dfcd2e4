/** Placements, assignments and the facts of cases. */
import { CLOSED_CASES } from '../../../src/core/records/index.js';
import type { Debt } from '../books.js';
import { sumOf } from '../settings.js';
import type { World } from '../world.js';
import { group } from './money.js';

export async function checkRecord(world: World): Promise<void> {
  const { books } = world;
  const cases = await world.all('case');
  const accounts = new Map((await world.all('account')).map((one) => [one.id, one]));
  const placements = await world.all('placement');
  const links = group(await world.all('caseAccount'), (one) => one.caseId);
  const assignments = group(await world.all('assignment'), (one) => one.caseId);
  const promises = group(await world.all('promise'), (one) => one.caseId);
  const tasks = group(await world.all('task'), (one) => one.caseId);
  const byId = new Map(placements.map((one) => [one.id, one]));
  const debtOf = (accountId: string): Debt | undefined => { const account = accounts.get(accountId); return account && books.find(account.creditorId, account.contract); };

  let count = 0;
  for (const one of placements) {
    const debt = debtOf(one.accountId);
    const mine = debt?.placements.find((own) => own.agency === one.entityId && own.batch === one.batch);
    count += 1;
    if (!mine) world.fail(`a placement of ${debt?.contract ?? '?'} in ${one.batch} nobody made`);
    else if (mine.state !== one.state || mine.to !== one.to) world.fail(`placement of ${debt!.contract} in ${one.batch}: ${one.state} to ${one.to ?? 'ever'}, the books say ${mine.state} to ${mine.to ?? 'ever'}`);
  }
  if (count !== books.debts.reduce((sum, debt) => sum + debt.placements.length, 0)) world.fail('there are placements too many or too few');

  for (const found of cases) {
    world.count('checks');
    const name = `case ${found.id.slice(-6)} (${found.state})`;
    const own = links.get(found.id) ?? [];
    // One debtor × one creditor × one placement batch.
    const debts = own.map((link) => debtOf(link.accountId)!);
    if (debts.some((debt) => debt.creditor !== found.creditorId || debt.person !== debts[0]!.person)) world.fail(`${name} is about two debtors or two creditors`);
    if (own.some((link) => byId.get(link.placementId)?.entityId !== found.entityId)) world.fail(`${name} has another agency’s placement`);

    const spans = (assignments.get(found.id) ?? []).sort((a, b) => a.from - b.from || (a.to ?? Infinity) - (b.to ?? Infinity));
    for (const [n, span] of spans.entries()) {
      const next = spans[n + 1];
      if (span.to !== null && span.to < span.from) world.fail(`${name}: an assignment ends before it begins`);
      if (next && (span.to === null || span.to > next.from)) world.fail(`${name}: assignments overlap: ${span.why} and ${next.why}`);
    }
    const open = spans.find((span) => span.to === null);
    if (open) {
      if (open.userId !== found.userId || open.teamId !== found.teamId) world.fail(`${name} is ${found.userId ?? 'nobody'} of ${found.teamId ?? 'no team'}’s, its open assignment says ${open.userId ?? 'nobody'} of ${open.teamId ?? 'no team'} (${open.why})`);
      if (CLOSED_CASES.has(found.state)) world.fail(`${name} is over and still assigned (${open.why})`);
    } else if (found.userId !== null) world.fail(`${name} is ${found.userId}’s without an open assignment`);

    const placed = own.filter((link) => { const state = byId.get(link.placementId)!.state; return state === 'placed' || state === 'kept'; });
    if (CLOSED_CASES.has(found.state) === (placed.length > 0)) world.fail(`${name} has ${placed.length} placements that allow work`);
    const about = [...new Set((placed.length > 0 && own.length > 1 ? placed : own).map((link) => debtOf(link.accountId)!))].filter((debt) => debt.closed === null);
    const amount = about.reduce((sum, debt) => sum + sumOf(debt.held), 0);
    const since = about.map((debt) => debt.overdueSince).sort()[0] ?? null;
    const last = (promises.get(found.id) ?? []).sort((a, b) => (a.takenOn < b.takenOn || (a.takenOn === b.takenOn && a.id < b.id) ? 1 : -1))[0];
    const due = (tasks.get(found.id) ?? []).filter((task) => task.state === 'open').map((task) => task.dueAt).sort((a, b) => a - b)[0] ?? null;
    if (found.amount !== amount) world.fail(`${name}: amount ${found.amount}, should be ${amount}`);
    if (found.overdueSince !== since) world.fail(`${name}: overdue since ${found.overdueSince ?? 'never'}, should be ${since ?? 'never'}`);
    if (found.promiseState !== (last?.state ?? null)) world.fail(`${name}: promise ${found.promiseState ?? 'none'}, should be ${last?.state ?? 'none'}`);
    if (found.nextDueAt !== due) world.fail(`${name}: next due ${found.nextDueAt ?? 'never'}, should be ${due ?? 'never'}`);
  }
}
