/**
 * Wires the server: adapters, store, conductor, desks, HTTP. Everything it starts it also stops, in the opposite order.
 * A switch that is absent does not keep it from starting: the adapter keeps trying and says so.
 */
import type { FastifyInstance } from 'fastify';
import { keptFiles } from '../adapters/files/kept.js';
import { makeTableFiles } from '../adapters/files/index.js';
import { spreadsheets } from '../adapters/files/spreadsheets.js';
import { FreeSwitch } from '../adapters/freeswitch/index.js';
import { makePolicies, shippedTexts } from '../adapters/packs/index.js';
import { makePhoneBook } from '../adapters/phones/index.js';
import { cryptoDice, loopMeter, prometheusMetrics, uuidIds } from '../adapters/system/index.js';
import { loadZones } from '../adapters/zones/index.js';
import type { Conductor } from '../app/conductor-api.js';
import { createConductor, DEFAULT_CONDUCTOR_SETTINGS } from '../app/conductor/index.js';
import { makeImporter } from '../app/import/index.js';
import type { DeskSink } from '../app/ports/desk.js';
import { DEFAULT_PACING_LOG, PacingFiles } from '../adapters/pacing-log/index.js';
import { CalendarWatch } from '../app/calendar-watch.js';
import { placeContactPoints } from '../app/places.js';
import { runRetention } from '../app/retention.js';
import { passAll } from '../app/ports/screening.js';
import { dealCases } from '../app/roll/deal.js';
import { NightlyRoll, ROLL_DEFAULTS } from '../app/roll/index.js';
import type { SwitchPort } from '../app/ports/switch.js';
import type { Clock, Log } from '../app/ports/system.js';
import { seedCatalogue } from '../app/seed/index.js';
import { authorize, ensureAdministrator, renderTemplate } from '../app/usecases/index.js';
import type { Config } from '../config.js';
import { createDeskGateway } from '../desk/gateway.js';
import { createHttpServer } from '../http/server.js';
import { backupFolder } from '../adapters/backups/index.js';
import { BackupKeeper } from '../app/backups.js';
import { leaveCliToken } from './cli-token.js';
import { demoClock, keepMark, realClock } from './clock.js';
import { startDemo, type Demo } from './demo/index.js';
import { DEMO_ZONE, findDemo } from './demo/setup.js';
import { consoleFolder } from './files.js';
import { openKey, unlock } from './key.js';
import { httpsServer } from './https.js';
import { listen } from './listen.js';
import { lockDatabase, networkFileSystem } from './lock.js';
import { openLog } from './log.js';
import { evidenceOf } from './evidence.js';
import { outsideOf } from './outside.js';
import { threadRehearser } from './rehearsal/rehearser.js';
import { simulate, SIM_NODE, type Simulation } from './simulate.js';
import { softphonesOf } from './softphone.js';
import { openStore } from './store.js';

export interface Running {
  readonly url: string;
  /** Plain HTTP on loopback; the same as `url` without HTTPS. */
  readonly plainUrl: string;
  /** Takes up renewed certificates. */
  reload(): void;
  readonly conductor: Conductor;
  readonly simulation: Simulation | null;
  readonly demo: Demo | null;
  /** In words, when the clock is not the machine's. */
  readonly clock: string | null;
  /** On the very first start: the administrator, shown this once. */
  readonly administrator: { readonly login: string; readonly password: string } | null;
  /** The vault's key was made just now: it must be backed up. */
  readonly keyMade: boolean;
  readonly switches: readonly SwitchPort[];
  /** Nothing new is dialed; resolves when talks are over, after DUNWELL_STOP_WAIT, or once hurried: how many still go on. */
  close(): Promise<number>;
  hurry(): void;
  stop(): Promise<void>;
}
export interface BootOptions {
  /** The database or a thread of it was lost: nothing can be written any more. */
  readonly onFatal: (why: string) => void;
  /** The compiled worker of the store, when it is not beside this file (tests). */
  readonly storeEntry?: URL;
}

type Step = () => Promise<unknown>;

