/** `desk`: a desk without a browser. Goes ready, takes calls, files dispositions, prints what it hears as JSON lines. */
import type { Command } from 'commander';
import type { Clock } from '../../app/ports/system.js';
import type { runCollector as RunCollector, CollectorMessage } from '../../boot/collector.js';
import { cliClock } from '../clock.js';
import type { connectDesk as ConnectDesk } from '../../desk/client.js';
import { fail, ok, type Failure, type Result } from '../../core/result.js';
import { LoginAnswer } from '../../contract/rest.js';
import { Api } from '../api.js';
import { act, type Context } from '../context.js';
import { CliError, EXIT, type ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { silent } from '../log.js';
import { decimalNumber, num, str, wholeNumber } from '../options.js';
import { askSecret } from '../secret.js';

export function desk(program: Command, io: Io): void {
  program.command('desk').description('works a desk without a browser; prints each message as a JSON line')
    .option('--user <login>', 'whose desk (their password is asked, or read from stdin); default: the user of DUNWELL_TOKEN or `dunwell login`')
    .option('--password-stdin', 'read the password from standard input')
    .option('--talk <seconds>', 'hang up after so long (default: only when the customer does)', decimalNumber(0, 86_400))
    .option('--wrap <seconds>', 'time between the end of a call and its disposition', decimalNumber(0, 3600), 2)
    .option('--dispose <code>', 'file every call under this code (default: none is filed; the campaign\'s wrap-up limit ends it)')
    .option('--calls <n>', 'stop after so many calls', wholeNumber(1, 1_000_000))
    .option('--for <seconds>', 'stop after so long', decimalNumber(1, 1_000_000))
    .option('--not-ready', 'only listen: take no calls')
    .option('--take-over', 'take the desk from another browser that has it open')
    .addHelpText('after', `
The lines hold the debtor's name, as a collector's screen does: they are for the eyes of the desk's user.

Examples:
  $ printf %s "$PW" | dunwell desk --user demo --password-stdin --talk 20 --dispose promise
  $ DUNWELL_TOKEN=… dunwell desk --not-ready | jq -c 'select(.kind=="event") | .event.type'`)
    .action(act(io, run));
}

interface Worker { readonly done: Promise<Result<void>>; stop(): Promise<void> }
const NEVER = 30 * 86_400_000;

async function run(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const { server } = context.api();
  const token = await tokenFor(context, str(options['user']), options['passwordStdin'] === true);
  const clock = cliClock();
  const place = { url: `${server.url.replace(/^http/, 'ws')}/desk`, token, clock, takeOver: options['takeOver'] === true };
  const line = (message: CollectorMessage): void => { context.io.out(`${JSON.stringify(message)}\n`); };
  let over = (): void => undefined;
  const most = num(options['calls']);
  const files = str(options['dispose']) !== undefined;
  let ended = 0;
  const heard = (message: CollectorMessage): void => {
    line(message);
    // Without a code nothing is ever filed: then a call counts when it ends, and the wrap-up is left to the campaign's limit.
    if (message.kind === 'event' && (files ? message.event.type === 'disposed' : message.event.type === 'ended' && message.event.dispositionDue) && ++ended === most) over();
  };
  const [{ runCollector }, { connectDesk }] = await Promise.all([import('../../boot/collector.js'), import('../../desk/client.js')]);
  const worker = options['notReady'] === true ? listen(connectDesk, place, line) : work(runCollector, place, heard, () => ended + 1 === most, options);
  over = (): void => { void worker.stop(); };
  process.once('SIGINT', over).once('SIGTERM', over);
  const limit = num(options['for']);
  const timer = limit === undefined ? null : clock.after(limit * 1000, over);
  const end = await worker.done;
  timer?.cancel();
  process.off('SIGINT', over).off('SIGTERM', over);
  if (!end.ok) throw new CliError(exitOfDesk(end.error), end.error.code, end.error.text);
}

interface Place { readonly url: string; readonly token: string; readonly clock: Clock; readonly takeOver: boolean }
function work(runCollector: typeof RunCollector, place: Place, onMessage: (message: CollectorMessage) => void, last: () => boolean, options: Readonly<Record<string, unknown>>): Worker {
  const talk = num(options['talk']);
  const dispose = str(options['dispose']);
  const wrap = (num(options['wrap']) ?? 2) * 1000;
  return runCollector({
    ...place, log: silent, onMessage, last,
    talk: () => (talk === undefined ? NEVER : talk * 1000),
    // Nothing is ever filed when no code was given.
    wrapUp: () => (dispose === undefined ? NEVER : wrap),
    choose: (call) => ({ type: 'dispose', attemptId: call.attemptId, code: dispose ?? '', ...(promised(dispose, call.pop?.accounts[0]?.total)) }),
  });
}
/** A promise needs an amount and a day: all that is owed, in three days. */
function promised(code: string | undefined, total: number | undefined): { readonly promise?: { readonly amount: number; readonly due: string } } {
  if (code === undefined || !/promise|ptp/i.test(code)) return {};
  return { promise: { amount: Math.max(1, total ?? 100), due: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10) } };
}
function listen(connectDesk: typeof ConnectDesk, place: Place, line: (message: CollectorMessage) => void): Worker {
  let finish: (result: Result<void>) => void = () => undefined;
  const done = new Promise<Result<void>>((resolve) => { finish = resolve; });
  const client = connectDesk({
    ...place,
    onWelcome: (welcome) => { line({ kind: 'welcome', welcome }); },
    onEvent: (event, seq) => { line({ kind: 'event', seq, event }); },
    onDown: (why) => { line({ kind: 'down', ...why }); if (!why.retry) finish(fail(why.code, why.text)); },
  });
  return { done, stop: async () => { await client.close(); finish(ok(undefined)); } };
}

async function tokenFor(context: Context, user: string | undefined, fromStdin: boolean): Promise<string> {
  const { server } = context.api();
  if (user === undefined) {
    if (server.token === null) throw new CliError(EXIT.login, 'login.needed', 'whose desk? --user LOGIN, or log in first (dunwell login)');
    return server.token;
  }
  const password = await askSecret(context.io, `Password of ${user} at ${server.url}: `, fromStdin);
  return (await new Api({ ...server, token: null }).post(LoginAnswer, '/login', { login: user, password })).token;
}
function exitOfDesk(error: Failure): ExitCode {
  if (/unauthorized|login/.test(error.code)) return EXIT.login;
  return /lost|closed|unavailable|stopping/.test(error.code) ? EXIT.unreachable : EXIT.refused;
}
