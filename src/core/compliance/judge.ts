/**
 * One rule, ready to be asked. A judge answers one question: what is the least instant ≥ `at` at which this rule, and nothing
 * else, would allow? The instant itself means that it allows now; Infinity, that only other facts can cure it.
 */
import { readGauge } from './gauges.js';
import { dayBegan, localDay, reachDay, type ZoneClock } from '../time/clock.js';
import { holds } from './condition.js';
import { countDays, countRolling, matcher, matching, nextDays, nextRolling, type Matches } from './counting.js';
import { HORIZON, hoursOfDay, nextFitting } from './opening.js';
import type { Calendar, CountWindow, GaugeRule, PackRule, WindowRule } from './pack.js';
import type { GateAsk, LedgerEvent } from './request.js';

/** What is the same for all rules of one decision. */
export interface Asked {
  readonly ask: GateAsk;
  readonly events: readonly LedgerEvent[];
  /** The candidate zones there is data for. */
  readonly zones: readonly ZoneClock[];
  /** There is a candidate zone, and data for every one. */
  readonly located: boolean;
  /** Instants at which facts begin or end. */
  readonly boundaries: readonly number[];
  /** No fact of the request begins, ends, or lifts at some hours only. */
  readonly steady: boolean;
  /** Instants of the events each rule speaks of, found once however often it is asked. */
  readonly found: Map<Matches, Float64Array>;
}
/** Figures of a denial, for people. */
export interface Figures { readonly count?: number; readonly limit?: number; readonly windowStart?: number; readonly windowEnd?: number; readonly share?: number }
export interface Judge {
  next(asked: Asked, at: number): number;
  figures(asked: Asked, at: number): Figures;
}

/** Fixed zones and the calendar are resolved beforehand: a rule that can't be judged never gets here. */
export interface Resources { readonly clocks: readonly ZoneClock[]; readonly calendar: Calendar | undefined }

export function judgeOf(rule: PackRule, resources: Resources): Judge | null {
  switch (rule.kind) {
    case 'window': return windowJudge(rule, resources);
    case 'count': return countJudge(rule.window, rule.limit, matcher(rule.count, rule.key), resources);
    case 'cooldown': return countJudge(rule.window, 1, matcher(rule.after, rule.key), resources);
    case 'spacing': return countJudge({ form: 'rolling', seconds: rule.between }, 1, matcher(rule.count, rule.key), resources);
    case 'predicate': return factJudge((ask, at) => holds(rule.denyIf, ask, at));
    case 'consent': return factJudge((ask, at) => !holds({ is: 'fact', of: rule.needs }, ask, at));
    case 'gauge': return gaugeJudge(rule);
    case 'obligation': case 'script': return null;
  }
}

function windowJudge(rule: WindowRule, { clocks, calendar }: Resources): Judge {
  const hours = hoursOfDay(rule.table, calendar, rule.openExcluded ? 1 : 0);
  const fixed = rule.zones === 'candidates' ? undefined : clocks;
  return {
    next: (asked, at) => {
      if (!fixed && !asked.located) return Infinity;
      const zones = fixed ?? asked.zones;
      const limit = at + HORIZON;
      let from = at;
      for (;;) {
        let latest = from;
        for (const clock of zones) latest = Math.max(latest, nextFitting(clock, hours, rule.fit, from, limit));
        if (latest === from || latest === Infinity) return latest;
        from = latest;
      }
    },
    // The local day that is judged, in the first zone that is closed.
    figures: (asked, at) => {
      const closed = (fixed ?? asked.zones).find((clock) => nextFitting(clock, hours, rule.fit, at, at) !== at);
      return closed ? dayOf(closed, at, 1) : {};
    },
  };
}

function countJudge(window: CountWindow, limit: number, matches: Matches, { clocks }: Resources): Judge {
  // Dates of a zone may lie up to a day beside those of another, and fall back where a clock does.
  const own = kept(matches, window.form === 'rolling' ? window.seconds : (window.days + 3) * 86_400);
  if (window.form === 'rolling') {
    return {
      next: (asked, at) => nextRolling(own(asked), window.seconds, limit, at),
      figures: (asked, at) => ({ count: countRolling(own(asked), window.seconds, at), limit, windowStart: at - window.seconds, windowEnd: at }),
    };
  }
  const zonesOf = (asked: Asked): readonly ZoneClock[] => (window.zone === 'candidates' ? asked.zones : clocks);
  return {
    next: (asked, at) => {
      const events = own(asked);
      if (events.length < limit) return at;
      let latest = at;
      for (const clock of zonesOf(asked)) latest = Math.max(latest, nextDays(events, window.days, limit, clock, at));
      return latest;
    },
    figures: (asked, at) => {
      const counted = zonesOf(asked).map((clock) => ({ clock, count: countDays(own(asked), window.days, clock, at) }));
      const most = counted.reduce<(typeof counted)[number] | undefined>((best, one) => (best && best.count >= one.count ? best : one), undefined);
      return most ? { count: most.count, limit, ...dayOf(most.clock, at, window.days) } : { limit };
    },
  };
}
const kept = (matches: Matches, span: number) => (asked: Asked): Float64Array => {
  const before = asked.found.get(matches);
  if (before) return before;
  const found = matching(asked.events, matches, asked.ask, asked.ask.now - span);
  asked.found.set(matches, found);
  return found;
};
/** From the first instant of the first of `days` local days to the end of today. */
function dayOf(clock: ZoneClock, at: number, days: number): { readonly windowStart: number; readonly windowEnd: number } {
  const today = localDay(clock, at);
  return { windowStart: days === 1 ? dayBegan(clock, at) : reachDay(clock, at - (days + 1) * 86_400, today - days + 1), windowEnd: reachDay(clock, at, today + 1) };
}

/** What depends on facts alone changes only where a fact begins or ends. */
function factJudge(denies: (ask: GateAsk, at: number) => boolean): Judge {
  return {
    next: ({ ask, boundaries }, at) => {
      if (!denies(ask, at)) return at;
      return boundaries.find((one) => one > at && !denies(ask, one)) ?? Infinity;
    },
    figures: () => ({}),
  };
}

function gaugeJudge(rule: GaugeRule): Judge {
  return {
    next: ({ ask }, at) => ((readGauge(ask.gauges, rule) ?? 1) >= rule.stop ? Infinity : at),
    figures: ({ ask }) => { const share = readGauge(ask.gauges, rule); return { limit: rule.stop, ...(share === undefined ? {} : { share }) }; },
  };
}
