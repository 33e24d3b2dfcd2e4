/** Why a collector may be away. `billable`: counts as working time. */
import type { Kept, PauseReason } from '../../core/records/index.js';

export type PauseSeed = Omit<PauseReason, keyof Kept>;
const reason = (code: string, nameEn: string, nameZh: string, billable: boolean, maxMinutes: number | null): PauseSeed => ({ code, nameEn, nameZh, billable, maxMinutes, enabled: true });

export const PAUSE_REASONS: readonly PauseSeed[] = [
  reason('break', 'Break', '小休', false, 15),
  reason('meal', 'Meal', '用餐', false, 60),
  reason('training', 'Training', '培训', true, null),
  reason('meeting', 'Meeting', '会议', true, null),
  reason('followUp', 'Following up by hand', '跟进案件', true, 30),
  reason('technical', 'Technical trouble', '设备故障', true, null),
];
