/** What was promised, judged again from the books: another way of counting than the product's. */
import { CLOSED_CASES, type Plan, type PlanInstalment } from '../../../src/core/records/index.js';
import { dateOf, GRACE, shift, TOLERANCE, type Creditor } from '../settings.js';
import type { World } from '../world.js';
import { group } from './money.js';

interface Owed { readonly id: string; readonly amount: number; readonly from: string; readonly due: string; readonly until: string; readonly accounts: ReadonlySet<string> }
interface Came { readonly on: string; readonly id: string; readonly account: string; amount: number }

export async function checkPromises(world: World): Promise<void> {
  const today = dateOf(world.now);
  const accounts = new Map((await world.all('account')).map((one) => [one.id, one]));
  const promises = group(await world.all('promise'), (one) => one.caseId);
  const plans = group(await world.all('plan'), (one) => one.caseId);
  const instalments = group(await world.all('planInstalment'), (one) => one.planId);
  const ids = new Map((await world.all('payment')).map((one) => [one.externalId, one.id]));
  const cases = new Map((await world.all('case')).map((one) => [one.id, one]));
  for (const caseId of new Set([...promises.keys(), ...plans.keys()])) {
    const found = cases.get(caseId)!;
    const creditor = found.creditorId as Creditor;
    const own = promises.get(caseId) ?? [];
    const agreed = (plans.get(caseId) ?? []).filter((plan) => plan.state !== 'cancelled');
    const grace = GRACE[creditor];
    const owed: Owed[] = [
      ...own.filter((one) => one.state !== 'cancelled').map((one) => ({ id: one.id, amount: one.amount, from: one.takenOn, due: one.due, until: shift(one.due, grace), accounts: new Set(one.accountIds) })),
      ...agreed.flatMap((plan) => (instalments.get(plan.id) ?? []).map((one) => ({ id: one.id, amount: one.amount, from: plan.madeOn!, due: one.due, until: shift(one.due, grace), accounts: new Set(plan.accountIds) }))),
    ].sort((a, b) => (a.due + a.from + a.id < b.due + b.from + b.id ? -1 : 1));
    const rowOf = (account: string) => { const row = accounts.get(account)!; return { creditor: row.creditorId, payments: world.books.find(row.creditorId, row.contract)?.payments ?? [] }; };
    const about = [...new Set(owed.flatMap((one) => [...one.accounts]))];
    const came = about.flatMap((account) => { const { creditor: of, payments } = rowOf(account); return payments.filter((one) => one.reversedAt === null).map((one): Came => ({ on: dateOf(one.at), id: ids.get(`${of}/${one.externalId}`) ?? '', account, amount: one.amount })); })
      .sort((a, b) => (a.on + a.id < b.on + b.id ? -1 : 1));
    const { judged, left } = judge(owed, came, TOLERANCE[creditor], today);
    const verdictOf = (id: string): Verdict => judged.get(id) ?? { state: 'open', got: 0 };
    const wrong = [
      ...own.flatMap((one) => differs(`promise ${one.id.slice(-6)} of ${one.amount} due ${one.due}, taken ${one.takenOn}`, one, one.state === 'cancelled' ? null : verdictOf(one.id))),
      ...agreed.flatMap((plan) => planWrong(plan, instalments.get(plan.id) ?? [], verdictOf, left, { grace, tolerance: TOLERANCE[creditor], today })),
    ];
    world.count('checks', owed.length + agreed.length);
    for (const one of wrong) world.fail(`case ${caseId.slice(-6)}: ${one}`);
    // One that was kept is open again when its payment is taken back, whatever was promised since.
    if (own.filter((one) => one.state === 'open' && one.version === 1).length > 1) world.fail(`case ${caseId.slice(-6)} has two open promises`);
    if (CLOSED_CASES.has(found.state) && own.some((one) => one.state === 'open')) world.fail(`case ${caseId.slice(-6)} is ${found.state} with an open promise`);
  }
}

interface Verdict { readonly state: string; readonly got: number }
/** Oldest due first; each takes the earliest money it may count until its amount is there. */
function judge(owed: readonly Owed[], came: readonly Came[], tolerance: number, today: string): { readonly judged: ReadonlyMap<string, Verdict>; readonly left: readonly Came[] } {
  const left = came.map((money) => ({ ...money }));
  const judged = new Map<string, Verdict>();
  for (const one of owed) {
    let got = 0;
    for (const money of left) {
      if (money.on < one.from || money.on > one.until || !one.accounts.has(money.account)) continue;
      const part = Math.min(money.amount, one.amount - got);
      money.amount -= part;
      got += part;
    }
    judged.set(one.id, { got, state: got >= Math.max(1, one.amount - tolerance) ? 'kept' : today <= one.until ? 'open' : got > 0 ? 'partlyKept' : 'broken' });
  }
  return { judged, left };
}
const differs = (name: string, is: { readonly state: string; readonly paid: number }, should: Verdict | null): readonly string[] => (should === null || (should.state === is.state && should.got === is.paid) ? [] : [`${name}: ${is.state} with ${is.paid}, should be ${should.state} with ${should.got}`]);
function planWrong(plan: Plan, parts: readonly PlanInstalment[], verdictOf: (id: string) => Verdict, left: readonly Came[], on: { readonly grace: number; readonly tolerance: number; readonly today: string }): readonly string[] {
  const name = `plan ${plan.id.slice(-6)}`;
  const sum = parts.reduce((all, one) => all + one.amount, 0) === plan.total ? [] : [`${name}: its instalments don’t sum to it`];
  const rows = parts.flatMap((one) => differs(`instalment ${one.number} of ${name}`, one, verdictOf(one.id)));
  const missed = parts.filter((one) => ['broken', 'partlyKept'].includes(verdictOf(one.id).state)).length;
  const end = shift(parts.map((one) => one.due).sort().at(-1)!, on.grace);
  const paid = parts.reduce((all, one) => all + verdictOf(one.id).got, 0);
  const late = Math.min(plan.total - paid, left.filter((money) => money.on >= plan.madeOn! && money.on <= end && plan.accountIds.includes(money.account)).reduce((all, money) => all + money.amount, 0));
  const should = missed > plan.missedAllowed ? 'broken' : paid + late >= Math.max(1, plan.total - on.tolerance) ? 'kept' : on.today > end ? 'broken' : 'open';
  return [...sum, ...rows, ...(plan.state === should ? [] : [`${name}: ${plan.state}, should be ${should} (${missed} missed, ${paid} + ${late} of ${plan.total})`])];
}
