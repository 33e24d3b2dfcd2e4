/**
 * What every route has in common, so that a route is only its schemas and one call: documentation, the acting user,
 * versions (If-Match), idempotency keys, and Results turned into answers or problems.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Answer, Refusal } from '../app/usecases/index.js';
import { closed } from '../contract/rest.js';
import type { User } from '../core/records/index.js';
import { ok, type Result } from '../core/result.js';
import { scopeOf, type Verb } from '../core/rights/policy.js';
import { authOf, proofMissing } from './auth.js';
import type { HttpContext } from './deps.js';
import { problemOf, sendProblem, statusOf } from './problems.js';

/** Answers may be read-only; the schema's type is not. */
export type Loose<T> = T extends readonly (infer U)[] ? readonly Loose<U>[] : T extends object ? { readonly [K in keyof T]: Loose<T[K]> } : T;

const Nothing = closed({});
type Nothing = typeof Nothing;

export interface Ask<P extends TSchema, Q extends TSchema, B extends TSchema> {
  readonly by: User;
  readonly params: Static<P>;
  readonly query: Static<Q>;
  readonly body: Static<B>;
  /** The body without `version`. */
  readonly patch: Omit<Static<B>, 'version'>;
  /** The version the asker saw; only on `versioned` routes, where it is asked for unless `optional`. */
  readonly expected: number;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}
export interface RouteSpec<P extends TSchema, Q extends TSchema, B extends TSchema, A extends TSchema> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What the policy asks for; written into the documentation. null: any logged-in user. */
  readonly verb: Verb | null;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
  readonly status?: 200 | 201 | 202;
  /** A change of a row: needs If-Match or `version`; `current` shows the row as it is when somebody came first. */
  readonly versioned?: 'required' | 'optional';
  current?(ask: Ask<P, Q, B>): Promise<Result<unknown>>;
  /** POST routes take an Idempotency-Key unless this is false. */
  readonly keyed?: boolean;
  /** Statuses of codes on this route, where they differ from the table. */
  statusOf?(code: string): number;
  readonly beforePasswordChange?: boolean;
  readonly beforeSecondFactor?: boolean;
  /**
   * A grave act: refused with `proof.required` unless its user logged in, or gave password or code again, within the last
   * minutes. As a function: only requests of which it is true; `when` says in words which.
   */
  readonly proof?: true | { readonly when: string; of(ask: Ask<P, Q, B>): boolean };
  /** May be refused while the server is overloaded: reports, exports, rehearsals and the like. */
  readonly canWait?: boolean;
  run(ask: Ask<P, Q, B>): Promise<Result<Loose<Static<A>>>>;
}

export class Router {
  constructor(readonly app: FastifyInstance, readonly context: HttpContext) {}

  add<A extends TSchema, P extends TSchema = Nothing, Q extends TSchema = Nothing, B extends TSchema = Nothing>(spec: RouteSpec<P, Q, B, A>): void {
    const status = spec.status ?? 200;
    const keyed = spec.method === 'POST' && spec.keyed !== false;
    this.app.route({
      method: spec.method, url: spec.url, schema: this.document(spec, status, keyed),
      config: { problems: problemsOf(spec), ...(spec.beforePasswordChange === true ? { beforePasswordChange: true } : {}), ...(spec.beforeSecondFactor === true ? { beforeSecondFactor: true } : {}), ...(spec.canWait === true ? { canWait: true } : {}) },
      handler: async (request, reply) => {
        const ask = this.askOf(spec, request, reply);
        if (!ask.ok) return sendProblem(request, reply, ask.error);
        const unproven = this.unproven(spec, ask.value);
        if (unproven !== null) return sendProblem(request, reply, unproven);
        const work = async (): Promise<Answer> => this.answerOf(spec, status, ask.value, request, await spec.run(ask.value));
        const key = request.headers['idempotency-key'];
        if (!keyed || key === undefined) return send(reply, await work());
        return this.once(request, reply, key, hashOf(request.body ?? null), work);
      },
    });
  }

