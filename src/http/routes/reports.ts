import Type, { type Static } from 'typebox';
import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import { fail, ok, type Result } from '../../core/result.js';
import { authOf } from '../auth.js';
import { sendProblem } from '../problems.js';
import type { Router } from '../router.js';

const tag = 'reports';
const WHOSE = 'A collector’s own calls, a team lead’s team, everybody else’s entity.';
/** Figures of calls and of recovery; and the same as a file. */
export function reportRoutes(router: Router): void {
  const { deps } = router.context;
  router.add({ method: 'GET', url: '/reports/calls', tag, canWait: true, summary: 'Calls of some days, grouped', description: `At most 31 days. ${WHOSE}`, verb: 'report.read', query: c.CallsReportQuery, answer: c.CallsReport, run: ({ by, query }) => app.callsOf(deps, by, query) });
  router.add({ method: 'GET', url: '/reports/best-hour', tag, canWait: true, summary: 'When people answer: by hour and weekday', description: `At most 31 days. ${WHOSE}`, verb: 'report.read', query: c.BestHourQuery, answer: c.BestHourReport, run: ({ by, query }) => app.bestHourOf(deps, by, query) });
  router.add({ method: 'GET', url: '/reports/recovery', tag, canWait: true, summary: 'What came in of what was placed on some days', description: `At most 366 days. ${WHOSE}`, verb: 'report.read', query: c.RecoveryQuery, answer: c.RecoveryReport, run: ({ by, query }) => app.recoveryOf(deps, by, query) });
  router.add({ method: 'GET', url: '/reports/times', tag, canWait: true, summary: 'How collectors spent their time: states, pause reasons, occupancy', description: 'At most 31 days. A collector’s own time, a team lead’s team’s, everybody else’s entity’s.', verb: 'report.read', query: c.TimesQuery, answer: c.TimesReport, run: ({ by, query }) => app.timesOf(deps, by, query) });
  router.app.route<{ Body: Static<typeof c.ReportExport> }>({
    method: 'POST', url: '/reports/exports', config: { problems: [400, 401, 403, 404, 413, 415, 422, 429, 500, 503], canWait: true },
    schema: {
      tags: [tag], summary: 'A report as CSV or XLSX', description: 'Who took it along and why is written down before the first byte leaves. No cell runs as a formula. Needs the right `report.export`.', security: [{ bearer: [] }, { cookie: [] }], body: c.ReportExport,
      response: { 200: { description: 'The file', content: { 'text/csv': { schema: Type.String() }, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: Type.String() } } } },
    },
    handler: async (request, reply) => {
      const { format, lang, reason } = request.body;
      const what = askOf(request.body);
      const made = what.ok ? await app.exportReport(deps, authOf(request).user, what.value, { format, lang: lang ?? 'zh-CN', reason }) : what;
      if (!made.ok) return sendProblem(request, reply, made.error);
      const { name, type, bytes } = made.value;
      return reply.type(type).headers({ 'content-disposition': `attachment; filename="${name}"`, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }).serializer((body: unknown) => body as string).send(Buffer.from(bytes));
    },
  });
}

type Asked = Parameters<typeof app.exportReport>[2];
/** What the grouping must be depends on the report. */
function askOf({ report, from, to, by, direction, campaignId, teamId }: Static<typeof c.ReportExport>): Result<Asked> {
  const filters = { from, to, ...(campaignId === undefined ? {} : { campaignId }), ...(teamId === undefined ? {} : { teamId }) };
  if (report === 'bestHour') return ok({ report, ask: filters });
  const grouping = by ?? (report === 'recovery' ? 'stage' : 'day');
  if (report === 'times') {
    const known = c.TIMES_BY.find((one) => one === grouping);
    return known === undefined ? fail('query.contradiction', `time can’t be grouped by ${grouping}`, '/by') : ok({ report, ask: { ...filters, by: known } });
  }
  if (report === 'recovery') {
    const known = c.RECOVERY_BY.find((one) => one === grouping);
    if (known === undefined || campaignId !== undefined) return fail('query.contradiction', 'recovery goes by stage, collector, team or agency, of all campaigns', known === undefined ? '/by' : '/campaignId');
    return ok({ report, ask: { from, to, by: known, ...(teamId === undefined ? {} : { teamId }) } });
  }
  const known = c.CALLS_BY.find((one) => one === grouping);
  return known === undefined ? fail('query.contradiction', `calls can’t be grouped by ${grouping}`, '/by') : ok({ report, ask: { ...filters, by: known, ...(direction === undefined ? {} : { direction }) } });
}
