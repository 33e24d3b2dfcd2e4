/** What a day brings besides calls: payments, holds, recalls, suppressions, campaigns stopped and started, and people who look things up. */
import { actOnPlacement, addSuppression, liftHold, listAttempts, listCases, listLeads, setHold, takePayment, type Deps } from '../../app/usecases/index.js';
import type { User } from '../../core/records/index.js';
import type { Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { between, chance, integer, weighted, type SeededDice } from '../rng.js';
import type { FaultWorld } from './world.js';

const SECOND = 1_000;
type Act = 'pay' | 'payPart' | 'hold' | 'recall' | 'suppress';

export class Office {
  #payments = 0;
  #open = true;
  constructor(private readonly world: FaultWorld, private readonly dice: SeededDice) {}

  begin(): void { this.#next(); }
  close(): void { this.#open = false; }
  /** Of an attempt that was just journalled: something may forbid it before its INVITE has left, or while it rings. */
  opened(caseId: Id | null, number: string | null): void {
    if (caseId === null || !this.#open || !chance(this.dice, 0.04)) return;
    const quick = chance(this.dice, 0.6);
    this.world.clock.after(quick ? integer(this.dice, 0, 4) : between(this.dice, 0.2, 12) * SECOND, () => {
      if (!this.#open) return;
      if (chance(this.dice, 0.15)) { this.#halt(); return; }
      const act = weighted(this.dice, { pay: 3, hold: 2, recall: 1, suppress: number === null ? 0 : 2, payPart: 1 }) ?? 'pay';
      this.#act(act, caseId, number);
    });
  }

  #next(): void {
    this.world.clock.after(between(this.dice, 10, 50) * SECOND, () => {
      if (!this.#open) return;
      const what = weighted(this.dice, { look: 4, act: 3, halt: 0.4 }) ?? 'look';
      if (what === 'look') this.#look();
      else if (what === 'halt') this.#halt();
      else { const debtor = this.world.debtors[integer(this.dice, 0, this.world.debtors.length - 1)]; if (debtor) this.#act(weighted(this.dice, { pay: 2, payPart: 2, hold: 2, recall: 1, suppress: 2 }) ?? 'pay', debtor.caseId, debtor.number); }
      this.#next();
    });
  }

  #act(act: Act, caseId: Id, number: string | null): void {
    const { world } = this;
    world.say(`OFFICE ${act} ${caseId}`);
    world.asking((deps, boss) => {
      switch (act) {
        case 'pay': case 'payPart': this.#payments += 1; return takePayment(deps, boss, { externalId: `p${this.#payments}`, caseId, amount: act === 'pay' ? 10_000 : 2_500, currency: 'CNY' });
        case 'hold': return setHold(deps, boss, caseId, { reason: 'complaint' }).then((held) => {
          if (held.ok && chance(this.dice, 0.5)) world.clock.after(between(this.dice, 30, 200) * SECOND, () => { if (this.#open) world.asking((later, by) => liftHold(later, by, held.value.id, null)); });
          return held;
        });
        case 'recall': return actOnPlacement(deps, boss, caseId.replace('case-', 'placement-'), 'recall', { expected: null });
        case 'suppress': return addSuppression(deps, boss, { number: number ?? '', source: 'letter' });
      }
    });
  }
  #halt(): void {
    const { world, dice } = this;
    const campaign = world.campaigns[integer(dice, 0, world.campaigns.length - 1)] ?? '';
    const how = chance(dice, 0.5) ? 'stop' as const : 'pause' as const;
    world.say(`OFFICE ${how} ${campaign}`);
    void world.conductor?.campaign(how, campaign, 'boss').catch(() => undefined);
    const start = (): void => {
      // Whoever is in charge looks again until it runs.
      world.clock.after(between(dice, 1, 12) * SECOND, () => {
        if (!this.#open || world.conductor?.live().campaigns.find((one) => one.campaignId === campaign)?.state === 'running') return;
        void world.conductor?.campaign('start', campaign, 'boss').catch(() => undefined);
        start();
      });
    };
    start();
  }
  /** A supervisor of each company looks at what is theirs. */
  #look(): void {
    for (const { id } of this.world.supervisors) {
      const answer = (said: Promise<Result<unknown>>): void => { said.then((result) => { this.world.checkers.answered(id, JSON.stringify(result)); }, () => undefined); };
      this.world.asking(async (deps: Deps) => {
        const user: User | undefined = await deps.store.get('user', id);
        if (!user) return;
        const kind = integer(this.dice, 0, 2);
        if (kind === 0) answer(listAttempts(deps, user, { limit: 20 }));
        else if (kind === 1) answer(listCases(deps, user, { limit: 20 }));
        else answer(listLeads(deps, user, { limit: 20, campaignId: id.replace('-head', '-campaign') }));
      });
    }
  }
}
