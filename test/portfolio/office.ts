/** What an agency's office does between files and calls: deals cases out, agrees plans, notes follow-ups, closes complaints, lifts holds. */
import { agreePlan, applyAssignment, assignByHand, cancelPromise, closeComplaint, liftHold, makeTask, type ProposalInput } from '../../src/app/usecases/index.js';
import { CLOSED_CASES, type Case } from '../../src/core/records/index.js';
import { chance, integer, type SeededDice } from '../../src/sim/rng.js';
import { AGENCIES, BANDS, CREDITORS, dateOf, DAY, HOUR, PRODUCT, shift, teamOf, type Agency } from './settings.js';
import type { World } from './world.js';

const ANY = { regions: null, stages: null, risks: null, amountFrom: null, amountBelow: null };
export const REASSIGN_AFTER = 3;

export class Office {
  private readonly dice: SeededDice;
  constructor(private readonly world: World) { this.dice = world.dice.stream('office'); }

  /** By product to the creditor's team, evenly; the oldest debts of the bank to its team whatever their product. */
  private rules(agency: Agency): ProposalInput {
    return {
      settings: {
        measure: { kind: 'cases' }, reassignAfterDays: REASSIGN_AFTER, escalations: [{ name: 'old debts of the bank', stages: [BANDS.bank.at(-1)!.name], amountFrom: null, teamId: teamOf(agency, 'bank') }],
        rules: CREDITORS.map((creditor) => ({ name: creditor, match: { ...ANY, products: [PRODUCT[creditor]] }, teamIds: [teamOf(agency, creditor)], userIds: [], method: 'average' as const, otherwise: 'hold' as const })),
      },
    };
  }
  async assign(): Promise<void> {
    const { world } = this;
    for (const agency of AGENCIES) {
      const done = await applyAssignment(world.deps, world.office(agency, 'allocator'), this.rules(agency));
      if (!done.ok) { world.fail(`assignment: ${done.error.code} ${done.error.text}`); continue; }
      world.count('assigned', done.value.assigned);
      world.count('reassigned', done.value.plan.proposals.filter((one) => one.from !== null).length);
      // Nothing moves between the proposal and the act here.
      for (const skipped of done.value.skipped) world.fail(`assignment skipped ${skipped.caseId.slice(-6)}: ${skipped.why}`);
    }
  }

  async acts(): Promise<void> {
    const { world, dice } = this;
    const { bench, deps } = world;
    const today = dateOf(world.now);
    const open = (await world.all('case')).filter((one) => !CLOSED_CASES.has(one.state));
    for (const found of open) {
      const agency = found.entityId as Agency;
      const supervisor = world.office(agency, 'supervisor');
      if (found.amount > 100 && chance(dice, 0.01)) {
        const done = await agreePlan(deps, supervisor, found.id, { terms: { count: integer(dice, 2, 5), start: shift(today, integer(dice, 0, 3)), rhythm: { kind: 'days', every: integer(dice, 1, 3) } } });
        if (done.ok) world.count('plans agreed'); else world.fail(`a plan: ${done.error.code} ${done.error.text}`);
      }
      if (chance(dice, 0.02)) {
        const done = await makeTask(deps, supervisor, { caseId: found.id, title: 'look again', dueAt: world.now + integer(dice, HOUR, 4 * DAY), userId: found.userId });
        if (done.ok) world.count('follow-ups'); else world.fail(`a follow-up: ${done.error.code} ${done.error.text}`);
      }
      if (chance(dice, 0.005)) await this.byHand(found, agency);
    }
    for (const promise of await bench.store.find('promise', { where: { state: 'open' }, limit: 100_000 })) {
      if (!chance(dice, 0.03)) continue;
      const found = (await bench.store.get('case', promise.caseId))!;
      const done = await cancelPromise(deps, world.office(found.entityId as Agency, 'supervisor'), promise.id, promise.version);
      if (done.ok) world.count('promises taken back'); else world.fail(`taking a promise back: ${done.error.code}`);
    }
    for (const task of await bench.store.find('task', { where: { state: 'open' }, limit: 100_000 })) {
      if (chance(dice, 0.1)) await bench.store.run('changeTask', { id: task.id, expectedVersion: task.version, patch: { state: 'done' }, by: 'admin', at: world.now });
    }
    await this.lift();
  }
  private async byHand(found: Case, agency: Agency): Promise<void> {
    const { world, dice } = this;
    const team = await world.bench.store.find('user', { where: { teamId: teamOf(agency, found.creditorId as 'bank'), role: 'collector' }, limit: 100 });
    const userId = chance(dice, 0.2) ? null : team[integer(dice, 0, team.length - 1)]!.id;
    const done = await assignByHand(world.deps, world.office(agency, 'allocator'), found.id, { userId, why: 'asked for' });
    if (done.ok) world.count(userId === null ? 'to the hold pool' : 'assigned by hand'); else world.fail(`by hand: ${done.error.code}`);
  }

  /** Half of what stands is over after some days. */
  private async lift(): Promise<void> {
    const { world, dice } = this;
    for (const [caseId, windows] of world.caseWindows) for (const window of windows) {
      if (window.to !== null || (window.until !== null && window.until <= world.now) || !chance(dice, 0.15) || !('record' in window)) continue;
      const record = String(window.record);
      const found = (await world.bench.store.get('case', caseId))!;
      const by = world.office(found.entityId as Agency, 'compliance');
      if (window.why === 'hold') {
        const done = await liftHold(world.deps, by, record, null);
        if (!done.ok) { world.fail(`lifting a hold: ${done.error.code}`); continue; }
        world.count('holds lifted');
      } else {
        const row = (await world.bench.store.get('complaint', record))!;
        const done = await closeComplaint(world.deps, by, record, row.version, { state: 'rejected', outcome: 'answered' });
        if (!done.ok) { world.fail(`closing a complaint: ${done.error.code}`); continue; }
        world.count('complaints closed');
      }
      window.to = world.bench.id();
    }
  }
}
