/** A trunk's state as the network sees it, and the event that tells of it. */
import type { GatewayState } from './settings.js';
import type { World } from './world.js';

/** `up` false: originate through it fails with GATEWAY_DOWN. Says `sofia::gateway_state` when anything changed. */
export function setGateway(world: World, name: string, change: { readonly state?: GatewayState; readonly up?: boolean }): boolean {
  const gateway = world.gateways.get(name);
  if (!gateway) return false;
  const state = change.state ?? gateway.state, up = change.up ?? gateway.up;
  if (state === gateway.state && up === gateway.up) return true;
  gateway.state = state;
  gateway.up = up;
  world.emit('CUSTOM', undefined, { subclass: 'sofia::gateway_state', variant: 'gateway', after: [['Gateway', name], ['State', state], ['Ping-Status', up ? 'UP' : 'DOWN']] });
  return true;
}
