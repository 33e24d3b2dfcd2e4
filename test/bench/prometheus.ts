/** Reads the text of /metrics, and what happened between two readings of it. */
export interface Sample { readonly labels: Readonly<Record<string, string>>; readonly value: number }
export type Scrape = ReadonlyMap<string, readonly Sample[]>;

export function readMetrics(text: string): Scrape {
  const found = new Map<string, Sample[]>();
  for (const line of text.split('\n')) {
    const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    const [, name, labels, value] = match ?? [];
    if (name === undefined) continue;
    const pairs = [...(labels ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]): [string, string] => [key ?? '', text ?? '']);
    const sample = { labels: Object.fromEntries(pairs), value: Number(value) };
    const known = found.get(name);
    if (known) known.push(sample); else found.set(name, [sample]);
  }
  return found;
}
export const sum = (scrape: Scrape, name: string, labels: Readonly<Record<string, string>> = {}): number =>
  (scrape.get(name) ?? []).filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value)).reduce((total, sample) => total + sample.value, 0);

export interface Spread { readonly count: number; readonly mean: number; /** Seconds; between two bounds of the histogram, taken as evenly spread. */ quantile(share: number): number; /** Share of observations not above a bound of the histogram. */ within(bound: number): number }

/** What a histogram saw between two readings. */
export function between(before: Scrape, after: Scrape, name: string): Spread {
  const buckets = (after.get(`${name}_bucket`) ?? []).map((sample) => {
    const le = sample.labels['le'] ?? '';
    return { bound: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), upTo: sample.value - sum(before, `${name}_bucket`, { le }) };
  }).sort((a, b) => a.bound - b.bound);
  const count = buckets.at(-1)?.upTo ?? 0;
  const total = sum(after, `${name}_sum`) - sum(before, `${name}_sum`);
  return {
    count, mean: count === 0 ? 0 : total / count,
    quantile: (share) => {
      const wanted = share * count;
      let low = { bound: 0, upTo: 0 };
      for (const bucket of buckets) {
        if (bucket.upTo >= wanted && bucket.upTo > low.upTo) return bucket.bound === Number.POSITIVE_INFINITY ? low.bound : low.bound + ((bucket.bound - low.bound) * (wanted - low.upTo)) / (bucket.upTo - low.upTo);
        low = bucket;
      }
      return low.bound;
    },
    within: (bound) => (count === 0 ? 0 : (buckets.filter((bucket) => bucket.bound <= bound).at(-1)?.upTo ?? 0) / count),
  };
}
