/**
 * What stands in a campaign's way before it is launched, and what to do about it. Red: as things are nobody would be called, or must
 * not be; it is launched only with a reason. Amber: it works, but not fully or not yet. Looks only; nothing is changed or claimed.
 */
import { insideWindow, nextInsideWindow } from '../../core/compliance/window.js';
import type { Campaign } from '../../core/records/index.js';
import { wallTime } from '../../core/time/zones.js';
import type { Id, Instant } from '../../core/units.js';
import type { Deps } from './context.js';
import { usable } from './script-check.js';

export const CHECKS = ['hours', 'trunks', 'agents', 'script', 'abandonment', 'leads'] as const;
export type CheckLevel = 'green' | 'amber' | 'red';
export interface CampaignCheck {
  readonly check: (typeof CHECKS)[number]; readonly level: CheckLevel;
  /** What was found; stable, a screen has words for each. */ readonly code: string;
  /** The figures behind it. */ readonly facts: Readonly<Record<string, number>>;
  /** What was found in words of its own: findings, trouble. */ readonly details: readonly string[];
  /** When it changes by itself. */ readonly at: Instant | null;
}
/** How many leads may be dialed, by when, and what holds the others. */
export interface LeadReach {
  /** Leads that are not done, in lists that are on. */ readonly open: number;
  /** Of these so many were asked about, spread evenly; the figures below are of them. */ readonly asked: number;
  readonly now: number; readonly today: number; readonly later: number; readonly never: number;
  /** What holds those that can't be dialed now, most first. */
  readonly rules: readonly { readonly rule: string; readonly text: string; readonly today: number; readonly later: number; readonly never: number }[];
}
export interface CampaignChecks { readonly campaignId: Id; readonly at: Instant; readonly level: CheckLevel; readonly checks: readonly CampaignCheck[]; readonly leads: LeadReach }

/** Leads asked about at most: each is a decision of the gate. */
const MOST_ASKED = 200;
/** What is about the campaign or the floor and not about the lead. */
const NOT_THE_LEAD = new Set(['CAMPAIGN', 'TROUBLE', 'NO-AGENT', 'LEAD-CLAIMED']);
const ORDER: readonly CheckLevel[] = ['green', 'amber', 'red'];

/** The reds, as a launch is refused with. */
export async function redChecks(deps: Deps, campaign: Campaign): Promise<readonly CampaignCheck[]> { return (await checksOf(deps, campaign)).checks.filter((one) => one.level === 'red'); }

export async function checksOf(deps: Deps, campaign: Campaign): Promise<CampaignChecks> {
  const at = deps.clock.now();
  const [agents, script, leads] = await Promise.all([agentsOf(deps, campaign), scriptOf(deps, campaign), leadsOf(deps, campaign, at)]);
  const checks = [hoursOf(deps, campaign, at), await trunksOf(deps, campaign), agents, script, abandonmentOf(deps, campaign), leadCheck(leads)];
  return { campaignId: campaign.id, at, level: ORDER[Math.max(...checks.map((one) => ORDER.indexOf(one.level)))] ?? 'red', checks, leads };
}
const made = (check: CampaignCheck['check'], level: CheckLevel, code: string, facts: CampaignCheck['facts'] = {}, details: readonly string[] = [], at: Instant | null = null): CampaignCheck => ({ check, level, code, facts, details, at });

/** The campaign's own window; what the law leaves of it is asked lead by lead. */
function hoursOf({ zones }: Deps, { settings }: Campaign, now: Instant): CampaignCheck {
  if (insideWindow(zones, settings.zone, settings.window, now) === true) return made('hours', 'green', 'open');
  const next = nextInsideWindow(zones, settings.zone, settings.window, now);
  const today = next !== null && wallTime(zones, settings.zone, next)?.date === wallTime(zones, settings.zone, now)?.date;
  return next === null ? made('hours', 'red', 'never') : made('hours', today ? 'amber' : 'red', today ? 'laterToday' : 'notToday', {}, [], next);
}

async function trunksOf(deps: Deps, { settings }: Campaign): Promise<CampaignCheck> {
  const trunks = (await deps.store.find('trunk', { where: { enabled: true } })).filter((one) => (settings.node === null || one.node === settings.node) && (settings.trunks.length === 0 || settings.trunks.includes(one.gateway)));
  const live = deps.conductor.live();
  const up = trunks.filter((one) => live.switches.some((node) => node.node === one.node && node.up) && live.trunks.find((line) => line.gateway === one.gateway && line.node === one.node)?.healthy !== false);
  const details = [...live.switches.filter((node) => !node.up && trunks.some((one) => one.node === node.node)).map((node) => `${node.node}: ${node.why ?? ''}`), ...live.trunks.filter((line) => !line.healthy && trunks.some((one) => one.gateway === line.gateway && one.node === line.node)).map((line) => `${line.gateway}: ${line.why ?? ''}`)];
  const lines = up.reduce((sum, one) => sum + one.maxCalls, 0);
  const free = up.reduce((sum, one) => sum + Math.max(0, one.maxCalls - (live.trunks.find((line) => line.gateway === one.gateway && line.node === one.node)?.calls ?? 0)), 0);
  const facts = { trunks: trunks.length, up: up.length, lines, free };
  if (trunks.length === 0) return made('trunks', 'red', 'none', facts);
  if (up.length === 0) return made('trunks', 'red', 'allDown', facts, details);
  return up.length < trunks.length ? made('trunks', 'amber', 'someDown', facts, details) : free === 0 ? made('trunks', 'amber', 'full', facts) : made('trunks', 'green', 'up', facts);
}

