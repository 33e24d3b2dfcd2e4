/** Which roles must have a second factor: who is of one and has none sets it up before anything else. */
import { ROLES, type Role } from '../records/index.js';
import { fail, ok, type Result } from '../result.js';

/** The setting that holds it. */
export const SECOND_FACTOR = 'secondFactor';
export interface SecondFactorRule { readonly roles: readonly Role[] }

/** `{"roles": ["administrator", "compliance"]}`. Fails with `setting.secondFactor` and the place. */
export function readSecondFactorRule(value: unknown): Result<SecondFactorRule> {
  const roles = typeof value === 'object' && value !== null && 'roles' in value && Object.keys(value).length === 1 ? value.roles : undefined;
  if (!Array.isArray(roles)) return fail('setting.secondFactor', 'must be an object with nothing but roles, a list', '/value');
  const read: Role[] = [];
  for (const [at, given] of roles.entries()) {
    const role = ROLES.find((one) => one === given);
    if (role === undefined) return fail('setting.secondFactor', `is none of ${ROLES.join(', ')}`, `/value/roles/${String(at)}`);
    if (!read.includes(role)) read.push(role);
  }
  return ok({ roles: read });
}
