/** Small SVG pictures of curves for the docs: one panel below the other over one x axis. No package draws them. */
export interface Curve { readonly label: string; readonly colour: string; readonly points: readonly (readonly [x: number, y: number])[]; readonly dots?: boolean }
export interface Panel { readonly label: string; /** Top of the y axis; absent: a round number above the highest point. */ readonly top?: number; readonly curves: readonly Curve[] }
export interface Picture { readonly title: string; readonly xLabel: string; readonly panels: readonly Panel[] }

const WIDTH = 720;
const LEFT = 58;
const RIGHT = 26;
const HEIGHT = 110;
const GAP = 44;
const HEAD = 40;

export function svg(picture: Picture): string {
  const all = picture.panels.flatMap((panel) => panel.curves.flatMap((curve) => curve.points));
  const most = Math.max(1e-9, ...all.map(([x]) => x));
  const x = (value: number): number => LEFT + (value / most) * (WIDTH - LEFT - RIGHT);
  const height = HEAD + picture.panels.length * (HEIGHT + GAP) + 8;
  const panels = picture.panels.map((panel, n) => drawn(panel, HEAD + n * (HEIGHT + GAP) + HEIGHT, x)).join('');
  const base = HEAD + (picture.panels.length - 1) * (HEIGHT + GAP) + HEIGHT;
  const ticks = steps(most).map((value) => `<text x="${x(value).toFixed(1)}" y="${base + 16}" text-anchor="middle">${value}</text>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="11" fill="#222"><title>${text(picture.title)}</title><rect width="100%" height="100%" fill="#fff"/>${panels}${ticks}<text x="${WIDTH - RIGHT}" y="${base + 32}" text-anchor="end">${text(picture.xLabel)}</text></svg>\n`;
}

function drawn(panel: Panel, base: number, x: (value: number) => number): string {
  const values = panel.curves.flatMap((curve) => curve.points.map(([, y]) => y));
  const top = panel.top ?? steps(Math.max(1e-9, ...values)).at(-1) ?? 1;
  const y = (value: number): number => base - (Math.min(value, top) / top) * HEIGHT;
  const grid = [0, top / 2, top].map((value) => `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${Number(value.toPrecision(3))}</text>`).join('');
  const lines = panel.curves.map((curve) => {
    const points = curve.points.map(([px, py]) => [x(px).toFixed(1), y(py).toFixed(1)] as const);
    const dots = curve.dots === true ? points.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="2.6" fill="${curve.colour}"/>`).join('') : '';
    return `<polyline fill="none" stroke="${curve.colour}" stroke-width="1.6" points="${points.map((one) => one.join(',')).join(' ')}"/>${dots}`;
  }).join('');
  let at = LEFT;
  const legend = [{ label: panel.label, colour: '#222', weight: 600 }, ...panel.curves.filter((curve) => curve.label !== '').map((curve) => ({ label: `— ${curve.label}`, colour: curve.colour, weight: 400 }))].map(({ label, colour, weight }) => {
    const here = at;
    at += label.length * 6.2 + 14;
    return `<text x="${here}" y="${base - HEIGHT - 8}" fill="${colour}" font-weight="${weight}">${text(label)}</text>`;
  }).join('');
  return `${legend}${grid}${lines}`;
}

/** Round steps from 0 to the first at or above `most`: 4 to 10 of them. */
function steps(most: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => most / one <= 8) ?? power * 10;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, n) => Number((n * step).toPrecision(6)));
}
const text = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
