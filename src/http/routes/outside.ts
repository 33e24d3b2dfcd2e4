import Type from 'typebox';
import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import type { DailyFile, Webhook } from '../../core/records/index.js';
import type { Result } from '../../core/result.js';
import { authOf } from '../auth.js';
import { sendFile } from '../files.js';
import { sendProblem, statusOf } from '../problems.js';
import { shown, shownPage } from '../present.js';
import type { Router } from '../router.js';

/** What leaves for creditors' systems: webhooks and daily files. */
export function outsideRoutes(router: Router): void {
  webhookRoutes(router);
  exportRoutes(router);
  fileRoute(router);
}

/** Fields of a mapping by which personal data leave. */
const isPersonal = (mapping: Readonly<Record<string, unknown>> | undefined): boolean => mapping !== undefined && ('name' in mapping || 'phone' in mapping);

function webhookRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'webhooks';
  const withSecret = (result: Result<{ readonly webhook: Webhook; readonly secret: string }>) => shown(result, ({ webhook, secret }) => ({ webhook: showWebhook(webhook), secret }));
  const current = async ({ by, params }: { readonly by: Parameters<typeof app.getWebhook>[1]; readonly params: { readonly id: string } }): Promise<Result<unknown>> => shown(await app.getWebhook(deps, by, params.id), showWebhook);
  router.add({ method: 'GET', url: '/webhooks', tag, summary: 'Webhooks', verb: 'webhook.read', query: c.PageQuery, answer: c.page(c.Webhook), run: async ({ by, query }) => shownPage(await app.listWebhooks(deps, by, query), showWebhook) });
  router.add({
    method: 'POST', url: '/webhooks', tag, summary: 'Send events to a URL', description: 'Answers the secret, this once. Begins with the events that come from now on.', verb: 'webhook.write', proof: { when: 'with names or numbers in its mapping', of: ({ body }) => isPersonal(body.mapping) }, body: c.WebhookCreate, answer: c.WebhookSecret, status: 201, keyed: false,
    run: async ({ by, body }) => withSecret(await app.createWebhook(deps, by, body)),
  });
  router.add({ method: 'GET', url: '/webhooks/:id', tag, summary: 'One webhook', verb: 'webhook.read', params: c.IdParams, answer: c.Webhook, run: async ({ by, params }) => shown(await app.getWebhook(deps, by, params.id), showWebhook) });
  router.add({
    method: 'PATCH', url: '/webhooks/:id', tag, summary: 'Change a webhook', verb: 'webhook.write', proof: { when: 'another URL, or names or numbers in its mapping', of: ({ body }) => body.url !== undefined || isPersonal(body.mapping) }, params: c.IdParams, body: c.WebhookChange, answer: c.Webhook, versioned: 'required', current,
    run: async ({ by, params, patch, expected }) => shown(await app.changeWebhook(deps, by, params.id, expected, patch), showWebhook),
  });
  router.add({
    method: 'POST', url: '/webhooks/:id/secret', tag, summary: 'A new secret', description: 'Answered this once; what is sent from now on is signed with it, and for a day with the one before too.', verb: 'webhook.write', params: c.IdParams, body: c.WebhookRotate, answer: c.WebhookSecret, versioned: 'required', keyed: false, current,
    run: async ({ by, params, body, expected }) => withSecret(await app.rotateSecret(deps, by, params.id, expected, body.overlapHours)),
  });
  router.add({ method: 'POST', url: '/webhooks/:id/test', tag, summary: 'Send a test event now', verb: 'webhook.write', params: c.IdParams, answer: c.WebhookTested, run: ({ by, params }) => app.testWebhook(deps, by, params.id) });
  router.add({
    method: 'POST', url: '/webhooks/:id/replay', canWait: true, tag, summary: 'Send again', description: 'The dead letters, or every event of a range, under their old ids.', verb: 'webhook.write', params: c.IdParams, body: c.WebhookReplay, answer: c.WebhookReplayed, status: 202,
    run: ({ by, params, body }) => app.replayWebhook(deps, by, params.id, body),
  });
  router.add({ method: 'GET', url: '/webhooks/:id/deliveries', tag, summary: 'What became of deliveries, newest event first', verb: 'webhook.read', params: c.IdParams, query: c.DeliveryQuery, answer: c.page(c.Delivery), run: ({ by, params, query }) => app.listDeliveries(deps, by, params.id, query) });
}

