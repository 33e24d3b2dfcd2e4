import Type from 'typebox';
import * as app from '../../app/usecases/index.js';
import { RETENTION } from '../../core/collections/retention.js';
import { SECOND_FACTOR } from '../../core/rights/second-factor.js';
import * as c from '../../contract/rest.js';
import type { Router } from '../router.js';

const tag = 'organisation';
const byEntity = c.closed({ ...c.pageQuery, entityId: Type.Optional(c.Id) });

/** Who must have a second factor, what is deleted by age, whose packs are believed. */
const GRAVE: readonly string[] = [SECOND_FACTOR, RETENTION, 'packKeys'];

export function orgRoutes(router: Router): void {
  const { deps } = router.context;
  router.add({ method: 'GET', url: '/entities', tag, summary: 'Companies', verb: 'org.read', query: c.PageQuery, answer: c.page(c.Entity), run: ({ by, query }) => app.listEntities(deps, by, query) });
  router.add({ method: 'POST', url: '/entities', tag, summary: 'Make a company', verb: 'org.write', body: c.EntityCreate, answer: c.Entity, status: 201, run: ({ by, body }) => app.createEntity(deps, by, body) });
  router.add({ method: 'GET', url: '/entities/:id', tag, summary: 'One company', verb: 'org.read', params: c.IdParams, answer: c.Entity, run: ({ by, params }) => app.getEntity(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/entities/:id', tag, summary: 'Change a company', verb: 'org.write', params: c.IdParams, body: c.EntityChange, answer: c.Entity, versioned: 'required',
    current: ({ by, params }) => app.getEntity(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeEntity(deps, by, params.id, expected, patch),
  });
  router.add({ method: 'GET', url: '/departments', tag, summary: 'Departments', verb: 'org.read', query: byEntity, answer: c.page(c.Department), run: ({ by, query }) => app.listDepartments(deps, by, query) });
  router.add({ method: 'POST', url: '/departments', tag, summary: 'Make a department', verb: 'org.write', body: c.DepartmentCreate, answer: c.Department, status: 201, run: ({ by, body }) => app.createDepartment(deps, by, body) });
  router.add({ method: 'GET', url: '/departments/:id', tag, summary: 'One department', verb: 'org.read', params: c.IdParams, answer: c.Department, run: ({ by, params }) => app.getDepartment(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/departments/:id', tag, summary: 'Change a department', verb: 'org.write', params: c.IdParams, body: c.DepartmentChange, answer: c.Department, versioned: 'required',
    current: ({ by, params }) => app.getDepartment(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeDepartment(deps, by, params.id, expected, patch),
  });
  router.add({ method: 'GET', url: '/teams', tag, summary: 'Teams', verb: 'org.read', query: byEntity, answer: c.page(c.Team), run: ({ by, query }) => app.listTeams(deps, by, query) });
  router.add({ method: 'POST', url: '/teams', tag, summary: 'Make a team', verb: 'org.write', body: c.TeamCreate, answer: c.Team, status: 201, run: ({ by, body }) => app.createTeam(deps, by, body) });
  router.add({ method: 'GET', url: '/teams/:id', tag, summary: 'One team', verb: 'org.read', params: c.IdParams, answer: c.Team, run: ({ by, params }) => app.getTeam(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/teams/:id', tag, summary: 'Change a team', verb: 'org.write', params: c.IdParams, body: c.TeamChange, answer: c.Team, versioned: 'required',
    current: ({ by, params }) => app.getTeam(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeTeam(deps, by, params.id, expected, patch),
  });
  router.add({ method: 'GET', url: '/pause-reasons', tag, summary: 'Pause reasons', verb: 'pause.read', query: c.PageQuery, answer: c.page(c.PauseReason), run: ({ by, query }) => app.listPauseReasons(deps, by, query) });
  router.add({ method: 'POST', url: '/pause-reasons', tag, summary: 'Make a pause reason', verb: 'pause.write', body: c.PauseReasonCreate, answer: c.PauseReason, status: 201, run: ({ by, body }) => app.createPauseReason(deps, by, body) });
  router.add({
    method: 'PATCH', url: '/pause-reasons/:id', tag, summary: 'Change a pause reason', verb: 'pause.write', params: c.IdParams, body: c.PauseReasonChange, answer: c.PauseReason, versioned: 'required',
    current: ({ by, params }) => app.getPauseReason(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changePauseReason(deps, by, params.id, expected, patch),
  });
  router.add({ method: 'GET', url: '/settings', tag, summary: 'Installation-wide values', verb: 'setting.read', query: c.PageQuery, answer: c.page(c.Setting), run: ({ by, query }) => app.listSettings(deps, by, query) });
  router.add({ method: 'GET', url: '/settings/:key', tag, summary: 'One value', verb: 'setting.read', params: c.SettingParams, answer: c.Setting, run: ({ by, params }) => app.getSetting(deps, by, params.key) });
  router.add({
    method: 'PUT', url: '/settings/:key', tag, summary: 'Set a value', description: 'A new key needs no version.', verb: 'setting.write', params: c.SettingParams, body: c.SettingPut, answer: c.Setting, versioned: 'optional',
    proof: { when: `the settings ${GRAVE.join(', ')}`, of: ({ params }) => GRAVE.includes(params.key) },
    current: ({ by, params }) => app.getSetting(deps, by, params.key), run: ({ by, params, body, expected }) => app.putSetting(deps, by, params.key, Number.isNaN(expected) ? null : expected, body.value),
  });
}
