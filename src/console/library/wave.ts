/** A recording as bars: the loudest sample of each of `count` equal parts, 0 to 1. Knows no browser. */
export function peaks(samples: Float32Array, count: number): readonly number[] {
  const bars = Array.from({ length: count }, () => 0);
  for (let at = 0; at < samples.length; at++) {
    const bar = Math.min(count - 1, Math.floor((at * count) / samples.length));
    bars[bar] = Math.max(bars[bar] ?? 0, Math.abs(samples[at] ?? 0));
  }
  const most = Math.max(0.05, ...bars);
  return bars.map((one) => one / most);
}
/** A script's text with its findings: where nothing is found `finding` is null. Overlapping findings: the one that begins first. */
export function marked<F extends { readonly start: number; readonly end: number }>(text: string, findings: readonly F[]): readonly { readonly text: string; readonly finding: F | null }[] {
  const parts: { text: string; finding: F | null }[] = [];
  let at = 0;
  for (const finding of [...findings].filter((one) => one.end > one.start).sort((a, b) => a.start - b.start)) {
    if (finding.start < at) continue;
    if (finding.start > at) parts.push({ text: text.slice(at, finding.start), finding: null });
    parts.push({ text: text.slice(finding.start, finding.end), finding });
    at = finding.end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), finding: null });
  return parts;
}
