import { fail, ok, type Result } from '../../core/result.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';

/** Listening, whispering, barging: on the supervisor's own standing leg; every change is journalled. */
export class Monitor {
  readonly #on = new Map<Agent, { readonly call: Call; readonly leg: string; readonly target: string }>();
  constructor(private readonly floor: Floor) {}

  async change(supervisor: Agent, call: Call | undefined, mode: 'listen' | 'whisper' | 'barge' | 'stop'): Promise<Result<void>> {
    const leg = supervisor.leg.leg;
    if (mode === 'stop') {
      const was = this.#on.get(supervisor);
      this.#on.delete(supervisor);
      // Who works on that line goes back to park; a line that was raised only to listen stands no longer than the listening.
      if (supervisor.state === 'offline') supervisor.leg.apply('unwanted');
      else if (was?.leg === leg) { void was.call.node.park(leg); supervisor.leg.letGo(false); }
      return ok(undefined);
    }
    const target = call?.agent?.leg.leg;
    if (call?.state !== 'talking' || !target) return fail('call.not_talking', 'only a call in talk can be listened to');
    const on = this.#on.get(supervisor);
    if (on?.call !== call || on.leg !== leg || on.target !== target) {
      if (supervisor.call !== null || supervisor.state === 'reserved') return fail('agent.busy', 'finish your own call first');
      if (leg === null || supervisor.leg.state !== 'parked') { supervisor.leg.apply('wanted'); return fail('agent.leg_down', 'your phone’s line is being raised; try again when it is up'); }
      if (supervisor.node !== call.node.node) return fail('agent.wrong_node', 'your phone’s line is on another switch');
      supervisor.leg.apply('taken');
      const reply = await call.node.eavesdrop(leg, target);
      if (reply.kind !== 'ok') { supervisor.leg.letGo(false); return fail('switch.refused', `the switch refused: ${reply.why}`); }
      this.#on.set(supervisor, { call, leg, target });
      // Over while the switch was asked: nobody else would let the line go.
      if (!stillOn(call, target)) { void this.change(supervisor, undefined, 'stop'); return fail('call.not_talking', 'only a call in talk can be listened to'); }
    }
    this.floor.journal.note(call.attempt.id, 'monitored', { by: supervisor.user.id, mode });
    const reply = await call.node.eavesdropMode(leg, mode);
    return reply.kind === 'ok' ? ok(undefined) : fail('switch.refused', `the switch refused: ${reply.why}`);
  }
  callOver(call: Call): void {
    for (const [supervisor, on] of this.#on) if (on.call === call) void this.change(supervisor, undefined, 'stop');
  }
}

const stillOn = (call: Call, target: string): boolean => call.state === 'talking' && call.agent?.leg.leg === target;
