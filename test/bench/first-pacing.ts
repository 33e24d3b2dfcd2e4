/** The dialer's first pacing model, kept as the baseline of the pacing bench: a binomial of free collectors and one answer rate. */
import type { Instant } from '../../src/core/units.js';

/** What the pacer sees. Counts are of one campaign on one node, now. */
export interface PacingSnapshot {
  readonly mode: 'manual' | 'preview' | 'progressive' | 'predictive';
  /** Collectors ready, leg parked, not reserved. */
  readonly ready: number;
  /** Legs placed and not yet answered. */
  readonly ringing: number;
  /** Answered and not yet with a collector (screening, waiting, being bridged elsewhere). */
  readonly waiting: number;
  /** Shares over the last 24 h: counted, see `AbandonLedger`. */
  readonly abandoned: number;
  readonly connected: number;
  /** Attempts finished and answered by a person since the campaign (re)started: what the answer rate is learned from. */
  readonly finished: number;
  readonly answered: number;
  readonly abandonTarget: number;
  readonly maxDialLevel: number;
  /** New legs the trunks take now. */
  readonly trunkRoom: number;
  readonly hopper: number;
  /** Something needed is not certain: dial nothing, and say this. */
  readonly trouble: string | null;
  readonly at: Instant;
}
export interface PacingDecision { readonly dial: number; readonly because: string }

/** Prior of the answer rate: as if 6 of 20 had been answered (30 %), so that the first hour is sane. */
const PRIOR_ANSWERED = 6;
const PRIOR_FINISHED = 20;
/** Below this many finished attempts nothing is known: one line per ready collector. */
const LEARN_FIRST = 30;

/**
 * The largest number of lines at which the expected share of
 * answered calls that find no collector stays within what the abandonment budget leaves. Binomial model with the
 * answer rate at its upper confidence bound; collectors who may become free soon are not counted on.
 */
export function decidePacing(s: PacingSnapshot): PacingDecision {
  if (s.mode === 'manual' || s.mode === 'preview') return { dial: 0, because: `${s.mode} mode: people dial` };
  if (s.trouble !== null) return { dial: 0, because: s.trouble };
  const free = s.ready - s.waiting;
  if (free <= 0) return { dial: 0, because: s.ready === 0 ? 'no collector is ready' : 'answered calls wait for every ready collector' };
  if (s.hopper === 0) return { dial: 0, because: 'no lead may be dialed now' };
  const wanted = s.mode === 'progressive' ? { lines: free, because: `progressive: one line for each of ${free} ready` } : predictive(s, free);
  const dial = Math.max(0, Math.min(wanted.lines - s.ringing, s.trunkRoom, s.hopper));
  if (dial === 0) return { dial, because: wanted.lines <= s.ringing ? `${wanted.because}; ${s.ringing} ringing already` : `${wanted.because}; the trunks take no more now` };
  return { dial, because: `${wanted.because}; ${s.ringing} ringing` };
}

function predictive(s: PacingSnapshot, free: number): { readonly lines: number; readonly because: string } {
  if (s.finished < LEARN_FIRST) return { lines: free, because: `learning (${s.finished} of ${LEARN_FIRST} attempts): one line for each of ${free} ready` };
  const settled = s.abandoned + s.connected;
  const ratio = settled === 0 ? 0 : s.abandoned / settled;
  // What the next calls may cost so that the 24-h ratio stays below target; nothing once it is at the target.
  const allowance = s.abandonTarget - Math.max(0, ratio - s.abandonTarget / 2);
  if (allowance <= 0) return { lines: free, because: `abandonment ${percent(ratio)} is at its limit ${percent(s.abandonTarget)}: one line for each of ${free} ready` };
  const rate = upperRate(s.answered + PRIOR_ANSWERED, s.finished + PRIOR_FINISHED);
  const most = Math.floor(free * s.maxDialLevel);
  let lines = free;
  while (lines < most && overflowShare(lines + 1, rate, free) <= allowance) lines += 1;
  return { lines, because: `${lines} lines for ${free} ready: answer rate ${percent(rate)}, expected abandonment ${percent(overflowShare(lines, rate, free))} of ${percent(allowance)} allowed` };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Upper end of a one-sided 84 % interval (mean plus one standard error) of a share. */
function upperRate(answered: number, finished: number): number {
  const mean = Math.min(0.98, answered / finished);
  return Math.min(0.99, mean + Math.sqrt((mean * (1 - mean)) / finished));
}

/** E[max(0, B − free)] ÷ E[B] with B ~ Binomial(lines, rate): the share of answered calls that find nobody. */
export function overflowShare(lines: number, rate: number, free: number): number {
  if (lines <= free || rate <= 0) return 0;
  let probability = (1 - rate) ** lines;
  let overflow = 0;
  for (let answered = 0; answered <= lines; answered += 1) {
    if (answered > free) overflow += probability * (answered - free);
    probability *= ((lines - answered) / (answered + 1)) * (rate / (1 - rate));
  }
  return overflow / (lines * rate);
}
