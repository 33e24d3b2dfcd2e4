/** Deleting files below one folder, and nothing outside of it. */
import { realpath, rm } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/** Paths that lead out of the folder, by themselves or through a link, are left alone. */
export function keptFiles(root: string): { remove(path: string): Promise<void> } {
  return { remove: async (path) => {
    if (path.includes('\0')) return;
    const place = isAbsolute(path) ? resolve(path) : resolve(root, path);
    const within = relative(resolve(root), place);
    if (within === '' || within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)) return;
    try {
      if (await realpath(dirname(place)) !== resolve(await realpath(root), dirname(within))) return;
    } catch { return; }
    await rm(place, { force: true });
  } };
}
