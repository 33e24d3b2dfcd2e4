/**
 * VICIdial's adaptive dialing at its default settings, for comparison: the rules of AST_VDadapt.pl and AST_VDauto_dial.pl
 * (version 2.4, GPL) written anew, on one server. Calls a person answered and nobody took in the world's hold time count as drops.
 */
import { inFlight } from './baselines.js';
import type { FloorView, Policy } from './floor.js';
import type { VicidialMethod } from './policy-name.js';

export interface LevelInput {
  readonly method: VicidialMethod;
  readonly level: number;
  /** Mean of (ready agents − answered calls waiting) over the last 15 samples, one a second. */
  readonly difference: number;
  /** Mean of agents logged in, same samples. */
  readonly agents: number;
  /** adaptive_dl_diff_target, agents. */
  readonly differenceTarget: number;
  /** adaptive_intensity, percent, −40 to 40. */
  readonly intensity: number;
  /** adaptive_maximum_level. */
  readonly maximum: number;
  readonly callsToday: number;
  /** Drops ÷ calls a person answered today, percent; and the limit for it. */
  readonly dropPercent: number;
  readonly dropLimit: number;
  readonly callsLastMinute: number;
  /** Drops ÷ calls of the last minute, percent. */
  readonly dropPercentLastMinute: number;
  /** adaptive_latest_server_time − the time, both as HHMM numbers (2100 − 930 = 1170). */
  readonly hhmmLeft: number;
}

/** The new dial level: `calculate_dial_level` of AST_VDadapt.pl, rounding included. */
export function nextLevel(s: LevelInput): number {
  const wanted = s.difference + s.differenceTarget;
  const percent = wanted !== 0 && s.agents !== 0 ? (wanted / s.agents) * 100 : 0;
  const intensity = s.intensity / 100;
  const scaled = percent < 0 ? percent * Math.abs(intensity - 1) : percent * (intensity + 1);
  let level = Math.round(s.level * (scaled / 100 + 1) * 1000) / 1000;
  level = Math.max(1, Math.min(s.maximum, level));
  if (s.callsLastMinute > 20 && s.dropPercentLastMinute > 50) level /= 2;
  if (s.callsToday > 50 && s.dropPercent > s.dropLimit) {
    switch (s.method) {
      case 'hard': level = 1; break;
      case 'average': level /= 2; break;
      case 'tapered': level = s.hhmmLeft < 0 ? 1 : level * Math.min(1, s.hhmmLeft / 1000); break;
    }
  }
  return Math.max(1, level);
}

/** Defaults of a campaign, and when its day begins (the scenario's second 0) and is over for tapering. */
const DEFAULTS = { differenceTarget: 0, intensity: 0, maximum: 3, dropLimit: 3 } as const;
const OPENS = 9 * 60;
const LATEST = 2100;
/** Seconds between two rounds of AST_VDauto_dial, samples, level changes, and counts of drops. */
const DIAL_EVERY = 2.5;
const SAMPLE_EVERY = 1;
const SAMPLES = 15;
const DROPS_EVERY = 60;

export function vicidial(method: VicidialMethod): Policy {
  let level = 1;
  let [nextDial, nextSample, nextLevelAt, nextDrops] = [0, 0, SAMPLES, DROPS_EVERY];
  const samples: { readonly difference: number; readonly agents: number }[] = [];
  let drops = { callsToday: 0, dropPercent: 0, callsLastMinute: 0, dropPercentLastMinute: 0 };
  let before = { dials: 0, abandoned: 0 };

  const sample = (view: FloorView): void => {
    samples.push({ difference: view.ready - view.waiting.length, agents: view.loggedIn });
    if (samples.length > SAMPLES) samples.shift();
  };
  const count = (view: FloorView): void => {
    const calls = view.dials - before.dials;
    drops = {
      callsToday: view.dials, dropPercent: hundredths(view.live === 0 ? 0 : (view.abandoned / view.live) * 100),
      callsLastMinute: calls, dropPercentLastMinute: calls === 0 ? 0 : hundredths(((view.abandoned - before.abandoned) / calls) * 100),
    };
    before = { dials: view.dials, abandoned: view.abandoned };
  };
  const adapt = (at: number): void => {
    const agents = average(samples.map((one) => one.agents));
    if (agents === 0) return;
    const minutes = OPENS + Math.floor(at / 60);
    const hhmm = Math.floor(minutes / 60) * 100 + (minutes % 60);
    level = nextLevel({ ...DEFAULTS, ...drops, method, level, agents, difference: average(samples.map((one) => one.difference)), hhmmLeft: LATEST - hhmm });
  };

  return {
    hear: () => undefined,
    decide: (view) => {
      if (view.at >= nextSample) { sample(view); nextSample = view.at + SAMPLE_EVERY; }
      if (view.at >= nextDrops) { count(view); nextDrops = view.at + DROPS_EVERY; }
      if (view.at >= nextLevelAt) { adapt(view.at); nextLevelAt = view.at + SAMPLES; }
      if (view.at < nextDial) return { dial: 0, cancel: [] };
      nextDial = view.at + DIAL_EVERY;
      // Wrapping agents are PAUSED and don't count; calls in talk count as lines.
      const goal = Math.round(level * (view.ready + view.talking));
      return { dial: Math.max(0, goal - inFlight(view) - view.talking), cancel: [] };
    },
  };
}
const hundredths = (value: number): number => Math.round(value * 100) / 100;
const average = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length);
