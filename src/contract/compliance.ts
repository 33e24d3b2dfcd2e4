/** What `dunwell compliance … --json` prints. */
import Type, { type Static } from 'typebox';
import { choice, nullable } from './common.js';

const Answer = Type.Object({ decision: choice(['ALLOW', 'DENY'] as const), rules: Type.Array(Type.String()), earliest_next: nullable(Type.String({ description: 'Whole seconds in UTC, 2026-11-21T14:00:00Z' })) });
export const ComplianceChecked = Type.Object({
  cases: Type.Integer(), passed: Type.Integer(),
  failed: Type.Array(Type.Object({ id: Type.String(), expected: Answer, got: Answer, note: Type.Optional(Type.String({ description: 'Why it could not be judged' })) })),
}, { description: 'Exit 1 when a case fails, 2 when the file is not one of cases' });
export type ComplianceChecked = Static<typeof ComplianceChecked>;
