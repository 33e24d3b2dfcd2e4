/**
 * The zone table: every IANA zone's offsets from 2015 on, compiled from the published data (scripts/compile-zones.mjs) and
 * kept beside this file, so that a change of the law is a new file and not a new Node. After the last transition known
 * (moment-timezone's data stops in 2037) the last offset stands; before 2015 the first.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Instant, ZoneName } from '../../core/units.js';
import type { ZoneTable } from '../../core/time/zones.js';

interface Line { /** When offsets[i + 1] begins, ascending. */ readonly begins: Float64Array; readonly offsets: Int16Array }

/** Where the table that came with this build lies; the build copies it beside the compiled file. */
export const zonesFile = (): string => fileURLToPath(new URL('./zones.json', import.meta.url));

/** Reads a table; another file than the shipped one when the law changed since. Throws with what is wrong with it. */
export function loadZones(file: string = zonesFile()): ZoneTable {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`can't read the zone table ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  try {
    return parseZones(data);
  } catch (error) {
    throw new Error(`the zone table ${file} is wrong: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

export function parseZones(data: unknown): ZoneTable {
  if (!isObject(data) || data['format'] !== 1) throw new Error('it is not of format 1');
  const { version, lines, zones } = data;
  if (typeof version !== 'string' || !/^\d{4}[a-z]+$/.test(version)) throw new Error('it has no version');
  if (!Array.isArray(lines) || !isObject(zones)) throw new Error('lines or zones are missing');
  const parsed = lines.map((line: unknown, at) => parseLine(line, at));
  const byName = new Map(Object.entries(zones).map(([name, at]) => {
    const line = typeof at === 'number' ? parsed[at] : undefined;
    if (!line) throw new Error(`${name} has no line`);
    return [name, line];
  }));
  if (byName.size === 0) throw new Error('it has no zones');
  return {
    version,
    has: (zone: ZoneName) => byName.has(zone),
    offsetMinutes: (zone: ZoneName, at: Instant) => {
      const line = byName.get(zone);
      return line && offsetAt(line, at);
    },
  };
}

function parseLine(line: unknown, at: number): Line {
  if (!Array.isArray(line) || line.length % 2 !== 1 || !line.every((value): value is number => Number.isInteger(value))) throw new Error(`line ${at} is not offset, (minute, offset)…`);
  const begins = Float64Array.from(line.filter((_, i) => i % 2 === 1), (minute) => minute * 60_000);
  const offsets = Int16Array.from(line.filter((_, i) => i % 2 === 0));
  if (offsets.some((offset) => Math.abs(offset) > 15 * 60)) throw new Error(`line ${at} has an offset beyond 15 hours`);
  if (begins.some((begin, i) => i > 0 && begin <= (begins[i - 1] ?? Infinity))) throw new Error(`line ${at} goes back in time`);
  return { begins, offsets };
}

function offsetAt({ begins, offsets }: Line, at: Instant): number | undefined {
  // How many transitions lie at or before the instant.
  let low = 0;
  let high = begins.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((begins[middle] ?? Infinity) <= at) low = middle + 1; else high = middle;
  }
  return offsets[low];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
