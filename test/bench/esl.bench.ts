/**
 * How many events a second go from raw bytes to typed events with ten headers read, against modesl's parser on the same
 * bytes in the same process. The bytes are the channel events of the transcripts of a real switch.
 * Not a test: `npm run bench` prints it, and test/adapters/freeswitch/bench.test.ts holds the ratio.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { EventEmitter } from 'node:events';
import type { BenchReport } from './report.js';
import { jsonEvent, plainEvent, type EslEvent } from '../../src/adapters/freeswitch/esl/event.js';
import { FrameReader } from '../../src/adapters/freeswitch/esl/framing.js';

const TRANSCRIPTS = new URL('../transcripts/', import.meta.url);
const HEADERS = [
  'Event-Name', 'Unique-ID', 'Event-Date-Timestamp', 'Call-Direction', 'Channel-Name', 'Hangup-Cause',
  'variable_sip_term_status', 'variable_sip_hangup_disposition', 'Caller-Destination-Number', 'variable_rtp_local_sdp_str',
] as const;
const READ_SIZE = 64 * 1024;

export interface BenchRow { readonly name: string; readonly eventsPerSecond: number; readonly ratioToBaseline: number }

/** All plain events of the transcripts as one stream of bytes, and how many they are. */
function plainStream(): { bytes: Buffer; events: number } {
  const frames: Buffer[] = [];
  for (const file of readdirSync(TRANSCRIPTS).filter((name) => name.endsWith('.jsonl')).sort()) {
    for (const line of readFileSync(new URL(file, TRANSCRIPTS), 'utf8').split('\n')) {
      const entry: unknown = line === '' ? undefined : JSON.parse(line);
      if (typeof entry !== 'object' || entry === null || !('dir' in entry) || !('frame' in entry)) continue;
      if (entry.dir === 'in' && typeof entry.frame === 'string' && entry.frame.includes('Content-Type: text/event-plain')) frames.push(Buffer.from(entry.frame));
    }
  }
  return { bytes: Buffer.concat(frames), events: frames.length };
}

/** The same events as a switch writes them in JSON. */
function jsonStream(plain: Buffer): Buffer {
  const frames: Buffer[] = [];
  const reader = new FrameReader({ headBytes: 65_536, bodyBytes: 16 * 1024 * 1024 }, (frame) => {
    const event = plainEvent(frame.body);
    const fields: Record<string, string> = {};
    for (const line of frame.body.toString('latin1').split('\n\n', 1)[0]?.split('\n') ?? []) {
      const name = line.slice(0, line.indexOf(': '));
      fields[name] = event?.get(name) ?? '';
    }
    const body = Buffer.from(JSON.stringify(fields));
    frames.push(Buffer.from(`Content-Length: ${body.length}\nContent-Type: text/event-json\n\n`), body);
  });
  reader.push(plain);
  return Buffer.concat(frames);
}

let kept = 0;
function readTen(event: EslEvent | undefined): void {
  if (event === undefined) throw new Error('an event could not be read');
  for (const header of HEADERS) kept += event.get(header)?.length ?? 0;
}

function inReads(bytes: Buffer, take: (read: Buffer) => void): void {
  for (let at = 0; at < bytes.length; at += READ_SIZE) take(bytes.subarray(at, at + READ_SIZE));
}

function ours(bytes: Buffer, read: (body: Buffer) => EslEvent | undefined): number {
  let events = 0;
  const reader = new FrameReader({ headBytes: 65_536, bodyBytes: 16 * 1024 * 1024 }, (frame) => { readTen(read(frame.body)); events++; });
  inReads(bytes, (piece) => reader.push(piece));
  return events;
}

/** modesl's Parser wants a socket and emits `esl::event`; its types do not exist. */
interface ModeslEvent { getHeader(name: string): string | null }
type ModeslParser = new (socket: EventEmitter) => EventEmitter;
function loadModesl(): ModeslParser {
  const loaded: unknown = createRequire(import.meta.url)('modesl');
  if (typeof loaded === 'object' && loaded !== null && 'Parser' in loaded && typeof loaded.Parser === 'function') return loaded.Parser as ModeslParser;
  throw new Error('modesl has no Parser');
}
function theirs(Parser: ModeslParser, bytes: Buffer): number {
  let events = 0;
  const socket = new EventEmitter();
  const parser = new Parser(socket);
  parser.on('esl::event', (event: ModeslEvent) => {
    for (const header of HEADERS) kept += event.getHeader(header)?.length ?? 0;
    events++;
  });
  inReads(bytes, (piece) => { socket.emit('data', piece); });
  return events;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Runs in turn, so that what else the machine does falls on all alike. `rounds`: paired runs; the medians count. */
export async function benchEsl(rounds = 9): Promise<{ rows: BenchRow[] }> {
  const { bytes, events } = plainStream();
  const json = jsonStream(bytes);
  const Parser = loadModesl();
  const runs = [
    { name: 'modesl, plain', run: () => theirs(Parser, bytes) },
    { name: 'ours, plain (production)', run: () => ours(bytes, plainEvent) },
    { name: 'ours, JSON', run: () => ours(json, (body) => jsonEvent(body.toString('utf8'))) },
    { name: 'modesl, JSON', run: () => theirs(Parser, json) },
  ];
  const speeds = runs.map(() => [] as number[]);
  const ratios = runs.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++) {
    let baseline = 0;
    for (const [index, { name, run }] of runs.entries()) {
      const start = process.cpuUsage();
      const seen = run();
      const { user, system } = process.cpuUsage(start);
      if (seen !== events) throw new Error(`${name} read ${seen} of ${events} events`);
      const speed = events / ((user + system) / 1e6);
      if (index === 0) baseline = speed;
      if (round < 0) continue; // the first one warms up
      speeds[index]?.push(speed);
      ratios[index]?.push(speed / baseline);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (kept === 0) throw new Error('nothing was read');
  return { rows: runs.map(({ name }, index) => ({ name, eventsPerSecond: Math.round(median(speeds[index] ?? [])), ratioToBaseline: Math.round(median(ratios[index] ?? []) * 100) / 100 })) };
}

/** As `npm run bench` prints it. */
export default async function bench(): Promise<BenchReport> {
  const { rows } = await benchEsl();
  return {
    name: 'ESL: raw bytes to typed events, ten headers read each',
    rows: rows.flatMap(({ name, eventsPerSecond, ratioToBaseline }) => [
      { what: name, value: eventsPerSecond, unit: 'events/s of CPU' },
      ...(name.startsWith('ours, plain') ? [{ what: '  against modesl', value: ratioToBaseline, unit: '×', target: '≥ 5', ok: ratioToBaseline >= 5 }] : []),
    ]),
    notes: ['medians of paired runs in one process; JSON for information'],
  };
}
