/**
 * The texts a policy was made of, named by their digests, and the policy made of such texts again: what a decision rested on can
 * be kept as it was, whatever a later build ships. Must not know where texts are kept.
 */
import { createHash } from 'node:crypto';
import { joinAll, parseCalendar } from '../../core/compliance/calendar.js';
import type { Ruling } from '../../core/compliance/grounds.js';
import type { Calendar, Pack } from '../../core/compliance/pack.js';
import { makePolicy } from '../../core/compliance/policy.js';
import { placesNamed } from '../../core/compliance/reads.js';
import { parsePack, type Parsed } from '../../core/compliance/schema.js';
import { ruleParts, ruleSetLabel, ruleSetText, type RulePart } from '../../core/evidence/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { ZoneClocks } from '../../core/time/clock.js';
import type { ZoneTable } from '../../core/time/zones.js';
import type { RuleText } from '../../app/ports/policies.js';

/** SHA-256 of a text, hexadecimal: its name wherever it is kept. */
export const digestOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export interface Sourced<T> { readonly value: T; readonly digest: string; readonly text: string }
export interface ZoneSource extends ZoneClocks { /** What the table was read from. */ readonly text: string }

/** The set itself first, then its packs in the order they are asked, the calendars their rules name, and the zone table. */
export function ruleTexts(packs: readonly Sourced<Pack>[], calendars: readonly Sourced<Calendar>[], zones: { readonly version: string; readonly digest: string; readonly text: string }): readonly RuleText[] {
  const wanted = new Set(packs.flatMap(({ value }) => value.rules.flatMap((rule) => (rule.kind === 'window' && rule.table.calendar !== undefined ? [rule.table.calendar] : []))));
  const parts: readonly (RuleText & RulePart)[] = [
    ...packs.map(({ value, digest, text }) => ({ kind: 'pack' as const, name: value.id, label: value.version, digest, text })),
    ...calendars.filter(({ value }) => wanted.has(value.id)).map(({ value, digest, text }) => ({ kind: 'calendar' as const, name: value.id, label: value.version, digest, text })),
    { kind: 'zones', name: 'tz', label: zones.version, digest: zones.digest, text: zones.text },
  ];
  const text = ruleSetText(parts);
  return [{ kind: 'set', name: 'rules', label: ruleSetLabel(parts), digest: digestOf(text), text }, ...parts];
}

export interface RestoredRules { readonly ruling: Ruling; readonly zones: ZoneTable }
/**
 * The policy of a set, from texts alone. Fails with `rules.missing` (a text is not there), `rules.changed` (it is not the text of
 * that name), `rules.unreadable` (this build can't read it).
 */
export function restoreRules(digest: string, textOf: (digest: string) => string | undefined, parseZones: (data: unknown) => ZoneTable & ZoneClocks): Result<RestoredRules> {
  const load = (wanted: string): Result<string> => {
    const text = textOf(wanted);
    if (text === undefined) return fail('rules.missing', `the text ${wanted.slice(0, 12)} is not kept`);
    return digestOf(text) === wanted ? ok(text) : fail('rules.changed', `the text ${wanted.slice(0, 12)} was changed`);
  };
  const set = load(digest);
  if (!set.ok) return set;
  const parts = ruleParts(set.value);
  const packs: Pack[] = [];
  const calendars: Calendar[] = [];
  let zones: (ZoneTable & ZoneClocks) | undefined;
  for (const part of parts ?? []) {
    const text = load(part.digest);
    if (!text.ok) return text;
    try {
      const data: unknown = JSON.parse(text.value);
      if (part.kind === 'zones') zones = parseZones(data);
      else if (part.kind === 'pack') packs.push(sound(parsePack(data)));
      else calendars.push(sound(parseCalendar(data)));
    } catch (error) { return fail('rules.unreadable', `${part.kind} ${part.name} ${part.label}: ${error instanceof Error ? error.message : String(error)}`); }
  }
  if (!parts || !zones) return fail('rules.unreadable', `the set ${digest.slice(0, 12)} can't be read`);
  const joined = joinAll(calendars);
  const policy = joined.ok ? makePolicy(packs, joined.value, zones) : joined;
  return policy.ok ? ok({ ruling: { policy: policy.value, places: placesNamed(policy.value.packs) }, zones }) : fail('rules.unreadable', policy.error.text);
}
function sound<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(`it is wrong at ${parsed.problems[0]?.at ?? '/'}`);
}
