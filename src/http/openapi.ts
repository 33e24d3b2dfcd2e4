import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../contract/rest.js';
import type { HttpSettings } from './deps.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes a file as multipart/form-data. */
    readonly upload?: boolean;
    /** Statuses of the problems it may answer with: documented here, so that no serialiser is built for each. */
    readonly problems?: readonly number[];
  }
}

const TEXT = `The API of Dunwell, a predictive outbound dialer for collections.

**Sessions**: \`POST /api/v1/login\` answers a bearer token (\`Authorization: Bearer …\`) and sets the same as a cookie. With the cookie, unsafe methods need the header \`x-dunwell: 1\`.
**Proof again**: grave acts (marked \`x-proof\`) are refused with \`proof.required\` when neither login nor \`POST /me/proof\` was within the last minutes (DUNWELL_PROOF_LASTS). Where a role must have a second factor, everything else is refused with \`second_factor.must_set_up\` until there is one.
**Problems** are \`application/problem+json\` with a stable \`code\`. What lies outside your scope does not exist for you: 404.
**Pages**: \`limit\` 1 to 200, \`cursor\` is \`next\` of the page before.
**Versions**: a change names the version it is based on, in \`If-Match\` (refused with 412) or \`version\` (409); the problem shows the row as it is now.
**Idempotency-Key** on every POST that makes or does something: sent twice, done once, and the first answer comes again. While the first request is under way the second waits for its answer. \`409 idempotency.in_progress\`: it gave no answer (the server failed to write it down); send it again in a minute. After a crash of the server a key without an answer is free at once, and the request is carried out anew: where the first may have been done just before the crash, look first.
**Personal data** is masked. Instants are milliseconds since 1970 UTC; amounts are minor units.`;

const problemAnswer = (description: string): object => ({ description, content: { 'application/problem+json': { schema: Problem } } });
/** The problems a documented route may answer with. */
function problemAnswers(statuses: readonly number[]): Record<string, object> {
  const words: Readonly<Record<number, string>> = {
    400: 'The request breaks the schema; `problems` lists every mistake', 401: 'No session, or it is over (`session.required`)', 403: 'The role has no such right (`right.denied`), the request is not from here (`csrf.refused`), or it asks for proof again (`proof.required`)',
    404: 'No such row, or none within your scope', 409: 'In conflict with what is there (`record.stale` shows the row in `current`)', 412: 'If-Match names an older version; `current` shows the row', 413: 'Too large',
    415: 'Another Content-Type', 416: 'Range not satisfiable', 422: 'Understood, but not acceptable; `at` and `problems` say what', 428: 'Say which version you change (`version.required`)', 429: 'Too many requests (`rate.limited`, `login.throttled`)', 500: 'Our fault (`internal`)', 503: 'Not ready',
  };
  return Object.fromEntries(statuses.map((status) => [String(status), problemAnswer(words[status] ?? 'Problem')]));
}

export function registerOpenApi(app: FastifyInstance, settings: HttpSettings): void {
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0', info: { title: 'Dunwell', version: settings.version ?? '0.1.0', description: TEXT },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' }, cookie: { type: 'apiKey', in: 'cookie', name: 'dunwell_session' }, metrics: { type: 'http', scheme: 'bearer', description: 'The metrics token of the settings; not needed on loopback' },
        },
      },
      tags: ['session', 'users', 'organisation', 'campaigns', 'lists', 'imports', 'leads', 'cases', 'parties', 'standing facts', 'placements', 'custom fields', 'attempts', 'recordings', 'callbacks', 'payments', 'accounts', 'promises', 'plans', 'suppressions', 'live', 'desk', 'dispositions', 'scripts', 'trunks', 'desk templates', 'events', 'webhooks', 'exports', 'plant'].map((name) => ({ name })),
    },
    transform: ({ schema, url, route }) => {
      const told = { ...schema, response: { ...schema.response as object, ...problemAnswers([...route.config?.problems ?? []].sort()) } };
      if (route.config?.upload !== true) return { schema: told, url };
      // Documented only: the parts are read as a stream, not validated as one body.
      const body = { type: 'object', required: ['file'], properties: { mapping: { type: 'string', description: 'JSON: header in the file → our field; before the file' }, file: { type: 'string', format: 'binary' } } };
      return { schema: { ...told, consumes: ['multipart/form-data'], body }, url };
    },
  });
  void app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { docExpansion: 'none', deepLinking: true } });
}
