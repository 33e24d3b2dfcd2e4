/** Standing facts: what stands about a person, a debt, a case or a number until it ends. */
import { statedZones } from '../../core/compliance/located.js';
import { FORBIDDING } from '../../core/compliance/gate.js';
import type { FactKind, StandingFact, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Scope, Verb } from '../../core/rights/policy.js';
import type { Id, Instant } from '../../core/units.js';
import type { Where } from '../store/tx.js';
import { allowed, alter, make, unknown, type Deps } from './context.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { looks, reachesAccount, reachesCase, reachesParty } from './reach.js';

/** A fact with the masked number it is about, where one is known. The index of a number is never shown. */
export interface FactRow { readonly fact: StandingFact; readonly number: string | null }
export interface FactInput {
  readonly kind: FactKind; readonly subjectKind: StandingFact['subjectKind']; /** An id; for `phone` leave it out and give `number`. */ readonly subject?: Id; readonly number?: string; readonly country?: string;
  readonly source: string; readonly evidence?: string; readonly from?: Instant; readonly until?: Instant | null;
}
export interface FactAsk extends PageAsk { readonly subjectKind?: StandingFact['subjectKind']; readonly subject?: Id; readonly kind?: FactKind; readonly standing?: boolean }

/** Facts within reach, newest first. */
export async function listFacts(deps: Deps, by: User, ask: FactAsk): Promise<Result<Page<FactRow>>> {
  const scope = allowed(by, 'fact.read');
  if (!scope.ok) return scope;
  if (ask.subjectKind === 'phone' && ask.subject !== undefined) return fail('query.contradiction', 'a number can not be named by an id', 'subject');
  const now = deps.clock.now();
  const where: Where<StandingFact> = {
    ...(ask.subjectKind === undefined ? {} : { subjectKind: ask.subjectKind }), ...(ask.kind === undefined ? {} : { kind: ask.kind }), ...(ask.standing === true ? { endedAt: null } : {}),
    // A number's index is no name for it: asked for as a subject it finds nothing.
    ...(ask.subject === undefined ? {} : { subject: ask.subject, subjectKind: ask.subjectKind ?? { in: ['party', 'account', 'case', 'contactPoint'] } }),
  };
  const page = await pageOf(deps.store, 'standingFact', ask, { wheres: [where], down: true, keep: async (fact) => (ask.standing !== true || fact.until === null || fact.until > now) && await reachesFact(deps, by, scope.value, fact, true) });
  return page.ok ? ok({ items: await Promise.all(page.value.items.map((fact) => factRow(deps, fact))), next: page.value.next }) : page;
}
export async function getFact(deps: Deps, by: User, id: Id): Promise<Result<FactRow>> {
  const found = await reachFact(deps, by, 'fact.read', id);
  return found.ok ? ok(await factRow(deps, found.value)) : found;
}

/** Kinds with a way of their own, which says more than a fact does. */
const ELSEWHERE: Readonly<Partial<Record<FactKind, string>>> = { suppression: 'POST /suppressions', complaintOpen: 'a complaint', recalled: 'the placement', settled: 'payments' };
/**
 * Stands once this resolves: committed, and where it forbids calls, hoppers and ringing calls were told.
 * Codes: `fact.elsewhere` (this kind comes with something else), `fact.subject`, `fact.until`, `fact.evidence` (a statement of where they are names no zone), `phone.invalid`, `reference.unknown`.
 */
