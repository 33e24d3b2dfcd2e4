/** What a simulated switch can be told: gateways, users, limits, timings. Times are milliseconds of the simulation's clock. */
import type { Instant, Millis } from '../../core/units.js';

export interface GatewaySetting {
  /** `[A-Za-z0-9_.-]+`. */
  readonly name: string;
  /** Proxy as `host` or `host:port`; loopback in the demo. Default `127.0.0.1:5070`. */
  readonly proxy?: string;
  /** SIP profile it belongs to. Default `external`. */
  readonly profile?: string;
  /** Default `NOREG`, as of a trunk without registration. */
  readonly state?: GatewayState;
  /** Default true. False: originate fails with GATEWAY_DOWN. */
  readonly up?: boolean;
}
export type GatewayState = 'NOREG' | 'REGED' | 'UNREGED' | 'TRYING' | 'FAILED' | 'FAIL_WAIT' | 'DOWN';

export interface UserSetting {
  readonly name: string;
  readonly domain: string;
  /** Has its phone registered? Default true. False: originate fails with USER_NOT_REGISTERED. */
  readonly registered?: boolean;
}

export interface WorldSettings {
  /** Host name as events tell it. */
  readonly hostname: string;
  /** Sessions at once, 1 to 100000: beyond, originate fails with DESTINATION_OUT_OF_ORDER, as mod_sofia tells it. */
  readonly maxSessions: number;
  /** New sessions in one second, 1 to 10000: beyond, originate fails with DESTINATION_OUT_OF_ORDER, as mod_sofia tells it. */
  readonly sessionsPerSecond: number;
  /** Between heartbeats: 20 s in the real switch. */
  readonly heartbeatEvery: Millis;
  /** Answer of a desk phone after its INVITE: 50 to 5000. */
  readonly deskAnswerAfter: Millis;
  /** A leg's thread looks up from its audio this long after a command: 1 to 40, spread evenly between the two. */
  readonly mediaTick: readonly [Millis, Millis];
  /** From the INVITE leaving to the network's first reply, on top of what the callee does. */
  readonly networkDelay: Millis;
  /** Ring of a SIP endpoint without `originate_timeout`, seconds. */
  readonly defaultTimeout: number;
  /** Global variables for `global_getvar`. */
  readonly globals: Readonly<Record<string, string>>;
  /** Instant the switch says it started at; default: when it starts. */
  readonly startedAt?: Instant;
  /** Events a connection may lag behind before it is dropped, as bytes not yet taken by the socket: 1e6 to 1e9. */
  readonly maxBacklogBytes: number;
}

export const DEFAULT_SETTINGS: WorldSettings = {
  hostname: 'fs1',
  maxSessions: 1000,
  sessionsPerSecond: 30,
  heartbeatEvery: 20_000,
  deskAnswerAfter: 200,
  mediaTick: [19, 22],
  networkDelay: 19,
  defaultTimeout: 60,
  globals: { domain: 'rig.test', local_ip_v4: '192.0.2.2', hostname: 'fs1', recordings_dir: '/var/lib/freeswitch/recordings', sounds_dir: '/var/lib/freeswitch/sounds' },
  maxBacklogBytes: 64_000_000,
};
