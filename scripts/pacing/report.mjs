/** The figures as Markdown: the suite's table, the targets, paired comparisons. Shares come as fractions and are shown in percent. */
import { SCENARIOS, SIZES } from './cells.mjs';

const pct = (share, digits = 1) => (share * 100).toFixed(digits);
const row = (cells) => `| ${cells.join(' | ')} |`;
export const tableOf = (heads, rows) => `${row(heads)}\n${row(heads.map(() => '---'))}\n${rows.map(row).join('\n')}\n`;
/** Two-sided 95 % quantiles of Student's t by degrees of freedom. */
const T = [0, 12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1, 2.09, 2.09, 2.08, 2.07, 2.07, 2.06];
const student = (freedom) => T[freedom] ?? 2.03;

/** `u (a/p95)`, as the literature of the suite writes it. */
const short = (summary) => (summary === undefined ? '–' : `${pct(summary.occupancy.mean)} (${pct(summary.abandon.mean, 2)}/${pct(summary.abandon.p95, 2)})`);
const keyOf = (cell) => `${cell.group} ${cell.scenario} ${cell.agents} ${cell.policy}`;

/** `done`: [{ cell, summary, chosen? }]. */
export function indexOf(done) {
  const all = new Map(done.map((one) => [keyOf(one.cell), one]));
  return (group, scenario, agents, policy) => all.get(keyOf({ group, scenario, agents, policy }));
}

export function suiteTable(find) {
  const heads = ['scenario', 'team', 'days', '**predictive**', 'worst day', 'peak', 'wait s', 'progressive', 'VICIdial average', 'hard', 'tapered', 'fixed ratio, hindsight'];
  const rows = [];
  for (const scenario of SCENARIOS) for (const agents of SIZES) {
    const of = (policy) => find('suite', scenario, agents, policy);
    const ours = of('predictive')?.summary;
    if (['predictive', 'progressive', 'vicidial:average', 'ratio'].every((policy) => of(policy) === undefined)) continue;
    const ratio = of('ratio');
    rows.push([scenario, agents, ours?.days.length ?? '–', ours === undefined ? 'not run' : `**${short(ours)}**`, ours === undefined ? '–' : pct(ours.abandon.max, 2), ours === undefined ? '–' : pct(ours.peakAfter30.p95), ours?.waitMean.toFixed(1) ?? '–',
      short(of('progressive')?.summary), short(of('vicidial:average')?.summary), short(of('vicidial:hard')?.summary), short(of('vicidial:tapered')?.summary), ratio === undefined ? '–' : ratio.chosen === null ? 'none keeps the limit' : `${short(ratio.summary)} ${ratio.chosen.slice(6)}`]);
  }
  return tableOf(heads, rows);
}

const BASE_TARGETS = { 1: 0.53, 5: 0.7, 10: 0.78, 30: 0.88, 100: 0.945, 300: 0.975 };
const LEVER_TARGETS = { 1: 0.58, 5: 0.73, 10: 0.805, 30: 0.895, 100: 0.955 };
const NEAR_TARGETS = { 5: 0.58, 10: 0.67, 30: 0.805, 100: 0.895 };
const MARKOV_TARGETS = { 10: 0.81, 30: 0.9 };
const PORT = { base: [0.507, 0.01], lowp: [0.168, 0.006], highp: [0.802, 0.008] };

/** A figure of fewer days than the suite has is not yet an answer. */
const verdict = (found, met) => `${met(found.summary) ? 'met' : '**missed**'}${found.summary.days.length < found.cell.last ? ' so far' : ''}`;

