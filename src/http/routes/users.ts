import Type from 'typebox';
import { changeUser, createUser, getUser, listUsers, removeSecondFactorOf, resetPassword } from '../../app/usecases/index.js';
import { Id, IdParams, PasswordReset, Role, SecondFactor, User, UserChange, UserCreate, UserCreated, closed, page, pageQuery } from '../../contract/rest.js';
import { showUser, shown, shownPage } from '../present.js';
import type { Router } from '../router.js';

const tag = 'users';

export function userRoutes(router: Router): void {
  const { deps } = router.context;
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
    method: 'PATCH', url: '/users/:id', tag, summary: 'Change a user', description: 'Disabling or changing the role ends their sessions.', verb: 'user.write', params: IdParams, body: UserChange, answer: User, versioned: 'required', proof: { when: 'a change of the role', of: ({ body }) => body.role !== undefined },
    current: async ({ by, params }) => shown(await getUser(deps, by, params.id), showUser),
    run: async ({ by, params, patch, expected }) => shown(await changeUser(deps, by, params.id, expected, patch), showUser),
  });
  router.add({
    method: 'POST', url: '/users/:id/password', tag, summary: 'Reset a password', description: 'Answers a generated password once; the user must change it.', verb: 'user.write', proof: true, params: IdParams, answer: PasswordReset,
    run: ({ by, params }) => resetPassword(deps, by, params.id),
  });
  router.add({
    method: 'POST', url: '/users/:id/second-factor/remove', tag, summary: 'Take a lost second factor away', description: 'Their login asks for the password alone until they set one up again.', verb: 'user.write', proof: true, params: IdParams, answer: SecondFactor,
    run: ({ by, params }) => removeSecondFactorOf(deps, by, params.id),
  });
}
