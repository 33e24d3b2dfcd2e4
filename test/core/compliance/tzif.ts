/**
 * Wall time a second way: straight from TZif files (RFC 9636) of IANA 2026f, transition by transition, then by the rule in the
 * footer. Shares nothing with the product's table; tzif.json holds the compiled files of the zones that tests use.
 */
import { readFileSync } from 'node:fs';

interface Zone { readonly at: readonly number[]; readonly offset: readonly number[]; readonly first: number; readonly footer: string }
const raw = JSON.parse(readFileSync(new URL('./tzif.json', import.meta.url), 'utf8')) as { zones: Record<string, string> };
const parsed = new Map<string, Zone>();
export const TEST_ZONES: readonly string[] = Object.keys(raw.zones);

function zone(name: string): Zone {
  const before = parsed.get(name);
  if (before) return before;
  const text = raw.zones[name];
  if (text === undefined) throw new Error(`no TZif data for ${name}`);
  const b = Buffer.from(text, 'base64');
  const head = (at: number) => ({ utc: b.readUInt32BE(at + 20), std: b.readUInt32BE(at + 24), leap: b.readUInt32BE(at + 28), time: b.readUInt32BE(at + 32), type: b.readUInt32BE(at + 36), char: b.readUInt32BE(at + 40) });
  const one = head(0);
  let at = 44 + one.time * 5 + one.type * 6 + one.char + one.leap * 8 + one.std + one.utc;
  const two = head(at);
  at += 44;
  const times = Array.from({ length: two.time }, (_, i) => Number(b.readBigInt64BE(at + i * 8)));
  const index = Array.from({ length: two.time }, (_, i) => b[at + two.time * 8 + i]!);
  const types = at + two.time * 9;
  const offset = (type: number) => b.readInt32BE(types + type * 6);
  const footer = b.subarray(types + two.type * 6 + two.char + two.leap * 12 + two.std + two.utc).toString('latin1').replaceAll('\n', '');
  const found: Zone = { at: times, offset: index.map(offset), first: offset(0), footer };
  parsed.set(name, found);
  return found;
}

/** Seconds east of UTC. */
export function eastOf(name: string, t: number): number {
  const { at, offset, first, footer } = zone(name);
  const last = at.at(-1);
  if (last !== undefined && t < last) {
    let found = first;
    for (let i = 0; at[i]! <= t; i += 1) found = offset[i]!;
    return found;
  }
  return byRule(footer, t);
}

const hms = (text: string): number => {
  const sign = text.startsWith('-') ? -1 : 1;
  const [h = 0, m = 0, s = 0] = text.replace(/^[-+]/, '').split(':').map(Number);
  return sign * (h * 3600 + m * 60 + s);
};
const rules = new Map<string, RegExpExecArray | null>();
function partsOf(rule: string): RegExpExecArray | null {
  if (!rules.has(rule)) rules.set(rule, /^(<[^>]+>|[A-Z]+)([^A-Z<,]+)(?:(<[^>]+>|[A-Z]+)([^,]*),([^,]+),([^,]+))?$/i.exec(rule));
  return rules.get(rule) ?? null;
}
function byRule(rule: string, t: number): number {
  const parts = partsOf(rule);
  if (!parts) throw new Error(`rule ${rule}`);
  const winter = 0 - hms(parts[2]!);
  if (parts[5] === undefined) return winter;
  const summer = parts[4] ? 0 - hms(parts[4]) : winter + 3600;
  // The change that happened last decides.
  let best = { at: -Infinity, offset: winter };
  const year = new Date(t * 1000).getUTCFullYear();
  for (const y of [year - 1, year, year + 1]) for (const [text, before, after] of [[parts[5], winter, summer], [parts[6]!, summer, winter]] as const) {
    const at = wallOf(y, text) - before;
    if (at <= t && at > best.at) best = { at, offset: after };
  }
  return best.offset;
}
const walls = new Map<string, number>();
function wallOf(year: number, text: string): number {
  const key = `${year} ${text}`;
  const before = walls.get(key);
  if (before !== undefined) return before;
  const found = wallOnce(year, text);
  walls.set(key, found);
  return found;
}
function wallOnce(year: number, text: string): number {
  const [day = '', time = '2'] = text.split('/');
  const [month = 1, week = 1, weekday = 0] = day.slice(1).split('.').map(Number);
  const days: number[] = [];
  for (let d = 1; d <= 31; d += 1) {
    const date = new Date(Date.UTC(year, month - 1, d));
    if (date.getUTCMonth() === month - 1 && date.getUTCDay() === weekday) days.push(date.getTime() / 1000);
  }
  return (week === 5 ? days.at(-1)! : days[week - 1]!) + hms(time);
}

export interface Wall { readonly date: string; readonly clock: string; /** 0 = Sunday. */ readonly weekday: number }
/** What a clock on the wall shows: `2026-11-21`, `21:30:05`. */
export function wallAt(name: string, t: number): Wall {
  const local = new Date((t + eastOf(name, t)) * 1000);
  const text = local.toISOString();
  return { date: text.slice(0, 10), clock: text.slice(11, 19), weekday: local.getUTCDay() };
}
