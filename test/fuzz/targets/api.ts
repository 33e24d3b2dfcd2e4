/**
 * Every route of the live document with values that fit, nearly fit and are hostile, for every role of one of two companies,
 * through the real use cases. Never a 500, never anything of the other company, whatever is asked.
 */
import type { FastifyInstance } from 'fastify';
import fc from 'fast-check';
import type { Store } from '../../../src/app/ports/store.js';
import { KINDS } from '../../../src/app/store/schema.js';
import { ROLES } from '../../../src/core/records/index.js';
import { duties, fillStore, makeStore, makeWorld, NOW, SWITCH_SECRET, TestClock, type World } from '../../http/doubles.js';
import { must } from '../checks.js';
import { leaks } from '../leaks.js';
import { hostile, jsonText, nasty, nested } from '../mutate.js';
import { target, type AnyTarget } from '../target.js';

interface Schema { readonly type?: string | readonly string[]; readonly properties?: Record<string, Schema>; readonly required?: readonly string[]; readonly enum?: readonly unknown[]; readonly pattern?: string; readonly items?: Schema; readonly maxItems?: number; readonly minItems?: number; readonly minLength?: number; readonly maxLength?: number; readonly minimum?: number; readonly maximum?: number; readonly anyOf?: readonly Schema[]; readonly oneOf?: readonly Schema[]; readonly const?: unknown; readonly additionalProperties?: unknown; readonly patternProperties?: Record<string, Schema> }
interface Parameter { readonly in: string; readonly name: string; readonly schema: Schema; readonly required?: boolean }
interface Route { readonly name: string; readonly method: string; readonly path: string; readonly query: readonly Parameter[]; readonly body: Schema | null; readonly multipart: boolean }
interface Ask { readonly route: Route; readonly role: string; readonly ids: readonly string[]; readonly query: readonly (readonly [string, string])[]; readonly body: unknown; readonly raw: string | null; readonly version: string | null; readonly key: string | null }

const API = '/api/v1';
/** Ends the asker's own session, or changes their password, so that all that follow would be refused. */
const LEFT_OUT = new Set(['POST /logout', 'POST /me/password', 'POST /login']);

function routesOf(app: FastifyInstance): readonly Route[] {
  const doc = app.swagger() as unknown as { readonly paths: Record<string, Record<string, { readonly parameters?: readonly Parameter[]; readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> } }>> };
  return Object.entries(doc.paths).filter(([path]) => path.startsWith(API)).flatMap(([path, methods]) => Object.entries(methods).filter(([method]) => method !== 'head').map(([method, said]): Route => ({
    name: `${method.toUpperCase()} ${path.slice(API.length)}`, method: method.toUpperCase(), path, query: (said.parameters ?? []).filter((one) => one.in === 'query'), body: said.requestBody?.content['application/json']?.schema ?? null, multipart: said.requestBody?.content['multipart/form-data'] !== undefined,
  }))).filter((route) => !LEFT_OUT.has(route.name));
}

