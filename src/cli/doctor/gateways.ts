/** SIP profiles and gateways of a node, and whether the trunks Dunwell knows are among them. */
import { readGateways } from '../../adapters/freeswitch/gateways.js';
import type { GatewayStatus } from '../../app/ports/switch.js';
import { fine, warning, wrong, type Check } from './check.js';
import type { Ask } from './folders.js';
import type { KnownTrunk } from './known.js';

const ADD = 'copy sip-profiles/gateways/TEMPLATE.txt to NAME.xml beside it (or into SWITCH_GATEWAYS), then on the switch: reloadxml; sofia profile trunks rescan';

export async function gateways(node: string, ask: Ask, trunks: readonly KnownTrunk[]): Promise<readonly Check[]> {
  const stopped = await profiles(node, ask);
  const seen = readGateways(await ask('sofia xmlstatus gateway') ?? '');
  if (seen === undefined) return [...stopped, wrong('gateways', 'the switch does not list its gateways', 'is a SIP profile running? (fs_cli: sofia status)', node)];
  const checks: Check[] = [...stopped];
  if (seen.length === 0) checks.push(warning('gateways', 'the switch has no gateway, so nobody can be called', ADD, node));
  for (const trunk of trunks.filter((each) => each.enabled)) checks.push(one(trunk, seen));
  if (trunks.length === 0 && seen.length > 0) checks.push(warning('trunks', `Dunwell has none yet; the switch has ${names(seen)}`, `dunwell trunk add ${(seen.find((each) => each.up) ?? seen[0])?.name ?? 'NAME'} --node ${node}`, node));
  return checks;
}

function one(trunk: KnownTrunk, seen: readonly GatewayStatus[]): Check {
  const gateway = seen.find((each) => each.name === trunk.gateway);
  if (!gateway) return wrong('trunks', `${trunk.node} has no such gateway; it has ${seen.length === 0 ? 'none' : names(seen)}`, `${ADD}. Or, when the name is wrong, disable this trunk (PATCH /api/v1/trunks/ID) and add the right one`, trunk.gateway);
  if (gateway.up) return fine('trunks', `${gateway.state === 'NOREG' ? 'up' : gateway.state}${gateway.loopback ? ', loopback' : ''}`, null, trunk.gateway);
  return gateway.state === 'DOWN'
    ? wrong('trunks', 'the gateway is down: the carrier does not answer OPTIONS', 'is its address (proxy) right, is a firewall between? A carrier that never answers OPTIONS: take out the ping lines of the gateway', trunk.gateway)
    : wrong('trunks', `the gateway is not registered (${gateway.state})`, 'are account, password and registrar of the gateway right, is a firewall between? (fs_cli: sofia status gateway)', trunk.gateway);
}
const names = (seen: readonly GatewayStatus[]): string => seen.map((each) => each.name).join(', ');

/** A profile whose port is taken is simply not there, and its gateways with it. */
async function profiles(node: string, ask: Ask): Promise<readonly Check[]> {
  const xml = await ask('sofia xmlstatus') ?? '';
  const all = xml.split('<profile>').slice(1).map((block) => ({ name: /<name>(.*)<\/name>/.exec(block)?.[1] ?? '?', state: /<state>(.*)<\/state>/.exec(block)?.[1] ?? '?' }));
  const bad = all.filter((each) => !each.state.startsWith('RUNNING'));
  const mend = 'is another program on its port (5060, 5066, 5080, 7443)? The switch\'s log says why it did not start';
  if (all.length === 0) return [wrong('profiles', 'no SIP profile runs', mend, node)];
  return bad.map((each) => wrong('profiles', `SIP profile ${each.name} is ${each.state}`, mend, node));
}
