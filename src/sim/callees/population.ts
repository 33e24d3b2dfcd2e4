/**
 * A population behind the numbers, from one seed. What a person is like depends on (seed, number); what happens on one
 * call on (seed, number, how often it was called before, the hour): the same seed gives the same world, whatever order
 * other numbers are called in.
 */
import type { Instant, Millis } from '../../core/units.js';
import { between, chance, logNormal, SeededDice, weighted } from '../rng.js';
import { refusal, type AnsweredScript, type CalleeModel, type CalleeScript, type Sound } from './model.js';
import { DEFAULT_POPULATION, type PopulationSettings } from './population-settings.js';

export interface PopulationOptions {
  readonly seed: string | number;
  readonly settings?: Partial<PopulationSettings>;
}

interface Person { readonly invalid: boolean; readonly wrong: boolean; /** Multiplies the hour's answer rate. */ readonly willingness: number; readonly colourRing: boolean }

const MIN_ANSWER: Millis = 1500;
const HELLO: Sound = { after: 300, length: 700, kind: 'speech' };

export class Population implements CalleeModel {
  readonly #settings: PopulationSettings;
  readonly #seed: string;
  readonly #calls = new Map<string, number>();

  constructor(options: PopulationOptions) {
    this.#settings = { ...DEFAULT_POPULATION, ...options.settings };
    this.#seed = String(options.seed);
    if (this.#settings.answerByHour.length !== 24) throw new RangeError('answerByHour needs 24 numbers');
  }

  behaviour(number: string, at: Instant): CalleeScript {
    const before = this.#calls.get(number) ?? 0;
    this.#calls.set(number, before + 1);
    return this.script(number, at, before);
  }

  /** What the call number `before + 1` to a number meets. Pure. */
  script(number: string, at: Instant, before: number): CalleeScript {
    const s = this.#settings;
    const digits = number.replace(/\D/g, '');
    const person = this.#person(digits);
    const dice = new SeededDice(`${this.#seed}/call/${digits}/${before}`);
    const median = ([m, sigma]: readonly [Millis, number]): Millis => logNormal(dice, m, sigma);
    const progressAfter = Math.min(6000, median(s.progressAfter));
    const ringing = { after: progressAfter, earlyMedia: person.colourRing };
    if (person.invalid) return chance(dice, 0.5) ? refusal(404, 'Not Found', between(dice, 200, 1500)) : announcement(progressAfter, 404, 'Not Found', 6000);
    const met = weighted(dice, { congestion: s.congestion, forbidden: s.forbidden, silent: s.silent, busy: s.busy, switchedOff: s.switchedOff, declined: s.declined, reached: rest(s) });
    switch (met) {
      case 'congestion': return refusal(503, 'Service Unavailable', between(dice, 100, 1200));
      case 'forbidden': return refusal(403, 'Forbidden', between(dice, 50, 300));
      case 'silent': return { kind: 'silent', end: { kind: 'none' } };
      case 'busy': return refusal(486, 'Busy Here', between(dice, 500, 3000));
      case 'switchedOff': return announcement(progressAfter, 480, 'Temporarily Unavailable', between(dice, 6000, 14_000));
      case 'declined': return { kind: 'refused', progress: ringing, end: { kind: 'refuse', after: progressAfter + between(dice, 1500, 12_000), status: 603, phrase: 'Decline' } };
      default: break;
    }
    const hour = Math.floor((((at / 3_600_000 + s.utcOffsetHours) % 24) + 24) % 24);
    const answers = Math.min(0.98, (s.answerByHour[hour] ?? 0.3) * person.willingness * s.fatigue ** before);
    if (chance(dice, answers)) {
      const after = Math.max(MIN_ANSWER, progressAfter + 300, median(s.answerAfter));
      return { kind: 'human', progress: ringing, end: { kind: 'answer', after }, answered: this.#talk(dice, person), ...(person.colourRing ? { earlySounds: [{ after: 0, length: after, kind: 'tone', hertz: [440, 480] }] } : {}) };
    }
    if (chance(dice, s.voicemail)) {
      const greeting = between(dice, 4000, 12_000);
      return {
        kind: 'machine', progress: ringing, end: { kind: 'answer', after: Math.max(MIN_ANSWER, median(s.voicemailAfter)) },
        answered: { sounds: [{ after: 400, length: greeting, kind: 'speech' }, { after: 400 + greeting, length: 500, kind: 'tone', hertz: [1000] }], hangUpAfter: greeting + 60_000 },
      };
    }
    return { kind: 'silent', progress: ringing, end: { kind: 'refuse', after: 60_000 + between(dice, 0, 5000), status: 480, phrase: 'Temporarily Unavailable' } };
  }

  #person(digits: string): Person {
    const s = this.#settings;
    const dice = new SeededDice(`${this.#seed}/person/${digits}`);
    const invalid = chance(dice, s.invalid);
    const wrong = chance(dice, s.wrongPerson);
    const willingness = Math.max(0, 1 + s.willingnessSpread * (2 * dice.next() - 1) * 2);
    return { invalid, wrong, willingness, colourRing: chance(dice, s.colourRing) };
  }

  #talk(dice: SeededDice, person: Person): AnsweredScript {
    const s = this.#settings;
    const quick = chance(dice, s.quickHangup);
    const [low, high] = s.quickHangupAfter;
    const answered = {
      sounds: [HELLO],
      patience: Math.max(1500, logNormal(dice, s.patience[0], s.patience[1])),
      talk: person.wrong ? between(dice, 8000, 35_000) : Math.max(3000, logNormal(dice, s.talk[0], s.talk[1])),
      listens: Math.max(800, logNormal(dice, s.listens[0], s.listens[1])),
    };
    return quick ? { ...answered, hangUpAfter: between(dice, low, high) } : answered;
  }
}

const rest = (s: PopulationSettings): number => Math.max(0, 1 - s.congestion - s.forbidden - s.silent - s.busy - s.switchedOff - s.declined);

const announcement = (after: Millis, status: number, phrase: string, length: Millis): CalleeScript => ({
  kind: 'announcement', progress: { after, earlyMedia: true }, earlySounds: [{ after: 200, length: length - 400, kind: 'speech' }],
  end: { kind: 'refuse', after: after + length, status, phrase },
});
