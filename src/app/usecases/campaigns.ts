import { checkSettings, DEFAULT_SETTINGS, TEST_WINDOW, type SettingsContext } from '../../core/campaign/defaults.js';
import type { CampaignSettings } from '../../core/campaign/settings.js';
import type { Campaign, CampaignState, List, User } from '../../core/records/index.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Id } from '../../core/units.js';
import { recordAccess } from './audit.js';
import { checksOf, redChecks, type CampaignChecks } from './campaign-checks.js';
import { allowed, alter, entityFor, make, reachRow, refuse, teamOf, unknown, type Deps } from './context.js';
import { ofEntity } from './org.js';
import { pageOf, type Page, type PageAsk } from './paging.js';
import { reachesCampaign, servedCampaigns } from './reach.js';

export async function listCampaigns(deps: Deps, by: User, ask: PageAsk & { readonly state?: CampaignState; readonly entityId?: Id }): Promise<Result<Page<Campaign>>> {
  const scope = allowed(by, 'campaign.read');
  const wheres = ofEntity(by, scope, ask.entityId);
  if (!wheres.ok) return wheres;
  if (!scope.ok) return scope;
  const narrow = scope.value === 'own' || scope.value === 'team';
  return pageOf(deps.store, 'campaign', ask, {
    wheres: wheres.value.map((where) => ({ ...where, ...(ask.state === undefined ? {} : { state: ask.state }) })),
    ...(narrow ? { keep: (row: Campaign) => reachesCampaign(by, scope.value, row) } : {}),
  });
}
export async function getCampaign(deps: Deps, by: User, id: Id, verb: 'campaign.read' | 'campaign.write' | 'campaign.start' | 'campaign.halt' | 'import.run' | 'list.write' = 'campaign.read'): Promise<Result<Campaign>> {
  const scope = allowed(by, verb);
  if (!scope.ok) return scope;
  const row = await deps.store.get('campaign', id);
  return row !== undefined && reachesCampaign(by, scope.value, row) ? ok(row) : unknown('campaign');
}

export interface CampaignInput { readonly name: string; readonly entityId?: Id; readonly teamIds?: readonly Id[]; readonly settings?: unknown }
/** A campaign in state `draft`. Every mistake in the settings is reported at once. */
export async function createCampaign(deps: Deps, by: User, input: CampaignInput): Promise<Result<Campaign>> {
  const scope = allowed(by, 'campaign.write');
  if (!scope.ok) return scope;
  const entity = await entityFor(deps, by, scope.value, input.entityId);
  if (!entity.ok) return entity;
  const teams = await checkTeams(deps, entity.value, input.teamIds ?? []);
  if (!teams.ok) return teams;
  const settings = await settingsFor(deps, entity.value, input.settings ?? {}, DEFAULT_SETTINGS);
  if (!settings.ok) return settings;
  const made = await make(deps, by, 'campaign', { name: input.name.trim(), entityId: entity.value, state: 'draft', settings: settings.value, teamIds: input.teamIds ?? [] }, 'campaign.created', { entityId: entity.value });
  if (made.ok) deps.conductor.changed('campaign', made.value.id);
  return made;
}
export async function changeCampaign(deps: Deps, by: User, id: Id, expected: number, patch: { readonly name?: string; readonly teamIds?: readonly Id[]; readonly settings?: unknown }): Promise<Result<Campaign>> {
  const found = await getCampaign(deps, by, id, 'campaign.write');
  if (!found.ok) return found;
  const teams = await checkTeams(deps, found.value.entityId, patch.teamIds ?? []);
  if (!teams.ok) return teams;
  const settings = patch.settings === undefined ? null : await settingsFor(deps, found.value.entityId, patch.settings, found.value.settings);
  if (settings !== null && !settings.ok) return settings;
  const changed = await alter(deps, by, 'campaign', id, expected, {
    ...(patch.name === undefined ? {} : { name: patch.name.trim() }), ...(patch.teamIds === undefined ? {} : { teamIds: patch.teamIds }), ...(settings === null ? {} : { settings: settings.value }),
  }, 'campaign.changed', { fields: Object.keys(patch), entityId: found.value.entityId, ...(settings === null ? {} : { settings: settings.value }) });
  if (changed.ok) deps.conductor.changed('campaign', id);
  return changed;
}

/** What stands in the way of launching it. */
export async function campaignChecks(deps: Deps, by: User, id: Id): Promise<Result<CampaignChecks>> {
  const found = await getCampaign(deps, by, id);
  return found.ok ? ok(await checksOf(deps, found.value)) : found;
}
/** start, pause, drain, stop. With a check that is red it starts only with a reason, which is kept (`campaign.checks`). A TEST-24H window is looked at again here: gateways may have changed since it was saved. */
export async function runCampaign(deps: Deps, by: User, id: Id, action: 'start' | 'pause' | 'drain' | 'stop', reason: string | null = null): Promise<Result<{ readonly state: CampaignState }>> {
  const found = await getCampaign(deps, by, id, action === 'start' ? 'campaign.start' : 'campaign.halt');
  if (!found.ok) return found;
  const { settings } = found.value;
  if (action === 'start' && settings.window.name === TEST_WINDOW && !await loopbackOnly(deps, settings)) {
    return fail('settings.test_window', `${TEST_WINDOW} is accepted only while every gateway in use is on loopback or simulated`);
  }
  // Going on after a pause is no launch.
  if (action !== 'start' || (found.value.state !== 'draft' && found.value.state !== 'stopped')) return deps.conductor.campaign(action, id, by.id);
  const red = await redChecks(deps, found.value);
  if (red.length > 0 && reason === null) return refuse('campaign.checks', red.map((one) => ({ code: `campaign.${one.check}.${one.code}`, text: [`${one.check}: ${one.code}`, ...one.details].join('; ') })));
  if (red.length > 0 && reason !== null) await recordAccess(deps, by, 'campaign.launchedDespite', id, { entityId: found.value.entityId, reason, checks: red.map((one) => `${one.check}.${one.code}`).join() });
  return deps.conductor.campaign(action, id, by.id);
}

