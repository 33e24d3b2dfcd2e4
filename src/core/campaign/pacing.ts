/**
 * How a campaign's pacing is set: its budget, its levers, what it keeps for calls that come in. Ranges and defaults;
 * what they do is the pacer's.
 */
import type { Millis } from '../units.js';
import type { Reader } from './reader.js';

export interface PacingRules {
  /** Mode `nearZero`: the most risk one more line may have, whatever the budget leaves; 0..0.02. */
  readonly nearZeroRisk: number;
  /** Share of abandoned calls that is aimed at, a little below `abandonTarget`, the limit; null: 59 of its 60 parts (2.95 % of 3 %). 0..0.05. */
  readonly target: number | null;
  /** Over which time abandonment is kept below the limit: the last 24 hours, the last 30 days, or both. */
  readonly windows: readonly ('24h' | '30d')[];
  /** At or above this share in a window that holds `fromLive` live answers nothing is dialed at all; null: no such level. */
  readonly stop: { readonly share: number; readonly fromLive: number } | null;
  /** At risk, lines that rang this long are hung up and tried again as no-answers; null: never. 15 000..60 000 ms. */
  readonly cancelAfterRing: Millis | null;
  /** Wrap-up is believed to last as long as `wrapUp.limit` says. Only where nobody may end it earlier. */
  readonly knownWrapEnd: boolean;
  /** Share of answered calls that AMD took for machines though a person was there, as estimated by test calls; each counts as so much of an abandoned call. 0..0.5. */
  readonly falseMachines: number;
  /** So many ready collectors are kept free for calls that come in; 0..1000. */
  readonly inboundReserve: number;
}

export const DEFAULT_PACING: PacingRules = { nearZeroRisk: 0.001, target: null, windows: ['24h'], stop: null, cancelAfterRing: null, knownWrapEnd: false, falseMachines: 0, inboundReserve: 0 };

/** What a campaign written before there was a rule does not say is as usual. */
export function pacingOf(settings: { readonly pacing?: PacingRules }): PacingRules {
  const { pacing } = settings;
  if (pacing === undefined) return DEFAULT_PACING;
  let whole = completed.get(pacing);
  if (!whole) completed.set(pacing, whole = { ...DEFAULT_PACING, ...pacing });
  return whole;
}
/** Asked for several times in every tick: each campaign's rules are completed once. */
const completed = new WeakMap<PacingRules, PacingRules>();
/** What is aimed at: as set, else a sixtieth below the limit, since a day's count can not be brought to a point. */
export const abandonAim = (settings: { readonly abandonTarget: number; readonly pacing?: PacingRules }): number => Math.min(settings.abandonTarget, pacingOf(settings).target ?? settings.abandonTarget * 59 / 60);

/** Reads `pacing`, given field by field; mistakes are kept by the reader. */
export function readPacing(read: Reader, base: PacingRules, limit: number): PacingRules {
  const windows = read.has('windows') ? read.texts('windows', base.windows, { maxItems: 2, max: 3, test: (text) => text === '24h' || text === '30d', words: 'must be 24h or 30d' }) : base.windows;
  const rules: PacingRules = {
    nearZeroRisk: read.number('nearZeroRisk', base.nearZeroRisk, 0, 0.02),
    target: read.isNull('target') ? null : read.has('target') ? read.number('target', 0, 0, 0.05) : base.target,
    windows: windows.filter((one) => one === '24h' || one === '30d'),
    stop: readStop(read, base.stop),
    cancelAfterRing: read.isNull('cancelAfterRing') ? null : read.has('cancelAfterRing') ? read.whole('cancelAfterRing', 15_000, 15_000, 60_000) : base.cancelAfterRing,
    knownWrapEnd: read.flag('knownWrapEnd', base.knownWrapEnd),
    falseMachines: read.number('falseMachines', base.falseMachines, 0, 0.5),
    inboundReserve: read.whole('inboundReserve', base.inboundReserve, 0, 1_000),
  };
  read.noOthers();
  if (rules.windows.length === 0) read.say('settings.range', 'windows', 'must name at least one of 24h, 30d');
  if (read.has('target') && rules.target !== null && rules.target > limit) read.say('settings.range', 'target', 'must not be above `abandonTarget`, the limit');
  return rules;
}

function readStop(read: Reader, base: PacingRules['stop']): PacingRules['stop'] {
  if (read.isNull('stop')) return null;
  if (!read.has('stop')) return base;
  const inside = read.inside('stop');
  const stop = { share: inside.number('share', base?.share ?? 0.05, 0, 1), fromLive: inside.whole('fromLive', base?.fromLive ?? 100, 0, 1_000_000) };
  inside.noOthers();
  return stop;
}
