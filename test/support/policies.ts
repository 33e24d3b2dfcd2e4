/** Policies for tests: one pack of law that denies nothing anywhere, so that a test sees only the rules it is about. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makePolicies, type PackTexts } from '../../src/adapters/packs/policies.js';
import { restoreRules } from '../../src/adapters/packs/texts.js';
import { loadZones, parseZones } from '../../src/adapters/zones/index.js';
import type { RestoreRules } from '../../src/app/evidence/ports.js';
import type { Policies } from '../../src/app/ports/policies.js';

const file = (name: string): string => readFileSync(new URL(`../../src/adapters/packs/${name}`, import.meta.url), 'utf8');
export const TEST_TEXTS = { text: file('test-24h.json'), signature: file('test-24h.sig').trim() };

/** A pack that is open at any hour, with these rules besides. */
export const packText = (id: string, rules: readonly object[] = [], more: object = {}): string => JSON.stringify({
  schema: 1, id, version: '1.0', kind: 'law', status: 'inForce', title: { zh: id, en: id }, sources: [], requires: { tzdata: '2026f' },
  rules: [{ id: 'OPEN', kind: 'window', sources: [], confidence: 'D', texts: { zh: '全天开放', en: 'open' }, zones: ['Etc/UTC'], hours: { daily: [['00:00', '24:00']] } }, ...rules], ...more,
});
// By its place from the root: this file is also bundled for other processes.
const zones = loadZones(fileURLToPath(new URL('../../src/adapters/zones/zones.json', import.meta.url)));
export const policiesOf = (packs: readonly string[], defaults: readonly string[], calendars: readonly string[] = []): Policies => makePolicies(zones, { packs, calendars, defaults, test: TEST_TEXTS });
/** The pack that denies nothing, as texts for a store in a thread or process of its own. */
export const OPEN_TEXTS: PackTexts = { packs: [packText('open')], calendars: [], defaults: ['open'], test: TEST_TEXTS };
export const testPolicies = makePolicies(zones, OPEN_TEXTS);
/** Policies from kept texts, as the server makes them. */
export const restore: RestoreRules = (digest, textOf) => restoreRules(digest, textOf, (data) => parseZones(data));
