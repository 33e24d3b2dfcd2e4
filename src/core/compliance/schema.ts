/** From JSON to a pack, or to a list of everything that is wrong with it. The format is told in docs/compliance.md. */
import type { Pack, PackRule, PackSource } from './pack.js';
import { Reader, type Problem } from './reader.js';
import { readCondition, readFilter, readHours, readLifts, readTexts, readWindow, readZones } from './schema-parts.js';
import { CHANNELS, CONFIDENCE, EVIDENCE, KEYS, RULE_KINDS, type RuleKind } from './vocabulary.js';

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

const PACK_ID = { pattern: /^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/, like: 'a name of letters, digits, dots and dashes such as cn.gbt45251' };
const RULE_ID = { pattern: /^[A-Z0-9]+(-[A-Z0-9]+)*$/, like: 'capitals, digits and dashes such as CN-TIME' };
const SOURCE_ID = { pattern: /^[a-zA-Z0-9-]{1,40}$/, like: 'letters, digits and dashes' };
const FIELDS = ['schema', 'id', 'version', 'kind', 'title', 'status', 'effective', 'supersedes', 'when', 'sources', 'requires', 'rules', 'vectors', 'signatures', 'note'] as const;
const BASE = ['id', 'kind', 'sources', 'confidence', 'needsReview', 'texts', 'channels', 'when', 'from', 'until', 'liftedBy', 'note'] as const;
const OF_KIND: Readonly<Record<RuleKind, readonly string[]>> = {
  window: ['zones', 'hours', 'calendar', 'outside', 'openExcluded', 'fit'], count: ['key', 'window', 'limit', 'count'], cooldown: ['key', 'window', 'after'], spacing: ['key', 'between', 'count'],
  predicate: ['denyIf'], consent: ['needs'], gauge: ['gauge', 'over', 'warn', 'stop'], obligation: ['at', 'require', 'retainDays'], script: ['mustSay', 'mustNot'],
};

/** `/rules/3/limit: a whole number from 1 to 1000`. */
export const problemText = ({ at, expected }: Problem): string => `${at}: expected ${expected}`;

export function parsePack(value: unknown): Parsed<Pack> {
  const reader = new Reader();
  const fields = reader.object(value, FIELDS);
  if (!fields) return { ok: false, problems: reader.problems };
  if (fields['schema'] !== 1) reader.wrong('1, the version of the format', 'schema');
  const sources = readSources(reader, fields);
  const known = new Set(sources.map((one) => one.id));
  const rulesAt = reader.below('rules');
  const rules = reader.list(fields, 'rules').map((one, at) => readRule(rulesAt.below(at), one, known)).filter((one) => one !== undefined);
  if (rules.length === 0) rulesAt.wrong('at least one rule');
  const seen = new Set<string>();
  for (const [at, { id }] of rules.entries()) {
    if (seen.has(id)) rulesAt.below(at).wrong('an id no other rule of the pack has', 'id');
    seen.add(id);
  }
  const effectiveAt = reader.below('effective');
  const effective = fields['effective'] === undefined ? {} : effectiveAt.object(fields['effective'], ['from', 'until']) ?? {};
  const from = effectiveAt.instant(effective, 'from');
  const until = effectiveAt.instant(effective, 'until');
  if (from !== undefined && until !== undefined && until <= from) effectiveAt.wrong('later than "from"', 'until');
  const pack: Pack = {
    id: reader.text(fields, 'id', PACK_ID), version: reader.text(fields, 'version', { pattern: /^\d{1,4}(\.\d{1,4}){1,2}$/, like: 'a version such as 2026.11.0' }),
    kind: reader.word(fields, 'kind', ['law', 'house', 'tenant']), title: readTexts(reader, fields, 'title'), status: reader.word(fields, 'status', ['inForce', 'superseded', 'illustrative']),
    effective: { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) },
    supersedes: reader.texts(fields, 'supersedes', { ...PACK_ID, optional: true, empty: true }),
    ...(fields['when'] === undefined ? {} : { when: readCondition(reader.below('when'), fields['when']) }),
    sources, requires: readRequires(reader, fields), rules, vectors: reader.list(fields, 'vectors', true),
  };
  const calendars = new Set(pack.requires.calendars.map((one) => one.id));
  for (const [at, rule] of pack.rules.entries()) {
    if (rule.kind === 'window' && rule.table.calendar !== undefined && !calendars.has(rule.table.calendar)) rulesAt.below(at).wrong('a calendar the pack names under "requires"', 'calendar');
  }
  return reader.problems.length > 0 ? { ok: false, problems: reader.problems } : { ok: true, value: pack };
}

