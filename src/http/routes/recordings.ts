import { extname } from 'node:path';
import Type from 'typebox';
import { recordingOf } from '../../app/usecases/index.js';
import { IdParams } from '../../contract/rest.js';
import { authOf } from '../auth.js';
import { sendFile } from '../files.js';
import { sendProblem } from '../problems.js';
import type { Router } from '../router.js';

const TYPES: Readonly<Record<string, string>> = { '.wav': 'audio/wav', '.mp3': 'audio/mpeg', '.ogg': 'audio/ogg', '.opus': 'audio/ogg' };

/** Recordings by attempt: ranges for players, every access written down, and never a file outside the recordings' folder. */
export function recordingRoutes(router: Router): void {
  const { deps, audited } = router.context;
  router.app.route<{ Params: IdParams }>({
    method: ['GET', 'HEAD'], url: '/attempts/:id/recording', config: { problems: [400, 401, 403, 404, 416, 429, 500] },
    schema: {
      tags: ['recordings'], summary: 'The recording of a call', description: 'Takes Range. Every listening is written down as an event. Needs the right `recording.read`.', security: [{ bearer: [] }, { cookie: [] }], params: IdParams,
      response: {
        200: { description: 'The whole file', content: { 'audio/wav': { schema: Type.String() } } }, 206: { description: 'A part of it', content: { 'audio/wav': { schema: Type.String() } } },
      },
    },
    handler: async (request, reply) => {
      const found = await recordingOf(deps, authOf(request).user, request.params.id, audited);
      if (!found.ok) return sendProblem(request, reply, found.error);
      const { path } = found.value;
      const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
      return sendFile(request, reply, { root: deps.recordingsRoot, path }, { 'content-type': type }, { code: 'recording.unknown', text: 'the file of this recording is not there' });
    },
  });
}
