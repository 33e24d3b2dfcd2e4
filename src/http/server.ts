/**
 * The HTTP server: REST under /api/v1, OpenAPI at /docs, health and metrics, and the console's files.
 * Routes are thin; what they do is in app/usecases, what they say is in contract. Nothing here reads the environment.
 */
import { existsSync } from 'node:fs';
import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { AccessMemory, Idempotency, Sessions } from '../app/usecases/index.js';
import { registerAuth } from './auth.js';
import { isDeeper, isInexact, MOST_DEEP } from '../core/json.js';
import type { HttpContext, HttpDeps } from './deps.js';
import { registerOpenApi } from './openapi.js';
import { Refused, registerProblems, sendProblem } from './problems.js';
import { Router } from './router.js';
import { accountRoutes } from './routes/accounts.js';
import { backupRoutes } from './routes/backups.js';
import { campaignRoutes } from './routes/campaigns.js';
import { caseRoutes } from './routes/cases.js';
import { catalogueRoutes } from './routes/catalogue.js';
import { complianceRoutes } from './routes/compliance.js';
import { evidenceRoutes } from './routes/evidence.js';
import { dutyRoutes } from './routes/duties.js';
import { importRoutes } from './routes/imports.js';
import { liveRoutes } from './routes/live.js';
import { moneyRoutes } from './routes/money.js';
import { orgRoutes } from './routes/org.js';
import { outsideRoutes } from './routes/outside.js';
import { partyRoutes } from './routes/parties.js';
import { plantRoutes } from './routes/plant.js';
import { profileRoutes } from './routes/profiles.js';
import { knowledgeRoutes } from './routes/knowledge.js';
import { recordingRoutes } from './routes/recordings.js';
import { rehearsalRoutes } from './routes/rehearsals.js';
import { reportRoutes } from './routes/reports.js';
import { searchRoutes } from './routes/search.js';
import { directoryRoute } from './routes/directory.js';
import { sessionRoutes } from './routes/session.js';
import { softphoneRoutes } from './routes/softphone.js';
import { userRoutes } from './routes/users.js';
import { workRoutes } from './routes/work.js';
import { registerSecurity } from './security.js';
import { lazySerializers } from './serialize.js';
import { registerShedding } from './shed.js';
import { registerValidator } from './validate.js';

export type { HttpDeps, HttpSettings } from './deps.js';

const BODY_LIMIT = 256 * 1024;
const UPLOAD_LIMIT = 4 * 1024 ** 3;
/** One slow or silent client holds a socket no longer than this; uploads included. */
const REQUEST_LIMIT = 10 * 60_000;

/** Ready to listen (or to be injected into). Its `server` may be given to the desk gateway for upgrades. */
export function createHttpServer(deps: HttpDeps): FastifyInstance {
  const log = deps.log.child({ part: 'http' });
  const app = fastify({
    logger: false, exposeHeadRoutes: false, genReqId: () => deps.ids.id(), bodyLimit: BODY_LIMIT, requestTimeout: REQUEST_LIMIT, connectionTimeout: 0, keepAliveTimeout: 72_000, forceCloseConnections: 'idle',
    trustProxy: deps.settings.trustedProxies === undefined || deps.settings.trustedProxies.length === 0 ? false : [...deps.settings.trustedProxies],
    routerOptions: { maxParamLength: 100, ignoreTrailingSlash: false },
    schemaController: { compilersFactory: { buildSerializer: lazySerializers } },
  });
  const context: HttpContext = {
    deps: { ...deps, log }, sessions: new Sessions({ ...deps, log }), idempotency: new Idempotency(deps), audited: new AccessMemory(), startedAt: deps.clock.now(),
  };
  app.removeContentTypeParser('text/plain');
  // Before anything walks the body: schemas, hashes and stores call themselves once for each level of it.
  app.addHook('preValidation', (request, _reply, done) => { 
    done(isDeeper(request.body) ? new Refused({ code: 'request.json', text: `the body is nested more than ${MOST_DEEP} deep` })
      : isInexact(request.body) ? new Refused({ code: 'request.invalid', text: 'the body holds a number larger than 9007199254740991' }) : undefined);
  });
  registerValidator(app);
  registerProblems(app, log);
  registerSecurity(app, deps.settings);
  registerOpenApi(app, deps.settings);
  void app.register(multipart, { limits: { files: 1, fields: 5, fieldSize: 65_536, headerPairs: 100, fileSize: deps.settings.uploadLimit ?? UPLOAD_LIMIT }, throwFileSizeLimit: false });
  accessLog(app, context);
  void app.register((scope, _options, done) => {
    plantRoutes(scope, context.deps);
    directoryRoute(scope, context.deps);
    done();
  });
  void app.register((scope, _options, done) => {
    registerAuth(scope, context);
    registerShedding(scope, context.deps);
    const router = new Router(scope, context);
    for (const routes of [sessionRoutes, softphoneRoutes, userRoutes, orgRoutes, campaignRoutes, rehearsalRoutes, importRoutes, profileRoutes, workRoutes, caseRoutes, partyRoutes, accountRoutes, searchRoutes, moneyRoutes, recordingRoutes, liveRoutes, catalogueRoutes, knowledgeRoutes, outsideRoutes, evidenceRoutes, complianceRoutes, dutyRoutes, reportRoutes, backupRoutes]) routes(router);
    done();
  }, { prefix: '/api/v1' });
  consoleFiles(app, deps.consoleRoot);
  return app;
}

/** Method, route pattern and status only: a URL may hold what is searched for. */
function accessLog(app: FastifyInstance, { deps }: HttpContext): void {
  app.addHook('onResponse', (request, reply, done) => {
    deps.log.debug({ method: request.method, route: request.routeOptions.url ?? null, status: reply.statusCode, ms: Math.round(reply.elapsedTime), requestId: request.id, userId: request.auth?.user.id ?? null }, 'answered');
    done();
  });
}

function consoleFiles(app: FastifyInstance, root: string | null): void {
  const there = root !== null && existsSync(root);
  if (there) void app.register(fastifyStatic, { root, index: ['index.html'], dotfiles: 'deny', redirect: false, wildcard: true, decorateReply: true, preCompressed: true, cacheControl: false,
    // A name under assets/ holds the hash of what is in it; everything else is asked for again each time (and answered 304).
    setHeaders: (reply, path) => { void reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'); },
  });
  app.setNotFoundHandler((request, reply) => {
    const page = there && request.method === 'GET' && !/^\/(?:api|docs)(?:\/|$)/.test(request.url) && request.headers.accept?.includes('text/html') === true && !/\.[a-z0-9]{1,8}(?:\?|$)/i.test(request.url);
    // The console routes by path in the browser; a reload on such a path gets the page again.
    if (page) return reply.sendFile('index.html');
    return sendProblem(request, reply, { code: 'route.unknown', text: `there is no ${request.method} here` });
  });
}
