/** The packs we ship: they load, run their own cases, say what is unverified, and differ from the vectors' only towards denying. */
import { generateKeyPairSync, sign, verify as verifyBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadZones } from '../../src/adapters/zones/index.js';
import { canonicalJson } from '../../src/core/compliance/canonical.js';
import { evaluate, shownRule } from '../../src/core/compliance/evaluate.js';
import { loadPack, looser, mayActivate, type LoadContext, type Verify } from '../../src/core/compliance/load.js';
import { ALL_GUARDS, makePolicy } from '../../src/core/compliance/policy.js';
import type { GateAsk } from '../../src/core/compliance/request.js';
import { parseVectors } from '../../src/core/compliance/vectors.js';
import { loadLibrary } from '../support/library.js';

const zones = loadZones();
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const at = (text: string): number => Date.parse(text) / 1000;
const shipped = loadLibrary({ zones, today: day('2026-11-22') });
const byId = new Map(shipped.packs.map((one) => [one.pack.id, one]));
const folder = new URL('../../src/adapters/packs/shipped/', import.meta.url);
const raw = (id: string): Record<string, unknown> => JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Record<string, unknown>;
const context = (change: Partial<LoadContext> = {}): LoadContext => ({ zones, today: day('2026-11-22'), calendars: shipped.calendars, others: shipped.packs.map((one) => one.pack), verify: () => false, ...change });

