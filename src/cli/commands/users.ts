/** `user create`, `user list`, `login`, `logout`, `whoami`. */
import Type from 'typebox';
import { Option, type Command } from 'commander';
import { LoginAnswer, Me, Team, User, UserCreated } from '../../contract/rest.js';
import { ROLES } from '../../core/records/index.js';
import { act, type Context } from '../context.js';
import { forgetLogin, keepLogin } from '../credentials.js';
import { Api } from '../api.js';
import { CliError, EXIT } from '../exit.js';
import { findEntity, findTeam } from '../find.js';
import { facts, table, when, type Io } from '../io.js';
import { collect, str, strs } from '../options.js';
import { askSecret } from '../secret.js';

/** An answer nobody reads. */
const AnyAnswer = Type.Unknown();

export function users(program: Command, io: Io): void {
  const user = program.command('user').description('people who work with the system');
  user.command('create <login>').description('creates a user; a password is generated unless one is read from stdin')
    .addOption(new Option('--role <role>', 'what they may do').choices([...ROLES]).default('collector'))
    .option('--name <name>', 'name shown on screens (default: the login)')
    .option('--entity <name>', 'company they belong to (default: the operator)')
    .option('--team <name>', 'team')
    .option('--skill <skill>', 'skill; may be repeated', collect)
    .option('--phone <user@domain>', 'registered SIP or WebRTC phone of their desk, e.g. 1001@dunwell.local')
    .option('--password-stdin', 'read the password from standard input')
    .addHelpText('after', '\nExamples:\n  $ dunwell user create li.wei --role collector --team "Team 1" --phone 1001@dunwell.local\n  $ printf %s "$PW" | dunwell user create boss --role supervisor --password-stdin')
    .action(act(io, createUser));
  user.command('list').description('all users').action(act(io, async (context) => {
    const api = context.api();
    const items = await api.all(User, '/users');
    const teams = new Map(context.json ? [] : (await api.all(Team, '/teams')).map((one) => [one.id, one.name] as const));
    context.print({ items }, () => table(['login', 'name', 'role', 'team', 'phone', 'enabled', 'id'], items.map((one) => [one.login, one.displayName, one.role, teams.get(one.teamId ?? '') ?? one.teamId, phoneOf(one.desk), one.enabled, one.id]), 'no users'));
  }));
  user.command('second-factor').description('shows which roles must have a second factor, or says it anew')
    .option('--require <roles>', 'roles with commas between them; none: no role')
    .addHelpText('after', '\nPeople of such a role can do nothing before they have set one up. In force at once.\n\nExamples:\n  $ dunwell user second-factor\n  $ dunwell user second-factor --require administrator,compliance\n  $ dunwell user second-factor --require none')
    .action(act(io, secondFactor));
  program.command('login').description('logs in and keeps the token in ~/.config/dunwell (0600)')
    .requiredOption('--user <login>', 'who')
    .option('--code <code>', 'code of the authenticator, or a recovery code, where a second factor is on')
    .option('--password-stdin', 'read the password from standard input')
    .addHelpText('after', '\nExamples:\n  $ dunwell login --user admin\n  $ dunwell login --url https://dunwell.example --user boss --password-stdin < password.txt')
    .action(act(io, login));
  program.command('logout').description('ends the login kept for this server').action(act(io, async (context) => {
    const api = context.api();
    if (api.server.token !== null) await api.post(AnyAnswer, '/logout').catch(() => undefined);
    const forgotten = forgetLogin(io, api.server.url);
    context.print({ url: api.server.url, forgotten }, () => (forgotten ? `logged out of ${api.server.url}` : `no login was kept for ${api.server.url}`));
  }));
  program.command('whoami').description('which server, and who you are there').action(act(io, async (context) => {
    const api = context.api();
    const me = await api.get(Me, '/me');
    context.print({ url: api.server.url, user: me.user }, () => facts([['server', api.server.url], ['login', me.user.login], ['name', me.user.displayName], ['role', me.user.role]]));
  }));
}

async function createUser(context: Context, [login = '']: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const api = context.api();
  const entity = await findEntity(api, str(options['entity']));
  const team = str(options['team']);
  const phone = str(options['phone']);
  const made = await api.post(UserCreated, '/users', {
    login, displayName: str(options['name']) ?? login, role: str(options['role']), entityId: entity.id, skills: strs(options['skill']),
    ...(team === undefined ? {} : { teamId: (await findTeam(api, team)).id }),
    ...(phone === undefined ? {} : { desk: deskOf(phone) }),
    ...(options['passwordStdin'] === true ? { password: await askSecret(context.io, '', true) } : {}),
  });
  context.print(made, () => facts([['login', made.user.login], ['role', made.user.role], ['password', made.password ?? '(as given)'], ['id', made.user.id]]));
  if (made.password !== null) context.note('The password is shown this once; it must be changed at the first login.');
}

async function login(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const user = str(options['user']) ?? '';
  const { server } = context.api();
  const code = str(options['code']);
  const password = await askSecret(context.io, `Password of ${user} at ${server.url}: `, options['passwordStdin'] === true);
  // An old token must not speak for the new login.
  const answer = await new Api({ ...server, token: null }).post(LoginAnswer, '/login', { login: user, password, ...(code === undefined ? {} : { code }) }).catch((error: unknown) => {
    if (error instanceof CliError && error.code.startsWith('login.code_')) throw new CliError(EXIT.login, error.code, error.code === 'login.code_required' ? 'a second factor is on: give its code with --code' : 'the code is wrong, too old or used before');
    throw error instanceof CliError && error.exit === EXIT.login ? new CliError(EXIT.login, error.code, 'wrong login or password, or too many tries') : error;
  });
  const keptIn = keepLogin(context.io, server.url, answer.user.login, answer.token);
  context.print({ url: server.url, login: answer.user.login, role: answer.user.role, expiresAt: answer.expiresAt, keptIn }, () => `logged in to ${server.url} as ${answer.user.login} (${answer.user.role}) until ${when(answer.expiresAt)}`);
}

function deskOf(phone: string): { readonly kind: 'user'; readonly user: string; readonly domain: string } {
  const [user, domain, more] = phone.split('@');
  if (user === undefined || user === '' || domain === undefined || domain === '' || more !== undefined) throw new CliError(EXIT.usage, 'cli.usage', '--phone must be USER@DOMAIN, e.g. 1001@dunwell.local');
  return { kind: 'user', user, domain };
}
const phoneOf = (desk: User['desk']): string | null => (desk === null ? null : desk.kind === 'user' ? `${desk.user}@${desk.domain}` : `template ${desk.number}`);

const Required = Type.Object({ version: Type.Integer(), value: Type.Object({ roles: Type.Array(Type.String()) }) });
async function secondFactor(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const api = context.api();
  const path = '/settings/secondFactor';
  const known = await api.get(Required, path).catch((error: unknown): null => { if (error instanceof CliError && error.exit === EXIT.notFound) return null; throw error; });
  const wish = str(options['require']);
  const roles = wish === undefined ? known?.value.roles ?? [] : wish === 'none' ? [] : wish.split(',').map((one) => one.trim());
  if (wish !== undefined) await api.ask(Required, 'PUT', path, { body: { ...(known === null ? {} : { version: known.version }), value: { roles } } });
  context.print({ roles }, () => facts([['must have a second factor', roles.join(', ') || 'no role']]));
}
