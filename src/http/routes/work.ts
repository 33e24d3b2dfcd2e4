import Type from 'typebox';
import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { showAttempt, showLead, shown, shownPage, showSuppression } from '../present.js';
import type { Router } from '../router.js';

export function workRoutes(router: Router): void {
  leadRoutes(router);
  attemptRoutes(router);
  promiseRoutes(router);
}

function leadRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'leads';
  router.add({
    method: 'GET', url: '/leads', tag, summary: 'Leads within your scope', description: 'Filters must all match. Names are masked. To search by personal data rather use POST /leads/search: a URL is kept by browsers and proxies.', verb: 'lead.read',
    query: c.LeadQuery, answer: c.page(c.Lead), run: async ({ by, query }) => shownPage(await app.listLeads(deps, by, query), showLead),
  });
  router.add({
    method: 'POST', url: '/leads/search', tag, summary: 'Search leads', description: 'The filters of GET /leads in the body. Name, phone, identity and contract match whole, through blind indexes.', verb: 'lead.read', keyed: false,
    body: c.LeadSearch, answer: c.page(c.Lead), run: async ({ by, body }) => shownPage(await app.listLeads(deps, by, body), showLead),
  });
  router.add({ method: 'GET', url: '/leads/:id', tag, summary: 'One lead', verb: 'lead.read', params: c.IdParams, answer: c.Lead, run: async ({ by, params }) => shown(await app.getLead(deps, by, params.id), showLead) });
  router.add({
    method: 'GET', url: '/leads/:id/why', tag, summary: 'Why is it not being dialed?', description: 'Every rule that holds it back, and the next lawful and planned instant.', verb: 'lead.read', params: c.IdParams, answer: c.WhyNot,
    run: ({ by, params }) => app.whyNotDialed(deps, by, params.id),
  });
  router.add({
    method: 'GET', url: '/cases/:id', tag: 'cases', summary: 'A case as a desk shows it', description: 'The name is whole only while you have the call about it in hand.', verb: 'case.read', params: c.IdParams, query: c.CaseQuery, answer: c.CasePop,
    run: ({ by, params, query }) => app.casePop(deps, by, params.id, query.leadId ?? null),
  });
  router.add({
    method: 'POST', url: '/parties/:id/unmask', tag: 'cases', summary: 'Show name, identity and numbers in full', description: 'Written down as an event before it is answered.', verb: 'personal.unmask', params: c.IdParams, body: c.Unmask, answer: c.Unmasked, keyed: false,
    run: ({ by, params, body }) => app.unmaskParty(deps, by, params.id, body),
  });
}

function attemptRoutes(router: Router): void {
  const { deps, audited } = router.context;
  const tag = 'attempts';
  router.add({
    method: 'GET', url: '/attempts', tag, summary: 'Attempts within your scope, newest first', verb: 'attempt.read', query: c.AttemptQuery, answer: c.page(c.Attempt),
    run: async ({ by, query }) => shownPage(await app.listAttempts(deps, by, query), showAttempt),
  });
  router.add({ method: 'GET', url: '/attempts/:id', tag, summary: 'One attempt', verb: 'attempt.read', params: c.IdParams, answer: c.Attempt, run: async ({ by, params }) => shown(await app.getAttempt(deps, by, params.id), showAttempt) });
  router.add({
    method: 'GET', url: '/attempts/:id/journal', tag, summary: 'What happened to the call, in order', verb: 'journal.read', params: c.IdParams, answer: Type.Object({ items: Type.Array(c.JournalEntry) }),
    run: async ({ by, params }) => shown(await app.attemptJournal(deps, by, params.id), (items) => ({ items })),
  });
  router.add({
    method: 'GET', url: '/attempts/:id/statements', tag, summary: 'What the script required to be said, and what was ticked as said', description: 'The words themselves are for whoever had to say them and for those who may hear the recording; the reading of others is written down.', verb: 'attempt.read', params: c.IdParams, answer: c.Statements,
    run: ({ by, params }) => app.attemptStatements(deps, by, params.id, audited),
  });
}

function promiseRoutes(router: Router): void {
  const { deps } = router.context;
  router.add({ method: 'GET', url: '/callbacks', tag: 'callbacks', summary: 'Callbacks within your scope, soonest first', verb: 'callback.read', query: c.CallbackQuery, answer: c.page(c.Callback), run: ({ by, query }) => app.listCallbacks(deps, by, query) });
  router.add({ method: 'GET', url: '/callbacks/:id', tag: 'callbacks', summary: 'One callback', verb: 'callback.read', params: c.IdParams, answer: c.Callback, run: ({ by, params }) => app.getCallback(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/callbacks/:id', tag: 'callbacks', summary: 'Re-time, hand over or cancel a callback', description: 'Its lead follows.', verb: 'callback.write', params: c.IdParams, body: c.CallbackChange, answer: c.Callback, versioned: 'required',
    current: ({ by, params }) => app.getCallback(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeCallback(deps, by, params.id, expected, patch),
  });
  const tag = 'suppressions';
  router.add({ method: 'GET', url: '/suppressions', tag, summary: 'Suppressions within your scope, newest first', verb: 'suppression.read', query: c.SuppressionQuery, answer: c.page(c.Suppression), run: async ({ by, query }) => shownPage(await app.listSuppressions(deps, by, query), showSuppression) });
  router.add({
    method: 'POST', url: '/suppressions', tag, summary: 'Do not call: a number, a person or a case', description: 'Answered once it stands: committed, out of the hopper, ringing calls cancelled.', verb: 'suppression.add',
    body: c.SuppressionCreate, answer: c.Suppression, status: 201, run: async ({ by, body }) => shown(await app.addSuppression(deps, by, body), showSuppression),
  });
  router.add({ method: 'GET', url: '/suppressions/:id', tag, summary: 'One suppression', verb: 'suppression.read', params: c.IdParams, answer: c.Suppression, run: async ({ by, params }) => shown(await app.getSuppression(deps, by, params.id), showSuppression) });
  router.add({
    method: 'POST', url: '/suppressions/:id/lift', tag, summary: 'Lift a suppression', verb: 'suppression.lift', params: c.IdParams, body: c.SuppressionLift, answer: c.Suppression, versioned: 'optional',
    current: async ({ by, params }) => shown(await app.getSuppression(deps, by, params.id), showSuppression),
    run: async ({ by, params, body, expected }) => shown(await app.liftSuppression(deps, by, params.id, Number.isNaN(expected) ? null : expected, body.reason), showSuppression),
  });
}
