/**
 * A live run: a real FreeSWITCH with our own sip-profiles, a second one that plays the telephone network, and
 * collectors' phones, all on loopback. See README.md beside this file.
 */
import { Phones } from './harness/phones.js';
import { Processes, listensOn } from './harness/processes.js';
import { ourSwitch, telephoneNetwork, type Channel, type Switch } from './harness/switches.js';

export { whyNoLive } from './harness/need.js';
export { RawEsl } from './harness/raw-esl.js';
export { hasSound, wavInfo } from './harness/sound.js';
export { DOMAIN, PHONE_PASSWORD } from './harness/switches.js';

export interface LiveOptions {
  /** Users of our switch: that many, from 1000. No phone is started: `phones.start(name)` does that. */
  readonly agents: number;
  /** More settings of sip-profiles/vars.xml. */
  readonly env?: Readonly<Record<string, string>>;
}

export class Live {
  readonly processes = new Processes();
  readonly network: Switch;
  readonly ours: Switch;
  readonly phones: Phones;

  private constructor(options: LiveOptions) {
    const names = Array.from({ length: options.agents }, (_, at) => String(1000 + at));
    this.network = telephoneNetwork(this.processes);
    this.ours = ourSwitch(this.processes, names, options.env);
    this.phones = new Phones(this.processes, names);
  }

  static async start(options: LiveOptions): Promise<Live> {
    const live = new Live(options);
    try {
      await live.network.start();
      await live.ours.start();
      return live;
    } catch (error) {
      await live.stop();
      throw error;
    }
  }

  get dir(): string { return this.processes.dir; }

  /** `api` on our switch, past the adapter under test. */
  eslApi(command: string): Promise<string> { return this.ours.api(command); }

  /** Legs on our switch now. At the end of a test: none. */
  async channelsLeft(): Promise<readonly Channel[]> { return this.ours.channels(); }

  /** A desk that needs no phone: the rig answers `104NN` after NN seconds and echoes. Each `line` is another one. */
  templateDesk(line: number, ringSeconds = 1): string {
    return `sofia/gateway/deskline/9${String(line).padStart(4, '0')}104${String(ringSeconds).padStart(2, '0')}`;
  }

  /** Rings our switch from the network, as a debtor who calls back; resolves with the callee's leg on our switch. */
  async ringUs(from: string, to: string, application = 'echo'): Promise<Channel> {
    await this.network.api(`bgapi originate {origination_caller_id_number=${from},origination_caller_id_name=}sofia/pstn/${to}@127.0.0.1:5080 &${application}()`);
    return this.ours.until(`an inbound leg to ${to}`, async () => (await this.ours.channels()).find((leg) => leg.direction === 'inbound' && leg.dest === to && leg.application === 'park'));
  }

  /**
   * Records what the person at `dialled` hears and says, on the network's side, from his answer on: proof that an
   * abandoned person heard the message. Call it while he is rung (or earlier: it waits for the leg). Left is what he
   * says, right what he hears.
   */
  async recordCalleeLeg(dialled: string, path: string, timeoutMs = 10_000): Promise<string> {
    const leg = await this.network.until(`a leg to ${dialled}`, async () => (await this.network.channels()).find((row) => row.direction === 'inbound' && row.dest.endsWith(dialled)), timeoutMs);
    await this.network.api(`uuid_setvar ${leg.uuid} RECORD_STEREO true`);
    await this.network.api(`uuid_setvar ${leg.uuid} execute_on_answer record_session ${path}`);
    if (leg.callstate === 'ACTIVE') await this.network.api(`uuid_record ${leg.uuid} start ${path}`);
    return leg.uuid;
  }

  /** Everything our switch listens on: `tcp 127.0.0.1:5060` and so on. */
  listens(): readonly string[] { return listensOn(this.ours.pid); }

  async stop(): Promise<void> { await this.processes.stopAll(); }
}
