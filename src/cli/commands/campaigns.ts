/** `campaign create|list|status|start|pause|drain|stop`. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Campaign, CampaignChecks, CampaignState, Live } from '../../contract/rest.js';
import type { CampaignView } from '../../contract/live.js';
import type { Static } from 'typebox';
import { act, type Context } from '../context.js';
import { CliError, EXIT } from '../exit.js';
import { findCampaign, findEntity, findTeam } from '../find.js';
import { facts, percent, table, when, type Io } from '../io.js';
import { readObject } from '../json-file.js';
import { str, strs } from '../options.js';

const ACTIONS = {
  start: 'starts dialing',
  pause: 'places no more calls; calls in talk go on',
  drain: 'places no more calls and stops once the last one is disposed',
  stop: 'stops; ringing calls are cancelled, calls in talk go on',
} as const;

export function campaigns(program: Command, io: Io): void {
  const campaign = program.command('campaign').description('running efforts with their settings');
  campaign.command('create').description('creates a campaign from a JSON file: name, and optionally entity, teams, settings')
    .requiredOption('--file <file>', 'JSON file')
    .addHelpText('after', `
The file: {"name": "M1 morning", "entity": "Dunwell", "teams": ["Team 1"], "settings": {"mode": "predictive", "abandonTarget": 0.03}}
Settings left out take their defaults; all mistakes are reported at once.

Examples:
  $ dunwell campaign create --file m1.json
  $ dunwell campaign create --file m1.json --json | jq -r .id`)
    .action(act(io, create));
  campaign.command('list').description('all campaigns').action(act(io, async (context) => {
    const items = await context.api().all(Campaign, '/campaigns');
    context.print({ items }, () => table(['name', 'state', 'mode', 'window', 'id'], items.map((one) => [one.name, one.state, one.settings.mode, `${one.settings.window.from}-${one.settings.window.to} ${one.settings.zone}`, one.id]), 'no campaigns'));
  }));
  campaign.command('check <campaign>').description('what stands in the way of a launch: hours, trunks, collectors, scripts, leads by rule').action(act(io, check));
  campaign.command('status <campaign>').description('what it does now, and why').addHelpText('after', '\nExample:\n  $ dunwell campaign status "M1 morning"').action(act(io, status));
  for (const [action, about] of Object.entries(ACTIONS)) {
    const command = campaign.command(`${action} <campaign>`).description(`${about}; takes a name or an id`);
    if (action === 'start') command.option('--reason <text>', 'why it is launched although a check is red; written down');
    command.action(act(io, async (context, [given = ''], options) => {
      const api = context.api();
      const found = await findCampaign(api, given);
      const { state } = await api.post(CampaignState, `/campaigns/${found.id}/${action}${str(options['reason']) === undefined ? '' : `?reason=${encodeURIComponent(str(options['reason']) ?? '')}`}`);
      context.print({ campaignId: found.id, name: found.name, state }, () => `${found.name}: ${state}`);
    }));
  }
}

async function create(context: Context, _args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const path = resolve(context.io.cwd, str(options['file']) ?? '');
  const body = readObject(path);
  const known = ['name', 'entity', 'entityId', 'teams', 'teamIds', 'settings'];
  const strange = Object.keys(body).filter((one) => !known.includes(one));
  if (strange.length > 0) throw new CliError(EXIT.badInput, 'campaign.file', `${path}: unknown ${strange.join(', ')}; known are ${known.join(', ')}`);
  const api = context.api();
  const { entity, teams, ...rest } = body;
  const entityId = rest['entityId'] ?? (await findEntity(api, str(entity))).id;
  const teamIds = teams === undefined ? rest['teamIds'] : await Promise.all(strs(teams).map(async (name) => (await findTeam(api, name)).id));
  const made = await api.post(Campaign, '/campaigns', { ...rest, entityId, ...(teamIds === undefined ? {} : { teamIds }) });
  context.print(made, () => facts([['name', made.name], ['state', made.state], ['mode', made.settings.mode], ['id', made.id]]));
}
async function check(context: Context, [given = '']: readonly string[]): Promise<void> {
  const api = context.api();
  const campaign = await findCampaign(api, given);
  const found = await api.get(CampaignChecks, `/campaigns/${campaign.id}/checks`);
  context.print(found, () => `${table(['', 'check', 'found', 'figures'], found.checks.map((one) => [one.level, one.check, [one.code, ...one.details].join('; '), Object.entries(one.facts).map(([name, n]) => `${name} ${String(n)}`).join(', ')]), '')}${found.leads.rules.length === 0 ? '' : `\n\n${table(['rule', 'today', 'later', 'never', 'why'], found.leads.rules.map((one) => [one.rule, String(one.today), String(one.later), String(one.never), one.text]), '')}`}`);
}
async function status(context: Context, [given = '']: readonly string[]): Promise<void> {
  const api = context.api();
  const campaign = await findCampaign(api, given);
  const view = await api.get(Live, '/live');
  const live = view.campaigns.find((one) => one.campaignId === campaign.id) ?? null;
  context.print({ campaign, live, clock: view.clock }, () => facts([
    ['name', campaign.name], ['state', live?.state ?? campaign.state], ['mode', campaign.settings.mode],
    ['window', `${campaign.settings.window.from}-${campaign.settings.window.to} ${campaign.settings.zone}`], ...(view.clock === null ? [] : [['clock', view.clock] as const]),
    ...(live ? liveFacts(live) : []),
  ]));
}
function liveFacts(live: Static<typeof CampaignView>): readonly (readonly [string, string | number])[] {
  return [
    ['collectors ready', live.ready], ['talking', live.talking], ['ringing', live.ringing], ['waiting', live.waiting], ['leads in the hopper', live.hopper],
    ['abandoned', `${live.abandoned} of ${live.abandoned + live.connected} (${percent(live.abandonRatio)}; from answer ${percent(live.abandonRatioStrict)})`],
    ['outcomes', Object.entries(live.outcomes).map(([outcome, count]) => `${outcome} ${String(count)}`).join(', ') || '-'],
    ['pacing', live.pacing ? `${live.pacing.dial} at ${when(live.pacing.at)}: ${live.pacing.because}` : '-'], ...(live.trouble === null ? [] : [['trouble', live.trouble] as const]),
  ];
}
