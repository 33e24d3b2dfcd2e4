/** How long what is personal is kept, by kind, in whole days; null: until somebody erases it. */
import { fail, ok, type Result } from '../result.js';

/** The setting that holds it. */
export const RETENTION = 'retention';
export const RETENTION_KINDS = ['recordings', 'debtors', 'dailyFiles', 'importFindings'] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];
/**
 * recordings: since the call ended. debtors: since the last change of the last of their cases, all of which are closed. dailyFiles:
 * since their day. importFindings: what was wrong in an import's cells (masked), since the import.
 */
export type Retention = Readonly<Record<RetentionKind, number | null>>;
/** Nothing of a debtor goes by itself: how long it must be kept is the law's and the creditor's to say. */
export const DEFAULT_RETENTION: Retention = { recordings: null, debtors: null, dailyFiles: 365, importFindings: 90 };

/** `{"recordings": 730, "debtors": 1825}`; kinds left out have their defaults. Fails with `setting.retention` and the place. */
export function readRetention(value: unknown): Result<Retention> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('setting.retention', 'must be an object of days by kind', '/value');
  const read: Record<RetentionKind, number | null> = { ...DEFAULT_RETENTION };
  for (const [name, days] of Object.entries(value)) {
    const kind = RETENTION_KINDS.find((one) => one === name);
    if (kind === undefined) return fail('setting.retention', `is none of ${RETENTION_KINDS.join(', ')}`, `/value/${name}`);
    const given: unknown = days;
    if (given !== null && (typeof given !== 'number' || !Number.isInteger(given) || given < 1 || given > 36_500)) return fail('setting.retention', 'must be whole days, 1 to 36500, or null', `/value/${name}`);
    read[kind] = given;
  }
  return ok(read);
}
