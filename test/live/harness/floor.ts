/** What the two switches say of who hears whom, asked past the server. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Live } from '../harness.js';
import { connect } from 'node:net';

const user = async (live: Live, leg: string): Promise<string> => live.eslApi(`uuid_getvar ${leg} dunwell_agent`);

/** The leg of ours that leads to `dialled`. */
export function legTo(live: Live, dialled: string): Promise<string> {
  return live.ours.until(`a leg to ${dialled}`, async () => (await live.ours.channels()).find((leg) => leg.dest === dialled || leg.name.includes(dialled))?.uuid);
}
/** Waits until the leg is bridged to that collector's line (`userId`), or, without one, to whatever leg; gives the partner. */
export function bridged(live: Live, leg: string, userId?: string): Promise<string> {
  return live.ours.until(`${leg} bridged${userId === undefined ? '' : ` to ${userId}`}`, async () => {
    const other = await partner(live, leg);
    return other !== null && (userId === undefined || await user(live, other) === userId) ? other : null;
  });
}
export async function partner(live: Live, leg: string): Promise<string | null> {
  const rows = (JSON.parse(await live.eslApi('show bridged_calls as json')) as { rows?: { uuid: string; b_uuid: string }[] }).rows ?? [];
  const row = rows.find((one) => one.uuid === leg || one.b_uuid === leg);
  return row ? (row.uuid === leg ? row.b_uuid : row.uuid) : null;
}
export function lineOf(live: Live, userId: string): Promise<string> {
  return live.ours.until(`the line of ${userId}`, async () => { for (const leg of await live.ours.channels()) if (await user(live, leg.uuid) === userId) return leg.uuid; return null; });
}
/** Members of the one conference there is. */
export async function members(live: Live): Promise<readonly string[]> {
  const said = await live.eslApi('conference list');
  return said.split('\n').filter((line) => /^\d+;/.test(line)).map((line) => line.split(';')[2] ?? '');
}

/** A person on the network who rings us; their side is recorded (left: what they hear, since that is what the network's leg reads; right: what they say) from the answer on. Gives leg and file. */
export async function ring(live: Live, from: string, to: string, more = ''): Promise<{ readonly leg: string; readonly heard: string }> {
  const leg = randomUUID();
  const heard = join(live.dir, `caller-${leg}.wav`);
  await live.network.api(`bgapi originate {origination_uuid=${leg},origination_caller_id_number=${from},origination_caller_id_name=${from},RECORD_STEREO=true,execute_on_answer='record_session ${heard}'${more}}sofia/pstn/${to}@127.0.0.1:5080 &park()`);
  return { leg, heard };
}
/** Are they still on the line? */
export const there = async (live: Live, leg: string): Promise<boolean> => await live.network.api(`uuid_exists ${leg}`) === 'true';

/** Records the network's leg to `dialled` for `seconds`, then gives how much of a tone there is in what it hears (0…1). */
export async function hears(live: Live, leg: string, hertz: number, seconds = 1): Promise<number> {
  const file = join(live.dir, `hears-${randomUUID()}.wav`);
  await live.network.api(`uuid_setvar ${leg} RECORD_STEREO true`);
  await live.network.api(`uuid_record ${leg} start ${file}`);
  // A WAV of 8 kHz stereo grows by 32 000 bytes a second.
  await live.network.until(`${seconds} s of sound`, () => Promise.resolve(existsSync(file) && length(file) >= seconds), 60_000);
  await live.network.api(`uuid_record ${leg} stop ${file}`);
  return tone(file, hertz, 1);
}
/** Records a collector's line at our own switch for `seconds`, then gives what is in their ear: all of it, and a narrow band around a tone (root mean square, 0…1). */
export async function ear(live: Live, leg: string, hertz: number, seconds: number): Promise<{ readonly all: number; readonly tone: number }> {
  const file = join(live.dir, `ear-${randomUUID()}.wav`);
  await live.eslApi(`uuid_setvar ${leg} RECORD_STEREO true`);
  await live.eslApi(`uuid_record ${leg} start ${file}`);
  await live.ours.until(`${seconds} s of sound`, () => Promise.resolve(existsSync(file) && length(file) >= seconds), 60_000);
  await live.eslApi(`uuid_record ${leg} stop ${file}`);
  return { all: loudness(file, 2, []), tone: tone(file, hertz, 2) };
}
const length = (file: string): number => { try { return Number(execFileSync('stat', ['-c', '%s', file], { encoding: 'utf8' })) / 32_000; } catch { return 0; } };
/** Root mean square of a narrow band around a tone on one side of a file. */
export function tone(file: string, hertz: number, side: 1 | 2): number { return loudness(file, side, ['sinc', `${hertz - 40}-${hertz + 40}`]); }
function loudness(file: string, side: 1 | 2, effects: readonly string[]): number {
  const stat = execFileSync('sh', ['-c', 'exec sox "$@" 2>&1', 'sox', '--ignore-length', file, '-n', 'remix', String(side), ...effects, 'stat'], { encoding: 'utf8' });
  return Number(/RMS\s+amplitude\s*:\s*([\d.]+)/.exec(stat)?.[1] ?? '0');
}
/** The network's leg that plays the person at `dialled`. */
export function callee(live: Live, dialled: string): Promise<string> {
  return live.network.until(`the network's leg to ${dialled}`, async () => (await live.network.channels()).find((leg) => leg.direction === 'inbound' && leg.dest.endsWith(dialled))?.uuid);
}

/** Digits that arrive at legs of the network, as the network's own events tell. */
export class Digits {
  readonly heard: { readonly leg: string; readonly digit: string }[] = [];
  private constructor(private readonly close_: () => void) {}
  static async listen(live: Live): Promise<Digits> {
    const { host, port, password } = live.network.address;
    const socket = connect(port, host);
    await new Promise<void>((resolve, reject) => { socket.once('connect', () => { resolve(); }); socket.once('error', reject); });
    const digits = new Digits(() => { socket.destroy(); });
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const frame = text.slice(0, end);
        text = text.slice(end + 2);
        const digit = /^DTMF-Digit: (.*)$/m.exec(frame)?.[1];
        const leg = /^Unique-ID: (.*)$/m.exec(frame)?.[1];
        if (digit !== undefined && leg !== undefined) digits.heard.push({ leg, digit: decodeURIComponent(digit) });
      }
    });
    socket.write(`auth ${password}\n\nevent plain DTMF\n\n`);
    return digits;
  }
  of(leg: string): string { return this.heard.filter((one) => one.leg === leg).map((one) => one.digit).join(''); }
  close(): void { this.close_(); }
}
