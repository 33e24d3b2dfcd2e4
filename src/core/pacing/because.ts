import type { Because, Decision } from './types.js';

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.01 && share > 0 ? 2 : 1)} %`;
const of = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** Why this many, in one English line. */
export function renderBecause(decision: Pick<Decision, 'dial' | 'cancel' | 'because'>): string {
  const { because: b } = decision;
  switch (b.limitedBy) {
    case 'trouble': return b.trouble ?? 'something needed is not certain';
    case 'mode': return `${b.mode} mode: people dial`;
    case 'stop': return 'abandonment is at the stop level: nothing is dialed';
    case 'collectors': return 'no collector is logged in';
    default: break;
  }
  const cancelled = decision.cancel.length === 0 ? '' : `, ${of(decision.cancel.length, 'long ring', 'long rings')} cancelled`;
  const free = `${b.ready} ready${b.reserved > 0 ? ` (${b.reserved} kept for inbound)` : ''}${b.waiting > 0 ? `, ${b.waiting} answered and waiting` : ''}, ${b.freeing.toFixed(1)} of ${b.busy} free within 10 s`;
  const air = `${b.ringing} ringing${b.screening > 0 ? `, ${b.screening} in screening` : ''}, ${b.expectedAnswers.toFixed(1)} answers expected at ${percent(b.answerShare)}`;
  return `dial ${decision.dial}${cancelled}: ${free}; ${air}; ${limit(b)}`;
}

function limit(b: Because): string {
  switch (b.limitedBy) {
    case 'risk': return `risk ${percent(b.risk)} of ${percent(b.threshold)} allowed`;
    case 'budget': return `the abandonment budget is spent (${b.budgetLeft.toFixed(1)} left): one line per ready collector`;
    case 'floor': return 'one line per ready collector';
    case 'lines': return 'no more trunk lines';
    case 'starts': return 'no more calls per second';
    case 'linesPerCollector': return 'as many lines per collector as are allowed';
    case 'carrier': return 'nothing is heard from the carrier, or only just again: a few lines at a time';
    case 'leads': return 'no more leads may be dialed now';
    default: return b.limitedBy;
  }
}
