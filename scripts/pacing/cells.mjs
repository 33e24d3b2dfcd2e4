/** What the suite consists of: cells of scenario × team size × policy, and how many days each has. */
import { readFileSync } from 'node:fs';
import { at } from '../lib.mjs';

export const SCENARIOS = ['stat', 'base', 'heavy', 'lowp', 'highp', 'chaos'];
export const SIZES = [1, 5, 10, 30, 100, 300];
/** The larger the team, the longer its day is as an average: fewer days say as much. Constants are tuned on seeds from 1001 on, never on these. */
const DAYS = { 1: 40, 5: 24, 10: 24, 30: 12, 100: 6, 300: 3 };
export const VICIDIAL = ['vicidial:average', 'vicidial:hard', 'vicidial:tapered'];
const POLICIES = ['predictive', 'progressive', ...VICIDIAL, 'ratio'];
/** Fixed ratio: lines per ready × per busy collector, tried on 3 days each, up to 100 collectors. */
const RATIOS = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((ready) => [0, 0.15, 0.3].map((busy) => (busy === 0 ? `ratio:${ready}` : `ratio:${ready}+${busy}`)));
const RATIO_SIZES = SIZES.filter((n) => n <= 100);
export const BOTH_LEVERS = { knownWrapEnd: true, cancelAfterRing: 15 };

export const scenarioFile = (name) => JSON.parse(readFileSync(at('src', 'core', 'rehearsal', 'scenarios', `${name}.json`), 'utf8'));
/** From 100 collectors on a decision every half second, as the figures the suite is compared with. */
const fileOf = (scenario, agents, more = {}) => {
  const { seeds: _seeds, policy: _policy, ...file } = scenarioFile(scenario);
  return { ...file, agents, tick: agents >= 100 ? 0.5 : 0.25, ...more };
};

/** Every cell: { group, scenario, agents, policy, file, last } with seeds 1…last. */
export function allCells() {
  const cells = [];
  const add = (group, scenario, agents, policy, more) => cells.push({ group, scenario, agents, policy, file: fileOf(scenario, agents, more), last: DAYS[agents] });
  for (const agents of SIZES) {
    for (const policy of POLICIES) for (const scenario of SCENARIOS) if (policy !== 'ratio' || RATIO_SIZES.includes(agents)) add('suite', scenario, agents, policy);
    if (agents <= 100) add('levers', 'base', agents, 'predictive', { levers: BOTH_LEVERS });
    if (agents >= 5 && agents <= 100) add('near-zero', 'base', agents, 'nearzero:0.001');
    if (agents >= 5 && agents <= 100) for (const policy of ['predictive', 'progressive']) add('markov', 'markov', agents, policy);
  }
  return cells;
}

/** `1-6` → [1, …, 6]. */
export function seedsOf(text) {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (from === undefined || Number(to) < Number(from)) throw new Error(`--seeds "${text}" must be FIRST-LAST`);
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
}
export const seedsFor = (cell, wanted) => (wanted ?? seedsOf(`1-${cell.last}`)).filter((seed) => wanted === undefined ? true : seed <= cell.last || seed > 1000);

/** Days to play for these cells; a `ratio` cell has those of the grid, and its best one's once that is known. */
export const daysOf = (cell, wanted) => seedsFor(cell, wanted).map((seed) => ({ file: cell.file, policy: cell.policy, seed }));
export const gridOf = (cell) => RATIOS.map((policy) => ({ policy, days: [1, 2, 3].map((seed) => ({ file: cell.file, policy, seed })) }));

/** Sudden changes, two hours into a short day without drift, and a large team's morning. */
export const SUDDEN = [
  { name: 'double', title: 'Answer rate × 2 in one step', agents: 30, at: 7200, more: { drift: null, duration: 12_600 }, incidents: [{ kind: 'answers', at: 7200, factor: 2 }] },
  { name: 'drop', title: 'Answer rate × 0.4 in one step', agents: 30, at: 7200, more: { drift: null, duration: 12_600 }, incidents: [{ kind: 'answers', at: 7200, factor: 0.4 }] },
  { name: 'half-leaves', title: 'Half the team leaves at once', agents: 30, at: 7200, more: { drift: null, duration: 12_600, waves: [{ at: [7200, 7200], leave: 0.5 }] }, incidents: [] },
  { name: 'silence', title: 'The carrier is silent for 60 s', agents: 30, at: 7200, more: { drift: null, duration: 12_600 }, incidents: [{ kind: 'silence', from: 7200, to: 7260 }] },
  { name: 'login-300', title: '300 collectors log in within ten minutes', agents: 300, at: 0, more: { drift: null, duration: 7200, login: [0, 600] }, incidents: [] },
];
export const SUDDEN_EVERY = 10;
export const suddenDays = (world, seeds) => seeds.map((seed) => ({ file: fileOf('base', world.agents, world.more), policy: 'predictive', seed, incidents: world.incidents, every: SUDDEN_EVERY }));
