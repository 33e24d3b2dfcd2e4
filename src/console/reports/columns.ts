/** Columns of the reports' tables: what they are called, what they sort by, how they are written. */
import { length, money, percent } from '../shared/format.js';
import type { CallGroup, CallsReport, HourCell, RecoveryGroup, RecoveryReport, TimeGroup, TimesReport } from './calls.js';
import { nameOf } from './names.js';
import { t, tx } from './t.js';

export interface Column<Row> { readonly id: string; readonly head: string; readonly text?: true; readonly value: (row: Row) => number | string | null; readonly show: (row: Row) => string }
/** What is not known is a dash, never a nought. */
const DASH = '—';
const or = (value: number | null | undefined, show: (value: number) => string): string => (value === null || value === undefined ? DASH : show(value));
const made = <Row>(id: string, head: string, value: (row: Row) => number | null | undefined, show: (value: number) => string): Column<Row> => ({ id, head, value: (row) => value(row) ?? null, show: (row) => or(value(row), show) });
const whole = (value: number): string => value.toLocaleString('en');
const share = (value: number): string => percent(value);

export function callColumns(report: CallsReport): readonly Column<CallGroup>[] {
  const of = (currency: string) => (row: CallGroup) => row.amounts.find((one) => one.currency === currency);
  return [
    { id: 'name', head: tx('grp', report.by), text: true, value: nameOf, show: nameOf },
    made('attempts', t('fig.attempts'), (row) => row.attempts, whole), made('placed', t('fig.placed'), (row) => row.placed, whole), made('connected', t('fig.connected'), (row) => row.connected, whole), made('connectRate', t('fig.connectRate'), (row) => row.connectRate, share),
    made('rightParty', t('fig.rightParty'), (row) => row.rightParty, whole), made('rightPartyRate', t('fig.rightPartyRate'), (row) => row.rightPartyRate, share), made('talk', t('fig.talk'), (row) => row.talk, length), made('averageTalk', t('fig.averageTalk'), (row) => row.averageTalk, length),
    made('averageWrapUp', t('fig.averageWrapUp'), (row) => row.averageWrapUp, length), made('occupancy', t('fig.occupancy'), (row) => row.occupancy, share), made('abandonment', t('fig.abandonment'), (row) => row.abandonment, (value) => percent(value, 2)),
    made('statementsRate', t('fig.statementsRate'), (row) => row.statementsRate, share), made('promises', t('fig.promises'), (row) => row.promises, whole), made('keptRate', t('fig.keptRate'), (row) => row.keptRate, share),
    ...report.total.amounts.flatMap(({ currency }): Column<CallGroup>[] => [made(`promised ${currency}`, `${t('fig.promised')} ${currency}`, (row) => of(currency)(row)?.promised, (value) => money(value, currency)), made(`paid ${currency}`, `${t('fig.paid')} ${currency}`, (row) => of(currency)(row)?.paid, (value) => money(value, currency))]),
  ];
}
export const totalOf = <F extends object>(total: F): F & { readonly key: null; readonly label: string } => ({ ...total, key: null, label: t('rep.total') });

export const TIMES = ['ready', 'reserved', 'talking', 'wrapUp', 'paused'] as const;
/** A column for each reason to pause that occurs. `reasonName`: what people call it. */
export function timeColumns(report: TimesReport, reasonName: (code: string) => string): readonly Column<TimeGroup>[] {
  return [
    { id: 'name', head: tx('grp', report.by), text: true, value: nameOf, show: nameOf }, made('signedIn', t('fig.signedIn'), (row) => row.signedIn, length), ...TIMES.map((state) => made<TimeGroup>(state, t(`time.${state}`), (row) => row[state], length)), made('occupancy', t('fig.occupancy'), (row) => row.occupancy, share),
    ...report.total.pauses.map(({ reason }) => made<TimeGroup>(`pause ${reason ?? ''}`, `${t('time.paused')} · ${reason === null ? t('rep.nobody') : reasonName(reason)}`, (row) => row.pauses.find((one) => one.reason === reason)?.time ?? 0, length)),
  ];
}

export function hourColumns(): readonly Column<HourCell>[] {
  return [
    { id: 'hour', head: tx('grp', 'hour'), text: true, value: (row) => row.hour, show: (row) => `${row.hour}:00` },
    made('placed', t('fig.placed'), (row) => row.placed, whole), made('people', t('fig.people'), (row) => row.people, whole), made('rate', t('fig.rate'), (row) => row.rate, share),
    { id: 'interval', head: t('fig.interval'), value: (row) => row.low, show: (row) => `${or(row.low, share)} – ${or(row.high, share)}` },
  ];
}

export function recoveryColumns(report: RecoveryReport): readonly Column<RecoveryGroup>[] {
  const of = (currency: string) => (row: RecoveryGroup) => row.amounts.find((one) => one.currency === currency);
  return [
    { id: 'name', head: tx('grp', report.by), text: true, value: nameOf, show: nameOf }, made('placements', t('fig.placements'), (row) => row.placements, whole), made('cases', t('fig.cases'), (row) => row.cases, whole),
    ...report.total.amounts.flatMap(({ currency }): Column<RecoveryGroup>[] => [
      made(`placed ${currency}`, `${t('fig.placedAmount')} ${currency}`, (row) => of(currency)(row)?.placed, (value) => money(value, currency)), made(`recovered ${currency}`, `${t('fig.recovered')} ${currency}`, (row) => of(currency)(row)?.recovered, (value) => money(value, currency)),
      made(`rate ${currency}`, `${t('fig.recoveryRate')} ${currency}`, (row) => of(currency)(row)?.rate, share),
    ]), made('promises', t('fig.promises'), (row) => row.promises, whole), made('keptRate', t('fig.keptRate'), (row) => row.keptRate, share),
  ];
}
