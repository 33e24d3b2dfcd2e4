import { fail, ok, type Result } from '../../core/result.js';
import type { Agent } from './agent.js';
import type { Call } from './call.js';
import type { Floor } from './floor.js';

/** Listening, whispering, barging: on the supervisor's own standing leg; every change is journalled. */
export class Monitor {
  readonly #on = new Map<Agent, Call>();
  constructor(private readonly floor: Floor) {}

  async change(supervisor: Agent, call: Call | undefined, mode: 'listen' | 'whisper' | 'barge' | 'stop'): Promise<Result<void>> {
    const leg = supervisor.leg.leg;
    if (mode === 'stop') {
      const was = this.#on.get(supervisor);
      this.#on.delete(supervisor);
      if (was && leg !== null) { void was.node.park(leg); supervisor.leg.letGo(false); }
      return ok(undefined);
    }
    const target = call?.agent?.leg.leg;
    if (call?.state !== 'talking' || !target) return fail('call.not_talking', 'only a call in talk can be listened to');
    if (this.#on.get(supervisor) !== call) {
      if (leg === null || supervisor.leg.state !== 'parked') { supervisor.leg.apply('wanted'); return fail('agent.leg_down', 'your phone’s line is being raised; try again when it is up'); }
      if (supervisor.node !== call.node.node) return fail('agent.wrong_node', 'your phone’s line is on another switch');
      supervisor.leg.apply('taken');
      const reply = await call.node.eavesdrop(leg, target);
      if (reply.kind !== 'ok') { supervisor.leg.letGo(false); return fail('switch.refused', `the switch refused: ${reply.why}`); }
      this.#on.set(supervisor, call);
    }
    this.floor.journal.note(call.attempt.id, 'monitored', { by: supervisor.user.id, mode });
    if (leg === null) return fail('agent.leg_down', 'your phone’s line dropped');
    const reply = await call.node.eavesdropMode(leg, mode);
    return reply.kind === 'ok' ? ok(undefined) : fail('switch.refused', `the switch refused: ${reply.why}`);
  }
  callOver(call: Call): void {
    for (const [supervisor, on] of this.#on) if (on === call) void this.change(supervisor, undefined, 'stop');
  }
}
