import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import type { Router } from '../router.js';

const tag = 'imports';
/** How creditors name the columns of their files. */
export function profileRoutes(router: Router): void {
  const { deps } = router.context;
  router.add({ method: 'GET', url: '/mapping-profiles', tag, summary: 'Mapping profiles', verb: 'mapping.read', query: c.MappingProfileQuery, answer: c.page(c.MappingProfile), run: ({ by, query }) => app.listProfiles(deps, by, query) });
  router.add({ method: 'POST', url: '/mapping-profiles', tag, summary: 'Keep a mapping profile of a creditor', description: 'What a profile does not name is recognised by its header.', verb: 'mapping.write', body: c.MappingProfileCreate, answer: c.MappingProfile, status: 201, run: ({ by, body }) => app.createProfile(deps, by, body) });
  router.add({ method: 'GET', url: '/mapping-profiles/:id', tag, summary: 'One mapping profile', verb: 'mapping.read', params: c.IdParams, answer: c.MappingProfile, run: ({ by, params }) => app.getProfile(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/mapping-profiles/:id', tag, summary: 'Change a mapping profile', description: 'Nothing is ever deleted: a profile without columns says nothing.', verb: 'mapping.write', versioned: 'required', params: c.IdParams, body: c.MappingProfileChange, answer: c.MappingProfile,
    run: ({ by, params, expected, patch }) => app.changeProfile(deps, by, params.id, expected, patch), current: ({ by, params }) => app.getProfile(deps, by, params.id),
  });
}
