/** Who asks: bearer token or session cookie, on every route that is not declared public. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROOF_LASTS, provenUntil, secondFactorDue, sessionOf, type LoggedIn } from '../app/usecases/index.js';
import type { Session, User } from '../core/records/index.js';
import type { HttpContext, HttpSettings } from './deps.js';
import type { Refusal } from '../app/usecases/index.js';
import { Refused } from './problems.js';

export const COOKIE = 'dunwell_session';
/** A page of another origin cannot send this header without being asked first, and we never say yes. */
export const CSRF_HEADER = 'x-dunwell';

export interface Auth { readonly user: User; readonly session: Session; readonly token: string; readonly via: 'cookie' | 'bearer' }
declare module 'fastify' {
  interface FastifyRequest { auth: Auth | null }
  interface FastifyContextConfig {
    /** No login needed. */
    readonly open?: boolean;
    /** May be used while the password must still be changed. */
    readonly beforePasswordChange?: boolean;
    /** May be used while a second factor must still be set up. */
    readonly beforeSecondFactor?: boolean;
    /** Refused while the server is overloaded. */
    readonly canWait?: boolean;
  }
}

export function registerAuth(app: FastifyInstance, context: HttpContext): void {
  app.decorateRequest('auth', null);
  app.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions;
    if (config.open === true) {
      if (unsafe(request)) sameOrigin(request);
      return;
    }
    const presented = tokenOf(request);
    const found = presented === null ? null : await sessionOf(context.deps, presented.token);
    if (presented === null || found === null) throw new Refused({ code: 'session.required', text: 'log in first: there is no session, or it is over' });
    if (presented.via === 'cookie' && unsafe(request)) {
      sameOrigin(request);
      if (request.headers[CSRF_HEADER] !== '1') throw new Refused({ code: 'csrf.refused', text: `a request with the session cookie needs the header ${CSRF_HEADER}: 1` });
    }
    request.auth = { user: found.user, session: found.session, ...presented };
    if (found.user.mustChangePassword && config.beforePasswordChange !== true) throw new Refused({ code: 'password.must_change', text: 'change your password first: POST /api/v1/me/password' });
    if (config.beforePasswordChange !== true && config.beforeSecondFactor !== true && await secondFactorDue(context.deps, found.user)) throw new Refused({ code: 'second_factor.must_set_up', text: 'your role must have a second factor: set one up first, POST /api/v1/me/second-factor' });
  });
}

/** Null: who asks has shown who they are lately enough for a grave act. */
export function proofMissing(request: FastifyRequest, context: HttpContext): Refusal | null {
  const { session } = authOf(request);
  if (context.deps.clock.now() <= provenUntil(session, context.deps.settings.proofLasts ?? PROOF_LASTS)) return null;
  return { code: 'proof.required', text: 'show again who you are, with password or code: POST /api/v1/me/proof, then ask again' };
}

/** The user of a request behind `registerAuth`. */
export function authOf(request: FastifyRequest): Auth {
  if (request.auth === null) throw new Refused({ code: 'session.required', text: 'log in first' });
  return request.auth;
}

function tokenOf(request: FastifyRequest): { readonly token: string; readonly via: 'cookie' | 'bearer' } | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(authorization)?.[1];
    return token === undefined ? null : { token, via: 'bearer' };
  }
  const cookie = request.cookies[COOKIE];
  return cookie === undefined ? null : { token: cookie, via: 'cookie' };
}

/** Our page names itself with every request; programs need not. */
export const ofPage = (request: FastifyRequest): boolean => request.headers[CSRF_HEADER] === '1';

const unsafe = (request: FastifyRequest): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(request.method);

/** A browser says where a request comes from; when it does, it must be from here. */
function sameOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const here = origin === undefined || originHost(origin) === request.headers.host;
  if (!here || (site !== undefined && site !== 'same-origin' && site !== 'none')) throw new Refused({ code: 'csrf.refused', text: 'this request comes from another site' });
}
function originHost(origin: string): string | null {
  try { return new URL(origin).host; } catch { return null; }
}

export function setSession(reply: FastifyReply, settings: HttpSettings, session: LoggedIn, now: number): void {
  void reply.setCookie(COOKIE, session.token, { path: '/', httpOnly: true, sameSite: 'strict', secure: settings.cookieSecure, maxAge: Math.max(0, Math.floor((session.expiresAt - now) / 1000)) });
}
export function clearSession(reply: FastifyReply, settings: HttpSettings): void {
  void reply.clearCookie(COOKIE, { path: '/', httpOnly: true, sameSite: 'strict', secure: settings.cookieSecure });
}
