/** Tables of the organisation: who works here and what an administrator sets. */
import type { AgentSpell, Department, DeskTemplate, Entity, PauseReason, SecondFactor, Session, Setting, Team, User } from '../../../core/records/index.js';
import { kept, type Table } from './table.js';

export const entity: Table<Entity> = {
  table: 'entities',
  columns: { ...kept, kind: 'text', name: 'text', parentId: 'text?', creditorGroup: 'text?', rules: 'json?' },
  refs: { parentId: 'entity' },
  indexes: [{ on: ['creditorGroup'] }, { on: ['parentId'] }],
};
export const department: Table<Department> = {
  table: 'departments', columns: { ...kept, entityId: 'text', name: 'text' }, refs: { entityId: 'entity' }, indexes: [{ on: ['entityId'] }],
};
export const team: Table<Team> = {
  table: 'teams', columns: { ...kept, entityId: 'text', departmentId: 'text?', name: 'text', creditorIds: 'json?' },
  refs: { entityId: 'entity', departmentId: 'department' }, indexes: [{ on: ['entityId'] }],
};
export const user: Table<User> = {
  table: 'users',
  columns: {
    ...kept, login: 'text', displayName: 'text', passwordHash: 'text', role: 'text', entityId: 'text', teamId: 'text?', skills: 'json', desk: 'json?',
    enabled: 'bool', mustChangePassword: 'bool',
  },
  refs: { entityId: 'entity', teamId: 'team' },
  unique: [['login']],
  indexes: [{ on: ['teamId'] }, { on: ['entityId'] }],
};
export const deskTemplate: Table<DeskTemplate> = {
  table: 'desk_templates', columns: { ...kept, name: 'text', dialString: 'text', approvedBy: 'text?', approvedAt: 'int?' }, refs: { approvedBy: 'user' }, unique: [['name']],
};
export const session: Table<Session> = {
  table: 'sessions', columns: { ...kept, userId: 'text', tokenHash: 'text', expiresAt: 'int', revokedAt: 'int?', seenAt: 'int?', provedAt: 'int?' }, refs: { userId: 'user' },
  unique: [['tokenHash']], indexes: [{ on: ['userId'] }],
};
export const secondFactor: Table<SecondFactor> = {
  table: 'second_factors', columns: { ...kept, userId: 'text', secretSealed: 'text?', confirmedAt: 'int?', lastStep: 'int', recovery: 'json?' }, refs: { userId: 'user' }, unique: [['userId']],
};
export const pauseReason: Table<PauseReason> = {
  table: 'pause_reasons', columns: { ...kept, code: 'text', nameEn: 'text', nameZh: 'text', billable: 'bool', maxMinutes: 'int?', enabled: 'bool' }, refs: {}, unique: [['code']],
};
export const agentSpell: Table<AgentSpell> = {
  table: 'agent_spells',
  columns: { ...kept, userId: 'text', entityId: 'text', teamId: 'text?', state: 'text', reason: 'text?', campaignIds: 'json', from: 'int', to: 'int?', cut: 'bool' },
  refs: { userId: 'user', entityId: 'entity', teamId: 'team' },
  // The open ones, of whom there are as many as collectors; and those of some days, of all or of one collector or company.
  indexes: [{ on: ['userId'], whereNull: 'to' }, { on: ['from'] }, { on: ['userId', 'from'] }, { on: ['entityId', 'from'] }],
};
export const setting: Table<Setting> = { table: 'settings', columns: { ...kept, key: 'text', value: 'json?' }, refs: {}, unique: [['key']] };
