/** Reads a transcript of a real switch, replays its commands against the simulated one in virtual time, and puts both sides into the same shape. */
import { readFileSync } from 'node:fs';
import { rigCallees } from '../../src/sim/callees/rig.js';
import { VirtualClock } from '../../src/sim/clock/virtual.js';
import { SeededDice } from '../../src/sim/rng.js';
import { EslSession } from '../../src/sim/switch/session.js';
import { DEFAULT_SETTINGS, World, imaginaryFiles } from '../../src/sim/switch/index.js';
import { heartbeat } from '../../src/sim/switch/api/status.js';

export interface Frame { readonly t: number; readonly dir: 'in' | 'out'; readonly frame: string }
export interface SeenEvent { readonly t: number; readonly name: string; readonly leg: string | undefined; readonly headers: ReadonlyMap<string, string>; readonly body: string }

export function readTranscript(folder: URL, name: string): Frame[] {
  const text = readFileSync(new URL(`${name}.jsonl`, folder), 'utf8');
  return text.split('\n').filter((line) => line !== '').map(readFrame);
}

function readFrame(line: string): Frame {
  const frame: Frame = JSON.parse(line);
  return frame;
}

/** uuids the client chose for legs. */
export function chosenLegs(frames: readonly Frame[]): Set<string> {
  const legs = new Set<string>();
  for (const f of frames) if (f.dir === 'out') for (const m of f.frame.matchAll(/origination_uuid=([0-9a-f-]{36})/g)) legs.add(m[1]!);
  return legs;
}

export function parseEvent(f: Frame): SeenEvent | undefined {
  const at = f.frame.indexOf('\n\n');
  const head = f.frame.slice(0, at), rest = f.frame.slice(at + 2);
  const headers = new Map<string, string>();
  let body = '';
  if (head.includes('text/event-plain')) {
    const end = rest.indexOf('\n\n');
    body = rest.slice(end + 2);
    for (const line of rest.slice(0, end).split('\n')) {
      const colon = line.indexOf(': ');
      headers.set(line.slice(0, colon), decodeURIComponent(line.slice(colon + 2)));
    }
  } else if (head.includes('text/event-json')) {
    const object: Record<string, unknown> = JSON.parse(rest);
    for (const [k, v] of Object.entries(object)) if (k === '_body') body = String(v); else headers.set(k, Array.isArray(v) ? `ARRAY::${v.join('|:')}` : String(v));
  } else return undefined;
  return { t: f.t, name: headers.get('Event-Name') ?? '', leg: headers.get('Unique-ID'), headers, body };
}

/** What an event is counted as: commands wait for as many as were seen before them. */
function key(event: SeenEvent, legs: ReadonlySet<string>): string | undefined {
  // modules' own events may be left out of the comparison: nothing waits for them
  if (event.name === 'CUSTOM') return undefined;
  if (event.name === 'BACKGROUND_JOB') return 'BACKGROUND_JOB';
  if (event.leg === undefined || !legs.has(event.leg)) return event.leg === undefined && event.name !== 'HEARTBEAT' ? event.name : undefined;
  return `${event.name} ${event.leg}`;
}

export interface Replay { readonly said: readonly Frame[]; readonly legs: ReadonlySet<string> }

export function replay(frames: readonly Frame[], seed: string | number): Replay {
  const legs = chosenLegs(frames);
  const firstEvent = frames.map((f) => (f.dir === 'in' ? parseEvent(f) : undefined)).find((e) => e !== undefined);
  const stamp = Number(firstEvent?.headers.get('Event-Date-Timestamp') ?? 1_795_294_164_000_000) / 1000;
  const clock = new VirtualClock({ start: Math.floor(stamp - (firstEvent?.t ?? 0)) });
  const world = new World({
    clock, dice: new SeededDice(seed), callees: rigCallees, gateways: [{ name: 'carrier1' }, { name: 'carrier2' }],
    users: Array.from({ length: 20 }, (_, i) => ({ name: String(1000 + i), domain: 'rig.test', registered: false })),
    settings: { ...DEFAULT_SETTINGS, maxSessions: 6000, sessionsPerSecond: 1000, globals: {} }, files: imaginaryFiles(2000, { 'hello.wav': 911 }),
  });
  clock.every(20_000, () => { heartbeat(world); });
  const said: Frame[] = [];
  const open = { now: true };
  const counts = new Map<string, number>();
  const session = new EslSession(world, 'ClueCon', {
    write: (frame) => {
      const f: Frame = { t: clock.monotonic(), dir: 'in', frame };
      said.push(f);
      const event = parseEvent(f);
      const k = event === undefined ? 'reply' : key(event, legs);
      if (k !== undefined) counts.set(k, (counts.get(k) ?? 0) + 1);
    },
    close: () => { open.now = false; said.push({ t: clock.monotonic(), dir: 'in', frame: '(closed)' }); },
  });
  world.onEvent((event) => { session.hear(event); });
  // what must have been seen before the next command, as the recording had it
  const wanted = new Map<string, number>();
  let lastT = 0;
  for (const f of frames) {
    if (f.dir === 'in') {
      const event = parseEvent(f);
      const k = event === undefined ? (f.frame === '(closed)' ? undefined : 'reply') : key(event, legs);
      if (k === undefined) continue;
      wanted.set(k, (wanted.get(k) ?? 0) + 1);
      lastT = f.t;
      continue;
    }
    const met = (): boolean => [...wanted].every(([k, n]) => (counts.get(k) ?? 0) >= n);
    const until = clock.monotonic() + 30_000;
    while (!met() && clock.nextIn !== undefined && clock.monotonic() + clock.nextIn <= until) clock.runNext();
    if (!met()) throw new Error(`the simulated switch never said all that came before: ${f.frame.split('\n')[0] ?? ''}; missing ${[...wanted].filter(([k, n]) => (counts.get(k) ?? 0) < n).map(([k]) => k).join(', ')}`);
    clock.advance(Math.max(0, f.t - lastT));
    lastT = f.t;
    if (open.now) session.feed(Buffer.from(f.frame, 'utf8'));
  }
  const until = clock.monotonic() + 30_000;
  while (![...wanted].every(([k, n]) => (counts.get(k) ?? 0) >= n) && clock.nextIn !== undefined && clock.monotonic() + clock.nextIn <= until) clock.runNext();
  clock.advance(Math.max(1000, (frames.at(-1)?.t ?? 0) - lastT + 2500));
  return { said, legs };
}