async function checkTeams(deps: Deps, entityId: Id, ids: readonly Id[]): Promise<Result<null>> {
  for (const [index, id] of ids.entries()) {
    if (!(await teamOf(deps, entityId, id)).ok) return fail('reference.unknown', 'no such team in this entity', `/teamIds/${index}`);
  }
  return ok(null);
}

/** Checks settings against this installation: zones, trunks, switches, scripts, dispositions, and where the gateways lie. */
export async function settingsFor(deps: Deps, entityId: Id, input: unknown, base: CampaignSettings): Promise<Result<CampaignSettings>> {
  const [trunks, scripts, dispositions] = await Promise.all([
    deps.store.find('trunk', {}), deps.store.find('script', { where: { entityId } }), deps.store.find('disposition', { limit: 10_000 }),
  ]);
  const nodes = new Set([...trunks.map((trunk) => trunk.node), ...deps.conductor.live().switches.map((one) => one.node)]);
  const gateways = new Set(trunks.map((trunk) => trunk.gateway));
  const context: SettingsContext = {
    hasZone: (zone) => deps.zones.has(zone), loopbackOnly: true, hasGateway: (name) => gateways.has(name), hasNode: (name) => nodes.has(name),
    hasScript: (id) => scripts.some((script) => script.id === id), hasDisposition: (code) => dispositions.some((one) => one.code === code),
  };
  const free = checkSettings(input, context, base);
  if (!free.ok || free.value.window.name !== TEST_WINDOW) return free;
  return checkSettings(input, { ...context, loopbackOnly: await loopbackOnly(deps, free.value) }, base);
}

/** Is every gateway these settings may use on loopback, as the switch itself reports it? One not reported is not. */
export async function loopbackOnly(deps: Deps, settings: Pick<CampaignSettings, 'trunks' | 'node'>): Promise<boolean> {
  const trunks = (await deps.store.find('trunk', { where: { enabled: true } }))
    .filter((trunk) => (settings.node === null || trunk.node === settings.node) && (settings.trunks.length === 0 || settings.trunks.includes(trunk.gateway)));
  if (trunks.length === 0) return false;
  const switches = deps.conductor.live().switches;
  return trunks.every((trunk) => switches.some((one) => one.node === trunk.node && one.gateways.some((gateway) => gateway.name === trunk.gateway && gateway.loopback)));
}

export async function listLists(deps: Deps, by: User, ask: PageAsk & { readonly campaignId?: Id }): Promise<Result<Page<List>>> {
  const scope = allowed(by, 'list.read');
  const wheres = ofEntity(by, scope, undefined);
  if (!wheres.ok) return wheres;
  if (!scope.ok) return scope;
  const served = scope.value === 'own' || scope.value === 'team' ? await servedCampaigns(deps, by) : null;
  if (ask.campaignId !== undefined && served !== null && !served.includes(ask.campaignId)) return ok({ items: [], next: null });
  const campaign = ask.campaignId !== undefined ? { campaignId: ask.campaignId } : served === null ? {} : { campaignId: { in: served } };
  return pageOf(deps.store, 'list', ask, { wheres: wheres.value.map((where) => ({ ...where, ...campaign })) });
}
export async function getList(deps: Deps, by: User, id: Id): Promise<Result<List>> {
  const found = await reachRow(deps, by, 'list.read', 'list', id, (row) => ({ entityId: row.entityId, teamId: by.teamId }));
  if (!found.ok) return found;
  const campaign = await getCampaign(deps, by, found.value.campaignId);
  return campaign.ok ? found : unknown('list');
}
export async function createList(deps: Deps, by: User, input: { readonly campaignId: Id; readonly name: string; readonly active?: boolean; readonly mix?: number }): Promise<Result<List>> {
  const campaign = await getCampaign(deps, by, input.campaignId, 'list.write');
  if (!campaign.ok) return campaign.error.code === 'campaign.unknown' ? fail('reference.unknown', 'no such campaign', '/campaignId') : campaign;
  const made = await make(deps, by, 'list', { campaignId: input.campaignId, name: input.name.trim(), entityId: campaign.value.entityId, active: input.active ?? true, mix: input.mix ?? 0 }, 'list.created', { entityId: campaign.value.entityId });
  if (made.ok) deps.conductor.changed('campaign', input.campaignId);
  return made;
}
export async function changeList(deps: Deps, by: User, id: Id, expected: number, patch: { readonly name?: string; readonly active?: boolean; readonly mix?: number }): Promise<Result<List>> {
  const found = await reachRow(deps, by, 'list.write', 'list', id, (row) => row);
  if (!found.ok) return found;
  const changed = await alter(deps, by, 'list', id, expected, patch, 'list.changed');
  if (changed.ok) deps.conductor.changed('campaign', found.value.campaignId);
  return changed;
}
