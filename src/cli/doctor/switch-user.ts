/**
 * As whom the switch runs, and what that user may do with a path. Our profiles take the shell (`system`) from the event
 * socket, so the switch can't be asked to try; where it runs on this machine, its process and the modes of the file tell.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface SwitchUser { readonly name: string; readonly uid: number; readonly groups: readonly number[] }

/** `runDir` is the switch's own answer. Null: it is not a process we can see (another machine, a container). */
export function switchUser(runDir: string): SwitchUser | null {
  try {
    const pid = Number(/^\d+/.exec(readFileSync(join(runDir, 'freeswitch.pid'), 'utf8'))?.[0] ?? NaN);
    if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'freeswitch') return null;
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    // Real, effective, saved, and the one for files, which counts here.
    const ids = (name: string): readonly number[] => (new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '').trim().split(/\s+/).filter(Boolean).map(Number);
    const uid = ids('Uid')[3];
    const gid = ids('Gid')[3];
    return uid === undefined || gid === undefined ? null : { name: nameOf(uid), uid, groups: [gid, ...ids('Groups')] };
  } catch { return null; }
}
function nameOf(uid: number): string {
  try { return new RegExp(`^([^:]+):[^:]*:${uid}:`, 'm').exec(readFileSync('/etc/passwd', 'utf8'))?.[1] ?? `uid ${uid}`; } catch { return `uid ${uid}`; }
}

/** By owner, group and mode, along the whole path. Null: we can't see it. */
export function mayUse(user: SwitchUser, path: string, wish: 'read' | 'write'): boolean | null {
  try {
    if (user.uid === 0) return true;
    for (let at = dirname(path); ; at = dirname(at)) {
      if (!allows(user, at, 0o1)) return false;
      if (at === dirname(at)) break;
    }
    return allows(user, path, wish === 'read' ? 0o4 : 0o3);
  } catch { return null; }
}
function allows(user: SwitchUser, path: string, bits: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const mine = uid === user.uid ? mode >> 6 : user.groups.includes(gid) ? mode >> 3 : mode;
  return (mine & bits) === bits;
}
