import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { HttpSettings } from './deps.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes a file as multipart/form-data. */
    readonly upload?: boolean;
  }
}

const TEXT = `The API of Dunwell, a predictive outbound dialer for collections.

**Sessions**: \`POST /api/v1/login\` answers a bearer token (\`Authorization: Bearer …\`) and sets the same as a cookie. With the cookie, unsafe methods need the header \`x-dunwell: 1\`.
**Problems** are \`application/problem+json\` with a stable \`code\`. What lies outside your scope does not exist for you: 404.
**Pages**: \`limit\` 1 to 200, \`cursor\` is \`next\` of the page before.
**Versions**: a change names the version it is based on, in \`If-Match\` (refused with 412) or \`version\` (409); the problem shows the row as it is now.
**Idempotency-Key** on every POST that makes or does something: sent twice, done once.
**Personal data** is masked. Instants are milliseconds since 1970 UTC; amounts are minor units.`;

export function registerOpenApi(app: FastifyInstance, settings: HttpSettings): void {
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0', info: { title: 'Dunwell', version: settings.version ?? '0.1.0', description: TEXT },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' }, cookie: { type: 'apiKey', in: 'cookie', name: 'dunwell_session' }, metrics: { type: 'http', scheme: 'bearer', description: 'The metrics token of the settings; not needed on loopback' },
        },
      },
      tags: ['session', 'users', 'organisation', 'campaigns', 'lists', 'imports', 'leads', 'cases', 'attempts', 'recordings', 'callbacks', 'suppressions', 'live', 'desk', 'dispositions', 'scripts', 'trunks', 'desk templates', 'events', 'plant'].map((name) => ({ name })),
    },
    transform: ({ schema, url, route }) => {
      if (route.config?.upload !== true) return { schema, url };
      // Documented only: the parts are read as a stream, not validated as one body.
      const body = { type: 'object', required: ['file'], properties: { mapping: { type: 'string', description: 'JSON: header in the file → our field; before the file' }, file: { type: 'string', format: 'binary' } } };
      return { schema: { ...schema, consumes: ['multipart/form-data'], body }, url };
    },
  });
  void app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { docExpansion: 'none', deepLinking: true } });
}
