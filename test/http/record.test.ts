/** The collections record over HTTP: what is done to a case and what hangs on it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { makeWorld, NAME, NOW, NUMBER, type World } from './doubles.js';

const API = '/api/v1';
interface Body { readonly [field: string]: unknown; readonly code: string; readonly id: string; readonly version: number; readonly state: string; readonly items: readonly Record<string, unknown>[]; readonly next: string | null; readonly current: Body; readonly at: string }
let world: World;
beforeEach(async () => { world = await makeWorld(); });
afterEach(() => world.app.close());

async function ask(user: string, method: 'GET' | 'POST' | 'PATCH', url: string, body?: object, version?: number): Promise<{ status: number; body: Body; text: string }> {
  const answer = await world.as(user, { method, url: `${API}${url}`, ...(body === undefined ? {} : { payload: body }), headers: version === undefined ? {} : { 'if-match': String(version) } });
  return { status: answer.statusCode, body: answer.json<Body>(), text: answer.body };
}
const put = (...rows: CreateOf[]): Promise<unknown> => world.store.run('createMany', { rows });
/** The world's case of money tests is none of ours. */
const ids = (body: Body): unknown[] => body.items.map((one) => one['id']).filter((id) => !/^[ab]-money/.test(String(id)));
const at = NOW;

/** A second case of company a: another creditor, another team, larger and longer overdue. */
async function second(more: object = {}): Promise<void> {
  await put(
    { kind: 'entity', at, row: { id: 'bank', kind: 'creditor', name: 'Bank', parentId: null, creditorGroup: null, rules: { bands: [{ name: 'S1', from: 1 }, { name: 'S2', from: 11 }], recallWords: '银行已收回' } } },
    { kind: 'team', at, row: { id: 'a-team-2', entityId: 'a', departmentId: null, name: 'T2' } },
    { kind: 'account', at, row: { id: 'account-2', creditorId: 'bank', contract: 'HT-2', currency: 'CNY', principal: 900_000, interest: 100, penalty: 0, fees: 0, asOf: at, overdueSince: '2027-01-01' } },
    { kind: 'placement', at, row: { id: 'placement-2', accountId: 'account-2', entityId: 'a', batch: '2', placedAmount: 1, from: '2026-01-01', to: null, state: 'placed' } },
    { kind: 'case', at, row: { id: 'case-2', partyId: 'a-party', creditorId: 'bank', entityId: 'a', teamId: 'a-team-2', batch: '2', state: 'new', risk: 'high', tags: ['vip'], custom: {}, amount: 900_100, currency: 'CNY', overdueSince: '2027-01-01', ...more } },
    { kind: 'caseAccount', at, row: { id: 'link-2', caseId: 'case-2', accountId: 'account-2', placementId: 'placement-2' } },
  );
}

