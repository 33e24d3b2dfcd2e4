/** Tells the checkers what happens: each hears what it asks for, in the order they were given. */
import type { DeskEvent } from '../../../app/ports/desk.js';
import type { Id } from '../../../core/units.js';
import type { Channel } from '../../switch/channel.js';
import type { RawEvent } from '../../switch/event.js';
import type { Change } from '../disk.js';
import type { Checker } from '../eyes.js';
import type { SimNode } from '../wire.js';

type Hook = Exclude<keyof Checker, 'name'>;

export class Checkers {
  readonly #who: Readonly<Record<Hook, readonly Checker[]>>;

  constructor(all: readonly Checker[]) {
    const who = (hook: Hook): readonly Checker[] => all.filter((one) => one[hook] !== undefined);
    this.#who = {
      commit: who('commit'), truth: who('truth'), pushed: who('pushed'), told: who('told'), welcomed: who('welcomed'), answered: who('answered'), process: who('process'), look: who('look'), end: who('end'),
    };
  }

  commit(change: Change, move: string): void { for (const one of this.#who.commit) one.commit?.(change, move); }
  truth(event: RawEvent, leg: Channel | undefined, node: SimNode): void { for (const one of this.#who.truth) one.truth?.(event, leg, node); }
  pushed(userId: Id, event: DeskEvent): void { for (const one of this.#who.pushed) one.pushed?.(userId, event); }
  told(userId: Id, event: DeskEvent): void { for (const one of this.#who.told) one.told?.(userId, event); }
  welcomed(userId: Id, resumed: boolean): void { for (const one of this.#who.welcomed) one.welcomed?.(userId, resumed); }
  answered(userId: Id, text: string): void { for (const one of this.#who.answered) one.answered?.(userId, text); }
  process(alive: boolean): void { for (const one of this.#who.process) one.process?.(alive); }
  look(): void { for (const one of this.#who.look) one.look?.(); }
  end(): void { for (const one of this.#who.end) one.end?.(); }
}
