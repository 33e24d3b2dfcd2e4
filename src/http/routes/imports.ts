import { Readable } from 'node:stream';
import Type from 'typebox';
import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { formatMinor } from '../../core/money/currency.js';
import type { User } from '../../core/records/index.js';
import { ok, type Result } from '../../core/result.js';
import { authOf } from '../auth.js';
import { sendProblem } from '../problems.js';
import type { Router } from '../router.js';
import { uploadRoutes } from './import-files.js';

const tag = 'imports';
export function importRoutes(router: Router): void {
  const { deps } = router.context;
  uploadRoutes(router);
  router.add({ method: 'GET', url: '/imports', tag, summary: 'Imports, newest first', verb: 'import.read', query: c.ImportQuery, answer: c.page(c.ImportRun), run: ({ by, query }) => app.listImports(deps, by, query) });
  router.add({ method: 'GET', url: '/imports/:id', tag, summary: 'One import and its counts', verb: 'import.read', params: c.IdParams, answer: c.ImportRun, run: ({ by, params }) => app.getImport(deps, by, params.id) });
  router.add({
    method: 'GET', url: '/imports/:id/progress', tag, summary: 'How far it is', verb: 'import.read', params: c.IdParams, answer: c.ImportProgress,
    run: async ({ by, params }) => {
      const run = await app.getImport(deps, by, params.id);
      return run.ok ? ok(deps.importer.progress(params.id) ?? { state: run.value.state, rows: run.value.rows, share: run.value.state === 'done' ? 1 : null }) : run;
    },
  });
  router.add({ method: 'GET', url: '/imports/:id/problems', tag, summary: 'Rows refused or doubted', verb: 'import.read', params: c.IdParams, query: c.PageQuery, answer: c.page(c.ImportProblem), run: ({ by, params, query }) => app.importProblems(deps, by, params.id, query) });
  router.add({ method: 'GET', url: '/imports/:id/changes', tag, summary: 'Of a dry run: the first things that would change', verb: 'import.read', params: c.IdParams, query: c.PageQuery, answer: c.page(c.ImportChange), run: ({ by, params, query }) => app.importChanges(deps, by, params.id, query) });
  router.add({ method: 'GET', url: '/imports/:id/missing', tag, summary: 'Open placements of the batch that a placement file did not name', verb: 'import.read', params: c.IdParams, query: c.PageQuery, answer: c.page(c.MissingPlacement), run: ({ by, params, query }) => app.importMissing(deps, by, params.id, query) });
  csvRoute(router, { what: 'problems', summary: 'Rows refused or doubted, as a CSV file', header: ['row', 'column', 'value', 'code', 'reason', 'severity'], read: app.importProblems, line: (row) => [String(row.row), row.column, row.value, row.code, row.reason, row.severity] });
  csvRoute(router, { what: 'missing', summary: 'Open placements that the file did not name, as a CSV file', header: ['contract', 'batch', 'state', 'amount', 'currency', 'placementId', 'accountId'], read: app.importMissing, line: (row) => [row.contract, row.batch, row.state, row.amount === null || row.currency === null ? null : formatMinor(row.amount, row.currency), row.currency, row.placementId, row.accountId] });
}

interface CsvOf<T> {
  readonly what: string; readonly summary: string; readonly header: readonly string[];
  read(deps: app.Deps, by: User, id: string, ask: c.PageAsk): Promise<Result<app.Page<T>>>;
  line(row: T): readonly (string | null)[];
}
/** A list of an import as a file, streamed page by page. */
function csvRoute<T>(router: Router, of: CsvOf<T>): void {
  const { deps } = router.context;
  router.app.route<{ Params: c.IdParams }>({
    method: 'GET', url: `/imports/:id/${of.what}.csv`, config: { problems: [400, 401, 403, 404, 429, 500] },
    schema: {
      tags: [tag], summary: of.summary, description: 'UTF-8 with BOM; values are masked. Needs the right `import.read`.', security: [{ bearer: [] }, { cookie: [] }], params: c.IdParams,
      response: { 200: { description: 'CSV', content: { 'text/csv': { schema: Type.String() } } } },
    },
    handler: async (request, reply) => {
      const by = authOf(request).user;
      const first = await of.read(deps, by, request.params.id, { limit: 200 });
      if (!first.ok) return sendProblem(request, reply, first.error);
      async function* lines(): AsyncGenerator<string> {
        yield `\ufeff${of.header.join(',')}\r\n`;
        let page = first;
        while (page.ok) {
          yield page.value.items.map((row) => `${of.line(row).map((cell) => csvCell(cell ?? '')).join(',')}\r\n`).join('');
          if (page.value.next === null) return;
          page = await of.read(deps, by, request.params.id, { limit: 200, cursor: page.value.next });
        }
      }
      return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="import-${of.what}.csv"`).send(Readable.from(lines()));
    },
  });
}
/** Quoted; what a spreadsheet would run as a formula is made text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
