/** Collectors' phones: real SIP endpoints (SIPp) that register with digest and answer. */
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIVE, type Processes } from './processes.js';
import { DOMAIN, PHONE_PASSWORD } from './switches.js';

const SIPP = join(LIVE, 'sipp');
const DESKS_PORT = 5060;
/** Free of both switches' RTP ranges (16384–32768, 40000–60000). */
const MEDIA_FROM = 34_000;

export type Manner = 'uas-phone' | 'uas-phone-bye' | 'uas-forward';

export class Phones {
  private readonly pids = new Map<string, number>();
  private attempts = 0;

  /** `names` are users of our switch: 1000, 1001 … */
  constructor(private readonly processes: Processes, readonly names: readonly string[]) {
    execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'a-law', '-t', 'al', join(processes.dir, 'phone.al'), 'synth', '10', 'sine', '440', 'vol', '0.3']);
  }

  /** Starts a phone and registers it. It hums 440 Hz while it talks; `uas-phone-bye` hangs up after `talkMs`. */
  async start(name: string, manner: Manner = 'uas-phone', talkMs = 3_000): Promise<void> {
    const at = this.index(name);
    this.pids.set(name, this.processes.background('sipp', [
      '-sf', join(SIPP, `${manner}.xml`), '-i', '127.0.0.1', '-ci', '127.0.0.1', '-cp', String(8_900 + at), '-p', String(this.port(name)),
      '-mp', String(MEDIA_FROM + 100 * at), '-d', String(talkMs), '-nostdin',
    ], `phone-${name}.log`));
    await this.register(name);
  }

  /** Registers again, as a phone does when its switch came back. */
  async register(name: string, seconds = 3600): Promise<void> {
    const said = await this.run('register', name, '0', seconds);
    if (!said.ok) throw new Error(`phone ${name} could not register: ${said.why}`);
  }

  /** The phone falls dead: no BYE, no unregistration. */
  async kill(name: string): Promise<void> {
    const pid = this.pids.get(name);
    if (pid !== undefined) await this.processes.stop(pid, 'SIGKILL');
    this.pids.delete(name);
  }

  /** The phone does by itself what a scenario says, with `service` as its argument; ok: the switch did as expected there. */
  run(scenario: 'register' | 'uac-dial' | 'uac-refer' | 'uac-replaces', name: string, service: string, seconds = 3600): Promise<{ ok: boolean; why: string }> {
    this.attempts += 1;
    const tag = `${scenario}-${name}-${this.attempts}`;
    const file = join(this.processes.dir, `${tag}.csv`);
    writeFileSync(file, `SEQUENTIAL\n${name};[authentication username=${name} password=${PHONE_PASSWORD}];${this.port(name)};${DOMAIN};${seconds};\n`);
    const args = [`127.0.0.1:${DESKS_PORT}`, '-sf', join(SIPP, `${scenario}.xml`), '-inf', file, '-i', '127.0.0.1', '-ci', '127.0.0.1', '-cp', '8890',
      '-p', String(5_400 + (this.attempts % 200)), '-mp', String(MEDIA_FROM - 50), '-m', '1', '-s', service, '-nostdin', '-timeout', '20', '-trace_err', '-error_file', join(this.processes.dir, `${tag}.err`)];
    return new Promise((resolve) => {
      execFile('sipp', args, { cwd: this.processes.dir }, (error, out, err) => { resolve({ ok: error === null, why: error === null ? '' : `${tag}: ${err || out.slice(-300)}` }); });
    });
  }

  dial(name: string): string { return `user/${name}@${DOMAIN}`; }

  private index(name: string): number {
    const at = this.names.indexOf(name);
    if (at < 0) throw new Error(`no phone ${name} in this run`);
    return at;
  }
  private port(name: string): number { return 5_200 + this.index(name); }
}
