import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import type { Case } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import { shown, shownPage } from '../present.js';
import { showCase, showCaseRow, showContact, showEvent, showRecord } from '../present-record.js';
import type { Router } from '../router.js';
import { showCounter } from './compliance.js';

const tag = 'cases';

export function caseRoutes(router: Router): void {
  const { deps } = router.context;
  router.add({
    method: 'GET', url: '/cases', tag, summary: 'Cases within your scope', description: 'Filters must all match. A page may be short, with a cursor to go on, when tags, custom fields or stages leave many out.', verb: 'case.read',
    query: c.CaseListQuery, answer: c.page(c.CaseItem), run: async ({ by, query }) => shownPage(await app.listCases(deps, by, query), showCaseRow),
  });
  router.add({
    method: 'GET', url: '/cases/:id/reach', tag, summary: 'How often the debtor was called, and what the law leaves', description: 'By what the rules in force count, for each number, with the campaign’s own window and caps; asked as dialing asks it, and changes nothing.', verb: 'case.read', params: c.IdParams, answer: c.CaseReach,
    run: async ({ by, params }) => shown(await app.leftOfCase(deps, by, params.id), showReach),
  });
  router.add({
    method: 'GET', url: '/cases/:id/record', tag, summary: 'Everything a case screen shows', verb: 'case.read', params: c.IdParams, answer: c.CaseRecord,
    run: async ({ by, params }) => shown(await app.caseRecord(deps, by, params.id), showRecord),
  });
  router.add({
    method: 'PATCH', url: '/cases/:id', tag, summary: 'Change risk, tags and custom fields', description: 'A custom field must be declared and its value fit; null takes it away. States change by acts.', verb: 'case.write', params: c.IdParams, body: c.CaseChange, answer: c.CaseFull, versioned: 'required',
    current: ({ by, params }) => full(app.getCase(deps, by, params.id)), run: ({ by, params, patch, expected }) => full(app.changeCase(deps, by, params.id, expected, patch)),
  });
  const full = async (result: Promise<Result<Case>>) => {
    const found = await result;
    if (!found.ok) return found;
    const [row] = await app.caseRows(deps, [found.value]);
    return ok(showCase(found.value, { stage: row?.stage ?? null, daysPastDue: row?.daysPastDue ?? null }));
  };
  actRoutes(router, full);
  partRoutes(router);
}

const ACTS: readonly { readonly path: string; readonly act: keyof typeof app.ACT_VERB; readonly summary: string }[] = [
  { path: 'dispute', act: 'dispute', summary: 'The debt is disputed: nobody is called until that is closed' }, { path: 'close-dispute', act: 'closeDispute', summary: 'The dispute is over' },
  { path: 'plan-visit', act: 'planVisit', summary: 'A visit is planned' }, { path: 'begin-legal', act: 'beginLegal', summary: 'Legal proceedings begin' }, { path: 'end-legal', act: 'endLegal', summary: 'Legal proceedings are over' },
  { path: 'write-off', act: 'writeOff', summary: 'Write the case off, with its open accounts' }, { path: 'reopen', act: 'reopen', summary: 'Work a closed case again' },
];
function actRoutes(router: Router, full: (result: Promise<Result<Case>>) => Promise<Result<ReturnType<typeof showCase>>>): void {
  const { deps } = router.context;
  for (const { path, act, summary } of ACTS) {
    router.add({
      method: 'POST', url: `/cases/:id/${path}`, tag, summary, description: 'Refused where the case’s state does not allow it (`case.state`); done twice it is done once.', verb: app.ACT_VERB[act], params: c.IdParams, body: c.CaseActBody, answer: c.CaseFull, versioned: 'optional',
      current: ({ by, params }) => full(app.getCase(deps, by, params.id)),
      run: ({ by, params, body, expected }) => full(app.actOn(deps, by, params.id, act, { expected: Number.isNaN(expected) ? null : expected, ...(body.evidence === undefined ? {} : { evidence: body.evidence }) })),
    });
  }
}