export async function boot(config: Config, options: BootOptions): Promise<Running> {
  const undo: Step[] = [];
  const stop = async (log?: Log): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => { log?.error({ error: error instanceof Error ? error.message : String(error) }, 'a part did not stop cleanly'); });
  };
  try {
    return await start(config, options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(config: Config, options: BootOptions, undo: Step[], stop: (log?: Log) => Promise<void>): Promise<Running> {
  const lock = lockDatabase(config.db);
  undo.push(() => { lock.release(); return Promise.resolve(); });
  const { log, flush } = openLog(config);
  undo.push(flush);
  const network = networkFileSystem(config.dataFolder);
  if (network !== null) log.warn({ kind: network }, 'the database lies on a network file system: a second server on another machine may not be noticed, and SQLite’s log is not made for it');
  const metrics = prometheusMetrics();
  const zones = loadZones(config.zones ?? undefined);
  const key = openKey(config);
  if (key.exposed) log.warn({}, 'the key file can be read by other users of this machine: chmod 600');
  const store = await openStore({
    file: config.db, backups: config.backups, key: key.key, ...(config.zones === null ? {} : { zones: config.zones }), ...(options.storeEntry ? { entry: options.storeEntry } : {}),
    onFatal: (fault) => { log.error({ code: fault.code }, `the database is lost: ${fault.message}`); options.onFatal(fault.message); },
    onCommit: (took) => { metrics.observe('dunwell_commit_seconds', took / 1000); },
  });
  undo.push(() => store.close());

  const world = config.simulated && config.demo !== 'off' ? await findDemo(store) : 'other';
  const clock: Clock = world === 'other' ? realClock(log) : await demoClock(store, zones, DEMO_ZONE, log);
  const { vault, evidence } = await unlock(store, key.key, clock.now());
  // Before this start writes anything: what the one before left open ends with what that one wrote last.
  await store.run('endLeftSpells', { now: clock.now() });
  const mark = keepMark(store, clock, log);
  undo.push(() => { mark.cancel(); return Promise.resolve(); });
  const administrator = await ensureAdministrator({ store, clock, ids: uuidIds() });
  await seedCatalogue(store, clock.now());
  // Imports that were under way when the last process died: the same file may be sent again, it converges.
  await store.run('importsInterrupted', { at: clock.now() });

  const simulation = config.simulated ? await simulate(config, clock, log) : null;
  if (simulation) undo.push(() => simulation.switch.stop());
  const common = { store, policies: makePolicies(zones, shippedTexts()), vault, phones: makePhoneBook(), zones, clock, ids: uuidIds(), log };
  const switches = switchesOf(config, simulation).map((place) => new FreeSwitch({ ...place, clock, dice: cryptoDice(), ids: common.ids, log, metrics }));
  const desks: { sink: DeskSink | null } = { sink: null };
  const pacingLog = config.pacingLog === null ? null : new PacingFiles({ ...DEFAULT_PACING_LOG, folder: config.pacingLog }, clock, log);
  if (pacingLog) undo.push(() => pacingLog.close());
  const load = loopMeter();
  undo.push(() => { load.stop(); return Promise.resolve(); });
  const conductor = createConductor({
    ...common, load, zonesOf: (country) => common.policies.zonesOf(country), startedAt: clock.monotonic() - process.uptime() * 1000, ...(pacingLog ? { pacingLog } : {}), switches, dice: cryptoDice(), metrics, screening: passAll, scripts: { render: renderTemplate },
    desk: { push: (userId, event) => { desks.sink?.push(userId, event); } },
    settings: { ...DEFAULT_CONDUCTOR_SETTINGS, recordings: config.recordings, sounds: config.sounds, inbound: config.inbound, inboundGreeting: config.inboundGreeting, inboundBusy: config.inboundBusy },
  });
  const gateway = createDeskGateway({ conductor, authorize: (token) => authorize({ store, clock }, token), clock, ids: common.ids, log, metrics, settings: { grace: config.deskGrace }, imports: () => importer.running() });
  desks.sink = gateway;
  const deps = { ...common, conductor };
  const tables = makeTableFiles();
  const importer = makeImporter({ ...deps, files: tables });
  const outside = outsideOf(config, common);
  const proof = evidenceOf(config, { ...common, evidence });
  undo.push(() => proof.stop());
  undo.push(() => outside.stop());
  const keeper = new BackupKeeper({ backups: backupFolder(config.backups, (to) => store.backUp(to)), clock, log, metrics, settings: { every: config.backupHours * 3_600_000, keep: config.backupKeep } });
  keeper.start();
  undo.push(() => keeper.stop());
  const softphones = await softphonesOf(config, common);
  const files = { recordingFiles: keptFiles(config.recordings), dailyFiles: keptFiles(config.exports) };
  const closing = { now: false };
  const http = createHttpServer({
    ...deps, stopping: () => closing.now, softphones, keeper, ...proof.deps, importer, tables, spreadsheets, rehearser: threadRehearser(), metricsText: () => metrics.text(), recordingsRoot: config.recordings, ...files, consoleRoot: consoleFolder(), outbox: outside.outbox, post: outside.post, daily: outside.daily, exportsRoot: config.exports,
    settings: { host: config.httpHost, port: config.httpPort ?? 0, cookieSecure: config.secureCookies, proofLasts: config.proofLasts, metricsToken: config.metricsToken, public: config.public, uploadLimit: config.uploadLimit, connectSources: config.softphoneUrl === null ? [] : [config.softphoneUrl], switch: { secret: config.switchSecret, addresses: config.switchAddresses } },
  });
  gateway.attach(http.server);
  const secure = config.https ? await httpsServer(config, common, (request, response) => { http.routing(request, response); }) : null;
  if (secure) gateway.attach(secure.server);

  let stopping: Promise<void> | undefined;
  const stopDialing: Step = () => (stopping ??= conductor.stop());
  undo.push(stopDialing);
  await conductor.start();
  outside.start();
  proof.start();
  const calendars = new CalendarWatch(common);
  calendars.start();
  undo.push(() => calendars.stop());
  const halt = { now: false };
  const placing = placeContactPoints(common, () => halt.now).catch((error: unknown) => { log.error({ error: String(error) }, 'contact points could not be placed; the next start tries again'); });
  undo.push(() => { halt.now = true; return placing; });
  const roll = new NightlyRoll(deps, ROLL_DEFAULTS, async (day, stopped) => {
    await dealCases(deps, day, stopped);
    const kept = await runRetention({ ...deps, ...files }, { dryRun: false, by: 'retention', stopped });
    if (!kept.ok) log.error({ code: kept.error.code }, 'nothing was deleted: how long things are kept can not be read');
  });
  roll.start();
  undo.push(() => roll.stop());
  // Beside HTTPS plain HTTP is for this machine alone.
  const plain = await listen(http, secure ? { httpHost: '127.0.0.1', httpPort: config.loopbackPort } : config);
  undo.push(() => closeHttp(http));
  const url = secure ? await secure.listen() : plain;
  if (secure) undo.push(() => secure.close());
  lock.say(url);
  const cli = await leaveCliToken({ store, clock, log }, config.dataFolder, plain);
  undo.push(() => cli.close());
  log.info({ url, plain, simulated: config.simulated, clock: clock.shifted }, 'listening');

  const demo = world === 'other' || !simulation ? null : await startDemo({ ...deps, importer }, config, { world, simulation, url: plain });
  if (demo) undo.push(() => demo.stop());
  // When it stops: first no more dialing, then the desks are told, then the rest.
  undo.push(() => gateway.stop(), stopDialing);
  return { url, plainUrl: plain, reload: () => { secure?.reload(); }, conductor, simulation, demo, clock: clock.shifted, administrator, keyMade: key.created, switches, close: () => { closing.now = true; return conductor.close(config.stopWait); }, hurry: () => { conductor.hurry(); }, stop: () => stop(log) };
}

function switchesOf(config: Config, simulation: Simulation | null): readonly { readonly node: string; readonly host: string; readonly port: number; readonly password: string }[] {
  if (simulation) return [{ node: SIM_NODE, host: '127.0.0.1', port: simulation.switch.port, password: simulation.password }];
  return (config.eslUrl ?? []).map((one) => ({ ...one, password: config.eslPassword ?? '' }));
}
/** Requests under way are answered; a browser that holds its connection open is not waited for. */
async function closeHttp(http: FastifyInstance): Promise<void> {
  const patience = setTimeout(() => { http.server.closeAllConnections(); }, 2000);
  try { await http.close(); } finally { clearTimeout(patience); }
}
