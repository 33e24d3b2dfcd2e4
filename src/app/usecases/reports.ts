/** Reports as people ask for them: within their scope, and taken along only with a reason that is written down first. */
import type { AgentSpell, Attempt, Campaign, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Scope, Verb } from '../../core/rights/policy.js';
import type { Id, LocalDate, ZoneName } from '../../core/units.js';
import type { Spreadsheets } from '../ports/spreadsheets.js';
import { bestHourReport, type BestHourReport } from '../reports/best-hour.js';
import { callsReport, type CallGrouping, type CallsReport } from '../reports/calls.js';
import { periodOf } from '../reports/period.js';
import type { CallsWanted } from '../reports/scan.js';
import { recoveryReport, type RecoveryGrouping, type RecoveryReport } from '../reports/recovery.js';
import { bestHourTable, callsTable, csvOf, recoveryTable, timesTable } from '../reports/table.js';
import { timesReport, type TimeGrouping, type TimesReport, type TimesWanted } from '../reports/times.js';
import type { ReportLang } from '../reports/words.js';
import type { Where } from '../store/tx.js';
import { recordAccess } from './audit.js';
import { allowed, type Deps } from './context.js';
import { homeZone } from './home.js';
import { caseWheres, creditorsOf, reachesCampaign } from './reach.js';

export type { BestHourReport } from '../reports/best-hour.js';
export type { CallsReport } from '../reports/calls.js';
export type { RecoveryReport } from '../reports/recovery.js';
export type { TimesReport } from '../reports/times.js';

export interface ReportDeps extends Deps { readonly spreadsheets: Spreadsheets }
/** Days of calls, and of placements, that one report may span. */
const MOST_DAYS = 31;
const MOST_COHORT_DAYS = 366;

export interface DaysAsk { readonly from: LocalDate; readonly to: LocalDate; readonly campaignId?: Id; readonly teamId?: Id }
export interface CallsReportAsk extends DaysAsk { readonly by: CallGrouping; readonly direction?: Attempt['direction'] }
export interface TimesReportAsk extends DaysAsk { readonly by: TimeGrouping }
export interface RecoveryReportAsk { readonly from: LocalDate; readonly to: LocalDate; readonly by: RecoveryGrouping; readonly teamId?: Id }

/** Calls of some days, grouped. Codes: `report.period`, `report.tooMuch`, `reference.unknown` (campaign or team). */
export const callsOf = (deps: Deps, by: User, ask: CallsReportAsk): Promise<Result<CallsReport>> => callsAs(deps, by, 'report.read', ask);
async function callsAs(deps: Deps, by: User, verb: Verb, ask: CallsReportAsk): Promise<Result<CallsReport>> {
  const direction = ask.direction ?? 'outbound';
  const reach = await reachOf(deps, by, verb, ask, direction);
  return reach.ok ? callsReport(deps, { by: ask.by, direction, ...reach.value, times: timesWanted(by, reach.value, ask) }) : reach;
}
/** How collectors spent their time. Codes as `callsOf`. */
export const timesOf = (deps: Deps, by: User, ask: TimesReportAsk): Promise<Result<TimesReport>> => timesAs(deps, by, 'report.read', ask);
async function timesAs(deps: Deps, by: User, verb: Verb, ask: TimesReportAsk): Promise<Result<TimesReport>> {
  const reach = await reachOf(deps, by, verb, ask, 'outbound');
  return reach.ok ? timesReport(deps, { by: ask.by, ...timesWanted(by, reach.value, ask) }) : reach;
}
/** When people answer. Codes as `callsOf`. */
export const bestHourOf = (deps: Deps, by: User, ask: DaysAsk): Promise<Result<BestHourReport>> => bestHourAs(deps, by, 'report.read', ask);
async function bestHourAs(deps: Deps, by: User, verb: Verb, ask: DaysAsk): Promise<Result<BestHourReport>> {
  const reach = await reachOf(deps, by, verb, ask, 'outbound');
  return reach.ok ? bestHourReport(deps, reach.value) : reach;
}
/** What came in of what was placed on these days. Codes as `callsOf`. */
export const recoveryOf = (deps: Deps, by: User, ask: RecoveryReportAsk): Promise<Result<RecoveryReport>> => recoveryAs(deps, by, 'report.read', ask);
async function recoveryAs(deps: Deps, by: User, verb: Verb, ask: RecoveryReportAsk): Promise<Result<RecoveryReport>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const period = periodOf(deps.zones, await homeZone(deps), ask, MOST_COHORT_DAYS);
  if (!period.ok) return period;
  const team = await teamReached(deps, by, scope.value, ask.teamId);
  if (!team.ok) return team;
  const wheres = await caseWheres(deps, by, scope.value, true, {});
  return recoveryReport(deps, { by: ask.by, period: period.value, wheres: ask.teamId === undefined ? wheres : wheres.map((one) => ({ ...one, teamId: ask.teamId ?? null })) });
}

export type ExportAskOf =
  | { readonly report: 'calls'; readonly ask: CallsReportAsk }
  | { readonly report: 'bestHour'; readonly ask: DaysAsk }
  | { readonly report: 'times'; readonly ask: TimesReportAsk }
  | { readonly report: 'recovery'; readonly ask: RecoveryReportAsk };
