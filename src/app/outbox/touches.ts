/**
 * Whose an event is: which cases it touches, of which creditor, worked by which entity, and about which contracts.
 * Identities only (a case's creditor and entity and an account's contract never change); every amount, code and time comes
 * from the event itself. Asked for a page of events at once, in a few questions.
 */
import type { Case, CaseAccount, Kind, Records, StreamEvent } from '../../core/records/index.js';
import type { Id } from '../../core/units.js';
import type { Store } from '../ports/store.js';
import type { Where } from '../store/tx.js';

/** One case an event is about. */
export interface Touch {
  readonly caseId: Id; readonly partyId: Id; readonly entityId: Id; readonly creditorId: Id;
  /** Accounts the event names, or all the case had when it happened; contracts in the same order. */
  readonly accountIds: readonly Id[]; readonly contracts: readonly string[];
}
export interface Seen { readonly event: StreamEvent; readonly touches: readonly Touch[] }

/** Kinds an id may be of that lead to a case or an account, in the order they are tried. */
const LEADING = ['case', 'account', 'attempt', 'promise', 'payment', 'placement', 'plan', 'contact', 'task', 'complaint', 'hold', 'lead', 'assignment', 'callback', 'planInstalment', 'standingFact'] as const satisfies readonly Kind[];
type Leading = (typeof LEADING)[number];
const CHUNK = 1000;

/** What an event says of itself. */
interface Named { readonly ids: readonly Id[]; readonly kind: string }
const NAMES = ['caseId', 'accountId', 'attemptId', 'promiseId', 'paymentId', 'placementId', 'planId', 'contactId', 'taskId', 'complaintId', 'holdId', 'leadId'] as const;
function namedBy(event: StreamEvent): Named {
  const data: object = typeof event.data === 'object' && event.data !== null ? event.data : {};
  const single = NAMES.map((name): unknown => Reflect.get(data, name));
  const many = ['accountIds', 'caseIds'].flatMap((name): unknown[] => { const value: unknown = Reflect.get(data, name); return Array.isArray(value) ? value : []; });
  return { ids: [...new Set([...event.subjects, ...[...single, ...many].filter((one): one is string => typeof one === 'string')])], kind: event.type.split('.')[0] ?? '' };
}

/** What a page of ids stands for: cases and accounts they lead to. */
interface Leads { readonly cases: readonly Id[]; readonly accounts: readonly Id[]; readonly placements?: readonly Id[] }

export async function touchesOf(store: Store, events: readonly StreamEvent[]): Promise<readonly Seen[]> {
  const named = events.map(namedBy);
  const leads = await leadsOf(store, named);
  const caseIds = new Set<Id>();
  const accountIds = new Set<Id>();
  for (const one of leads.values()) { one.cases.forEach((id) => caseIds.add(id)); one.accounts.forEach((id) => accountIds.add(id)); }
  const links = [...await inChunks(store, 'caseAccount', 'caseId', [...caseIds]), ...await inChunks(store, 'caseAccount', 'accountId', [...accountIds])];
  const byCase = new Map<Id, CaseAccount[]>();
  const byAccount = new Map<Id, CaseAccount[]>();
  for (const link of new Map(links.map((one) => [one.id, one])).values()) {
    add(byCase, link.caseId, link);
    add(byAccount, link.accountId, link);
    caseIds.add(link.caseId);
    accountIds.add(link.accountId);
  }
  const cases = new Map((await inChunks(store, 'case', 'id', [...caseIds])).map((one) => [one.id, one]));
  const contracts = new Map((await inChunks(store, 'account', 'id', [...accountIds])).map((one) => [one.id, one]));

  return events.map((event, at) => {
    const mine = (named[at]?.ids ?? []).flatMap((id) => leads.get(id) ?? []);
    const accounts = [...new Set(mine.flatMap((one) => one.accounts))];
    const named_ = [...new Set(mine.flatMap((one) => one.cases))].filter((id) => cases.has(id));
    const about = named_.length > 0 ? named_ : [...new Set(accounts.flatMap((id) => lastCaseOf(byAccount.get(id) ?? [], event)))];
    return { event, touches: about.flatMap((id): Touch[] => {
      const found = cases.get(id);
      return found ? [touch(found, accounts, byCase.get(id) ?? [], event, contracts)] : [];
    }) };
  });
}

function touch(found: Case, named: readonly Id[], links: readonly CaseAccount[], event: StreamEvent, accounts: ReadonlyMap<Id, Records['account']>): Touch {
  // Another creditor's account never goes along, whatever the event named.
  const own = (ids: readonly Id[]): Id[] => ids.filter((id) => accounts.get(id)?.creditorId === found.creditorId);
  const linked = new Set(links.map((link) => link.accountId));
  const spoken = own(named).filter((id) => linked.size === 0 || linked.has(id));
  const then = [...new Set([...links].filter((link) => link.createdAt <= event.at).sort(older).map((link) => link.accountId))];
  const accountIds = spoken.length > 0 ? spoken : own(then);
  return { caseId: found.id, partyId: found.partyId, entityId: found.entityId, creditorId: found.creditorId, accountIds, contracts: accountIds.map((id) => accounts.get(id)?.contract ?? '') };
}
/** The case an account was in when it happened: a later placement with another agency does not change what was said before. */
function lastCaseOf(links: readonly CaseAccount[], event: StreamEvent): Id[] {
  const last = links.filter((link) => link.createdAt <= event.at).sort(older).at(-1);
  return last ? [last.caseId] : [];
}
const older = (a: CaseAccount, b: CaseAccount): number => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

