/** A population whose carriers misbehave from time to time. */
import type { Instant, Millis } from '../../core/units.js';
import { refusal, type CalleeModel, type CalleeScript } from '../callees/model.js';
import { Population } from '../callees/population.js';
import { between, chance, type SeededDice } from '../rng.js';

/** Shares of calls that meet it now, 0 to 1. */
export interface CarrierWeather { congestion: number; falseAnswers: number; endlessRinging: number; answersAtCancel: number }

export class City implements CalleeModel {
  readonly weather: CarrierWeather = { congestion: 0, falseAnswers: 0, endlessRinging: 0, answersAtCancel: 0 };
  /** Hears which weather a call met. */
  onFault: (kind: keyof CarrierWeather) => void = () => undefined;
  readonly #population: Population;
  readonly #machines = new Set<string>();

  /** `ringTimeout`: of the campaigns, for answers at the instant the ringing is given up. */
  constructor(seed: string, private readonly dice: SeededDice, private readonly ringTimeout: Millis) {
    this.#population = new Population({ seed, settings: {
      // Busy enough for hundreds of attempts in half an hour, at any hour of the day.
      answerByHour: Array.from({ length: 24 }, () => 0.42), talk: [110_000, 0.6], answerAfter: [6_500, 0.4], quickHangup: 0.08, quickHangupAfter: [0, 900], invalid: 0.01, voicemail: 0.1, voicemailAfter: [14_000, 0.15],
    } });
  }

  /** Did the last call to this number reach a machine? */
  isMachine(number: string): boolean { return this.#machines.has(number); }
  behaviour(number: string, at: Instant): CalleeScript {
    const script = this.#script(number, at);
    if (script.kind === 'machine') this.#machines.add(number); else this.#machines.delete(number);
    return script;
  }

  #script(number: string, at: Instant): CalleeScript {
    const { weather, dice } = this;
    const meets = (kind: keyof CarrierWeather): boolean => {
      if (weather[kind] === 0 || !chance(dice, weather[kind])) return false;
      this.onFault(kind);
      return true;
    };
    if (meets('congestion')) return refusal(503, 'Service Unavailable', between(dice, 20, 1_500));
    if (meets('endlessRinging')) return { kind: 'silent', progress: { after: between(dice, 100, 3_000), earlyMedia: chance(dice, 0.3) }, end: { kind: 'none' } };
    if (meets('falseAnswers')) {
      // The network "answers" for a phone that does not: there at once, and gone after moments or silent for long.
      return { kind: 'human', progress: { after: 100, earlyMedia: false }, end: { kind: 'answer', after: between(dice, 150, 1_500) }, answered: chance(dice, 0.6) ? { hangUpAfter: between(dice, 0, 2_500) } : { patience: 60_000, hangUpAfter: 60_000 } };
    }
    if (meets('answersAtCancel')) return { kind: 'human', progress: { after: 800, earlyMedia: false }, end: { kind: 'answer', after: this.ringTimeout - between(dice, -60, 1_000) }, answered: { talk: 20_000, patience: 6_000, listens: 6_000 } };
    return this.#population.behaviour(number, at);
  }
}
