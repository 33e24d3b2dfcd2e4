/** Failures as problem+json (RFC 9457): one table from stable codes to statuses, one way out for every error. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Refusal } from '../app/usecases/index.js';
import type { Problem } from '../contract/rest.js';
import type { Log } from '../app/ports/system.js';
import { StoreBusy, StoreFault } from '../app/store/errors.js';

const STATUS: Readonly<Record<string, number>> = {
  'session.required': 401, 'switch.refused': 401, 'softphone.off': 409, 'login.failed': 401, 'login.code_required': 401, 'login.code_wrong': 401, 'second_factor.on': 409, 'second_factor.off': 409, 'right.denied': 403, 'proof.required': 403, 'second_factor.must_set_up': 403, 'second_factor.required': 409, 'password.must_change': 403, 'csrf.refused': 403, 'login.throttled': 429, 'rate.limited': 429,
  'record.stale': 409, 'record.conflict': 409, 'version.required': 428, 'idempotency.in_progress': 409, 'cursor.invalid': 400, 'query.contradiction': 400, 'request.invalid': 400,
  'reference.unknown': 422, 'phone.invalid': 422, 'case.state': 409, 'case.closed': 409, 'case.not_placed': 409, 'placement.over': 409, 'hold.ended': 409, 'fact.ended': 409, 'call.over': 409, 'task.closed': 409, 'complaint.closed': 409, 'approval.over': 409, 'approval.own': 403, 'approval.twice': 409, 'approval.not_yours': 403, 'filter.not_yours': 403, 'comment.not_yours': 403, 'agent.desk_gone': 409, 'agent.busy': 409, 'agent.no_phone': 409, 'pause.unknown_reason': 422, 'team.nobody': 409, 'message.to': 422, 'message.text': 422, 'callback.closed': 409, 'suppression.ended': 409, 'user.self': 409, 'user.last_administrator': 409,
  'request.too_large': 413, 'request.media_type': 415, 'request.json': 400, 'route.unknown': 404, 'metrics.refused': 401, 'not.ready': 503, 'server.overloaded': 503, 'store.refused': 503, 'backup.failed': 500, 'internal': 500,
};
/** A code's status: the table, then what its last word says, else 422. */
export function statusOf(code: string): number {
  const known = STATUS[code];
  if (known !== undefined) return known;
  if (code.endsWith('.unknown')) return 404;
  if (code.endsWith('taken')) return 409;
  return 422;
}

export interface ProblemExtra { readonly status?: number; readonly current?: unknown }
export function problemOf(failure: Refusal, requestId: string, extra: ProblemExtra = {}): Problem {
  const status = extra.status ?? statusOf(failure.code);
  return {
    type: `/docs#${failure.code}`, title: STATUS_CODES[status] ?? 'Error', status, code: failure.code, detail: failure.text,
    ...(failure.at === undefined ? {} : { at: failure.at }),
    ...(failure.all === undefined ? {} : { problems: failure.all.map((one) => ({ code: one.code, text: one.text, ...(one.at === undefined ? {} : { at: one.at }) })) }),
    ...(extra.current === undefined ? {} : { current: extra.current }), requestId,
  };
}
export function sendProblem(request: FastifyRequest, reply: FastifyReply, failure: Refusal, extra: ProblemExtra = {}): FastifyReply {
  const problem = problemOf(failure, request.id, extra);
  if (problem.code === 'login.throttled' && problem.at !== undefined) void reply.header('retry-after', problem.at);
  // Written by hand: a problem has one shape on every route, whatever schema the route declares.
  return reply.code(problem.status).type('application/problem+json').serializer((body: unknown) => JSON.stringify(body)).send(problem);
}

/** Thrown where a Result cannot be returned (hooks); carries the failure to the error handler. */
export class Refused extends Error {
  constructor(readonly failure: Refusal, readonly extra: ProblemExtra = {}) { super(failure.code); }
}

/** A validator's findings, kept on the error fastify throws. */
export interface Finding { readonly instancePath: string; readonly message: string; readonly keyword: string }
export class Invalid extends Error {
  constructor(readonly part: string, readonly findings: readonly Finding[]) { super('invalid request'); }
}

const FASTIFY: Readonly<Record<string, readonly [string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['request.too_large', 'the body is larger than this route takes'],
  FST_REQ_FILE_TOO_LARGE: ['request.too_large', 'the file is larger than this installation takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['request.media_type', 'this route does not take that Content-Type'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['request.media_type', 'send the file as multipart/form-data'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['request.json', 'the body is empty'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['request.json', 'the body is not JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['request.invalid', 'Content-Length does not fit the body'],
};

/** Without the database's path: that is for the log. */
const FAULT_WORDS = { disk_full: 'the disk is full', read_only: 'the disk takes no writes', locked: 'another process holds the database' } as const;

export function registerProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    if (reply.sent) return reply;
    if (error instanceof Refused) return sendProblem(request, reply, error.failure, error.extra);
    // Every queue before the database has its end: whoever comes then is asked to come again, which is not a fault of ours.
    if (error instanceof StoreBusy) { void reply.header('retry-after', 2); return sendProblem(request, reply, { code: 'server.overloaded', text: 'the database has more to do than it may keep waiting; ask again in 2 s' }); }
    // A full or read-only disk: what was asked is not done, and may be asked again when there is room.
    if (error instanceof StoreFault && (error.code === 'disk_full' || error.code === 'read_only' || error.code === 'locked')) { void reply.header('retry-after', 10); return sendProblem(request, reply, { code: 'store.refused', text: `nothing was saved: ${FAULT_WORDS[error.code]}` }); }
    const invalid = findInvalid(error);
    if (invalid !== null) return sendProblem(request, reply, invalidRequest(invalid));
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    const known = FASTIFY[code];
    if (known !== undefined) return sendProblem(request, reply, { code: known[0], text: known[1] });
    const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    if (status === 429) return sendProblem(request, reply, { code: 'rate.limited', text: 'too many requests, slow down' });
    if (error instanceof SyntaxError && status === 400) return sendProblem(request, reply, { code: 'request.json', text: 'the body is not JSON' });
    if (status >= 400 && status < 500) return sendProblem(request, reply, { code: 'request.invalid', text: 'the request cannot be understood' }, { status });
    log.error({ requestId: request.id, route: request.routeOptions.url, method: request.method, error: error.name, code, where: frames(error) }, `http: ${wash(error.message)}`);
    return sendProblem(request, reply, { code: 'internal', text: 'something broke here; the log has it under this requestId' });
  });
}
function findInvalid(error: Error): Invalid | null {
  if (error instanceof Invalid) return error;
  return error.cause instanceof Invalid ? error.cause : null;
}
function invalidRequest(invalid: Invalid): Refusal {
  const where = invalid.part === 'body' ? '' : invalid.part === 'querystring' ? 'query' : invalid.part;
  const all = invalid.findings.slice(0, 20).map((one) => ({ code: `request.${one.keyword}`, text: `${where}${one.instancePath === '' && where === '' ? 'body' : one.instancePath} ${one.message}`, at: `${where}${one.instancePath}` }));
  const first = all[0];
  return { code: 'request.invalid', text: all.map((one) => one.text).join('; '), ...(first === undefined ? {} : { at: first.at }), all };
}

/** An exception's text without what may be somebody's data: quoted parts and long numbers. */
function wash(text: string): string {
  return text.replace(/(["'`])(?:(?!\1).){1,500}\1/g, '…').replace(/\d{5,}/g, '…').slice(0, 300);
}
function frames(error: Error): string {
  return (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')).slice(0, 4).map((line) => line.trim()).join(' | ');
}
