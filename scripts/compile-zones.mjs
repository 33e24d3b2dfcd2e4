#!/usr/bin/env node
/**
 * Writes src/adapters/zones/zones.json from moment-timezone's copy of the IANA data: what the calling-window check reads.
 * Run after updating moment-timezone: node scripts/compile-zones.mjs [OUT]
 */
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const packed = require('moment-timezone/data/packed/latest.json');
const moment = require('moment-timezone');
const FROM = Date.UTC(2015, 0, 1);
const UNTIL = Date.UTC(2040, 0, 1);

const lines = [];
const lineOf = new Map();
const zones = {};
for (const text of packed.zones) {
  const zone = moment.tz.unpack(text);
  // offsets are minutes west of UTC; untils[i] is when offsets[i] ends.
  const line = [];
  let at = -Infinity;
  zone.offsets.forEach((west, i) => {
    const until = zone.untils[i] ?? Infinity;
    const east = west === 0 ? 0 : -west;
    if (!Number.isFinite(until) || until > FROM) {
      if (line.length === 0) line.push(east);
      else if (at < UNTIL && line.at(-1) !== east) line.push(at / 60_000, east);
    }
    at = until;
  });
  if (line.some((value) => !Number.isInteger(value))) throw new Error(`${zone.name}: a transition or offset is not in whole minutes`);
  const key = JSON.stringify(line);
  if (!lineOf.has(key)) { lineOf.set(key, lines.length); lines.push(line); }
  zones[zone.name] = lineOf.get(key);
}
for (const link of packed.links) {
  const [name, alias] = link.split('|');
  if (zones[name] === undefined) throw new Error(`${alias} links to ${name}, which is not there`);
  zones[alias] = zones[name];
}
const sorted = Object.fromEntries(Object.entries(zones).sort(([a], [b]) => (a < b ? -1 : 1)));
const out = process.argv[2] ?? fileURLToPath(new URL('../src/adapters/zones/zones.json', import.meta.url));
const head = { format: 1, version: packed.version, from: '2015-01-01', until: '2040-01-01' };
// One line of the file for each line of transitions: a change of the law shows in a diff.
writeFileSync(out, `${JSON.stringify(head).slice(0, -1)},\n"lines":[\n${lines.map((line) => JSON.stringify(line)).join(',\n')}\n],\n"zones":${JSON.stringify(sorted)}}\n`);
console.log(`${out}: ${packed.version}, ${Object.keys(sorted).length} zones, ${lines.length} different`);
