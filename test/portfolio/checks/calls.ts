/** No attempt about a debt that was over, taken back or held when it began: by the order in which ids were given, which is that of the commits. */
import type { Window } from '../books.js';
import { HOUR } from '../settings.js';
import type { World } from '../world.js';
import { group } from './money.js';

const forbids = (windows: readonly Window[], permit: string, at: number): Window | undefined => windows.find((one) => one.from < permit && (one.to === null || permit < one.to) && (one.until === null || at < one.until));

export async function checkCalls(world: World, since: string): Promise<string> {
  const accounts = new Map((await world.all('account')).map((one) => [one.id, one]));
  const placements = new Map((await world.all('placement')).map((one) => [one.id, one]));
  const links = group(await world.all('caseAccount'), (one) => one.caseId);
  const permits = await world.bench.store.find('permit', { where: { id: { gt: since } }, order: [{ by: 'id' }], limit: 100_000 });
  const attempts = new Map((await world.bench.store.find('attempt', { where: { id: { in: permits.map((one) => one.attemptId) } }, limit: 100_000 })).map((one) => [one.id, one]));
  const settled = group(await world.bench.store.find('journal', { where: { event: 'settled', attemptId: { in: permits.map((one) => one.attemptId) } }, limit: 100_000 }), (one) => one.attemptId ?? '');
  for (const permit of permits) {
    const attempt = attempts.get(permit.attemptId)!;
    world.count('checks');
    const name = `attempt ${attempt.id.slice(-6)}`;
    if (attempt.caseId === null || attempt.partyId === null) { world.fail(`${name} is about no case`); continue; }
    if (attempt.outcome === null || settled.get(attempt.id)?.length !== 1) world.fail(`${name} is settled ${settled.get(attempt.id)?.length ?? 0} times`);
    world.count(`attempts: ${attempt.outcome ?? 'open'}`);
    if (attempt.bridgedAt !== null) world.count('calls in which two spoke');
    const hour = new Date(permit.issuedAt + 8 * HOUR).getUTCHours();
    if (hour < 8 || hour >= 22) world.fail(`${name} outside the hours`);
    const standing = forbids([...world.caseWindows.get(attempt.caseId) ?? [], ...world.personWindows.get(attempt.partyId) ?? []], permit.id, permit.issuedAt);
    if (standing) world.fail(`${name} was begun while this stood: ${standing.why}`);
    const own = (links.get(attempt.caseId) ?? []).filter((link) => link.id < permit.id).map((link) => {
      const account = accounts.get(link.accountId)!;
      const debt = world.books.find(account.creditorId, account.contract)!;
      const placement = placements.get(link.placementId)!;
      const mine = debt.placements.find((one) => one.agency === placement.entityId && one.batch === placement.batch)!;
      return { accountId: link.accountId, agency: placement.entityId, closed: forbids(debt.closedWindows, permit.id, permit.issuedAt), over: forbids(mine.over, permit.id, permit.issuedAt) };
    });
    if (own.length === 0) world.fail(`${name} is about no account`);
    else if (own.every((one) => one.closed)) world.fail(`${name} was begun after its case was ${own[0]!.closed!.why}`);
    else if (own.every((one) => one.over)) world.fail(`${name} was begun outside any placement: ${own[0]!.over!.why}`);
    for (const accountId of attempt.accountIds) {
      const place = own.filter((one) => one.accountId === accountId && one.agency === attempt.entityId);
      if (!place.some((one) => !one.over)) world.fail(`${name} names an account that is not placed with ${attempt.entityId}`);
    }
    if (attempt.accountIds.length === 0) world.fail(`${name} names no account`);
  }
  return permits.at(-1)?.id ?? since;
}
