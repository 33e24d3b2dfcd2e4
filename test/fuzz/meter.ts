/** Processor time, and the longest turn of the event loop, in milliseconds. */
import { setImmediate } from 'node:timers';

/** Processor time of this process so far: other processes' load does not count, other threads of ours do. */
export function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The longest turn while `work` goes on: the lesser of processor time and wall time, as threads of zlib and files add to the first, other processes to the second. */
export async function turns(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let going = true;
  let [atCpu, atWall] = [cpu(), performance.now()];
  const look = (): void => {
    const [nowCpu, nowWall] = [cpu(), performance.now()];
    longest = Math.max(longest, Math.min(nowCpu - atCpu, nowWall - atWall));
    [atCpu, atWall] = [nowCpu, nowWall];
    if (going) setImmediate(look);
  };
  setImmediate(look);
  try { await work(); } finally { going = false; look(); }
  return longest;
}
