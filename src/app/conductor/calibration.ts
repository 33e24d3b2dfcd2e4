import type { Instant, Millis } from '../../core/units.js';

const SLOT: Millis = 5 * 60_000;
const DAY: Millis = 24 * 3_600_000;
const HOUR: Millis = 3_600_000;

/** What was forecast of the calls placed in a time, and what came of calls in that time. */
export interface Calibrated { readonly answers: number; readonly abandons: number; readonly forecastAnswers: number; readonly forecastAbandons: number }
interface Slot { readonly from: Instant; answers: number; abandons: number; forecastAnswers: number; forecastAbandons: number }

/** Forecast against what happened, in slots of five minutes over a day: the best sign of a pacer's health. */
export class Calibration {
  #slots: Slot[] = [];

  forecast(at: Instant, forecast: { readonly answers: number; readonly abandons: number }): void {
    if (forecast.answers === 0 && forecast.abandons === 0) return;
    const slot = this.#slot(at);
    slot.forecastAnswers += forecast.answers;
    slot.forecastAbandons += forecast.abandons;
  }
  answered(at: Instant): void { this.#slot(at).answers += 1; }
  abandoned(at: Instant): void { this.#slot(at).abandons += 1; }

  lastHour(now: Instant): Calibrated { return this.#sum(now - HOUR); }
  lastDay(now: Instant): Calibrated { return this.#sum(now - DAY); }

  /** `[from, answers, abandons, forecast answers, forecast abandons]` of each slot. */
  rows(): readonly (readonly number[])[] { return this.#slots.map((one) => [one.from, one.answers, one.abandons, one.forecastAnswers, one.forecastAbandons]); }
  restore(rows: readonly (readonly number[])[]): void {
    this.#slots = rows.map(([from = 0, answers = 0, abandons = 0, forecastAnswers = 0, forecastAbandons = 0]) => ({ from, answers, abandons, forecastAnswers, forecastAbandons }));
  }

  #sum(since: Instant): Calibrated {
    const sum = { answers: 0, abandons: 0, forecastAnswers: 0, forecastAbandons: 0 };
    for (const one of this.#slots) {
      if (one.from + SLOT <= since) continue;
      sum.answers += one.answers;
      sum.abandons += one.abandons;
      sum.forecastAnswers += one.forecastAnswers;
      sum.forecastAbandons += one.forecastAbandons;
    }
    return sum;
  }
  #slot(at: Instant): Slot {
    const last = this.#slots.at(-1);
    // An answer a moment before its slot's end may be told after it.
    if (last && at < last.from + SLOT) return last;
    const slot: Slot = { from: Math.floor(at / SLOT) * SLOT, answers: 0, abandons: 0, forecastAnswers: 0, forecastAbandons: 0 };
    this.#slots.push(slot);
    if (this.#slots.length > DAY / SLOT + 1) this.#slots.shift();
    return slot;
  }
}
