/** Plain rows → what may leave this thread: names, identity numbers, phones and addresses sealed and indexed by the vault. */
import { maskPhone, maskText } from '../../core/phone/index.js';
import type { Instant, LocalDate } from '../../core/units.js';
import type { Vault } from '../ports/vault.js';
import type { PlacementRow, SealedPerson, SealedPoint } from '../store/moves/import-rows.js';
import type { PlainPhone } from './people.js';
import type { PlainRow } from './row-reader.js';

export interface SealContext {
  readonly vault: Vault;
  /** First instant of a local date in the campaign's zone. */
  readonly startOf: (date: LocalDate) => Instant;
  readonly today: LocalDate;
}

export function sealRow(row: PlainRow, context: SealContext): PlacementRow {
  const { vault } = context;
  const points: SealedPoint[] = [
    ...row.phones.map((phone) => sealPhone(vault, phone)),
    ...row.emails.map((email) => ({ kind: 'email' as const, sealed: vault.seal('email', email), index: vault.index('email', email), masked: maskText(email), region: null, column: '' })),
    ...row.addresses.map((address) => ({ kind: 'address' as const, sealed: vault.seal('address', address), index: vault.index('address', address), masked: maskText(address), region: null, column: '' })),
  ];
  return {
    row: row.row,
    debtor: sealPerson(vault, row.name, row.identity, 'person'),
    points,
    others: row.others.map((other) => ({
      role: other.role, person: sealPerson(vault, other.name, other.identity, other.role === 'employer' ? 'organisation' : 'person'), points: other.phones.map((phone) => sealPhone(vault, phone)),
    })),
    account: {
      contract: row.contract, product: row.product, currency: row.currency, principal: row.principal, interest: row.interest, penalty: row.penalty, fees: row.fees,
      minimumDue: row.minimumDue, overdueSince: row.overdueSince, asOf: context.startOf(row.asOf ?? context.today), asOfGiven: row.asOf !== null,
    },
    placement: { batch: row.batch, amount: row.placedAmount, from: row.placedFrom ?? context.today, fromGiven: row.placedFrom !== null, to: row.placedTo },
    work: { risk: row.risk, tags: row.tags, custom: row.custom, priority: row.priority },
  };
}

function sealPerson(vault: Vault, name: string | null, identity: string | null, kind: SealedPerson['kind']): SealedPerson {
  return {
    kind, nameSealed: vault.seal('name', name ?? ''), nameIndex: name === null ? '' : vault.index('name', name),
    identitySealed: identity === null ? null : vault.seal('identity', identity), identityIndex: identity === null ? null : vault.index('identity', identity),
  };
}
function sealPhone(vault: Vault, phone: PlainPhone): SealedPoint {
  return { kind: 'phone', sealed: vault.seal('phone', phone.e164), index: vault.index('phone', phone.e164), masked: maskPhone(phone.e164), region: phone.region, column: phone.column };
}
