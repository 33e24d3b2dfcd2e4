/** What the reports' routes might say: a week of a small floor, and recovery of which a part has no payments. */
import type { Of } from '../../src/console/shared/types.js';

type Calls = Of<'CallsReport'>;
type Figures = Calls['total'];
const sum = (rows: readonly Figures[], of: (row: Figures) => number): number => rows.reduce((so, row) => so + of(row), 0);

function figures(attempts: number, connected: number): Figures {
  const [abandoned, rightParty, promises] = [Math.round(connected * 0.02), Math.round(connected * 0.6), Math.round(connected * 0.25)];
  return {
    attempts, placed: attempts - 3, inAir: 0, answered: connected + abandoned + 40, connected, outcomes: { human: connected, abandoned, machine: 40, no_answer: attempts - connected - abandoned - 43, not_placed: 3 }, connectRate: connected / (attempts - 3), rightParty, rightPartyRate: rightParty / connected,
    talk: connected * 95_000, averageTalk: 95_000, wrapUp: connected * 21_000, averageWrapUp: 21_000, occupancy: 0.71, abandoned, abandonment: abandoned / (abandoned + connected), statementsDue: connected * 2, statementsSaid: connected * 2 - abandoned, statementsRate: connected === 0 ? null : (connected * 2 - abandoned) / (connected * 2),
    promises, kept: Math.round(promises * 0.5), partlyKept: 1, broken: 4, open: promises - Math.round(promises * 0.5) - 5, cancelled: 0, keptRate: promises === 0 ? null : 0.71, amounts: [{ currency: 'CNY', promised: promises * 123_400, paid: promises * 61_700 }],
  };
}
const DAYS = [['2026-11-17', 1210, 231], ['2026-11-18', 1344, 262], ['2026-11-19', 1290, 240], ['2026-11-20', 1411, 301], ['2026-11-21', 640, 98], ['2026-11-22', 590, 91], ['2026-11-23', 1377, 270]] as const;
const PEOPLE = [['u-1', '李敏', 980, 260], ['u-2', '赵强', 1104, 241], ['u-3', '陈静', 760, 222]] as const;

export function callsReport(url: URL): Calls | object {
  const by = url.searchParams.get('by') as Calls['by'];
  const none = url.searchParams.get('direction') === 'inbound';
  const groups = none ? [] : by === 'collector'
    ? [...PEOPLE.map(([key, label, attempts, connected]) => ({ key, label, ...figures(attempts, connected) })), { key: null, label: null, ...figures(5018, 770) }]
    : DAYS.map(([key, attempts, connected]) => ({ key, label: null, ...figures(attempts, connected) }));
  const total = none ? { ...figures(1, 1), attempts: 0 } : { ...figures(sum(groups, (row) => row.attempts), sum(groups, (row) => row.connected)) };
  return { by, direction: 'outbound', zone: 'Asia/Shanghai', from: '2026-11-17', to: '2026-11-23', groups, total, missing: [] };
}

export function times(url: URL): Of<'TimesReport'> {
  const H = 3_600_000;
  const row = (ready: number, talking: number, wrapUp: number, lunch: number, away: number) => ({ signedIn: (ready + talking + wrapUp + lunch + away) * H, ready: ready * H, reserved: 0, talking: talking * H, wrapUp: wrapUp * H, paused: (lunch + away) * H, occupancy: (talking + wrapUp) / (ready + talking + wrapUp), pauses: [{ reason: 'lunch', time: lunch * H }, { reason: 'desk gone', time: away * H }] });
  return {
    by: url.searchParams.get('by') as Of<'TimesReport'>['by'], zone: 'Asia/Shanghai', from: '2026-11-17', to: '2026-11-23',
    groups: [{ key: 'u-1', label: '李敏', ...row(2, 4, 1, 1, 0.25) }, { key: 'u-2', label: '赵强', ...row(3, 3.5, 1, 1, 0) }], total: row(5, 7.5, 2, 2, 0.25), missing: [],
  };
}
export function bestHour(): Of<'BestHourReport'> {
  const cells = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => Array.from({ length: 13 }, (_, n) => cell(weekday, n + 8, 90, Math.round(90 * (0.08 + 0.14 * Math.exp(-(((n + 8 - (weekday > 5 ? 11 : 18.5)) / 3) ** 2)))))));
  const hours = Array.from({ length: 13 }, (_, n) => { const own = cells.filter((one) => one.hour === n + 8); return cell(null, n + 8, own.length * 90, own.reduce((so, one) => so + one.people, 0)); });
  const people = cells.reduce((so, one) => so + one.people, 0);
  return { zone: 'Asia/Shanghai', from: '2026-11-17', to: '2026-11-23', placed: cells.length * 90, people, rate: people / (cells.length * 90), cells, hours, best: 18 };
}
function cell(weekday: number | null, hour: number, placed: number, people: number) {
  const rate = people / placed;
  return { weekday, hour, placed, people, rate, low: Math.max(0, rate - 0.05), high: rate + 0.05 };
}

export function recovery(): Of<'RecoveryReport'> {
  const group = (key: string | null, placements: number, recovered: number | null) => ({
    key, label: null, placements, cases: placements, promises: 40, kept: 18, judged: 30, keptRate: recovered === null ? null : 0.6,
    amounts: [{ currency: 'CNY', placed: placements * 900_000, measured: recovered === null ? 0 : placements * 900_000, recovered, rate: recovered === null ? null : recovered / (placements * 900_000) }],
  });
  return {
    by: 'stage', zone: 'Asia/Shanghai', from: '2026-11-17', to: '2026-11-23', groups: [group('M1', 420, 91_000_000), group('M2', 210, 22_000_000), group('M3', 90, 4_100_000), group('M3+', 60, null)],
    total: { ...group(null, 780, 117_100_000), amounts: [{ currency: 'CNY', placed: 702_000_000, measured: 648_000_000, recovered: 117_100_000, rate: 117.1 / 648 }] }, missing: [{ figure: 'recovered', reason: 'payments.none' }],
  };
}
