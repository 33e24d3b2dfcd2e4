import { makePacer } from './pacer.js';
import type { Decision, Pacer, PacerSettings, PacerState, PacingEvent, PacingMode, PacingSnapshot } from './types.js';

/** Settings a replay may put in the place of the recorded ones. */
export interface ReplayChange {
  readonly mode?: PacingMode['kind'];
  readonly nearZeroRisk?: number;
  readonly target?: number;
  readonly limit?: number;
  readonly cancelAfterRing?: number | null;
  readonly knownWrapEnd?: boolean;
  readonly inboundReserve?: number;
  readonly linesPerCollector?: number;
}
export type Recorded = Omit<Decision, 'demand'>;
export interface Replayed { readonly decision: Recorded; /** Names of what came out otherwise than recorded; empty: the same. */ readonly differs: readonly string[] }

/** Decides recorded decisions again with the very pacer, one after another, each on what was heard and seen then. */
export class Replay {
  readonly #pacer: Pacer;
  constructor(settings: PacerSettings, state: PacerState, private readonly change: ReplayChange = {}) { this.#pacer = makePacer(settings, state); }

  next(events: readonly PacingEvent[], snapshot: PacingSnapshot, recorded: Recorded): Replayed {
    const { dial, picks, cancel, because, forecast } = this.#pacer.decide(events, changed(snapshot, this.change));
    const decision: Recorded = { dial, picks, cancel, because, forecast };
    const differs: string[] = [];
    if (dial !== recorded.dial) differs.push('dial');
    if (!same(picks, recorded.picks)) differs.push('picks');
    if (!same(cancel, recorded.cancel)) differs.push('cancel');
    if (!same(because, recorded.because)) differs.push('because');
    if (!same(forecast, recorded.forecast)) differs.push('forecast');
    return { decision, differs };
  }
}

/** The same values in the same fields, whatever the order of the fields. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  // JSON has no negative nought.
  if (a === 0 && b === 0) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [x, y] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return x.length === y.size && x.every(([key, value]) => y.has(key) && same(value, y.get(key)));
}

function changed(s: PacingSnapshot, c: ReplayChange): PacingSnapshot {
  const mode: PacingMode = (c.mode ?? s.mode.kind) === 'nearZero'
    ? { kind: 'nearZero', risk: c.nearZeroRisk ?? (s.mode.kind === 'nearZero' ? s.mode.risk : 0.001) }
    : c.mode === undefined || c.mode === 'nearZero' ? s.mode : { kind: c.mode };
  return {
    ...s, mode, reservedForInbound: c.inboundReserve ?? s.reservedForInbound,
    limits: { ...s.limits, linesPerCollector: c.linesPerCollector ?? s.limits.linesPerCollector },
    budget: { ...s.budget, limit: c.limit ?? s.budget.limit, target: c.target ?? s.budget.target },
    levers: { ...s.levers, knownWrapEnd: c.knownWrapEnd ?? s.levers.knownWrapEnd, cancelAfterRing: c.cancelAfterRing === undefined ? s.levers.cancelAfterRing : c.cancelAfterRing },
  };
}
