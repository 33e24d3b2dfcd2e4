/** Where the callee may be, decided by the gate on what is on file: numbers, addresses, words. On both stores. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AesVault } from '../../src/adapters/vault/index.js';
import { placeContactPoints } from '../../src/app/places.js';
import type { Store } from '../../src/app/ports/store.js';
import type { CreateOf } from '../../src/app/store/moves/records.js';
import { placeOfRegion } from '../../src/core/compliance/located.js';
import { PLACES_EDITION, prefixPlaces } from '../../src/core/compliance/numbering.js';
import type { ContactPoint } from '../../src/core/records/index.js';
import { AT } from '../contract/records.js';
import { draft, people, SETTINGS } from '../contract/touch-world.js';
import { openPlace, type Place } from '../contract/touches.js';
import { packText, policiesOf } from '../support/policies.js';
import { MOBILE } from '../support/destination.js';

/** Eight to nine in the evening in every zone the callee may be in. */
const LAW = packText('abroad', [{ id: 'HOURS', kind: 'window', sources: [], confidence: 'D', texts: { zh: '时段', en: 'hours' }, zones: 'candidates', hours: { daily: [['08:00', '21:00']] } }], { when: { region: ['US', 'CA', 'CN', 'AU'] } });
const policies = policiesOf([LAW], ['abroad']);

