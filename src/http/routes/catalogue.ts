import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { shown } from '../present.js';
import type { Router } from '../router.js';

export function catalogueRoutes(router: Router): void {
  const { deps } = router.context;
  let tag = 'dispositions';
  router.add({ method: 'GET', url: '/dispositions', tag, summary: 'The disposition tree', verb: 'disposition.read', answer: c.DispositionList, run: async ({ by }) => shown(await app.listDispositions(deps, by), (items) => ({ items })) });
  router.add({ method: 'POST', url: '/dispositions', tag, summary: 'Make a disposition', verb: 'disposition.write', body: c.DispositionCreate, answer: c.Disposition, status: 201, run: ({ by, body }) => app.createDisposition(deps, by, body) });
  router.add({
    method: 'PATCH', url: '/dispositions/:id', tag, summary: 'Change a disposition', description: 'The code stays; disable what is no longer used.', verb: 'disposition.write', params: c.IdParams, body: c.DispositionChange, answer: c.Disposition, versioned: 'required',
    current: ({ by, params }) => app.getDisposition(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeDisposition(deps, by, params.id, expected, patch),
  });
  tag = 'scripts';
  router.add({ method: 'GET', url: '/scripts', tag, summary: 'Scripts of your entity', verb: 'script.read', query: c.PageQuery, answer: c.page(c.Script), run: ({ by, query }) => app.listScripts(deps, by, query) });
  router.add({ method: 'POST', url: '/scripts', tag, summary: 'Make a script', description: 'Liquid templates; they are parsed and tried with sample values before they are kept. An enabled script with a critical or high finding is refused (`script.forbidden`, each finding in `problems`); docs/scripts.md has the categories.', verb: 'script.write', body: c.ScriptCreate, answer: c.Script, status: 201, run: ({ by, body }) => app.createScript(deps, by, body) });
  router.add({ method: 'POST', url: '/scripts/preview', tag, summary: 'Try templates not yet saved', verb: 'script.read', body: c.ScriptPreview, answer: c.ScriptRendered, keyed: false, run: ({ by, body }) => app.previewScript(deps, by, null, body) });
  router.add({ method: 'POST', url: '/scripts/check', tag, summary: 'Check a text for what must not be said and what must', description: 'A script, a robot’s prompt, a message, a voicemail, or a transcript whose lines begin with who speaks. Nothing is kept.', verb: 'script.read', body: c.ScriptCheck, answer: c.ScriptChecked, keyed: false, run: ({ by, body: { text, ...setting } }) => app.checkText(deps, by, text, setting) });
  router.add({ method: 'GET', url: '/scripts/:id', tag, summary: 'One script', verb: 'script.read', params: c.IdParams, answer: c.Script, run: ({ by, params }) => app.getScript(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/scripts/:id', tag, summary: 'Change a script', verb: 'script.write', params: c.IdParams, body: c.ScriptChange, answer: c.Script, versioned: 'required',
    current: ({ by, params }) => app.getScript(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeScript(deps, by, params.id, expected, patch),
  });
  router.add({ method: 'GET', url: '/scripts/:id/preview', tag, summary: 'A script filled in with sample values', verb: 'script.read', params: c.IdParams, answer: c.ScriptRendered, run: ({ by, params }) => app.previewScript(deps, by, params.id, {}) });
  tag = 'trunks';
  router.add({ method: 'GET', url: '/trunks', tag, summary: 'Trunks', verb: 'trunk.read', query: c.PageQuery, answer: c.page(c.Trunk), run: ({ by, query }) => app.listTrunks(deps, by, query) });
  router.add({ method: 'POST', url: '/trunks', tag, summary: 'Make a trunk', description: 'Every mistake is reported at once (`trunk.invalid`).', verb: 'trunk.write', body: c.TrunkCreate, answer: c.Trunk, status: 201, run: ({ by, body }) => app.createTrunk(deps, by, body) });
  router.add({ method: 'GET', url: '/trunks/:id', tag, summary: 'One trunk', verb: 'trunk.read', params: c.IdParams, answer: c.Trunk, run: ({ by, params }) => app.getTrunk(deps, by, params.id) });
  router.add({
    method: 'PATCH', url: '/trunks/:id', tag, summary: 'Change a trunk', description: 'Gateway and switch stay; disable a trunk to take it out of use.', verb: 'trunk.write', params: c.IdParams, body: c.TrunkChange, answer: c.Trunk, versioned: 'required',
    current: ({ by, params }) => app.getTrunk(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeTrunk(deps, by, params.id, expected, patch),
  });
  tag = 'desk templates';
  router.add({ method: 'GET', url: '/desk-templates', tag, summary: 'Dial strings for desks', verb: 'template.read', query: c.PageQuery, answer: c.page(c.DeskTemplate), run: ({ by, query }) => app.listTemplates(deps, by, query) });
  router.add({ method: 'POST', url: '/desk-templates', tag, summary: 'Propose a dial string', verb: 'template.write', body: c.DeskTemplateCreate, answer: c.DeskTemplate, status: 201, run: ({ by, body }) => app.createTemplate(deps, by, body) });
  router.add({
    method: 'PATCH', url: '/desk-templates/:id', tag, summary: 'Change a dial string', description: 'A changed dial string must be approved anew.', verb: 'template.write', params: c.IdParams, body: c.DeskTemplateChange, answer: c.DeskTemplate, versioned: 'required',
    current: ({ by, params }) => app.getTemplate(deps, by, params.id), run: ({ by, params, patch, expected }) => app.changeTemplate(deps, by, params.id, expected, patch),
  });
  router.add({
    method: 'POST', url: '/desk-templates/:id/approval', tag, summary: 'Approve a dial string, or withdraw that', verb: 'template.approve', params: c.IdParams, body: c.Approve, answer: c.DeskTemplate, versioned: 'required',
    current: ({ by, params }) => app.getTemplate(deps, by, params.id), run: ({ by, params, body, expected }) => app.approveTemplate(deps, by, params.id, expected, body.approved),
  });
}