/** [what, target, measured, verdict] for each aim. What wasn't run says so. */
export function targetRows(find, done) {
  const rows = [];
  const add = (what, target, found, measured, met) => rows.push([what, target, found === undefined ? 'not run' : `${measured(found.summary)}, ${found.summary.days.length} of ${found.cell.last} days`, found === undefined ? '–' : verdict(found, met)]);
  const occupancy = (summary) => `${pct(summary.occupancy.mean)} % ± ${pct(summary.occupancy.se)}`;
  for (const [scenario, [centre, off]] of Object.entries(PORT)) add(`port check: progressive, ${scenario}, 10`, `${pct(centre)} ± ${pct(off)} %`, find('suite', scenario, 10, 'progressive'), occupancy, (one) => Math.abs(one.occupancy.mean - centre) <= off);
  const least = (group, scenario, policy, targets, name) => { for (const [agents, target] of Object.entries(targets)) add(`${name}, ${agents}`, `≥ ${pct(target)} %`, find(group, scenario, Number(agents), policy), occupancy, (one) => one.occupancy.mean >= target); };
  least('suite', 'base', 'predictive', BASE_TARGETS, 'occupancy, base');
  least('levers', 'base', 'predictive', LEVER_TARGETS, 'occupancy, base with both levers');
  least('near-zero', 'base', 'nearzero:0.001', NEAR_TARGETS, 'occupancy, near-zero');
  for (const agents of Object.keys(NEAR_TARGETS)) add(`abandonment, near-zero, ${agents}`, 'mean ≤ 0.30 %, p95 ≤ 0.50 %', find('near-zero', 'base', Number(agents), 'nearzero:0.001'), (one) => `${pct(one.abandon.mean, 2)} %, ${pct(one.abandon.p95, 2)} %`, (one) => one.abandon.mean <= 0.003 && one.abandon.p95 <= 0.005);
  least('markov', 'markov', 'predictive', MARKOV_TARGETS, 'occupancy, Markov case');
  const ours = done.filter(({ cell }) => cell.policy === 'predictive');
  if (ours.length > 0) {
    const over = (name, broken) => rows.push([`${name} in each of the ${ours.length} predictive cells run`, '', broken.length === 0 ? 'none above' : broken.map(({ cell, summary }) => `${cell.group} ${cell.scenario} ${cell.agents}: ${pct(summary.abandon.p95, 2)} %, worst ${pct(summary.abandon.max, 2)} %`).join('; '), broken.length === 0 ? `met${ours.every((one) => one.summary.days.length >= one.cell.last) ? '' : ' so far'}` : '**missed**']);
    over('p95 of the day’s abandonment ≤ 3.0 %', ours.filter(({ summary }) => summary.abandon.p95 > 0.03));
    over('worst day ≤ 3.1 %', ours.filter(({ summary }) => summary.abandon.max > 0.031));
  }
  for (const [agents, most] of [[10, 0.1], [100, 0.06]]) add(`early peak, base, ${agents} (p95 over days)`, `≤ ${pct(most)} %`, find('suite', 'base', agents, 'predictive'), (one) => `${pct(one.peakAfter30.p95)} %`, (one) => one.peakAfter30.p95 <= most);
  for (const [agents, most] of [[30, 500], [300, 2000]]) add(`a decision, p99, base, ${agents}`, `< ${most / 1000} ms`, find('suite', 'base', agents, 'predictive'), (one) => `${(one.decisionMicros.p99 / 1000).toFixed(2)} ms (p50 ${(one.decisionMicros.p50 / 1000).toFixed(3)} ms)`, (one) => one.decisionMicros.p99 < most);
  return rows;
}

/** Differences of occupancy on equal seeds, in points, with a 95 % t interval. */
export function pairedTable(find) {
  const baselines = ['progressive', 'vicidial:average', 'vicidial:hard', 'vicidial:tapered', 'ratio'];
  const rows = [];
  for (const scenario of SCENARIOS) for (const agents of SIZES) {
    const ours = find('suite', scenario, agents, 'predictive')?.summary;
    if (ours !== undefined) rows.push([scenario, agents, ...baselines.map((policy) => difference(ours, find('suite', scenario, agents, policy)))]);
  }
  return tableOf(['scenario', 'team', 'over progressive', 'over VICIdial average', 'over hard', 'over tapered', 'over fixed ratio'], rows);
}
function difference(ours, other) {
  if (other?.summary === undefined) return '–';
  const theirs = new Map(other.summary.days.map((day) => [day.seed, day.occupancy]));
  const points = ours.days.filter((day) => theirs.has(day.seed)).map((day) => (day.occupancy - theirs.get(day.seed)) * 100);
  if (points.length < 2) return '–';
  const centre = points.reduce((sum, one) => sum + one, 0) / points.length;
  const error = Math.sqrt(points.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (points.length - 1) / points.length);
  const breaks = other.summary.abandon.p95 > 0.03 ? ' †' : '';
  return `${centre >= 0 ? '+' : ''}${centre.toFixed(1)} ± ${(student(points.length - 1) * error).toFixed(1)}${breaks}`;
}

export function extraTable(done) {
  const wanted = done.filter(({ cell }) => cell.group !== 'suite');
  return tableOf(['', 'scenario', 'team', 'policy', 'days', 'occupancy (abandoned mean/p95)', 'worst day', 'wait s', 'dials per connection'], wanted.map(({ cell, summary }) => [cell.group, cell.scenario, cell.agents, cell.policy, summary.days.length, short(summary), pct(summary.abandon.max, 2), summary.waitMean.toFixed(1), summary.dialsPerConnect.toFixed(2)]));
}
