/** The production adapters a seed's world runs on: the FreeSWITCH client, the store in memory, the vault, the desk gateway and its client. */
import { FreeSwitch } from '../../adapters/freeswitch/index.js';
import { MemoryStore } from '../../adapters/memory/index.js';
import { makePolicies, shippedTexts } from '../../adapters/packs/index.js';
import { makePhoneBook } from '../../adapters/phones/index.js';
import { AesVault } from '../../adapters/vault/index.js';
import { loadZones } from '../../adapters/zones/index.js';
import { connectDesk } from '../../desk/client.js';
import { createDeskGateway } from '../../desk/gateway.js';
import type { Parts } from '../../sim/faults/parts.js';
import { PASSWORD } from '../../sim/faults/wire.js';
import { OnceVault } from './once-vault.js';

/** A law that is open at any hour: what forbids in this world are the campaign's own rules and the record. */
const OPEN_PACK = JSON.stringify({
  schema: 1, id: 'open', version: '1.0', kind: 'law', status: 'inForce', title: { zh: '模拟', en: 'Simulation' }, sources: [], requires: { tzdata: '2026f' },
  rules: [{ id: 'OPEN', kind: 'window', sources: [], confidence: 'D', texts: { zh: '全天开放', en: 'open' }, zones: ['Etc/UTC'], hours: { daily: [['00:00', '24:00']] } }],
});

export function faultParts(): Parts {
  const zones = loadZones();
  const policies = makePolicies(zones, { ...shippedTexts(), packs: [OPEN_PACK], defaults: ['open'] });
  return {
    zones, policies, phones: makePhoneBook(), vault: new OnceVault(new AesVault(Buffer.alloc(32, 7))),
    backing: (ids) => new MemoryStore({ ids, zones, policies }),
    switchPort: (node, dice, around) => new FreeSwitch({ ...around, node: node.name, host: '127.0.0.1', port: 1, password: PASSWORD, dice, dial: () => node.connect() }),
    gateway: (conductor, authorize, around) => createDeskGateway({ ...around, conductor, authorize }),
    page: (clock, dice, hooks) => {
      const page = connectDesk({
        url: 'ws://simulated', token: hooks.token, clock, dice, open: hooks.open, takeOver: hooks.takeOver,
        onWelcome: (welcome) => { hooks.onWelcome(welcome.resumed); }, onEvent: hooks.onEvent, onDown: ({ code, retry }) => { hooks.onDown(code, retry); },
      });
      return { get connected() { return page.connected; }, command: (command) => page.command(command), close: () => page.close() };
    },
  };
}
