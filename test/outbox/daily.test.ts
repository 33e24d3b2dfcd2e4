/** Daily files: what the stream says, to the cent, and the same bytes however often. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Nightly } from '../../src/app/outbox/index.js';
import { loadZones } from '../../src/adapters/zones/index.js';
import { makeExportFiles } from '../../src/adapters/outbox/index.js';
import { spanOf } from '../../src/app/outbox/days.js';
import { csvLine } from '../../src/app/outbox/csv.js';
import { attempt, HOUR, makeOutside, NOON, owed, silent, type Outside } from './world.js';

const DAY = '2027-03-10';
let world: Outside;
beforeEach(async () => { world = await makeOutside(); await world.put(...owed('bank', 1), ...owed('bank', 2), ...owed('shop', 1)); });
afterEach(() => world.done());

const make = async (creditorId = 'bank', day = DAY) => {
  const made = await world.daily.make({ entityId: 'agency', creditorId, day, by: 'ann' });
  if (!made.ok) throw new Error(made.error.code);
  return Object.fromEntries(made.value.map((one) => [one.kind, one]));
};
const bytes = (kind: string, creditorId = 'bank', day = DAY): Buffer => readFileSync(join(world.exports, 'agency', creditorId, day, `${kind}.csv`));
/** A reader of its own: quotes, CRLF, a byte order mark. */
function table(text: string): Record<string, string>[] {
  expect(text.charCodeAt(0)).toBe(0xfeff);
  const rows = text.slice(1).split('\r\n').filter((line) => line !== '').map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((one) => (one[1]!.startsWith('"') ? one[1]!.slice(1, -1).replaceAll('""', '"') : one[1]!)).slice(0, -1));
  const [heads = [], ...rest] = rows;
  return rest.map((row) => Object.fromEntries(heads.map((head, at) => [head, row[at] ?? ''])));
}
const rows = (kind: string, creditorId = 'bank'): Record<string, string>[] => table(bytes(kind, creditorId).toString('utf8'));
const pay = (who: string, n: number, amount: number, more: object = {}, at?: number): Promise<void> =>
  world.say('payment.received', [`account-${who}-${n}`], { paymentId: `p${amount}`, caseId: `case-${who}-${n}`, accountId: `account-${who}-${n}`, accountIds: [`account-${who}-${n}`], amount, currency: 'CNY', receivedAt: NOON - HOUR, externalId: `X${amount}`, ...more }, at);

