/** What the world of a seed is made of besides core, app and the simulated switch: adapters and the desk gateway, given by whoever wires it. */
import type { Conductor, CommandAnswer } from '../../app/conductor-api.js';
import type { DeskCommand, DeskEvent, DeskSink } from '../../app/ports/desk.js';
import type { PhoneBook } from '../../app/ports/phones.js';
import type { Policies } from '../../app/ports/policies.js';
import type { SwitchPort } from '../../app/ports/switch.js';
import type { Clock, Dice, Ids, Log, Metrics } from '../../app/ports/system.js';
import type { Vault } from '../../app/ports/vault.js';
import type { User } from '../../core/records/index.js';
import type { Result } from '../../core/result.js';
import type { ZoneTable } from '../../core/time/zones.js';
import type { Backing } from './disk.js';
import type { SimSocket } from './socket.js';
import type { SimNode } from './wire.js';

export interface Surroundings { readonly clock: Clock; readonly ids: Ids; readonly log: Log; readonly metrics: Metrics }
export interface SimGateway extends DeskSink { admit(socket: SimSocket, token: string | null): void; stop(): Promise<void> }
/** A desk's page without a browser: the production client. */
export interface SimPage { readonly connected: boolean; command(command: DeskCommand): Promise<Result<CommandAnswer>>; close(): Promise<void> }
export interface PageHooks {
  readonly open: () => SimSocket;
  readonly token: string;
  readonly onWelcome: (resumed: boolean) => void;
  readonly onEvent: (event: DeskEvent, seq: number) => void;
  readonly onDown: (code: string, retry: boolean) => void;
  readonly takeOver: boolean;
}
export interface Parts {
  readonly zones: ZoneTable; readonly phones: PhoneBook; readonly policies: Policies; readonly vault: Vault;
  backing(ids: Ids): Backing;
  switchPort(node: SimNode, dice: Dice, around: Surroundings): SwitchPort;
  gateway(conductor: Conductor, authorize: (token: string) => Promise<User | null>, around: Surroundings): SimGateway;
  page(clock: Clock, dice: Dice, hooks: PageHooks): SimPage;
}
