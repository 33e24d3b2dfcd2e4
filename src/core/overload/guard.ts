/**
 * How much this server may still take on, from what is measured: at once worse, better only after a while of calm, one level at a
 * time. Shedding the work that is furthest from a customer on the line first is the practice of load shedding (Google, "Site
 * Reliability Engineering", 2016, chapter 21, "Handling Overload"); two thresholds with a time between them keep it from swinging.
 */
import type { Instant, Millis } from '../units.js';

/** `slow`: fewer new calls. `stop`: no new call, and what can wait (reports, exports, imports) is refused. Talks go on at every level. */
export const LOAD_LEVELS = ['normal', 'slow', 'stop'] as const;
export type LoadLevel = (typeof LOAD_LEVELS)[number];

/** What is measured, of the time since the last look. */
export interface LoadSignals {
  /** The longest a timer came late in the thread that decides, milliseconds. */
  readonly loopDelay: Millis;
  /** Moves that wait for the database. */
  readonly writerQueue: number;
  /** How late the switch's events reach us beyond their usual way, milliseconds: what stands in the socket unread, or a clock that was put right. */
  readonly eventLag: Millis;
}
export const LOAD_SIGNALS = ['loopDelay', 'writerQueue', 'eventLag'] as const satisfies readonly (keyof LoadSignals)[];

export interface LoadLimits { readonly slow: LoadSignals; readonly stop: LoadSignals }
export interface LoadSettings extends LoadLimits {
  /** Below this share of a level's thresholds for `calm`, that level is left. */
  readonly leaveAt: number;
  readonly calm: Millis;
  /** The share of the trunks' new calls a second that is used at `slow`. */
  readonly slowShare: number;
}
/** An answered customer must be connected within two seconds: `stop` comes before our own delays can eat that up. */
export const LOAD_DEFAULTS: LoadSettings = {
  slow: { loopDelay: 200, writerQueue: 500, eventLag: 500 }, stop: { loopDelay: 800, writerQueue: 1_500, eventLag: 3_000 },
  leaveAt: 0.5, calm: 10_000, slowShare: 0.25,
};

export interface LoadState {
  readonly level: LoadLevel;
  readonly since: Instant;
  /** What is, or last was, beyond its threshold; null at `normal` that never was otherwise. */
  readonly because: { readonly signal: keyof LoadSignals; readonly value: number; readonly limit: number } | null;
  /** Since when everything is below what the level is left at; null: it is not. */
  readonly calmSince: Instant | null;
}
export const atEase = (now: Instant): LoadState => ({ level: 'normal', since: now, because: null, calmSince: null });

export function judgeLoad(state: LoadState, signals: LoadSignals, now: Instant, settings: LoadSettings): LoadState {
  const worst = beyond(signals, settings.stop) ?? null;
  const bad = beyond(signals, settings.slow) ?? null;
  const asked: LoadLevel = worst !== null ? 'stop' : bad !== null ? 'slow' : 'normal';
  const because = worst ?? bad;
  if (rank(asked) > rank(state.level)) return { level: asked, since: now, because, calmSince: null };
  if (state.level === 'normal') return state;
  const limits = settings[state.level];
  const calm = LOAD_SIGNALS.every((name) => signals[name] < limits[name] * settings.leaveAt);
  if (!calm) return { ...state, because: because ?? state.because, calmSince: null };
  const calmSince = state.calmSince ?? now;
  // A clock that stepped back begins the calm anew.
  if (now < calmSince) return { ...state, calmSince: now };
  if (now - calmSince < settings.calm) return { ...state, calmSince };
  return { level: state.level === 'stop' ? 'slow' : 'normal', since: now, because: state.because, calmSince: null };
}

const rank = (level: LoadLevel): number => LOAD_LEVELS.indexOf(level);
/** The signal furthest beyond its threshold. */
function beyond(signals: LoadSignals, limits: LoadSignals): LoadState['because'] | undefined {
  return LOAD_SIGNALS.filter((name) => signals[name] >= limits[name]).map((signal) => ({ signal, value: signals[signal], limit: limits[signal] })).sort((a, b) => b.value / b.limit - a.value / a.limit)[0];
}

/** In words, for logs and screens; figures only. */
export function loadText({ level, because }: Pick<LoadState, 'level' | 'because'>): string {
  const what = because === null ? '' : `: ${because.signal === 'writerQueue' ? `${because.value} moves wait for the database` : because.signal === 'eventLag' ? `the switch’s events come ${Math.round(because.value)} ms late` : `timers come ${Math.round(because.value)} ms late`}`;
  return level === 'stop' ? `the server is overloaded, nothing new is dialed${what}` : level === 'slow' ? `the server is near its limit, fewer calls are dialed${what}` : 'the server has room';
}
