/**
 * What the demo's world is made of: an agency, a creditor, a team, trunks of the simulated switch, scripts, a predictive
 * campaign, and two thousand leads through the real import. Made once, into an empty database.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededDice } from '../../adapters/system/index.js';
import { SCRIPTS } from '../../app/seed/index.js';
import { addShippedArticles, createCampaign, createScript, createTrunk, type Deps, type Importer } from '../../app/usecases/index.js';
import type { User } from '../../core/records/index.js';
import type { Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { SIM_GATEWAYS, SIM_NODE } from '../simulate.js';
import { demoLeads } from './leads.js';

export const DEMO_ZONE = 'Asia/Shanghai';
/** The setting by which a database is known as the demo's. */
export const DEMO_KEY = 'demo';
export interface DemoWorld { readonly campaignId: Id; readonly campaign: string; readonly entityId: Id; readonly teamId: Id; readonly leads: number }
export interface DemoDeps extends Deps { readonly importer: Importer }

/** The demo's world if this database holds it, null if it is empty, `other` if it holds something else. */
export async function findDemo(store: Deps['store']): Promise<DemoWorld | null | 'other'> {
  const [found] = await store.find('setting', { where: { key: DEMO_KEY }, limit: 1 });
  if (found) return isWorld(found.value) ? found.value : 'other';
  return await store.count('campaign', {}) > 0 || await store.count('account', {}) > 0 || await store.count('trunk', {}) > 0 ? 'other' : null;
}

export async function makeDemo(deps: DemoDeps, admin: User, size: { readonly leads: number; readonly seed: number }): Promise<DemoWorld> {
  const { entityId } = admin;
  const creditorId = await create(deps, { kind: 'entity', row: { kind: 'creditor', name: '演示银行 Demo Bank', parentId: entityId, creditorGroup: 'demo' } });
  const teamId = await create(deps, { kind: 'team', row: { entityId, departmentId: null, name: '演示一组 Team 1' } });
  for (const [index, gateway] of SIM_GATEWAYS.entries()) {
    must(await createTrunk(deps, admin, { gateway, node: SIM_NODE, maxCalls: 60, callsPerSecond: 8, priority: index, plan: [{ prefix: '+86', strip: 3, add: '' }], callerIds: [{ number: `+8610555501${String(index + 10)}`, region: '*' }] }));
  }
  must(await addShippedArticles(deps, admin, { entityId }));
  for (const script of SCRIPTS) must(await createScript(deps, admin, { ...script, entityId }));
  const campaign = must(await createCampaign(deps, admin, {
    name: '演示:早期提醒 Demo', entityId, teamIds: [teamId],
    settings: { mode: 'predictive', zone: DEMO_ZONE, node: SIM_NODE, order: 'daysPastDue', wrapUp: { limit: 120_000, then: 'ready' } },
  }));
  await importLeads(deps, admin, campaign.id, creditorId, size);
  const world: DemoWorld = { campaignId: campaign.id, campaign: campaign.name, entityId, teamId, leads: size.leads };
  await create(deps, { kind: 'setting', row: { key: DEMO_KEY, value: world } });
  return world;
}

async function importLeads(deps: DemoDeps, admin: User, campaignId: Id, creditorId: Id, size: { readonly leads: number; readonly seed: number }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dunwell-demo-'));
  try {
    const file = join(folder, 'demo.csv');
    await writeFile(file, demoLeads(size.leads, seededDice(size.seed), deps.clock.now()), { mode: 0o600 });
    const started = must(await deps.importer.start(file, {
      kind: 'placement', campaignId, listId: null, entityId: admin.entityId, creditorId, defaultCountry: 'CN', fileName: 'demo.csv', mapping: null, batch: null, profile: null, resumes: null, dryRun: false, headerRow: null, by: admin.id,
    }));
    await started.done;
    const run = await deps.store.get('importRun', started.importId);
    if (run?.state !== 'done' || run.created === 0) throw new Error(`the demo's leads could not be imported: ${run?.error ?? `${String(run?.bad ?? 0)} bad rows`}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Made = { readonly kind: 'entity'; readonly row: { readonly kind: 'creditor'; readonly name: string; readonly parentId: Id; readonly creditorGroup: string } }
  | { readonly kind: 'team'; readonly row: { readonly entityId: Id; readonly departmentId: null; readonly name: string } }
  | { readonly kind: 'setting'; readonly row: { readonly key: string; readonly value: unknown } };
async function create(deps: Deps, what: Made): Promise<Id> {
  return must(await deps.store.run('create', { ...what, at: deps.clock.now(), note: { type: `${what.kind}.created`, actor: 'demo' } })).id;
}
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`the demo could not be made: ${result.error.text} (${result.error.code})`);
  return result.value;
}
function isWorld(value: unknown): value is DemoWorld {
  return typeof value === 'object' && value !== null && 'campaignId' in value && 'teamId' in value && 'entityId' in value;
}
