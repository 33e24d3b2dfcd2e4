/** The two switches of a live run: ours (sip-profiles) and the rig that plays the telephone network. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIVE, ROOT, type Processes } from './processes.js';
import { RawEsl, type EslAddress } from './raw-esl.js';

export const DOMAIN = 'live.test';
export const PHONE_PASSWORD = 'live-secret';
/** `carrier1` and `carrier2` are trunks to the rig; `deskline` leads template desks there; `forwarder` answers 302. */
export const GATEWAYS: Readonly<Record<string, number>> = { carrier1: 5070, carrier2: 5070, deskline: 5070, forwarder: 5290 };

/** One FreeSWITCH, which can be killed and started again. */
export class Switch {
  private esl: RawEsl | null = null;
  private running: number | null = null;

  constructor(
    private readonly processes: Processes,
    readonly address: EslAddress,
    readonly dir: string,
    private readonly script: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  get pid(): number {
    if (this.running === null) throw new Error(`the switch of ${this.dir} is not running`);
    return this.running;
  }
  get recordings(): string { return join(this.dir, 'recordings'); }
  get sounds(): string { return join(this.dir, 'sounds'); }
  get log(): string { return join(this.dir, 'log/freeswitch.log'); }

  async start(): Promise<void> { this.running = await this.processes.script(this.script, this.dir, this.env); }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.running === null) return;
    this.esl?.close();
    this.esl = null;
    await this.processes.stop(this.running, signal);
    this.running = null;
  }

  /** An `api` command over a line of our own. */
  async api(command: string): Promise<string> {
    if (this.esl === null || this.esl.isClosed) this.esl = await RawEsl.open(this.address);
    return this.esl.api(command);
  }

  async channels(): Promise<readonly Channel[]> {
    const rows = (JSON.parse(await this.api('show channels as json')) as { rows?: Channel[] }).rows;
    return rows ?? [];
  }

  /** Waits until `test` says yes; throws, telling what was there, when it never does. */
  async until<T>(what: string, probe: () => Promise<T | null | undefined | false>, timeoutMs = 10_000): Promise<T> {
    for (const end = Date.now() + timeoutMs; ;) {
      const found = await probe();
      if (found) return found;
      if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}; channels: ${JSON.stringify(await this.channels())}`);
      await sleep(20);
    }
  }
}

/** A row of `show channels`. */
export interface Channel {
  readonly uuid: string;
  readonly direction: string;
  readonly name: string;
  readonly dest: string;
  readonly context: string;
  readonly application: string;
  readonly callstate: string;
  readonly cid_num: string;
}

export function telephoneNetwork(processes: Processes): Switch {
  const address = { host: '127.0.0.1', port: 8022, password: 'rig-only' };
  return new Switch(processes, address, join(processes.dir, 'network'), join(LIVE, 'rig/start.sh'), {
    RIG_PARTS: 'pstn', RIG_ESL_PORT: String(address.port), RIG_ESL_PASSWORD: address.password, RIG_LOG: 'warning,err,crit,alert',
  });
}

export function ourSwitch(processes: Processes, users: readonly string[], env: Readonly<Record<string, string>> = {}): Switch {
  const address = { host: '127.0.0.1', port: 8021, password: `live-${process.pid}` };
  const local = join(processes.dir, 'local');
  for (const folder of ['gateways', 'users']) mkdirSync(join(local, folder), { recursive: true });
  for (const [name, port] of Object.entries(GATEWAYS)) writeFileSync(join(local, 'gateways', `${name}.xml`), gateway(name, port));
  writeFileSync(join(local, 'users/live.xml'), `<include>\n${users.map(user).join('\n')}\n</include>\n`);
  return new Switch(processes, address, join(processes.dir, 'switch'), join(ROOT, 'sip-profiles/start.sh'), {
    DUNWELL_ESL_PASSWORD: address.password, SWITCH_ESL_PORT: String(address.port), SWITCH_DOMAIN: DOMAIN,
    SWITCH_GATEWAYS: join(local, 'gateways'), SWITCH_USERS: join(local, 'users'), ...env,
  });
}

/** What gateways/TEMPLATE.txt says, filled in. */
function gateway(name: string, port: number): string {
  const param = (key: string, value: string): string => `    <param name="${key}" value="${value}"/>`;
  const variable = (key: string, value: string): string => `      <variable name="${key}" value="${value}" direction="outbound"/>`;
  return ['<include>', `  <gateway name="${name}">`,
    param('proxy', `127.0.0.1:${port}`), param('realm', '127.0.0.1'), param('username', 'dunwell'), param('password', 'none'),
    param('register', 'false'), param('caller-id-in-from', 'true'), ...(name === 'forwarder' ? [] : [param('ping', '15')]),
    '    <variables>', variable('outbound_redirect_fatal', 'true'), variable('media_timeout', '300000'), variable('media_hold_timeout', '1800000'), '    </variables>',
    '  </gateway>', '</include>', ''].join('\n');
}

function user(name: string): string {
  const hash = createHash('md5').update(`${name}:${DOMAIN}:${PHONE_PASSWORD}`).digest('hex');
  return `  <user id="${name}"><params><param name="a1-hash" value="${hash}"/></params></user>`;
}
