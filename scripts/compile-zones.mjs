#!/usr/bin/env node
/**
 * Writes the zone table the compliance clock reads (src/adapters/zones/zones.json) from a folder of compiled IANA data
 * (TZif files, RFC 9636, as the tzdata package of a distribution installs them) and the `tzdata.zi` in it, which names the version.
 *
 *   node scripts/compile-zones.mjs [--from /usr/share/zoneinfo] [--out FILE]
 *
 * Debian, without installing: apt-get download tzdata && dpkg-deb -x tzdata_*.deb x && … --from x/usr/share/zoneinfo
 * Transitions from 1990 to the end of 2059 are written out in seconds, those after the file's last one by its POSIX footer.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FROM = Date.UTC(1990, 0, 1) / 1000;
const UNTIL = Date.UTC(2060, 0, 1) / 1000;
const DAY = 86_400;
/** Copies of all zones under other rules (leap seconds), and aliases of a machine's own setting. */
const SKIP = new Set(['posix', 'right', 'localtime', 'posixrules', 'Factory']);

const { values } = parseArgs({ options: { from: { type: 'string', default: '/usr/share/zoneinfo' }, out: { type: 'string', default: fileURLToPath(new URL('../src/adapters/zones/zones.json', import.meta.url)) } } });
const root = values.from;

const version = /^# version (\d{4}[a-z]+)$/m.exec(readFileSync(join(root, 'tzdata.zi'), 'utf8').slice(0, 200))?.[1];
if (version === undefined) throw new Error(`${root}/tzdata.zi names no version`);
const lines = [];
const lineOf = new Map();
const zones = {};
for (const path of files(root)) {
  const name = relative(root, path);
  const bytes = readFileSync(path);
  if (bytes.length < 44 || bytes.toString('latin1', 0, 4) !== 'TZif') continue;
  const line = lineFrom(name, bytes);
  const key = JSON.stringify(line);
  if (!lineOf.has(key)) { lineOf.set(key, lines.length); lines.push(line); }
  zones[name] = lineOf.get(key);
}
if (zones['Asia/Shanghai'] === undefined || Object.keys(zones).length < 400) throw new Error(`${root} holds no complete time-zone data`);
const sorted = Object.fromEntries(Object.entries(zones).sort(([a], [b]) => (a < b ? -1 : 1)));
const head = { format: 2, version, from: FROM, until: UNTIL };
// One line of the file for each line of transitions: a change of the law shows in a diff.
writeFileSync(values.out, `${JSON.stringify(head).slice(0, -1)},\n"lines":[\n${lines.map((line) => JSON.stringify(line)).join(',\n')}\n],\n"zones":${JSON.stringify(sorted)}}\n`);
console.log(`${values.out}: ${version}, ${Object.keys(sorted).length} zones, ${lines.length} different`);

function files(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    if (folder === root && SKIP.has(name)) return [];
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

/** [offset, instant, offset, instant, …]: the offset in force at FROM (seconds east of UTC), then each instant (seconds since 1970) at which another begins. */
function lineFrom(name, bytes) {
  const { transitions, footer } = readTzif(name, bytes);
  const all = [...transitions];
  const last = all.at(-1)?.at ?? -Infinity;
  for (const one of footerTransitions(name, footer)) if (one.at > last) all.push(one);
  const line = [];
  for (const { at, offset } of all) {
    if (at <= FROM) line[0] = offset;
    else if (at < UNTIL && line.at(-1) !== offset) line.push(at, offset);
  }
  if (line[0] === undefined) throw new Error(`${name} says nothing about 1990`);
  return line;
}

/** The 64-bit block of a TZif file: version 2 and later repeat all data in 64 bits after the 32-bit block. */
function readTzif(name, bytes) {
  if (bytes[4] < 0x32) throw new Error(`${name} has no 64-bit data`);
  const counts = (at) => [20, 24, 28, 32, 36, 40].map((step) => bytes.readUInt32BE(at + step));
  const [utc1, std1, leap1, time1, type1, char1] = counts(0);
  const second = 44 + time1 * 5 + type1 * 6 + char1 + leap1 * 8 + std1 + utc1;
  const [utc, std, leap, times, types, chars] = counts(second);
  if (leap > 0) throw new Error(`${name} counts leap seconds`);
  const timesAt = second + 44;
  const indexAt = timesAt + times * 8;
  const typesAt = indexAt + times;
  const offset = (type) => bytes.readInt32BE(typesAt + type * 6);
  const transitions = [{ at: -Infinity, offset: offset(0) }];
  for (let i = 0; i < times; i += 1) transitions.push({ at: Number(bytes.readBigInt64BE(timesAt + i * 8)), offset: offset(bytes[indexAt + i]) });
  const end = typesAt + types * 6 + chars + leap * 12 + std + utc;
  return { transitions, footer: bytes.toString('latin1', end).trim() };
}

/** A POSIX TZ string, `<-03>3` or `EST5EDT,M3.2.0,M11.1.0/2`, for every year of the table. Only rules by month, week and weekday are in use. */
function footerTransitions(name, footer) {
  const match = /^(?:[A-Za-z]+|<[^>]+>)([-+\d:]+)(?:(?:[A-Za-z]+|<[^>]+>)([-+\d:]+)?,(M[^,]+),(M[^,]+))?$/.exec(footer);
  if (!match) throw new Error(`${name}: can't read the rule ${footer}`);
  const standard = -seconds(match[1]);
  if (match[3] === undefined) return [];
  const summer = match[2] === undefined ? standard + 3600 : -seconds(match[2]);
  const found = [];
  for (let year = 1989; year <= 2060; year += 1) {
    found.push({ at: ruleDay(year, match[3]) - standard, offset: summer }, { at: ruleDay(year, match[4]) - summer, offset: standard });
  }
  return found.sort((a, b) => a.at - b.at);
}
function seconds(text) {
  const [, sign, h, m = '0', s = '0'] = /^([-+]?)(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text);
  return (sign === '-' ? -1 : 1) * (Number(h) * 3600 + Number(m) * 60 + Number(s));
}
/** Mm.w.d/time: weekday d (0 = Sunday) of week w (5 = the last) of month m, in wall seconds since 1970. */
function ruleDay(year, rule) {
  const [, month, week, weekday, time = '2'] = /^M(\d+)\.(\d)\.(\d)(?:\/(.+))?$/.exec(rule).map((one) => one);
  const first = Date.UTC(year, Number(month) - 1, 1) / 1000 / DAY;
  const next = Date.UTC(year, Number(month), 1) / 1000 / DAY;
  let day = first + ((Number(weekday) - ((first + 4) % 7) + 7) % 7) + (Number(week) - 1) * 7;
  while (day >= next) day -= 7;
  return day * DAY + seconds(time);
}
