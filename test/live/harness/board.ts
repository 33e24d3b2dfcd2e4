/** Our real switch as a floor's switch that may be killed: its phones register again, and what is heard on its legs is gathered over its lives. */
import type { Board } from '../../support/deaths/board.js';
import type { SwitchHeard } from '../../support/deaths/checkers.js';
import type { Live } from '../harness.js';
import { EventTap } from './event-tap.js';
import { mobile } from './server.js';
import { DOMAIN } from './switches.js';

/** What the network's callees do (rig/README.md): answer soon or later and talk on, hang up by themselves, are busy, let it ring. */
const BEHAVIOURS = ['10101', '10102', '10101', '10203', '10205', '20105', '20501', '10100'];

export class LiveBoard implements Board {
  readonly domain = DOMAIN;
  readonly users: readonly string[];
  #tap: EventTap | null = null;
  readonly #past: SwitchHeard[] = [];
  #running = true;
  readonly #phones = new Set<string>();
  constructor(private readonly live: Live) { this.users = live.phones.names; }
  get port(): number { return this.live.ours.address.port; }
  get password(): string { return this.live.ours.address.password; }
  get recordings(): string { return this.live.ours.recordings; }
  get sounds(): string { return this.live.ours.sounds; }
  number(n: number): string { return mobile(n, BEHAVIOURS[n % BEHAVIOURS.length] ?? '10101'); }

  async start(): Promise<void> {
    if (!this.#running) {
      await this.live.ours.start();
      this.#running = true;
    }
    this.#tap = await EventTap.open(this.live.ours.address);
    for (const name of this.users) if (this.#phones.has(name)) await this.live.phones.register(name); else { await this.live.phones.start(name); this.#phones.add(name); }
  }
  async kill(): Promise<void> {
    await this.live.ours.stop('SIGKILL');
    this.#running = false;
    this.#keep();
  }
  close(): Promise<void> { this.#keep(); return Promise.resolve(); }
  heard(): readonly SwitchHeard[] { return [...this.#past, ...(this.#tap?.heard ?? []).map(withAttempt)]; }
  #keep(): void {
    this.#past.push(...(this.#tap?.heard ?? []).map(withAttempt));
    this.#tap?.close();
    this.#tap = null;
  }
}
const withAttempt = (one: EventTap['heard'][number]): SwitchHeard => ({ ...one, attempt: one.attempt ?? '' });
