import { beginSecondFactor, confirmSecondFactor, endOwnSession, ownSessions, PROOF_LASTS, provenUntil, removeSecondFactor, renewRecoveryCodes, secondFactorDue, secondFactorState } from '../../app/usecases/index.js';
import { Done, IdParams, LoginAnswer, LoginBody, Me, OwnSessions, PasswordChange, Proof, ProofBody, RecoveryCodes, SecondFactor, SecondFactorBegun, SecondFactorConfirm, SecondFactorConfirmed, SecondFactorRemove } from '../../contract/rest.js';
import { VERBS, scopeOf } from '../../core/rights/policy.js';
import { ok } from '../../core/result.js';
import { authOf, clearSession, ofPage, setSession } from '../auth.js';
import { showUser, shown } from '../present.js';
import { sendProblem } from '../problems.js';
import type { Router } from '../router.js';

const tag = 'session';

export function sessionRoutes(router: Router): void {
  const { sessions, deps } = router.context;
  router.app.route<{ Body: { readonly login: string; readonly password: string; readonly code?: string } }>({
    method: 'POST', url: '/login', config: { problems: [400, 401, 403, 413, 415, 429, 500], open: true },
    schema: {
      tags: [tag], summary: 'Log in', description: 'Answers a bearer token and sets the same as an HttpOnly cookie. A session lasts 12 hours at most. Failures are throttled by address and by login. With a second factor on, `login.code_required` asks for `code`.', security: [],
      body: LoginBody, response: { 200: { description: 'Logged in', content: { 'application/json': { schema: LoginAnswer } } } },
    },
    handler: async (request, reply) => {
      const done = await sessions.login({ ...request.body, address: request.ip, page: ofPage(request) });
      if (!done.ok) return sendProblem(request, reply, done.error);
      setSession(reply, deps.settings, done.value, deps.clock.now());
      return reply.type('application/json; charset=utf-8').send({ ...done.value, user: showUser(done.value.user) });
    },
  });
  router.add({
    method: 'POST', url: '/logout', tag, summary: 'End this session', verb: null, answer: Done, keyed: false, beforePasswordChange: true,
    run: async ({ request, reply }) => {
      await sessions.logout(authOf(request).token);
      clearSession(reply, deps.settings);
      return ok({ done: true });
    },
  });
  router.add({
    method: 'GET', url: '/me', tag, summary: 'Who am I, and what may I do', verb: null, answer: Me, beforePasswordChange: true,
    run: async ({ by }) => ok({ user: showUser(by), rights: Object.fromEntries(VERBS.flatMap((verb) => { const scope = scopeOf(by.role, verb); return scope === null ? [] : [[verb, scope]]; })), secondFactorDue: await secondFactorDue(deps, by) }),
  });
  router.add({
    method: 'POST', url: '/me/password', tag, summary: 'Change my password', description: 'Every session of mine ends; the answer holds a new one.', verb: null,
    body: PasswordChange, answer: LoginAnswer, keyed: false, beforePasswordChange: true,
    run: async ({ by, body, request, reply }) => {
      const done = await sessions.changePassword(by, body, request.ip, ofPage(request));
      if (!done.ok) return done;
      setSession(reply, deps.settings, done.value, deps.clock.now());
      return ok({ ...done.value, user: showUser(done.value.user) });
    },
  });
  const mine = { tag, verb: null } as const;
  const setUp = { ...mine, beforeSecondFactor: true } as const;
  router.add({
    ...mine, method: 'POST', url: '/me/proof', summary: 'Password or code once more', description: 'Before grave acts, when `proof.required` says so. Wrong ones count as failed logins.', body: ProofBody, answer: Proof, keyed: false,
    run: async ({ by, body, request }) => { const done = await sessions.prove(by, authOf(request).session, body, request.ip); return done.ok ? ok({ until: provenUntil(done.value, deps.settings.proofLasts ?? PROOF_LASTS) }) : done; },
  });
  router.add({ ...mine, method: 'POST', url: '/me/second-factor/recovery-codes', summary: 'New recovery codes', description: 'Ten, each good once at login in place of a code; shown this once. Those before are good for nothing any more.', answer: RecoveryCodes, keyed: false, proof: true, run: async ({ by }) => shown(await renewRecoveryCodes(deps, by), ({ codes }) => ({ codes: [...codes] })) });
  router.add({ ...mine, method: 'GET', url: '/me/sessions', summary: 'My open sessions', description: 'A page’s session ends after 30 minutes without a request and without an open desk or wallboard; a program’s only with its time.', answer: OwnSessions, run: async ({ by, request }) => shown(await ownSessions(deps, by, authOf(request).token), (items) => ({ items: [...items] })) });
  router.add({ ...mine, method: 'POST', url: '/me/sessions/:id/end', summary: 'End a session of mine', params: IdParams, answer: Done, keyed: false, run: ({ by, params }) => endOwnSession(deps, by, params.id) });
  router.add({ ...setUp, method: 'GET', url: '/me/second-factor', summary: 'Does login ask me for a code?', answer: SecondFactor, run: ({ by }) => secondFactorState(deps, by) });
  router.add({ ...setUp, method: 'POST', url: '/me/second-factor', summary: 'A secret for my authenticator', description: 'Shown this once; login asks for codes only once one was confirmed.', answer: SecondFactorBegun, keyed: false, run: ({ by }) => beginSecondFactor(deps, by) });
  router.add({ ...setUp, method: 'POST', url: '/me/second-factor/confirm', summary: 'My authenticator shows this code: ask for one from now on', description: 'Answers ten recovery codes, shown this once.', body: SecondFactorConfirm, answer: SecondFactorConfirmed, keyed: false, run: ({ by, body }) => confirmSecondFactor(deps, by, body.code) });
  router.add({ ...mine, method: 'POST', url: '/me/second-factor/remove', summary: 'Do not ask me for a code any more', body: SecondFactorRemove, answer: SecondFactor, keyed: false, run: ({ by, body }) => removeSecondFactor(deps, by, body.password) });
}
