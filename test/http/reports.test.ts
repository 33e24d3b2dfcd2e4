/** Reports over REST: what each role counts, what is missing and why, and files that only leave with a reason and run nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTableFiles } from '../../src/adapters/files/index.js';
import { attempt, makeWorld, NOW, type World } from './doubles.js';

const API = '/api/v1';
const DAY = 'from=2027-01-15&to=2027-01-15';
const EVIL = '=HYPERLINK("http://x","y")';
interface Report { readonly groups: readonly { readonly key: string | null; readonly label: string | null; readonly attempts: number; readonly keptRate: number | null; readonly occupancy: null }[]; readonly total: { readonly attempts: number; readonly talk: number; readonly wrapUp: number | null }; readonly missing: readonly { readonly figure: string; readonly reason: string }[]; readonly zone: string }

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  const over = { outcome: 'human', answeredAt: NOW, bridgedAt: NOW + 1_000, endedAt: NOW + 61_000, disposedAt: NOW + 71_000, dispositionCode: 'PTP' };
  await world.store.run('createMany', { rows: [
    { kind: 'user', at: NOW, row: { id: 'a-second', login: 'a-second', displayName: EVIL, passwordHash: 'x', role: 'collector', entityId: 'a', teamId: null, skills: [], desk: null, enabled: true, mustChangePassword: false } },
    attempt('a', 'a-r1', { ...over, statementsDue: 3, statementsSaid: 2 }), attempt('a', 'a-r2', { ...over, statementsDue: 2, statementsSaid: 5, userId: 'a-second', teamId: null }), attempt('a', 'a-r3', { outcome: 'no_answer', userId: null, teamId: null }), attempt('a', 'a-r4', { direction: 'inbound', outcome: 'human' }),
  ] });
});
afterAll(() => world.app.close());
const read = async (user: string, url: string): Promise<Report> => {
  const answer = await world.as(user, { method: 'GET', url: `${API}${url}` });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Report>();
};
const take = (user: string, more: object) => world.as(user, { method: 'POST', url: `${API}/reports/exports`, payload: { report: 'calls', by: 'collector', format: 'csv', reason: 'weekly meeting', from: '2027-01-15', to: '2027-01-15', ...more } });

describe('who counts what', () => {
  it('collector: their own; team lead: the team; supervisor: the entity; another company: nothing', async () => {
    const counts = async (user: string): Promise<readonly (string | null)[]> => (await read(user, `/reports/calls?${DAY}&by=collector`)).groups.flatMap((one) => Array<string | null>(one.attempts).fill(one.key)).sort();
    // One attempt of the company's own furniture, and a-r1.
    expect(await counts('a-collector')).toEqual(['a-collector', 'a-collector']);
    expect(await counts('a-teamLead')).toEqual(['a-collector', 'a-collector']);
    expect(await counts('a-supervisor')).toEqual(['a-collector', 'a-collector', 'a-second', null]);
    expect(await counts('b-supervisor')).toEqual(['b-collector']);
  });
  it('calls in are counted apart', async () => { expect((await read('a-supervisor', `/reports/calls?${DAY}&by=day&direction=inbound`)).total.attempts).toBe(1); });
  it('required statements: due, said and the share, by collector; more ticks than were due make up for nothing', async () => {
    const { total, groups } = await read('a-supervisor', `/reports/calls?${DAY}&by=collector`) as unknown as { total: object; groups: readonly ({ key: string | null } & object)[] };
    const of = (key: string | null): object | undefined => groups.find((one) => one.key === key);
    expect(of('a-collector')).toMatchObject({ statementsDue: 3, statementsSaid: 2, statementsRate: 2 / 3 });
    expect(of('a-second')).toMatchObject({ statementsDue: 2, statementsSaid: 2, statementsRate: 1 });
    expect(of(null)).toMatchObject({ statementsDue: 0, statementsSaid: 0, statementsRate: null });
    expect(total).toMatchObject({ statementsDue: 5, statementsSaid: 4, statementsRate: 0.8 });
  });
  it('lengths are of talk and of wrap-up, and what has no source is null with its reason', async () => {
    const { total, missing, groups } = await read('a-supervisor', `/reports/calls?${DAY}&by=collector`);
    expect([total.talk, total.wrapUp]).toEqual([120_000, 20_000]);
    expect(groups.map((one) => one.occupancy)).toEqual([null, null, null]);
    expect(missing).toEqual([{ figure: 'occupancy', reason: 'states.none' }]);
  });
  it('refuses days that are none, or too many', async () => {
    for (const query of ['from=2027-01-15&to=2027-01-14', 'from=2027-02-30&to=2027-03-01', 'from=2027-01-01&to=2027-02-01']) expect((await world.as('a-supervisor', { method: 'GET', url: `${API}/reports/calls?${query}&by=day` })).json<{ code: string }>().code, query).toBe('report.period');
  });
});

describe('whose time', () => {
  it('is a collector’s own, a team’s, an entity’s; as a file with the reasons’ names', async () => {
    const at = Date.parse('2027-01-14T02:00:00Z');
    const spell = (userId: string, teamId: string | null, state: 'ready' | 'talking' | 'paused', minutes: number, reason: string | null = null) => ({ userId, at: at + minutes * 60_000, next: { entityId: userId.slice(0, 1), teamId, state, reason, campaignIds: [] } });
    const team = (await world.store.get('user', 'a-collector'))?.teamId ?? null;
    await world.store.run('keepSpells', { changes: [spell('a-collector', team, 'ready', 0), spell('a-collector', team, 'talking', 10), spell('a-collector', team, 'paused', 40, 'lunch'), { userId: 'a-collector', at: at + 70 * 60_000, next: null }, spell('a-second', null, 'ready', 0), { userId: 'a-second', at: at + 60_000, next: null }, spell('b-collector', null, 'ready', 0), { userId: 'b-collector', at: at + 60_000, next: null }] });
    const times = async (user: string): Promise<unknown> => (await read(user, '/reports/times?from=2027-01-14&to=2027-01-14&by=collector') as unknown as { groups: { key: string; signedIn: number; occupancy: number | null }[] }).groups.map((one) => [one.key, one.signedIn / 60_000, one.occupancy]);
    expect(await times('a-collector')).toEqual([['a-collector', 70, 0.75]]);
    expect(await times('a-teamLead')).toEqual([['a-collector', 70, 0.75]]);
    expect(await times('a-supervisor')).toEqual([['a-collector', 70, 0.75], ['a-second', 1, 0]]);
    expect(await times('b-supervisor')).toEqual([['b-collector', 1, 0]]);
    const file = await take('a-supervisor', { report: 'times', by: 'hour', lang: 'en', from: '2027-01-14', to: '2027-01-14' });
    expect(file.body).toContain('Hour,Signed in (s),Ready (s),Reserved (s),Talk (s),Wrap-up (s),Paused (s),Occupancy,Paused (s): ');
    expect(file.body).toContain('2027-01-14 10:00,3660,660,0,1800,0,1200,0.731707,1200');
    expect((await take('a-supervisor', { report: 'times', by: 'trunk' })).json<{ code: string }>().code).toBe('query.contradiction');
  });
});

describe('taken along', () => {
  it('needs a reason, and says so on the stream', async () => {
    expect((await take('a-supervisor', { reason: ' ' })).statusCode).toBe(400);
    expect((await take('a-supervisor', {})).statusCode).toBe(200);
    const [event] = await world.store.find('streamEvent', { where: { type: 'report.exported' }, order: [{ by: 'seq', down: true }], limit: 1 });
    expect(event).toMatchObject({ actor: 'a-supervisor', data: { entityId: 'a', report: 'calls', by: 'collector', format: 'csv', reason: 'weekly meeting', from: '2027-01-15', to: '2027-01-15' } });
  });
  it('a CSV runs nothing, in the language asked for', async () => {
    const answer = await take('a-supervisor', { lang: 'en' });
    expect(answer.headers['content-disposition']).toBe('attachment; filename="calls-collector-2027-01-15-2027-01-15.csv"');
    expect(answer.body.startsWith('\ufeffCollector,Attempts,Placed')).toBe(true);
    expect(answer.body).toContain(`"'=HYPERLINK(""http://x"",""y"")",1,`);
    expect(answer.body).toContain('Occupancy: no time of collectors was written down for these days');
    expect(answer.body).toMatch(/\r\nTotal,4,/);
    expect((await take('a-supervisor', {})).body).toContain('催收员,拨打,呼出');
  });
  it('an XLSX holds the same, every text a text', async () => {
    const answer = await take('a-supervisor', { format: 'xlsx', lang: 'en' });
    expect(answer.headers['content-type']).toContain('spreadsheetml');
    const file = await makeTableFiles().open({ stream: (async function* () { await Promise.resolve(); yield answer.rawPayload; })() }, { fileName: 'x.xlsx' });
    if (!file.ok) throw new Error(file.error.text);
    const rows: string[][] = [];
    for await (const row of file.value.rows()) rows.push([...row.cells]);
    await file.value.close();
    // Our reader shows a formula's stored value, and a text as it stands.
    expect(rows[0]?.slice(0, 2)).toEqual(['Collector', 'Attempts']);
    expect(rows.map((row) => row[0])).toContain(EVIL);
    expect(rows.find((row) => row[0] === 'Total')?.[1]).toBe('4');
  });
  it('a grouping the report does not have is refused', async () => { expect((await take('a-supervisor', { report: 'recovery', by: 'trunk' })).statusCode).toBe(400); });
});
