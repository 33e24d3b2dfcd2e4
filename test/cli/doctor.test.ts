/** Parts of the doctor that need no switch. What it says of a real one: test/live/doctor.test.ts. */
import { chmodSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayUse, switchUser } from '../../src/cli/doctor/switch-user.js';

describe('what the switch\'s user may do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dunwell-doctor-'));
  const inner = join(folder, 'recordings');
  mkdirSync(inner);
  chmodSync(folder, 0o755);
  const { uid, gid } = statSync(inner);
  const owner = { name: 'owner', uid: uid === 0 ? 0 : uid, groups: [gid] };
  const friend = { name: 'friend', uid: 54_321, groups: [12_345, gid] };
  const stranger = { name: 'stranger', uid: 54_321, groups: [12_345] };
  const may = (mode: number): readonly (boolean | null)[] => { chmodSync(inner, mode); return [owner, friend, stranger].map((user) => mayUse(user, inner, 'write')); };

  it('follows owner, group and mode', () => {
    expect(may(0o2770)).toEqual([true, true, false]);
    expect(may(0o755)).toEqual([true, false, false]);
    expect(may(0o777)).toEqual([true, true, true]);
    // Writing into a folder takes entering it.
    expect(may(0o762)).toEqual([true, false, false]);
  });
  it('counts the folders above, too', () => {
    const file = join(inner, 'message.wav');
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    chmodSync(inner, 0o700);
    expect(mayUse(stranger, file, 'read')).toBe(false);
    chmodSync(inner, 0o755);
    expect(mayUse(stranger, file, 'read')).toBe(true);
  });
  it('is not known of what is not here, nor of a switch that is no process of this machine', () => {
    expect(mayUse(stranger, join(folder, 'none'), 'read')).toBeNull();
    expect(switchUser(folder)).toBeNull();
    // A number of another program: the switch of a container, by its own count.
    writeFileSync(join(folder, 'freeswitch.pid'), `${process.pid}`);
    expect(switchUser(folder)).toBeNull();
  });
});
