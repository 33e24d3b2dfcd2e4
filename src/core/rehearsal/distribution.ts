/** Distributions of the scenario file: how they are written, read and drawn. All values in seconds unless said. */
import { fail, ok, type Result } from '../result.js';
import { fields, isRecord, type Json } from './reading.js';
import type { Draws } from './random.js';

export type Distribution =
  | { readonly kind: 'lognormal'; readonly mean: number; /** Standard deviation ÷ mean, above 0. */ readonly cv: number; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number; readonly min: number; readonly max: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'fixed'; readonly value: number }
  | { readonly kind: 'mixture'; readonly parts: readonly { readonly weight: number; readonly of: Distribution }[]; readonly min: number; readonly max: number };

/** Before clipping. */
function raw(of: Distribution, draws: Draws): number {
  switch (of.kind) {
    case 'fixed': return of.value;
    case 'uniform': return draws.between(of.min, of.max);
    case 'exponential': return draws.exponential(of.mean);
    case 'lognormal': {
      const variance = Math.log(1 + of.cv * of.cv);
      return of.mean * Math.exp(Math.sqrt(variance) * draws.normal() - variance / 2);
    }
    case 'mixture': {
      let left = draws.next() * of.parts.reduce((sum, part) => sum + part.weight, 0);
      for (const part of of.parts) {
        left -= part.weight;
        if (left < 0) return sample(part.of, draws);
      }
      const last = of.parts[of.parts.length - 1];
      return last === undefined ? 0 : sample(last.of, draws);
    }
  }
}
const lowest = (of: Distribution): number => (of.kind === 'fixed' ? of.value : of.min);
const highest = (of: Distribution): number => (of.kind === 'fixed' ? of.value : of.max);

/** One value, clipped to [min, max]. */
export function sample(of: Distribution, draws: Draws): number {
  return Math.min(highest(of), Math.max(lowest(of), raw(of, draws)));
}

/** A distribution whose bounds it hardly ever meets would be drawn for ever. */
const TRIES = 1000;
/** One value; what falls outside [min, max] is drawn again (ring times), after 1000 tries clipped. */
export function sampleWithin(of: Distribution, draws: Draws): number {
  for (let i = 0; i < TRIES; i += 1) {
    const value = raw(of, draws);
    if (value >= lowest(of) && value <= highest(of)) return value;
  }
  return sample(of, draws);
}

/** `{"kind": …}`, `[low, high]` (uniform) or a plain number (fixed). */
export function readDistribution(value: Json, at: string): Result<Distribution> {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? ok({ kind: 'fixed', value }) : fail('scenario.number', `${at} must be 0 or more`, at);
  if (Array.isArray(value)) return readPair(value, at);
  if (!isRecord(value)) return fail('scenario.distribution', `${at} must be a distribution: a number, [low, high] or {"kind": …}`, at);
  const { kind } = value;
  const read = fields(value, at);
  switch (kind) {
    case 'lognormal': {
      const made = { kind, mean: read.number('mean', { above: 0 }), cv: read.number('cv', { above: 0 }), ...bounds(read) } as const;
      return read.done(['kind', 'mean', 'cv', 'min', 'max', 'weight'], made, ordered(made, at));
    }
    case 'exponential': {
      const made = { kind, mean: read.number('mean', { above: 0 }), ...bounds(read) } as const;
      return read.done(['kind', 'mean', 'min', 'max', 'weight'], made, ordered(made, at));
    }
    case 'uniform': {
      const made = { kind, min: read.number('min', { least: 0 }), max: read.number('max', { least: 0 }) } as const;
      return read.done(['kind', 'min', 'max', 'weight'], made, ordered(made, at));
    }
    case 'fixed': {
      const name = 'value' in value ? 'value' : 'mean';
      return read.done(['kind', name, 'weight'], { kind, value: read.number(name, { least: 0 }) });
    }
    case 'mixture': return readMixture(value, at);
    default: return fail('scenario.kind', `${at}.kind must be lognormal, exponential, uniform, fixed or mixture`, `${at}.kind`);
  }
}
const bounds = (read: ReturnType<typeof fields>): { readonly min: number; readonly max: number } => ({ min: read.number('min', { least: 0 }, 0), max: read.number('max', { least: 0 }, Infinity) });
const ordered = (made: { readonly min: number; readonly max: number }, at: string): string | null => (made.min <= made.max ? null : `${at}.min is above ${at}.max`);

function readPair(value: readonly Json[], at: string): Result<Distribution> {
  const [min, max] = value;
  if (value.length !== 2 || typeof min !== 'number' || typeof max !== 'number' || !(min >= 0 && max >= min && Number.isFinite(max))) return fail('scenario.distribution', `${at} must be two numbers, the lower one first`, at);
  return ok({ kind: 'uniform', min, max });
}
function readMixture(value: Readonly<Record<string, Json>>, at: string): Result<Distribution> {
  const read = fields(value, at);
  const given = value['parts'];
  if (!Array.isArray(given) || given.length === 0) return fail('scenario.distribution', `${at}.parts must be a list of weighted distributions`, `${at}.parts`);
  const parts: { weight: number; of: Distribution }[] = [];
  for (const [i, part] of given.entries()) {
    const where = `${at}.parts[${i}]`;
    if (!isRecord(part)) return fail('scenario.distribution', `${where} must be {"weight": …, "kind": …}`, where);
    const weight = fields(part, where).number('weight', { above: 0 });
    if (!Number.isFinite(weight)) return fail('scenario.number', `${where}.weight must be a number above 0`, `${where}.weight`);
    const of = readDistribution(part, where);
    if (!of.ok) return of;
    parts.push({ weight, of: of.value });
  }
  const made = { kind: 'mixture', parts, ...bounds(read) } as const;
  return read.done(['kind', 'parts', 'min', 'max'], made, ordered(made, at));
}
