/** What a batch of rows needs to know of the database, read at once, and kept true while the batch writes. */
import { saysMore } from '../../../core/compliance/located.js';
import type { Account, AccountParty, Case, CaseAccount, ContactPoint, Kind, Lead, Party, Placement, Records, ScheduleRow } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import type { AccountValues, BatchHead, Forbidden, PlacementRow, RowTrouble, SealedPerson, SealedPoint } from './import-rows.js';
import { Shelf } from './import-shelf.js';
import { append } from './stream.js';
import type { Patch } from '../tx.js';

const MANY = 100_000;

export class ImportView {
  readonly problems: RowTrouble[] = [];
  readonly at: Instant;
  duplicates = 0;
  newLeads = 0;
  /** Cases that got an account or changed, for one event each batch: a file of 100 000 rows must not drown the stream. */
  readonly placed: Id[] = [];
  readonly updated: Id[] = [];
  readonly forbid: Forbidden[] = [];

  /** By account. */
  readonly joined: Shelf<AccountParty>;
  readonly placements: Shelf<Placement>;
  readonly schedules: Shelf<ScheduleRow>;
  /** By party: the accounts a person is joined to, their numbers, their cases. */
  readonly owned: Shelf<AccountParty>;
  readonly numbers: Shelf<ContactPoint>;
  readonly casesOf: Shelf<Case>;
  /** Accounts of a case, by case and by placement; leads by case. */
  readonly links: Shelf<CaseAccount>;
  readonly linksOfPlacement: Shelf<CaseAccount>;
  readonly leads: Shelf<Lead>;
  private readonly byContract: Shelf<Account>;
  private readonly accounts: Shelf<Account>;
  private readonly people: Shelf<Party>;
  private readonly cases: Shelf<Case>;
  private readonly byIdentity: Shelf<Party>;
  private readonly byValue: Shelf<ContactPoint>;
  private readonly shelves: { readonly [K in Kind]?: readonly Shelf<Records[K]>[] };
  private readonly pairs = new Set<string>();
  private readonly source: string;

  constructor(readonly context: MoveContext, readonly batch: Pick<BatchHead, 'importId' | 'entityId' | 'creditorId' | 'actor' | 'at'>, rows: readonly PlacementRow[]) {
    const { tx } = context;
    this.at = batch.at;
    this.source = `import:${batch.importId}`;
    this.joined = new Shelf((row) => row.accountId, (keys) => tx.find('accountParty', { where: { accountId: { in: keys } }, limit: MANY }));
    this.placements = new Shelf((row) => row.accountId, (keys) => tx.find('placement', { where: { accountId: { in: keys } }, limit: MANY }));
    this.schedules = new Shelf((row) => row.accountId, (keys) => inParts(keys, (part) => tx.find('scheduleRow', { where: { accountId: { in: part } }, limit: MANY })));
    this.owned = new Shelf((row) => row.partyId, (keys) => tx.find('accountParty', { where: { partyId: { in: keys } }, limit: MANY }));
    this.numbers = new Shelf((row) => row.partyId, (keys) => tx.find('contactPoint', { where: { partyId: { in: keys } }, limit: MANY }));
    this.casesOf = new Shelf((row) => row.partyId, (keys) => tx.find('case', { where: { partyId: { in: keys } }, limit: MANY }));
    this.links = new Shelf((row) => row.caseId, (keys) => tx.find('caseAccount', { where: { caseId: { in: keys } }, limit: MANY }));
    this.linksOfPlacement = new Shelf((row) => row.placementId, (keys) => tx.find('caseAccount', { where: { placementId: { in: keys } }, limit: MANY }));
    this.leads = new Shelf((row) => row.caseId, (keys) => tx.find('lead', { where: { caseId: { in: keys } }, limit: MANY }));
    this.byContract = new Shelf((row) => row.contract, (keys) => tx.find('account', { where: { creditorId: batch.creditorId, contract: { in: keys } }, limit: MANY }));
    this.accounts = new Shelf((row) => row.id, (keys) => tx.find('account', { where: { id: { in: keys } }, limit: MANY }));
    this.people = new Shelf((row) => row.id, (keys) => tx.find('party', { where: { id: { in: keys } }, limit: MANY }));
    this.cases = new Shelf((row) => row.id, (keys) => tx.find('case', { where: { id: { in: keys } }, limit: MANY }));
    this.byIdentity = new Shelf((row) => row.identityIndex ?? '', (keys) => tx.find('party', { where: { identityIndex: { in: keys } }, limit: MANY }));
    this.byValue = new Shelf((row) => row.valueIndex, (keys) => tx.find('contactPoint', { where: { valueIndex: { in: keys } }, limit: MANY }));
    this.shelves = {
      accountParty: [this.joined, this.owned], placement: [this.placements], scheduleRow: [this.schedules], contactPoint: [this.numbers, this.byValue], case: [this.casesOf, this.cases], caseAccount: [this.links, this.linksOfPlacement],
      lead: [this.leads], account: [this.byContract, this.accounts], party: [this.people, this.byIdentity],
    };
    this.preload(rows);
  }

