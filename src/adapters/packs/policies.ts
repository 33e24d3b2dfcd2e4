/** Packs and calendars from their texts, compiled and kept. Must not know where the texts come from, nor what is in force. */
import { createPublicKey, verify } from 'node:crypto';
import { createRequire } from 'node:module';
import { joinAll, parseCalendar } from '../../core/compliance/calendar.js';
import type { Calendar, Pack } from '../../core/compliance/pack.js';
import { loadPack, type Verify } from '../../core/compliance/load.js';
import { makePolicy, type Policy } from '../../core/compliance/policy.js';
import { unreadable } from '../../core/compliance/reads.js';
import { parsePack, problemText, type Parsed } from '../../core/compliance/schema.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { InForce, Policies, RuleText, SignedText } from '../../app/ports/policies.js';
import { digestOf, ruleTexts, type Sourced, type ZoneSource } from './texts.js';

export interface PackTexts {
  readonly packs: readonly string[];
  readonly calendars: readonly string[];
  readonly defaults: readonly string[];
  /** The test pack and the signature of the test key. */
  readonly test: { readonly text: string; readonly signature: string };
}
/** Whoever has the other half can sign what opens nothing but loopback: it lies among the tests. */
export const TEST_KEY = 'MCowBQYDK2VwAyEA9RimRjH6tkCNr5pJSUxbPf1+bYaSdXdqMlwiBge3YKs=';
export const TEST_PACK = 'test.24h';

/** Throws with what is wrong with a text that came with the build: nothing may be dialed by half a rule. */
export function makePolicies(zones: ZoneSource, texts: PackTexts): Policies {
  const packs = texts.packs.map((text) => shipped('pack', text, parsePack));
  const calendars = texts.calendars.map((text) => shipped('calendar', text, parseCalendar));
  for (const id of texts.defaults) if (!packs.some((one) => one.value.id === id)) throw new Error(`there is no pack ${id}`);
  const compiled = new Map<string, Result<Policy>>();
  const test = testPolicy(zones, texts.test);
  const parts = new WeakMap<Policy, () => readonly RuleText[]>();
  const table = { version: zones.version, digest: digestOf(zones.text), text: zones.text };
  const remember = (policy: Policy, made: Parts): void => {
    let known: readonly RuleText[] | undefined;
    parts.set(policy, () => known ??= ruleTexts(made.packs, made.calendars, table));
  };
  remember(test.policy, { packs: [test.pack], calendars: [] });
  return {
    packs, calendars, defaults: texts.defaults, zones: zones.version, digest: digestOf, signed, read, zonesOf,
    test: test.policy,
    texts: (policy) => {
      const made = parts.get(policy);
      if (!made) throw new Error('this policy was made elsewhere');
      return made();
    },
    install: (text, keys, today, own) => {
      let raw: unknown;
      try { raw = JSON.parse(text); } catch { return fail('pack.schema', 'the pack is not JSON'); }
      const verify: Verify = (canonical, { key, value }) => Object.hasOwn(keys, key) && signed({ text: canonical, signature: value, key: keys[key] ?? '' });
      return loadPack(raw, 'installed', { calendars: own, zones, verify, others: packs.map((one) => one.value), today });
    },
    policy: (inForce) => {
      const key = inForce.map((one) => `${one.kind}:${one.pack}@${one.packVersion}#${one.digest}`).sort().join(' ');
      const before = compiled.get(key);
      if (before) return before;
      const found = partsIn(inForce, { packs, calendars });
      const made = found.ok ? compiledOf(found.value, zones) : found;
      if (found.ok && made.ok) remember(made.value, found.value);
      // Packs change a few times a year; this only keeps a simulation of many sets from growing.
      if (compiled.size > 64) compiled.clear();
      compiled.set(key, made);
      return made;
    },
  };
}