/** Values of a schema: mostly fitting; now and then at the edge, beyond it, or of another kind altogether. */
function valueOf(schema: Schema, name: string, ids: readonly string[], depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: fitting(schema, name, ids, depth) }, { weight: 1, arbitrary: hostile });
}
function fitting(schema: Schema, name: string, ids: readonly string[], depth: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined && either.length > 0) return fc.oneof(...either.map((one) => fitting(one, name, ids, depth)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const types = Array.isArray(schema.type) ? schema.type as readonly string[] : [typeof schema.type === 'string' ? schema.type : ''];
  const of = (type: string): fc.Arbitrary<unknown> => {
    switch (type) {
      case 'object': {
        const shape = Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, depth > 5 ? fc.constant(null) : valueOf(inner, key, ids, depth + 1)]));
        const record = fc.record(shape, { requiredKeys: (schema.required ?? []).filter((key) => key in shape) });
        const open = schema.patternProperties !== undefined || (schema.additionalProperties !== undefined && schema.additionalProperties !== false);
        return open ? fc.tuple(record, fc.dictionary(fc.oneof(nasty, fc.stringMatching(/^[a-z]{1,8}$/)), fc.oneof(nasty, hostile), { maxKeys: 3 })).map(([one, more]) => ({ ...more, ...one })) : record;
      }
      case 'array': return fc.array(depth > 5 ? fc.constant(null) : valueOf(schema.items ?? {}, name.replace(/s$/, ''), ids, depth + 1), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 4, 4) });
      case 'integer': case 'number': return fc.oneof(fc.integer({ min: Math.ceil(Math.max(schema.minimum ?? -10, -1e9)), max: Math.ceil(Math.min(schema.maximum ?? 1_000_000, 2e9)) }), fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 2 ** 53, NOW, NOW + 3_600_000, NOW - 86_400_000, 0, 1));
      case 'boolean': return fc.boolean();
      case 'null': return fc.constant(null);
      case 'string': return text(schema, name, ids);
      default: return hostile;
    }
  };
  return types.length === 1 ? of(types[0] ?? '') : fc.oneof(...types.map(of));
}
function text(schema: Schema, name: string, ids: readonly string[]): fc.Arbitrary<string> {
  const usual = fc.constantFrom('2027-01-15', '2027-02-30', '0000-00-00', '08:00', '24:00', 'CNY', 'XXX', 'CN', 'Asia/Shanghai', 'Europe/Nowhere', 'https://example.com/x', 'http://127.0.0.1/', '13900139002', '+8613800138001', 'k=v', 'PTP', 'user/{number}@desk.local', '{{ name }}', 'x'.repeat(Math.min(schema.maxLength ?? 64, 4_000)), 'x'.repeat(schema.minLength ?? 1));
  const named = /Id$|^id$|Ids$|subject|Code$/.test(name) ? 8 : 1;
  return fc.oneof({ weight: named, arbitrary: fc.constantFrom(...ids) }, { weight: 3, arbitrary: usual }, { weight: 3, arbitrary: nasty.map((one) => one.slice(0, schema.maxLength ?? 4_000)) }, { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/) });
}

function asks(routes: readonly Route[], ids: readonly string[]): fc.Arbitrary<Ask> {
  const of = (route: Route): fc.Arbitrary<Ask> => fc.record<Ask>({
    route: fc.constant(route), role: fc.constantFrom(...ROLES), ids: fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: nasty }), { minLength: 2, maxLength: 2 }),
    query: fc.tuple(...route.query.map((one) => fc.option(valueOf(one.schema, one.name, ids).map((value): readonly [string, string] => [one.name, typeof value === 'string' ? value : jsonText(value)]), { freq: one.required === true ? 12 : 1, nil: null }))).map((given) => given.filter((one) => one !== null)),
    body: route.body === null ? fc.constant(undefined) : valueOf(route.body, '', ids),
    raw: fc.option(fc.oneof({ weight: 12, arbitrary: nasty }, { weight: 12, arbitrary: fc.constantFrom('', 'null', '[]', '{"a":', '{"__proto__":{"role":"administrator"}}') }, { weight: 1, arbitrary: fc.constantFrom(...HUGE) }), { freq: 20, nil: null }),
    version: fc.option(fc.constantFrom('1', '"2"', 'W/"1"', '0', 'x', '99999999999999999999'), { freq: 2 }), key: fc.option(fc.oneof(nasty, fc.constantFrom('k1', 'k2', 'k3')), { freq: 12, nil: null }),
  });
  return fc.oneof(...routes.map(of));
}

