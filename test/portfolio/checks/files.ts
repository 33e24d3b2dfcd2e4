/** The daily files against an independent walk of the stream, and against the tables; and that nobody reads of another creditor's debts. */
import type { Attempt, Contact, Payment, PaymentPromise, StreamEvent } from '../../../src/core/records/index.js';
import { AGENCIES, CREDITORS, CURRENCY, midnightOf, DAY, written, type Agency, type Creditor } from '../settings.js';
import type { World } from '../world.js';
import { group } from './money.js';

const KINDS = ['contacts', 'results', 'promises', 'payments'] as const;
type FileKind = (typeof KINDS)[number];
type Row = Readonly<Record<string, string>>;
type Data = Readonly<Record<string, unknown>>;
const dataOf = (event: StreamEvent): Data => (typeof event.data === 'object' && event.data !== null ? { ...event.data } : {});

/** Of a CSV file: quoted cells, doubled quotes, CRLF. */
function rowsOf(text: string): readonly Row[] {
  const lines: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at += 1) {
    const letter = text[at]!;
    if (quoted) { if (letter !== '"') cell += letter; else if (text[at + 1] === '"') { cell += '"'; at += 1; } else quoted = false; }
    else if (letter === '"') quoted = true;
    else if (letter === ',') { lines.at(-1)!.push(cell); cell = ''; }
    else if (letter === '\r') { lines.at(-1)!.push(cell); cell = ''; lines.push([]); at += 1; }
    else cell += letter;
  }
  lines.pop();
  const [head = [], ...rest] = lines;
  return rest.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])));
}
function kindOf(event: StreamEvent): FileKind | null {
  if (event.type === 'attempt.settled') return dataOf(event)['outcome'] === 'not_placed' ? null : 'contacts';
  if (event.type === 'case.noted') return 'contacts';
  if (event.type === 'attempt.disposed') return 'results';
  return /^(?:promise|plan|instalment)\./.test(event.type) ? 'promises' : event.type.startsWith('payment.') ? 'payments' : null;
}

