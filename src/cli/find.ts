/** People name things; the API wants ids. */
import { Campaign, Entity, Team } from '../contract/rest.js';
import type { Campaign as CampaignRow } from '../contract/rest.js';
import type { Static } from 'typebox';
import type { Api } from './api.js';
import { CliError, EXIT } from './exit.js';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isId = (text: string): boolean => ID.test(text);

function only<T extends { readonly id: string; readonly name: string }>(what: string, given: string, rows: readonly T[]): T {
  const byId = rows.find((row) => row.id === given);
  if (byId) return byId;
  const named = rows.filter((row) => row.name === given);
  const loose = named.length > 0 ? named : rows.filter((row) => row.name.toLowerCase() === given.toLowerCase());
  const [one, another] = loose;
  if (!one) throw new CliError(EXIT.notFound, `${what}.unknown`, `there is no ${what} "${given}"${rows.length === 0 ? '' : `; there is ${rows.slice(0, 8).map((row) => `"${row.name}"`).join(', ')}${rows.length > 8 ? ' …' : ''}`}`);
  if (another) throw new CliError(EXIT.refused, `${what}.ambiguous`, `several ${what}s are named "${given}"; give the id: ${loose.map((row) => row.id).join(', ')}`);
  return one;
}

export async function findCampaign(api: Api, given: string): Promise<CampaignRow> {
  if (isId(given)) return api.get(Campaign, `/campaigns/${given}`);
  return only('campaign', given, await api.all(Campaign, '/campaigns'));
}
export async function findTeam(api: Api, given: string): Promise<Static<typeof Team>> { return only('team', given, await api.all(Team, '/teams')); }
/** Given, or the operator when there is one of it. */
export async function findEntity(api: Api, given: string | undefined): Promise<Static<typeof Entity>> {
  const rows = await api.all(Entity, '/entities');
  if (given !== undefined) return only('entity', given, rows);
  const operators = rows.filter((row) => row.kind === 'operator');
  const [one] = operators;
  if (!one || operators.length > 1) throw new CliError(EXIT.usage, 'entity.needed', 'say which entity: --entity NAME');
  return one;
}