describe('the files of a day', () => {
  it('say what the stream says, in the money of the debt, and nothing of another creditor', async () => {
    await world.put(attempt('bank', 1, 'attempt-1'));
    await pay('bank', 1, 123_456);
    await pay('bank', 2, 5, { currency: 'KWD' });
    await pay('shop', 1, 777, { currency: 'JPY' });
    await world.say('payment.reversed', ['account-bank-1'], { paymentId: 'p1', caseId: 'case-bank-1', accountId: 'account-bank-1', amount: 100, currency: 'CNY', principal: -100 });
    await world.say('promise.taken', ['promise-1', 'case-bank-1'], { promiseId: 'promise-1', caseId: 'case-bank-1', accountIds: ['account-bank-1'], amount: 5000, currency: 'CNY', due: '2027-03-12', state: 'open', paid: 0, takenBy: 'ann' });
    await world.say('attempt.settled', ['attempt-1', 'case-bank-1'], { attemptId: 'attempt-1', outcome: 'human', direction: 'outbound', userId: 'ann', bridgedAt: NOON - 60_000, endedAt: NOON });
    await world.say('attempt.settled', ['case-bank-2'], { outcome: 'not_placed' });
    await world.say('attempt.disposed', ['attempt-1', 'case-bank-1'], { attemptId: 'attempt-1', code: 'PTP', rightParty: true });
    const made = await make();
    expect(Object.fromEntries(Object.entries(made).map(([kind, one]) => [kind, [one.rows, one.state]]))).toEqual({ contacts: [1, 'made'], results: [1, 'made'], promises: [1, 'made'], payments: [3, 'made'] });
    expect(rows('payments').map((row) => [row['event'], row['contract'], row['amount'], row['currency'], row['principal'], row['receivedAt']])).toEqual([
      ['payment.received', 'HT-bank-1', '1234.56', 'CNY', '', '2027-03-10T11:00:00+08:00'], ['payment.received', 'HT-bank-2', '0.005', 'KWD', '', '2027-03-10T11:00:00+08:00'], ['payment.reversed', 'HT-bank-1', '1.00', 'CNY', '-1.00', ''],
    ]);
    expect(rows('promises')).toMatchObject([{ promiseId: 'promise-1', amount: '50.00', paid: '0.00', due: '2027-03-12', state: 'open', takenBy: 'ann', at: '2027-03-10T12:00:00+08:00' }]);
    expect(rows('contacts')).toMatchObject([{ attemptId: 'attempt-1', outcome: 'human', channel: 'voice', talkSeconds: '60', userId: 'ann' }]);
    expect(rows('results')).toMatchObject([{ code: 'PTP', rightParty: 'yes' }]);
    for (const kind of ['contacts', 'results', 'promises', 'payments']) expect(bytes(kind).toString('utf8')).not.toContain('shop');
    // Every sum against the stream itself, by a count of its own.
    const events = await world.store.find('streamEvent', { where: { type: 'payment.received' }, limit: 1000 });
    const sum = events.filter((one) => JSON.stringify(one.subjects).includes('bank')).reduce((all, one) => all + (one.data as { amount: number; currency: string }).amount, 0);
    expect(rows('payments').filter((row) => row['event'] === 'payment.received').reduce((all, row) => all + Number(row['amount']!.replace('.', '')), 0)).toBe(sum);
    const stored = await world.store.find('dailyFile', { where: { kind: 'payments' } });
    expect(stored).toMatchObject([{ rows: 3, creditorId: 'bank', day: DAY, sha256: createHash('sha256').update(bytes('payments')).digest('hex'), fromSeq: 1 }]);
  });
  it('come out the same byte for byte, until a later event belongs to the day, and then they say so', async () => {
    await pay('bank', 1, 100);
    const first = await make();
    const before = bytes('payments');
    world.clock.at += 30 * HOUR;
    await pay('bank', 1, 300);
    const again = await make();
    expect(again['payments']).toMatchObject({ state: 'same', rows: 1, sha256: first['payments']!.sha256 });
    expect(bytes('payments').equals(before)).toBe(true);
    await pay('bank', 2, 200, {}, NOON + HOUR);
    const grown = await make();
    expect(grown['payments']).toMatchObject({ state: 'grown', rows: 2, before: { rows: 1, sha256: first['payments']!.sha256 } });
    expect(grown['results']).toMatchObject({ state: 'same' });
    expect((await world.store.find('streamEvent', { where: { type: 'export.made' } })).length).toBe(5);
  });
  it('keep what was said with the case it was said about, wherever the account went since', async () => {
    await world.say('account.balanceChanged', ['account-bank-1'], { after: 1, currency: 'CNY' });
    await world.say('payment.received', ['account-bank-1'], { amount: 100, currency: 'CNY', accountId: 'account-bank-1' });
    const first = (await make())['payments']!;
    expect(first.rows).toBe(1);
    world.clock.at += 30 * HOUR;
    await world.put({ kind: 'entity', at: world.clock.at, row: { id: 'rival', kind: 'agency', name: 'rival', parentId: null, creditorGroup: null } },
      { kind: 'case', at: world.clock.at, row: { id: 'case-later', partyId: 'party-bank-1', creditorId: 'bank', entityId: 'rival', teamId: null, batch: '2', state: 'new', risk: 'none', riskSource: null, riskAt: null, tags: [], custom: {}, amount: 0, currency: 'CNY' } },
      { kind: 'caseAccount', at: world.clock.at, row: { id: 'link-later', caseId: 'case-later', accountId: 'account-bank-1', placementId: 'placement-bank-1' } });
    expect((await make())['payments']).toMatchObject({ state: 'same', sha256: first.sha256 });
  });
  it('are of the local day: an instant before midnight is of the one, midnight of the other', async () => {
    const midnight = Date.UTC(2027, 2, 10, 16);
    world.clock.at = midnight + HOUR;
    await pay('bank', 1, 100, {}, midnight - 1);
    await pay('bank', 1, 200, {}, midnight);
    expect((await make('bank', DAY))['payments']!.rows).toBe(1);
    expect((await make('bank', '2027-03-11'))['payments']!.rows).toBe(1);
  });
  it('go under the creditor’s headers, in its order, and only its columns', async () => {
    await world.put({ kind: 'setting', at: NOON, row: { key: 'exports.agency.bank', value: { zone: 'Asia/Tokyo', columns: { payments: { amount: '金额', contract: '合同号' } } } } });
    await pay('bank', 1, 100);
    await make();
    expect(bytes('payments').toString('utf8')).toBe('\uFEFF金额,合同号\r\n1.00,HT-bank-1\r\n');
  });
  it('hold no cell a spreadsheet would run', async () => {
    await world.store.run('create', { kind: 'account', at: NOON - HOUR, row: { id: 'evil', creditorId: 'bank', contract: '=cmd|"/c calc"!A1', product: null, currency: 'CNY', principal: 1, interest: 0, penalty: 0, fees: 0, minimumDue: null, asOf: NOON, overdueSince: null, closed: null } });
    await world.put({ kind: 'caseAccount', at: NOON - HOUR, row: { caseId: 'case-bank-1', accountId: 'evil', placementId: 'placement-bank-1' } });
    await world.say('payment.received', ['evil'], { accountId: 'evil', accountIds: ['evil'], caseId: 'case-bank-1', amount: -5, currency: 'CNY', externalId: '@SUM(1)' });
    await make();
    expect(rows('payments')).toMatchObject([{ contract: '\'=cmd|"/c calc"!A1', externalId: '\'@SUM(1)', amount: '-0.05' }]);
    expect(csvLine([{ text: '+1' }, { text: '-1' }, { text: '-1', number: true }, { text: 'a"b,c' }, { text: '\tx' }])).toBe('\'+1,\'-1,-1,"a""b,c",\'\tx\r\n');
  });
  it('are refused for what is no day, or has not begun; a profile that can not be read is said, not guessed', async () => {
    for (const day of ['2027-02-30', '2027-03-11', 'yesterday']) expect(await world.daily.make({ entityId: 'agency', creditorId: 'bank', day, by: 'ann' })).toMatchObject({ ok: false, error: { code: 'export.day' } });
    await world.put({ kind: 'setting', at: NOON, row: { key: 'exports.agency.bank', value: { zone: 'Mars/Olympus', columns: {} } } });
    expect(await world.daily.make({ entityId: 'agency', creditorId: 'bank', day: DAY, by: 'ann' })).toMatchObject({ ok: false, error: { code: 'export.zone' } });
    expect(await world.store.count('dailyFile', {})).toBe(0);
  });
});