export async function addFact(deps: Deps, by: User, input: FactInput): Promise<Result<FactRow>> {
  const scope = allowed(by, 'fact.add');
  if (!scope.ok) return scope;
  const way = ELSEWHERE[input.kind] ?? (input.kind === 'dispute' && input.subjectKind === 'case' ? 'POST /cases/{id}/dispute' : undefined);
  if (way !== undefined) return fail('fact.elsewhere', `this fact comes with ${way}`, '/kind');
  const now = deps.clock.now();
  const from = input.from ?? now;
  if (input.until != null && input.until <= Math.max(now, from)) return fail('fact.until', 'must end in the future and after it begins, or never', '/until');
  if (input.kind === 'whereabouts' && statedZones(input.evidence ?? null, (zone) => deps.zones.has(zone)).length === 0) return fail('fact.evidence', 'name the time zone of where they say they are, such as Asia/Urumqi', '/evidence');
  const subject = await subjectOf(deps, by, scope.value, input);
  if (!subject.ok) return subject;
  const made = await make(deps, by, 'standingFact', {
    kind: input.kind, subjectKind: input.subjectKind, subject: subject.value, source: input.source.trim(), evidence: input.evidence ?? null, from, until: input.until ?? null, by: by.id, endedAt: null,
  }, 'fact.added', { entityId: by.entityId, kind: input.kind, subjectKind: input.subjectKind, ...(input.subjectKind === 'phone' ? {} : { subject: subject.value }), ...(input.subjectKind === 'case' ? { caseId: subject.value } : {}) });
  if (!made.ok) return made;
  if (FORBIDDING.has(input.kind) && from <= now) await forbid(deps, made.value);
  return ok(await factRow(deps, made.value));
}
async function subjectOf(deps: Deps, by: User, scope: Scope, input: FactInput): Promise<Result<string>> {
  if (input.subjectKind === 'phone') {
    if (input.number === undefined || input.subject !== undefined) return fail('fact.subject', 'a fact about a number needs the number, and no id', '/number');
    if (scope === 'own') return fail('right.denied', 'say it of the contact point or the person; a bare number needs a supervisor');
    const phone = deps.phones.normalise(input.number, input.country ?? 'CN');
    return phone.ok ? ok(deps.vault.index('phone', phone.value.e164)) : fail('phone.invalid', 'this is not a phone number', '/number');
  }
  if (input.subject === undefined || input.number !== undefined) return fail('fact.subject', 'name the subject by its id', '/subject');
  return await reachesSubject(deps, by, scope, input.subjectKind, input.subject, false) ? ok(input.subject) : fail('reference.unknown', `no such ${input.subjectKind}`, '/subject');
}
/** Takes what the fact is about out of hoppers and cancels ringing calls. */
async function forbid(deps: Deps, fact: StandingFact): Promise<void> {
  switch (fact.subjectKind) {
    case 'party': deps.conductor.forbid({ partyId: fact.subject }, fact.kind); return;
    case 'case': deps.conductor.forbid({ caseId: fact.subject }, fact.kind); return;
    case 'phone': deps.conductor.forbid({ phoneIndex: fact.subject }, fact.kind); return;
    case 'contactPoint': { const point = await deps.store.get('contactPoint', fact.subject); if (point !== undefined) deps.conductor.forbid({ phoneIndex: point.valueIndex }, fact.kind); return; }
    case 'account': for (const link of await deps.store.find('caseAccount', { where: { accountId: fact.subject } })) deps.conductor.forbid({ caseId: link.caseId }, fact.kind);
  }
}

/** Ends a fact from now on; the row and its reason stay. Codes: `fact.unknown`, `fact.ended`, `fact.elsewhere`, `record.stale`. */
export async function liftFact(deps: Deps, by: User, id: Id, expected: number | null, reason: string): Promise<Result<FactRow>> {
  const found = await reachFact(deps, by, 'fact.lift', id);
  if (!found.ok) return found;
  const fact = found.value;
  if (fact.kind === 'suppression' || fact.kind === 'complaintOpen') return fail('fact.elsewhere', `this fact ends with ${fact.kind === 'suppression' ? 'POST /suppressions/{id}/lift' : 'its complaint'}`);
  if (fact.endedAt !== null) return fail('fact.ended', 'this fact has ended before');
  const lifted = await alter(deps, by, 'standingFact', id, expected ?? fact.version, { endedAt: deps.clock.now() }, 'fact.lifted', { entityId: by.entityId, kind: fact.kind, subjectKind: fact.subjectKind, reason: reason.trim(), ...(fact.subjectKind === 'case' ? { caseId: fact.subject } : {}) });
  return lifted.ok ? ok(await factRow(deps, lifted.value)) : lifted;
}

async function reachFact(deps: Deps, by: User, verb: Verb, id: Id): Promise<Result<StandingFact>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const fact = await deps.store.get('standingFact', id);
  return fact !== undefined && await reachesFact(deps, by, scope.value, fact, looks(verb)) ? ok(fact) : unknown('fact');
}
/** A fact is within reach when what it stands on is, or when the asker wrote it. */
export async function reachesFact(deps: Deps, by: User, scope: Scope, fact: StandingFact, looking = false): Promise<boolean> {
  return scope === 'all' || fact.by === by.id || reachesSubject(deps, by, scope, fact.subjectKind, fact.subject, looking, fact.by);
}
async function reachesSubject(deps: Deps, by: User, scope: Scope, kind: StandingFact['subjectKind'], subject: string, looking: boolean, author: Id | null = null): Promise<boolean> {
  switch (kind) {
    case 'party': return await deps.store.get('party', subject) !== undefined && reachesParty(deps, by, scope, subject, looking);
    case 'case': { const row = await deps.store.get('case', subject); return row !== undefined && reachesCase(deps, by, scope, row, looking); }
    case 'contactPoint': { const point = await deps.store.get('contactPoint', subject); return point !== undefined && reachesParty(deps, by, scope, point.partyId, looking); }
    case 'account': return await deps.store.get('account', subject) !== undefined && reachesAccount(deps, by, scope, subject, looking);
    case 'phone': {
      if (scope === 'entity' && author !== null && (await deps.store.get('user', author))?.entityId === by.entityId) return true;
      for (const point of await deps.store.find('contactPoint', { where: { valueIndex: subject } })) if (await reachesParty(deps, by, scope, point.partyId, looking)) return true;
      return false;
    }
  }
}
export async function factRow(deps: Deps, fact: StandingFact): Promise<FactRow> {
  if (fact.subjectKind === 'contactPoint') return { fact, number: (await deps.store.get('contactPoint', fact.subject))?.masked ?? null };
  if (fact.subjectKind !== 'phone') return { fact, number: null };
  const [point] = await deps.store.find('contactPoint', { where: { valueIndex: fact.subject }, limit: 1 });
  return { fact, number: point?.masked ?? null };
}