export async function checkFiles(world: World, day: string, events: readonly StreamEvent[]): Promise<void> {
  const [from, to] = [midnightOf(day), midnightOf(day) + DAY];
  const cases = new Map((await world.all('case')).map((one) => [one.id, one]));
  const links = group(await world.all('caseAccount'), (one) => one.accountId);
  const accounts = new Map((await world.all('account')).map((one) => [one.id, one]));
  /** Where an event belongs: its case; or the case its account was in when it happened. */
  const placeOf = (event: StreamEvent): { readonly agency: string; readonly creditor: string; readonly caseId: string } | null => {
    const data = dataOf(event);
    const accountId = data['accountId'];
    const named = event.type.startsWith('payment.') && typeof accountId === 'string'
      ? (links.get(accountId) ?? []).filter((link) => link.createdAt <= event.at).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)).at(-1)?.caseId : data['caseId'];
    const found = typeof named === 'string' ? cases.get(named) : undefined;
    return found ? { agency: found.entityId, creditor: found.creditorId, caseId: found.id } : null;
  };
  const expected = new Map<string, StreamEvent[]>();
  for (const event of events) {
    const kind = event.at >= from && event.at < to ? kindOf(event) : null;
    const place = kind === null ? null : placeOf(event);
    if (kind === null) continue;
    if (!place) { world.fail(`${event.type} (seq ${event.seq}) belongs to no case`); continue; }
    const key = `${place.agency}/${place.creditor}/${day}/${kind}.csv`;
    const list = expected.get(key);
    if (list) list.push(event); else expected.set(key, [event]);
  }
  const attempts = (await world.bench.store.find('attempt', { where: { openedAt: { gte: from - DAY, lt: to } }, limit: 100_000 }));
  const notes = (await world.bench.store.find('contact', { where: { at: { gte: from, lt: to }, channel: 'note', attemptId: null, result: null }, limit: 100_000 }));
  const promises = await world.bench.store.find('promise', { where: { createdAt: { gte: from, lt: to } }, limit: 100_000 });
  const payments = await world.bench.store.find('payment', { where: { createdAt: { gte: from, lt: to } }, limit: 100_000 });
  const reversed = await world.bench.store.find('payment', { where: { reversedAt: { gte: from, lt: to } }, limit: 100_000 });
  for (const agency of AGENCIES) for (const creditor of CREDITORS) {
    const files = new Map<FileKind, readonly Row[]>();
    for (const kind of KINDS) {
      const path = `${agency}/${creditor}/${day}/${kind}.csv`;
      const text = world.files.get(path);
      world.files.delete(path);
      if (text === undefined) { if (expected.has(path)) world.fail(`${path} was not made`); continue; }
      const rows = rowsOf(text);
      files.set(kind, rows);
      world.count('daily files');
      world.count(`rows of daily ${kind}`, rows.length);
      sameAsStream(world, path, kind, rows, expected.get(path) ?? [], CURRENCY[creditor]);
      for (const row of rows) {
        const found = cases.get(row['caseId'] ?? '');
        if (found?.creditorId !== creditor || found.entityId !== agency) world.fail(`${path} tells of a case that is not theirs (seq ${row['seq'] ?? '?'})`);
        const own = new Set([...accounts.values()].length > 0 ? (row['contract'] ?? '').split(';') : []);
        for (const contract of own) if (contract !== '' && (!world.books.find(creditor, contract))) world.fail(`${path} names ${contract}, a contract of somebody else (seq ${row['seq'] ?? '?'})`);
        if ((row['accountId'] ?? '') !== '' && accounts.get(row['accountId']!)?.creditorId !== creditor) world.fail(`${path} names an account of somebody else`);
      }
    }
    if (files.size > 0) sameAsTables(world, `${agency}/${creditor}/${day}`, files, { agency, creditor, cases, accounts, links, from, to, attempts, notes, promises, payments, reversed });
  }
}

/** Row by row: the same events in the same order, with the same figures. */
function sameAsStream(world: World, path: string, kind: FileKind, rows: readonly Row[], events: readonly StreamEvent[], currency: string): void {
  world.count('checks', rows.length + 1);
  if (rows.length !== events.length) { world.fail(`${path} has ${rows.length} rows, the stream ${events.length}`); return; }
  for (const [n, row] of rows.entries()) {
    const event = events[n]!;
    const data = dataOf(event);
    const money = (name: string): string => { const value = data[name]; return typeof value === 'number' ? written(value, currency) : ''; };
    const text = (name: string): string => { const value = data[name]; return typeof value === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'string' || typeof value === 'number' ? String(value) : ''; };
    const wants: Record<string, string> = { seq: String(event.seq), event: event.type };
    if (kind === 'payments') for (const name of ['amount', 'penalty', 'interest', 'fees', 'principal', 'over']) wants[name] = money(name);
    if (kind === 'payments') for (const name of ['externalId', 'currency', 'accountId']) wants[name] = text(name);
    if (kind === 'promises' && event.type.startsWith('promise.')) Object.assign(wants, { amount: money('amount'), paid: money('paid'), due: text('due'), state: text('state') });
    if (kind === 'promises' && event.type.startsWith('plan.')) Object.assign(wants, { amount: money('total'), state: text('state') });
    if (kind === 'promises' && event.type.startsWith('instalment.')) Object.assign(wants, { amount: money('amount'), number: text('number'), state: text('state') });
    if (kind === 'results') Object.assign(wants, { code: text('code'), rightParty: text('rightParty'), promiseId: text('promiseId'), attemptId: event.subjects[0] ?? '' });
    if (kind === 'contacts' && event.type === 'attempt.settled') Object.assign(wants, { outcome: text('outcome'), attemptId: event.subjects[0] ?? '', stage: text('stage'), daysPastDue: text('daysPastDue') });
    for (const [name, want] of Object.entries(wants)) if (row[name] !== want) { world.fail(`${path}, seq ${event.seq} ${event.type}: ${name} is "${row[name] ?? ''}", the stream says "${want}"`); break; }
  }
}

