import Type, { type Static } from 'typebox';
import { ROLES } from '../core/records/index.js';
import { Code, Id, Instant, Name, choice, closed, kept, nullable, seen } from './common.js';

export const Role = choice(ROLES);
export const DeskAddress = Type.Union([
  closed({ kind: choice(['user'] as const), user: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' }), domain: Type.String({ pattern: '^[A-Za-z0-9.-]{1,255}$' }) }),
  closed({ kind: choice(['template'] as const), templateId: Id, number: Type.String({ pattern: '^[0-9]{1,20}$' }) }),
], { description: "How the person's standing leg is raised: a registered SIP or WebRTC user, or an approved template with a number in its blank" });

export const Login = Type.String({ pattern: '^[A-Za-z0-9_.@-]{1,64}$', description: 'Not case-sensitive' });
export const Password = Type.String({ minLength: 12, maxLength: 200 });
const skills = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 20 });

/** Never holds the password or its hash. */
export const User = Type.Object({
  ...kept, login: Type.String(), displayName: Type.String(), role: Role, entityId: Id, teamId: nullable(Id), skills: Type.Array(Type.String()),
  desk: nullable(DeskAddress), enabled: Type.Boolean(), mustChangePassword: Type.Boolean(),
}, { description: 'A person who works with the system' });
export type User = Static<typeof User>;
export const UserCreate = closed({
  login: Login, displayName: Name, role: Role, entityId: Id, teamId: Type.Optional(nullable(Id)), skills: Type.Optional(skills), desk: Type.Optional(nullable(DeskAddress)),
  password: Type.Optional(Type.Unsafe<string>({ ...Password, description: 'Left out: one is generated and answered once' })), mustChangePassword: Type.Optional(Type.Boolean()),
});
export type UserCreate = Static<typeof UserCreate>;
const UserReason = Type.String({ minLength: 2, maxLength: 200, description: 'Why; kept with the event. Needed with `enabled` and `role`' });
export const UserChange = closed({ ...seen, displayName: Type.Optional(Name), role: Type.Optional(Role), teamId: Type.Optional(nullable(Id)), skills: Type.Optional(skills), desk: Type.Optional(nullable(DeskAddress)), enabled: Type.Optional(Type.Boolean()), reason: Type.Optional(UserReason) });
export const UserWhy = closed({ reason: UserReason });
export const UserAccess = Type.Object({
  lockedFor: Type.Integer({ description: 'Seconds until the login may be tried again after too many failures; 0: now' }), secondFactor: Type.Object({ state: choice(['off', 'pending', 'on'] as const), since: nullable(Instant) }),
  sessions: Type.Array(Type.Object({ id: Id, openedAt: Instant, seenAt: nullable(Instant), expiresAt: Instant })),
});
export const SessionsEnded = Type.Object({ ended: Type.Integer() });
export const UserCreated = Type.Object({ user: User, password: nullable(Type.String({ description: 'The generated password, shown this once' })) });
export const PasswordReset = Type.Object({ password: Type.String({ description: 'The new generated password; it must be changed at the next login' }) });

const OneTimeCode = Type.String({ pattern: '^[0-9]{6}$', description: 'Six digits of an authenticator (TOTP, RFC 6238)' });
const LoginCode = Type.String({ pattern: '^([0-9]{6}|[0-9A-Za-z]{4}([ -]?[0-9A-Za-z]{4}){3})$', description: 'Six digits of an authenticator, or a recovery code' });
export const LoginBody = closed({ login: Type.String({ minLength: 1, maxLength: 64 }), password: Type.String({ minLength: 1, maxLength: 200 }), code: Type.Optional(LoginCode) });
export const LoginAnswer = Type.Object({ token: Type.String({ description: 'Bearer token; the same is set as an HttpOnly cookie' }), expiresAt: Instant, user: User });
export const PasswordChange = closed({ current: Type.String({ minLength: 1, maxLength: 200 }), next: Password });
export const SecondFactor = Type.Object({ state: choice(['off', 'pending', 'on'] as const), since: nullable(Instant), recoveryLeft: Type.Integer({ description: 'Recovery codes not used yet' }), required: Type.Boolean({ description: 'My role must have one' }) }, { description: 'Whether login asks for a one-time code' });
export const SecondFactorConfirmed = Type.Object({ ...SecondFactor.properties, recoveryCodes: Type.Array(Type.String(), { description: 'Ten, each good once in place of a code at login; shown this once' }) });
export const RecoveryCodes = Type.Object({ codes: Type.Array(Type.String()) });
export const ProofBody = Type.Union([closed({ password: Type.String({ minLength: 1, maxLength: 200 }) }), closed({ code: OneTimeCode })]);
export const Proof = Type.Object({ until: Type.Number({ description: 'Instant until which nothing is asked for again' }) });
export const SecondFactorBegun = Type.Object({ secret: Type.String({ description: 'Base32, shown this once' }), uri: Type.String({ description: 'otpauth://…, as authenticators read it from a QR code' }) });
export const SecondFactorConfirm = closed({ code: OneTimeCode });
export const SecondFactorRemove = closed({ password: Type.String({ minLength: 1, maxLength: 200 }) });
export const OwnSessions = Type.Object({ items: Type.Array(Type.Object({ id: Id, openedAt: Instant, seenAt: nullable(Instant), expiresAt: Instant, here: Type.Boolean({ description: 'The one you ask with' }) })) });
export const Me = Type.Object({ user: User, rights: Type.Record(Type.String(), Type.String(), { description: 'verb → scope (own, team, entity, all)' }), secondFactorDue: Type.Boolean({ description: 'A second factor must be set up before anything else' }) });

