import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import type { Router } from '../router.js';

export function campaignRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'campaigns';
  router.add({ method: 'GET', url: '/campaigns', tag, summary: 'Campaigns within your scope', verb: 'campaign.read', query: c.CampaignQuery, answer: c.page(c.Campaign), run: ({ by, query }) => app.listCampaigns(deps, by, query) });
  router.add({
    method: 'POST', url: '/campaigns', tag, summary: 'Make a campaign', description: 'It begins as a draft. Settings left out have their defaults; mistakes in them are all reported at once (`settings.invalid`).', verb: 'campaign.write',
    body: c.CampaignCreate, answer: c.Campaign, status: 201, run: ({ by, body }) => app.createCampaign(deps, by, body),
  });
  router.add({ method: 'GET', url: '/campaigns/:id', tag, summary: 'One campaign', verb: 'campaign.read', params: c.IdParams, answer: c.Campaign, run: ({ by, params }) => app.getCampaign(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/campaigns/:id', tag, summary: 'Change a campaign', description: 'Settings left out keep their values. A running campaign takes them over at its next tick.', verb: 'campaign.write', params: c.IdParams, body: c.CampaignChange, answer: c.Campaign, versioned: 'required',
    current: ({ by, params }) => app.getCampaign(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeCampaign(deps, by, params.id, expected, patch),
  });
  router.add({
    method: 'GET', url: '/campaigns/:id/pacing', tag, summary: 'Why it dials this many now', description: 'The last decision with its figures, the abandonment budget by window, and what was forecast against what happened. `decision` is null while nothing was decided.', verb: 'campaign.read',
    params: c.IdParams, answer: c.PacingView, run: ({ by, params }) => app.campaignPacing(deps, by, params.id),
  });
  router.add({
    method: 'GET', url: '/campaigns/:id/checks', tag, summary: 'What stands in the way of a launch', description: 'Hours, trunks, collectors, scripts, abandonment, leads: green, amber, red, each with what was found. Of leads at most 200, spread evenly, are asked of the gate as it decides now.', verb: 'campaign.read',
    params: c.IdParams, answer: c.CampaignChecks, run: ({ by, params }) => app.campaignChecks(deps, by, params.id),
  });
  const words = { start: 'Start dialing', pause: 'Place no new calls; calls under way go on', drain: 'Place no new calls and stop when the last one has ended', stop: 'Stop now: ringing calls are cancelled' } as const;
  for (const action of ['start', 'pause', 'drain', 'stop'] as const) {
    router.add({
      method: 'POST', url: `/campaigns/:id/${action}`, tag, summary: words[action], verb: action === 'start' ? 'campaign.start' : 'campaign.halt', params: c.IdParams, answer: c.CampaignState, ...(action === 'start' ? { query: c.LaunchQuery, description: 'From draft or stopped it starts only when no check is red (`campaign.checks`), or with `reason`, which is written down.' } : {}),
      statusOf: (code) => code === 'right.denied' ? 403 : code === 'campaign.unknown' ? 404 : code.startsWith('settings.') || code === 'campaign.checks' ? 422 : 409,
      run: ({ by, params, query }) => app.runCampaign(deps, by, params.id, action, query.reason ?? null),
    });
  }
  const lists = 'lists';
  router.add({ method: 'GET', url: '/lists', tag: lists, summary: 'Lists within your scope', verb: 'list.read', query: c.ListQuery, answer: c.page(c.List), run: ({ by, query }) => app.listLists(deps, by, query) });
  router.add({ method: 'POST', url: '/lists', tag: lists, summary: 'Make a list', verb: 'list.write', body: c.ListCreate, answer: c.List, status: 201, run: ({ by, body }) => app.createList(deps, by, body) });
  router.add({ method: 'GET', url: '/lists/:id', tag: lists, summary: 'One list', verb: 'list.read', params: c.IdParams, answer: c.List, run: ({ by, params }) => app.getList(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/lists/:id', tag: lists, summary: 'Change a list', verb: 'list.write', params: c.IdParams, body: c.ListChange, answer: c.List, versioned: 'required',
    current: ({ by, params }) => app.getList(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeList(deps, by, params.id, expected, patch),
  });
}
