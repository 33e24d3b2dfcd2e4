/** The normal law, as the overflow of large pools needs it. */

export const density = (x: number): number => 0.3989422804014327 * Math.exp(-0.5 * x * x);

/** P(Z ≤ x), within 7.5e-8 (Abramowitz and Stegun, 26.2.17). */
export function distribution(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail = density(x) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}

/**
 * P(S ≤ z) of an integer-valued sum with that mean, variance and third central moment, with continuity correction and
 * the first term of Edgeworth's series (skewness). Within [0, 1].
 */
export function edgeworth(z: number, mean: number, variance: number, third: number): number {
  if (variance < 1e-9) return mean <= z + 0.5 ? 1 : 0;
  const sd = Math.sqrt(variance);
  const x = (z + 0.5 - mean) / sd;
  if (x < -8) return 0;
  if (x > 8) return 1;
  const p = distribution(x) - (third / (variance * sd) / 6) * (x * x - 1) * density(x);
  return p < 0 ? 0 : p > 1 ? 1 : p;
}
