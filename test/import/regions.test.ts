/** Where an address lies, as a column tells: what the clock reads of it, and what a second file changes. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { locate } from '../../src/core/compliance/located.js';
import { parseRegion } from '../../src/core/intake/index.js';
import { bring, makeWorld, take, type World } from './world.js';

test.each([
  ['US-CA', 'US', 'US', ['US-CA']], ['us-ca', 'CN', 'US', ['US-CA']], ['CA', 'US', 'US', ['US-CA']], ['CA', 'CN', 'CA', null], ['California', 'CN', 'US', ['US-CA']], ['new  york', 'US', 'US', ['US-NY']], ['Québec', 'CA', null, null], ['Quebec', 'CA', 'CA', ['CA-QC']],
  ['新疆维吾尔自治区', 'CN', 'CN', ['CN-XJ']], ['北京', 'CN', 'CN', null], ['广东省', 'US', 'CN', null], ['CN-XJ', 'CN', 'CN', ['CN-XJ']], ['香港特别行政区', 'CN', 'HK', null], ['台湾省', 'CN', 'TW', null], ['中国', 'US', 'CN', null],
  ['US-ZZ', 'US', null, null], ['ZZ', 'US', null, null], ['somewhere', 'US', null, null], ['乌鲁木齐', 'CN', null, null], ['ＵＳ－ＴＸ', 'CN', 'US', ['US-TX']],
])('%s in a file of %s is %s %j', (text, country, region, regions) => {
  const read = parseRegion(text, country);
  expect([read?.region ?? null, read?.places?.regions ?? null]).toEqual([region, regions]);
});

describe.each(['memory', 'sqlite'] as const)('a region column on %s', (kind) => {
  let world: World;
  beforeEach(async () => { world = await makeWorld(kind); });
  afterEach(async () => { await world.store.close(); await rm(world.folder, { recursive: true, force: true }); });

  const placesOf = async (): Promise<[string, string | null, readonly string[] | null][]> => (await world.store.find('contactPoint', { where: { kind: 'address' }, order: [{ by: 'rank' }] })).map((one) => [world.vault.open('address', one.valueSealed), one.region, one.places?.regions ?? null]);
  const HEAD = 'name,contract,amount,phone,address,state';
  const row = (address: string, state: string): string => `${HEAD}\nAda,C1,10,+12125550123,${address},${state}\n`;

  it('places the address that tells nothing, and the clock counts its zones and its law', async () => {
    const done = await bring(world, row('5 Main Street', 'California'), { defaultCountry: 'US' });
    expect(done).toMatchObject({ created: 1, warnings: 0 });
    expect(await placesOf()).toEqual([['5 Main Street', 'US', ['US-CA']]]);
    const points = await world.store.find('contactPoint', {});
    const dialed = points.find((one) => one.kind === 'phone')!;
    const found = locate({ points, dialed, facts: [], now: world.clock.now(), zonesOf: () => [], known: () => true });
    expect(found.regions).toEqual(expect.arrayContaining(['US-CA', 'US-NY-NYC']));
    expect(found.where.zones.map((one) => one.zone).sort()).toEqual(['America/Los_Angeles', 'America/New_York']);
    expect(await bring(world, row('5 Main Street', 'California'), { defaultCountry: 'US' })).toMatchObject({ unchanged: 1, updated: 0 });
  });
  it('alone it is an address of its own; a name nobody knows is a warning with its column', async () => {
    await bring(world, row('', 'TX'), { defaultCountry: 'US' });
    expect(await placesOf()).toEqual([['US-TX', 'US', ['US-TX']]]);
    const done = await bring(world, row('', 'Atlantis'), { defaultCountry: 'US' });
    expect(done.problems).toMatchObject([{ row: 2, column: 'state', value: 'Atlantis', code: 'region.unknown', severity: 'warning' }]);
  });
  it('beside an address on file elsewhere both are kept; where nobody knew, it is told later; a country alone widens nothing', async () => {
    await bring(world, row('1 Elm Dr Austin TX 78701', 'US'), { defaultCountry: 'US' });
    expect(await placesOf()).toEqual([['1 Elm Dr Austin TX 78701', 'US', ['US-TX']]]);
    await bring(world, row('1 Elm Dr Austin TX 78701', 'NV'), { defaultCountry: 'US' });
    expect(await placesOf()).toEqual([['1 Elm Dr Austin TX 78701', 'US', ['US-TX']], ['US-NV', 'US', ['US-NV']]]);
    await bring(world, row('Flat 9', '').replace('C1', 'C2').replace('Ada', 'Bob').replace('0123', '0199'), { defaultCountry: 'US' });
    expect((await placesOf()).filter(([text]) => text === 'Flat 9')).toEqual([['Flat 9', null, null]]);
    expect(await take(world, 'update', 'contract,address,state\nC2,Flat 9,Ohio\n', { defaultCountry: 'US' })).toMatchObject({ updated: 1 });
    expect((await placesOf()).filter(([text]) => text === 'Flat 9')).toEqual([['Flat 9', 'US', ['US-OH']]]);
  });
});
