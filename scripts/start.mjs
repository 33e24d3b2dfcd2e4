/**
 * `npm start`: from a fresh clone to a running server. Installs and builds what is missing, then becomes the server
 * (in this very process, so that signals reach it once and its exit code is ours).
 */
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { at } from './lib.mjs';

await install();
await build();
await import(pathToFileURL(at('dist', 'main.js')).href);
