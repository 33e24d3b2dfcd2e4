/** What other dialers do, for comparison: progressive and fixed ratio. */
import type { Answer, FloorView, Policy } from './floor.js';

/** Lines placed and not yet with an agent. */
export const inFlight = (view: FloorView): number => view.ringing.length + view.screening.length + view.waiting.length;
const answer = (dial: number): Answer => ({ dial: Math.max(0, dial), cancel: [] });

/** One line for each ready agent. */
export const progressive = (): Policy => ({ hear: () => undefined, decide: (view) => answer(view.ready - inFlight(view)) });

/** So many lines in flight per ready and per busy agent (talking, wrapping up), whatever happens. */
export const fixedRatio = (ready: number, busy: number): Policy => ({
  hear: () => undefined,
  decide: (view) => answer(Math.round(ready * view.ready + busy * (view.talking + view.wrapping)) - inFlight(view)),
});
