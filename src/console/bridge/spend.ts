/** A trunk's prices as people type them, one a line: `+86 0.045 60 60 0` (prefix, a minute, first seconds, then by seconds, an answer). */
import type { Trunk } from '../shared/calls.js';

type Spend = NonNullable<Trunk['spend']>;
const UNIT = 1_000_000;
export const shown = (micros: number): string => (micros / UNIT).toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1');
export const ratesText = (rates: Spend['rates']): string => rates.map((one) => [one.prefix, shown(one.perMinute), one.first, one.step, ...(one.setup === 0 ? [] : [shown(one.setup)])].join(' ')).join('\n');
/** null: a line can not be read. */
export function ratesOf(text: string): Spend['rates'] | null {
  const rates: Spend['rates'] = [];
  for (const line of text.split('\n').map((one) => one.trim()).filter((one) => one !== '')) {
    const [prefix = '', perMinute = '', first = '60', step = '60', setup = '0', ...more] = line.split(/\s+/);
    if (more.length > 0 || !/^\+\d*$/.test(prefix) || ![perMinute, setup].every((one) => /^\d+(?:\.\d{1,6})?$/.test(one)) || ![first, step].every((one) => /^\d+$/.test(one))) return null;
    rates.push({ prefix, perMinute: Math.round(Number(perMinute) * UNIT), first: Number(first), step: Number(step), setup: Math.round(Number(setup) * UNIT) });
  }
  return rates;
}
export const microsOf = (text: string): number => Math.round(Number(text) * UNIT);