describe('the shipped packs', () => {
  it('are those of every market', () => {
    expect([...byId.keys()].sort()).toEqual(['au', 'cn.card', 'cn.consumerfinance', 'cn.gbt45251', 'cn.house', 'co', 'ec', 'house.standing', 'id', 'in', 'jp', 'kr', 'mx', 'ph', 'th', 'uk', 'us.ca', 'us.ma', 'us.nyc', 'us.regf', 'us.tcpa', 'us.wa', 'vn'].sort());
    expect(readdirSync(folder)).toHaveLength(byId.size);
  });
  it('have a source for every rule that is not ours, texts in both languages, and cases of their own', () => {
    for (const { pack } of shipped.packs) {
      expect([pack.id, pack.vectors.length > 1]).toEqual([pack.id, true]);
      for (const rule of pack.rules) {
        expect([pack.id, rule.id, rule.confidence === 'D' || rule.sources.length > 0]).toEqual([pack.id, rule.id, true]);
        expect(rule.texts.zh).not.toBe(rule.texts.en);
      }
    }
  });
  it('name no rule twice between them', () => {
    const ids = shipped.packs.flatMap((one) => one.pack.rules.map((rule) => rule.id));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
  it('have a case in which each judged rule denies, for windows and counts', () => {
    for (const { pack } of shipped.packs) {
      const cases = parseVectors(pack.vectors, true);
      const denied = new Set(cases.ok ? cases.value.vectors.flatMap((one) => one.expect.rules) : []);
      const silent = pack.rules.filter((rule) => ['window'].includes(rule.kind) && !denied.has(rule.id)).map((rule) => rule.id);
      expect([pack.id, silent.filter((id) => id !== 'MA-TIME')]).toEqual([pack.id, []]);
    }
  });
  it('refuse to load when a rule is changed under their own cases', () => {
    const pack = raw('vn');
    const rules = (pack['rules'] as Record<string, unknown>[]).map((rule) => (rule['id'] === 'VN-5DAY' ? { ...rule, limit: 6 } : rule));
    expect(loadPack({ ...pack, rules }, 'shipped', context({ others: [] }))).toMatchObject({ ok: false, error: { code: 'pack.vectors', text: expect.stringContaining('five reminders') } });
  });
  it('warn of a calendar that ends soon', () => {
    expect(byId.get('id')!.warnings).toEqual([]);
    expect(loadPack(raw('id'), 'shipped', context({ today: day('2026-12-20') }))).toMatchObject({ ok: true, value: { warnings: [expect.stringContaining('12 more day(s)')] } });
  });
  it('can not be activated while an unverified rule has no named reviewer', () => {
    const nyc = byId.get('us.nyc')!;
    expect(nyc.unverified).toEqual(['NYC-EXCHANGE']);
    expect(mayActivate(nyc.pack, [])).toMatchObject({ ok: false, error: { code: 'pack.review', text: expect.stringContaining('NYC-EXCHANGE') } });
    expect(mayActivate(nyc.pack, [{ rule: 'NYC-EXCHANGE', name: ' ' }])).toMatchObject({ ok: false });
    expect(mayActivate(nyc.pack, [{ rule: 'NYC-EXCHANGE', name: 'counsel:li' }])).toEqual({ ok: true, value: null });
    expect(mayActivate(byId.get('vn')!.pack, [])).toEqual({ ok: true, value: null });
  });
  it('take the stricter where the cases of the vectors differ', () => {
    const base = makePolicy([byId.get('cn.gbt45251')!.pack], shipped.calendars, zones, ALL_GUARDS);
    const more = makePolicy(['cn.gbt45251', 'cn.house', 'cn.card', 'house.standing'].map((id) => byId.get(id)!.pack), shipped.calendars, zones, ALL_GUARDS);
    if (!base.ok || !more.ok) throw new Error('no policy');
    const cases = parseVectors(JSON.parse(readFileSync(new URL('../core/compliance/vectors.json', import.meta.url), 'utf8')));
    if (!cases.ok) throw new Error('no cases');
    const chinese = cases.value.vectors.map((one) => ({ ...one, ask: { ...one.ask, regions: ['CN', ...one.ask.regions] } }));
    expect(looser(base.value, more.value, chinese)).toEqual([]);
    expect(looser(more.value, base.value, chinese).length).toBeGreaterThan(5);
  });
});

describe('a pack of one\'s own', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const verify: Verify = (text, signature) => signature.key === 'k1' && verifyBytes(null, Buffer.from(text), publicKey, Buffer.from(signature.value, 'base64'));
  const own = {
    schema: 1, id: 'tenant.hours', version: '1.0', kind: 'tenant', title: { zh: '我行时段', en: 'Our hours' }, status: 'inForce', sources: [], requires: { tzdata: '2026f' },
    rules: [{ id: 'T-HOURS', kind: 'window', sources: [], confidence: 'D', texts: { zh: '十点以后', en: 'after ten' }, zones: ['Asia/Shanghai'], hours: { daily: [['10:00', '20:00']] } }],
  };
  const signed = (pack: object): object => ({ ...pack, signatures: [{ alg: 'ed25519', key: 'k1', value: sign(null, Buffer.from(canonicalJson(pack)), privateKey).toString('base64') }] });
  it('is taken when it is signed', () => {
    expect(loadPack(signed(own), 'installed', context({ verify }))).toMatchObject({ ok: true, value: { signedBy: ['k1'], unverified: [] } });
  });
  it('is refused unsigned, changed after signing, or signed by a stranger', () => {
    expect(loadPack(own, 'installed', context({ verify }))).toMatchObject({ ok: false, error: { code: 'pack.unsigned' } });
    expect(loadPack({ ...signed(own), version: '1.1' }, 'installed', context({ verify }))).toMatchObject({ ok: false, error: { code: 'pack.signature', at: '/signatures/0' } });
    expect(loadPack(signed(own), 'installed', context())).toMatchObject({ ok: false, error: { code: 'pack.signature' } });
  });
  it('may only add: it takes no other pack\'s place and no rule\'s name', () => {
    expect(loadPack(signed({ ...own, supersedes: ['cn.gbt45251'] }), 'installed', context({ verify }))).toMatchObject({ ok: false, error: { code: 'pack.tenant' } });
    expect(loadPack(signed({ ...own, id: 'cn.house' }), 'installed', context({ verify }))).toMatchObject({ ok: false, error: { code: 'pack.tenant' } });
    expect(loadPack(signed({ ...own, rules: [{ ...own.rules[0]!, id: 'CN-TIME' }] }), 'installed', context({ verify }))).toMatchObject({ ok: false, error: { code: 'pack.tenant', at: '/rules/0/id' } });
  });
  it('needs the data it names', () => {
    expect(loadPack(signed({ ...own, requires: { tzdata: '2027a' } }), 'installed', context({ verify }))).toMatchObject({ ok: false, error: { code: 'pack.tzdata' } });
    expect(loadPack(signed({ ...own, requires: { tzdata: '2026f', calendars: [{ id: 'XX', coverDays: 0 }] } }), 'installed', context({ verify }))).toMatchObject({ ok: false, error: { code: 'pack.calendar' } });
  });
  it('has one canonical text, whatever the order of its fields', () => {
    expect(canonicalJson({ b: [1, 'é', null], a: { d: true, c: 1e21 } })).toBe('{"a":{"c":1e+21,"d":true},"b":[1,"é",null]}');
  });
});

describe('docs/compliance.md', () => {
  it('shows a pack that loads, its own case included', () => {
    const [, block = ''] = /```json\n(\{\n {2}"schema"[\s\S]*?)```/.exec(readFileSync('docs/compliance.md', 'utf8')) ?? [];
    expect(loadPack(JSON.parse(block), 'shipped', context())).toMatchObject({ ok: true, value: { pack: { id: 'tenant.evening' }, unverified: [] } });
  });
});

describe('in the product', () => {
  const ask: GateAsk = { now: at('2026-11-25T06:00:00Z'), zones: ['Asia/Shanghai'], debtor: 'A', phone: 'p', debts: ['d'], creditorGroup: 'c', channel: 'voice', mode: 'human', regions: ['CN'], facts: [] };
  const made = makePolicy(shipped.packs.map((one) => one.pack), shipped.calendars, zones);
  const policy = made.ok ? made.value : undefined;
  const decide = (change: Partial<GateAsk>) => evaluate({ ...ask, ...change }, [], policy!);
  it('allows what no pack of the place denies', () => { expect(decide({})).toEqual({ allow: true, denials: [], next: null }); });
  it('denies what it does not know, apart from the law', () => {
    expect(decide({ zones: [] }).denials.map(shownRule)).toEqual(['INFRA-TZ-UNKNOWN']);
    expect(decide({ zones: ['Mars/Olympus'] }).denials.map(shownRule)).toEqual(['INFRA-TZ-UNKNOWN']);
    expect(decide({ highWater: ask.now + 3 })).toMatchObject({ next: ask.now + 3, denials: [{ rule: 'CLOCK-BACK', pack: 'INFRA' }] });
    expect(decide({ highWater: ask.now + 2 }).allow).toBe(true);
    expect(decide({ permitIssued: ask.now - 6 })).toMatchObject({ next: ask.now + 1 });
    expect(evaluate(ask, null, policy!).denials.map(shownRule)).toEqual(['INFRA-LEDGER-UNREADABLE']);
    expect(decide({ regions: [] }).denials.map(shownRule)).toEqual(['INFRA-PLACE-UNKNOWN']);
  });
  it('keeps to hours agreed with the debtor, and to no others', () => {
    const agreed = { kind: 'agreedHours' as const, from: at('2026-11-01T00:00:00Z'), hours: { zone: 'Asia/Shanghai', open: 22 * 3600, close: 23 * 3600 } };
    const night = at('2026-11-25T14:30:00Z');
    const law = makePolicy([byId.get('cn.gbt45251')!.pack], shipped.calendars, zones);
    if (!law.ok) throw new Error(law.error.text);
    const say = (now: number, fact: typeof agreed | { kind: 'agreedHours' }) => evaluate({ ...ask, now, facts: [fact] }, [], law.value);
    expect(say(night, agreed).allow).toBe(true);
    expect(say(night + 1800, agreed)).toMatchObject({ allow: false, next: at('2026-11-26T00:00:00Z') });
    expect(say(at('2026-11-25T23:00:00Z'), agreed)).toMatchObject({ allow: false, next: at('2026-11-26T00:00:00Z') });
    // Evidence that does not say when it was given lifts nothing that may only be a year old.
    expect(say(night, { kind: 'agreedHours' }).allow).toBe(false);
    expect(say(night, { ...agreed, from: at('2025-11-01T00:00:00Z') }).allow).toBe(false);
  });
  it('counts a fact that ends: the next instant is its end', () => {
    const until = at('2026-11-25T09:00:00Z');
    expect(decide({ facts: [{ kind: 'suppression', until }] })).toMatchObject({ allow: false, next: until });
    expect(decide({ facts: [{ kind: 'suppression', from: until }] }).allow).toBe(true);
  });
});
