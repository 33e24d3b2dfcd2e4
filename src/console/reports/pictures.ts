/** What each report looks like as a chart. Colours come from the page's own; tooltips are drawn, as the security policy lets no style in a text. */
import type { EChartsCoreOption } from 'echarts/core';
import { lang } from '../shared/i18n.js';
import { percent } from '../shared/format.js';
import type { BestHourReport, CallsReport, RecoveryReport, TimesReport } from './calls.js';
import { TIMES } from './columns.js';
import { nameOf } from './names.js';
import { t, tx } from './t.js';

/** Given a way to read a colour token, the chart. */
export type Picture = (colour: (token: string) => string) => EChartsCoreOption;
/** Groups beyond these are in the table only. */
const MOST_BARS = 30;

function frame(colour: (token: string) => string): EChartsCoreOption {
  return { animation: false, textStyle: { color: colour('ink'), fontFamily: colour('font') }, grid: { left: 56, right: 56, top: 36, bottom: 32 }, aria: { enabled: false } };
}
const axis = (colour: (token: string) => string, more: object = {}): object => ({ axisLabel: { color: colour('soft') }, axisLine: { lineStyle: { color: colour('line') } }, splitLine: { lineStyle: { color: colour('hair') } }, ...more });
const tip = (colour: (token: string) => string, more: object = {}): object => ({ renderMode: 'richText', backgroundColor: colour('card'), borderColor: colour('line'), textStyle: { color: colour('ink'), fontSize: 12 }, ...more });

export const callsPicture = (report: CallsReport): Picture => (colour) => {
  const rows = report.groups.slice(0, report.by === 'day' || report.by === 'hour' ? undefined : MOST_BARS);
  const lines = report.by === 'day' || report.by === 'hour';
  const series = (name: string, data: readonly number[], token: string): object => ({ name, type: lines ? 'line' : 'bar', data, symbolSize: 5, itemStyle: { color: colour(token) }, lineStyle: { width: 2 }, barMaxWidth: 28 });
  return {
    ...frame(colour), tooltip: tip(colour, { trigger: 'axis' }), legend: { top: 0, textStyle: { color: colour('ink') } },
    xAxis: axis(colour, { type: 'category', data: rows.map((row) => nameOf(row)), splitLine: { show: false } }),
    yAxis: [axis(colour, { type: 'value', minInterval: 1 }), axis(colour, { type: 'value', min: 0, splitLine: { show: false }, axisLabel: { color: colour('soft'), formatter: (value: number) => `${Math.round(value * 100)}%` } })],
    series: [
      series(t('fig.attempts'), rows.map((row) => row.attempts), 'blue'), series(t('fig.connected'), rows.map((row) => row.connected), 'teal'),
      { name: t('fig.connectRate'), type: 'line', yAxisIndex: 1, data: rows.map((row) => row.connectRate ?? '-'), symbol: 'diamond', symbolSize: 7, lineStyle: { width: lines ? 1.5 : 0, type: 'dashed' }, itemStyle: { color: colour('amber') }, tooltip: { valueFormatter: (value: unknown) => (typeof value === 'number' ? percent(value) : '—') } },
    ],
  };
};

const STATE_TOKENS = { ready: 'teal', reserved: 'violet', talking: 'blue', wrapUp: 'amber', paused: 'soft' } as const;
export const timesPicture = (report: TimesReport): Picture => (colour) => {
  const rows = report.groups.slice(0, report.by === 'day' || report.by === 'hour' ? undefined : MOST_BARS);
  const hours = (ms: number): number => Math.round(ms / 36_000) / 100;
  return {
    ...frame(colour), tooltip: tip(colour, { trigger: 'axis' }), legend: { top: 0, textStyle: { color: colour('ink') } },
    xAxis: axis(colour, { type: 'category', data: rows.map((row) => nameOf(row)), splitLine: { show: false } }), yAxis: axis(colour, { type: 'value', axisLabel: { color: colour('soft'), formatter: '{value} h' } }),
    series: TIMES.map((state) => ({ name: t(`time.${state}`), type: 'bar', stack: 'time', barMaxWidth: 28, itemStyle: { color: colour(STATE_TOKENS[state]) }, data: rows.map((row) => hours(row[state])), tooltip: { valueFormatter: (value: unknown) => (typeof value === 'number' ? `${value} h` : '—') } })),
  };
};

export const heatPicture = (report: BestHourReport): Picture => (colour) => {
  const hours = [...new Set(report.cells.map((one) => one.hour))].sort((a, b) => a - b);
  const days = [7, 6, 5, 4, 3, 2, 1];
  const most = Math.max(0.01, ...report.cells.map((one) => one.rate ?? 0));
  return {
    ...frame(colour), grid: { left: lang() === 'en' ? 52 : 48, right: 16, top: 12, bottom: 64 },
    tooltip: tip(colour, { formatter: ({ data }: { readonly data: readonly number[] }) => { const [x = 0, y = 0, rate = 0, n = 0] = data; return `${tx('wd', String(days[y] ?? 1))} ${hours[x] ?? 0}:00  ${percent(rate)} (${n})`; } }),
    xAxis: axis(colour, { type: 'category', data: hours.map((hour) => `${hour}:00`), splitLine: { show: false } }), yAxis: axis(colour, { type: 'category', data: days.map((day) => tx('wd', String(day))), splitLine: { show: false } }),
    visualMap: { dimension: 2, min: 0, max: most, calculable: false, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 160, textStyle: { color: colour('soft') }, inRange: { color: [colour('hair'), colour('teal')] }, formatter: (value: number) => `${Math.round(value * 100)}%` },
    series: [{ type: 'heatmap', data: report.cells.map((one) => [hours.indexOf(one.hour), days.indexOf(one.weekday ?? 1), one.rate ?? 0, one.placed]), encode: { value: 2 }, itemStyle: { borderColor: colour('card'), borderWidth: 2, borderRadius: 3 } }],
  };
};

export const recoveryPicture = (report: RecoveryReport): Picture => (colour) => {
  const rows = report.groups.slice(0, MOST_BARS);
  const currencies = report.total.amounts.map((one) => one.currency);
  return {
    ...frame(colour), tooltip: tip(colour, { trigger: 'axis', valueFormatter: (value: unknown) => (typeof value === 'number' ? percent(value) : '—') }), legend: { top: 0, textStyle: { color: colour('ink') } },
    xAxis: axis(colour, { type: 'category', data: rows.map((row) => nameOf(row)), splitLine: { show: false } }), yAxis: axis(colour, { type: 'value', min: 0, axisLabel: { color: colour('soft'), formatter: (value: number) => `${Math.round(value * 100)}%` } }),
    series: [
      ...currencies.map((currency, n) => ({ name: `${t('fig.recoveryRate')} ${currency}`, type: 'bar', barMaxWidth: 36, itemStyle: { color: colour(['teal', 'blue', 'violet'][n % 3] ?? 'teal') }, data: rows.map((row) => row.amounts.find((one) => one.currency === currency)?.rate ?? '-') })),
      { name: t('fig.keptRate'), type: 'bar', barMaxWidth: 36, itemStyle: { color: colour('amber') }, data: rows.map((row) => row.keptRate ?? '-') },
    ],
  };
};
