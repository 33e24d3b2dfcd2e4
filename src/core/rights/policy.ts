/**
 * Who may do what: verb × role → scope. The one table; use-cases ask it, nothing else decides.
 * Knows users and where a row belongs; must not know routes, stores or how a row is found.
 *
 * Two refusals that look different outside: a role without the verb is told so (`right.denied`, 403); a row beyond the
 * scope does not exist for the asker (`<kind>.unknown`, 404), so that nothing of another entity can be guessed.
 */
import type { Role, User } from '../records/org.js';
import type { Id } from '../units.js';

/** own: what I hold myself · team: my team's · entity: my entity's · all: the installation's. */
export const SCOPES = ['own', 'team', 'entity', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

export const VERBS = [
  'user.read', 'user.write', 'org.read', 'org.write',
  'campaign.read', 'campaign.write', 'campaign.start', 'campaign.halt', 'list.read', 'list.write', 'import.read', 'import.run',
  'lead.read', 'case.read', 'attempt.read', 'journal.read', 'recording.read', 'recording.comment', 'personal.unmask',
  'live.read', 'call.end', 'call.monitor', 'agent.steer', 'agent.message', 'desk.use',
  'callback.read', 'callback.write', 'suppression.read', 'suppression.add', 'suppression.lift',
  'disposition.read', 'disposition.write', 'script.read', 'script.write', 'article.read', 'article.write', 'pause.read', 'pause.write',
  'party.read', 'party.write', 'account.read', 'placement.read', 'placement.write', 'case.write', 'case.assign', 'contact.read', 'contact.write',
  'fact.read', 'fact.add', 'fact.lift', 'hold.read', 'hold.set', 'hold.lift', 'field.read', 'field.write',
  'payment.read', 'payment.write', 'promise.read', 'promise.write', 'plan.read', 'plan.write', 'complaint.read', 'complaint.write', 'task.read', 'task.write',
  'approval.read', 'approval.ask', 'approval.decide', 'filter.read', 'filter.write', 'rules.read', 'rules.write', 'mapping.read', 'mapping.write',
  'webhook.read', 'webhook.write', 'export.run', 'evidence.read', 'evidence.export', 'evidence.erase', 'compliance.read', 'pack.activate', 'touch.write',
  'trunk.read', 'trunk.write', 'template.read', 'template.write', 'template.approve', 'setting.read', 'setting.write', 'stream.read', 'report.read', 'report.export',
] as const;
export type Verb = (typeof VERBS)[number];

type Grants = Readonly<Partial<Record<Verb, Scope>>>;

/** What has no entity and everybody needs to read: codes, reasons, trunk names. */
const COMMON: Grants = { 'disposition.read': 'all', 'pause.read': 'all', 'article.read': 'entity', 'org.read': 'entity', 'field.read': 'entity', 'filter.read': 'entity', 'filter.write': 'own' };

/** The record of a case: who owes it, what is known, said, promised and paid. */
const RECORD = ['party.read', 'account.read', 'placement.read', 'contact.read', 'fact.read', 'hold.read', 'payment.read', 'promise.read', 'plan.read', 'complaint.read', 'task.read', 'approval.read'] as const;
/** What is done to a case while it is worked. */
const WORK = ['party.write', 'case.write', 'contact.write', 'fact.add', 'promise.write', 'plan.write', 'complaint.write', 'task.write', 'approval.ask'] as const;
function to(scope: Scope, ...verbs: readonly Verb[]): Grants {
  const grants: Partial<Record<Verb, Scope>> = {};
  for (const verb of verbs) grants[verb] = scope;
  return grants;
}

/** Reading everything of one's entity. */
const READS: Grants = {
  ...COMMON, ...to('entity', ...RECORD), 'rules.read': 'entity', 'mapping.read': 'entity', 'user.read': 'entity', 'campaign.read': 'entity', 'list.read': 'entity', 'import.read': 'entity', 'lead.read': 'entity', 'case.read': 'entity',
  'attempt.read': 'entity', 'journal.read': 'entity', 'live.read': 'entity', 'callback.read': 'entity', 'suppression.read': 'entity', 'script.read': 'entity', 'compliance.read': 'entity', 'report.read': 'entity',
};

export const POLICY: Readonly<Record<Role, Grants>> = {
  collector: {
    ...COMMON, ...to('own', ...RECORD, ...WORK), 'campaign.read': 'team', 'lead.read': 'own', 'case.read': 'own', 'attempt.read': 'own', 'live.read': 'own', 'desk.use': 'own',
    'callback.read': 'own', 'callback.write': 'own', 'suppression.read': 'own', 'suppression.add': 'own', 'script.read': 'entity', 'report.read': 'own',
  },
  teamLead: {
    ...COMMON, ...to('team', ...RECORD, ...WORK, 'case.assign', 'hold.set', 'hold.lift', 'approval.decide'), 'rules.read': 'entity',
    'user.read': 'team', 'campaign.read': 'team', 'list.read': 'team', 'lead.read': 'team', 'case.read': 'team', 'attempt.read': 'team', 'journal.read': 'team',
    'recording.read': 'team', 'recording.comment': 'team', 'live.read': 'team', 'call.end': 'team', 'call.monitor': 'team', 'agent.steer': 'team', 'agent.message': 'team', 'desk.use': 'own',
    'callback.read': 'team', 'callback.write': 'team', 'suppression.read': 'team', 'suppression.add': 'team', 'script.read': 'entity', 'report.read': 'team', 'report.export': 'team',
  },
  supervisor: {
    ...READS, ...to('entity', ...WORK, 'article.write', 'case.assign', 'placement.write', 'hold.set', 'hold.lift', 'field.write', 'payment.write', 'approval.decide', 'rules.write', 'mapping.write', 'export.run', 'report.export'),
    'campaign.write': 'entity', 'campaign.start': 'entity', 'campaign.halt': 'entity', 'list.write': 'entity', 'import.run': 'entity', 'recording.read': 'entity', 'recording.comment': 'entity',
    'call.end': 'entity', 'call.monitor': 'entity', 'agent.steer': 'entity', 'agent.message': 'entity', 'desk.use': 'own', 'callback.write': 'entity', 'suppression.add': 'entity', 'script.write': 'entity', 'trunk.read': 'all', 'template.read': 'all',
  },
  allocator: { ...READS, ...to('entity', 'case.assign', 'case.write', 'placement.write', 'rules.write', 'mapping.write', 'task.write', 'approval.ask'), 'list.write': 'entity', 'import.run': 'entity' },
  quality: { ...READS, ...to('entity', 'article.write', 'complaint.write', 'task.write', 'approval.ask'), 'recording.read': 'entity', 'recording.comment': 'entity', 'call.monitor': 'entity' },
  compliance: {
    ...READS, ...to('entity', 'article.write', 'fact.add', 'fact.lift', 'hold.set', 'hold.lift', 'complaint.write', 'task.write', 'approval.ask', 'approval.decide', 'contact.write', 'webhook.read', 'export.run', 'report.export', 'evidence.read', 'evidence.export', 'evidence.erase'),
    'pack.activate': 'all', 'touch.write': 'entity',
    'campaign.halt': 'entity', 'call.end': 'entity', 'call.monitor': 'entity', 'recording.read': 'entity', 'recording.comment': 'entity', 'personal.unmask': 'entity', 'callback.write': 'entity',
    'suppression.add': 'entity', 'suppression.lift': 'entity', 'trunk.read': 'all', 'template.read': 'all', 'setting.read': 'all', 'stream.read': 'entity',
  },
  finance: {
    ...COMMON, ...to('entity', 'party.read', 'account.read', 'placement.read', 'payment.read', 'payment.write', 'promise.read', 'plan.read', 'hold.read', 'contact.read', 'approval.read', 'approval.ask', 'approval.decide', 'task.read', 'task.write', 'mapping.read', 'export.run', 'report.read', 'report.export'),
    'campaign.read': 'entity', 'lead.read': 'entity', 'case.read': 'entity', 'attempt.read': 'entity',
  },
  legal: { ...READS, ...to('entity', 'article.write', 'party.write', 'case.write', 'contact.write', 'fact.add', 'fact.lift', 'hold.set', 'hold.lift', 'plan.write', 'complaint.write', 'task.write', 'approval.ask', 'approval.decide'), 'recording.read': 'entity', 'personal.unmask': 'entity', 'suppression.add': 'entity' },
  auditor: { ...READS, 'report.export': 'entity', 'evidence.read': 'entity', 'evidence.export': 'entity', 'webhook.read': 'entity', 'recording.read': 'entity', 'trunk.read': 'all', 'template.read': 'all', 'setting.read': 'all', 'stream.read': 'entity' },
  integrator: {
    ...READS, ...to('entity', ...WORK, 'placement.write', 'hold.set', 'payment.write', 'field.write', 'mapping.write', 'webhook.read', 'webhook.write', 'export.run', 'report.export'),
    'campaign.write': 'entity', 'campaign.start': 'entity', 'campaign.halt': 'entity', 'list.write': 'entity', 'import.run': 'entity', 'callback.write': 'entity',
    'suppression.add': 'entity', 'desk.use': 'entity', 'stream.read': 'entity', 'trunk.read': 'all', 'touch.write': 'entity',
  },
  /** Runs the installation; unmasking debtors is no part of that. Desk commands only for their own desk. */
  administrator: { ...grantAll(), 'desk.use': 'own' },
};

function grantAll(): Grants {
  const grants: Partial<Record<Verb, Scope>> = {};
  for (const verb of VERBS) if (verb !== 'personal.unmask') grants[verb] = 'all';
  return grants;
}

/** How far a role's verb reaches; null: not at all. */
export function scopeOf(role: Role, verb: Verb): Scope | null {
  return POLICY[role][verb] ?? null;
}

/** Where a row belongs. `userIds`: who holds it (assigned, bound, took the call); absent parts belong to nobody. */
export interface Place { readonly entityId: Id | null; readonly teamId?: Id | null; readonly userIds?: readonly Id[] }

/** Does this scope of this user reach a row there? A narrower scope never reaches beyond the user's entity. */
export function reaches(user: Pick<User, 'id' | 'entityId' | 'teamId'>, scope: Scope, place: Place): boolean {
  if (scope === 'all') return true;
  if (place.entityId !== user.entityId) return false;
  if (scope === 'entity') return true;
  if (place.userIds?.includes(user.id) === true) return true;
  return scope === 'team' && user.teamId !== null && place.teamId === user.teamId;
}

/** Shorthand: may this user do it to a row there? */
export function may(user: Pick<User, 'id' | 'entityId' | 'teamId' | 'role'>, verb: Verb, place: Place): boolean {
  const scope = scopeOf(user.role, verb);
  return scope !== null && reaches(user, scope, place);
}
