/** What can be seen on this machine alone: files, the key, the clock. */
import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fine, skipped, warning, wrong, type Check, type Checker } from './check.js';

export const settings: Checker = (config) => Promise.resolve([
  fine('settings', `${config.readFrom === null ? 'from the environment' : `from the environment and ${config.readFrom}`}; ${config.simulated ? 'simulated switch' : `${String(config.eslUrl?.length ?? 0)} switch node(s)`}`),
  ...(config.public && !config.secureCookies ? [warning('settings', 'the server may be reached from other machines, and cookies may go over plain http', 'put TLS in front and set DUNWELL_SECURE_COOKIES=yes')] : []),
]);

export const key: Checker = (config) => {
  if (config.key !== null) return Promise.resolve([fine('key', 'given in DUNWELL_KEY')]);
  if (!existsSync(config.keyFile)) return Promise.resolve([existsSync(config.db)
    ? wrong('key', `${config.keyFile} is missing, and the database is sealed with it`, 'put the key file back from your copy; without it nobody can read the names and numbers')
    : skipped('key', 'made at the first start')]);
  const mode = statSync(config.keyFile).mode & 0o077;
  return Promise.resolve([mode === 0 ? fine('key', config.keyFile) : wrong('key', `${config.keyFile} can be read by others`, `chmod 600 ${config.keyFile}`)]);
};

export const disk: Checker = (config) => {
  const folder = config.dataFolder;
  if (!existsSync(folder)) return Promise.resolve([skipped('disk', `${folder} is made at the first start`)]);
  const checks: Check[] = [];
  try { accessSync(folder, constants.W_OK); } catch { checks.push(wrong('disk', `${folder} can't be written to`, `chown it to the user that runs Dunwell (${process.env['USER'] ?? 'this one'})`)); }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  checks.push(free < 2 ** 30 ? wrong('disk', `${Math.round(free / 2 ** 20)} MB are left for database and recordings`, 'make room: an hour of recordings is about 115 MB per line') : fine('disk', `${Math.round(free / 2 ** 30)} GB free`));
  return Promise.resolve(checks);
};

export const recordings: Checker = (config) => {
  const probe = join(config.recordings, `.doctor-${process.pid}`);
  try {
    mkdirSync(config.recordings, { recursive: true });
    writeFileSync(probe, 'x');
    rmSync(probe);
    return Promise.resolve([fine('recordings', `${config.recordings} can be written by us`)]);
  } catch (error) {
    return Promise.resolve([wrong('recordings', `${config.recordings} can't be written by us: ${error instanceof Error && 'code' in error ? String(error.code) : ''}`, 'give the folder to a group that both Dunwell and FreeSWITCH belong to, mode 2770')]);
  }
};

/** Is the machine's clock kept right by anybody? */
export const clock: Checker = () => {
  try {
    const text = execFileSync('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], { encoding: 'utf8', timeout: 3000, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return Promise.resolve([text === 'yes' ? fine('clock', 'kept by NTP') : warning('clock', 'not synchronised by NTP', 'timedatectl set-ntp true: calling windows and abandonment are measured by this clock')]);
  } catch {
    return Promise.resolve([skipped('clock', 'timedatectl is not here to ask; make sure NTP keeps this machine\'s clock')]);
  }
};

/** Zone tables are named by year and letter: `2026f`. Countries change their clocks with weeks of notice. */
export const zones = (versionOf: (path: string | null) => string) => ((config) => {
  let version: string;
  try { version = versionOf(config.zones); } catch (error) {
    return Promise.resolve([wrong('zones', `the zone table can't be read: ${error instanceof Error ? error.message : ''}`, 'fix DUNWELL_ZONES or leave it out')]);
  }
  const year = Number(/^\d{4}/.exec(version)?.[0] ?? 0);
  return Promise.resolve([new Date().getUTCFullYear() - year > 1 ? warning('zones', `zone table ${version} is old`, 'update Dunwell, or give a newer table in DUNWELL_ZONES') : fine('zones', `zone table ${version}`)]);
}) satisfies Checker;

