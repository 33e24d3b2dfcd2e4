/** The part of a day in which campaigns dial: collectors talk and write down, and the record changes under the calls at random instants. */
import { actOnPlacement, setHold, openComplaint, settleAccount, takePayment } from '../../src/app/usecases/index.js';
import type { DeskEvent } from '../../src/app/ports/desk.js';
import { between, chance, integer, weighted, type SeededDice } from '../../src/sim/rng.js';
import { openPlacement, type Debt, type Window } from './books.js';
import type { Sender } from './sender.js';
import { dateOf, HOUR, MINUTE, RECALL_WORDS, SECOND, shift, sumOf, TEAMS, type Agency, type Creditor } from './settings.js';
import type { World } from './world.js';

/** What collectors write down, by weight; a promise comes apart. */
const CODES = { refuses: 30, already_paid: 10, hung_up: 15, hardship: 6, callback: 8, voicemail: 8, no_answer: 8, wrong_number: 3, third_party: 3, dispute: 2, complaint: 2, attorney: 1, do_not_call: 1 };
/** Codes after which the person must not be called again. */
const SILENCING = new Set(['complaint', 'attorney', 'do_not_call', 'dispute']);
const CANCELLED_WITHIN = SECOND;
type Interruption = 'recall' | 'settlement' | 'return' | 'returnByHand' | 'hold' | 'complaint' | 'fullPayment' | 'paymentByHand' | 'settledByHand' | 'reversal' | 'keep';
const MIX: Readonly<Record<Interruption, number>> = { recall: 3, settlement: 2, return: 2, returnByHand: 2, hold: 4, complaint: 2, fullPayment: 4, paymentByHand: 3, settledByHand: 1, reversal: 2, keep: 1 };

export class Slice {
  private readonly dice: SeededDice;
  private readonly debtOfAccount = new Map<string, Debt>();

  constructor(private readonly world: World, private readonly sender: Sender) {
    this.dice = world.dice.stream('slice');
    world.bench.onDesk = (userId, event) => { this.heard(userId, event); };
  }

  async work(): Promise<void> {
    const { world, dice } = this;
    const { bench, settings } = world;
    for (const rows of bench.desks.values()) rows.length = 0;
    await bench.ready(...world.collectors);
    for (const team of TEAMS) await bench.campaign('start', `campaign-${team.id}`);
    const end = world.now + settings.callMinutes * MINUTE;
    while (world.now < end) {
      await bench.run(between(dice, SECOND, 25 * SECOND));
      await this.interrupt();
    }
    for (const team of TEAMS) await bench.campaign('stop', `campaign-${team.id}`);
    for (const userId of world.collectors) await bench.command(userId, { type: 'logout' });
    await bench.run(100 * SECOND);
    for (const call of bench.calls()) if (call.userId !== null) await bench.command(call.userId, { type: 'hangUp', attemptId: call.attemptId });
    await bench.run(30 * SECOND);
    if (bench.calls().length > 0 || bench.node.legs('customer').length > 0) world.fail(`calls are left: ${bench.picture()}`);
  }

  private heard(userId: string, event: DeskEvent): void {
    const { bench } = this.world;
    const dice = this.dice;
    if (event.type === 'connected') bench.clock.after(between(dice, 4 * SECOND, 60 * SECOND), () => { void bench.conductor.command(userId, { type: 'hangUp', attemptId: event.attemptId }); });
    if (event.type === 'ended' && event.dispositionDue && !chance(dice, 0.04)) bench.clock.after(between(dice, SECOND, 15 * SECOND), () => { this.writeDown(userId, event.attemptId).catch((error: unknown) => { this.world.fail(`writing down: ${String(error)}`); }); });
  }

  private async writeDown(userId: string, attemptId: string): Promise<void> {
    const { world, dice } = this;
    const { bench } = world;
    const attempt = (await bench.store.get('attempt', attemptId))!;
    const found = attempt.caseId === null ? undefined : await bench.store.get('case', attempt.caseId);
    if (!found || attempt.partyId === null) return;
    const today = dateOf(world.now);
    if (found.amount > 0 && chance(dice, 0.35)) {
      const amount = chance(dice, 0.5) ? found.amount : integer(dice, 1, found.amount);
      const done = await bench.conductor.command(userId, { type: 'dispose', attemptId, code: 'promise', promise: { amount, due: shift(today, integer(dice, 0, 6)) } });
      if (done.ok) { world.count('promises taken in calls'); return; }
      if (!/^(?:case\.closed|promise\.|account\.)/.test(done.error.code)) world.fail(`a promise is refused: ${done.error.code} ${done.error.text}`);
    }
    const code = weighted(dice, CODES) ?? 'refuses';
    const done = await bench.conductor.command(userId, { type: 'dispose', attemptId, code, note: 'said so', ...(code === 'callback' ? { callback: { at: world.now + integer(dice, 24 * HOUR, 30 * HOUR), mine: chance(dice, 0.5) } } : {}) });
    if (!done.ok) { if (done.error.code !== 'attempt.already_disposed') world.fail(`${code} is refused: ${done.error.code} ${done.error.text}`); return; }
    world.count('calls written down');
    if (SILENCING.has(code)) world.forbidPerson(attempt.partyId, code);
  }

