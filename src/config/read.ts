/** From environment and file to checked settings, or to every mistake at once. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readSettingsFile } from './file.js';
import { isLoopback, isSwitchPath, switchPath } from './kinds.js';
import { ConfigError, masked, nearest, withoutPassword, type Given, type Problem } from './problems.js';
import { allSettings, ALSO_KNOWN, type Setting, type SettingKey, type Settings } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings with everything that follows from them, paths absolute. */
export interface Config extends Omit<Settings, 'keyFile' | 'recordings' | 'logTo' | 'db' | 'exports' | 'certificates' | 'backups' | 'backupHours' | 'stopWait'> {
  readonly db: string;
  readonly dataFolder: string;
  readonly keyFile: string;
  readonly recordings: string;
  readonly exports: string;
  readonly certificates: string;
  readonly backups: string;
  readonly backupHours: number;
  /** Milliseconds. */
  readonly stopWait: number;
  /** Absolute path, or `-`. */
  readonly logTo: string;
  readonly simulated: boolean;
  /** Was the database named, or is it the usual one? */
  readonly dbNamed: boolean;
  readonly readFrom: string | null;
}

/** Throws `ConfigError` with everything that is wrong. */
export function readConfig(environment: Environment, folder: string): Config {
  const file = readSettingsFile(blank(environment['DUNWELL_CONFIG']) ? undefined : environment['DUNWELL_CONFIG'], folder);
  const problems: Problem[] = [...file.problems];
  const given = new Map<string, Given>();
  for (const one of file.given) if (!blank(one.value)) given.set(one.name, one);
  for (const [name, value] of Object.entries(environment)) if (name.startsWith('DUNWELL_') && value !== undefined && !blank(value)) given.set(name, { name, value, where: 'environment' });

  const table = allSettings();
  const known = [...table.map(([, setting]) => setting.name), ...ALSO_KNOWN];
  for (const one of given.values()) if (one.name.startsWith('DUNWELL_') && !known.includes(one.name)) problems.push({ name: one.name, value: null, where: one.where, text: noSuch(one.name, known) });

  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const [key, setting] of table) values[key] = readOne(setting, given.get(setting.name), problems);
  // Every key of the table was set just above, each by its own kind.
  const settings = values as Settings;
  problems.push(...disagreements(settings, given));
  if (problems.length > 0) throw new ConfigError(problems);
  return resolved(settings, given, folder, file.path);
}

function readOne(setting: Setting<unknown>, one: Given | undefined, problems: Problem[]): unknown {
  if (!one) return setting.default;
  const shown = setting.secret ? masked(one.value) : withoutPassword(one.value);
  if (setting.secret && one.where !== 'environment') {
    problems.push({ name: setting.name, value: null, where: one.where, text: 'is a secret: give it in the environment, not in a file' });
    return setting.default;
  }
  const reading = setting.kind.read(one.value.trim());
  if ('value' in reading) return reading.value;
  problems.push({ name: setting.name, value: shown, where: one.where, text: reading.problem === '' ? `must be ${setting.kind.allowed}` : reading.problem });
  return setting.default;
}

