/** `sofia status …` and the little of `sofia profile …` that touches gateways. */
import type { Gateway, World } from '../world.js';

const RULE = '=================================================================================================\n';

export function sofia(world: World, args: string): string {
  const [what, ...rest] = args.split(' ').filter((w) => w !== '');
  if (what === 'status') {
    if (rest[0] === 'gateway') return gatewayStatus(world, rest[1]);
    return table(world);
  }
  if (what === 'xmlstatus') return rest[0] === 'gateway' ? gatewayXml(world, rest[1]) : '<?xml version="1.0" encoding="ISO-8859-1"?>\n<profiles>\n</profiles>\n';
  if (what === 'profile') return profile(world, rest);
  return '-ERR Unknown command!\n';
}

/** Also `PROFILE::NAME`. */
function find(world: World, name: string | undefined): Gateway | undefined {
  const gateway = world.gateways.get((name ?? '').split('::').at(-1) ?? '');
  return gateway?.deleted === true ? undefined : gateway;
}

const user = (g: Gateway): string => `c${/\d*$/.exec(g.name)?.[0] ?? ''}`;
const ip = (g: Gateway): string => g.proxy.split(':')[0] ?? g.proxy;

function pinged(world: World): number { return Math.floor(world.now() / 1000) + 5; }

function gatewayStatus(world: World, name: string | undefined): string {
  const g = find(world, name);
  if (!g) return 'Invalid Gateway!\n';
  const up = g.up ? 'UP' : 'DOWN';
  return `${RULE}Name    \t${g.name}\nProfile \t${g.profile}\nScheme  \tDigest\nRealm   \t${ip(g)}\nUsername\t${user(g)}\nPassword\tyes\nFrom    \t<sip:${user(g)}@${g.proxy}>\n` +
    `Contact \t<sip:gw+${g.name}@127.0.0.1:5080;transport=udp;gw=${g.name}>\nExten   \t${user(g)}\nTo      \tsip:${user(g)}@${g.proxy}\nProxy   \tsip:${g.proxy}\nContext \tinbound\n` +
    `Expires \t3600\nFreq    \t3600\nPing    \t${pinged(world)}\nPingFreq\t10\nPingTime\t0.88\nPingState\t1/1/1\nState   \t${g.state}\nStatus  \t${up}\nUptime  \t${Math.floor((world.now() - g.since) / 1000)}s\n` +
    `CallsIN \t${g.callsIn}\nCallsOUT\t${g.callsOut}\nFailedCallsIN\t${g.failedIn}\nFailedCallsOUT\t${g.failedOut}\n${RULE}`;
}

const XML = '<?xml version="1.0" encoding="ISO-8859-1"?>\n';

/** One gateway, or without a name all of them. */
function gatewayXml(world: World, name: string | undefined): string {
  if (name === undefined) return `${XML}<gateways>\n${[...world.gateways.values()].filter((g) => !g.deleted).map((g) => gatewayElement(world, g)).join('')}</gateways>\n`;
  const g = find(world, name);
  return g ? XML + gatewayElement(world, g) : 'Invalid Gateway!\n';
}

function gatewayElement(world: World, g: Gateway): string {
  const fields: readonly (readonly [string, string | number])[] = [
    ['name', g.name], ['profile', g.profile], ['scheme', 'Digest'], ['realm', ip(g)], ['username', user(g)], ['password', 'yes'], ['from', `&lt;sip:${user(g)}@${g.proxy}&gt;`],
    ['contact', `&lt;sip:gw+${g.name}@127.0.0.1:5080;transport=udp;gw=${g.name}&gt;`], ['exten', user(g)], ['to', `sip:${user(g)}@${g.proxy}`], ['proxy', `sip:${g.proxy}`], ['context', 'inbound'],
    ['expires', 3600], ['freq', 3600], ['ping', pinged(world)], ['pingfreq', 10], ['pingmin', 1], ['pingcount', 1], ['pingmax', 1], ['pingtime', '0.88'], ['pinging', 0], ['state', g.state],
    ['status', g.up ? 'UP' : 'DOWN'], ['uptime-usec', (world.now() - g.since) * 1000], ['calls-in', g.callsIn], ['calls-out', g.callsOut], ['failed-calls-in', g.failedIn], ['failed-calls-out', g.failedOut],
  ];
  return `  <gateway>\n${fields.map(([k, v]) => `    <${k}>${v}</${k}>\n`).join('')}  </gateway>\n`;
}

function table(world: World): string {
  const line = (name: string, type: string, data: string, state: string): string => `${name.padStart(25)}\t${type}\t${data.padStart(42)}\t${state}\n`;
  const profiles = [...new Set(['external', 'internal', ...[...world.gateways.values()].map((g) => g.profile)])];
  let out = `${'Name'.padStart(25)}\t   Type\t${'Data'.padStart(42)}\tState\n${RULE}`;
  for (const p of profiles) {
    out += line(p, 'profile', `sip:mod_sofia@127.0.0.1:${p === 'internal' ? 5060 : 5080}`, 'RUNNING (0)');
    for (const g of [...world.gateways.values()].reverse()) if (g.profile === p && !g.deleted) out += line(`${p}::${g.name}`, 'gateway', `sip:${user(g)}@${g.proxy}`, `${g.state}${g.up ? '' : ' (DOWN)'}`);
  }
  return `${out}${RULE}${profiles.length} profiles 0 aliases\n`;
}

function profile(world: World, words: readonly string[]): string {
  const [, action, name] = words;
  if (action === 'killgw') {
    if (name === '_all_') { for (const g of world.gateways.values()) remove(world, g); return '+OK every gateway marked for deletion.\n'; }
    const g = find(world, name);
    if (!g) return '-ERR no such gateway.\n';
    remove(world, g);
    return '+OK gateway marked for deletion.\n';
  }
  if (action === 'rescan') {
    for (const g of world.gateways.values()) if (g.deleted) { g.deleted = false; g.state = 'NOREG'; }
    return 'Reload XML [Success]\n+OK scan complete\n';
  }
  if (action === 'flush_inbound_reg') return '+OK flushing all registrations matching specified criteria\n';
  return '-ERR Invalid command!\n';
}

function remove(_world: World, gateway: Gateway): void {
  gateway.deleted = true;
}