describe('the list of cases', () => {
  beforeEach(() => second());
  it.each<[string, string[]]>([
    ['', ['case-2', 'a-case']], ['?creditorId=bank', ['case-2']], ['?teamId=a-team', ['a-case']], ['?state=assigned', ['a-case']], ['?risk=high', ['case-2']], ['?tag=vip', ['case-2']], ['?tag=nobody', []],
    ['?amountFrom=1&currency=CNY', ['case-2']], ['?amountTo=5&currency=CNY', ['a-case']], ['?daysFrom=1&daysTo=30', ['case-2']], ['?daysFrom=300', []], ['?stage=S2', ['case-2']], ['?stage=S1', []], ['?stage=M1', []],
    ['?promise=none&batch=1', ['a-case']], ['?neverContacted=true&sort=oldest', ['a-case', 'case-2']], ['?sort=largest', ['case-2', 'a-case']], ['?sort=longestOverdue', ['case-2']], ['?entityId=b', []],
  ])('%s', async (query, expected) => {
    const listed = await ask('a-supervisor', 'GET', `/cases${query}`);
    expect([listed.status, ids(listed.body)], listed.text.slice(0, 300)).toEqual([200, expected]);
    expect(listed.text).not.toContain(NAME.a);
  });
  it('counts days and stage as its creditor does', async () => {
    const [row] = (await ask('a-supervisor', 'GET', '/cases?creditorId=bank')).body.items;
    expect(row).toMatchObject({ stage: 'S2', daysPastDue: 15, name: '王**' });
  });
  it('goes on by key, every case once', async () => {
    for (const sort of ['newest', 'largest', 'changed']) {
      const seen: unknown[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await ask('a-supervisor', 'GET', `/cases?limit=1&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        expect(body.items).toHaveLength(1);
        seen.push(...ids(body));
        cursor = body.next;
      }
      expect(seen.sort()).toEqual(['a-case', 'case-2']);
    }
  });
  it('shows each as far as they reach', async () => {
    const seen = async (user: string): Promise<unknown[]> => ids((await ask(user, 'GET', '/cases')).body).sort();
    expect(await seen('a-collector')).toEqual([]);
    await world.store.run('change', { kind: 'case', id: 'a-case', expectedVersion: 1, patch: { userId: 'a-collector' }, at });
    expect(await seen('a-collector')).toEqual(['a-case']);
    expect(await seen('a-teamLead')).toEqual(['a-case']);
    expect(await seen('a-finance')).toEqual(['a-case', 'case-2']);
    expect(await seen('a-administrator')).toEqual(['a-case', 'b-case', 'case-2']);
    expect(await seen('b-supervisor')).toEqual(['b-case']);
  });
  it('refuses a range of amounts without a currency, and contradictions', async () => {
    expect((await ask('a-supervisor', 'GET', '/cases?amountFrom=1')).body.code).toBe('query.currency');
    expect((await ask('a-supervisor', 'GET', '/cases?daysFrom=5&daysTo=1')).body.code).toBe('query.contradiction');
  });
});

describe('creditors are kept apart', () => {
  it('a creditor’s people see its cases wherever they are worked, and change nothing there', async () => {
    await second();
    await put({ kind: 'user', at, row: { id: 'banker', login: 'banker', displayName: 'B', passwordHash: 'x', role: 'supervisor', entityId: 'bank', skills: [], enabled: true, mustChangePassword: false } });
    const session = await world.store.find('session', { where: { userId: 'b-supervisor' } });
    await world.store.run('change', { kind: 'session', id: session[0]?.id ?? '', expectedVersion: 1, patch: { userId: 'banker' }, at });
    expect(ids((await ask('b-supervisor', 'GET', '/cases')).body)).toEqual(['case-2']);
    expect((await ask('b-supervisor', 'GET', '/cases/case-2/record')).status).toBe(200);
    expect((await ask('b-supervisor', 'GET', '/cases/a-case/record')).body.code).toBe('case.unknown');
    expect((await ask('b-supervisor', 'PATCH', '/cases/case-2', { risk: 'low' }, 1)).body.code).toBe('case.unknown');
    expect((await ask('b-supervisor', 'POST', '/placements/placement-2/recall', {})).body.code).toBe('placement.unknown');
    expect((await ask('b-supervisor', 'GET', '/placements/placement-2')).status).toBe(200);
    expect((await ask('b-supervisor', 'POST', '/search', { phone: NUMBER.a })).body.items.map((one) => one['id'])).toEqual(['case-2']);
  });
  it('people of a team limited to creditors see these only', async () => {
    await second();
    await world.store.run('change', { kind: 'team', id: 'a-team', expectedVersion: 1, patch: { creditorIds: ['bank'] }, at });
    expect(ids((await ask('a-supervisor', 'GET', '/cases')).body)).toEqual(['case-2']);
    for (const url of ['/cases/a-case', '/cases/a-case/record', '/leads/a-lead', '/attempts/a-attempt', '/callbacks/a-callback', '/accounts/a-account']) expect((await ask('a-supervisor', 'GET', url)).status, url).toBe(404);
    for (const url of ['/leads', '/attempts', '/callbacks']) expect(ids((await ask('a-supervisor', 'GET', url)).body), url).toEqual([]);
  });
});

describe('a case', () => {
  it('is read whole, masked but for who has the call in hand', async () => {
    const read = await ask('a-collector', 'GET', '/cases/a-case/record');
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({ id: 'a-case', masked: true, held: false, accounts: [{ id: 'a-account', total: 1, contract: 'HT-a-0001' }], placements: [{ id: 'a-placement' }], assignments: [{ userId: 'a-collector' }], people: [{ party: { name: '王**' }, roles: [{ role: 'debtor' }], points: [{ value: '138****8001' }] }] });
    expect((read.body['facts'] as { kind: string }[]).map((one) => one.kind).sort()).toEqual(['hardship', 'suppression']);
    for (const secret of [NAME.a, NUMBER.a, 'sealed:', 'valueIndex', 'nameIndex']) expect(read.text).not.toContain(secret);
    await world.store.run('change', { kind: 'attempt', id: 'a-attempt', expectedVersion: 1, patch: { userId: 'a-collector', disposedAt: null }, at });
    expect((await ask('a-collector', 'GET', '/cases/a-case/record')).text).toContain(NAME.a);
  });
  it('shows a role only what it may read', async () => {
    const read = await ask('a-finance', 'GET', '/cases/a-case/record');
    expect(read.body).toMatchObject({ facts: [], accounts: [{ id: 'a-account' }] });
  });
  it('takes risk, tags and declared custom fields; a lost update shows the other’s change', async () => {
    const changed = await ask('a-supervisor', 'PATCH', '/cases/a-case', { risk: 'high', tags: [' x ', 'x'], custom: { branch_a: '南京' } }, 1);
    expect(changed.body).toMatchObject({ risk: 'high', riskSource: 'person', riskAt: NOW, tags: ['x'], custom: { branch_a: '南京' }, version: 2 });
    const stale = await ask('a-supervisor', 'PATCH', '/cases/a-case', { risk: 'low' }, 1);
    expect([stale.status, stale.body.code, stale.body.current['risk']]).toEqual([412, 'record.stale', 'high']);
    expect((await ask('a-supervisor', 'PATCH', '/cases/a-case', { custom: { branch_b: 'x' } }, 2)).body).toMatchObject({ code: 'custom.undeclared', at: '/custom/branch_b' });
    expect((await ask('a-supervisor', 'PATCH', '/cases/a-case', { custom: { branch_a: null } }, 2)).body['custom']).toEqual({});
  });
  it.each([['number', [], 'x', '12.5'], ['date', [], '2027-02-30', '2027-02-28'], ['choice', ['a', 'b'], 'c', 'b']] as const)('checks a %s field', async (type, choices, bad, good) => {
    expect((await ask('a-supervisor', 'POST', '/custom-fields', { key: 'f', nameEn: 'F', nameZh: 'F', type, choices })).status).toBe(201);
    expect((await ask('a-supervisor', 'PATCH', '/cases/a-case', { custom: { f: bad } }, 1)).body.code).toBe('custom.value');
    expect((await ask('a-supervisor', 'PATCH', '/cases/a-case', { custom: { f: good } }, 1)).body['custom']).toEqual({ f: good });
  });
  it('is disputed and no longer; the fact stands and falls with it', async () => {
    const standing = async (): Promise<unknown[]> => (await ask('a-compliance', 'GET', '/facts?subjectKind=case&subject=a-case&kind=dispute&standing=true')).body.items.map((one) => one['kind']);
    const disputed = await ask('a-collector', 'POST', '/cases/a-case/dispute', { evidence: 'a letter' });
    expect([disputed.status, disputed.body.state, await standing()]).toEqual([200, 'disputed', ['dispute']]);
    expect(world.conductor.asked).toContain('forbid caseId');
    expect((await ask('a-collector', 'POST', '/cases/a-case/dispute', {})).body.version).toBe(disputed.body.version);
    expect((await ask('a-compliance', 'POST', '/cases/a-case/close-dispute', {})).body.state).toBe('working');
    expect(await standing()).toEqual([]);
    const history = await ask('a-collector', 'GET', '/cases/a-case/history');
    expect(history.body.items.map((one) => one['type']).filter((type) => String(type).startsWith('case.'))).toEqual(['case.disputeClosed', 'case.disputed']);
  });
  it('is written off with its accounts, refuses what a closed case can not take, and comes back', async () => {
    expect((await ask('a-supervisor', 'POST', '/cases/a-case/write-off', {})).body).toMatchObject({ state: 'writtenOff', amount: 0 });
    expect((await world.store.get('account', 'a-account'))?.closed).toBe('writtenOff');
    expect((await ask('a-collector', 'POST', '/cases/a-case/dispute', {})).body).toMatchObject({ code: 'case.state', status: 409 });
    expect((await ask('a-supervisor', 'POST', '/cases/a-case/holds', { reason: 'x' })).body.code).toBe('case.closed');
    expect((await ask('a-supervisor', 'POST', '/cases/a-case/reopen', {})).body).toMatchObject({ state: 'working', amount: 1 });
  });
  it('keeps notes and touches: a touch is the last contact, a note is not', async () => {
    expect((await ask('a-collector', 'POST', '/cases/a-case/notes', { text: '客户说下周还款' })).status).toBe(201);
    expect((await world.store.get('case', 'a-case'))?.lastContactAt).toBeNull();
    expect((await ask('a-collector', 'POST', '/cases/a-case/notes', { channel: 'visit', result: 'met', at: NOW - 1000 })).status).toBe(201);
    expect(await world.store.get('case', 'a-case')).toMatchObject({ lastContactAt: NOW - 1000, lastResult: 'met', state: 'working' });
    expect((await ask('a-collector', 'POST', '/cases/a-case/notes', { text: 'x', at: NOW + 1000 })).body.code).toBe('contact.at');
    expect((await ask('a-collector', 'POST', '/cases/a-case/notes', {})).body.code).toBe('contact.empty');
    expect((await ask('a-collector', 'POST', '/cases/a-case/notes', { text: 'x', partyId: 'b-party' })).body.code).toBe('reference.unknown');
    expect((await ask('a-collector', 'GET', '/cases/a-case/contacts')).body.items.map((one) => one['channel'])).toEqual(['note', 'visit']);
    expect(JSON.stringify((await ask('a-collector', 'GET', '/cases/a-case/history')).body)).not.toContain('下周');
  });
  it('is held and lifted: the hopper hears of both', async () => {
    await world.store.run('change', { kind: 'lead', id: 'a-lead', expectedVersion: 1, patch: { state: 'resting', because: 'HOLD', nextAt: NOW + 3_600_000 }, at });
    const hold = await ask('a-supervisor', 'POST', '/cases/a-case/holds', { reason: 'negotiating', until: NOW + 86_400_000 });
    expect(hold.status).toBe(201);
    expect((await ask('a-supervisor', 'GET', '/cases/a-case/record')).body['held']).toBe(true);
    expect((await ask('a-supervisor', 'POST', '/cases/a-case/holds', { reason: 'x', until: NOW })).body).toMatchObject({ code: 'hold.until', at: '/until' });
    expect((await ask('a-supervisor', 'POST', `/holds/${hold.body.id}/lift`, {})).body).toMatchObject({ liftedBy: 'a-supervisor', liftedAt: NOW });
    expect((await ask('a-supervisor', 'POST', `/holds/${hold.body.id}/lift`, {})).body).toMatchObject({ code: 'hold.ended', status: 409 });
    expect(world.conductor.asked.slice(-2)).toEqual(['forbid caseId', 'leadsAdded a-campaign']);
    expect((await world.store.get('lead', 'a-lead'))?.nextAt).toBe(NOW);
  });
});

describe('a placement', () => {
  const act = (what: string, body: object = {}): ReturnType<typeof ask> => ask('a-supervisor', 'POST', `/placements/a-placement/${what}`, body);
  it('recalled closes its case, ends its assignment and tasks, and takes its lead out', async () => {
    await world.store.run('change', { kind: 'case', id: 'a-case', expectedVersion: 1, patch: { userId: 'a-collector' }, at });
    await put({ kind: 'task', at, row: { id: 'task', caseId: 'a-case', entityId: 'a', kind: 'followUp', title: 'x', dueAt: NOW + 1, state: 'open', madeBy: 'a-collector' } });
    expect((await act('recall', { reason: 'sold' })).body).toMatchObject({ state: 'recalled', to: '2027-01-15' });
    expect(await world.store.get('case', 'a-case')).toMatchObject({ state: 'recalled', userId: null });
    expect((await world.store.find('assignment', { where: { caseId: 'a-case' } })).map((one) => one.to)).toEqual([NOW]);
    expect((await world.store.get('task', 'task'))?.state).toBe('cancelled');
    expect((await world.store.get('lead', 'a-lead'))?.state).toBe('done');
    expect(world.conductor.asked).toContain('forbid caseId');
    const [event] = await world.store.find('streamEvent', { where: { type: 'placement.recalled' } });
    expect(event).toMatchObject({ caseId: 'a-case', data: { entityId: 'a', creditorId: 'a', reason: 'sold' } });
  });
  it('recalled twice is recalled once; kept when over is refused; reopened it is worked again', async () => {
    const first = await act('recall');
    expect((await act('recall')).body.version).toBe(first.body.version);
    expect((await act('keep')).body).toMatchObject({ code: 'placement.over', status: 409 });
    expect((await ask('a-supervisor', 'POST', '/cases/a-case/reopen', {})).body.code).toBe('case.not_placed');
    expect((await act('reopen', { to: '2027-03-31' })).body).toMatchObject({ state: 'placed', to: '2027-03-31' });
    expect(await world.store.get('case', 'a-case')).toMatchObject({ state: 'working' });
    expect((await world.store.get('lead', 'a-lead'))?.state).toBe('fresh');
  });
  it('one of two recalled leaves the case to the other', async () => {
    await put(
      { kind: 'account', at, row: { id: 'account-3', creditorId: 'a', contract: 'HT-3', currency: 'CNY', principal: 50, interest: 0, penalty: 0, fees: 0, asOf: at } },
      { kind: 'placement', at, row: { id: 'placement-3', accountId: 'account-3', entityId: 'a', batch: '1', placedAmount: 1, from: '2026-01-01', state: 'placed' } },
      { kind: 'caseAccount', at, row: { caseId: 'a-case', accountId: 'account-3', placementId: 'placement-3' } },
    );
    await act('recall');
    expect(await world.store.get('case', 'a-case')).toMatchObject({ state: 'assigned', amount: 50 });
    expect(world.conductor.asked).not.toContain('forbid caseId');
  });
});

describe('people, numbers and facts', () => {
  it('a number is normalised, sealed and shown masked; twice it is taken', async () => {
    const made = await ask('a-collector', 'POST', '/parties/a-party/contact-points', { kind: 'phone', value: '139-0013-9999', ownerRole: 'spouse', source: 'debtor' });
    expect(made.body).toMatchObject({ value: '139****9999', rank: 1, consent: 'unknown', region: 'CN', ownerRole: 'spouse' });
    expect((await world.store.get('contactPoint', made.body.id))?.valueSealed).not.toContain('9999');
    expect((await ask('a-collector', 'POST', '/parties/a-party/contact-points', { kind: 'phone', value: '+8613900139999', ownerRole: 'spouse', source: 'x' })).body).toMatchObject({ code: 'contactPoint.taken', status: 409 });
    const bad = await ask('a-collector', 'POST', '/parties/a-party/contact-points', { kind: 'phone', value: '12', ownerRole: 'debtor', source: 'x' });
    expect([bad.body.code, bad.body.at]).toEqual(['phone.invalid', '/value']);
    expect(ids((await ask('a-collector', 'POST', '/search', { phone: '13900139999' })).body)).toEqual([]);
    expect(ids((await ask('a-supervisor', 'POST', '/search', { phone: '13900139999' })).body)).toEqual(['a-case']);
  });
  it('consent withdrawn takes the number out at once', async () => {
    expect((await ask('a-collector', 'PATCH', '/contact-points/a-point', { consent: 'withdrawn' }, 1)).body['consent']).toBe('withdrawn');
    expect(world.conductor.asked).toContain('forbid phoneIndex');
    expect((await ask('a-collector', 'PATCH', '/contact-points/a-point', { validFrom: '2027-02-01', validUntil: '2027-01-01' }, 2)).body.code).toBe('contactPoint.validity');
  });
  it('a corrected name is found by search, and never told by an event', async () => {
    expect((await ask('a-collector', 'PATCH', '/parties/a-party', { name: ' 王 大明 ', language: 'zh-CN' }, 1)).body).toMatchObject({ name: '王***', language: 'zh-CN' });
    expect(ids((await ask('a-supervisor', 'POST', '/search', { name: '王 大明' })).body)).toEqual(['a-case']);
    expect(ids((await ask('a-supervisor', 'POST', '/search', { name: NAME.a })).body)).toEqual([]);
    expect(JSON.stringify(await world.store.find('streamEvent', {}))).not.toContain('大明');
  });
  it.each([
    ['party', { subject: 'a-party' }, 'forbid partyId'], ['case', { subject: 'a-case' }, 'forbid caseId'], ['account', { subject: 'a-account' }, 'forbid caseId'], ['contactPoint', { subject: 'a-point' }, 'forbid phoneIndex'], ['phone', { number: '13800138001' }, 'forbid phoneIndex'],
  ])('a fact stands on a %s, and forbids there', async (subjectKind, of, forbids) => {
    const made = await ask('a-compliance', 'POST', '/facts', { kind: 'attorney', subjectKind, ...of, source: 'letter' });
    expect(made.status, made.text).toBe(201);
    expect(world.conductor.asked).toEqual([forbids]);
    expect(ids((await ask('a-compliance', 'GET', '/facts?kind=attorney')).body)).toEqual([made.body.id]);
    expect((await ask('b-compliance', 'GET', '/facts?kind=attorney')).body.items).toEqual([]);
    expect((await ask('b-compliance', 'GET', `/facts/${made.body.id}`)).body.code).toBe('fact.unknown');
    expect((await ask('a-compliance', 'POST', `/facts/${made.body.id}/lift`, { reason: 'withdrawn' })).body['endedAt']).toBe(NOW);
    expect((await ask('a-compliance', 'POST', `/facts/${made.body.id}/lift`, { reason: 'withdrawn' })).body.code).toBe('fact.ended');
  });
  it('what comes with something else is refused; what forbids nothing cancels nothing', async () => {
    expect((await ask('a-compliance', 'POST', '/facts', { kind: 'suppression', subjectKind: 'case', subject: 'a-case', source: 'x' })).body.code).toBe('fact.elsewhere');
    expect((await ask('a-compliance', 'POST', '/facts/a-suppression/lift', { reason: 'because' })).body.code).toBe('fact.elsewhere');
    expect((await ask('a-compliance', 'POST', '/facts', { kind: 'hardship', subjectKind: 'phone', subject: 'x', source: 'x' })).body.code).toBe('fact.subject');
    expect((await ask('a-compliance', 'POST', '/facts', { kind: 'hardship', subjectKind: 'party', subject: 'a-party', source: 'x' })).status).toBe(201);
    expect(world.conductor.asked).toEqual([]);
  });
});

describe('search', () => {
  it.each<[object, unknown[]]>([
    [{ name: NAME.a }, ['a-case']], [{ identity: ' 11010519491231002x' }, ['a-case']], [{ phone: '138 0013 8001' }, ['a-case']], [{ contract: 'HT-a-0001' }, ['a-case']],
    [{ name: NAME.a, contract: 'HT-a-0001' }, ['a-case']], [{ name: NAME.a, phone: NUMBER.b }, []], [{ contract: 'HT-b-0001' }, []], [{ name: NAME.b }, []], [{ contract: 'nothing' }, []],
  ])('%j', async (body, expected) => {
    const found = await ask('a-supervisor', 'POST', '/search', body);
    expect([found.status, ids(found.body), found.body['more']]).toEqual([200, expected, false]);
  });
  it('finds the case of a debt somebody is joined to', async () => {
    await put({ kind: 'accountParty', at, row: { accountId: 'a-account', partyId: 'b-party', role: 'guarantor' } });
    expect(ids((await ask('a-supervisor', 'POST', '/search', { name: NAME.b })).body)).toEqual(['a-case']);
    expect(ids((await ask('a-supervisor', 'POST', '/search', { name: NAME.b, contract: 'HT-a-0001' })).body)).toEqual(['a-case']);
  });
  it('wants something to look for, and says what is wrong without repeating it', async () => {
    expect((await ask('a-supervisor', 'POST', '/search', {})).body.code).toBe('search.nothing');
    const bad = await ask('a-supervisor', 'POST', '/search', { phone: '4567 no' });
    expect([bad.body.code, bad.text.includes('4567')]).toEqual(['phone.invalid', false]);
  });
});

describe('an account', () => {
  it('shows what it owed on a past day', async () => {
    await put({ kind: 'balanceEvent', at: NOW + 1, row: { accountId: 'a-account', at: NOW - 86_400_000 * 3, cause: 'import', reference: null, principal: 7, interest: 1, penalty: 0, fees: 0 } });
    const on = async (day: string): Promise<unknown> => (await ask('a-finance', 'GET', `/accounts/a-account?balanceOn=${day}`)).body['balance'];
    expect(await on('2027-01-15')).toMatchObject({ on: '2027-01-15', total: 1 });
    expect(await on('2027-01-13')).toMatchObject({ principal: 7, total: 8 });
    expect(await on('2027-01-01')).toBeNull();
    expect((await ask('a-finance', 'GET', '/accounts/a-account?balanceOn=2027-02-31')).body).toMatchObject({ code: 'balance.day', at: 'balanceOn' });
    expect((await ask('a-finance', 'GET', '/accounts/a-account/balance-events')).body.items.map((one) => one['principal'])).toEqual([1, 7]);
  });
});
