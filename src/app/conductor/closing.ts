import type { Millis } from '../../core/units.js';
import type { Timer } from '../ports/system.js';
import type { Floor } from './floor.js';

/** What calls out by itself: not begun any more once the server closes. */
export const CLOSING = { code: 'server.stopping', text: 'the server is closing: nothing new is dialed' } as const;
const LOOK_EVERY = 100;

/**
 * The end of a server's day: nothing new leaves it, what rings is cancelled, desks are told, and talks and the writing after them
 * may end. Who waits on the line still gets a collector or the message.
 */
export class Closing {
  #waiting: Promise<number> | null = null;
  #hurried = false;
  constructor(private readonly floor: Floor) {}

  /** Resolves when nothing is left, after `wait`, or once hurried: how many calls and wrap-ups were still going on. Asked again, it is the same closing. */
  begin(wait: Millis): Promise<number> { return this.#waiting ??= this.#begin(wait); }
  hurry(): void { this.#hurried = true; }

  #begin(wait: Millis): Promise<number> {
    const { floor } = this;
    const { clock, desk, metrics, log } = floor.deps;
    floor.stopping = true;
    metrics.gauge('dunwell_stopping', 1);
    for (const runner of floor.runners.values()) runner.hopper.drop(() => true);
    for (const call of [...floor.calls.values()]) if (!call.inbound && call.takes('cancelAsked')) call.apply('cancelAsked');
    for (const agent of floor.agents.values()) {
      if (agent.desk) desk.push(agent.user.id, { type: 'notice', at: clock.now(), level: 'warning', code: CLOSING.code, text: 'The server is closing: finish your call and file its result; no new call comes.' });
    }
    log.info({ calls: this.#left(), waitMs: wait }, 'closing: nothing new is dialed');
    const until = clock.monotonic() + wait;
    return new Promise((resolve) => {
      const holder: { timer?: Timer } = {};
      const look = (): void => {
        const left = this.#left();
        if (left > 0 && !this.#hurried && clock.monotonic() < until) { holder.timer = clock.after(LOOK_EVERY, look); return; }
        resolve(left);
      };
      look();
    });
  }

  /** Calls that are not over, and results somebody at a desk is writing down. */
  #left(): number {
    let left = 0;
    for (const call of this.floor.calls.values()) if (call.state !== 'ended') left += 1;
    for (const agent of this.floor.agents.values()) if (agent.state === 'wrapUp' && agent.wrapUpOf !== null && agent.desk) left += 1;
    return left;
  }
}
