/** Plain rows → what may leave this thread: names, identity numbers, phones and addresses sealed and indexed by the vault. */
import { placeOfAddress, type Placed } from '../../core/compliance/located.js';
import { prefixPlaces } from '../../core/compliance/numbering.js';
import { maskPhone, maskText } from '../../core/phone/index.js';
import type { Vault } from '../ports/vault.js';
import type { PlacementRow, SealedPerson, SealedPoint } from '../store/moves/import-rows.js';
import type { PlainAddress } from './addresses.js';
import type { RowContext } from './cells.js';
import type { PlainPhone } from './people.js';
import type { PlainRow } from './row-reader.js';

export interface SealContext {
  readonly vault: Vault;
  readonly row: Pick<RowContext, 'instantOf' | 'today'>;
}

export function sealRow(row: PlainRow, again: boolean, context: SealContext): PlacementRow {
  const { vault } = context;
  const { today } = context.row;
  const points = sealPoints(row, vault);
  return {
    row: row.row,
    debtor: sealPerson(vault, row.name, row.identity, 'person'),
    points,
    others: row.others.map((other) => ({
      role: other.role, person: sealPerson(vault, other.name, other.identity, other.role === 'employer' ? 'organisation' : 'person'), points: other.phones.map((phone) => sealPhone(vault, phone)),
    })),
    account: {
      contract: row.contract, product: row.product, currency: row.currency, principal: row.principal, interest: row.interest, penalty: row.penalty, fees: row.fees,
      minimumDue: row.minimumDue, overdueSince: row.overdueSince, asOf: context.row.instantOf({ date: row.asOf ?? today, millis: null, offset: null }), asOfGiven: row.asOf !== null,
    },
    schedule: row.schedule, again,
    placement: { batch: row.batch, amount: row.placedAmount, from: row.placedFrom ?? today, fromGiven: row.placedFrom !== null, to: row.placedTo },
    work: { risk: row.risk, tags: row.tags, custom: row.custom, priority: row.priority },
  };
}

/** A person's own numbers and addresses. */
export function sealPoints(of: Pick<PlainRow, 'phones' | 'emails' | 'addresses'>, vault: Vault): SealedPoint[] {
  return [
    ...of.phones.map((phone) => sealPhone(vault, phone)),
    ...of.emails.map((email) => ({ kind: 'email' as const, sealed: vault.seal('email', email), index: vault.index('email', email), masked: maskText(email), region: null, places: null, column: '' })),
    ...of.addresses.map((address) => sealAddress(address, vault)),
  ];
}

function sealAddress({ text, told }: PlainAddress, vault: Vault): SealedPoint {
  const of = (words: string, place: Placed): SealedPoint => ({ kind: 'address', sealed: vault.seal('address', words), index: vault.index('address', words), masked: maskText(words), region: place.region, places: place.places, column: '' });
  const own = placeOfAddress(text);
  return told === null ? of(text, own) : { ...of(text, own.region === null ? told : own), told: of(told.words, told) };
}

function sealPerson(vault: Vault, name: string | null, identity: string | null, kind: SealedPerson['kind']): SealedPerson {
  return {
    kind, nameSealed: vault.seal('name', name ?? ''), nameIndex: name === null ? '' : vault.index('name', name),
    identitySealed: identity === null ? null : vault.seal('identity', identity), identityIndex: identity === null ? null : vault.index('identity', identity),
  };
}
export function sealPhone(vault: Vault, phone: PlainPhone): SealedPoint {
  return { kind: 'phone', sealed: vault.seal('phone', phone.e164), index: vault.index('phone', phone.e164), masked: maskPhone(phone.e164), region: phone.region, places: prefixPlaces(phone.e164), column: phone.column };
}
