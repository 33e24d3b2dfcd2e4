/**
 * What a pack must pass before it can decide anything: its signature, its shape, the data it needs, its own cases. Whether the
 * unverified rules in it have a reviewer is asked when it is activated, not here: it may be looked at before.
 */
import { isDeeper, isInexact, MOST_DEEP } from '../json.js';
import { fail, ok, type Failure, type Result } from '../result.js';
import { compareReleases, type ZoneClocks } from '../time/clock.js';
import { coveredFrom } from './calendar.js';
import { canonicalJson } from './canonical.js';
import { checkVectors } from './check.js';
import { evaluate } from './evaluate.js';
import type { Calendar, Pack } from './pack.js';
import { makePolicy, NO_GUARDS, type Policy } from './policy.js';
import { isObject } from './reader.js';
import { parsePack, problemText } from './schema.js';
import { parseVectors, type Vector } from './vectors.js';

/** `value` is base64; `key` names the public key the verifier knows. */
export interface PackSignature { readonly alg: 'ed25519'; readonly key: string; readonly value: string }
/** Is this a signature of the text by a key that may sign packs? The core knows no cryptography. */
export type Verify = (text: string, signature: PackSignature) => boolean;

export interface LoadContext {
  readonly calendars: readonly Calendar[];
  readonly zones: ZoneClocks;
  readonly verify: Verify;
  /** Packs already loaded. */
  readonly others: readonly Pack[];
  /** Days since 1970, for how long calendars still cover. */
  readonly today: number;
}
export interface LoadedPack {
  readonly pack: Pack;
  /** The text the signature is over; its hash is the pack's identity in every record. */
  readonly canonical: string;
  readonly signedBy: readonly string[];
  /** Rules nobody has verified on the text of the law. */
  readonly unverified: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * `shipped` packs came with the program and are as true as it; all others must be signed. Fails with `pack.schema`,
 * `pack.unsigned`, `pack.signature`, `pack.tenant`, `pack.tzdata`, `pack.calendar`, `pack.vectors`.
 */
export function loadPack(raw: unknown, origin: 'shipped' | 'installed', context: LoadContext): Result<LoadedPack> {
  if (isDeeper(raw)) return fail('pack.schema', `it is nested more than ${MOST_DEEP} deep`, '/');
  // Where the schema takes any value, in the pack's own cases say, it would be one nobody can sign.
  if (isInexact(raw)) return fail('pack.schema', 'it holds a number larger than 9007199254740991', '/');
  const parsed = parsePack(raw);
  if (!parsed.ok) return fail('pack.schema', parsed.problems.slice(0, 10).map(problemText).join('; '), parsed.problems[0]?.at);
  const pack = parsed.value;
  const canonical = canonicalJson(isObject(raw) ? Object.fromEntries(Object.entries(raw).filter(([key]) => key !== 'signatures')) : raw);
  const signed = signers(raw, canonical, context.verify);
  if (!signed.ok) return signed;
  if (origin !== 'shipped' && signed.value.length === 0) return fail('pack.unsigned', `${pack.id} carries no signature`, '/signatures');
  const wrong = tenantFault(pack, context.others) ?? needsFault(pack, context);
  if (wrong) return { ok: false, error: wrong };
  const own = runOwn(pack, context);
  if (!own.ok) return own;
  return ok({ pack, canonical, signedBy: signed.value, unverified: unverifiedRules(pack), warnings: coverWarnings(pack, context) });
}

function signers(raw: unknown, canonical: string, verify: Verify): Result<readonly string[]> {
  const list = isObject(raw) ? raw['signatures'] : undefined;
  if (list === undefined) return ok([]);
  if (!Array.isArray(list)) return fail('pack.signature', 'signatures must be a list', '/signatures');
  const keys: string[] = [];
  for (const [at, one] of list.entries()) {
    const signature = readSignature(one);
    if (!signature || !verify(canonical, signature)) return fail('pack.signature', 'the signature is not one of this pack by a key that may sign packs', `/signatures/${at}`);
    keys.push(signature.key);
  }
  return ok(keys);
}
function readSignature(value: unknown): PackSignature | null {
  if (!isObject(value)) return null;
  const { alg, key, value: bytes } = value;
  return alg === 'ed25519' && typeof key === 'string' && typeof bytes === 'string' && /^[A-Za-z0-9+/]{86}==$/.test(bytes) ? { alg, key, value: bytes } : null;
}

/** Adding a pack can't loosen another; what is left is a pack that would take another's place or pass for it. */
function tenantFault(pack: Pack, others: readonly Pack[]): Failure | undefined {
  if (pack.kind !== 'tenant') return undefined;
  const foreign = others.filter((one) => one.kind !== 'tenant');
  const replaced = pack.supersedes.find((id) => foreign.some((one) => one.id === id)) ?? (foreign.some((one) => one.id === pack.id) ? pack.id : undefined);
  if (replaced !== undefined) return { code: 'pack.tenant', text: `a tenant's pack may only add: it can't take the place of ${replaced}`, at: '/supersedes' };
  const taken = new Set(foreign.flatMap((one) => one.rules.map((rule) => rule.id)));
  const at = pack.rules.findIndex((rule) => taken.has(rule.id));
  return at < 0 ? undefined : { code: 'pack.tenant', text: `a tenant's pack may only add: ${pack.rules[at]?.id ?? ''} is the name of a rule of another pack`, at: `/rules/${at}/id` };
}
function needsFault(pack: Pack, { zones, calendars }: LoadContext): Failure | undefined {
  if (compareReleases(zones.version, pack.requires.tzdata) < 0) return { code: 'pack.tzdata', text: `${pack.id} needs time-zone data of ${pack.requires.tzdata} or later; this is ${zones.version}`, at: '/requires/tzdata' };
  const missing = pack.requires.calendars.find(({ id }) => !calendars.some((one) => one.id === id));
  return missing && { code: 'pack.calendar', text: `${pack.id} needs the calendar ${missing.id}`, at: '/requires/calendars' };
}
function runOwn(pack: Pack, { calendars, zones }: LoadContext): Result<null> {
  const vectors = parseVectors(pack.vectors, true);
  if (!vectors.ok) return fail('pack.vectors', vectors.problems.slice(0, 5).map((one) => problemText({ ...one, at: `/vectors${one.at}` })).join('; '), '/vectors');
  const policy = makePolicy([pack], calendars, zones, NO_GUARDS);
  if (!policy.ok) return policy;
  const [first] = checkVectors(vectors.value.vectors, () => policy.value).failed;
  return first ? fail('pack.vectors', `${pack.id}: its own case ${first.id} expects ${JSON.stringify(first.expected)} and gets ${JSON.stringify(first.got)}`, '/vectors') : ok(null);
}
function coverWarnings(pack: Pack, { calendars, today }: LoadContext): readonly string[] {
  return pack.requires.calendars.flatMap(({ id, coverDays }) => {
    const calendar = calendars.find((one) => one.id === id);
    const left = calendar ? coveredFrom(calendar, today) : 0;
    return left < coverDays ? [`the calendar ${id} covers ${left} more day(s) of the ${coverDays} asked for; beyond it the strictest hours hold`] : [];
  });
}

/** A named person's word that a rule agrees with the text of the law. */
export interface Review { readonly rule: string; readonly name: string }
export type MayActivate = Result<null> | { readonly ok: false; readonly error: Failure; /** Rules that nobody answers for. */ readonly missing: readonly string[] };
/**
 * Fails with `pack.status`; with `pack.reviewed`: a review of a rule the pack has not, or that needs none; with `pack.review`: a
 * rule that is unverified needs a named reviewer before the pack may decide.
 */
export function mayActivate(pack: Pack, reviews: readonly Review[]): MayActivate {
  if (pack.status !== 'inForce') return fail('pack.status', `${pack.id} is ${pack.status}: it can not be activated`);
  const unverified = unverifiedRules(pack);
  const strange = reviews.findIndex((one) => !unverified.includes(one.rule));
  if (strange >= 0) return fail('pack.reviewed', `${pack.id} has no rule ${reviews[strange]?.rule ?? ''} that needs a reviewer`, `/reviews/${strange}/rule`);
  const missing = unverified.filter((rule) => !reviews.some((one) => one.rule === rule && one.name.trim() !== ''));
  return missing.length === 0 ? ok(null) : { ok: false, error: { code: 'pack.review', text: `${pack.id}: a named reviewer is needed for ${missing.join(', ')}`, at: '/reviews' }, missing };
}
export const unverifiedRules = (pack: Pack): readonly string[] => pack.rules.filter((rule) => rule.needsReview).map((rule) => rule.id);

/** Ids of cases that `changed` treats more mildly than `base`: allowed where that denies, or from an earlier instant. */
export function looser(base: Policy, changed: Policy, cases: readonly Pick<Vector, 'id' | 'ask' | 'events'>[]): readonly string[] {
  return cases.filter(({ ask, events }) => {
    const before = evaluate(ask, events, base);
    const after = evaluate(ask, events, changed);
    return !before.allow && (after.allow || (after.next ?? Infinity) < (before.next ?? Infinity));
  }).map((one) => one.id);
}
