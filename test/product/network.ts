/**
 * A rehearsed world behind a simulated switch: the callee of the nth INVITE is the world's nth call, and AMD says of it what
 * the world says, as long after its answer. Both simulators thus meet the same people.
 */
import type { Screening } from '../../src/app/ports/screening.js';
import type { CallFate, World } from '../../src/core/rehearsal/index.js';
import type { Id, Instant, LegId } from '../../src/core/units.js';
import { refusal, type CalleeModel, type CalleeScript } from '../../src/sim/callees/model.js';
import type { SimNode } from '../../src/sim/faults/wire.js';

const ms = (seconds: number): number => seconds * 1000;

export class Network implements CalleeModel, Screening {
  /** INVITEs so far. */
  dials = 0;
  /** When the world's day begins. */
  start: Instant = 0;
  /** Fates of calls that were answered, by attempt. */
  readonly answered = new Map<Id, CallFate>();
  readonly #ringing = new Map<string, CallFate>();
  #node: SimNode | null = null;

  #world: World;

  constructor(world: World) { this.#world = world; }
  /** Another day begins, in another world. */
  meet(world: World, start: Instant): void { this.#world = world; this.start = start; this.dials = 0; }
  /** Did a person answer this attempt? */
  lived(attemptId: Id): boolean { return this.answered.get(attemptId)?.outcome === 'live'; }
  /** Plugs it into its switch. */
  on(node: SimNode): void { this.#node = node; }

  behaviour(number: string, at: Instant): CalleeScript {
    const fate = this.#world.call(this.dials, Math.max(0, at - this.start) / 1000);
    this.dials += 1;
    this.#ringing.set(number, fate);
    return scriptOf(fate);
  }

  /** The product's own ear is a port; this one knows the answer. */
  screen({ leg, attemptId }: { readonly leg: LegId; readonly attemptId: Id }): ReturnType<Screening['screen']> {
    const channel = this.#node?.world.channels.get(leg);
    const clock = this.#node?.options.clock;
    const fate = channel === undefined ? undefined : this.#ringing.get(channel.profile.destination);
    if (channel === undefined || clock === undefined || fate === undefined) return 'human';
    this.#ringing.delete(channel.profile.destination);
    this.answered.set(attemptId, fate);
    const { verdict } = fate;
    if (verdict === null) return 'human';
    // It has listened since the answer, whenever we were told of that.
    const heardFor = clock.now() - channel.profile.times.answered / 1000;
    return new Promise((resolve) => { clock.after(Math.max(0, ms(verdict.after) - heardFor), () => { resolve(verdict.says); }); });
  }
}

/** Whoever hears nobody hangs up when the world says; a recorder hears out what comes. */
function scriptOf(fate: CallFate): CalleeScript {
  const progress = fate.progressAfter === null ? {} : { progress: { after: ms(fate.progressAfter), earlyMedia: false } };
  const after = ms(fate.endsAfter);
  switch (fate.outcome) {
    case 'live': return { kind: 'human', ...progress, end: { kind: 'answer', after }, answered: { patience: ms((fate.verdict?.after ?? 0) + fate.patience) + PATIENT } };
    case 'machine': return { kind: 'machine', ...progress, end: { kind: 'answer', after }, answered: {} };
    case 'fast': return refusal(486, 'Busy Here', after);
    case 'noAnswer': return { kind: 'silent', ...progress, end: { kind: 'refuse', after, status: 480, phrase: 'Temporarily Unavailable' } };
  }
}
/** The two seconds are ours to keep, and a bridge that was asked for in time may still be under way. */
const PATIENT = 100;
