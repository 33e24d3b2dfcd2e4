/** What the live tests need of the machine. Absent: they are skipped, and say why. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

export const FREESWITCH_HOME = process.env['FREESWITCH_HOME'] ?? '/opt/freeswitch';

/** Null when everything is here. */
export function whyNoLive(): string | null {
  const freeswitch = join(FREESWITCH_HOME, 'bin/freeswitch');
  try {
    accessSync(freeswitch, constants.X_OK);
  } catch {
    return `no FreeSWITCH at ${freeswitch} (set FREESWITCH_HOME)`;
  }
  const missing = ['bash', 'sox', 'espeak-ng', 'sipp'].filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  return missing.length === 0 ? null : `not installed: ${missing.join(', ')}`;
}
