/** What can be seen on this machine alone: files, the key, the clock. */
import { accessSync, constants, existsSync, readFileSync, statSync, statfsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AesVault, parseKey } from '../../adapters/vault/index.js';
import { networkFileSystem } from '../../boot/lock.js';
import { readTls } from '../../boot/tls.js';
import { fine, skipped, warning, wrong, type Check, type Checker } from './check.js';
import { knownTo } from './known.js';

export const settings: Checker = (config) => Promise.resolve([
  fine('settings', `${config.readFrom === null ? 'from the environment' : `from the environment and ${config.readFrom}`}; ${config.simulated ? 'simulated switch' : `${String(config.eslUrl?.length ?? 0)} switch node(s)`}`),
  ...(config.public && !config.secureCookies ? [warning('settings', 'the server may be reached from other machines, and cookies may go over plain http', 'set DUNWELL_HTTPS=yes, or put TLS in front and set DUNWELL_SECURE_COOKIES=yes')] : []),
  ...certificateOf(config),
]);

/** The server's own certificate, as a start would read it. */
function certificateOf(config: Parameters<Checker>[0]): readonly Check[] {
  if (!config.https) return [];
  const certificate = config.httpsCertificate ?? join(config.certificates, 'wss.pem');
  if (config.httpsCertificate === null && !existsSync(certificate)) return [skipped('https', `${certificate} is made at the first start`)];
  try {
    const { daysLeft, names, selfSigned } = readTls({ certificate, key: config.httpsKey ?? certificate }, Date.now());
    const about = `${certificate}: ${names}, ${daysLeft} days left`;
    if (daysLeft < 0) return [wrong('https', `${about}: it is over`, 'renew it; the server takes it up by itself within a minute')];
    return [daysLeft < 30 ? warning('https', about, 'renew it; the server takes it up by itself within a minute') : selfSigned ? warning('https', `${about}; nobody but itself vouches for it`, 'put one of an authority your browsers know in DUNWELL_HTTPS_CERTIFICATE') : fine('https', about)];
  } catch (error) { return [wrong('https', error instanceof Error ? error.message : String(error), 'mend DUNWELL_HTTPS_CERTIFICATE and DUNWELL_HTTPS_KEY')]; }
}

export const key: Checker = (config) => {
  if (config.key === null && !existsSync(config.keyFile)) {
    return Promise.resolve([existsSync(config.db)
      ? wrong('key', `${config.keyFile} is missing, and the database is sealed with it`, 'put the key file back from your copy before the next start, which would make a new one; without the old one nobody can read the names and numbers')
      : skipped('key', 'made at the first start')]);
  }
  const about = config.key === null ? config.keyFile : 'the key of DUNWELL_KEY';
  if (config.key === null && (statSync(config.keyFile).mode & 0o077) !== 0) return Promise.resolve([wrong('key', `${about} can be read by others`, `chmod 600 ${config.keyFile}`)]);
  if (config.key === null && existsSync(`${config.keyFile}.next`)) return Promise.resolve([warning('key', 'a rotation of keys was begun and not ended', 'run dunwell keys rotate again, while the server is stopped')]);
  const { sealedName } = knownTo(config.db);
  try {
    const vault = new AesVault(parseKey(config.key ?? readFileSync(config.keyFile, 'utf8')));
    if (sealedName !== null) vault.open('name', sealedName);
    return Promise.resolve([fine('key', sealedName === null ? about : `${about} opens the database`)]);
  } catch (error) {
    return Promise.resolve([wrong('key', `${about} can't be used: ${error instanceof Error ? error.message : ''}`, 'put back the key this database was made with')]);
  }
};

export const disk: Checker = (config) => {
  const folder = config.dataFolder;
  if (!existsSync(folder)) return Promise.resolve([skipped('disk', `${folder} is made at the first start`)]);
  const checks: Check[] = [];
  try { accessSync(folder, constants.W_OK); } catch { checks.push(wrong('disk', `${folder} can't be written to`, `chown it to the user that runs Dunwell (${process.env['USER'] ?? 'this one'})`)); }
  const network = networkFileSystem(folder);
  if (network !== null) checks.push(warning('disk', `${folder} lies on a network file system (${network})`, 'put the database on a disk of this machine: SQLite\'s log and the lock against a second server need one'));
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  checks.push(free < 2 ** 30 ? wrong('disk', `${Math.round(free / 2 ** 20)} MB are left for database and recordings`, 'make room: an hour of recordings is about 115 MB per line') : fine('disk', `${Math.round(free / 2 ** 30)} GB free`));
  return Promise.resolve(checks);
};

/** Calls and logins written down later than now: the clock was wrong then, or is now. Half a minute is forgiven. */
const AHEAD = 30_000;

/** Is the machine's clock kept right by anybody, and is it before what was already written down? */
export const clock: Checker = (config) => {
  const { newest } = knownTo(config.db);
  const ahead = (newest ?? 0) - Date.now();
  const checks: Check[] = ahead > AHEAD && !config.simulated
    ? [warning('clock', `the newest record of the database is ${span(ahead)} ahead of this machine's clock`, 'set the clock (a demo once run on this database explains it, too): calling hours are judged by it')] : [];
  try {
    const text = execFileSync('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], { encoding: 'utf8', timeout: 3000, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    checks.push(text === 'yes' ? fine('clock', 'kept by NTP') : warning('clock', 'not synchronised by NTP', 'timedatectl set-ntp true: calling windows and abandonment are measured by this clock'));
  } catch {
    checks.push(skipped('clock', `timedatectl is not here to ask; this machine says ${new Date().toISOString().slice(0, 16)}Z: make sure NTP keeps its clock`));
  }
  return Promise.resolve(checks);
};
export const span = (ms: number): string => (ms < 10_000 ? `${Math.round(ms)} ms` : ms < 600_000 ? `${Math.round(ms / 1000)} s` : ms < 36_000_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 3_600_000)} hours`);

/** Zone tables are named by year and letter: `2026f`. Countries change their clocks with weeks of notice. */
export const zones = (versionOf: (path: string | null) => string) => ((config) => {
  let version: string;
  try { version = versionOf(config.zones); } catch (error) {
    return Promise.resolve([wrong('zones', `the zone table can't be read: ${error instanceof Error ? error.message : ''}`, 'fix DUNWELL_ZONES or leave it out')]);
  }
  const year = Number(/^\d{4}/.exec(version)?.[0] ?? 0);
  return Promise.resolve([new Date().getUTCFullYear() - year > 1 ? warning('zones', `zone table ${version} is old`, 'update Dunwell, or give a newer table in DUNWELL_ZONES') : fine('zones', `zone table ${version}`)]);
}) satisfies Checker;