  /** Whom it meets: half of the time somebody who is called just then. */
  private async someone(): Promise<{ readonly debt: Debt; readonly caseId: string; readonly agency: Agency; readonly accountId: string } | null> {
    const { world, dice } = this;
    const { bench, books } = world;
    const calls = bench.calls();
    if (calls.length > 0 && chance(dice, 0.7)) {
      const attempt = await bench.store.get('attempt', calls[integer(dice, 0, calls.length - 1)]!.attemptId);
      const accountId = attempt?.accountIds[0];
      const debt = accountId === undefined ? undefined : await this.debtOf(accountId);
      if (attempt?.caseId != null && debt && accountId !== undefined) return { debt, caseId: attempt.caseId, agency: attempt.entityId as Agency, accountId };
    }
    const debt = books.debts[integer(dice, 0, books.debts.length - 1)]!;
    const agency = openPlacement(debt)?.agency;
    const [account] = await bench.store.find('account', { where: { creditorId: debt.creditor, contract: debt.contract }, limit: 1 });
    if (agency === undefined || !account) return null;
    for (const link of await bench.store.find('caseAccount', { where: { accountId: account.id }, order: [{ by: 'id', down: true }] })) {
      const found = await bench.store.get('case', link.caseId);
      if (found?.entityId === agency && found.creditorId === debt.creditor) return { debt, caseId: found.id, agency, accountId: account.id };
    }
    return null;
  }
  private async debtOf(accountId: string): Promise<Debt | undefined> {
    const known = this.debtOfAccount.get(accountId);
    if (known) return known;
    const account = await this.world.bench.store.get('account', accountId);
    const debt = account && this.world.books.find(account.creditorId, account.contract);
    if (debt) this.debtOfAccount.set(accountId, debt);
    return debt;
  }

  async interrupt(): Promise<void> {
    const { world, dice } = this;
    const kind = weighted(dice, MIX)!;
    const one = await this.someone();
    if (!one) return;
    const { debt, caseId, agency, accountId } = one;
    const ringing = await this.unanswered(debt);
    const talking = world.bench.calls().filter((call) => call.userId !== null && call.state === 'talking');
    const seen = new Map(talking.map((call) => [call.userId!, world.bench.seen(call.userId!, 'notice').length]));
    const before = new Set<string>();
    for (const link of await world.bench.store.find('caseAccount', { where: { accountId } })) if (await this.isOver(link.caseId)) before.add(link.caseId);
    const stands = await this.act(kind, debt, caseId, agency, accountId);
    world.count(`during calls: ${kind}`);
    if (stands === null) return;
    const mine = ringing.filter((attempt) => stands(attempt.caseId));
    if (mine.length > 0) { world.count('forbidden while they rang', mine.length); this.mustGo(mine.map((attempt) => attempt.id), kind); }
    if (kind !== 'recall' && kind !== 'return' && kind !== 'returnByHand') return;
    for (const call of talking) {
      const attempt = await world.bench.store.get('attempt', call.attemptId);
      // Of a case that was over before there is nothing new to say.
      if (attempt?.caseId == null || before.has(attempt.caseId) || !stands(attempt.caseId)) continue;
      world.count('recalled in talk');
      const heard = world.bench.seen(call.userId!, 'notice').slice(seen.get(call.userId!) ?? 0);
      if (!heard.some((notice) => notice.code.startsWith('case.') && notice.text === RECALL_WORDS[debt.creditor])) world.fail(`${kind}: ${call.userId!} talks about it and is not told the creditor’s words`);
    }
  }

  /** Attempts about the debtor's cases that nobody has answered: begun, or ringing. */
  private async unanswered(debt: Debt): Promise<readonly { readonly id: string; readonly caseId: string }[]> {
    const { bench } = this.world;
    const answered = new Set(bench.node.legs('customer').flatMap((leg) => (leg.isAnswered ? [leg.variables.get('dunwell_attempt') ?? ''] : [])));
    const [account] = await bench.store.find('account', { where: { creditorId: debt.creditor, contract: debt.contract }, limit: 1 });
    const links = account ? await bench.store.find('caseAccount', { where: { accountId: account.id } }) : [];
    const open = links.length === 0 ? [] : await bench.store.find('attempt', { where: { caseId: { in: links.map((link) => link.caseId) }, outcome: null }, limit: 100 });
    return open.flatMap((one) => (one.caseId === null || answered.has(one.id) || one.answeredAt !== null ? [] : [{ id: one.id, caseId: one.caseId }]));
  }
  private mustGo(attempts: readonly string[], why: string): void {
    const { world } = this;
    const { bench } = world;
    bench.clock.after(CANCELLED_WITHIN, () => {
      world.count('checks', attempts.length);
      for (const id of attempts) { const leg = bench.node.customer(id); if (leg !== undefined) world.fail(`${why}: attempt ${id.slice(-5)} rang, and is ${leg.isAnswered ? 'answered' : 'still there'} a second after the commit`); }
    });
  }

