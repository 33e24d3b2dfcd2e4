import * as app from '../../app/usecases/index.js';
import * as c from '../../contract/rest.js';
import type { Denial } from '../../core/compliance/gate.js';
import type { ZoneTable } from '../../core/time/zones.js';
import { shown } from '../present.js';
import type { Router } from '../router.js';

export function complianceRoutes(router: Router): void {
  const { deps } = router.context;
  const tag = 'compliance';
  router.add({
    method: 'POST', url: '/compliance/check', tag, summary: 'May I call this?', description: 'Asked as dialing asks it, at any instant, and changes nothing: every rule that denies with its count, limit and window, the counters used and left, and the lawful hours of the days to come.',
    verb: 'compliance.read', body: c.ComplianceAsk, answer: c.ComplianceAnswer, keyed: false, run: async ({ by, body }) => shown(await app.checkCall(deps, by, body), (answer) => showCheck(answer, deps.zones, body.days ?? 7)),
  });
  router.add({ method: 'GET', url: '/compliance/packs', tag, summary: 'The packs: sources, confidence, what is unverified, what is in force', verb: 'compliance.read', answer: c.CompliancePacks, run: async ({ by }) => shown(await app.listPacks(deps, by), ({ zones, items, warnings }) => ({ zones, items: items.map(showPack), warnings: warnings.map((one) => ({ ...one, packs: [...one.packs] })) })) });
  router.add({
    method: 'POST', url: '/compliance/packs/activation', tag, summary: 'Put a pack in force', description: 'A shipped one by its id, or one of your own as JSON signed by a key of the setting `packKeys`; one of your own may only add. Each rule nobody verified on the text of the law needs a named reviewer; one name may be given for all of them. It is written on the event stream.',
    verb: 'pack.activate', proof: true, body: c.PackActivate, answer: c.CompliancePack, run: async ({ by, body }) => shown(await app.activatePack(deps, by, body), showPack),
  });
  router.add({ method: 'GET', url: '/compliance/calendars', tag, summary: 'Calendars: what they cover and how long they last', verb: 'compliance.read', answer: c.ComplianceCalendars, run: async ({ by }) => shown(await app.listCalendars(deps, by), (items) => ({ items: items.map(showCalendar) })) });
  router.add({
    method: 'POST', url: '/compliance/calendars', tag, summary: 'Take in a calendar', description: 'Next year’s, in the form of the shipped ones. It stands for its own days, the others of its name for the rest; it must follow them without a gap, and may say otherwise of their days only with a later version. In force at once, and written on the event stream.',
    verb: 'pack.activate', body: c.CalendarImport, answer: c.ComplianceCalendar, run: async ({ by, body }) => shown(await app.importCalendar(deps, by, body), showCalendar),
  });
  router.add({ method: 'POST', url: '/compliance/packs/end', tag, summary: 'End a pack', description: 'Where no pack of law is left over a region, nobody there is called.', verb: 'pack.activate', proof: true, body: c.PackEnd, answer: c.IdParams, run: ({ by, body }) => app.endPack(deps, by, body) });
  router.add({ method: 'GET', url: '/compliance/denials', tag, summary: 'Denials by rule over time', description: 'By the hour; default the last 24, at most 62 days.', verb: 'compliance.read', query: c.DenialQuery, answer: c.Denials, run: ({ by, query }) => app.listDenials(deps, by, query) });
  router.add({
    method: 'POST', url: '/compliance/simulate', canWait: true, tag, summary: 'A set of packs against what was dialed', description: 'How many attempts it would have stopped, and by which rules: touches as known before each attempt, facts as they stand now.',
    verb: 'compliance.read', body: c.PackSimulation, answer: c.PackSimulated, keyed: false, run: ({ by, body }) => app.simulatePacks(deps, by, body),
  });
  router.add({ method: 'POST', url: '/compliance/touches', tag, summary: 'Take over touches of a lender or another agency', description: 'Each is counted once, by its external id within the source.', verb: 'touch.write', body: c.TouchesTake, answer: c.TouchesTaken, run: ({ by, body }) => app.takeTouches(deps, by, body) });
}

function showCheck({ at, allow, nextAt, asked }: app.CheckAnswer, zones: ZoneTable, days: number) {
  return {
    at, allow, nextAt,
    asked: asked.map(({ answer, ...one }) => ({
      ...one, allow: answer.verdict.allow, nextAt: answer.verdict.allow ? null : answer.verdict.nextAt, reasons: answer.verdict.allow ? [] : answer.verdict.denials.map(showReason),
      counters: answer.counters.map(showCounter),
      hours: answer.hours, packs: answer.packs, zones: answer.zones.map(({ zone, sources }) => ({ zone, sources: [...sources], offsets: offsetsOf(zones, zone, at, at + days * 86_400_000, answer.verdict.allow ? null : answer.verdict.nextAt) })), narrowedBy: answer.narrowedBy, regions: answer.regions,
    })),
  };
}
export const showCounter = ({ rule, pack, texts, count, limit, window }: app.CheckAnswer['asked'][number]['answer']['counters'][number]) => ({ rule, pack, en: texts.en, zh: texts.zh, count, limit, left: Math.max(0, limit - count), days: window.days ?? null, seconds: window.seconds ?? null });
/** Clocks are moved on the half-hour or hour; `also` may lie far behind `to`. */
function offsetsOf(zones: ZoneTable, zone: string, from: number, to: number, also: number | null): { from: number; minutes: number }[] {
  const list: { from: number; minutes: number }[] = [];
  const look = (at: number): void => { const minutes = zones.offsetMinutes(zone, at); if (minutes !== undefined && minutes !== list.at(-1)?.minutes) list.push({ from: at, minutes }); };
  look(from);
  for (let at = from - (from % HALF_HOUR) + HALF_HOUR; at <= to; at += HALF_HOUR) look(at);
  if (also !== null && also > to) look(also);
  return list;
}
const HALF_HOUR = 1_800_000;
const showReason = ({ rule, text, zh, until, pack, version, count, limit, windowStart, windowEnd }: Denial) => ({ rule, en: text, zh: zh ?? text, until, pack: pack ?? null, version: version ?? null, count: count ?? null, limit: limit ?? null, windowStart: windowStart ?? null, windowEnd: windowEnd ?? null });

function showPack({ pack, digest, shipped, active }: app.PackRow) {
  const { id, version, kind, status, title, effective, sources, rules, vectors, when } = pack;
  const instant = (seconds: number | undefined): number | null => (seconds === undefined ? null : seconds * 1000);
  return {
    id, version, kind, status, title, digest, shipped, active: active && { ...active, reviews: active.reviews.map((one) => ({ ...one })) }, from: instant(effective.from), until: instant(effective.until), regions: when?.is === 'region' ? when.of : [],
    sources: sources.map((one) => ({ id: one.id, cite: one.cite, confidence: one.confidence, note: one.note ?? null })),
    rules: rules.map((rule) => ({ id: rule.id, kind: rule.kind, en: rule.texts.en, zh: rule.texts.zh, confidence: rule.confidence, unverified: rule.needsReview, sources: rule.sources })),
    unverified: rules.filter((rule) => rule.needsReview).map((rule) => rule.id), cases: vectors.length,
  };
}

const showCalendar = ({ calendar: { id, version, title }, from, to, daysLeft, usedBy, ends, parts }: app.CalendarRow) => ({ id, version, title, from, to, daysLeft, usedBy: [...usedBy], ends, parts: parts.map((one) => ({ ...one })) });
