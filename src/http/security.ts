/** Headers, limits, cookies: what protects every answer. */
import { createHash } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { COOKIE } from './auth.js';
import type { HttpSettings } from './deps.js';
import { Refused } from './problems.js';

export function registerSecurity(app: FastifyInstance, settings: HttpSettings): void {
  void app.register(cookie);
  void app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], fontSrc: ["'self'"], mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", ...settings.connectSources ?? []], workerSrc: ["'self'", 'blob:'], objectSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'self'"],
      },
    },
    hsts: settings.cookieSecure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('permissions-policy', 'microphone=(self), hid=(self), camera=(), geolocation=()').header('x-request-id', request.id);
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  void app.register(rateLimit, {
    global: true, max: settings.requestsPerMinute ?? 1200, timeWindow: 60_000, cache: 20_000,
    keyGenerator: (request) => {
      const token = request.headers.authorization ?? request.cookies[COOKIE];
      return token === undefined ? request.ip : `${request.ip} ${createHash('sha256').update(token).digest('hex').slice(0, 16)}`;
    },
    errorResponseBuilder: () => new Refused({ code: 'rate.limited', text: 'too many requests, slow down' }),
  });
}