  /** Does it; answers of which cases it forbids calls (null: of none). */
  private async act(kind: Interruption, debt: Debt, caseId: string, agency: Agency, accountId: string): Promise<((caseId: string) => boolean) | null> {
    const { world, dice, sender } = this;
    const { bench, deps } = world;
    const owed = sumOf(debt.held);
    const overNow = async (): Promise<(caseId: string) => boolean> => {
      const forbidden = new Set<string>();
      for (const link of await bench.store.find('caseAccount', { where: { accountId } })) if (await this.isOver(link.caseId)) forbidden.add(link.caseId);
      return (id) => forbidden.has(id);
    };
    switch (kind) {
      case 'recall': case 'return': case 'settlement': await sender.recall([{ debt, how: kind }]); return overNow();
      case 'keep': await sender.recall([{ debt, how: kind }]); return null;
      case 'fullPayment': if (owed === 0) return null; await sender.payOne(debt, owed); return overNow();
      case 'paymentByHand': {
        if (owed === 0) return null;
        const amount = chance(dice, 0.5) ? owed : integer(dice, 1, owed);
        const at = world.now;
        const id = `H${bench.id().slice(-9)}`;
        const done = await takePayment(deps, world.office(agency, 'supervisor'), { externalId: id, accountId, amount, currency: debt.currency, at, channel: 'counter' });
        if (!done.ok) { world.fail(`a payment by hand: ${done.error.code}`); return null; }
        world.books.pay(debt, id, amount, at, world.now);
        world.count('payments');
        return overNow();
      }
      case 'settledByHand': {
        const account = (await bench.store.get('account', accountId))!;
        if (account.closed !== null) return null;
        const done = await settleAccount(deps, world.office(agency, 'supervisor'), accountId, account.version, { how: 'settled', reason: 'hardship' });
        if (!done.ok) { world.fail(`a settlement by hand: ${done.error.code}`); return null; }
        world.books.settle(debt, world.now);
        return overNow();
      }
      case 'returnByHand': {
        const placement = (await bench.store.find('placement', { where: { accountId, entityId: agency, state: { in: ['placed', 'kept'] } }, limit: 1 }))[0];
        if (!placement) return null;
        const done = await actOnPlacement(deps, world.office(agency, 'supervisor'), placement.id, 'return', { expected: placement.version, reason: 'capacity' });
        if (!done.ok) { world.fail(`a return by hand: ${done.error.code}`); return null; }
        world.books.leave(debt, 'returned', dateOf(world.now), agency);
        return overNow();
      }
      case 'reversal': {
        const paid = debt.payments.filter((one) => one.reversedAt === null).at(-1) ?? [...world.books.payments.values()].slice(-50).find((one) => one.reversedAt === null);
        if (paid) await sender.reverseOne(paid);
        return null;
      }
      case 'hold': {
        const until = chance(dice, 0.4) ? world.now + integer(dice, MINUTE, 3 * 24 * HOUR) : null;
        const done = await setHold(deps, world.office(agency, 'compliance'), caseId, { reason: 'regulator', until });
        if (!done.ok) { if (done.error.code !== 'case.closed') world.fail(`a hold: ${done.error.code}`); return null; }
        world.forbidCase(caseId, this.window('hold', until, done.value.id));
        return (id) => id === caseId;
      }
      case 'complaint': {
        const done = await openComplaint(deps, world.office(agency, 'compliance'), { caseId, byKind: 'party', channel: 'phone', about: 'agent', text: 'called too often' });
        if (!done.ok) { world.fail(`a complaint: ${done.error.code} ${done.error.text}`); return null; }
        world.forbidCase(caseId, this.window('complaint', null, done.value.complaint.id));
        return (id) => id === caseId;
      }
    }
  }
  private window(why: string, until: number | null, record: string): Window & { readonly record: string } { return { from: this.world.bench.id(), to: null, until, why, record }; }

  /** By the books: no account of the case is placed with its agency, or all of them are over. */
  private async isOver(caseId: string): Promise<boolean> {
    const { bench } = this.world;
    const found = (await bench.store.get('case', caseId))!;
    const links = await bench.store.find('caseAccount', { where: { caseId } });
    const states = await Promise.all(links.map(async (link) => {
      const debt = await this.debtOf(link.accountId);
      const batch = (await bench.store.get('placement', link.placementId))!.batch;
      return { closed: debt?.closed != null, placed: debt?.placements.some((one) => one.agency === found.entityId && one.batch === batch && (one.state === 'placed' || one.state === 'kept')) === true };
    }));
    return states.every((one) => one.closed) || states.every((one) => !one.placed);
  }
}
export type { Creditor };