/** Deep, long and both: parsing them takes longer than most requests, so they are few. */
const HUGE = [`{"filter":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, `{"name":"${'x'.repeat(300_000)}"}`, `{"filter":${JSON.stringify(nested(3_000))},"name":"x","list":"cases"}`];

/** Halves of surrogate pairs can't be written into a URL. */
const wellFormed = (text: string): string => Buffer.from(text).toString();
const strings = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, one]) => [key, ...strings(one)]) : []);

export async function apiTargets(): Promise<readonly AnyTarget[]> {
  const clock = new TestClock();
  let rows = makeStore(clock);
  // The store behind the server is exchanged beneath it: to make the server anew, with its 238 routes, takes a second.
  const store: Store = { get: (kind, id) => rows.get(kind, id), find: (kind, query) => rows.find(kind, query), pick: (kind, fields, query) => rows.pick(kind, fields, query), count: (kind, where) => rows.count(kind, where), run: (move, input) => rows.run(move, input), backlog: () => rows.backlog(), close: () => rows.close() };
  const make = (): Promise<World> => makeWorld({ switch: { secret: SWITCH_SECRET, addresses: ['127.0.0.1'] } }, { store });
  const more = (): Promise<unknown> => store.run('createMany', { rows: [...duties('a'), ...duties('b')] });
  let world: World = await make();
  await more();
  const ids = [...new Set((await Promise.all(KINDS.map(async (kind) => (await world.store.find(kind, { limit: 60 })).map((row: object): string => String(Reflect.get(row, 'id')))))).flat().filter((id) => /^[ab]-|^[ab]$|^template$|^trunk$|^disposition$|^setting$|^pause$/.test(id)))];
  const routes = routesOf(world.app);
  let asked = 0;
  /** What was said in bodies since the world was made: it may be read again. */
  const written = new Set<string>();
  /** What is written piles up: every so often the world is made anew. */
  const fresh = async (): Promise<void> => {
    asked += 1;
    if (asked % 400 !== 0) return;
    rows = makeStore(clock);
    written.clear();
    // What the server itself remembers (throttles, answers by key) piles up more slowly.
    if (asked % 8_000 === 0) { await world.app.close(); world = await make(); } else await fillStore(store);
    await more();
  };
  return [
    target({
      name: `API: ${routes.length} routes × ${ROLES.length} roles`, share: 50, inTurns: true, input: asks(routes, ids), close: () => world.app.close(),
      run: async ({ route, role, ids: given, query, body, raw, version, key }) => {
        await fresh();
        let n = 0;
        const params = new URLSearchParams(query.map(([name, value]): [string, string] => [name, wellFormed(value)]));
        const url = `${route.path.replace(/\{[a-zA-Z]+\}/g, () => encodeURIComponent(wellFormed(given[n++ % 2] ?? '')))}${params.size === 0 ? '' : `?${params.toString()}`}`;
        world.log.lines.length = 0;
        let payload: string | undefined;
        try { payload = raw ?? (body === undefined ? undefined : JSON.stringify(body)); } catch { payload = '{}'; }
        const multipart = route.multipart ? `--XX\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\nContent-Type: text/csv\r\n\r\n${wellFormed(given[0] ?? '')}\r\n--XX--\r\n` : null;
        const answer = await world.as(`b-${role}`, {
          method: route.method, url,
          headers: { ...(version === null ? {} : { 'if-match': version }), ...(key === null ? {} : { 'idempotency-key': key.replace(/[^\x20-\x7e]/g, '') }), ...(multipart !== null ? { 'content-type': 'multipart/form-data; boundary=XX' } : payload === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(multipart !== null ? { payload: multipart } : payload === undefined ? {} : { payload }),
        });
        must(answer.statusCode < 500, `${route.name} as ${role}: ${answer.statusCode}; ${world.log.lines.slice(0, 2).join(' ').slice(0, 600)}`);
        const text = answer.body;
        const elsewhere = role === 'administrator' ? false : leaks(text, [url, decodeURIComponent(url), ...strings(body), raw ?? '', ...query.flat(), ...given], written);
        for (const one of strings(body)) written.add(one);
        must(!elsewhere, `${route.name} as ${role} (${answer.statusCode}) tells of another company: ${text.slice(0, 600)}`);
        must(!world.log.lines.some((line) => /13800138001|王小明|11010519491231002X/.test(line)), `${route.name} as ${role}: personal data in the log`);
        if (answer.statusCode >= 400) must(answer.headers['content-type']?.toString().startsWith('application/problem+json') === true && text.length < 60_000, `${route.name}: a problem is a short problem document`);
      },
    }),
    target({
      name: 'mod_xml_curl requests', share: 15, inTurns: true,
      input: fc.record({ section: fc.oneof(fc.constantFrom('directory', 'dialplan'), nasty), user: fc.oneof(fc.constantFrom('1000', 'anna'), nasty), domain: fc.oneof(fc.constantFrom('desks.test', 'other.test'), nasty), more: fc.dictionary(nasty, nasty, { maxKeys: 3 }), raw: fc.option(nasty, { freq: 6, nil: null }), secret: fc.constantFrom(SWITCH_SECRET, 'wrong', '') }),
      run: async ({ section, user, domain, more, raw, secret }) => {
        const form = new URLSearchParams(Object.entries({ ...more, section, user, domain }).map(([name, value]): [string, string] => [wellFormed(name), wellFormed(value)])).toString();
        const answer = await world.app.inject({ method: 'POST', url: '/switch/directory', headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from(`dunwell:${secret}`).toString('base64')}` }, payload: raw === null ? form : wellFormed(raw) });
        must(answer.statusCode < 500, `the directory answered ${answer.statusCode}`);
        if (secret !== SWITCH_SECRET) { must(answer.statusCode === 401, 'only the switch may ask'); return; }
        if (answer.statusCode === 200) must(answer.body.includes('not found'), 'nobody is registered: nothing is found');
      },
    }),
  ];
}
