/** Tasks, a collector's day, complaints, approvals, assignment, filters and segments over REST. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dealCases } from '../../src/app/roll/deal.js';
import { EVERY_CASE } from '../../src/core/collections/segment.js';
import { makeWorld, NOW, type Said, type World } from './doubles.js';

const API = '/api/v1';
const HOUR = 3_600_000;
let world: World;
beforeEach(async () => { world = await makeWorld(); });
afterEach(() => world.app.close());
const ask = (user: string, method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => world.as(user, { method, url: `${API}${url}`, ...(payload === undefined ? {} : { payload }) });
const codeOf = async (user: string, method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object): Promise<string> => { const answer = await ask(user, method, url, payload); return `${answer.statusCode} ${answer.json<Said>().code}`; };
interface Row { readonly id: string; readonly version: number; readonly state: string }

describe('tasks', () => {
  const make = async (more: object = {}, user = 'a-collector') => (await ask(user, 'POST', '/tasks', { caseId: 'a-money-case', title: '再次联系', dueAt: NOW + HOUR, ...more })).json<Row & { userId: string; remindAt: number }>();
  it('are made for oneself, finished once, and bring the case its next due time', async () => {
    const task = await make();
    expect(task).toMatchObject({ state: 'open', userId: 'a-collector', remindAt: NOW + HOUR });
    expect((await world.store.get('case', 'a-money-case'))?.nextDueAt).toBe(NOW + HOUR);
    expect((await ask('a-collector', 'PATCH', `/tasks/${task.id}`, { version: task.version, state: 'done' })).json()).toMatchObject({ state: 'done', doneBy: 'a-collector' });
    expect((await world.store.get('case', 'a-money-case'))?.nextDueAt).toBeNull();
    expect(await codeOf('a-collector', 'PATCH', `/tasks/${task.id}`, { version: task.version + 1, title: 'x' })).toBe('409 task.closed');
    expect((await world.store.find('streamEvent', { where: { type: 'task.done' } }))[0]?.subjects).toEqual([task.id, 'a-money-case']);
  });
  it('a lost update is refused with the other’s change shown', async () => {
    const task = await make();
    await ask('a-collector', 'PATCH', `/tasks/${task.id}`, { version: 1, title: 'first' });
    const late = await ask('a-teamLead', 'PATCH', `/tasks/${task.id}`, { version: 1, title: 'second' });
    expect([late.statusCode, late.json<Said & { current: object }>().current]).toMatchObject([409, { title: 'first', version: 2 }]);
  });
  it('refuses a past time, a reminder after it, strangers and other entities’ cases', async () => {
    expect(await codeOf('a-collector', 'POST', '/tasks', { caseId: 'a-money-case', title: 'x', dueAt: NOW - 1 })).toBe('422 task.due');
    expect(await codeOf('a-collector', 'POST', '/tasks', { caseId: 'a-money-case', title: 'x', dueAt: NOW + HOUR, remindAt: NOW + 2 * HOUR })).toBe('422 task.remind');
    for (const caseId of ['b-money-case', 'nothing']) expect(await codeOf('a-collector', 'POST', '/tasks', { caseId, title: 'x', dueAt: NOW + HOUR })).toBe('422 reference.unknown');
    expect(await codeOf('a-collector', 'POST', '/tasks', { caseId: 'a-money-case', title: 'x', dueAt: NOW + HOUR, userId: 'b-collector' })).toBe('422 reference.unknown');
    const task = await make();
    for (const id of [task.id, 'nothing']) expect(await codeOf('b-supervisor', 'GET', `/tasks/${id}`)).toBe('404 task.unknown');
    expect((await ask('b-supervisor', 'GET', '/tasks')).json<{ items: object[] }>().items).toEqual([]);
    expect((await ask('a-teamLead', 'GET', '/tasks')).json<{ items: object[] }>().items).toHaveLength(1);
    expect((await ask('a-supervisor', 'GET', '/tasks')).json<{ items: object[] }>().items).toHaveLength(1);
  });
  it('the day has follow-ups, promises due and broken, callbacks with their lawful time, and no whole name', async () => {
    await make({ dueAt: NOW + 1 });
    world.clock.at = NOW + 1_000;
    await world.store.run('create', { kind: 'promise', at: NOW, row: { caseId: 'a-money-case', partyId: 'a-party', amount: 5, currency: 'CNY', due: '2027-01-14', accountIds: ['a-money'], takenBy: 'a-collector', graceDays: 0, state: 'broken', takenOn: '2027-01-14', paid: 0 } });
    const found = (await world.store.get('case', 'a-money-case'))!;
    await world.store.run('change', { kind: 'case', id: found.id, expectedVersion: found.version, patch: { promiseState: 'broken' }, at: NOW });
    const day = (await ask('a-collector', 'GET', '/today')).json<{ date: string; tasks: object[]; promisesBroken: object[]; callbacks: object[]; cases: object }>();
    expect(day).toMatchObject({ date: '2027-01-15', tasks: [{ late: true, title: '再次联系' }], callbacks: [{ id: 'a-callback', lawfulAt: expect.any(Number) }], cases: { 'a-money-case': { state: found.state } } });
    expect(JSON.stringify(day)).not.toContain('王小明');
    expect((await ask('b-collector', 'GET', '/today')).json()).toMatchObject({ tasks: [], callbacks: [{ id: 'b-callback' }] });
  });
});

describe('complaints', () => {
  const body = { caseId: 'a-money-case', byKind: 'party', channel: 'phone', about: 'agent', aboutUserId: 'a-collector', text: '骚扰家人' };
  it('forbid calls at once, keep their words sealed, and let calls go on when they end', async () => {
    const made = (await ask('a-collector', 'POST', '/complaints', body)).json<Row & { factId: string }>();
    expect(world.conductor.asked).toContain('forbid caseId');
    const [fact] = await world.store.find('standingFact', { where: { kind: 'complaintOpen' } });
    expect(fact).toMatchObject({ subjectKind: 'case', subject: 'a-money-case', evidence: made.id, endedAt: null });
    expect(JSON.stringify(await world.store.find('streamEvent', {}))).not.toContain('骚扰');
    expect((await ask('a-compliance', 'GET', '/complaints')).json()).toMatchObject({ items: [{ id: made.id, text: null }] });
    expect((await ask('a-compliance', 'GET', `/complaints/${made.id}`)).json()).toMatchObject({ text: '骚扰家人' });
    expect(await world.store.count('streamEvent', { type: 'complaint.read' })).toBe(1);
    expect((await ask('a-compliance', 'POST', `/complaints/${made.id}/close`, { version: made.version, state: 'upheld', outcome: 'apology' })).json()).toMatchObject({ state: 'upheld', closedBy: 'a-compliance' });
    expect((await world.store.get('standingFact', fact!.id))?.endedAt).toBe(NOW);
    expect(await codeOf('a-compliance', 'POST', `/complaints/${made.id}/close`, { version: made.version + 1, state: 'rejected', outcome: 'x' })).toBe('409 complaint.closed');
  });
  it('refuse what has no subject, strangers, dates that can’t be, and other entities', async () => {
    const { caseId, ...nothing } = body;
    expect(caseId).toBe('a-money-case');
    expect(await codeOf('a-compliance', 'POST', '/complaints', nothing)).toBe('422 complaint.subject');
    expect(await codeOf('a-compliance', 'POST', '/complaints', { ...body, aboutUserId: 'b-collector' })).toBe('422 reference.unknown');
    expect(await codeOf('a-compliance', 'POST', '/complaints', { ...body, receivedAt: NOW + 1 })).toBe('422 complaint.received');
    for (const id of ['b-money-case', 'nothing']) expect(await codeOf('a-compliance', 'POST', '/complaints', { ...body, caseId: id })).toBe('422 reference.unknown');
    const made = (await ask('a-compliance', 'POST', '/complaints', body)).json<Row>();
    for (const id of [made.id, 'nothing']) expect(await codeOf('b-compliance', 'GET', `/complaints/${id}`)).toBe('404 complaint.unknown');
  });
});

describe('approvals', () => {
  const ask1 = async (more: object = {}) => (await ask('a-collector', 'POST', '/approvals', { kind: 'waiver', subject: 'a-money-case', amount: 500, reason: 'paid in full if waived', ...more })).json<Row & { needed: number }>();
  it('one other person decides a small waiver; who asked uses it once', async () => {
    const made = await ask1();
    expect(made).toMatchObject({ state: 'submitted', needed: 1 });
    expect((await ask('a-supervisor', 'GET', '/approvals?inbox=true')).json()).toMatchObject({ items: [{ id: made.id }] });
    expect(await codeOf('a-collector', 'POST', `/approvals/${made.id}/apply`)).toBe('409 approval.over');
    expect((await ask('a-supervisor', 'POST', `/approvals/${made.id}/decision`, { yes: true })).json()).toMatchObject({ state: 'approved', decidedBy: 'a-supervisor' });
    expect(await codeOf('a-supervisor', 'POST', `/approvals/${made.id}/apply`)).toBe('403 approval.not_yours');
    expect((await ask('a-supervisor', 'GET', '/approvals?inbox=true')).json()).toMatchObject({ items: [] });
    expect((await ask('a-collector', 'POST', `/approvals/${made.id}/apply`)).json()).toMatchObject({ state: 'applied' });
    expect(await codeOf('a-collector', 'POST', `/approvals/${made.id}/apply`)).toBe('409 approval.over');
  });
  it('a large one needs two people, each once, none of them who asked', async () => {
    const made = await ask1({ amount: 1_000_000 });
    expect(made.needed).toBe(2);
    expect((await ask('a-supervisor', 'POST', `/approvals/${made.id}/decision`, { yes: true })).json()).toMatchObject({ state: 'submitted' });
    expect(await codeOf('a-supervisor', 'POST', `/approvals/${made.id}/decision`, { yes: true })).toBe('409 approval.twice');
    expect((await ask('a-compliance', 'POST', `/approvals/${made.id}/decision`, { yes: true })).json()).toMatchObject({ state: 'approved' });
    const own = (await ask('a-supervisor', 'POST', '/approvals', { kind: 'hold', subject: 'a-case', reason: 'negotiation' })).json<Row>();
    expect(await codeOf('a-supervisor', 'POST', `/approvals/${own.id}/decision`, { yes: true })).toBe('403 approval.own');
  });
  it('one no refuses; evidence is asked for where needed; what is not decided in time is over', async () => {
    expect(await codeOf('a-collector', 'POST', '/approvals', { kind: 'suit', subject: 'a-case', reason: 'no contact' })).toBe('422 approval.evidence');
    const refused = await ask1();
    expect((await ask('a-supervisor', 'POST', `/approvals/${refused.id}/decision`, { yes: false, note: 'too much' })).json()).toMatchObject({ state: 'refused' });
    const late = await ask1();
    world.clock.at = NOW + 8 * 24 * HOUR;
    // Sessions last half a day: the store is asked directly.
    expect(await world.store.run('decideApproval', { id: late.id, by: 'a-supervisor', at: world.clock.at, yes: true, note: null })).toMatchObject({ error: { code: 'approval.over' } });
    expect(await world.store.get('approval', late.id)).toMatchObject({ state: 'expired' });
  });
  it('of another entity does not exist', async () => {
    const made = await ask1();
    for (const id of [made.id, 'nothing']) expect(await codeOf('b-supervisor', 'POST', `/approvals/${id}/decision`, { yes: true })).toBe('404 approval.unknown');
  });
});

describe('assignment', () => {
  const settings = { measure: { kind: 'cases' }, rules: [{ name: 'all', match: { regions: null, products: null, stages: null, risks: null, amountFrom: null, amountBelow: null }, teamIds: ['a-team'], userIds: [], method: 'average', otherwise: 'hold' }], escalations: [], reassignAfterDays: null };
  it('by hand: intervals follow each other; the hold pool is nobody’s', async () => {
    world.clock.at = NOW + 5;
    expect((await ask('a-supervisor', 'POST', '/cases/a-money-case/assignment', { userId: 'a-collector', why: 'knows them' })).json()).toMatchObject({ userId: 'a-collector', teamId: 'a-team' });
    await ask('a-supervisor', 'POST', '/cases/a-money-case/assignment', { teamId: 'a-team' });
    await ask('a-supervisor', 'POST', '/cases/a-money-case/assignment', {});
    const rows = await world.store.find('assignment', { where: { caseId: 'a-money-case' }, order: [{ by: 'from' }] });
    expect(rows.every((row) => row.to !== null && row.to > row.from)).toBe(true);
    for (const [n, row] of rows.entries()) if (n > 0) expect(row.from).toBeGreaterThanOrEqual(rows[n - 1]!.to!);
    expect(await world.store.get('case', 'a-money-case')).toMatchObject({ userId: null, teamId: null });
    expect(await codeOf('a-supervisor', 'POST', '/cases/a-money-case/assignment', { userId: 'b-collector' })).toBe('422 reference.unknown');
    expect(await codeOf('a-collector', 'POST', '/cases/a-money-case/assignment', {})).toBe('403 right.denied');
    for (const id of ['b-case', 'nothing']) expect(await codeOf('a-supervisor', 'POST', `/cases/${id}/assignment`, {})).toBe('404 case.unknown');
  });
  it('by rules: a dry run changes nothing and says who would get what; done, it is what was proposed', async () => {
    await ask('a-supervisor', 'POST', '/cases/a-money-case/assignment', {});
    const before = await world.store.find('case', {});
    const plan = (await ask('a-allocator', 'POST', '/assignments/proposal', { settings })).json<{ proposals: { caseId: string; userId: string }[]; loads: object[] }>();
    expect(plan.proposals.map((one) => one.caseId)).toContain('a-money-case');
    expect(plan.loads).toHaveLength(1);
    expect(await world.store.find('case', {})).toEqual(before);
    const done = (await ask('a-allocator', 'POST', '/assignments', { settings })).json<{ assigned: number; skipped: object[] }>();
    expect(done).toMatchObject({ assigned: plan.proposals.length, skipped: [] });
    for (const one of plan.proposals) expect((await world.store.get('case', one.caseId))?.userId).toBe(one.userId);
    expect((await ask('a-allocator', 'POST', '/assignments', { settings })).json()).toMatchObject({ assigned: 0 });
    expect((await world.store.get('case', 'b-money-case'))?.userId).toBe('b-collector');
  });
  it('rules are kept under a name; mistakes are all said at once', async () => {
    const kept = (await ask('a-allocator', 'POST', '/assignment-rules', { name: 'team', rules: settings })).json<Row>();
    expect((await ask('a-allocator', 'POST', '/assignments/proposal', { rulesId: kept.id })).statusCode).toBe(200);
    const bad = { ...settings, rules: [{ ...settings.rules[0], teamIds: [] }], escalations: [{ name: 'x', stages: [], amountFrom: null, teamId: 'a-team' }] };
    expect((await ask('a-allocator', 'POST', '/assignment-rules', { name: 'bad', rules: bad })).json<Said>().problems).toHaveLength(2);
    expect(await codeOf('b-allocator', 'POST', '/assignments/proposal', { rulesId: kept.id })).toBe('422 reference.unknown');
    expect(await codeOf('b-allocator', 'GET', `/assignment-rules/${kept.id}`)).toBe('404 rules.unknown');
  });
  it('at night by those that are meant for it: once a day, and not by those that are wrong or switched off', async () => {
    await ask('a-supervisor', 'POST', '/cases/a-money-case/assignment', {});
    const kept = (await ask('a-allocator', 'POST', '/assignment-rules', { name: 'each night', rules: settings, nightly: true })).json<Row>();
    await ask('a-allocator', 'POST', '/assignment-rules', { name: 'by hand', rules: settings });
    await world.store.run('createMany', { rows: [{ kind: 'assignmentRules', at: NOW, row: { id: 'a-wrong', entityId: 'a', name: 'wrong', rules: { ...settings, rules: [{ ...settings.rules[0], teamIds: [] }] }, enabled: true, nightly: true, dealtOn: null } }] });
    const night = (day: string) => dealCases(world.deps, day, () => false);
    const holder = async () => (await world.store.get('case', 'a-money-case'))?.userId;
    const rules = async () => (await world.store.get('assignmentRules', kept.id))!;
    await night('2026-11-20');
    expect([await holder(), (await rules()).dealtOn]).toEqual(['a-collector', '2026-11-20']);
    expect((await world.store.find('streamEvent', { where: { type: 'case.assigned' } })).at(-1)).toMatchObject({ actor: 'system' });
    await ask('a-supervisor', 'POST', '/cases/a-money-case/assignment', {});
    await night('2026-11-20');
    expect(await holder()).toBeNull();
    await night('2026-11-21');
    expect(await holder()).toBe('a-collector');
    await ask('a-supervisor', 'POST', '/cases/a-money-case/assignment', {});
    expect((await ask('a-allocator', 'PATCH', `/assignment-rules/${kept.id}`, { version: (await rules()).version, nightly: false })).statusCode).toBe(200);
    await night('2026-11-22');
    expect(await holder()).toBeNull();
    expect((await world.store.get('case', 'b-money-case'))?.userId).toBe('b-collector');
  });
});

describe('filters and segments', () => {
  it('a filter is its owner’s; shared it is seen in the entity, and changed by nobody else', async () => {
    const made = (await ask('a-collector', 'POST', '/filters', { name: 'M2 今日', list: 'cases', filter: { stages: ['M2'] }, shared: true })).json<Row>();
    expect((await ask('a-teamLead', 'GET', '/filters?list=cases')).json()).toMatchObject({ items: [{ id: made.id }] });
    expect((await ask('b-teamLead', 'GET', '/filters')).json()).toMatchObject({ items: [] });
    expect(await codeOf('a-teamLead', 'PATCH', `/filters/${made.id}`, { version: 1, name: 'x' })).toBe('403 filter.not_yours');
    expect(await codeOf('a-collector', 'POST', '/filters', { name: 'M2 今日', list: 'cases', filter: {} })).toBe('409 record.conflict');
    expect((await ask('a-collector', 'PATCH', `/filters/${made.id}`, { version: 1, shared: false })).json()).toMatchObject({ shared: false });
    expect(await codeOf('a-teamLead', 'GET', `/filters/${made.id}`)).toBe('404 filter.unknown');
  });
  it('a segment is counted within one’s scope; every mistake at once', async () => {
    expect((await ask('a-supervisor', 'POST', '/segments/count', { segment: { batches: ['2'] } })).json()).toMatchObject({ cases: 1, byCurrency: [{ currency: 'CNY', cases: 1, amount: 5_000 }], sample: ['a-money-case'], complete: true });
    expect((await ask('a-supervisor', 'POST', '/segments/count', { segment: EVERY_CASE })).json<{ sample: string[] }>().sample.every((id) => id.startsWith('a-'))).toBe(true);
    const wrong = (await ask('a-supervisor', 'POST', '/segments/count', { segment: { states: ['nowhere'], amount: { from: 5, to: 1 }, colour: 'red' } })).json<Said>();
    expect([wrong.code, wrong.problems.map((one) => one.at).sort()]).toEqual(['segment.invalid', ['/segment/amount/to', '/segment/colour', '/segment/currency', '/segment/states']]);
  });
});
