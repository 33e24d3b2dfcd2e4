import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { shown, shownPage } from '../present.js';
import { showAccount, showAccountView, showBalance } from '../present-record.js';
import type { Router } from '../router.js';

export function accountRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'accounts';
  router.add({ method: 'GET', url: '/cases/:id/accounts', tag, summary: 'Accounts of a case', verb: 'account.read', params: c.IdParams, answer: c.AccountList, run: async ({ by, params }) => shown(await app.listAccounts(deps, by, params.id), (items) => ({ items: items.map(showAccount) })) });
  router.add({
    method: 'GET', url: '/accounts/:id', tag, summary: 'One account, and what it owed on a past day', description: 'With `balanceOn`, the balance at the end of that day is rebuilt from its balance events.', verb: 'account.read', params: c.IdParams, query: c.AccountQuery, answer: c.AccountView,
    run: async ({ by, params, query }) => shown(await app.getAccount(deps, by, params.id, query), showAccountView),
  });
  router.add({
    method: 'GET', url: '/accounts/:id/balance-events', tag, summary: 'Every change of its balance, newest first', verb: 'account.read', params: c.IdParams, query: c.PageQuery, answer: c.page(c.BalanceEvent),
    run: async ({ by, params, query }) => shownPage(await app.balanceHistory(deps, by, params.id, query), showBalance),
  });
  placementRoutes(router);
}

function placementRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'placements';
  router.add({ method: 'GET', url: '/placements', tag, summary: 'Placements (委案) within your scope, newest first', verb: 'placement.read', query: c.PlacementQuery, answer: c.page(c.Placement), run: ({ by, query }) => app.listPlacements(deps, by, query) });
  router.add({ method: 'GET', url: '/placements/:id', tag, summary: 'One placement', verb: 'placement.read', params: c.IdParams, answer: c.Placement, run: ({ by, params }) => app.getPlacement(deps, by, params.id) });
  const words: Readonly<Record<app.PlacementAct, string>> = {
    recall: 'The creditor takes it back (撤案): the case is out of the hopper at once; who talks about it is told the creditor’s words', return: 'Give it back to the creditor (退案)', keep: 'Go on beyond the term (留案), until `to`', end: 'The term is over', reopen: 'It was ended by mistake: work it again, until `to`',
  };
  for (const act of ['recall', 'return', 'keep', 'end', 'reopen'] as const) {
    router.add({
      method: 'POST', url: `/placements/:id/${act}`, tag, summary: words[act], description: 'Done twice it is done once. A case none of whose placements stands is closed.', verb: 'placement.write', params: c.IdParams, body: c.PlacementAct, answer: c.Placement, versioned: 'optional',
      current: ({ by, params }) => app.getPlacement(deps, by, params.id),
      run: ({ by, params, body, expected }) => app.actOnPlacement(deps, by, params.id, act, { expected: Number.isNaN(expected) ? null : expected, ...(body.to === undefined ? {} : { to: body.to }), ...(body.reason === undefined ? {} : { reason: body.reason }) }),
    });
  }
}
