/**
 * Every setting there is: its variable, what it takes, what it is when not given, and what it is for.
 * `.env.example`, docs/settings.md and the type `Config` all come from this one table.
 */
import { decimal, duration, eslNodes, hostName, httpUrl, key, listenAddress, listOf, oneOf, path, peerAddress, secret, size, stunUrl, switchPath, turnUrl, webSocketUrl, whole, yesNo, type Kind } from './kinds.js';

export interface Setting<T> {
  readonly name: string;
  readonly kind: Kind<T>;
  readonly default: T;
  /** How the default is written; absent when nothing is the default. */
  readonly written?: string;
  readonly about: string;
  /** Never printed; only taken from the environment, never from a file. */
  readonly secret?: boolean;
  /** For the command line only: the server knows it but has no use for it. */
  readonly client?: boolean;
}

type Extra = Pick<Setting<unknown>, 'secret' | 'client'>;
/** With a default, written as a person would. */
function given<T>(name: string, kind: Kind<T>, written: string, about: string, extra: Extra = {}): Setting<T> {
  const reading = kind.read(written);
  if (!('value' in reading)) throw new Error(`${name}: its own default ${written} is not allowed`);
  return { name, kind, default: reading.value, written, about, ...extra };
}
/** Without one. */
function maybe<T>(name: string, kind: Kind<T>, about: string, extra: Extra = {}): Setting<T | null> {
  return { name, kind, default: null, about, ...extra };
}

