import type { User } from '../../core/records/index.js';
import type { Result } from '../../core/result.js';
import { runRetention, type Retained, type RetentionDeps } from '../retention.js';
import { allowed, type Deps } from './context.js';

export type RetainingDeps = Deps & Pick<RetentionDeps, 'recordingFiles' | 'dailyFiles'>;
/** Deletes what was kept long enough, now, or only counts it. It is about the whole installation. Codes: `setting.retention`. */
export async function retain(deps: RetainingDeps, by: User, input: { readonly dryRun?: boolean }): Promise<Result<Retained>> {
  const scope = allowed(by, 'setting.write');
  return scope.ok ? runRetention(deps, { dryRun: input.dryRun === true, by: by.id }) : scope;
}
