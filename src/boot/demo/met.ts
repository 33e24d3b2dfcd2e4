/**
 * The simulated callees, scaled in time, and what a simulated collector finds on the line: in life one hears it, here the
 * last four digits on the screen tell.
 */
import type { CalleeModel, CalleeScript } from '../../sim/callees/model.js';
import type { MetOnLine } from '../../sim/agents/collector.js';

export class Neighbourhood implements CalleeModel {
  readonly #met = new Map<string, MetOnLine>();
  constructor(private readonly inner: CalleeModel, private readonly speed: number) {}

  behaviour(number: string, at: number): CalleeScript {
    const script = this.inner.behaviour(number, at);
    this.#met.set(number.slice(-4), metOf(script));
    return this.speed === 1 ? script : faster(script, this.speed);
  }
  /** `masked`: as the desk shows it. */
  met(masked: string | undefined): MetOnLine { return this.#met.get(masked?.slice(-4) ?? '') ?? 'debtor'; }
}
function metOf(script: CalleeScript): MetOnLine {
  if (script.kind === 'machine') return 'machine';
  return (script.answered?.hangUpAfter ?? Number.POSITIVE_INFINITY) < 4000 ? 'hungUp' : 'debtor';
}
/** Everything happens so many times sooner; patience does not: two seconds are two seconds. */
function faster(script: CalleeScript, speed: number): CalleeScript {
  const end = script.end.kind === 'none' ? script.end : { ...script.end, after: script.end.after / speed };
  const { answered } = script;
  return {
    ...script, end, ...(script.progress ? { progress: { ...script.progress, after: script.progress.after / speed } } : {}),
    ...(answered ? { answered: { ...answered, ...(answered.talk === undefined ? {} : { talk: answered.talk / speed }) } } : {}),
  };
}
