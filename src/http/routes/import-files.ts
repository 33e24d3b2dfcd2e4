/** Files that are sent in: looked at before they are imported, and imported. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { fail, ok, type Result } from '../../core/result.js';
import { authOf } from '../auth.js';
import { problemOf, sendProblem } from '../problems.js';
import { hashOf, type Router } from '../router.js';

const tag = 'imports';
const security = [{ bearer: [] }, { cookie: [] }];
const PROBLEMS = [400, 401, 403, 409, 413, 415, 422, 429, 500, 503];
type Query = Omit<app.ImportAsk, 'mapping'>;

export function uploadRoutes(router: Router): void {
  const { deps } = router.context;
  router.app.route<{ Querystring: Query }>({
    method: 'POST', url: '/imports', config: { problems: PROBLEMS, upload: true, canWait: true },
    schema: {
      tags: [tag], summary: 'Import a file', description: 'multipart/form-data with one part `file` (CSV or XLSX) and, before it, optionally `mapping`: JSON, header in the file → our field. Answered when the file is here; rows go on in the background. Needs the right `import.run`.',
      security, querystring: c.ImportStart, response: { 202: { description: 'Taken; ask for its progress', content: { 'application/json': { schema: c.ImportStarted } } } },
    },
    handler: (request, reply) => received(router, request, reply, async ({ path, hash, name, mapping }) => {
      const kept: { handedOver: InUse | null } = { handedOver: null };
      const start = async (): Promise<app.Answer> => {
        const options = await app.checkImport(deps, authOf(request).user, { ...request.query, ...(mapping === null ? {} : { mapping }) }, name);
        const started = options.ok ? await deps.importer.start(path, options.value) : options;
        if (!started.ok) return { status: problemOf(started.error, request.id).status, body: problemOf(started.error, request.id) };
        kept.handedOver = { until: started.value.done };
        return { status: 202, body: { importId: started.value.importId } };
      };
      const key = request.headers['idempotency-key'];
      if (key !== undefined) { await router.once(request, reply, key, hashOf({ hash, query: request.query, mapping }), start); return kept.handedOver; }
      const answer = await start();
      await reply.code(answer.status).type(answer.status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json').serializer((body: unknown) => JSON.stringify(body)).send(answer.body);
      return kept.handedOver;
    }),
  });
  router.app.route<{ Querystring: Query }>({
    method: 'POST', url: '/imports/preview', config: { problems: PROBLEMS, upload: true, canWait: true },
    schema: {
      tags: [tag], summary: 'What importing a file would do with its first rows', description: 'The same parts as an import. Says what each column is taken for (by the mapping, else by the profile of the creditor that explains the file best, else by its header) and what the first ten rows would become; writes nothing. The first part of a long CSV file is enough. Needs the right `import.run`.',
      security, querystring: c.ImportLook, response: { 200: { description: 'What it would do', content: { 'application/json': { schema: c.ImportPreview } } } },
    },
    handler: (request, reply) => received(router, request, reply, async ({ path, name, mapping }) => {
      const options = await app.checkPreview(deps, authOf(request).user, { ...request.query, ...(mapping === null ? {} : { mapping }) }, name);
      const seen = options.ok ? await deps.importer.preview(path, options.value) : options;
      if (seen.ok) await reply.code(200).send(seen.value); else await sendProblem(request, reply, seen.error);
      return null;
    }),
  });
}

/** The file is read on behind the answer. */
interface InUse { readonly until: Promise<unknown> }
interface Received { readonly path: string; readonly hash: string; readonly name: string; readonly mapping: Readonly<Record<string, string>> | null }
/**
 * The file goes to disk as it comes, hashed on the way; nothing of it is held in memory. `use` answers, and hands back what the file
 * must stay for; null: it is done with.
 */
async function received(router: Router, request: FastifyRequest<{ Querystring: Query }>, reply: FastifyReply, use: (file: Received) => Promise<InUse | null>): Promise<FastifyReply> {
  const { deps } = router.context;
  // The right is asked for before a byte is read.
  const early = await app.checkImport(deps, authOf(request).user, request.query, '');
  if (!early.ok) return sendProblem(request, reply, early.error);
  const folder = await mkdtemp(join(deps.uploadsRoot ?? tmpdir(), 'dunwell-import-'));
  const drop = (): Promise<void> => rm(folder, { recursive: true, force: true });
  let inUse: InUse | null = null;
  try {
    const part = await request.file();
    if (part === undefined) return await sendProblem(request, reply, { code: 'import.no_file', text: 'no part named `file`', at: 'file' });
    const mapping = readMapping(part);
    if (!mapping.ok) return await sendProblem(request, reply, mapping.error);
    const path = join(folder, 'upload');
    const hash = await receive(part, path);
    if (part.file.truncated) return await sendProblem(request, reply, { code: 'request.too_large', text: 'the file is larger than this installation takes' });
    inUse = await use({ path, hash, name: shortName(part.filename), mapping: mapping.value });
    return await reply;
  } finally {
    if (inUse === null) await drop(); else void inUse.until.then(() => null, () => null).then(drop);
  }
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

