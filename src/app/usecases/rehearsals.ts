/**
 * A campaign's next day, rehearsed: its own leads, history and settings on the rehearsed day, with the pacer it uses. Reads
 * only; nothing is dialed and nothing is written.
 */
import { abandonAim, pacingOf } from '../../core/campaign/pacing.js';
import type { CampaignSettings } from '../../core/campaign/settings.js';
import { nextDay } from '../../core/compliance/window.js';
import type { PacingMode } from '../../core/pacing/types.js';
import type { Campaign, User } from '../../core/records/index.js';
import { rehearse, type RehearsalPlan, type RehearsalVariant, type RehearsedDay, type RehearsedLead } from '../../core/rehearsal/campaign.js';
import { historyOf, unsureOf, type History } from '../../core/rehearsal/history.js';
import { BASE, mean } from '../../core/rehearsal/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import { dayStart, wallTime } from '../../core/time/zones.js';
import type { Id, Instant } from '../../core/units.js';
import type { Rehearser } from '../ports/rehearsal.js';
import { getCampaign } from './campaigns.js';
import type { Deps } from './context.js';

export interface RehearsalAsk {
  /** Team sizes, 1 to 500. */
  readonly teams: readonly number[];
  /** Local wall time of the campaign's zone, HH:MM. */
  readonly from: string; readonly to: string;
  /** Limits of abandonment; left out: the campaign's own. */
  readonly targets?: readonly number[];
  readonly seeds?: readonly [number, number];
}
export interface Spread { readonly mean: number; readonly low: number; readonly high: number }
export interface RehearsalResult {
  readonly agents: number; readonly target: number;
  readonly occupancy: Spread; readonly abandon: Spread; readonly reached: Spread; readonly dials: Spread; readonly withoutLeads: Spread;
  /** Local HH:MM, mean of the days on which it happened; null: on none. */
  readonly doneAt: string | null; readonly doneShare: number; readonly triedAt: string | null;
  readonly text: string;
}
export interface Rehearsal {
  readonly campaignId: Id; readonly date: string; readonly zone: string; readonly from: string; readonly to: string; readonly seeds: readonly [number, number];
  readonly leads: { readonly open: number; /** Of a sample asked of the gate: share that may be dialed that day. */ readonly dialable: number; readonly rehearsed: number };
  readonly history: { readonly attempts: number; readonly talks: number; readonly thin: boolean; readonly answerShare: number; readonly machineShare: number; readonly talkMean: number; readonly wrapMean: number; readonly text: string };
  readonly results: readonly RehearsalResult[];
}

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Days of rehearsal one request may ask for, and leads one rehearsal plays with. */
const MOST_DAYS = 60;
const MOST_LEADS = 100_000;
const PAGE = 5_000;
/** History is read back so far, and at most so many attempts of it, newest first. */
const HISTORY_DAYS = 30;
const HISTORY_ROWS = 20_000;
/** Leads that are put to the gate. */
const SAMPLE = 100;
/** From the INVITE to the first ring, on average (s): the ring timeout counts from the INVITE. */
const PDD = 2;

/** Between decisions (s), beside those made at once when a collector turns ready: measured on the suite, no worse than a quarter of it, and four times as fast. */
const TICK = 1;

export interface RehearsalDeps extends Deps { readonly rehearser?: Rehearser }

/** Errors: `rehearsal.hours`, `rehearsal.mode`, `rehearsal.leads`, `rehearsal.size`, and those of reading a campaign. */
export async function rehearseCampaign(deps: RehearsalDeps, by: User, id: Id, ask: RehearsalAsk): Promise<Result<Rehearsal>> {
  const found = await getCampaign(deps, by, id, 'campaign.start');
  if (!found.ok) return found;
  const campaign = found.value;
  const { settings } = campaign;
  const mode = modeOf(settings);
  if (mode === null) return fail('rehearsal.mode', `in ${settings.mode} mode people dial: there is no pacing to rehearse`);
  const [first, last] = ask.seeds ?? [1, 5];
  const targets = ask.targets ?? [settings.abandonTarget];
  const days = ask.teams.length * targets.length * (last - first + 1);
  if (last < first || days < 1 || days > MOST_DAYS) return fail('rehearsal.size', `team sizes × targets × seeds must be 1 to ${MOST_DAYS} days, not ${Math.max(0, days)}`);
  const when = hoursOf(deps, settings, ask);
  if (!when.ok) return when;
  const open = await openLeads(deps, campaign);
  const dialable = open.length === 0 ? 0 : await shareDialable(deps, campaign, open.map((one) => one.id), when.value.start, when.value.end);
  const leads = thinned(open, dialable).map((one): RehearsedLead => ({ attempts: one.attempts, tally: one.tally, from: Math.max(0, (one.nextAt - when.value.start) / 1000) }));
  if (leads.length === 0) return fail('rehearsal.leads', open.length === 0 ? 'the campaign has no lead left to dial' : 'the gate lets none of its leads be dialed that day');
  const history = await readHistory(deps, campaign);
  const plan = await planOf(deps, campaign, { mode, leads, history, ...when.value });
  const variants = ask.teams.flatMap((agents) => targets.flatMap((target) => Array.from({ length: last - first + 1 }, (_, n): RehearsalVariant => ({ agents, target, aim: target === settings.abandonTarget ? abandonAim(settings) : target * 59 / 60, seed: first + n }))));
  const played = await (deps.rehearser ?? HERE).rehearse(plan, variants);
  const results = ask.teams.flatMap((agents) => targets.map((target) => summary(agents, target, played.filter((_, n) => { const one = variants.at(n); return one?.agents === agents && one.target === target; }), when.value.minute)));
  return ok({
    campaignId: id, date: when.value.date, zone: settings.zone, from: ask.from, to: ask.to, seeds: [first, last], leads: { open: open.length, dialable, rehearsed: leads.length },
    history: { attempts: history.attempts, talks: history.talks, thin: history.thin, answerShare: history.live, machineShare: history.machine, talkMean: meanOf(history.talk), wrapMean: meanOf(history.wrap), text: historyText(history) }, results,
  });
}

