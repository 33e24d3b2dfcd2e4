import { rehearseCampaign } from '../../app/usecases/rehearsals.js';
import { Rehearsal, RehearsalAsk } from '../../contract/rehearsals.js';
import * as c from '../../contract/rest.js';
import type { Router } from '../router.js';

export function rehearsalRoutes(router: Router): void {
  const { deps } = router.context;
  router.add({
    method: 'POST', url: '/campaigns/:id/rehearsals', canWait: true, tag: 'campaigns', summary: 'Rehearse its next day', verb: 'campaign.start',
    description: 'Plays the campaign’s own leads, history of 30 days and settings in simulated time with the pacer it uses, for each team size and limit; answers when all days are played (60 at most). Reads only: nothing is dialed.',
    params: c.IdParams, body: RehearsalAsk, answer: Rehearsal, statusOf: (code) => (code === 'right.denied' ? 403 : code === 'campaign.unknown' ? 404 : 422),
    run: ({ by, params, body }) => rehearseCampaign(deps, by, params.id, body),
  });
}