async function leadsOf(store: Store, named: readonly Named[]): Promise<ReadonlyMap<Id, Leads>> {
  const found = new Map<Id, Leads>();
  const open = new Set(named.flatMap((one) => one.ids));
  const hints = new Set(named.map((one) => one.kind));
  for (const kind of LEADING) {
    // The usual ones lead almost everywhere; the others only where an event of their kind is about.
    if (open.size === 0) break;
    if (LEADING.indexOf(kind) > 2 && !hints.has(kind) && !hints.has(HINT[kind] ?? kind)) continue;
    for (const row of await inChunks(store, kind, 'id', [...open])) {
      open.delete(row.id);
      found.set(row.id, leadOf(kind, row));
    }
  }
  return follow(store, found);
}
const HINT: Readonly<Partial<Record<Leading, string>>> = { planInstalment: 'plan', standingFact: 'fact' };

/** The second step: a callback leads to its lead, an instalment to its plan, a placement to the case it is worked in. */
async function follow(store: Store, found: Map<Id, Leads & { readonly via?: readonly [Leading, Id] }>): Promise<ReadonlyMap<Id, Leads>> {
  const via = [...found].flatMap(([id, one]) => (one.via ? [[id, one.via] as const] : []));
  for (const kind of ['lead', 'plan'] as const) {
    const rows = new Map<Id, Leads>();
    for (const row of await inChunks(store, kind, 'id', via.filter(([, [to]]) => to === kind).map(([, [, to]]) => to))) rows.set(row.id, leadOf(kind, row));
    for (const [id, [to, key]] of via) if (to === kind) found.set(id, rows.get(key) ?? NOWHERE);
  }
  const placements = [...found].flatMap(([id, one]) => (one.placements ? [id] : []));
  for (const link of await inChunks(store, 'caseAccount', 'placementId', placements)) {
    const before = found.get(link.placementId) ?? NOWHERE;
    found.set(link.placementId, { cases: [...before.cases, link.caseId], accounts: [...before.accounts, link.accountId] });
  }
  return found;
}
const NOWHERE: Leads = { cases: [], accounts: [] };

function leadOf(kind: Leading, row: Records[Leading]): Leads & { readonly via?: readonly [Leading, Id] } {
  const of = <K extends Leading>(asked: K): Records[K] => {
    if (asked !== (kind)) throw new TypeError(`not a ${asked}`);
    return row as Records[K];
  };
  switch (kind) {
    case 'case': return { cases: [row.id], accounts: [] };
    case 'account': return { cases: [], accounts: [row.id] };
    case 'attempt': return { cases: some(of('attempt').caseId), accounts: of('attempt').accountIds };
    case 'promise': return { cases: [of('promise').caseId], accounts: of('promise').accountIds };
    case 'plan': return { cases: [of('plan').caseId], accounts: of('plan').accountIds };
    case 'payment': return { cases: [], accounts: [of('payment').accountId] };
    case 'placement': return { cases: [], accounts: [], placements: [row.id] };
    case 'contact': return { cases: some(of('contact').caseId), accounts: [] };
    case 'task': return { cases: [of('task').caseId], accounts: [] };
    case 'complaint': return { cases: some(of('complaint').caseId), accounts: [] };
    case 'hold': return { cases: [of('hold').caseId], accounts: [] };
    case 'lead': return { cases: [of('lead').caseId], accounts: [] };
    case 'assignment': return { cases: [of('assignment').caseId], accounts: [] };
    case 'callback': return { ...NOWHERE, via: ['lead', of('callback').leadId] };
    case 'planInstalment': return { ...NOWHERE, via: ['plan', of('planInstalment').planId] };
    case 'standingFact': {
      const fact = of('standingFact');
      return fact.subjectKind === 'case' ? { cases: [fact.subject], accounts: [] } : fact.subjectKind === 'account' ? { cases: [], accounts: [fact.subject] } : NOWHERE;
    }
  }
}
const some = (id: Id | null): readonly Id[] => (id === null ? [] : [id]);

async function inChunks<K extends Kind>(store: Store, kind: K, column: string, ids: readonly Id[]): Promise<Records[K][]> {
  const rows: Records[K][] = [];
  for (let at = 0; at < ids.length; at += CHUNK) rows.push(...await store.find(kind, { where: { [column]: { in: ids.slice(at, at + CHUNK) } } as Where<Records[K]>, limit: 100_000 }));
  return rows;
}
function add<V>(map: Map<Id, V[]>, key: Id, value: V): void {
  const list = map.get(key);
  if (list) list.push(value); else map.set(key, [value]);
}