/** Without a thread to give it to: here, one after the other. */
const HERE: Rehearser = { rehearse: (plan, variants) => Promise.resolve(variants.map((variant) => rehearse(plan, variant))) };

function modeOf(settings: CampaignSettings): PacingMode | null {
  switch (settings.mode) {
    case 'predictive': case 'progressive': return { kind: settings.mode };
    case 'nearZero': return { kind: 'nearZero', risk: pacingOf(settings).nearZeroRisk };
    case 'manual': case 'preview': return null;
  }
}

interface When { readonly start: Instant; readonly end: Instant; readonly date: string; /** Of the day, local. */ readonly minute: number }
const minutes = (text: string): number => { const [, hour = '', minute = '0'] = /^(\d{1,2}):(\d\d)$/.exec(text) ?? []; return hour === '' || Number(minute) > 59 ? NaN : Number(hour) * 60 + Number(minute); };
/** The next day on which these hours are wholly ahead and the campaign may dial. */
function hoursOf({ zones, clock }: Deps, { zone, window }: CampaignSettings, ask: RehearsalAsk): Result<When> {
  const [from, to] = [minutes(ask.from), minutes(ask.to)];
  if (!(from < to && to <= 1440)) return fail('rehearsal.hours', `hours ${ask.from} to ${ask.to}: the end must be later than the beginning, within one day`, '/from');
  if (from < minutes(window.from) || to > minutes(window.to)) return fail('rehearsal.hours', `hours ${ask.from} to ${ask.to} reach outside the campaign's window ${window.from} to ${window.to}`, '/from');
  let day = dayStart(zones, zone, clock.now());
  for (let n = 0; n < 8 && day !== undefined; n += 1) {
    const start = day + from * MINUTE;
    const wall = wallTime(zones, zone, start);
    if (start >= clock.now() && wall !== undefined && window.days.includes(wall.weekday)) return ok({ start, end: start + (to - from) * MINUTE, date: wall.date, minute: from });
    day = nextDay(zones, zone, day) ?? undefined;
  }
  return fail('rehearsal.hours', 'no day of the campaign’s window has these hours', '/from');
}

interface OpenLead { readonly id: Id; readonly attempts: number; readonly tally: RehearsedLead['tally']; readonly nextAt: Instant }
/** In pieces, so that neither the store nor we are held for long. */
async function openLeads({ store }: Deps, campaign: Campaign): Promise<OpenLead[]> {
  const lists = new Set((await store.find('list', { where: { campaignId: campaign.id, active: true }, limit: 10_000 })).map((list) => list.id));
  const open: OpenLead[] = [];
  for (let after: Id | null = null; open.length < MOST_LEADS;) {
    const page: Awaited<ReturnType<typeof store.find<'lead'>>> = await store.find('lead', { where: { campaignId: campaign.id, state: { in: ['fresh', 'resting', 'claimed'] }, ...(after === null ? {} : { id: { gt: after } }) }, order: [{ by: 'id' }], limit: PAGE });
    for (const lead of page) if (lists.has(lead.listId)) open.push({ id: lead.id, attempts: lead.attempts, tally: lead.tally, nextAt: lead.nextAt });
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) break;
    after = end.id;
  }
  return open;
}
/** The gate's word on an even sample: what facts, holds and consent forbid that day. A rest that ends by then doesn't count. */
async function shareDialable({ store }: Deps, { settings }: Campaign, ids: readonly Id[], start: Instant, end: Instant): Promise<number> {
  const step = Math.max(1, Math.floor(ids.length / SAMPLE));
  let [asked, may] = [0, 0];
  for (let n = 0; n < ids.length && asked < SAMPLE; n += step) {
    const leadId = ids[n];
    if (leadId === undefined) continue;
    asked += 1;
    const said = await store.run('explainLead', { leadId, settings, now: start, testGateways: true, gauges: { abandonment: 0 } });
    if (said !== null && ('lead' in said.prepared || (said.prepared.nextAt !== null && said.prepared.nextAt < end))) may += 1;
  }
  return asked === 0 ? 0 : may / asked;
}
function thinned(open: readonly OpenLead[], share: number): readonly OpenLead[] {
  return open.filter((_, n) => Math.floor((n + 1) * share) > Math.floor(n * share));
}