/** Settings that are fine alone but not together. */
function disagreements(settings: Settings, given: ReadonlyMap<string, Given>): Problem[] {
  const found: Problem[] = [];
  const say = (name: string, text: string): void => { found.push({ name, value: null, where: given.get(name)?.where ?? 'not given', text }); };
  if (!isLoopback(settings.httpHost) && !settings.public) say('DUNWELL_HTTP_HOST', `${settings.httpHost} can be reached from other machines; say DUNWELL_PUBLIC=yes if that is meant`);
  if (settings.key !== null && settings.keyFile !== null) say('DUNWELL_KEY_FILE', 'give DUNWELL_KEY or DUNWELL_KEY_FILE, not both');
  for (const name of ['DUNWELL_HTTPS_CERTIFICATE', 'DUNWELL_HTTPS_KEY', 'DUNWELL_LOOPBACK_PORT']) if (given.has(name) && !settings.https) say(name, 'is for DUNWELL_HTTPS=yes');
  if (settings.httpsKey !== null && settings.httpsCertificate === null) say('DUNWELL_HTTPS_KEY', 'is of no use without DUNWELL_HTTPS_CERTIFICATE');
  const nodes = given.has('DUNWELL_ESL_URL');
  if (settings.sim === 'off' && !nodes) say('DUNWELL_ESL_URL', 'is needed when DUNWELL_SIM=off: esl://HOST:PORT of FreeSWITCH');
  if (settings.sim === 'on' && nodes) say('DUNWELL_SIM', 'on, yet DUNWELL_ESL_URL names a real switch: leave one of them out');
  if (nodes && settings.sim !== 'on' && !given.has('DUNWELL_ESL_PASSWORD')) say('DUNWELL_ESL_PASSWORD', 'is needed with DUNWELL_ESL_URL');
  if (settings.softphoneUrl !== null && settings.switchSecret === null) say('DUNWELL_SWITCH_SECRET', 'is needed with DUNWELL_SOFTPHONE_URL: the switch asks the server about each browser');
  if (nodes && settings.demo === 'on') say('DUNWELL_DEMO', 'the demo runs on the simulated switch only: leave out DUNWELL_ESL_URL');
  return found;
}

function resolved(settings: Settings, given: ReadonlyMap<string, Given>, folder: string, readFrom: string | null): Config {
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(folder, path));
  const db = absolute(settings.db);
  const dataFolder = dirname(db);
  const simulated = settings.sim === 'on' || (settings.sim === 'auto' && settings.eslUrl === null);
  return {
    ...settings, db, dataFolder, simulated, readFrom,
    dbNamed: given.has('DUNWELL_DB'),
    keyFile: settings.keyFile === null ? join(dataFolder, 'key') : absolute(settings.keyFile),
    certificates: settings.certificates === null ? join(dataFolder, 'certificates') : absolute(settings.certificates),
    backups: settings.backups === null ? join(dataFolder, 'backups') : absolute(settings.backups),
    backupHours: settings.backupHours ?? (simulated ? 0 : 24),
    stopWait: settings.stopWait ?? (simulated ? 0 : 30_000),
    httpsCertificate: settings.httpsCertificate === null ? null : absolute(settings.httpsCertificate),
    httpsKey: settings.httpsKey === null ? null : absolute(settings.httpsKey),
    // What comes by https stays there.
    secureCookies: settings.secureCookies || settings.https,
    exports: settings.exports === null ? join(dataFolder, 'exports') : absolute(settings.exports),
    pacingLog: settings.pacingLog === null ? null : absolute(settings.pacingLog),
    recordings: recordingsOf(settings, dataFolder, simulated, absolute),
    logTo: settings.logTo === '-' ? '-' : settings.logTo !== null ? absolute(settings.logTo) : simulated ? join(dataFolder, 'dunwell.log') : '-',
    zones: settings.zones === null ? null : absolute(settings.zones),
  };
}

/** The switch takes no path with a blank. The demo must run in any folder, so it moves; a real installation is told. */
function recordingsOf(settings: Settings, dataFolder: string, simulated: boolean, absolute: (path: string) => string): string {
  const path = settings.recordings === null ? join(dataFolder, 'recordings') : absolute(settings.recordings);
  if (isSwitchPath(path)) return path;
  if (simulated) return join(tmpdir(), `dunwell-recordings-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`);
  throw new ConfigError([{ name: 'DUNWELL_RECORDINGS', value: settings.recordings, where: settings.recordings === null ? 'not given' : 'given', text: `would be ${path}, which can't be written into commands to the switch; it must be ${switchPath.allowed}` }]);
}

const blank = (value: string | undefined): boolean => value === undefined || value.trim() === '';
function noSuch(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `there is no such setting${near === undefined ? '' : `; did you mean ${near}?`}`;
}