export interface ReportFile { readonly name: string; readonly type: string; readonly bytes: Uint8Array }
/** The report as a file. Who took it along and why is on the stream before the first byte leaves; the figures name no debtor. */
export async function exportReport(deps: ReportDeps, by: User, what: ExportAskOf, how: { readonly format: 'csv' | 'xlsx'; readonly lang: ReportLang; readonly reason: string }): Promise<Result<ReportFile>> {
  const table = await tableOf(deps, by, what, how.lang);
  if (!table.ok) return table;
  const { from, to } = what.ask;
  const grouping = 'by' in what.ask ? what.ask.by : 'hour';
  await recordAccess(deps, by, 'report.exported', by.id, { entityId: by.entityId, report: what.report, by: grouping, from, to, format: how.format, reason: how.reason, rows: String(table.value.rows.length) });
  const name = `${what.report}-${grouping}-${from}-${to}.${how.format}`;
  return ok(how.format === 'csv'
    ? { name, type: 'text/csv; charset=utf-8', bytes: new TextEncoder().encode(csvOf(table.value)) }
    : { name, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', bytes: await deps.spreadsheets.xlsx(table.value) });
}
async function tableOf(deps: Deps, by: User, what: ExportAskOf, lang: ReportLang) {
  switch (what.report) {
    case 'calls': { const made = await callsAs(deps, by, 'report.export', what.ask); return made.ok ? ok(callsTable(made.value, lang)) : made; }
    case 'bestHour': { const made = await bestHourAs(deps, by, 'report.export', what.ask); return made.ok ? ok(bestHourTable(made.value, lang)) : made; }
    case 'times': {
      const made = await timesAs(deps, by, 'report.export', what.ask);
      if (!made.ok) return made;
      const reasons = await deps.store.find('pauseReason', { limit: 1000 });
      return ok(timesTable(made.value, lang, new Map(reasons.map((one) => [one.code, lang === 'en' ? one.nameEn : one.nameZh]))));
    }
    case 'recovery': { const made = await recoveryAs(deps, by, 'report.export', what.ask); return made.ok ? ok(recoveryTable(made.value, lang)) : made; }
  }
}

/** Which calls the asker may count. own: those they had; team: also their team's; entity: their entity's. */
async function reachOf(deps: Deps, by: User, verb: Verb, ask: DaysAsk, direction: Attempt['direction']): Promise<Result<CallsWanted & { readonly scope: Scope }>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  let zone: ZoneName | null = null;
  if (ask.campaignId !== undefined) {
    const campaign: Campaign | undefined = await deps.store.get('campaign', ask.campaignId);
    if (campaign === undefined || !reachesCampaign(by, scope.value, campaign)) return fail('reference.unknown', 'no such campaign', 'campaignId');
    zone = campaign.settings.zone;
  }
  const team = await teamReached(deps, by, scope.value, ask.teamId);
  if (!team.ok) return team;
  const period = periodOf(deps.zones, zone !== null && deps.zones.has(zone) ? zone : await homeZone(deps), ask, MOST_DAYS);
  if (!period.ok) return period;
  const where: Where<Attempt> = { direction, ...(ask.campaignId === undefined ? {} : { campaignId: ask.campaignId }), ...(ask.teamId === undefined ? {} : { teamId: ask.teamId }) };
  return ok({ scope: scope.value, period: period.value, wheres: places(by, scope.value, ask.teamId).map((place) => ({ ...where, ...place })), creditors: await creditorsOf(deps, by, scope.value) });
}
/** Of the same people and days as the calls. */
const timesWanted = (by: User, { scope, period }: CallsWanted & { readonly scope: Scope }, { campaignId, teamId }: DaysAsk): TimesWanted => ({
  period, campaignId: campaignId ?? null,
  wheres: places(by, scope, teamId).map((place): Where<AgentSpell> => ({ ...(teamId === undefined ? {} : { teamId }), ...place })),
});
/** Where the asker’s scope reaches, as conditions any of which must hold. */
function places(by: User, scope: Scope, teamId: Id | undefined): readonly { readonly entityId?: Id; readonly teamId?: Id; readonly userId?: Id }[] {
  if (scope === 'all') return [{}];
  const inside = { entityId: by.entityId };
  if (scope === 'entity') return [inside];
  const own = { ...inside, userId: by.id };
  if (scope === 'own' || by.teamId === null) return [own];
  // Asked for a team: it is theirs, or nothing was reached before.
  return teamId === undefined ? [{ ...inside, teamId: by.teamId }, own] : [inside];
}
async function teamReached(deps: Deps, by: User, scope: Scope, teamId: Id | undefined): Promise<Result<null>> {
  if (teamId === undefined) return ok(null);
  const team = await deps.store.get('team', teamId);
  const reached = team !== undefined && (scope === 'all' || (team.entityId === by.entityId && (scope === 'entity' || team.id === by.teamId)));
  return reached ? ok(null) : fail('reference.unknown', 'no such team', 'teamId');
}
