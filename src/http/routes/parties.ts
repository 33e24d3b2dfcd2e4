import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { shown, shownPage } from '../present.js';
import { showFact, showJoined, showPoint } from '../present-record.js';
import type { Router } from '../router.js';

export function partyRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'parties';
  router.add({
    method: 'GET', url: '/cases/:id/parties', tag, summary: 'Everybody joined to the accounts of a case', verb: 'party.read', params: c.IdParams, answer: c.JoinedPartyList,
    run: async ({ by, params }) => shown(await app.listParties(deps, by, params.id), (items) => ({ items: items.map(showJoined) })),
  });
  router.add({ method: 'GET', url: '/parties/:id', tag, summary: 'One party, masked', verb: 'party.read', params: c.IdParams, answer: c.Party, run: ({ by, params }) => app.getParty(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/parties/:id', tag, summary: 'Correct a name, or set the language', verb: 'party.write', params: c.IdParams, body: c.PartyChange, answer: c.Party, versioned: 'required',
    current: ({ by, params }) => app.getParty(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeParty(deps, by, params.id, expected, patch),
  });
  router.add({
    method: 'GET', url: '/parties/:id/contact-points', tag, summary: 'How a party can be reached, in the order to try', verb: 'party.read', params: c.IdParams, answer: c.ContactPointList,
    run: async ({ by, params }) => shown(await app.listPoints(deps, by, params.id), (items) => ({ items: items.map(showPoint) })),
  });
  router.add({
    method: 'POST', url: '/parties/:id/contact-points', tag, summary: 'Add a number, address, e-mail or IM', description: 'A phone is brought to E.164. The value is sealed and shown masked.', verb: 'party.write', params: c.IdParams, body: c.ContactPointCreate, answer: c.ContactPoint, status: 201,
    run: async ({ by, params, body }) => shown(await app.addPoint(deps, by, params.id, body), showPoint),
  });
  router.add({
    method: 'PATCH', url: '/contact-points/:id', tag, summary: 'Change consent, validity, rank or role', description: 'Consent withdrawn takes the number out of the hopper and cancels a ringing call.', verb: 'party.write', params: c.IdParams, body: c.ContactPointChange, answer: c.ContactPoint, versioned: 'required',
    current: async ({ by, params }) => shown(await app.getPoint(deps, by, params.id), showPoint), run: async ({ by, params, patch, expected }) => shown(await app.changePoint(deps, by, params.id, expected, patch), showPoint),
  });
  factRoutes(router);
}

function factRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'standing facts';
  router.add({ method: 'GET', url: '/facts', tag, summary: 'Standing facts within your scope, newest first', verb: 'fact.read', query: c.FactQuery, answer: c.page(c.Fact), run: async ({ by, query }) => shownPage(await app.listFacts(deps, by, query), showFact) });
  router.add({
    method: 'POST', url: '/facts', tag, summary: 'Write down what stands about a person, a debt, a case or a number', description: 'Answered once it stands; one that forbids calls has taken effect by then. Suppressions, complaints and disputes of a case have routes of their own.', verb: 'fact.add',
    body: c.FactCreate, answer: c.Fact, status: 201, run: async ({ by, body }) => shown(await app.addFact(deps, by, body), showFact),
  });
  router.add({ method: 'GET', url: '/facts/:id', tag, summary: 'One standing fact', verb: 'fact.read', params: c.IdParams, answer: c.Fact, run: async ({ by, params }) => shown(await app.getFact(deps, by, params.id), showFact) });
  router.add({
    method: 'POST', url: '/facts/:id/lift', tag, summary: 'End a standing fact', verb: 'fact.lift', params: c.IdParams, body: c.FactLift, answer: c.Fact, versioned: 'optional',
    current: async ({ by, params }) => shown(await app.getFact(deps, by, params.id), showFact), run: async ({ by, params, body, expected }) => shown(await app.liftFact(deps, by, params.id, Number.isNaN(expected) ? null : expected, body.reason), showFact),
  });
}