  /** Runs `work` once for the request's Idempotency-Key, and sends its answer. */
  async once(request: FastifyRequest, reply: FastifyReply, key: string | readonly string[], requestHash: string, work: () => Promise<Answer>): Promise<FastifyReply> {
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) return sendProblem(request, reply, { code: 'request.invalid', text: 'Idempotency-Key must be 1 to 200 visible ASCII characters', at: 'Idempotency-Key' });
    const route = `${request.method} ${request.url.split('?')[0] ?? ''}`;
    const answer = await this.context.idempotency.once({ key, userId: authOf(request).user.id, route, requestHash }, work);
    if (!answer.ok) return sendProblem(request, reply, answer.error);
    if (answer.value.replayed) void reply.header('idempotency-replayed', 'true');
    return send(reply, answer.value);
  }

  /** Whoever may not do it anyway is told that instead. */
  private unproven<P extends TSchema, Q extends TSchema, B extends TSchema, A extends TSchema>(spec: RouteSpec<P, Q, B, A>, ask: Ask<P, Q, B>): Refusal | null {
    if (spec.proof === undefined || (spec.verb !== null && scopeOf(ask.by.role, spec.verb) === null) || (spec.proof !== true && !spec.proof.of(ask))) return null;
    return proofMissing(ask.request, this.context);
  }

  private askOf<P extends TSchema, Q extends TSchema, B extends TSchema, A extends TSchema>(spec: RouteSpec<P, Q, B, A>, request: FastifyRequest, reply: FastifyReply): Result<Ask<P, Q, B>> {
    const body = request.body as Static<B>;
    const ask = { by: authOf(request).user, params: request.params as Static<P>, query: request.query as Static<Q>, body, patch: withoutVersion(body), expected: Number.NaN, request, reply };
    if (spec.versioned === undefined) return ok(ask);
    const expected = headerVersion(request) ?? bodyVersion(request.body);
    if (expected === null && spec.versioned === 'required') return { ok: false, error: { code: 'version.required', text: 'say which version you change, in If-Match or `version`' } };
    return ok({ ...ask, expected: expected ?? Number.NaN });
  }

  private async answerOf<P extends TSchema, Q extends TSchema, B extends TSchema, A extends TSchema>(spec: RouteSpec<P, Q, B, A>, status: number, ask: Ask<P, Q, B>, request: FastifyRequest, result: Result<unknown>): Promise<Answer> {
    if (result.ok) return { status, body: result.value };
    const failure = result.error;
    const stale = failure.code === 'record.stale';
    const current = stale && spec.current !== undefined ? await spec.current(ask) : null;
    const code = stale && request.headers['if-match'] !== undefined ? 412 : spec.statusOf?.(failure.code) ?? statusOf(failure.code);
    return { status: code, body: problemOf(failure, request.id, { status: code, ...(current?.ok === true ? { current: current.value } : {}) }) };
  }

  private document<P extends TSchema, Q extends TSchema, B extends TSchema, A extends TSchema>(spec: RouteSpec<P, Q, B, A>, status: number, keyed: boolean): FastifySchema {
    const needs = spec.verb === null ? 'Any logged-in user.' : `Needs the right \`${spec.verb}\`.`;
    const proof = spec.proof === undefined ? undefined : `Asks for proof again (\`proof.required\`)${spec.proof === true ? '' : `: ${spec.proof.when}`}.`;
    return {
      ...(spec.proof === undefined ? {} : { 'x-proof': spec.proof === true ? 'always' : spec.proof.when }),
      tags: [spec.tag], summary: spec.summary, description: [spec.description, needs, proof].filter((one) => one !== undefined).join(' '), security: [{ bearer: [] }, { cookie: [] }],
      querystring: spec.query ?? Nothing,
      ...(spec.params === undefined ? {} : { params: spec.params }), ...(spec.body === undefined ? {} : { body: spec.body }),
      ...headersDoc(keyed, spec.versioned !== undefined),
      response: { [status]: { description: 'Done', content: { 'application/json': { schema: spec.answer } } } },
    };
  }
}

function problemsOf(spec: { readonly method: string; readonly canWait?: boolean | undefined; readonly params?: unknown; readonly versioned?: unknown }): readonly number[] {
  return [400, 401, 403, 429, 500, ...(spec.params === undefined ? [] : [404]), ...(spec.method === 'GET' ? [] : [409, 413, 415, 422]), ...(spec.versioned === undefined ? [] : [412, 428]), ...(spec.canWait === true ? [503] : [])];
}
function headersDoc(keyed: boolean, versioned: boolean): { readonly headers?: object } {
  const properties = {
    ...(keyed ? { 'idempotency-key': { type: 'string', description: 'Sent again with the same body, the first answer comes back and nothing is done twice. A key whose server crashed before it answered may be sent again at once' } } : {}),
    ...(versioned ? { 'if-match': { type: 'string', description: 'The version you saw, as given in ETag' } } : {}),
  };
  return Object.keys(properties).length === 0 ? {} : { headers: { type: 'object', properties } };
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.status >= 400) return reply.code(answer.status).type('application/problem+json').serializer((body: unknown) => JSON.stringify(body)).send(answer.body);
  const version = typeof answer.body === 'object' && answer.body !== null && 'version' in answer.body ? answer.body.version : undefined;
  if (typeof version === 'number') void reply.header('etag', `"${version}"`);
  return reply.code(answer.status).type('application/json; charset=utf-8').send(answer.body);
}
function headerVersion(request: FastifyRequest): number | null {
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(request.headers['if-match'] ?? '')?.[1];
  return version === undefined ? null : Number(version);
}
function withoutVersion<B>(body: B): Omit<B, 'version'> {
  const patch = { ...body };
  if (typeof patch === 'object' && patch !== null) Reflect.deleteProperty(patch, 'version');
  return patch;
}
function bodyVersion(body: unknown): number | null {
  return typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number' ? body.version : null;
}
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}
/** JSON with sorted keys: the same request however its fields were ordered. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  return value === undefined ? 'null' : JSON.stringify(value);
}
