/** Which REST calls the reports make. */
import { download, get } from '../shared/api.js';
import type { Of } from '../shared/types.js';

export type CallsReport = Of<'CallsReport'>;
export type CallGroup = CallsReport['groups'][number];
export type BestHourReport = Of<'BestHourReport'>;
export type HourCell = BestHourReport['cells'][number];
export type RecoveryReport = Of<'RecoveryReport'>;
export type RecoveryGroup = RecoveryReport['groups'][number];
export type TimesReport = Of<'TimesReport'>;
export type TimeGroup = TimesReport['groups'][number];
export type TimesBy = TimesReport['by'];
export type Missing = CallsReport['missing'][number];
export type CallsBy = CallsReport['by'];
export type RecoveryBy = RecoveryReport['by'];
export type Asked = Readonly<Record<string, string | undefined>>;

export const callsReport = (asked: Asked): Promise<CallsReport> => get('/reports/calls', asked);
export const bestHourReport = (asked: Asked): Promise<BestHourReport> => get('/reports/best-hour', asked);
export const recoveryReport = (asked: Asked): Promise<RecoveryReport> => get('/reports/recovery', asked);
export const timesReport = (asked: Asked): Promise<TimesReport> => get('/reports/times', asked);
export const takeAlong = (body: Asked): Promise<void> => download('/reports/exports', body);