async function readHistory({ store, clock, zones }: Deps, campaign: Campaign): Promise<History> {
  const rows = await store.find('attempt', { where: { campaignId: campaign.id, openedAt: { gte: clock.now() - HISTORY_DAYS * DAY } }, order: [{ by: 'openedAt', down: true }], limit: HISTORY_ROWS });
  return historyOf(rows.flatMap((row) => (row.outcome === null || row.direction !== 'outbound' ? [] : [{
    hour: Math.floor((wallTime(zones, campaign.settings.zone, row.openedAt)?.minute ?? 0) / 60), outcome: row.outcome,
    talk: row.bridgedAt !== null && row.endedAt !== null ? row.endedAt - row.bridgedAt : null, wrap: row.endedAt !== null && row.disposedAt !== null ? row.disposedAt - row.endedAt : null,
  }])));
}

async function planOf({ store, conductor }: Deps, { settings }: Campaign, of: When & { readonly mode: PacingMode; readonly leads: readonly RehearsedLead[]; readonly history: History }): Promise<RehearsalPlan> {
  const node = settings.node ?? conductor.live().switches.at(0)?.node ?? null;
  const trunks = (await store.find('trunk', { where: { enabled: true } })).filter((trunk) => (node === null || trunk.node === node) && (settings.trunks.length === 0 || settings.trunks.includes(trunk.gateway)));
  const rules = pacingOf(settings);
  const { history, start, end } = of;
  const sum = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((total, one) => total + one, 0));
  return {
    mode: of.mode, amd: false,
    day: {
      leads: of.leads, unsure: unsureOf(history), answers: Array.from({ length: Math.ceil((end - start) / 3_600_000) }, (_, n) => history.byHour[Math.floor(of.minute / 60 + n) % 24] ?? history.live),
      rules: { recycle: settings.recycle, maxAttempts: settings.maxAttempts, caps: settings.caps },
      scenario: {
        ...BASE, name: 'rehearsal', tick: TICK, duration: (end - start) / 1000, target: settings.abandonTarget, internalTarget: abandonAim(settings), amd: null, drift: null, waves: [],
        calls: { ...BASE.calls, live: history.live, machine: history.machine, fast: history.fast, noAnswerAfter: Math.max(5, settings.ringTimeout / 1000 - PDD) },
        talk: history.talk, wrap: history.wrap, trunk: { lines: sum(trunks.map((trunk) => trunk.maxCalls)), cps: sum(trunks.map((trunk) => trunk.callsPerSecond)) },
        levers: { knownWrapEnd: false, cancelAfterRing: rules.cancelAfterRing === null ? null : rules.cancelAfterRing / 1000 },
      },
    },
  };
}

const spread = (values: readonly number[]): Spread => ({ mean: mean(values), low: Math.min(...values), high: Math.max(...values) });
const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;
function summary(agents: number, target: number, days: readonly RehearsedDay[], minute: number): RehearsalResult {
  const clock = (times: readonly (number | null)[]): string | null => {
    const known = times.filter((one): one is number => one !== null);
    if (known.length === 0) return null;
    const at = minute + Math.round(mean(known) / 60);
    return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
  };
  const doneAt = clock(days.map((day) => day.doneAt));
  const triedAt = clock(days.map((day) => day.triedAt));
  const occupancy = spread(days.map((day) => day.occupancyWithLeads));
  const list = doneAt !== null ? `list done ${doneAt}` : triedAt !== null ? `every lead tried by ${triedAt}, some left to retry` : 'list not through that day';
  return {
    agents, target, occupancy, abandon: spread(days.map((day) => day.abandon)), reached: spread(days.map((day) => day.reached)), dials: spread(days.map((day) => day.dials)), withoutLeads: spread(days.map((day) => day.withoutLeads)),
    doneAt, doneShare: days.filter((day) => day.doneAt !== null).length / Math.max(1, days.length), triedAt, text: `${agents} people at ${percent(target)}: ${(occupancy.mean * 100).toFixed(0)} % occupancy, ${list}`,
  };
}
const meanOf = (of: History['talk']): number => (of.kind === 'lognormal' ? of.mean : 0);
const historyText = (history: History): string => (history.thin ? `its history is thin (${history.attempts} attempts, ${history.talks} conversations in 30 days): usual values weigh in` : `from ${history.attempts} attempts and ${history.talks} conversations of the last 30 days`);
