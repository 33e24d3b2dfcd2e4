import type { CallState } from '../../core/call/machine.js';
import type { ZoneTable } from '../../core/time/zones.js';
import type { Id, Millis } from '../../core/units.js';
import type { DeskSink } from '../ports/desk.js';
import type { PacingLog } from '../ports/pacing-log.js';
import type { PhoneBook } from '../ports/phones.js';
import type { Screening } from '../ports/screening.js';
import type { ScriptRenderer } from '../ports/scripts.js';
import type { Store } from '../ports/store.js';
import type { SwitchPort } from '../ports/switch.js';
import type { Clock, Dice, Ids, LoadMeter, Log, Metrics } from '../ports/system.js';
import type { Vault } from '../ports/vault.js';

export interface ConductorDeps {
  readonly store: Store; readonly switches: readonly SwitchPort[]; readonly vault: Vault; readonly phones: PhoneBook; readonly zones: ZoneTable;
  readonly clock: Clock; readonly dice: Dice; readonly ids: Ids; readonly log: Log; readonly metrics: Metrics;
  readonly desk: DeskSink; readonly screening: Screening; readonly scripts: ScriptRenderer; readonly settings: ConductorSettings;
  /** When the process started, on the monotonic clock; absent: now. */
  readonly startedAt?: Millis;
  /** Absent: only the store's queue and the switch's events tell of overload. */
  readonly load?: LoadMeter;
  /** IANA names of all zones of a country, as the gate reads them; absent: a number that is only known by its country is nowhere. */
  readonly zonesOf?: (country: string) => readonly string[];
  /** Absent: decisions are not recorded. */
  readonly pacingLog?: PacingLog;
  /** Hears each state a call comes to, after what the move asked for was begun: for simulations. */
  readonly trace?: (attemptId: Id, state: CallState) => void;
}

/** Limits and folders. Times in milliseconds. */
export interface ConductorSettings {
  /** How often dialing is decided; 50..1000. */
  readonly tick: Millis;
  /** An answered call seeks a collector this long, then the message starts (which must sound by 2 000). */
  readonly seekFor: Millis;
  /** From uuid_bridge to CHANNEL_BRIDGE; measured 41–81 on a real switch. */
  readonly bridgeWithin: Millis;
  /** From uuid_park to CHANNEL_PARK; measured 23. */
  readonly parkWithin: Millis;
  /** A customer's leg ends by itself this long after answer unless bridged. */
  readonly deadMan: Millis;
  /** Longest message; then the leg is hung up. */
  readonly messageLimit: Millis;
  /** From our kill to the switch's last word. */
  readonly closeWithin: Millis;
  /** A customer whose collector was lost waits this long for another. */
  readonly rescueSeekFor: Millis;
  /** A customer on hold: the switch hangs up by itself three of these after we last said that they are not forgotten. */
  readonly holdTick: Millis;
  /** Nobody is kept on hold longer, whatever is being talked about. */
  readonly holdLimit: Millis;
  /** A customer who is to go to a team waits so long for its next ready collector, then goes back. */
  readonly teamWait: Millis;
  /** Claimed leads are ours this long. */
  readonly lease: Millis;
  readonly deskLegRing: Millis;
  readonly deskLegBackoff: { readonly least: Millis; readonly most: Millis };
  /** Standing legs raised per second, so that customers' calls find room. */
  readonly deskLegsPerSecond: number;
  /** Folder of recordings and of messages, as the switch sees them. */
  readonly recordings: string;
  readonly sounds: string;
  /** What an inbound caller hears: who called and how to reach them. File names under `sounds`. */
  readonly inboundGreeting: string; readonly inboundBusy: string;
  /** What somebody on hold hears, again and again. A file name under `sounds`. */
  readonly holdMusic: string;
  readonly inbound: boolean;
  /** Moves waiting for the disk above which nothing is dialed. */
  readonly backlogLimit: number;
}

export const DEFAULT_CONDUCTOR_SETTINGS: Omit<ConductorSettings, 'recordings' | 'sounds'> = {
  tick: 200, seekFor: 1_800, bridgeWithin: 300, parkWithin: 200, deadMan: 8_000, messageLimit: 60_000, closeWithin: 3_000, rescueSeekFor: 15_000, holdTick: 15_000, holdLimit: 300_000, teamWait: 45_000, lease: 120_000,
  deskLegRing: 30_000, deskLegBackoff: { least: 1_000, most: 30_000 }, deskLegsPerSecond: 20, inboundGreeting: 'inbound-greeting.wav', inboundBusy: 'inbound-busy.wav', holdMusic: 'hold.wav', inbound: true, backlogLimit: 2_000,
};
/** A bridge (or the message) later than this after the clock started counts as abandoned. */
export const ABANDON_AFTER: Millis = 2_000;
