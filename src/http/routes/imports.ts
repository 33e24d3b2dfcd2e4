import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import Type from 'typebox';
import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { formatMinor } from '../../core/money/currency.js';
import type { User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { authOf } from '../auth.js';
import { problemOf, sendProblem } from '../problems.js';
import { hashOf, type Router } from '../router.js';

const tag = 'imports';
export function importRoutes(router: Router): void {
  const { deps } = router.context;
  uploadRoute(router);
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

/** The file goes to disk as it comes, hashed on the way; nothing of it is held in memory. */
function uploadRoute(router: Router): void {
  const { deps } = router.context;
  router.app.route<{ Querystring: Omit<app.ImportAsk, 'mapping'> }>({
    method: 'POST', url: '/imports', config: { problems: [400, 401, 403, 409, 413, 415, 422, 429, 500, 503], upload: true, canWait: true },
    schema: {
      tags: [tag], summary: 'Import a file', description: 'multipart/form-data with one part `file` (CSV or XLSX) and, before it, optionally `mapping`: JSON, header in the file → our field. Answered when the file is here; rows go on in the background. Needs the right `import.run`.',
      security: [{ bearer: [] }, { cookie: [] }], querystring: c.ImportStart, response: { 202: { description: 'Taken; ask for its progress', content: { 'application/json': { schema: c.ImportStarted } } } },
    },
    handler: async (request, reply) => {
      const by = authOf(request).user;
      // The right is asked for before a byte is read.
      const early = await app.checkImport(deps, by, request.query, '');
      if (!early.ok) return sendProblem(request, reply, early.error);
      const folder = await mkdtemp(join(deps.uploadsRoot ?? tmpdir(), 'dunwell-import-'));
      const kept = { handedOver: false };
      try {
        const part = await request.file();
        if (part === undefined) return await sendProblem(request, reply, { code: 'import.no_file', text: 'no part named `file`', at: 'file' });
        const mapping = readMapping(part);
        if (!mapping.ok) return await sendProblem(request, reply, mapping.error);
        const path = join(folder, 'upload');
        const hash = await receive(part, path);
        if (part.file.truncated) return await sendProblem(request, reply, { code: 'request.too_large', text: 'the file is larger than this installation takes' });
        const start = async (): Promise<app.Answer> => {
          const options = await app.checkImport(deps, by, { ...request.query, ...(mapping.value === null ? {} : { mapping: mapping.value }) }, shortName(part.filename));
          const started = options.ok ? await deps.importer.start(path, options.value) : options;
          if (!started.ok) return { status: problemOf(started.error, request.id).status, body: problemOf(started.error, request.id) };
          kept.handedOver = true;
          void started.value.done.then(() => null, () => null).then(() => rm(folder, { recursive: true, force: true }));
          return { status: 202, body: { importId: started.value.importId } };
        };
        const key = request.headers['idempotency-key'];
        if (key !== undefined) return await router.once(request, reply, key, hashOf({ hash, query: request.query, mapping: mapping.value }), start);
        const answer = await start();
        return await reply.code(answer.status).type(answer.status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json').serializer((body: unknown) => JSON.stringify(body)).send(answer.body);
      } finally {
        if (!kept.handedOver) await rm(folder, { recursive: true, force: true });
      }
    },
  });
}

function readMapping(part: MultipartFile): Result<Readonly<Record<string, string>> | null> {
  const field = new Map<string, Multipart | Multipart[] | undefined>(Object.entries(part.fields)).get('mapping');
  if (field === undefined) return ok(null);
  const wrong = fail('import.mapping', 'must be one JSON object of texts: header in the file → our field', 'mapping');
  if (Array.isArray(field) || field.type !== 'field' || typeof field.value !== 'string') return wrong;
  try {
    const read: unknown = JSON.parse(field.value);
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return wrong;
    const entries = Object.entries(read);
    const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return texts.length === entries.length && entries.length <= 500 ? ok(Object.fromEntries(texts)) : wrong;
  } catch { return wrong; }
}
async function receive(part: MultipartFile, path: string): Promise<string> {
  const hash = createHash('sha256');
  const tap = new Transform({ transform(chunk: Buffer, _encoding, done) { hash.update(chunk); done(null, chunk); } });
  await pipeline(part.file, tap, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  return hash.digest('hex');
}
/** A name to show: no folders, no control characters. */
function shortName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return last.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 200) || 'upload';
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