/** Checked by core/collections/creditor-rules.ts, which says what is wrong and where. */
const rules = Type.Optional(nullable(Type.Object({}, { additionalProperties: true, description: 'How a creditor’s debts are reckoned' })));
export const Entity = Type.Object({ ...kept, kind: choice(['operator', 'creditor', 'agency', 'assignee'] as const), name: Type.String(), parentId: nullable(Id), creditorGroup: nullable(Type.String()), rules: Type.Unknown({ description: 'Of a creditor: { bands, order, graceDays, tolerance, missedAllowed, recallWords }, each optional; null: the defaults' }) });
export const EntityCreate = closed({ kind: choice(['operator', 'creditor', 'agency', 'assignee'] as const), name: Name, parentId: Type.Optional(nullable(Id)), creditorGroup: Type.Optional(nullable(Type.String({ maxLength: 64 }))), rules });
export const EntityChange = closed({ ...seen, name: Type.Optional(Name), parentId: Type.Optional(nullable(Id)), creditorGroup: Type.Optional(nullable(Type.String({ maxLength: 64 }))), rules });
export const Department = Type.Object({ ...kept, entityId: Id, name: Type.String() });
export const DepartmentCreate = closed({ entityId: Id, name: Name });
export const DepartmentChange = closed({ ...seen, name: Type.Optional(Name) });
const creditorIds = nullable(Type.Array(Id, { maxItems: 200, description: 'Its people see and work cases of these creditors only; null: every one' }));
export const Team = Type.Object({ ...kept, entityId: Id, departmentId: nullable(Id), name: Type.String(), creditorIds: nullable(Type.Array(Id)) });
export const TeamCreate = closed({ entityId: Id, departmentId: Type.Optional(nullable(Id)), name: Name, creditorIds: Type.Optional(creditorIds) });
export const TeamChange = closed({ ...seen, name: Type.Optional(Name), departmentId: Type.Optional(nullable(Id)), creditorIds: Type.Optional(creditorIds) });

export const PauseReason = Type.Object({ ...kept, code: Type.String(), nameEn: Type.String(), nameZh: Type.String(), billable: Type.Boolean(), maxMinutes: nullable(Type.Integer()), enabled: Type.Boolean() });
const pause = { nameEn: Name, nameZh: Name, billable: Type.Boolean(), maxMinutes: nullable(Type.Integer({ minimum: 1, maximum: 1440 })), enabled: Type.Boolean() };
export const PauseReasonCreate = closed({ code: Code, nameEn: pause.nameEn, nameZh: pause.nameZh, billable: Type.Optional(pause.billable), maxMinutes: Type.Optional(pause.maxMinutes), enabled: Type.Optional(pause.enabled) });
export const PauseReasonChange = closed({ ...seen, nameEn: Type.Optional(pause.nameEn), nameZh: Type.Optional(pause.nameZh), billable: Type.Optional(pause.billable), maxMinutes: Type.Optional(pause.maxMinutes), enabled: Type.Optional(pause.enabled) });

export const Setting = Type.Object({ ...kept, key: Type.String(), value: Type.Unknown() });
export const SettingPut = closed({ ...seen, value: Type.Unknown({ description: 'Any JSON up to 16 KB' }) });
export const SettingParams = closed({ key: Code });
