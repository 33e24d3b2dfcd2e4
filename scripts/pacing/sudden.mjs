/** Sudden worlds: what happened around the change, as words and as a small SVG plot. Curves are means over the days played. */
import { SUDDEN_EVERY } from './cells.mjs';

const BEFORE = 600;
const AFTER = 1800;
/** Recovered: after its lowest point, occupancy over two minutes is back within 3 points of where it settles. */
const WINDOW = 120;
const NEAR = 0.03;

/** `days`: [{ result, stretches }] of one world. */
export function summaryOf(world, days, limit) {
  const at = (seconds) => Math.round(seconds / SUDDEN_EVERY);
  const count = Math.min(...days.map((day) => day.stretches.length));
  const average = (of) => Array.from({ length: count }, (_, i) => days.reduce((sum, day) => sum + of(day.stretches[i], day.stretches[i - 1]), 0) / days.length);
  const busy = average((one) => one.busy);
  const ready = average((one) => one.ready);
  const curves = {
    occupancy: busy.map((one, i) => one / Math.max(1e-9, one + ready[i])), inFlight: average((one) => one.inFlight), placed: average((one) => one.placed),
    abandoned: average((one) => (one.live === 0 ? 0 : one.abandoned / one.live)),
  };
  const smooth = curves.occupancy.map((_, i) => meanOf(busy.slice(Math.max(0, i - at(WINDOW) + 1), i + 1)) / Math.max(1e-9, meanOf(busy.slice(Math.max(0, i - at(WINDOW) + 1), i + 1)) + meanOf(ready.slice(Math.max(0, i - at(WINDOW) + 1), i + 1))));
  const start = at(world.at);
  const settles = meanOf(curves.occupancy.slice(start + at(AFTER)));
  // From the lowest point of the first ten minutes on.
  const first = smooth.slice(start, start + at(600));
  const lowest = start + first.indexOf(Math.min(...first));
  const back = smooth.findIndex((one, i) => i >= lowest && one >= settles - NEAR);
  const recovered = smooth[lowest] >= settles - NEAR ? 0 : back < 0 ? null : (back - start) * SUDDEN_EVERY;
  const lost = (from, to) => days.map((day) => { const [a, b] = [day.stretches[Math.max(0, at(from))], day.stretches[Math.min(count - 1, at(to))]]; return { live: b.live - (from <= 0 ? 0 : a.live), abandoned: b.abandoned - (from <= 0 ? 0 : a.abandoned) }; });
  const five = lost(world.at, world.at + 300);
  const most = (from, to) => Math.max(...days.map((day) => Math.max(0, ...day.stretches.slice(Math.max(0, at(from)), at(to)).map((one) => one.placed))));
  return {
    world, curves, days: days.length, recovered, settles,
    day: meanOf(days.map((day) => day.result.abandon)), worst: Math.max(...days.map((day) => day.result.abandon)), kept: days.every((day) => day.result.abandon <= limit),
    fiveMinutes: share(five), burstBefore: world.at === 0 ? most(1800, 3600) : most(world.at - AFTER, world.at), burstAfter: most(world.at, world.at + 900),
    peakLines: Math.max(...days.map((day) => Math.max(...day.stretches.slice(start, start + at(900)).map((one) => one.inFlight)))),
  };
}
const meanOf = (values) => (values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length);
const share = (parts) => { const live = parts.reduce((sum, one) => sum + one.live, 0); return live === 0 ? 0 : parts.reduce((sum, one) => sum + one.abandoned, 0) / live; };

const WIDTH = 720;
const LEFT = 54;
const RIGHT = 26;
const PANEL = 92;
const COLOURS = { occupancy: '#1b6e53', inFlight: '#2f5fa8', placed: '#9db7de', abandoned: '#b3402e' };

export function plot(of) {
  const { world, curves } = of;
  const from = Math.max(0, world.at - BEFORE);
  const to = world.at + AFTER;
  const cut = (values) => values.slice(Math.round(from / SUDDEN_EVERY), Math.round(to / SUDDEN_EVERY) + 1);
  const x = (i) => LEFT + (i / ((to - from) / SUDDEN_EVERY)) * (WIDTH - LEFT - RIGHT);
  const panel = (index, label, top, lines, suffix) => {
    const base = 34 + index * (PANEL + 26) + PANEL;
    const y = (value) => base - (Math.min(value, top) / top) * PANEL;
    const grid = [0, top / 2, top].map((value) => `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${Number(value.toPrecision(2))}${suffix}</text>`).join('');
    const paths = lines.map(([values, colour, width]) => `<polyline fill="none" stroke="${colour}" stroke-width="${width}" points="${cut(values).map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}"/>`).join('');
    return `<text x="${LEFT}" y="${base - PANEL - 6}" font-weight="600">${label}</text>${grid}${paths}`;
  };
  const height = 34 + 3 * (PANEL + 26) + 10;
  const up = (value, step) => Math.max(step, Math.ceil(value / step) * step);
  const lines = up(Math.max(...cut(curves.inFlight), ...cut(curves.placed)), 20);
  const mark = world.at === 0 ? '' : `<line x1="${x((world.at - from) / SUDDEN_EVERY)}" x2="${x((world.at - from) / SUDDEN_EVERY)}" y1="28" y2="${height - 34}" stroke="#555" stroke-dasharray="4 3"/>`;
  const minutes = Array.from({ length: Math.floor((to - from) / 300) + 1 }, (_, i) => from + i * 300).map((at) => `<text x="${x((at - from) / SUDDEN_EVERY)}" y="${height - 6}" text-anchor="middle">${(at - world.at) / 60} min</text>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height + 6}" font-family="system-ui, sans-serif" font-size="11" fill="#222"><title>${world.title}</title><rect width="100%" height="100%" fill="#fff"/>${mark}${panel(0, 'occupancy, %', 100, [[curves.occupancy.map((one) => one * 100), COLOURS.occupancy, 1.6]], '')}${panel(1, 'lines in flight (dark), placed per 10 s (light)', lines, [[curves.placed, COLOURS.placed, 1.2], [curves.inFlight, COLOURS.inFlight, 1.6]], '')}${panel(2, 'abandoned of the day so far, %', 6, [[curves.abandoned.map((one) => one * 100), COLOURS.abandoned, 1.6], [curves.abandoned.map(() => 3), '#999', 0.8]], '')}${minutes}</svg>\n`;
}