for (const kind of ['memory', 'sqlite'] as const) describe(`${kind}: the gate`, () => {
  let place: Place;
  let store: Store;
  beforeEach(async () => { place = openPlace(kind, policies); store = place.store; await put(...people(1, null)); });
  afterEach(async () => { await place.done(); });
  const put = async (...rows: CreateOf[]): Promise<void> => { const made = await store.run('createMany', { rows }); if (!made.ok) throw new Error(made.error.text); };
  const point = (id: string, more: Partial<ContactPoint>): CreateOf => ({
    kind: 'contactPoint', at: AT, row: { partyId: 'party-0', kind: 'phone', valueSealed: id, valueIndex: id, masked: 'm', ownerRole: 'debtor', source: 'x', confidence: 1, rank: 1, validFrom: null, validUntil: null, consent: 'unknown', region: null, places: null, ...more, id },
  });
  const phone = (id: string, e164: string, region: string | null): CreateOf => point(id, { region, places: prefixPlaces(e164) });
  const ask = async (id: string, at: string): Promise<readonly string[]> => {
    const row = await store.get('contactPoint', id);
    const answer = await store.run('openAttempt', { attempt: draft(0, `${id}-${at}`, { contactPointId: id, phoneIndex: row!.valueIndex, openedAt: Date.parse(at) }), settings: SETTINGS, ownerRole: 'debtor', destination: MOBILE, testGateways: false, owner: null, callbackId: null });
    return answer.kind === 'denied' ? answer.denials.map((one) => one.rule) : [answer.kind];
  };

  it('denies Vancouver at 21:30 by its own clock of this autumn, and not at 20:30', async () => {
    await put(phone('vancouver', '+16045550100', 'CA'));
    // British Columbia keeps -07:00: 04:30 UTC is 21:30 there; by older zone data it would read 20:30.
    expect(await ask('vancouver', '2026-11-22T04:30:00Z')).toEqual(['HOURS']);
    expect(await ask('vancouver', '2026-11-22T03:30:00Z')).toEqual(['open']);
  });
  it('asks both zones of an area code that has two, and only New York of one that has that alone', async () => {
    await put(phone('pensacola', '+18505550100', 'US'), phone('manhattan', '+12125550100', 'US'));
    await store.run('change', { kind: 'contactPoint', id: 'manhattan', expectedVersion: 1, patch: { validUntil: '2020-01-01' }, at: AT });
    expect(await ask('pensacola', '2026-11-22T02:30:00Z')).toEqual(['HOURS']);
    expect(await ask('pensacola', '2026-11-22T13:30:00Z')).toEqual(['HOURS']);
    expect(await ask('pensacola', '2026-11-22T14:30:00Z')).toEqual(['open']);
    await store.run('change', { kind: 'contactPoint', id: 'pensacola', expectedVersion: 1, patch: { validUntil: '2020-01-01' }, at: AT });
    expect(await ask('manhattan', '2026-11-23T13:30:00Z')).toEqual(['open']);
  });
  it('asks where the address lies, besides the mobile number', async () => {
    await put(phone('mobile', '+12125550100', 'US'));
    expect(await ask('mobile', '2026-11-22T14:30:00Z')).toEqual(['open']);
    await put(point('home', { kind: 'address', ...placeOfRegion('US-CA') }));
    expect(await ask('mobile', '2026-11-22T15:30:00Z')).toEqual(['HOURS']);
    expect(await ask('mobile', '2026-11-22T16:30:00Z')).toEqual(['open']);
  });
  it('China has one time, whatever the number', async () => {
    await put(phone('urumqi', '+869911234567', 'CN'), phone('beijing', '+8613800138000', 'CN'));
    for (const id of ['urumqi', 'beijing']) { expect(await ask(id, '2026-11-21T23:59:59Z')).toEqual(['HOURS']); expect(await ask(id, '2026-11-22T00:00:00Z')).toEqual(['open']); }
  });
  it('takes the debtor’s own word about themselves, not about their guarantor', async () => {
    const word = (subject: string): CreateOf => ({ kind: 'standingFact', at: AT, row: { kind: 'whereabouts', subjectKind: 'party', subject, source: 'call', evidence: 'America/Los_Angeles', from: Date.parse('2026-11-20T00:00:00Z'), until: null, by: null, endedAt: null } });
    await put(phone('own', '+12125550100', 'US'), { kind: 'party', at: AT, row: { id: 'guarantor', kind: 'person', nameSealed: 's', nameIndex: 'i', identitySealed: null, identityIndex: null, language: null } }, point('theirs', { partyId: 'guarantor', region: 'US', places: prefixPlaces('+12125550101'), ownerRole: 'guarantor' }), word('party-0'));
    expect(await ask('own', '2026-11-22T14:30:00Z')).toEqual(['HOURS']);
    expect(await ask('own', '2026-11-22T03:30:00Z')).toEqual(['open']);
    expect(await ask('theirs', '2026-11-22T14:30:00Z')).toEqual(['open']);
  });
  it('knows when it knows nothing: the campaign’s own zone stands in for nobody', async () => {
    const everywhere = openPlace(kind, policiesOf([packText('everywhere')], ['everywhere']));
    try {
      const made = await everywhere.store.run('createMany', { rows: people(1, null) });
      expect(made.ok).toBe(true);
      const answer = await everywhere.store.run('openAttempt', { attempt: draft(0, 'a1'), settings: SETTINGS, ownerRole: 'debtor', destination: MOBILE, testGateways: false, owner: null, callbackId: null });
      expect(answer).toMatchObject({ kind: 'denied', denials: [{ rule: 'INFRA-TZ-UNKNOWN' }], nextAt: null });
    } finally { await everywhere.done(); }
    await put(phone('free', '+18005550100', 'US'));
    expect(await ask('free', '2026-11-22T16:30:00Z')).toEqual(['INFRA-NO-PACK']);
  });
  it('rows of an older database are placed once their values can be read, and again only by another edition', async () => {
    const vault = new AesVault(Buffer.alloc(32, 7));
    await put(point('old', { valueSealed: vault.seal('phone', '+12125550100'), region: 'US' }), point('house', { kind: 'address', valueSealed: vault.seal('address', '1 Main St, Los Angeles, CA 90012') }), point('mail', { kind: 'email', valueSealed: vault.seal('email', 'a@b.c') }), point('broken', { valueSealed: 'nonsense', region: 'US' }));
    const said: string[] = [];
    const log = { info: () => undefined, warn: (_: object, text: string) => { said.push(text); }, error: () => undefined } as unknown as Parameters<typeof placeContactPoints>[0]['log'];
    const clock = { now: () => AT } as Parameters<typeof placeContactPoints>[0]['clock'];
    expect(await placeContactPoints({ store, vault, clock, log }, () => true)).toBe(0);
    expect(await placeContactPoints({ store, vault, clock, log })).toBe(2);
    expect((await store.get('contactPoint', 'old'))?.places).toEqual({ zones: ['America/New_York'], regions: ['US-NY-NYC'] });
    expect(await store.get('contactPoint', 'house')).toMatchObject({ region: 'US', places: { zones: ['America/Los_Angeles'] } });
    // cp-0 of the world is sealed by nobody, too.
    expect(said).toHaveLength(2);
    expect((await store.get('setting', 'compliance.places'))?.value).toEqual({ edition: PLACES_EDITION });
    await store.run('change', { kind: 'contactPoint', id: 'old', expectedVersion: 2, patch: { places: null }, at: AT });
    expect(await placeContactPoints({ store, vault, clock, log })).toBe(0);
    await store.run('change', { kind: 'setting', id: 'compliance.places', expectedVersion: 1, patch: { value: { edition: 0 } }, at: AT });
    expect(await placeContactPoints({ store, vault, clock, log })).toBe(1);
  });
});
