/**
 * `npm start`: from a fresh clone to a running server. Installs and builds what is missing, then becomes the server
 * (in this very process, so that signals reach it once and its exit code is ours).
 */
import { pathToFileURL } from 'node:url';
import { installAndBuild } from './build.mjs';
import { at } from './lib.mjs';

await installAndBuild();

// npm puts a shell between itself and us; when somebody kills that, nobody tells us. A server nobody holds any more stops.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  const watch = setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM'); }, 1000);
  watch.unref();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => clearInterval(watch));
}
await import(pathToFileURL(at('dist', 'main.js')).href);
