/** While the server is overloaded, what can wait is refused before it costs anything: reports, exports, imports, rehearsals. Calls come first. */
import type { FastifyInstance } from 'fastify';
import type { HttpDeps } from './deps.js';
import { sendProblem } from './problems.js';

/** Seconds after which a refused request may come again: the guard needs ten of calm to leave a level. */
const COME_BACK = 15;

export function registerShedding(app: FastifyInstance, { conductor }: Pick<HttpDeps, 'conductor'>): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.canWait !== true) return;
    const load = conductor.load();
    if (load?.level !== 'stop') return;
    void reply.header('retry-after', COME_BACK);
    return sendProblem(request, reply, { code: 'server.overloaded', text: `${load.text}; calls come first, ask again in ${COME_BACK} s` });
  });
}
