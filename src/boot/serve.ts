/** The server as a process: reads settings, boots, says where to look, stops when told. Answers the exit code. */
import { ConfigError, readConfig, type Config, type Environment } from '../config.js';
import { boot, type Running } from './boot.js';
import { greeting } from './greeting.js';
import { DatabaseInUse } from './lock.js';

export interface ServeOptions {
  readonly environment: Environment;
  readonly folder: string;
  /** Print one JSON line instead of words. */
  readonly json?: boolean;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}
/** Two signals within this are one: a terminal and npm both pass Ctrl-C on. */
const ONE_SIGNAL = 1000;
/** Longer than any part's own patience; then the process ends anyway. */
const STOP_LIMIT = 20_000;

export async function serve(options: ServeOptions): Promise<number> {
  let config: Config;
  try { config = readConfig(options.environment, options.folder); } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    options.err(`${error.message}\n`);
    return 7;
  }
  const told = new Told(options.err);
  let running: Running;
  try {
    running = await bootSomewhere(config, options, told);
  } catch (error) {
    options.err(`Dunwell can't start: ${error instanceof DatabaseInUse ? inUse(error) : reason(error)}\n`);
    return 1;
  }
  options.out(options.json === true ? `${JSON.stringify({ url: running.url, plainUrl: running.plainUrl, pid: process.pid })}\n` : greeting(running, config));
  const onHangUp = (): void => { running.reload(); };
  // Without HTTPS a terminal that closes still ends what was started in it.
  if (config.https) process.on('SIGHUP', onHangUp);
  const why = await told.wait();
  if (why.code === 0) await windDown(running, config, told, options);
  const limit = setTimeout(() => { options.err('Dunwell did not stop in time; ended by force.\n'); process.exit(1); }, STOP_LIMIT);
  await running.stop();
  clearTimeout(limit);
  told.forget();
  process.off('SIGHUP', onHangUp);
  if (why.code !== 0) options.err(`Dunwell stopped: ${why.text}\n`);
  return why.code;
}

/** Talks may end, up to the limit or until told again; what is left then goes on at the switch. */
async function windDown(running: Running, config: Config, told: Told, { err }: ServeOptions): Promise<void> {
  told.onAgain(() => { running.hurry(); });
  const closed = running.close();
  if (config.stopWait > 0) err(`stopping: calls in talk are waited for, ${Math.ceil(config.stopWait / 1000)} s at most (once more: not at all)\n`);
  const left = await closed;
  if (left > 0 && !config.simulated) err(`stopping: ${left} call(s) or wrap-ups are not over; calls go on at the switch, and the next start takes them over\n`);
}

/** The demo's database may be held by another demo: this one then takes a second, and so on. A database somebody named is never swapped. */
async function bootSomewhere(config: Config, options: ServeOptions, told: Told): Promise<Running> {
  const onFatal = (why: string): void => { told.stop({ code: 1, text: `the database is lost: ${why}` }); };
  for (let n = 1; ; n += 1) {
    const here: Config = n === 1 ? config : anotherDemo(config, n);
    try {
      return await boot(here, { onFatal });
    } catch (error) {
      if (!(error instanceof DatabaseInUse) || config.dbNamed || !config.simulated || n >= 10) throw error;
      if (n === 1) options.err(`${inUse(error)}\nThis start takes a database of its own.\n`);
    }
  }
}
function anotherDemo(config: Config, n: number): Config {
  const folder = `${config.dataFolder}-${n}`;
  const moved = (path: string): string => (path.startsWith(`${config.dataFolder}/`) ? `${folder}${path.slice(config.dataFolder.length)}` : path);
  return { ...config, dataFolder: folder, db: moved(config.db), keyFile: moved(config.keyFile), recordings: moved(config.recordings), exports: moved(config.exports), certificates: moved(config.certificates), backups: moved(config.backups), logTo: moved(config.logTo) };
}
const inUse = (error: DatabaseInUse): string => `${error.message}. Stop that one, or give this one its own: DUNWELL_DB=data/second.db`;
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Why { readonly code: number; readonly text: string }
/** Waits to be told to stop; a second telling ends the waiting for talks, a third forces. */
class Told {
  readonly #stopped: Promise<Why>;
  #settle: (why: Why) => void = () => undefined;
  #lastAt = 0;
  #times = 0;
  #again: () => void = () => undefined;
  readonly #onSignal = (signal: NodeJS.Signals): void => { this.#signal(signal); };
  constructor(private readonly err: (text: string) => void) {
    this.#stopped = new Promise((settle) => { this.#settle = settle; });
    process.on('SIGTERM', this.#onSignal).on('SIGINT', this.#onSignal);
  }
  wait(): Promise<Why> { return this.#stopped; }
  stop(why: Why): void { this.#settle(why); }
  forget(): void { process.off('SIGTERM', this.#onSignal).off('SIGINT', this.#onSignal); }
  onAgain(run: () => void): void {
    this.#again = run;
    if (this.#times > 1) run();
  }
  #signal(signal: string): void {
    const now = Date.now();
    if (now - this.#lastAt <= ONE_SIGNAL) return;
    this.#lastAt = now;
    this.#times += 1;
    if (this.#times === 1) {
      this.err('\nstopping: no more calls are placed\n');
      this.#settle({ code: 0, text: signal });
    } else if (this.#times === 2) {
      this.err('stopping: calls in talk are not waited for any more (once more: at once)\n');
      this.#again();
    } else process.exit(130);
  }
}
