/** Which creditors send payments at all: without them "not paid" only means that nobody told. */
import type { Id } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import { CaseCreditors } from './scan.js';

export class PaymentData {
  readonly #known = new Map<Id, boolean>();
  readonly #cases: CaseCreditors;
  constructor(private readonly store: Pick<Store, 'pick'>) { this.#cases = new CaseCreditors(store); }

  /** Has one payment of this creditor's accounts ever been written down? A payment is kept as `<creditor>/<its number>`. */
  async of(creditorId: Id): Promise<boolean> {
    const known = this.#known.get(creditorId);
    if (known !== undefined) return known;
    const [one] = await this.store.pick('payment', ['id'], { where: { externalId: { gte: `${creditorId}/`, lt: `${creditorId}0` } }, limit: 1 });
    this.#known.set(creditorId, one !== undefined);
    return one !== undefined;
  }
  /** The same, by the cases the creditors' debts are worked in. */
  async ofCases(caseIds: readonly Id[]): Promise<(caseId: Id) => boolean> {
    await this.#cases.read(caseIds);
    for (const creditor of new Set(caseIds.map((id) => this.#cases.of(id)))) if (creditor !== undefined) await this.of(creditor);
    return (caseId) => this.#known.get(this.#cases.of(caseId) ?? '') === true;
  }
}
