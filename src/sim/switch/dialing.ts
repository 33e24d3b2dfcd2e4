/** Where a dial string leads: a trunk, a desk phone, an address, or nowhere (with the cause the switch tells and no channel event). */
import { causeFrom, isCause } from './causes.js';
import type { World } from './world.js';

export type Target =
  /** `made`: a channel was begun and at once destroyed, which is all its events tell. */
  | { readonly kind: 'fails'; readonly cause: string; readonly made?: boolean }
  /** `refuses`: the address answers nothing but 503. */
  | { readonly kind: 'sip'; readonly profile: string; readonly gateway?: string; readonly user?: string; readonly dest: string; readonly host: string; readonly name: string; readonly contact: string; readonly refuses?: boolean };

const fails = (cause: string, made = false): Target => ({ kind: 'fails', cause, made });

export function resolveDial(world: World, dial: string): Target {
  const slash = dial.indexOf('/');
  const type = slash < 0 ? dial : dial.slice(0, slash);
  const rest = slash < 0 ? '' : dial.slice(slash + 1);
  if (type === 'sofia') return sofia(world, rest);
  if (type === 'user') return user(world, rest);
  if (type === 'error') return fails(isCause(rest) ? causeFrom(rest) : 'DESTINATION_OUT_OF_ORDER');
  return fails('CHAN_NOT_IMPLEMENTED');
}

function sofia(world: World, rest: string): Target {
  const [first = '', ...others] = rest.split('/');
  const dest = others.slice(first === 'gateway' ? 1 : 0).join('/');
  if (first === 'gateway') {
    const gateway = world.gateways.get(others[0] ?? '');
    if (!gateway || gateway.deleted) return fails('INVALID_GATEWAY', true);
    if (!gateway.up) return fails('GATEWAY_DOWN', true);
    if (dest === '') return fails('INVALID_URL', true);
    const number = dest.split('@')[0] ?? dest;
    return {
      kind: 'sip', profile: gateway.profile, gateway: gateway.name, dest: number, host: gateway.proxy, name: `sofia/${gateway.profile}/${number}`,
      contact: `<sip:gw+${gateway.name}@127.0.0.1:5080;transport=udp;gw=${gateway.name}>`,
    };
  }
  const profiles = new Set(['internal', 'external', ...[...world.gateways.values()].map((g) => g.profile)]);
  if (!profiles.has(first)) return fails('INVALID_PROFILE', true);
  const [number = '', host] = dest.split('@');
  if (host === undefined) return user(world, `${number}@${world.settings.globals['domain'] ?? ''}`);
  return { kind: 'sip', profile: first, dest: number, host, name: `sofia/${first}/${dest}`, contact: '<sip:mod_sofia@127.0.0.1:5080>', refuses: true };
}

function user(world: World, rest: string): Target {
  const [name = '', given] = rest.split('@');
  const domain = given ?? world.settings.globals['domain'] ?? '';
  const found = world.users.get(`${name}@${domain}`);
  if (!found) return fails('SUBSCRIBER_ABSENT');
  if (!found.registered) return fails('USER_NOT_REGISTERED');
  return { kind: 'sip', profile: 'internal', user: `${name}@${domain}`, dest: name, host: '127.0.0.1:5062', name: `sofia/internal/${name}@127.0.0.1:5062`, contact: '<sip:mod_sofia@127.0.0.1:5060>' };
}
