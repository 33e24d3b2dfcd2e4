import { extname } from 'node:path';
import Type from 'typebox';
import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { authOf } from '../auth.js';
import { sendFile } from '../files.js';
import { shown } from '../present.js';
import { sendProblem } from '../problems.js';
import type { Router } from '../router.js';

const TYPES: Readonly<Record<string, string>> = { '.wav': 'audio/wav', '.mp3': 'audio/mpeg', '.ogg': 'audio/ogg', '.opus': 'audio/ogg' };

/** Recordings by attempt: ranges for players, every access written down, and never a file outside the recordings' folder. */
export function recordingRoutes(router: Router): void {
  const { deps, audited } = router.context;
  router.app.route<{ Params: c.IdParams }>({
    method: ['GET', 'HEAD'], url: '/attempts/:id/recording', config: { problems: [400, 401, 403, 404, 416, 429, 500] },
    schema: {
      tags: ['recordings'], summary: 'The recording of a call', description: 'Takes Range. Every listening is written down as an event. Needs the right `recording.read`.', security: [{ bearer: [] }, { cookie: [] }], params: c.IdParams,
      response: {
        200: { description: 'The whole file', content: { 'audio/wav': { schema: Type.String() } } }, 206: { description: 'A part of it', content: { 'audio/wav': { schema: Type.String() } } },
      },
    },
    handler: async (request, reply) => {
      const found = await app.recordingOf(deps, authOf(request).user, request.params.id, audited);
      if (!found.ok) return sendProblem(request, reply, found.error);
      const { path } = found.value;
      const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
      return sendFile(request, reply, { root: deps.recordingsRoot, path }, { 'content-type': type }, { code: 'recording.unknown', text: 'the file of this recording is not there' });
    },
  });
  const show = ({ comment: { id, version, createdAt, updatedAt, attemptId, by, position }, name, text }: app.CommentView) => ({ id, version, createdAt, updatedAt, attemptId, by, name, position, text });
  const tag = 'recordings';
  router.add({
    method: 'GET', url: '/attempts/:id/comments', tag, summary: 'Comments on a recording, by their place in it', description: 'The reading is written down.', verb: 'recording.read', params: c.IdParams, answer: c.RecordingComments,
    run: async ({ by, params }) => shown(await app.listComments(deps, by, params.id, audited), (items) => ({ items: items.map(show) })),
  });
  router.add({
    method: 'POST', url: '/attempts/:id/comments', tag, summary: 'Comment on a recording at a place in it', description: 'The words are kept sealed.', verb: 'recording.comment', params: c.IdParams, body: c.RecordingCommentCreate, answer: c.RecordingComment, status: 201,
    run: async ({ by, params, body }) => shown(await app.addComment(deps, by, params.id, body), show),
  });
  router.add({
    method: 'POST', url: '/comments/:id/withdraw', tag, summary: 'Take one’s own comment back', verb: 'recording.comment', params: c.IdParams, body: c.Cancel, answer: c.RecordingComment, versioned: 'optional',
    run: async ({ by, params, expected }) => shown(await app.withdrawComment(deps, by, params.id, Number.isNaN(expected) ? null : expected), show),
  });
}
