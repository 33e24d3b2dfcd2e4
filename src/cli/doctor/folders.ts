/**
 * Recordings and messages: Dunwell names the files, the switch writes and plays them, so each path must be the same place
 * for both. The switch tells only whether a file exists (`file_exists`; our profiles refuse it a shell), which is enough to
 * prove that both see one folder: we put a file there and ask for it.
 */
import { accessSync, closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.js';
import { fine, skipped, wrong, type Check, type Checker } from './check.js';
import { mayUse, switchUser, type SwitchUser } from './switch-user.js';

export type Ask = (command: string) => Promise<string | null>;
const SHARE = 'give it to a group that Dunwell\'s user and FreeSWITCH\'s belong to: chgrp GROUP, chmod 2770';

/** Our own view. */
export const recordings: Checker = async (config) => {
  const { recordings: folder } = config;
  if (!existsSync(folder)) return [config.simulated ? skipped('recordings', `${folder} is made at the first start`) : wrong('recordings', `there is no folder ${folder}`, `mkdir -p ${folder} and ${SHARE}; or correct DUNWELL_RECORDINGS`)];
  if (!statSync(folder).isDirectory()) return [wrong('recordings', `${folder} is not a folder`, 'correct DUNWELL_RECORDINGS')];
  try { await probing(folder, () => Promise.resolve()); } catch (error) {
    return [wrong('recordings', `${folder} can't be written by us (${codeOf(error)}), so no recording can be deleted when its time is over`, SHARE)];
  }
  const hidden = unreadable(folder);
  return [hidden === null ? fine('recordings', `${folder} can be written by us`) : wrong('recordings', `${hidden} can't be read by us`, `${SHARE}; and UMask=0027 for FreeSWITCH`)];
};

/** The switch's view. */
export async function folders(node: string, local: boolean, ask: Ask, config: Config, more: readonly string[]): Promise<readonly Check[]> {
  const user = local ? switchUser(await ask('global_getvar run_dir') ?? '') : null;
  return [await recorded(node, ask, config.recordings, user), ...await messages(node, ask, config, user, more)];
}

async function recorded(node: string, ask: Ask, folder: string, user: SwitchUser | null): Promise<Check> {
  const sees = async (path: string): Promise<boolean | null> => yesOrNo(await ask(`file_exists ${path}`));
  if (!existsSync(folder)) {
    return await sees(folder) === true ? wrong('recordings', `the switch has ${folder}, and this machine has not`, 'mount the switch\'s folder here, at the same path', node)
      : skipped('recordings', 'what the switch may do there can be seen once the folder exists', null, node);
  }
  let seen: boolean | null;
  try { seen = await probing(folder, sees); } catch {
    return skipped('recordings', 'whether the switch sees the same folder can\'t be tried while we can\'t write there', null, node);
  }
  if (seen === null) return skipped('recordings', `whether the switch sees ${folder} can't be asked`, null, node);
  if (!seen) return wrong('recordings', `the switch does not see what we put into ${folder}`, 'it must be one folder at the same path for both (a shared mount, a volume of the container), and FreeSWITCH\'s user must be able to enter it', node);
  const may = user === null ? null : mayUse(user, folder, 'write');
  if (user === null || may === null) return fine('recordings', `the switch sees ${folder}; whether its user may write there can't be seen from here`, null, node);
  return may ? fine('recordings', `the switch, as ${user.name}, can write ${folder}`, null, node) : wrong('recordings', `the switch runs as ${user.name}, who can't write ${folder}`, SHARE, node);
}

async function messages(node: string, ask: Ask, config: Config, user: SwitchUser | null, more: readonly string[]): Promise<readonly Check[]> {
  const names = new Set(['safe-harbour.wav', 'voicemail.wav', 'hold.wav', ...more, ...(config.inbound ? [config.inboundGreeting, config.inboundBusy] : [])]);
  const checks: Check[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const path = name.startsWith('/') ? name : `${config.sounds}/${name}`;
    const there = /^\S+$/.test(path) ? yesOrNo(await ask(`file_exists ${path}`)) : null;
    if (there === false) missing.push(path);
    else checks.push(there === null ? skipped('sounds', `whether the switch has ${path} can't be asked`, null, node) : readable(node, path, user));
  }
  return missing.length === 0 ? checks : [...checks, wrong('sounds', `the switch has no ${missing.join(', ')}: whoever should hear it hears nothing`, `put your recordings there (sip-profiles/make-sounds.sh ${config.sounds} makes stand-ins), or correct DUNWELL_SOUNDS`, node)];
}
/** The switch says the file is there; more is known only where we see it too. */
function readable(node: string, path: string, user: SwitchUser | null): Check {
  if (user !== null && mayUse(user, path, 'read') === false) return wrong('sounds', `the switch runs as ${user.name}, who can't read ${path}`, `chmod a+r ${path}, and a+x for the folders above it`, node);
  const sort = isWave(path);
  return sort === false ? wrong('sounds', `${path} is not a sound file of WAV form`, 'put your recording there: 8 kHz, 16 bit, mono', node) : fine('sounds', path, null, node);
}
/** Null: we can't read it. */
function isWave(path: string): boolean | null {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(12);
      // Longer than a header alone.
      return readSync(file, head) === 12 && head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8) === 'WAVE' && fstatSync(file).size > 100;
    } finally { closeSync(file); }
  } catch { return null; }
}

const yesOrNo = (answer: string | null): boolean | null => (answer === 'true' ? true : answer === 'false' ? false : null);
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown error');
/** Looks while a file of ours is there. Throws when it can't be written. */
async function probing<T>(folder: string, look: (path: string) => Promise<T>): Promise<T> {
  const path = join(folder, `.doctor-${process.pid}`);
  writeFileSync(path, 'x');
  try { return await look(path); } finally { rmSync(path, { force: true }); }
}
/** The newest recording, if we may not read it: the switch writes them as its own user. They lie in YYYY/MM/DD. */
function unreadable(folder: string): string | null {
  let at = folder;
  try {
    for (let depth = 0; depth < 3; depth += 1) {
      const last = readdirSync(at).filter((name) => /^\d{2,4}$/.test(name)).sort().at(-1);
      if (last === undefined) return null;
      at = join(at, last);
    }
    const last = readdirSync(at).filter((name) => name.endsWith('.wav')).sort().at(-1);
    if (last === undefined) return null;
    at = join(at, last);
    accessSync(at, constants.R_OK);
    return null;
  } catch { return at; }
}