function readSources(reader: Reader, fields: Readonly<Record<string, unknown>>): readonly PackSource[] {
  const inner = reader.below('sources');
  return reader.list(fields, 'sources').flatMap((one, at) => {
    const here = inner.below(at);
    const source = here.object(one, ['id', 'cite', 'confidence', 'note']);
    if (!source) return [];
    return [{ id: here.text(source, 'id', SOURCE_ID), cite: here.text(source, 'cite', { most: 500 }), confidence: here.word(source, 'confidence', CONFIDENCE), ...(source['note'] === undefined ? {} : { note: here.text(source, 'note', { most: 1000 }) }) }];
  });
}
function readRequires(reader: Reader, fields: Readonly<Record<string, unknown>>): Pack['requires'] {
  const inner = reader.below('requires');
  const value = inner.object(fields['requires'], ['tzdata', 'calendars']);
  if (!value) return { tzdata: '', calendars: [] };
  const list = inner.below('calendars');
  return {
    tzdata: inner.text(value, 'tzdata', { pattern: /^\d{4}[a-z]+$/, like: 'the oldest release of the time-zone data it may run with, such as 2026f' }),
    calendars: inner.list(value, 'calendars', true).flatMap((one, at) => {
      const here = list.below(at);
      const calendar = here.object(one, ['id', 'coverDays']);
      return calendar ? [{ id: here.text(calendar, 'id', PACK_ID), coverDays: here.whole(calendar, 'coverDays', 0, 400) }] : [];
    }),
  };
}

function readRule(reader: Reader, value: unknown, sources: ReadonlySet<string>): PackRule | undefined {
  const any = reader.object(value, []);
  if (!any) return undefined;
  const kind = reader.word(any, 'kind', RULE_KINDS);
  const known = [...BASE, ...OF_KIND[kind]];
  const fields = reader.object(value, known) ?? any;
  const confidence = reader.word(fields, 'confidence', CONFIDENCE);
  const cited = reader.texts(fields, 'sources', { ...SOURCE_ID, empty: confidence === 'D' });
  for (const [at, one] of cited.entries()) if (!sources.has(one)) reader.below('sources').wrong('the id of one of the pack\'s sources', String(at));
  const from = reader.instant(fields, 'from');
  const until = reader.instant(fields, 'until');
  if (from !== undefined && until !== undefined && until <= from) reader.wrong('later than "from"', 'until');
  // What is only remembered with doubt is never taken as verified, whatever the author says.
  const needsReview = reader.yesNo(fields, 'needsReview') || confidence === 'M?';
  const base = {
    id: reader.text(fields, 'id', RULE_ID), sources: cited, confidence, needsReview, texts: readTexts(reader, fields, 'texts'),
    channels: fields['channels'] === 'any' ? CHANNELS : reader.words(fields, 'channels', CHANNELS, { otherwise: ['voice'] as const }), liftedBy: readLifts(reader, fields),
    ...(fields['when'] === undefined ? {} : { when: readCondition(reader.below('when'), fields['when']) }), ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }),
  };
  switch (kind) {
    case 'window': {
      const calendar = fields['calendar'] === undefined ? undefined : reader.text(fields, 'calendar', PACK_ID);
      const outside = fields['outside'] === undefined ? undefined : reader.text(fields, 'outside');
      return { ...base, kind, zones: readZones(reader, fields), table: readHours(reader.below('hours'), fields['hours'], calendar, outside), openExcluded: reader.yesNo(fields, 'openExcluded'), fit: fields['fit'] === undefined ? 0 : reader.duration(fields, 'fit') };
    }
    case 'count': return { ...base, kind, key: reader.words(fields, 'key', KEYS), window: readWindow(reader.below('window'), fields['window']), limit: reader.whole(fields, 'limit', 1, 1000), count: readFilter(reader.below('count'), fields['count']) };
    case 'cooldown': return { ...base, kind, key: reader.words(fields, 'key', KEYS), window: readWindow(reader.below('window'), fields['window']), after: readFilter(reader.below('after'), fields['after']) };
    case 'spacing': return { ...base, kind, key: reader.words(fields, 'key', KEYS), between: reader.duration(fields, 'between'), count: readFilter(reader.below('count'), fields['count']) };
    case 'predicate': return { ...base, kind, denyIf: readCondition(reader.below('denyIf'), fields['denyIf']) };
    case 'consent': return { ...base, kind, needs: reader.words(fields, 'needs', EVIDENCE) };
    case 'gauge': return readGauge(reader, fields, base);
    case 'obligation': return { ...base, kind, at: reader.word(fields, 'at', ['beforeDial', 'callStart', 'callEnd', 'standing']), require: reader.texts(fields, 'require'), ...(fields['retainDays'] === undefined ? {} : { retainDays: reader.whole(fields, 'retainDays', 1, 36_500) }) };
    case 'script': return { ...base, kind, mustSay: reader.texts(fields, 'mustSay', { optional: true, empty: true }), mustNot: reader.texts(fields, 'mustNot', { optional: true, empty: true }) };
  }
}
function readGauge(reader: Reader, fields: Readonly<Record<string, unknown>>, base: Omit<Extract<PackRule, { kind: 'gauge' }>, 'kind' | 'gauge' | 'over' | 'warn' | 'stop'>): PackRule {
  const inner = reader.below('over');
  const over = inner.object(fields['over'], ['rolling', 'successive']) ?? {};
  const form = over['successive'] === undefined ? 'rolling' : 'successive';
  const warn = reader.share(fields, 'warn');
  const stop = reader.share(fields, 'stop');
  if (stop < warn) reader.wrong('no lower than "warn"', 'stop');
  return { ...base, kind: 'gauge', gauge: reader.text(fields, 'gauge', SOURCE_ID), over: { form, seconds: inner.duration(over, form) }, warn, stop };
}
