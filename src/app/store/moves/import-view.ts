/** What a batch of rows needs to know of the database, read at once, and kept true while the batch writes. */
import type { Account, ContactPoint, Kept, Kind, Party, Records } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import type { AccountValues, ImportBatch, PlacementRow, RowTrouble, SealedPerson, SealedPoint } from './import-rows.js';
import { append } from './stream.js';

type Fresh<K extends Kind> = Omit<Records[K], keyof Kept>;

export class ImportView {
  readonly problems: RowTrouble[] = [];
  readonly at: Instant;
  private readonly accounts: Map<string, Account>;
  private readonly parties: Map<string, Party>;
  private readonly points = new Map<string, { readonly id: Id; readonly partyId: Id }[]>();
  private readonly pairs = new Set<string>();
  private readonly source: string;
  duplicates = 0;
  newLeads = 0;
  /** Cases that got an account or changed, for one event each batch: a file of 100 000 rows must not drown the stream. */
  readonly placed: Id[] = [];
  readonly updated: Id[] = [];

  constructor(readonly context: MoveContext, readonly batch: ImportBatch) {
    const { tx } = context;
    this.at = batch.at;
    this.source = `import:${batch.importId}`;
    const contracts = [...new Set(batch.rows.map((row) => row.account.contract))];
    const identities = [...new Set(batch.rows.flatMap((row) => [row.debtor, ...row.others.map((other) => other.person)].flatMap((person) => person.identityIndex ?? [])))];
    const values = [...new Set(batch.rows.flatMap((row) => phonesOf(row).map((point) => point.index)))];
    this.accounts = new Map(contracts.length === 0 ? [] : tx.find('account', { where: { creditorId: batch.creditorId, contract: { in: contracts } }, limit: 100_000 }).map((row) => [row.contract, row]));
    this.parties = new Map(identities.length === 0 ? [] : tx.find('party', { where: { identityIndex: { in: identities } }, limit: 100_000 }).map((row) => [row.identityIndex ?? '', row]));
    if (values.length > 0) for (const point of tx.find('contactPoint', { where: { valueIndex: { in: values } }, limit: 100_000 })) this.rememberPoint(point);
  }

  account(contract: string): Account | undefined { return this.accounts.get(contract); }
  personOf(identityIndex: string | null): Party | undefined { return identityIndex === null ? undefined : this.parties.get(identityIndex); }

  /**
   * Rows are written as one literal each, keys and all: a spread of what every row has costs more than the insert, as its
   * shape is grown field by field.
   */
  add<K extends Kind>(kind: K, row: Records[K]): Records[K] {
    this.context.tx.insert(kind, row);
    return row;
  }
  id(): Id { return this.context.ids.id(); }
  addParty(person: SealedPerson): Party {
    const { at } = this;
    const party = this.add('party', {
      id: this.id(), version: 1, createdAt: at, updatedAt: at, kind: person.kind, nameSealed: person.nameSealed, nameIndex: person.nameIndex,
      identitySealed: person.identitySealed, identityIndex: person.identityIndex, language: null,
    });
    if (party.identityIndex !== null) this.parties.set(party.identityIndex, party);
    return party;
  }
  addAccount(values: AccountValues): Account {
    const { at } = this;
    const account = this.add('account', {
      id: this.id(), version: 1, createdAt: at, updatedAt: at, creditorId: this.batch.creditorId, contract: values.contract, product: values.product, currency: values.currency,
      principal: values.principal, interest: values.interest, penalty: values.penalty, fees: values.fees, minimumDue: values.minimumDue, asOf: values.asOf, overdueSince: values.overdueSince, closed: null,
    });
    this.accounts.set(account.contract, account);
    return account;
  }
  changeAccount(id: Id, patch: Partial<Fresh<'account'>>): Account | undefined {
    const account = this.context.tx.update('account', id, patch, this.at);
    if (account) this.accounts.set(account.contract, account);
    return account;
  }
  identify(party: Party, sealed: string | null, index: string): void {
    const after = this.context.tx.update('party', party.id, { identitySealed: sealed, identityIndex: index }, this.at);
    if (after) this.parties.set(index, after);
  }

  /**
   * Adds the points this party does not have yet; true when there were any. The same number under another party is
   * reported once a pair and never merges them.
   */
  addPoints(partyId: Id, isNew: boolean, points: readonly SealedPoint[], ownerRole: ContactPoint['ownerRole'], row: number): boolean {
    if (points.length === 0) return false;
    const own = isNew ? [] : this.context.tx.find('contactPoint', { where: { partyId } });
    const has = new Set(own.map((point) => point.valueIndex));
    let rank = own.length;
    for (const point of points) {
      if (has.has(point.index)) continue;
      has.add(point.index);
      if (point.kind === 'phone') this.shared(partyId, point, row);
      this.rememberPoint(this.add('contactPoint', {
        id: this.id(), version: 1, createdAt: this.at, updatedAt: this.at, partyId, kind: point.kind, valueSealed: point.sealed, valueIndex: point.index, masked: point.masked, ownerRole, source: this.source,
        confidence: ownerRole === 'debtor' ? 0.9 : 0.6, rank: rank++, validFrom: null, validUntil: null, consent: 'unknown', region: point.region,
      }));
    }
    return rank > own.length;
  }

  warn(row: number, code: string, reason: string, column: string | null = null, value: string | null = null): void {
    this.problems.push({ row, column, value, code, reason, severity: 'warning' });
  }
  say(type: string, subjects: readonly Id[], data: Readonly<Record<string, unknown>> = {}): void {
    append(this.context, { type, actor: this.batch.actor, data: { entityId: this.batch.entityId, importId: this.batch.importId, ...data } }, subjects, this.at);
  }

  private shared(partyId: Id, point: SealedPoint, row: number): void {
    const other = this.points.get(point.index)?.find((one) => one.partyId !== partyId);
    if (!other) return;
    this.possibleDuplicate(partyId, other.partyId, row, 'the same number stands under another person; they are kept apart', point.column, point.masked);
  }
  possibleDuplicate(one: Id, other: Id, row: number, reason: string, column: string | null, value: string | null): void {
    const pair = one < other ? `${one} ${other}` : `${other} ${one}`;
    if (this.pairs.has(pair)) return;
    this.pairs.add(pair);
    this.duplicates++;
    this.warn(row, 'import.possibleDuplicate', reason, column, value);
    this.say('party.possibleDuplicate', [one, other]);
  }
  private rememberPoint(point: ContactPoint): void {
    const known = this.points.get(point.valueIndex);
    const seen = { id: point.id, partyId: point.partyId };
    if (known) known.push(seen); else this.points.set(point.valueIndex, [seen]);
  }
}

const phonesOf = (row: PlacementRow): SealedPoint[] => [...row.points, ...row.others.flatMap((other) => other.points)].filter((point) => point.kind === 'phone');
