/**
 * The zone table: every IANA zone's offsets from 1990 to 2059, compiled from the published data (scripts/compile-zones.mjs)
 * and kept beside this file, so that a change of the law is a new file and not a new Node. It is the only source of zone
 * data; outside its years the nearest offset stands, and the compliance clock denies.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Instant, ZoneName } from '../../core/units.js';
import { compareReleases, offsetAt, type ZoneClock, type ZoneClocks } from '../../core/time/clock.js';
import type { ZoneTable } from '../../core/time/zones.js';

export type Zones = ZoneTable & ZoneClocks & { /** What it was read from, for whoever must keep it. */ readonly text: string };

/**
 * Data before this release has British Columbia, Alberta, the Northwest Territories, Manitoba and Morocco an hour off from
 * autumn 2026 on.
 */
export const LEAST_VERSION = '2026f';
/** What every table must say: British Columbia keeps −07:00 through the winter of 2026. */
const PROBE = { zone: 'America/Vancouver', at: Date.UTC(2026, 11, 1) / 1000, offset: -7 * 3600 } as const;

/** Where the table that came with this build lies; the build copies it beside the compiled file. */
export const zonesFile = (): string => fileURLToPath(new URL('./zones.json', import.meta.url));

/** Reads a table; another file than the shipped one when the law changed since. Throws with what is wrong with it, also when it is older than `LEAST_VERSION`. */
export function loadZones(file: string = zonesFile()): Zones {
  let data: unknown;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
    data = JSON.parse(text);
  } catch (error) {
    throw new Error(`can't read the zone table ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  try {
    const zones = parseZones(data, text);
    if (compareReleases(zones.version, LEAST_VERSION) < 0) throw new Error(`it is of ${zones.version}; ${LEAST_VERSION} or later is needed`);
    const probe = zones.clock(PROBE.zone);
    if (!probe || offsetAt(probe, PROBE.at) !== PROBE.offset) throw new Error(`it calls itself ${zones.version} but ${PROBE.zone} on 2026-12-01 is not at -07:00`);
    return zones;
  } catch (error) {
    throw new Error(`the zone table ${file} is wrong: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The shape alone; `loadZones` also refuses old data. */
export function parseZones(data: unknown, text?: string): Zones {
  if (!isObject(data) || data['format'] !== 2) throw new Error('it is not of format 2');
  const { version, from, until, lines, zones } = data;
  if (typeof version !== 'string' || !/^\d{4}[a-z]+$/.test(version)) throw new Error('it has no version');
  if (!Number.isInteger(from) || !Number.isInteger(until) || typeof from !== 'number' || typeof until !== 'number' || from >= until) throw new Error('it does not say from when until when it speaks');
  if (!Array.isArray(lines) || !isObject(zones)) throw new Error('lines or zones are missing');
  const parsed = lines.map((line: unknown, at) => parseLine(line, at));
  const byName = new Map(Object.entries(zones).map(([name, at]) => {
    const line = typeof at === 'number' ? parsed[at] : undefined;
    if (!line) throw new Error(`${name} has no line`);
    return [name, { name, ...line }];
  }));
  if (byName.size === 0) throw new Error('it has no zones');
  return {
    version, from, until, text: text ?? JSON.stringify(data),
    has: (zone: ZoneName) => byName.has(zone),
    clock: (zone: string) => byName.get(zone),
    offsetMinutes: (zone: ZoneName, at: Instant) => {
      const clock = byName.get(zone);
      return clock && offsetAt(clock, at / 1000) / 60;
    },
  };
}

function parseLine(line: unknown, at: number): Pick<ZoneClock, 'begins' | 'offsets'> {
  if (!Array.isArray(line) || line.length % 2 !== 1 || !line.every((value): value is number => Number.isInteger(value))) throw new Error(`line ${at} is not offset, (instant, offset)…`);
  const begins = Float64Array.from(line.filter((_, i) => i % 2 === 1));
  const offsets = Int32Array.from(line.filter((_, i) => i % 2 === 0));
  if (offsets.some((offset) => Math.abs(offset) > 15 * 3600)) throw new Error(`line ${at} has an offset beyond 15 hours`);
  if (begins.some((begin, i) => i > 0 && begin <= (begins[i - 1] ?? Infinity))) throw new Error(`line ${at} goes back in time`);
  return { begins, offsets };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