interface Parts { readonly packs: readonly Sourced<Pack>[]; readonly calendars: readonly Sourced<Calendar>[] }
function partsIn(inForce: readonly InForce[], known: Parts): Result<Parts> {
  const packs: Sourced<Pack>[] = [];
  const calendars: Sourced<Calendar>[] = [...known.calendars];
  for (const one of inForce) {
    if (one.kind === 'calendar') {
      const found = one.text === null ? shippedOf(one, known.calendars) : own(one, one.text, (text) => readText('calendar', text, parseCalendar));
      if (!found.ok) return found;
      calendars.push(found.value);
      continue;
    }
    const found = one.text === null ? shippedOf(one, known.packs) : own(one, one.text, (text) => readText('pack', text, parsePack));
    if (!found.ok) return found;
    const { value } = found.value;
    if (value.id !== one.pack || value.version !== one.packVersion || (one.text !== null && value.kind !== 'tenant')) return fail('policy.text', `the text of ${one.pack} is of another pack`);
    packs.push(found.value);
  }
  const blind = unreadable(packs.map((one) => one.value));
  if (blind) return fail('policy.key', `${blind.id}: the ledger is read by debtor, number and debt; a count by nothing else can be judged`);
  return ok({ packs, calendars });
}
function compiledOf({ packs, calendars }: Parts, zones: ZoneSource): Result<Policy> {
  const joined = joinAll(calendars.map((one) => one.value));
  return joined.ok ? makePolicy(packs.map((one) => one.value), joined.value, zones) : joined;
}
function shippedOf<T extends { readonly id: string; readonly version: string }>(one: InForce, all: readonly Sourced<T>[]): Result<Sourced<T>> {
  const found = all.find(({ value }) => value.id === one.pack && value.version === one.packVersion);
  if (!found) return fail('policy.unknown', `${one.pack} ${one.packVersion} did not come with this build`);
  return found.digest === one.digest ? ok(found) : fail('policy.digest', `${one.pack} ${one.packVersion} is not the text that was activated`);
}
function own<T>(one: InForce, text: string, parse: (text: string) => Result<T>): Result<Sourced<T>> {
  if (digestOf(text) !== one.digest) return fail('policy.digest', `${one.pack} ${one.packVersion} is not the text that was activated`);
  const parsed = parse(text);
  return parsed.ok ? ok({ value: parsed.value, digest: one.digest, text }) : parsed;
}

function read(kind: 'pack', text: string): Result<Pack>;
function read(kind: 'calendar', text: string): Result<Calendar>;
function read(kind: 'pack' | 'calendar', text: string): Result<Pack | Calendar> {
  return kind === 'pack' ? readText(kind, text, parsePack) : readText(kind, text, parseCalendar);
}
function readText<T>(what: string, text: string, parse: (value: unknown) => Parsed<T>): Result<T> {
  let value: unknown;
  try { value = JSON.parse(text); } catch { return fail('pack.invalid', `the ${what} is not JSON`); }
  const parsed = parse(value);
  return parsed.ok ? ok(parsed.value) : fail('pack.invalid', parsed.problems.slice(0, 20).map(problemText).join('; '));
}
function shipped<T>(what: string, text: string, parse: (value: unknown) => Parsed<T>): Sourced<T> {
  const found = readText(what, text, parse);
  if (!found.ok) throw new Error(`a ${what} of this build is wrong: ${found.error.text}`);
  return { value: found.value, digest: digestOf(text), text };
}
function testPolicy(zones: ZoneSource, { text, signature }: PackTexts['test']): { readonly policy: Policy; readonly pack: Sourced<Pack> } {
  if (!signed({ text, signature, key: TEST_KEY })) throw new Error('the test pack is not signed by the test key');
  const pack = shipped('pack', text, parsePack);
  if (pack.value.id !== TEST_PACK) throw new Error(`the test pack calls itself ${pack.value.id}`);
  const policy = makePolicy([pack.value], [], zones);
  if (!policy.ok) throw new Error(policy.error.text);
  return { policy: policy.value, pack };
}

function signed({ text, signature, key }: SignedText): boolean {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    return publicKey.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** Countries and their zones as IANA's zone1970.tab has them; only names, the clocks come from our own table. */
let countries: Readonly<Record<string, { readonly zones: readonly string[] } | undefined>> | undefined;
function zonesOf(country: string): readonly string[] {
  // One legal time; the clock of Xinjiang is a courtesy, which a house pack may ask for.
  if (country === 'CN') return ['Asia/Shanghai'];
  countries ??= (createRequire(import.meta.url)('moment-timezone/data/meta/latest.json') as { readonly countries: Readonly<Record<string, { readonly zones: readonly string[] }>> }).countries;
  return Object.hasOwn(countries, country) ? countries[country]?.zones ?? [] : [];
}
