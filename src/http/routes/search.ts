import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { shown } from '../present.js';
import { showCaseRow } from '../present-record.js';
import type { Router } from '../router.js';

export function searchRoutes(router: Router): void {
  const { deps } = router.context;
  router.add({
    method: 'POST', url: '/search', tag: 'cases', summary: 'Find cases by what is known exactly', description: 'Whole name, identity number, phone, contract number; several must all match. In the body, as a URL is kept by browsers and proxies. Only cases within your scope.', verb: 'case.read', keyed: false,
    body: c.Search, answer: c.SearchAnswer, run: async ({ by, body }) => shown(await app.searchCases(deps, by, body), ({ items, more }) => ({ items: items.map(showCaseRow), more })),
  });
}
