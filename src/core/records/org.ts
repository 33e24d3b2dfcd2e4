import type { Id, Instant } from '../units.js';

/** Every record: `version` grows by one at each change (optimistic concurrency). */
export interface Kept { readonly id: Id; readonly version: number; readonly createdAt: Instant; readonly updatedAt: Instant }

/** A company. Entities acting for one creditor share its `creditorGroup`. */
export interface Entity extends Kept {
  readonly kind: 'operator' | 'creditor' | 'agency' | 'assignee';
  readonly name: string;
  readonly parentId: Id | null;
  readonly creditorGroup: string | null;
  /** Of a creditor: how its debts are reckoned (core/collections/creditor-rules.ts); null: the defaults. */
  readonly rules: unknown;
}
export interface Department extends Kept { readonly entityId: Id; readonly name: string }
export interface Team extends Kept {
  readonly entityId: Id; readonly departmentId: Id | null; readonly name: string;
  /** Its people see and work cases of these creditors only; null: of every creditor of the entity. */
  readonly creditorIds: readonly Id[] | null;
}

export const ROLES = [
  'collector', 'teamLead', 'supervisor', 'allocator', 'quality', 'compliance', 'finance', 'legal', 'auditor', 'integrator', 'administrator',
] as const;
export type Role = (typeof ROLES)[number];

export interface User extends Kept {
  /** Lower case, unique. */
  readonly login: string;
  readonly displayName: string;
  /** argon2id, PHC string. Never leaves the server. */
  readonly passwordHash: string;
  readonly role: Role;
  readonly entityId: Id;
  readonly teamId: Id | null;
  readonly skills: readonly string[];
  /** How the standing leg reaches this person's phone; null: no phone, can't go ready. */
  readonly desk: DeskAddress | null;
  readonly enabled: boolean;
  readonly mustChangePassword: boolean;
}
export type DeskAddress =
  | { readonly kind: 'user'; readonly user: string; readonly domain: string }
  /** `templateId` names a desk template an administrator approved; `number` fills its one blank (digits). */
  | { readonly kind: 'template'; readonly templateId: Id; readonly number: string };

/** e.g. `sofia/gateway/carrier1/{number}`; usable only once approved. */
export interface DeskTemplate extends Kept { readonly name: string; readonly dialString: string; readonly approvedBy: Id | null; readonly approvedAt: Instant | null }

export interface Session extends Kept {
  readonly userId: Id;
  /** SHA-256 of the bearer token. */
  readonly tokenHash: string;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
  /** Of a browser's session: when it was last used, to five minutes; it ends by idleness. null: of a program, which does not. */
  readonly seenAt: Instant | null;
  /** When its user last proved anew who they are, by password or code; null: not since it was opened. */
  readonly provedAt: Instant | null;
}
/** One way in without the authenticator: its name in clear, the rest as an argon2id hash. */
export interface RecoveryCode { readonly name: string; readonly hash: string; readonly usedAt: Instant | null }
/** A user's second factor at login. `secretSealed` null: off; `confirmedAt` null: not in force yet. */
export interface SecondFactor extends Kept {
  readonly userId: Id;
  readonly secretSealed: string | null;
  readonly confirmedAt: Instant | null;
  /** Time step of the last code that was used: none at or before it opens a session again. */
  readonly lastStep: number;
  /** null: none were made. */
  readonly recovery: readonly RecoveryCode[] | null;
}
/**
 * A stretch of time a collector spent in one state; out of any: no row. Of one collector no two overlap. None is longer than
 * `LONGEST_SPELL` (core/reports/spells.ts): a longer one goes on in the next row.
 */
export interface AgentSpell extends Kept {
  readonly userId: Id;
  /** Where they belonged when it began. */
  readonly entityId: Id; readonly teamId: Id | null;
  readonly state: SpellState;
  /** Of a pause: its reason's code, or what the system said. */
  readonly reason: string | null;
  /** In talk and wrap-up the call's campaign; else the running campaigns they served when it began. */
  readonly campaignIds: readonly Id[];
  readonly from: Instant;
  /** null: it goes on. */
  readonly to: Instant | null;
  /** The server ended without writing its end: `to` is the last instant it is known to have been there. */
  readonly cut: boolean;
}
export const SPELL_STATES = ['ready', 'reserved', 'talking', 'wrapUp', 'paused'] as const;
export type SpellState = (typeof SPELL_STATES)[number];
export interface PauseReason extends Kept { readonly code: string; readonly nameEn: string; readonly nameZh: string; readonly billable: boolean; readonly maxMinutes: number | null; readonly enabled: boolean }

/** Installation-wide values an administrator may change at run time. */
export interface Setting extends Kept { readonly key: string; readonly value: unknown }
