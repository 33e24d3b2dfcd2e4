#!/usr/bin/env node
/** The `dunwell` command. In a clone it builds first when `src` changed; installed elsewhere it just runs. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { at, die } from './lib.mjs';

const inClone = existsSync(at('src', 'main.ts')) && existsSync(at('tsconfig.json'));
if (inClone && process.env.DUNWELL_NO_BUILD !== '1') {
  if (!existsSync(at('node_modules', 'typescript'))) die('Dunwell is not installed yet: run `npm ci` first (or `npm start`, which does it).', 1);
  const { build } = await import('./build.mjs');
  await build({ quiet: true });
}
await import(pathToFileURL(at('dist', 'cli', 'index.js')).href);
