/**
 * The switch asks who may register (mod_xml_curl, section `directory`): answered for browsers with a password of their session, and
 * "not found" for everything else, so that the switch goes on to its own files. Outside /api/v1; a secret of its own.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import XMLBuilder from 'fast-xml-builder';
import Type, { type Static } from 'typebox';
import type { HttpDeps } from '../deps.js';
import { Refused } from '../problems.js';

const Form = Type.Object({ section: Type.Optional(Type.String({ maxLength: 64 })), user: Type.Optional(Type.String({ maxLength: 200 })), domain: Type.Optional(Type.String({ maxLength: 253 })) }, { additionalProperties: true });
type Form = Static<typeof Form>;

/** As in sip-profiles/directory: only what registered on the profile desks; no redirects; no Replaces of a running call. */
const DIAL = '{^^:outbound_redirect_fatal=true:presence_id=${dialed_user}@${dialed_domain}}${sofia_contact(desks/${dialed_user}@${dialed_domain})}';
const xml = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });
const document_ = (section: object): string => `<?xml version="1.0" encoding="UTF-8"?>\n${xml.build({ document: { '@type': 'freeswitch/xml', section } })}`;
const NOT_FOUND = document_({ '@name': 'result', result: { '@status': 'not found' } });
const found = (user: string, domain: string, hash: string): string => document_({
  '@name': 'directory', domain: {
    '@name': domain, params: { param: { '@name': 'dial-string', '@value': DIAL } }, variables: { variable: { '@name': 'intercept_unbridged_only', '@value': 'true' } },
    groups: { group: { '@name': 'browsers', users: { user: { '@id': user, params: { param: { '@name': 'a1-hash', '@value': hash } } } } } },
  },
});

export function directoryRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 65_536 }, (_request, body, done) => { done(null, Object.fromEntries(new URLSearchParams(body.toString()))); });
  app.route<{ Body: Form }>({
    method: 'POST', url: '/switch/directory', config: { problems: [400, 401, 413, 415, 429, 500], rateLimit: false },
    schema: {
      tags: ['plant'], summary: 'The switch asks who may register', description: 'For mod_xml_curl only: HTTP Basic with the secret DUNWELL_SWITCH_SECRET, from the addresses of DUNWELL_SWITCH_ADDRESSES.', security: [{ switch: [] }], hide: true,
      body: Form, response: { 200: { description: 'A document of FreeSWITCH', content: { 'text/xml': { schema: Type.String() } } } },
    },
    onRequest: (request, _reply, done) => { done(isSwitch(deps, request) ? undefined : new Refused({ code: 'switch.refused', text: 'only the switch may ask this' })); },
    handler: async (request, reply) => {
      const { section, user = '', domain = '' } = request.body;
      const hash = section === 'directory' && user !== '' ? await deps.softphones.hashOf(user, domain) : null;
      return reply.type('text/xml; charset=utf-8').send(hash === null ? NOT_FOUND : found(user, domain, hash));
    },
  });
}

/** By its address, with nothing forwarded, and by its secret. */
function isSwitch({ settings }: HttpDeps, request: FastifyRequest): boolean {
  const { secret, addresses } = settings.switch ?? { secret: null, addresses: [] };
  const from = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  if (secret === null || !addresses.includes(from) || request.headers['x-forwarded-for'] !== undefined) return false;
  const [scheme = '', given = ''] = (request.headers.authorization ?? '').split(' ');
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return scheme.toLowerCase() === 'basic' && timingSafeEqual(digest(Buffer.from(given, 'base64').toString('utf8')), digest(`dunwell:${secret}`));
}