/** The creditor stands in the path here. */
const inPath = (code: string): number => (code === 'reference.unknown' ? 404 : statusOf(code));

function exportRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'exports';
  router.add({ method: 'GET', url: '/exports', tag, summary: 'Daily files, newest day first', verb: 'export.run', query: c.ExportQuery, answer: c.Exports, run: async ({ by, query }) => shownPage(await app.listExports(deps, by, query), showFile) });
  router.add({
    method: 'POST', url: '/exports', canWait: true, tag, summary: 'Make the files of a day', description: 'Run again, the same events make the same bytes; `state` says whether anything is different.', verb: 'export.run', body: c.ExportRun, answer: c.ExportsMade, status: 201,
    run: async ({ by, body }) => shown(await app.runExport(deps, by, body), ({ items }) => ({ items: items.map((one) => ({ file: showFile(one.file), state: one.state, before: one.before })) })),
  });
  router.add({ method: 'GET', url: '/exports/:id', tag, summary: 'One file', verb: 'export.run', params: c.IdParams, answer: c.DailyFile, run: async ({ by, params }) => shown(await app.getExport(deps, by, params.id), showFile) });
  router.add({ method: 'GET', url: '/exports/profiles/:id', tag, summary: 'How a creditor’s files are written', description: 'By the creditor’s id.', verb: 'mapping.read', params: c.IdParams, query: c.ExportProfileQuery, answer: c.ExportProfile, statusOf: inPath, run: ({ by, params, query }) => app.getExportProfile(deps, by, params.id, query.entityId) });
  router.add({
    method: 'PUT', url: '/exports/profiles/:id', tag, summary: 'Set how a creditor’s files are written', description: 'By the creditor’s id. The first needs no version.', verb: 'mapping.write', params: c.IdParams, query: c.ExportProfileQuery, body: c.ExportProfilePut, answer: c.ExportProfile, versioned: 'optional', statusOf: inPath,
    current: ({ by, params, query }) => app.getExportProfile(deps, by, params.id, query.entityId),
    run: ({ by, params, query, body, expected }) => app.putExportProfile(deps, by, params.id, Number.isNaN(expected) ? null : expected, { zone: body.zone, columns: body.columns }, query.entityId),
  });
}

/** The bytes of a daily file: in ranges, every fetching written down, and never a file outside the folder of exports. */
function fileRoute(router: Router): void {
  const { deps, audited } = router.context;
  router.app.route<{ Params: c.IdParams }>({
    method: ['GET', 'HEAD'], url: '/exports/:id/file', config: { problems: [400, 401, 403, 404, 416, 429, 500] },
    schema: {
      tags: ['exports'], summary: 'The file itself', description: 'Takes Range. Every fetching is written down as an event. Needs the right `export.run`.', security: [{ bearer: [] }, { cookie: [] }], params: c.IdParams,
      response: { 200: { description: 'The whole file', content: { 'text/csv': { schema: Type.String() } } }, 206: { description: 'A part of it', content: { 'text/csv': { schema: Type.String() } } } },
    },
    handler: async (request, reply) => {
      const found = await app.exportFileOf(deps, authOf(request).user, request.params.id, audited);
      if (!found.ok) return sendProblem(request, reply, found.error);
      const { path, day, kind, sha256 } = found.value;
      const headers = { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${day}-${kind}.csv"`, etag: `"${sha256}"` };
      return sendFile(request, reply, { root: deps.exportsRoot, path }, headers, { code: 'export.unknown', text: 'this file is not there any more; make it again' });
    },
  });
}

function showWebhook({ id, version, createdAt, updatedAt, entityId, creditorId, url, types, mapping, enabled, cursor }: Webhook) {
  return { id, version, createdAt, updatedAt, entityId, creditorId, url, types, mapping, enabled, cursor };
}
function showFile({ id, version, createdAt, updatedAt, entityId, creditorId, day, kind, rows, sha256, fromSeq, toSeq }: DailyFile) {
  return { id, version, createdAt, updatedAt, entityId, creditorId, day, kind, rows, sha256, fromSeq, toSeq };
}
