import type { StandingFact, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Scope } from '../../core/rights/policy.js';
import type { Id, Instant } from '../../core/units.js';
import { allowed, alter, make, unknown, type Deps } from './context.js';
import { factRow, reachesFact } from './facts.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { looks, reachCase, reachesParty } from './reach.js';

/** A suppression with the masked number it is about, where one is known. The index of a number is never shown. */
export interface SuppressionRow { readonly fact: StandingFact; readonly number: string | null }
export interface SuppressionInput {
  readonly number?: string; readonly partyId?: Id; readonly caseId?: Id; readonly source: string; readonly evidence?: string; readonly until?: Instant | null; readonly country?: string;
}

export async function listSuppressions(deps: Deps, by: User, ask: PageAsk & { readonly partyId?: Id; readonly caseId?: Id; readonly standing?: boolean }): Promise<Result<Page<SuppressionRow>>> {
  const scope = allowed(by, 'suppression.read');
  if (!scope.ok) return scope;
  if (ask.partyId !== undefined && ask.caseId !== undefined) return fail('query.contradiction', 'ask by party or by case, not both', 'caseId');
  const subject = ask.partyId === undefined ? ask.caseId === undefined ? {} : { subjectKind: 'case' as const, subject: ask.caseId } : { subjectKind: 'party' as const, subject: ask.partyId };
  const now = deps.clock.now();
  const page = await pageOf(deps.store, 'standingFact', ask, {
    wheres: [{ kind: 'suppression', ...subject, ...(ask.standing === true ? { endedAt: null } : {}) }], down: true,
    keep: async (fact) => (ask.standing !== true || fact.until === null || fact.until > now) && await reachesFact(deps, by, scope.value, fact, true),
  });
  if (!page.ok) return page;
  return ok({ items: await Promise.all(page.value.items.map((fact) => factRow(deps, fact))), next: page.value.next });
}
export async function getSuppression(deps: Deps, by: User, id: Id): Promise<Result<SuppressionRow>> {
  const found = await reachFact(deps, by, 'suppression.read', id);
  return found.ok ? ok(await factRow(deps, found.value)) : found;
}

/**
 * Stands once this resolves: the commit is durable, and the hopper and ringing calls were told.
 * By number it holds in the whole installation; that needs more than one's own cases.
 */
export async function addSuppression(deps: Deps, by: User, input: SuppressionInput): Promise<Result<SuppressionRow>> {
  const scope = allowed(by, 'suppression.add');
  if (!scope.ok) return scope;
  if ([input.number, input.partyId, input.caseId].filter((one) => one !== undefined).length !== 1) return fail('suppression.subject', 'give exactly one of number, partyId, caseId', '/number');
  const now = deps.clock.now();
  if (input.until != null && input.until <= now) return fail('suppression.until', 'must end in the future, or never', '/until');
  const subject = await subjectOf(deps, by, scope.value, input);
  if (!subject.ok) return subject;
  const { subjectKind, forbid } = subject.value;
  const made = await make(deps, by, 'standingFact', {
    kind: 'suppression', subjectKind, subject: subject.value.subject, source: input.source.trim(), evidence: input.evidence ?? null, from: now, until: input.until ?? null, by: by.id, endedAt: null,
  }, 'suppression.added', { subjectKind, entityId: by.entityId });
  if (!made.ok) return made;
  deps.conductor.forbid(forbid, 'suppression');
  return ok(await factRow(deps, made.value));
}

interface Subject { readonly subjectKind: 'phone' | 'party' | 'case'; readonly subject: string; readonly forbid: { readonly phoneIndex?: string; readonly partyId?: Id; readonly caseId?: Id } }
async function subjectOf(deps: Deps, by: User, scope: Scope, input: SuppressionInput): Promise<Result<Subject>> {
  if (input.caseId !== undefined) {
    const found = await reachCase(deps, by, 'suppression.add', input.caseId);
    return found.ok ? ok({ subjectKind: 'case', subject: input.caseId, forbid: { caseId: input.caseId } }) : fail('reference.unknown', 'no such case', '/caseId');
  }
  if (input.partyId !== undefined) {
    const there = await deps.store.get('party', input.partyId);
    if (there === undefined || !await reachesParty(deps, by, scope, input.partyId)) return fail('reference.unknown', 'no such party', '/partyId');
    return ok({ subjectKind: 'party', subject: input.partyId, forbid: { partyId: input.partyId } });
  }
  if (scope === 'own') return fail('right.denied', 'suppress the case or the party; a bare number needs a supervisor');
  const phone = deps.phones.normalise(input.number ?? '', input.country ?? 'CN');
  if (!phone.ok) return fail('phone.invalid', 'this is not a phone number', '/number');
  const index = deps.vault.index('phone', phone.value.e164);
  return ok({ subjectKind: 'phone', subject: index, forbid: { phoneIndex: index } });
}

/** Ends a suppression from now on; the row and its reason stay. */
export async function liftSuppression(deps: Deps, by: User, id: Id, expected: number | null, reason: string): Promise<Result<SuppressionRow>> {
  const found = await reachFact(deps, by, 'suppression.lift', id);
  if (!found.ok) return found;
  if (found.value.endedAt !== null) return fail('suppression.ended', 'this suppression was lifted before');
  const lifted = await alter(deps, by, 'standingFact', id, expected ?? found.value.version, { endedAt: deps.clock.now() }, 'suppression.lifted', { reason: reason.trim(), entityId: by.entityId });
  return lifted.ok ? ok(await factRow(deps, lifted.value)) : lifted;
}

async function reachFact(deps: Deps, by: User, verb: 'suppression.read' | 'suppression.lift', id: Id): Promise<Result<StandingFact>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const fact = await deps.store.get('standingFact', id);
  return fact?.kind === 'suppression' && await reachesFact(deps, by, scope.value, fact, looks(verb)) ? ok(fact) : unknown('suppression');
}
