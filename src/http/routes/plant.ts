/** What machines ask: is it alive, is it ready, its metrics. Outside /api/v1, without a session. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Health, Ready } from '../../contract/rest.js';
import type { HttpDeps } from '../deps.js';
import { sendProblem } from '../problems.js';

const tag = 'plant';
const DATABASE_PATIENCE = 2000;

export function plantRoutes(app: FastifyInstance, deps: HttpDeps): void {
  app.get('/healthz', {
    config: { rateLimit: false },
    schema: { tags: [tag], summary: 'The process is there', description: 'Says nothing about the database or the switch: see /readyz.', security: [], response: { 200: { description: 'Alive', content: { 'application/json': { schema: Health } } } } },
  }, () => ({ status: 'ok', at: deps.clock.now() }));
  app.get('/readyz', {
    config: { rateLimit: false },
    schema: {
      tags: [tag], summary: 'It can do its work', description: 'Database answers, a switch is up, and it is not closing; otherwise 503 with the reasons.', security: [],
      response: { 200: { description: 'Ready', content: { 'application/json': { schema: Ready } } }, 503: { description: 'Not ready', content: { 'application/json': { schema: Ready } } } },
    },
  }, async (_request, reply) => {
    const reasons = [...await databaseTrouble(deps), ...switchTrouble(deps), ...(deps.stopping?.() === true ? ['the server is closing'] : [])];
    return reply.code(reasons.length === 0 ? 200 : 503).type('application/json; charset=utf-8').send({ ready: reasons.length === 0, reasons });
  });
  app.get('/metrics', {
    config: { problems: [401], rateLimit: false },
    schema: {
      tags: [tag], summary: 'Figures for Prometheus', description: 'Without login when both the peer and the listening socket are on loopback and nothing was forwarded; otherwise with the bearer token of the settings.', security: [{ metrics: [] }],
      response: { 200: { description: 'Text exposition', content: { 'text/plain': { schema: Type.String() } } } },
    },
  }, async (request, reply) => {
    if (!local(app, deps, request) && !rightToken(deps.settings.metricsToken, request)) {
      void reply.header('www-authenticate', 'Bearer');
      return sendProblem(request, reply, { code: 'metrics.refused', text: 'metrics are open on loopback only; elsewhere send the token of the settings' });
    }
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await deps.metricsText());
  });
}

async function databaseTrouble(deps: HttpDeps): Promise<string[]> {
  const late = new Promise<string[]>((settle) => { deps.clock.after(DATABASE_PATIENCE, () => settle(['the database does not answer'])); });
  const asked = deps.store.count('entity', {}).then(() => [], () => ['the database fails']);
  return Promise.race([asked, late]);
}
function switchTrouble(deps: HttpDeps): string[] {
  const { switches } = deps.conductor.live();
  if (switches.length === 0) return ['no switch is configured'];
  return switches.some((one) => one.up) ? [] : switches.map((one) => `switch ${one.node} is down${one.why === null ? '' : `: ${one.why}`}`);
}

const isLoopback = (address: string | undefined): boolean => address !== undefined && /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|localhost)$/.test(address);
/** A proxy on this machine would make the world look local: so the listening socket counts, and nothing may have been forwarded. */
function local(app: FastifyInstance, deps: HttpDeps, request: FastifyRequest): boolean {
  const socket = app.server.address();
  const listening = isLoopback(typeof socket === 'object' && socket !== null ? socket.address : deps.settings.host);
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'] ?? request.headers['x-real-ip'];
  return listening && isLoopback(request.socket.remoteAddress) && forwarded === undefined;
}
function rightToken(token: string | null, request: FastifyRequest): boolean {
  const given = /^Bearer (\S{1,300})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === null || token === '' || given === undefined) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token), digest(given));
}
