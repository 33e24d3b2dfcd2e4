/** The simulated switch as others start it: a world, its event socket, its heartbeat, and the faults and events of the outside world. */
import type { Clock, Dice, Log, Timer } from '../../app/ports/system.js';
import type { LegId } from '../../core/units.js';
import type { CalleeModel } from '../callees/model.js';
import { heartbeat } from './api/status.js';
import { forgetConferences } from './conference.js';
import { diskFiles } from './disk-files.js';
import type { EventFault } from './faults.js';
import { setGateway } from './gateways.js';
import { ringInbound, type InboundRing } from './inbound.js';
import { hangUp } from './legs.js';
import type { MediaFiles } from './media-files.js';
import { EslServer } from './server.js';
import { DEFAULT_SETTINGS, type GatewaySetting, type GatewayState, type UserSetting, type WorldSettings } from './settings.js';
import { udpUnicast } from './unicast.js';
import { World } from './world.js';

export interface SimulatedSwitchOptions {
  /** Loopback address, e.g. `127.0.0.1`. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly password: string;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly callees: CalleeModel;
  readonly users: readonly UserSetting[];
  readonly gateways: readonly GatewaySetting[];
  readonly settings?: Partial<WorldSettings>;
  /** Where sounds are and recordings go. Default: this machine's disk. */
  readonly files?: MediaFiles;
  readonly log?: Log;
}

export interface SimulatedSwitch {
  readonly port: number;
  readonly world: World;
  stop(): Promise<void>;
  /** An inbound call arrives from a trunk and parks unanswered. Undefined: no room. */
  ring(call: InboundRing): LegId | undefined;
  /** A desk phone is lost: its legs end as by its BYE. Gives how many. */
  dropDesk(name: string, domain: string): number;
  registerUser(name: string, domain: string, registered: boolean): void;
  setGateway(name: string, change: { readonly state?: GatewayState; readonly up?: boolean }): boolean;
  readonly faults: SwitchFaults;
}

export interface SwitchFaults {
  /** Applies a fault to the event stream until the given function is called. */
  events(fault: EventFault): () => void;
  /** The process hangs: it accepts, reads, and stays silent. */
  freeze(): void;
  thaw(): void;
  /** All connections drop at once; calls go on. */
  dropConnections(): void;
  /** Connections drop after so many more bytes, most likely inside a frame. */
  dropMidFrame(afterBytes: number): void;
  /** The process dies: all legs and connections are gone without a word, and nobody listens. */
  crash(): Promise<void>;
  /** After a crash: a new process on the same port, with a new core uuid and no legs. */
  restart(): Promise<void>;
}

export async function startSimulatedSwitch(options: SimulatedSwitchOptions): Promise<SimulatedSwitch> {
  const world = new World({
    clock: options.clock, dice: options.dice, callees: options.callees, gateways: options.gateways, users: options.users,
    settings: { ...DEFAULT_SETTINGS, ...options.settings }, files: options.files ?? diskFiles(), ...(options.log ? { log: options.log } : {}),
  });
  world.unicast = udpUnicast(world);
  const server = new EslServer(world, options);
  await server.listen();
  let beating = beat(world);
  const crash = async (): Promise<void> => {
    beating.cancel();
    for (const channel of world.die()) channel.farEnd?.cancel();
    forgetConferences(world);
    await server.close();
  };
  return {
    get port() { return server.port; },
    world,
    stop: crash,
    ring: (call) => ringInbound(world, call),
    dropDesk: (name, domain) => {
      const legs = [...world.channels.values()].filter((c) => c.presenceId === `${name}@${domain}` && !c.isDown());
      for (const leg of legs) hangUp(world, leg, 'NORMAL_CLEARING', 'far');
      return legs.length;
    },
    registerUser: (name, domain, registered) => { world.users.set(`${name}@${domain}`, { name, domain, registered }); },
    setGateway: (name, change) => setGateway(world, name, change),
    faults: {
      events: (fault) => { world.faults.add(fault); return () => { world.faults.delete(fault); }; },
      freeze: () => { server.freeze(true); },
      thaw: () => { server.freeze(false); },
      dropConnections: () => { server.dropAll(); },
      dropMidFrame: (afterBytes) => { server.dropMidFrame(afterBytes); },
      crash,
      restart: async () => {
        world.reborn();
        await server.listen();
        beating = beat(world);
      },
    },
  };
}

const beat = (world: World): Timer => world.clock.every(world.settings.heartbeatEvery, () => { heartbeat(world); });

export { World } from './world.js';
export { DEFAULT_SETTINGS, type GatewaySetting, type UserSetting, type WorldSettings } from './settings.js';
export { randomFaults, once, sometimes, type EventFault, type EventFate, type RandomFaults } from './faults.js';
export { imaginaryFiles, type MediaFiles } from './media-files.js';
export { diskFiles } from './disk-files.js';
export type { InboundRing } from './inbound.js';
export type { RawEvent } from './event.js';