describe('in the night', () => {
  it('yesterday’s files are made for every creditor somebody works for, once, and those of days the server was off', async () => {
    await pay('bank', 1, 100);
    await pay('shop', 1, 200);
    const deps = { store: world.store, clock: world.clock, zones: loadZones(), log: silent, files: makeExportFiles(world.exports) };
    const nightly = new Nightly(deps, world.daily);
    await nightly.look();
    expect((await world.store.find('dailyFile', {})).length).toBe(0);
    // Three nights later, at 00:05: the day that ended five minutes ago waits a little.
    world.clock.at = Date.UTC(2027, 2, 12, 16, 5);
    await nightly.look();
    expect([...new Set((await world.store.find('dailyFile', {})).map((one) => one.day))].sort()).toEqual(['2027-03-10', '2027-03-11']);
    world.clock.at = Date.UTC(2027, 2, 12, 16, 10);
    await nightly.look();
    const all = await world.store.find('dailyFile', {});
    expect(all.length).toBe(3 * 2 * 4);
    expect(all.filter((one) => one.rows > 0).map((one) => [one.creditorId, one.day, one.kind])).toEqual(expect.arrayContaining([['bank', DAY, 'payments'], ['shop', DAY, 'payments']]));
    const said = await world.store.count('streamEvent', { type: 'export.made' });
    await nightly.look();
    expect(await world.store.count('streamEvent', { type: 'export.made' })).toBe(said);
  });
});

describe('spanOf', () => {
  it('is the day the wall shows, also where it has 23 or 25 hours or begins at 01:00', () => {
    const zones = loadZones();
    const hours = (zone: string, day: string): number => { const span = spanOf(zones, zone, day)!; return (span.to - span.from) / HOUR; };
    expect([hours('Asia/Shanghai', DAY), hours('America/New_York', '2027-03-14'), hours('America/New_York', '2027-11-07'), hours('Pacific/Kiritimati', DAY), hours('Pacific/Pago_Pago', DAY)]).toEqual([24, 23, 25, 24, 24]);
    expect(spanOf(zones, 'Pacific/Kiritimati', DAY)!.from).toBe(Date.UTC(2027, 2, 9, 10));
    expect(spanOf(zones, 'Asia/Shanghai', '2027-13-01')).toBe(null);
  });
});