function partRoutes(router: Router): void {
  const { deps } = router.context;
  const items = <T>(list: T): { readonly items: T } => ({ items: list });
  router.add({
    method: 'GET', url: '/cases/:id/history', tag, summary: 'What happened to a case, newest first', verb: 'case.read', params: c.IdParams, query: c.PageQuery, answer: c.page(c.HistoryEvent),
    run: async ({ by, params, query }) => shownPage(await app.caseHistory(deps, by, params.id, query), showEvent),
  });
  router.add({
    method: 'GET', url: '/cases/:id/contacts', tag, summary: 'Touches on every channel, newest first', verb: 'contact.read', params: c.IdParams, query: c.PageQuery, answer: c.page(c.Contact),
    run: async ({ by, params, query }) => shownPage(await app.listContacts(deps, by, params.id, query), showContact),
  });
  router.add({
    method: 'POST', url: '/cases/:id/notes', tag, summary: 'Write down a note or a touch (催记)', description: 'With a channel other than `note` it counts as the case’s last contact.', verb: 'contact.write', params: c.IdParams, body: c.NoteCreate, answer: c.Contact, status: 201,
    run: async ({ by, params, body }) => shown(await app.addContact(deps, by, params.id, body), showContact),
  });
  router.add({ method: 'GET', url: '/cases/:id/holds', tag, summary: 'Holds of a case (停催), lifted ones too', verb: 'hold.read', params: c.IdParams, answer: c.HoldList, run: async ({ by, params }) => shown(await app.listHolds(deps, by, params.id), items) });
  router.add({
    method: 'POST', url: '/cases/:id/holds', tag, summary: 'Stop calling about a case', description: 'Answered once it stands: committed, out of the hopper, ringing calls cancelled.', verb: 'hold.set', params: c.IdParams, body: c.HoldCreate, answer: c.Hold, status: 201,
    run: ({ by, params, body }) => app.setHold(deps, by, params.id, body),
  });
  router.add({
    method: 'POST', url: '/holds/:id/lift', tag, summary: 'Lift a hold', verb: 'hold.lift', params: c.IdParams, body: c.HoldLift, answer: c.Hold, versioned: 'optional',
    current: ({ by, params }) => app.getHold(deps, by, params.id), run: ({ by, params, expected }) => app.liftHold(deps, by, params.id, Number.isNaN(expected) ? null : expected),
  });
  const fields = 'custom fields';
  router.add({ method: 'GET', url: '/custom-fields', tag: fields, summary: 'Custom fields of cases', verb: 'field.read', query: c.CustomFieldQuery, answer: c.page(c.CustomField), run: ({ by, query }) => app.listFields(deps, by, query) });
  router.add({ method: 'POST', url: '/custom-fields', tag: fields, summary: 'Declare a custom field', verb: 'field.write', body: c.CustomFieldCreate, answer: c.CustomField, status: 201, run: ({ by, body }) => app.createField(deps, by, body) });
  router.add({
    method: 'PATCH', url: '/custom-fields/:id', tag: fields, summary: 'Change a custom field', description: 'Key and type stay; disable what is no longer used.', verb: 'field.write', params: c.IdParams, body: c.CustomFieldChange, answer: c.CustomField, versioned: 'required',
    current: ({ by, params }) => app.getField(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeField(deps, by, params.id, expected, patch),
  });
}
const showReach = ({ at, items }: { readonly at: number; readonly items: readonly app.LeftOfNumber[] }) => ({
  at,
  items: items.map(({ point, answer: { verdict, counters }, openUntil, opensAt }) => ({
    contactPointId: point.id, number: point.masked, ownerRole: point.ownerRole, allow: verdict.allow, nextAt: verdict.allow ? null : verdict.nextAt, openUntil, opensAt, counters: counters.map(showCounter),
    reason: verdict.allow || verdict.denials[0] === undefined ? null : { en: verdict.denials[0].text, zh: verdict.denials[0].zh ?? verdict.denials[0].text },
  })),
});