interface Tables {
  readonly agency: Agency; readonly creditor: Creditor; readonly from: number; readonly to: number;
  readonly cases: ReadonlyMap<string, { readonly entityId: string; readonly creditorId: string }>; readonly accounts: ReadonlyMap<string, { readonly creditorId: string }>;
  readonly links: ReadonlyMap<string, readonly { readonly caseId: string; readonly createdAt: number; readonly id: string }[]>;
  readonly attempts: readonly Attempt[]; readonly notes: readonly Contact[]; readonly promises: readonly PaymentPromise[]; readonly payments: readonly Payment[]; readonly reversed: readonly Payment[];
}
/** How many there are and what they come to, by the tables. */
function sameAsTables(world: World, name: string, files: ReadonlyMap<FileKind, readonly Row[]>, t: Tables): void {
  const ours = (caseId: string | null): boolean => { const found = caseId === null ? undefined : t.cases.get(caseId); return found?.entityId === t.agency && found.creditorId === t.creditor; };
  const within = (at: number | null): boolean => at !== null && at >= t.from && at < t.to;
  const paidHere = (row: Payment, at: number): boolean => ours((t.links.get(row.accountId) ?? []).filter((link) => link.createdAt <= at).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)).at(-1)?.caseId ?? null);
  const same = (what: string, is: number, should: number): void => { world.count('checks'); if (is !== should) world.fail(`${name}: ${what} ${is}, the tables say ${should}`); };
  const rows = (kind: FileKind, event?: string): readonly Row[] => (files.get(kind) ?? []).filter((row) => event === undefined || row['event'] === event);
  const minor = (text: string | undefined): number => Math.round(Number(text ?? 'NaN') * (t.creditor === 'bank' ? 100 : 1));
  const calls = t.attempts.filter((one) => ours(one.caseId) && within(one.endedAt) && one.outcome !== null && one.outcome !== 'not_placed');
  same('contacts', rows('contacts').length, calls.length + t.notes.filter((one) => ours(one.caseId)).length);
  // A disposition may make a machine of a person afterwards.
  same('contacts with a person or a machine', rows('contacts').filter((row) => row['outcome'] === 'human' || row['outcome'] === 'machine').length, calls.filter((one) => one.outcome === 'human' || one.outcome === 'machine').length);
  same('contacts in which two spoke', rows('contacts').filter((row) => row['bridgedAt'] !== '').length, calls.filter((one) => one.bridgedAt !== null).length);
  same('results', rows('results').length, t.attempts.filter((one) => ours(one.caseId) && within(one.disposedAt)).length);
  const taken = t.promises.filter((one) => ours(one.caseId));
  same('promises', rows('promises', 'promise.taken').length, taken.length);
  same('promised', rows('promises', 'promise.taken').reduce((sum, row) => sum + minor(row['amount']), 0), taken.reduce((sum, one) => sum + one.amount, 0));
  const received = t.payments.filter((one) => paidHere(one, one.createdAt));
  same('payments', rows('payments', 'payment.received').length, received.length);
  same('paid', rows('payments', 'payment.received').reduce((sum, row) => sum + minor(row['amount']), 0), received.reduce((sum, one) => sum + one.amount, 0));
  const back = t.reversed.filter((one) => paidHere(one, one.reversedAt!));
  same('reversals', rows('payments', 'payment.reversed').length, back.length);
  same('taken back', rows('payments', 'payment.reversed').reduce((sum, row) => sum + minor(row['amount']), 0), back.reduce((sum, one) => sum + one.amount, 0));
}
