/** The compliance clock over REST: what it says of a number, packs put in force with a reviewer, denials, simulation, other systems' touches. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/compliance/canonical.js';
import { packText, policiesOf } from '../support/policies.js';
import { makeWorld, NOW, NUMBER, type World } from './doubles.js';

const API = '/api/v1';
const rule = (id: string, more: object): object => ({ id, sources: [], confidence: 'D', texts: { zh: `规则 ${id}`, en: id }, ...more });
const LAW = packText('law', [rule('CONV2', { kind: 'count', key: ['phone'], window: { calDays: 1, zone: 'Asia/Shanghai' }, limit: 2, count: { results: ['conv'] } }), rule('DAY', { kind: 'window', zones: ['Asia/Shanghai'], hours: { daily: [['08:00', '20:00']] } })], { when: { region: ['CN'] } });
const DOUBT = packText('doubt', [rule('MAYBE', { kind: 'predicate', denyIf: { fact: ['minor'] }, confidence: 'M?', sources: ['x'] })], { sources: [{ id: 'x', cite: 'a statute', confidence: 'M?' }] });
const YEAR = JSON.stringify({ calendar: 'CN', version: '2027.1', title: { zh: '年', en: 'year' }, coverage: { from: '2027-01-01', to: '2027-02-01' }, days: {} });
const HOLIDAYS = packText('holidays', [rule('H-1', { kind: 'window', zones: ['Asia/Shanghai'], hours: { daily: [['00:00', '24:00']], holiday: [] }, calendar: 'CN', outside: 'strictest', confidence: 'M?', sources: ['x'] }), rule('H-2', { kind: 'predicate', denyIf: { fact: ['minor'] }, confidence: 'M?', sources: ['x'] })], { when: { region: ['CN'] }, sources: [{ id: 'x', cite: 'a statute', confidence: 'M?' }], requires: { tzdata: '2026f', calendars: [{ id: 'CN', coverDays: 30 }] } });
const policies = policiesOf([LAW, DOUBT], ['law']);

describe('compliance over REST', () => {
  let world: World;
  beforeEach(async () => { world = await makeWorld({}, { policies }); });
  afterEach(() => world.app.close());
  const post = async (path: string, body: object, user = 'a-compliance') => { const answer = await world.as(user, { method: 'POST', url: `${API}${path}`, payload: body }); return { status: answer.statusCode, body: answer.json<Record<string, never>>() as Record<string, unknown> }; };
  const get = async (path: string, user = 'a-compliance') => (await world.as(user, { method: 'GET', url: `${API}${path}` })).json<Record<string, unknown>>();

  it('the desk is told how often a debtor was called, what the law leaves and until when', async () => {
    // 16:00 in Shanghai; the pack of law opens from 08:00 to 20:00.
    const seen = (await get('/cases/a-money-case/reach', 'a-supervisor')) as { at: number; items: { allow: boolean; openUntil: number | null; counters: object[]; number: string }[] };
    expect(seen.items).toMatchObject([{ contactPointId: 'a-point', number: '138****8001', ownerRole: 'debtor', counters: [{ rule: 'CONV2', count: 0, limit: 2, left: 2, days: 1 }] }]);
    expect(seen.items[0]?.openUntil).toBe(NOW - (NOW % 86_400_000) + 12 * 3_600_000);
    expect((await get('/cases/b-case/reach', 'a-supervisor'))).toMatchObject({ code: 'case.unknown' });
    world.clock.at = NOW - (NOW % 86_400_000) + 14 * 3_600_000;
    const night = (await get('/cases/a-money-case/reach', 'a-supervisor')) as { items: { allow: boolean; openUntil: number | null; opensAt: number | null; reason: object }[] };
    expect(night.items).toMatchObject([{ allow: false, openUntil: null, opensAt: NOW - (NOW % 86_400_000) + 24 * 3_600_000, reason: { zh: expect.any(String) as string } }]);
  });

  it('packs: what is in force, what is unverified, with sources', async () => {
    expect(await get('/compliance/packs')).toMatchObject({ items: [
      { id: 'law', active: { byDefault: true }, unverified: [], regions: ['CN'] }, { id: 'doubt', active: null, unverified: ['MAYBE'], sources: [{ id: 'x', confidence: 'M?' }] },
    ] });
  });
  it('an unverified pack needs a named reviewer, and what holds by default is written down by the first act', async () => {
    expect(await post('/compliance/packs/activation', { pack: 'doubt' })).toMatchObject({ status: 422, body: { code: 'pack.review' } });
    expect(await post('/compliance/packs/activation', { pack: 'doubt', reviewer: 'Dr. Li' })).toMatchObject({ status: 200, body: { id: 'doubt', active: { reviewer: 'Dr. Li', by: 'a-compliance' } } });
    expect(await get('/compliance/packs')).toMatchObject({ items: [{ id: 'law', active: { byDefault: true, by: null } }, { id: 'doubt', active: { reviewer: 'Dr. Li' } }] });
    expect((await world.store.find('streamEvent', { where: { type: 'pack.activated' } })).map((one) => [one.actor, one.data])).toMatchObject([['a-compliance', { pack: 'doubt', reviewer: 'Dr. Li' }]]);
    expect(await post('/compliance/packs/end', { pack: 'doubt' })).toMatchObject({ status: 200 });
    expect(await get('/compliance/packs')).toMatchObject({ items: [{ id: 'law', active: { by: null } }, { id: 'doubt', active: null }] });
    expect(await post('/compliance/packs/activation', { pack: 'doubt', reviewer: 'Dr. Li', from: NOW - 1000 })).toMatchObject({ status: 422, body: { code: 'pack.from' } });
  });
  describe('with a pack that asks a calendar', () => {
    beforeEach(async () => { await world.app.close(); world = await makeWorld({}, { policies: policiesOf([LAW, HOLIDAYS], ['law'], [YEAR]) }); });
    it('each rule that was not verified has its own reviewer; those without one are listed', async () => {
      const act = (body: object) => post('/compliance/packs/activation', { pack: 'holidays', ...body });
      const refused = await act({ reviews: [{ rule: 'H-1', name: 'Dr. Li' }] });
      expect(refused).toMatchObject({ status: 422, body: { code: 'pack.review', detail: expect.stringContaining('H-2') as string } });
      expect(JSON.stringify(refused.body)).not.toContain('holidays H-1');
      for (const [reviews, at] of [[[{ rule: 'NO-SUCH', name: 'Dr. Li' }], 'NO-SUCH'], [[{ rule: 'OPEN', name: 'Dr. Li' }], 'OPEN'], [[{ rule: 'H-1', name: 'Dr. Li' }, { rule: 'H-1', name: 'Dr. Wu' }], 'H-1']] as const) {
        expect(await act({ reviews, reviewer: 'Dr. Wu' }), at).toMatchObject({ status: 422, body: { code: 'pack.reviewed' } });
      }
      expect(await act({ reviews: [{ rule: 'H-1', name: '  ' }] })).toMatchObject({ status: 400 });
      expect(await act({ reviews: [{ rule: 'H-1', name: 'Dr. Li', note: 'read the gazette' }], reviewer: 'Dr. Wu' })).toMatchObject({ status: 200 });
      const reviews = [{ rule: 'H-1', name: 'Dr. Li', at: NOW, note: 'read the gazette' }, { rule: 'H-2', name: 'Dr. Wu', at: NOW, note: null }];
      expect(await get('/compliance/packs')).toMatchObject({ items: [{ id: 'law' }, { id: 'holidays', active: { reviews } }] });
      expect((await world.store.find('streamEvent', { where: { type: 'pack.activated' } })).map((one) => one.data)).toMatchObject([{ reviews }]);
    });
    it('says which calendar ends soon, until the next is taken in', async () => {
      // NOW is 15 January 2027.
      expect(await get('/compliance/packs')).toMatchObject({ warnings: [] });
      expect(await get('/compliance/calendars')).toMatchObject({ items: [{ id: 'CN', from: '2027-01-01', to: '2027-02-01', daysLeft: 18, usedBy: [], ends: false, parts: [{ version: '2027.1', shipped: true, by: null }] }] });
      await post('/compliance/packs/activation', { pack: 'holidays', reviewer: 'Dr. Li' });
      expect(await get('/compliance/packs')).toMatchObject({ warnings: [{ code: 'calendar.ends', calendar: 'CN', to: '2027-02-01', daysLeft: 18, packs: ['holidays'] }] });
      const next = { ...JSON.parse(YEAR) as object, version: '2027.2', coverage: { from: '2027-02-02', to: '2027-12-31' } };
      const take = (body: object, user?: string) => post('/compliance/calendars', body, user);
      expect(await take({ text: JSON.stringify({ ...next, coverage: { from: '2027-02-03', to: '2027-12-31' } }) })).toMatchObject({ status: 422, body: { code: 'calendar.gap' } });
      expect(await take({ text: 'no JSON' })).toMatchObject({ status: 422, body: { code: 'calendar.invalid' } });
      expect(await take({})).toMatchObject({ status: 400 });
      expect(await take({ text: JSON.stringify(next) }, 'a-supervisor')).toMatchObject({ status: 403 });
      expect(await take({ text: JSON.stringify(next), note: 'gazette' })).toMatchObject({ status: 200, body: { id: 'CN', to: '2027-12-31', ends: false, usedBy: ['holidays'], parts: [{ version: '2027.1' }, { version: '2027.2', shipped: false, by: 'a-compliance', at: NOW, note: 'gazette' }] } });
      expect(await get('/compliance/packs')).toMatchObject({ warnings: [] });
    });
  });
  it('a pack of one’s own is signed by a known key and may only add', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const made = (more: object): string => {
      const raw = { ...JSON.parse(packText('mine', [rule('MINE-NIGHT', { kind: 'window', zones: ['Asia/Shanghai'], hours: { daily: [['10:00', '18:00']] } })])) as object, kind: 'tenant', ...more, rules: [rule('MINE-NIGHT', { kind: 'window', zones: ['Asia/Shanghai'], hours: { daily: [['10:00', '18:00']] } })] };
      return JSON.stringify({ ...raw, signatures: [{ alg: 'ed25519', key: 'lender', value: sign(null, Buffer.from(canonicalJson(raw)), privateKey).toString('base64') }] });
    };
    expect(await post('/compliance/packs/activation', { text: made({}) })).toMatchObject({ status: 422, body: { code: 'pack.signature' } });
    await world.store.run('create', { kind: 'setting', at: NOW, row: { key: 'packKeys', value: { lender: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') } } });
    expect(await post('/compliance/packs/activation', { text: made({}).replace('10:00', '09:00') })).toMatchObject({ status: 422, body: { code: 'pack.signature' } });
    expect(await post('/compliance/packs/activation', { text: made({ kind: 'law' }) })).toMatchObject({ status: 422, body: { code: 'pack.tenant' } });
    expect(await post('/compliance/packs/activation', { text: made({}) })).toMatchObject({ status: 200, body: { id: 'mine', shipped: false } });
    expect(await get('/compliance/packs')).toMatchObject({ items: [{ id: 'law' }, { id: 'doubt' }, { id: 'mine', shipped: false, active: { by: 'a-compliance' } }] });
  });
  it('may I call this? touches of another agency count once; denials carry count, limit and the next instant', async () => {
    const items = ['x1', 'x2', 'x1'].map((externalId) => ({ externalId, at: NOW - 60_000, result: 'conv', phone: '13800138001', collector: 'Another Agency' }));
    expect(await post('/compliance/touches', { source: 'agency', items: [...items, { externalId: 'x3', at: NOW, result: 'conv' }] }, 'a-integrator')).toMatchObject({ status: 200, body: { taken: 2, known: 1, bad: [{ externalId: 'x3', code: 'touch.subject' }] } });
    expect(await post('/compliance/touches', { source: 'agency', items: [items[0]!] }, 'a-integrator')).toMatchObject({ body: { taken: 0, known: 1 } });
    const { body } = await post('/compliance/check', { phone: '13800138001', days: 2 });
    expect(body).toMatchObject({ allow: false });
    const asked = (body['asked'] as { reasons: { rule: string; count: number | null; limit: number | null; zh: string }[]; counters: object[]; hours: { from: number; to: number }[] }[])[0]!;
    expect(asked.reasons.find((one) => one.rule === 'CONV2')).toMatchObject({ count: 2, limit: 2, zh: '规则 CONV2 (2/2)' });
    expect(asked.counters).toMatchObject([{ rule: 'CONV2', count: 2, limit: 2, left: 0, days: 1 }]);
  });
  it('where the callee may be: prefix, address and words, each with its source; what says nothing is refused', async () => {
    const point = (body: object) => post('/parties/a-party/contact-points', { ownerRole: 'debtor', source: 'contract', ...body }, 'a-collector');
    const where = async (): Promise<unknown> => { const { body } = await post('/compliance/check', { caseId: 'a-case', days: 0 }); return (body['asked'] as { zones: { zone: string; sources: string[]; offsets: object[] }[]; narrowedBy: string | null }[]).map(({ zones, narrowedBy }) => {
      // This world's zones are all eight hours east.
      for (const one of zones) expect(one.offsets).toEqual([{ from: NOW, minutes: 480 }]);
      return { zones: zones.map(({ zone, sources }) => ({ zone, sources })), narrowedBy };
    })[0]; };
    expect(await point({ kind: 'phone', value: '+1 604 555 0100' })).toMatchObject({ status: 201, body: { region: 'CA', places: { zones: ['America/Vancouver'], regions: ['CA-BC'] } } });
    expect(await point({ kind: 'address', value: 'Flat 5', region: 'US-NY' })).toMatchObject({ status: 201, body: { region: 'US', places: { zones: ['America/New_York'] } } });
    const told = await point({ kind: 'address', value: '北京市朝阳区' });
    expect(told).toMatchObject({ status: 201, body: { region: 'CN', places: null } });
    for (const [body, code] of [[{ kind: 'phone', value: '+16045550101', region: 'CA' }, 'contactPoint.region'], [{ kind: 'address', value: 'x', region: 'nowhere' }, 'request.invalid']] as const) expect((await point(body)).body['code'], JSON.stringify(body)).toBe(code);
    await world.as('a-compliance', { method: 'POST', url: `${API}/compliance/packs/activation`, payload: { pack: 'doubt', reviewer: 'Dr. Li' } });
    expect(await where()).toEqual({ narrowedBy: null, zones: [{ zone: 'Asia/Shanghai', sources: ['number', 'address'] }, { zone: 'America/Vancouver', sources: ['number'] }, { zone: 'America/New_York', sources: ['address'] }] });
    const say = (evidence?: string) => post('/facts', { kind: 'whereabouts', subjectKind: 'party', subject: 'a-party', source: 'call', ...(evidence === undefined ? {} : { evidence }) }, 'a-collector');
    for (const evidence of [undefined, 'in Urumqi', 'Urumqi/']) expect(await say(evidence)).toMatchObject({ status: 422, body: { code: 'fact.evidence' } });
    expect(await say('moved back: Asia/Shanghai')).toMatchObject({ status: 201 });
    expect(await where()).toEqual({ narrowedBy: 'statement', zones: [{ zone: 'Asia/Shanghai', sources: ['statement'] }] });
  });
  it('facts that packs of other countries ask are said like any other; a caller id names a company that is there', async () => {
    for (const kind of ['ceaseRequest', 'inconvenient', 'workplaceForbidden', 'jointDebtProof', 'deferral', 'priorConsent', 'revokedOtherTopic']) {
      expect(await post('/facts', { kind, subjectKind: 'party', subject: 'a-party', source: 'letter', evidence: 'of 3 January' }, 'a-collector')).toMatchObject({ status: 201, body: { kind, source: 'letter', evidence: 'of 3 January', by: 'a-collector' } });
    }
    expect(JSON.stringify((await post('/compliance/check', { caseId: 'a-case', days: 0 })).body['asked'])).toContain('FACT-ceaseRequest');
    const trunk = (entityId: string) => world.as('a-administrator', { method: 'POST', url: `${API}/trunks`, payload: { gateway: 'mine', node: 'fs1', maxCalls: 5, callsPerSecond: 1, callerIds: [{ number: '+861055550000', region: '*', entityId }] } });
    expect((await trunk('nobody')).json()).toMatchObject({ code: 'trunk.invalid' });
    expect((await trunk('a')).statusCode).toBeLessThan(300);
  });
  it('the company’s own numbers are numbers, named, and nobody’s on file; what the server keeps itself is not set', async () => {
    const put = async (key: string, value: unknown) => { const answer = await world.as('a-administrator', { method: 'PUT', url: `${API}/settings/${key}`, payload: { value } }); return [answer.statusCode, answer.json<{ code?: string }>().code]; };
    for (const value of [{}, [{ number: '010-5555', name: 'Branch' }], [{ number: '+861055550000' }], [{ number: '+861055550000', name: ' ' }], [{ number: '+861055550000', name: 'A' }, { number: '+861055550000', name: 'B' }], [{ number: NUMBER.a, name: 'a debtor' }]]) {
      expect(await put('ownNumbers', value), JSON.stringify(value)).toEqual([422, 'setting.ownNumbers']);
    }
    expect((await put('ownNumbers', [{ number: '+861055550000', name: 'Branch' }]))[0]).toBeLessThan(300);
    for (const key of ['compliance.clock', 'pacing.x']) expect(await put(key, { at: 1 })).toEqual([422, 'setting.reserved']);
  });
  it('a stranger’s number is asked about with its own country; a number without a pack is denied', async () => {
    expect(await post('/compliance/check', { phone: '+14155550100' })).toMatchObject({ body: { allow: false, nextAt: null, asked: [{ caseId: null, ownerRole: 'unknown', reasons: [{ rule: 'INFRA-NO-PACK' }] }] } });
    const { body } = await post('/compliance/check', { phone: '13911112222', days: 1 });
    const asked = (body['asked'] as { allow: boolean; hours: { from: number; to: number }[] }[])[0]!;
    // Exactly the law's hours of Shanghai, as far as a day ahead reaches.
    for (const { from, to } of asked.hours) expect([(from + 8 * 3_600_000) % 86_400_000 >= 8 * 3_600_000, (to - 1 + 8 * 3_600_000) % 86_400_000 < 20 * 3_600_000]).toEqual([true, true]);
    expect(asked.hours.reduce((sum, one) => sum + one.to - one.from, 0)).toBe(12 * 3_600_000);
    expect(await post('/compliance/check', { phone: '12' })).toMatchObject({ status: 400 });
    expect(await post('/compliance/check', {})).toMatchObject({ status: 422, body: { code: 'compliance.subject' } });
  });
  it('denials by rule over time, of one’s own company', async () => {
    const tally = (entityId: string, hour: number) => world.store.run('create', { kind: 'denialTally', at: NOW, row: { hour, rule: 'CONV2', pack: 'law', campaignId: null, entityId, hopper: 3, permit: 1 } });
    const hour = NOW - (NOW % 3_600_000);
    await tally('a', hour);
    await tally('a', hour - 3_600_000);
    await tally('b', hour);
    expect(await get('/compliance/denials')).toMatchObject({ items: [{ rule: 'CONV2', pack: 'law', hopper: 6, permit: 2, hours: [{ hour: hour - 3_600_000, hopper: 3 }, { hour, permit: 1 }] }] });
    expect(await get('/compliance/denials?rule=OTHER')).toMatchObject({ items: [] });
  });
  it('a set of packs against what was dialed', async () => {
    const before = await post('/compliance/simulate', { packs: ['doubt'], from: NOW - 20 * 86_400_000, to: NOW + 86_400_000 });
    expect(before).toMatchObject({ status: 200, body: { stopped: 0, whole: true } });
    expect(await post('/compliance/simulate', { packs: ['nothing'] })).toMatchObject({ status: 404 });
  });
});