export const GROUPS = {
  'The server': {
    httpHost: given('DUNWELL_HTTP_HOST', listenAddress, '127.0.0.1', 'Address to listen on. Anything but loopback needs DUNWELL_PUBLIC=yes.'),
    httpPort: maybe('DUNWELL_HTTP_PORT', whole(0, 65_535), 'Port of the console and the API. Not given: 8080, or the next free one. 0: any free one.'),
    public: given('DUNWELL_PUBLIC', yesNo, 'no', 'Yes: the server may be reached from other machines (with DUNWELL_HTTPS=yes, or TLS in front of it).'),
    https: given('DUNWELL_HTTPS', yesNo, 'no', 'Yes: HTTPS and WSS by the server itself on DUNWELL_HTTP_HOST and DUNWELL_HTTP_PORT (not given: 8443, or the next free one); plain HTTP stays on loopback, for the switch and this machine\'s command line. No: plain HTTP.'),
    httpsCertificate: maybe('DUNWELL_HTTPS_CERTIFICATE', path, 'Its certificate, with those of its authorities behind it (PEM). Looked at each minute and at SIGHUP: a renewed one is taken up without a restart. Not given: wss.pem of DUNWELL_CERTIFICATES, which is made when it is not there.'),
    httpsKey: maybe('DUNWELL_HTTPS_KEY', path, 'The certificate\'s key (PEM, no passphrase). Not given: in the same file.'),
    loopbackPort: maybe('DUNWELL_LOOPBACK_PORT', whole(0, 65_535), 'With DUNWELL_HTTPS=yes: port of plain HTTP on 127.0.0.1. Not given: 8080, or the next free one.'),
    secureCookies: given('DUNWELL_SECURE_COOKIES', yesNo, 'no', 'Yes when browsers come by https: the session cookie is then never sent over plain http.'),
    proofLasts: given('DUNWELL_PROOF_LASTS', duration('1m', '12h'), '10m', 'How long after login, or after password or code were given again, grave acts (roles and passwords of others, evidence, erasure, packs) need neither.'),
    stopWait: maybe('DUNWELL_STOP_WAIT', duration('0s', '2h'), 'How long a stop (SIGTERM) waits for calls in talk and for what is being written down after them; nothing new is dialed meanwhile, and a second SIGTERM ends the waiting. Calls still in talk then go on at the switch, and the next start takes them over. Not given: 30s, on the simulated switch 0s. Whatever runs the server must wait longer than this (systemd: TimeoutStopSec, Docker: stop_grace_period).'),
    uploadLimit: given('DUNWELL_UPLOAD_LIMIT', size(1, 4096), '512MB', 'Largest file the import takes over HTTP.'),
    metricsToken: maybe('DUNWELL_METRICS_TOKEN', secret(16), 'Bearer token for /metrics from other machines; from this machine none is needed.', { secret: true }),
  },
  'What is kept': {
    db: given('DUNWELL_DB', path, 'data/dunwell.db', 'The SQLite database. Its folder also holds the key, the log and the token for the command line, unless told otherwise.'),
    keyFile: maybe('DUNWELL_KEY_FILE', path, 'File with the key that seals names, identity numbers and phones; made at the first start. Not given: `key` beside the database. Keep a copy elsewhere: without it the database is lost.'),
    key: maybe('DUNWELL_KEY', key, 'The key itself, instead of a file.', { secret: true }),
    oldKey: maybe('DUNWELL_OLD_KEY', key, 'The key before this one, for `dunwell keys rotate` when the key comes from DUNWELL_KEY, and for `dunwell restore` of a backup that was made before a rotation.', { secret: true }),
    recordings: maybe('DUNWELL_RECORDINGS', switchPath, 'Folder of recordings, the same path for the switch and for Dunwell. Not given: `recordings` beside the database; on the simulated switch, when that path holds a blank, a folder of the system\'s temporary ones.'),
    logLevel: given('DUNWELL_LOG_LEVEL', oneOf('debug', 'info', 'warn', 'error'), 'info', 'Least level that is logged.'),
    logTo: maybe('DUNWELL_LOG_TO', path, 'File the log goes to, `-` for standard output. Not given: standard output, or dunwell.log beside the database when it runs on the simulated switch.'),
    pacingLog: maybe('DUNWELL_PACING_LOG', path, 'Folder into which every pacing decision is recorded, for `dunwell pacing replay`; 1 GB at most, the oldest go first. Not given: nothing is recorded.'),
    backups: maybe('DUNWELL_BACKUPS', path, 'Folder of backups of the database; one is made there before a new version changes it. Not given: `backups` beside the database; better a disk of its own.'),
    backupHours: maybe('DUNWELL_BACKUP_HOURS', whole(0, 8760), 'A backup is made when the newest is so many hours old; 0: only when asked. Not given: 24, on the simulated switch 0. Recordings and the key are in none of them.'),
    backupKeep: given('DUNWELL_BACKUP_KEEP', whole(1, 1000), '7', 'So many of the newest backups are kept. Those made before a new version changed the database stay.'),
    zones: maybe('DUNWELL_ZONES', path, 'A newer zone table (JSON) in place of the one that came with Dunwell.'),
  },
  'The switch': {
    eslUrl: maybe('DUNWELL_ESL_URL', eslNodes, 'Event socket of FreeSWITCH: esl://127.0.0.1:8021. Several nodes: fs1=esl://10.0.0.1:8021,fs2=esl://10.0.0.2:8021.'),
    eslPassword: maybe('DUNWELL_ESL_PASSWORD', secret(1), 'Password of the event socket, the same on all nodes.', { secret: true }),
    sounds: given('DUNWELL_SOUNDS', switchPath, '/usr/share/freeswitch/sounds/dunwell', 'Folder of the messages (safe-harbour.wav, voicemail.wav, hold.wav, inbound-greeting.wav, inbound-busy.wav) as the switch sees it.'),
    maxSessions: given('DUNWELL_MAX_SESSIONS', whole(2, 20_000), '1000', 'Sessions one node may hold (max-sessions of the switch); agents\' legs count.'),
    sessionsPerSecond: given('DUNWELL_SESSIONS_PER_SECOND', decimal(0.1, 1000), '30', 'New sessions a second on one node (sessions-per-second of the switch).'),
    inbound: given('DUNWELL_INBOUND', yesNo, 'yes', 'Take calls back: the caller hears who called and how to reach them, and may be connected to a free collector of the debtor\'s team. No: they are refused.'),
    inboundGreeting: given('DUNWELL_INBOUND_GREETING', switchPath, 'inbound-greeting.wav', 'What a caller hears first: who called. A file in DUNWELL_SOUNDS.'),
    inboundBusy: given('DUNWELL_INBOUND_BUSY', switchPath, 'inbound-busy.wav', 'What a caller hears when nobody is free: how to reach us. A file in DUNWELL_SOUNDS.'),
  },
  'Desks': {
    deskDomain: given('DUNWELL_DESK_DOMAIN', hostName, 'dunwell.local', 'SIP domain in which the collectors\' phones register.'),
    softphoneUrl: maybe('DUNWELL_SOFTPHONE_URL', webSocketUrl, 'Where browsers register as phones: SIP over WebSocket at the switch, with the name or address collectors reach it by. Not given: collectors have SIP phones of their own.'),
    switchSecret: maybe('DUNWELL_SWITCH_SECRET', secret(16), 'The switch asks the server about each registration of a browser (mod_xml_curl); this secret shows that it is the switch. The switch has the same in SWITCH_DIRECTORY_SECRET.', { secret: true }),
    switchAddresses: given('DUNWELL_SWITCH_ADDRESSES', listOf(peerAddress), '127.0.0.1,::1', 'Addresses the switch asks from.'),
    stun: given('DUNWELL_STUN', listOf(stunUrl), '', 'STUN servers for browsers behind a router.'),
    turn: given('DUNWELL_TURN', listOf(turnUrl), '', 'TURN servers for browsers that no direct way leads to.'),
    turnSecret: maybe('DUNWELL_TURN_SECRET', secret(8), 'Secret shared with the TURN servers (coturn: static-auth-secret); each collector gets credentials of six hours made with it.', { secret: true }),
    certificates: maybe('DUNWELL_CERTIFICATES', path, 'Folder of the certificate (wss.pem: key and certificates) for the switch\'s secure WebSocket. One is made at the first start when there is none. Not given: `certificates` beside the database.'),
    deskGrace: given('DUNWELL_DESK_GRACE', duration('1s', '10m'), '15s', 'How long a desk may be away (a lost network, a reload) before it gets no more calls. A call in talk goes on.'),
  },
  'To creditors\' systems': {
    exports: maybe('DUNWELL_EXPORTS', path, 'Folder of the daily files. Not given: `exports` beside the database.'),
    webhookPrivate: given('DUNWELL_WEBHOOK_PRIVATE', yesNo, 'no', 'Yes: webhooks may go to this machine, to private networks and by plain http. No: only by https to public addresses, so that nobody can make the server knock at doors inside your network.'),
    webhookTimeout: given('DUNWELL_WEBHOOK_TIMEOUT', duration('100ms', '2m'), '10s', 'How long a receiver may take to answer.'),
    webhookTries: given('DUNWELL_WEBHOOK_TRIES', whole(1, 100), '12', 'Tries of one delivery before it is a dead letter.'),
    webhookFirstRetry: given('DUNWELL_WEBHOOK_FIRST_RETRY', duration('100ms', '1h'), '10s', 'Wait after the first failed try; it doubles with each, less up to a quarter by chance.'),
    webhookMostRetry: given('DUNWELL_WEBHOOK_MOST_RETRY', duration('1s', '1d'), '1h', 'Longest wait between two tries.'),
  },
  'Simulation and demo': {
    sim: given('DUNWELL_SIM', oneOf('auto', 'on', 'off'), 'auto', 'The simulated switch instead of a real one. auto: on when DUNWELL_ESL_URL is not given.'),
    demo: given('DUNWELL_DEMO', oneOf('auto', 'on', 'off'), 'auto', 'Demo campaign with simulated collectors. auto: on with the simulated switch, unless the database holds something else.'),
    demoLeads: given('DUNWELL_DEMO_LEADS', whole(1, 100_000), '2000', 'Leads the demo makes up.'),
    demoCollectors: given('DUNWELL_DEMO_COLLECTORS', whole(0, 200), '8', 'Simulated collectors.'),
    simSeed: given('DUNWELL_SIM_SEED', whole(0, 4_294_967_295), '7', 'The number that makes the simulated world: the same seed, the same callees.'),
    simSpeed: given('DUNWELL_SIM_SPEED', decimal(1, 50), '1', 'How many times faster than life simulated callees ring, talk and hang up.'),
  },
  'The command line': {
    url: maybe('DUNWELL_URL', httpUrl, 'Server the command line talks to. Not given: the one on this machine.', { client: true }),
    token: maybe('DUNWELL_TOKEN', secret(8), 'Token for it, instead of `dunwell login`.', { client: true, secret: true }),
  },
} as const;

type Union<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer I) => void ? I : never;
type All = Union<(typeof GROUPS)[keyof typeof GROUPS]>;
/** The settings, read and checked. */
export type Settings = { readonly [K in keyof All]: All[K] extends Setting<infer T> ? T : never };
export type SettingKey = keyof Settings;

/** Variables that are about settings but aren't one. */
export const ALSO_KNOWN = ['DUNWELL_CONFIG', 'DUNWELL_NO_BUILD', 'DUNWELL_TALLY'] as const;

export function allSettings(): readonly (readonly [SettingKey, Setting<unknown>])[] {
  // Object.entries forgets the keys' type; the table above is where they come from.
  return Object.values(GROUPS).flatMap((group) => Object.entries(group) as [SettingKey, Setting<unknown>][]);
}
