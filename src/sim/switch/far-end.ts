/** The far end of a leg, played from its script: rings, answers, refuses, presses keys, loses patience, hangs up. */
import type { Timer } from '../../app/ports/system.js';
import type { Instant, Millis } from '../../core/units.js';
import type { CalleeScript, Sound } from '../callees/model.js';
import { hearDigit } from './apps.js';
import type { Channel, FarEnd } from './channel.js';
import { hangUp } from './legs.js';
import type { World } from './world.js';

/** What the far end does to a leg that is being originated. */
export interface FarEndHooks {
  progress(earlyMedia: boolean): void;
  answer(): void;
  refuse(status: number, phrase: string): void;
}

export class ScriptedFarEnd implements FarEnd {
  #timers: Timer[] = [];
  #patience: Timer | undefined;
  #talk: Timer | undefined;
  #listening: Timer | undefined;
  #gone = false;
  #answered = false;
  #earlyFrom: Instant | undefined;
  #answeredAt: Instant | undefined;
  #inBridge = false;

  constructor(private readonly world: World, private readonly channel: Channel, private readonly script: CalleeScript, private readonly hooks: FarEndHooks) {}

  /** The INVITE arrives. */
  invite(): void {
    const { progress, end } = this.script;
    if (progress) this.#later(progress.after, () => {
      if (progress.earlyMedia) this.#earlyFrom = this.world.now();
      this.hooks.progress(progress.earlyMedia);
    });
    if (end.kind === 'answer') this.#later(end.after, () => { this.answered(); this.hooks.answer(); });
    if (end.kind === 'refuse') this.#later(end.after, () => { this.hooks.refuse(end.status, end.phrase); });
  }

  /** Picked up: the script's life after the answer begins. */
  answered(): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#answeredAt = this.world.now();
    const script = this.script.answered;
    if (!script) return;
    if (script.hangUpAfter !== undefined) this.#later(script.hangUpAfter, () => { this.#hangUp(); });
    for (const { after, digit } of script.digits ?? []) this.#later(after, () => { hearDigit(this.world, this.channel, digit, 'RTP', 960); });
    if (this.#inBridge) this.bridged(); else this.#startPatience();
  }

  pickUp(): void {
    if (this.#gone || this.#answered) return;
    this.answered();
    this.hooks.answer();
  }

  cancel(): void {
    this.#gone = true;
    for (const timer of [...this.#timers, this.#patience, this.#talk, this.#listening]) timer?.cancel();
    this.#timers = [];
  }

  bridged(): void {
    this.#inBridge = true;
    this.#patience?.cancel();
    this.#listening?.cancel();
    // Who is heard ringing through a bridge talks from the answer on.
    if (!this.#answered) return;
    const talk = this.script.answered?.talk;
    if (talk === undefined) return;
    this.#talk?.cancel();
    this.#talk = this.world.later(talk, () => { this.#hangUp(); });
  }

  unbridged(): void {
    this.#inBridge = false;
    this.#talk?.cancel();
    this.#startPatience();
  }

  playing(on: boolean): void {
    if (on) {
      this.#patience?.cancel();
      const listens = this.script.answered?.listens;
      if (listens === undefined) return;
      this.#listening?.cancel();
      this.#listening = this.world.later(listens, () => { this.#hangUp(); });
    } else {
      this.#listening?.cancel();
      if (this.channel.peer === undefined) this.#startPatience();
    }
  }

  digitsSent(): void { /* nobody we simulate reacts to keys */ }

  sounding(at: Instant): Sound | undefined {
    const [from, sounds] = this.#answeredAt === undefined ? [this.#earlyFrom, this.script.earlySounds] : [this.#answeredAt, this.script.answered?.sounds];
    if (from === undefined) return undefined;
    return sounds?.find((s) => at >= from + s.after && at < from + s.after + s.length);
  }

  #startPatience(): void {
    this.#patience?.cancel();
    const patience = this.script.answered?.patience;
    if (patience === undefined || this.#gone || !this.#answered) return;
    this.#patience = this.world.later(patience, () => { this.#hangUp(); });
  }

  #later(after: Millis, run: () => void): void {
    this.#timers.push(this.world.later(after, () => { if (!this.#gone) run(); }));
  }

  #hangUp(): void {
    if (this.#gone) return;
    hangUp(this.world, this.channel, 'NORMAL_CLEARING', 'far');
  }
}
