import Type from 'typebox';
import { accessOf, changeUser, createUser, endSessionsOf, getUser, listUsers, removeSecondFactorOf, resetPassword, unlockUser } from '../../app/usecases/index.js';
import { Done, Id, IdParams, PasswordReset, Role, SecondFactor, SessionsEnded, User, UserAccess, UserChange, UserCreate, UserCreated, UserWhy, closed, page, pageQuery } from '../../contract/rest.js';
import { showUser, shown, shownPage } from '../present.js';
import type { Router } from '../router.js';

const tag = 'users';

export function userRoutes(router: Router): void {
  const { deps, sessions } = router.context;
  router.add({
    method: 'GET', url: '/users', tag, summary: 'Users within your scope', verb: 'user.read', query: closed({ ...pageQuery, role: Type.Optional(Role), entityId: Type.Optional(Id), teamId: Type.Optional(Id) }), answer: page(User),
    run: async ({ by, query }) => shownPage(await listUsers(deps, by, query), showUser),
  });
  router.add({
    method: 'POST', url: '/users', tag, summary: 'Make a user', description: 'Without a password one is generated and answered this once.', verb: 'user.write', proof: true, body: UserCreate, answer: UserCreated, status: 201,
    run: async ({ by, body }) => shown(await createUser(deps, by, body), (made) => ({ user: showUser(made.user), password: made.password })),
  });
  router.add({ method: 'GET', url: '/users/:id', tag, summary: 'One user', verb: 'user.read', params: IdParams, answer: User, run: async ({ by, params }) => shown(await getUser(deps, by, params.id), showUser) });
  router.add({
    method: 'PATCH', url: '/users/:id', tag, summary: 'Change a user', description: 'Disabling or changing the role ends their sessions, and needs a `reason`. Nobody disables themselves, and one administrator always stays.', verb: 'user.write', params: IdParams, body: UserChange, answer: User, versioned: 'required', proof: { when: 'a change of the role', of: ({ body }) => body.role !== undefined },
    current: async ({ by, params }) => shown(await getUser(deps, by, params.id), showUser),
    run: async ({ by, params, patch, expected }) => shown(await changeUser(deps, by, params.id, expected, patch), showUser),
  });
  router.add({
    method: 'POST', url: '/users/:id/password', tag, summary: 'Reset a password', description: 'Answers a generated password once; the user must change it.', verb: 'user.write', proof: true, params: IdParams, body: UserWhy, answer: PasswordReset,
    run: ({ by, params, body }) => resetPassword(deps, by, params.id, body.reason),
  });
  router.add({
    method: 'POST', url: '/users/:id/second-factor/remove', tag, summary: 'Take a lost second factor away', description: 'Their login asks for the password alone until they set one up again.', verb: 'user.write', proof: true, params: IdParams, body: UserWhy, answer: SecondFactor,
    run: ({ by, params, body }) => removeSecondFactorOf(deps, by, params.id, body.reason),
  });
  router.add({ method: 'GET', url: '/users/:id/access', tag, summary: 'A user’s lock, second factor and open sessions', verb: 'user.write', params: IdParams, answer: UserAccess, run: ({ by, params }) => accessOf(deps, by, params.id, sessions) });
  router.add({ method: 'POST', url: '/users/:id/unlock', tag, summary: 'Let a login be tried again at once', description: 'Failures of the login are forgotten; those of an address are not.', verb: 'user.write', params: IdParams, body: UserWhy, answer: Done, run: ({ by, params, body }) => unlockUser(deps, by, params.id, body.reason, sessions) });
  router.add({ method: 'POST', url: '/users/:id/sessions/end', tag, summary: 'End every session of a user', verb: 'user.write', params: IdParams, body: UserWhy, answer: SessionsEnded, run: ({ by, params, body }) => endSessionsOf(deps, by, params.id, body.reason) });
}
