/** The faults a seed may have, and the draw of those it has: which, how often and how bad. */
import type { Millis } from '../../core/units.js';
import { between, chance, integer, type SeededDice } from '../rng.js';

export const FAULT_KINDS = [
  'eventsLost', 'eventsDoubled', 'eventsDelayed', 'eventsReordered', 'repliesLost',
  'switchRestarts', 'switchFreezes', 'switchGone',
  'congestion', 'falseAnswers', 'endlessRinging', 'answersAtCancel',
  'databaseSlow', 'databaseRefuses', 'databaseFull', 'databaseCut',
  'processKilled', 'clockSteps', 'clockDrifts',
  'desksCut', 'desksDoubled', 'desksHalfOpen', 'laptopsClosed',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** In words, for reports. */
export const FAULT_WORDS: Readonly<Record<FaultKind, string>> = {
  eventsLost: 'events lost', eventsDoubled: 'events doubled', eventsDelayed: 'events delayed', eventsReordered: 'events reordered', repliesLost: 'command replies lost',
  switchRestarts: 'switch restarts', switchFreezes: 'switch freezes', switchGone: 'one of two switches gone',
  congestion: 'carrier congestion', falseAnswers: 'false answers', endlessRinging: 'ringing for ever', answersAtCancel: 'answer at the instant of cancel',
  databaseSlow: 'database slow', databaseRefuses: 'database refusing', databaseFull: 'database full', databaseCut: 'database cut between statements',
  processKilled: 'process killed', clockSteps: 'clock steps', clockDrifts: 'clock drifts',
  desksCut: 'desk sockets cut', desksDoubled: 'desk sockets doubled', desksHalfOpen: 'desk sockets half-open', laptopsClosed: 'laptop closed in mid-call',
};

/** What goes wrong with others, and hides nothing of it from the process: what the switch says of a call still arrives. */
export const HEARD: ReadonlySet<FaultKind> = new Set<FaultKind>(['congestion', 'falseAnswers', 'endlessRinging', 'answersAtCancel', 'desksCut', 'desksDoubled', 'desksHalfOpen', 'laptopsClosed']);

export interface Drawn {
  readonly kind: FaultKind;
  /** Mean time between two strikes. */
  readonly every: Millis;
  /** 0 (mild) to 1 (as bad as it gets). */
  readonly bad: number;
}

const LEAST = 3;
const MOST = 7;
/** Each seed another handful, so that one fault does not hide what another would show. */
export function drawFaults(dice: SeededDice): readonly Drawn[] {
  const left: FaultKind[] = [...FAULT_KINDS];
  const count = integer(dice, LEAST, MOST);
  const drawn: Drawn[] = [];
  while (drawn.length < count) {
    const [kind] = left.splice(integer(dice, 0, left.length - 1), 1);
    if (kind === undefined) break;
    drawn.push({ kind, every: between(dice, 60_000, 360_000), bad: chance(dice, 0.2) ? 1 : dice.next() });
  }
  return drawn;
}