  /** A few questions for the whole batch instead of a dozen for each row. */
  private preload(rows: readonly PlacementRow[]): void {
    this.byContract.load(rows.map((row) => row.account.contract));
    this.byIdentity.load(rows.flatMap((row) => [row.debtor, ...row.others.map((other) => other.person)].flatMap((person) => person.identityIndex ?? [])));
    this.byValue.load(rows.flatMap((row) => phonesOf(row).map((point) => point.index)));
    const accounts = rows.flatMap((row) => this.byContract.of(row.account.contract));
    const known = rows.flatMap((row) => this.personOf(row.debtor.identityIndex) ?? []).map((party) => party.id);
    const ids = accounts.map((account) => account.id);
    this.joined.load(ids);
    this.placements.load(ids);
    if (rows.some((row) => row.schedule !== null)) this.schedules.load(ids);
    const debtors = ids.flatMap((id) => this.joined.of(id).filter((one) => one.role === 'debtor').map((one) => one.partyId));
    const others = ids.flatMap((id) => this.joined.of(id).map((one) => one.partyId));
    this.people.load(others);
    this.numbers.load([...others, ...known]);
    this.owned.load([...debtors, ...known]);
    this.casesOf.load([...debtors, ...known]);
    this.linksOfPlacement.load(ids.flatMap((id) => this.placements.of(id).map((one) => one.id)));
    const cases = ids.flatMap((id) => this.placements.of(id).flatMap((one) => this.linksOfPlacement.of(one.id).map((link) => link.caseId)));
    const all = [...cases, ...known.flatMap((id) => this.casesOf.of(id).map((one) => one.id))];
    this.cases.load(all);
    this.links.load(all);
    this.leads.load(all);
    this.accounts.load(all.flatMap((id) => this.links.of(id).map((link) => link.accountId)));
  }

  account(contract: string): Account | undefined { return this.byContract.of(contract)[0]; }
  accountById(id: Id): Account | undefined { return this.accounts.of(id)[0]; }
  party(id: Id): Party | undefined { return this.people.of(id)[0]; }
  caseById(id: Id): Case | undefined { return this.cases.of(id)[0]; }
  personOf(identityIndex: string | null): Party | undefined { return identityIndex === null ? undefined : this.byIdentity.of(identityIndex)[0]; }