async function agentsOf(deps: Deps, { teamIds, entityId, settings }: Campaign): Promise<CampaignCheck> {
  const people = await deps.store.find('user', { where: { enabled: true, ...(teamIds.length === 0 ? { entityId } : { teamId: { in: [...teamIds] } }) }, limit: 10_000 });
  const mine = people.filter((one) => (one.role === 'collector' || one.role === 'teamLead') && settings.skills.every((skill) => one.skills.includes(skill)));
  const able = mine.filter((one) => one.desk !== null);
  const here = new Map(deps.conductor.live().agents.map((one) => [one.userId, one.state]));
  const signedIn = able.filter((one) => (here.get(one.id) ?? 'offline') !== 'offline').length;
  const facts = { people: mine.length, withPhone: able.length, signedIn, ready: able.filter((one) => here.get(one.id) === 'ready').length };
  if (mine.length === 0) return made('agents', 'red', 'none', facts);
  if (able.length === 0) return made('agents', 'red', 'noPhone', facts);
  return signedIn === 0 ? made('agents', 'amber', 'nobodyHere', facts) : made('agents', 'green', 'here', facts);
}

async function scriptOf(deps: Deps, { id, entityId, settings }: Campaign): Promise<CampaignCheck> {
  const all = await deps.store.find('script', { where: { entityId, enabled: true }, limit: 1_000 });
  const used = settings.scriptId === null ? all.filter((one) => one.campaignId === id || one.campaignId === null) : all.filter((one) => one.id === settings.scriptId);
  if (used.length === 0) return settings.scriptId === null ? made('script', 'amber', 'none') : made('script', 'red', 'off');
  const refused: string[] = [];
  for (const one of used) {
    const good = await usable(deps, one);
    if (!good.ok) refused.push(`${one.name}: ${good.error.text}`.slice(0, 1_000));
  }
  return refused.length > 0 ? made('script', 'red', 'forbidden', { scripts: used.length, refused: refused.length }, refused) : made('script', 'green', 'clean', { scripts: used.length });
}

function abandonmentOf({ conductor }: Deps, { id }: Campaign): CampaignCheck {
  const row = conductor.live().campaigns.find((one) => one.campaignId === id);
  if (!row) return made('abandonment', 'green', 'within');
  const facts = { percent: Math.round(row.abandonRatio * 10_000) / 100 };
  if (row.abandonment.held) return made('abandonment', 'red', 'held', facts, row.abandonment.en === null ? [] : [row.abandonment.en]);
  return row.abandonment.level === 'none' ? made('abandonment', 'green', 'within', facts) : made('abandonment', 'amber', 'near', facts);
}

async function leadsOf(deps: Deps, campaign: Campaign, now: Instant): Promise<LeadReach> {
  const lists = await deps.store.pick('list', ['id'], { where: { campaignId: campaign.id, active: true }, limit: 10_000 });
  const all = lists.length === 0 ? [] : await deps.store.pick('lead', ['id'], { where: { campaignId: campaign.id, listId: { in: lists.map((one) => one.id) }, state: { not: 'done' } }, limit: 100_000 });
  const step = Math.max(1, all.length / MOST_ASKED);
  const asked = Array.from({ length: Math.min(all.length, MOST_ASKED) }, (_, n) => all[Math.floor(n * step)]?.id ?? '');
  const day = (at: Instant): string | undefined => wallTime(deps.zones, campaign.settings.zone, at)?.date;
  const sums = { now: 0, today: 0, later: 0, never: 0 };
  const rules = new Map<string, { rule: string; text: string; today: number; later: number; never: number }>();
  for (const id of asked) {
    const why = await deps.conductor.why(id);
    if (!why.ok) continue;
    const reasons = why.value.reasons.filter((one) => !NOT_THE_LEAD.has(one.rule));
    const [first] = reasons;
    if (first === undefined) { sums.now += 1; continue; }
    const { nextAt } = why.value;
    const when = nextAt === null ? 'never' : day(nextAt) === day(now) ? 'today' : 'later';
    sums[when] += 1;
    const so = rules.get(first.rule) ?? { rule: first.rule, text: first.text, today: 0, later: 0, never: 0 };
    so[when] += 1;
    rules.set(first.rule, so);
  }
  const total = (one: { readonly today: number; readonly later: number; readonly never: number }): number => one.today + one.later + one.never;
  return { open: all.length, asked: asked.length, ...sums, rules: [...rules.values()].sort((a, b) => total(b) - total(a)).slice(0, 20) };
}
function leadCheck({ open, asked, now, today, later, never }: LeadReach): CampaignCheck {
  const facts = { open, asked, now, today, later, never };
  if (open === 0) return made('leads', 'red', 'none', facts);
  if (now > 0) return made('leads', 'green', 'now', facts);
  return today > 0 ? made('leads', 'amber', 'today', facts) : later > 0 ? made('leads', 'amber', 'later', facts) : made('leads', 'red', 'never', facts);
}