  /**
   * Rows are written as one literal each, keys and all: a spread of what every row has costs more than the insert, as its
   * shape is grown field by field.
   */
  add<K extends Kind>(kind: K, row: Records[K]): Records[K] {
    this.context.tx.insert(kind, row);
    for (const shelf of this.shelves[kind] ?? []) shelf.put(row);
    return row;
  }
  change<K extends Kind>(kind: K, id: Id, patch: Patch<Records[K]>): Records[K] | undefined {
    const row = this.context.tx.update(kind, id, patch, this.at);
    if (row) for (const shelf of this.shelves[kind] ?? []) shelf.put(row);
    return row;
  }
  /** The id of a case about to be made. */
  caseId(): Id {
    const id = this.id();
    for (const shelf of [this.cases, this.links, this.leads]) shelf.fresh(id);
    return id;
  }
  id(): Id { return this.context.ids.id(); }
  addParty(person: SealedPerson): Party {
    const { at } = this;
    const id = this.id();
    for (const shelf of [this.people, this.numbers, this.owned, this.casesOf]) shelf.fresh(id);
    return this.add('party', {
      id, version: 1, createdAt: at, updatedAt: at, kind: person.kind, nameSealed: person.nameSealed, nameIndex: person.nameIndex,
      identitySealed: person.identitySealed, identityIndex: person.identityIndex, language: null,
    });
  }
  addAccount(values: AccountValues): Account {
    const { at } = this;
    const id = this.id();
    for (const shelf of [this.accounts, this.joined, this.placements, this.schedules]) shelf.fresh(id);
    return this.add('account', {
      id, version: 1, createdAt: at, updatedAt: at, creditorId: this.batch.creditorId, contract: values.contract, product: values.product, currency: values.currency,
      principal: values.principal, interest: values.interest, penalty: values.penalty, fees: values.fees, minimumDue: values.minimumDue, asOf: values.asOf, overdueSince: values.overdueSince, closed: null,
    });
  }
  /**
   * Adds the points this party does not have yet; true when there were any. The same number under another party is
   * reported once a pair and never merges them.
   */
  addPoints(partyId: Id, points: readonly SealedPoint[], ownerRole: ContactPoint['ownerRole'], row: number): boolean {
    if (points.length === 0) return false;
    const own = [...this.numbers.of(partyId)];
    const has = new Set(own.map((point) => point.valueIndex));
    let rank = own.length;
    let placed = false;
    for (const point of points.flatMap((one) => this.withPlace(one, own))) {
      if (has.has(point.index)) {
        const known = own.find((one) => one.valueIndex === point.index);
        // Nobody knew where it lies, and the file tells.
        if (point.told !== undefined && known?.kind === 'address' && known.region === null && point.region !== null) {
          this.change('contactPoint', known.id, { region: point.region, places: point.places });
          placed = true;
        }
        continue;
      }
      has.add(point.index);
      if (point.kind === 'phone') this.shared(partyId, point, row);
      this.add('contactPoint', {
        id: this.id(), version: 1, createdAt: this.at, updatedAt: this.at, partyId, kind: point.kind, valueSealed: point.sealed, valueIndex: point.index, masked: point.masked, ownerRole, source: this.source,
        confidence: ownerRole === 'debtor' ? 0.9 : 0.6, rank: rank++, validFrom: null, validUntil: null, consent: 'unknown', region: point.region, places: point.places, barred: null,
      });
    }
    return placed || rank > own.length;
  }
  /** An address and, where it is on file elsewhere than the file tells, that place besides: the clock minds both. */
  private withPlace(point: SealedPoint, own: readonly ContactPoint[]): readonly SealedPoint[] {
    if (point.told === undefined) return [point];
    const known = own.find((one) => one.kind === 'address' && one.valueIndex === point.index);
    return saysMore(point.told, known !== undefined && known.region !== null ? known : point) ? [point, point.told] : [point];
  }

  warn(row: number, code: string, reason: string, column: string | null = null, value: string | null = null): void {
    this.problems.push({ row, column, value, code, reason, severity: 'warning' });
  }
  say(type: string, subjects: readonly Id[], data: Readonly<Record<string, unknown>> = {}): void {
    append(this.context, { type, actor: this.batch.actor, data: { entityId: this.batch.entityId, importId: this.batch.importId, ...data } }, subjects, this.at);
  }

  private shared(partyId: Id, point: SealedPoint, row: number): void {
    const other = this.byValue.of(point.index).find((one) => one.partyId !== partyId);
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
}

/** Keys with up to 60 rows each: asked so many at a time that no answer meets the limit. */
function inParts<R>(keys: readonly string[], read: (part: readonly string[]) => readonly R[]): readonly R[] {
  const rows: R[] = [];
  for (let from = 0; from < keys.length; from += 1000) for (const row of read(keys.slice(from, from + 1000))) rows.push(row);
  return rows;
}
const phonesOf = (row: PlacementRow): SealedPoint[] => [...row.points, ...row.others.flatMap((other) => other.points)].filter((point) => point.kind === 'phone');
