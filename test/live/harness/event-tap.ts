/** Listens to a switch's channel events past the adapter under test, and can command it at once: for races and for proofs of silence. */
import { connect, type Socket } from 'node:net';
import type { EslAddress } from './raw-esl.js';

export interface Heard { readonly name: string; readonly leg: string; readonly kind: string; readonly dest: string; readonly other: string; readonly at: number; readonly attempt?: string }
const EVENTS = 'CHANNEL_CREATE CHANNEL_ANSWER CHANNEL_PARK CHANNEL_UNPARK CHANNEL_BRIDGE CHANNEL_UNBRIDGE CHANNEL_HANGUP CHANNEL_EXECUTE PLAYBACK_START';

export class EventTap {
  readonly heard: Heard[] = [];
  #buffer = Buffer.alloc(0);
  private constructor(private readonly socket: Socket, private readonly onEvent: (event: Heard) => void) {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => { this.#buffer = Buffer.concat([this.#buffer, chunk]); this.#read(); });
  }
  static async open(address: EslAddress, onEvent: (event: Heard) => void = () => undefined): Promise<EventTap> {
    const socket = connect(address.port, address.host);
    await new Promise<void>((resolve, reject) => { socket.once('connect', () => { resolve(); }); socket.once('error', reject); });
    const tap = new EventTap(socket, onEvent);
    socket.write(`auth ${address.password}\n\nevent plain ${EVENTS}\n\n`);
    return tap;
  }
  /** Sends an `api` command; its reply is not read. */
  tell(command: string): void { this.socket.write(`api ${command}\n\n`); }
  close(): void { this.socket.destroy(); }

  #read(): void {
    for (;;) {
      const end = this.#buffer.indexOf('\n\n');
      if (end < 0) return;
      const length = Number(/^Content-Length: (\d+)/m.exec(this.#buffer.subarray(0, end).toString())?.[1] ?? 0);
      if (this.#buffer.length < end + 2 + length) return;
      const body = this.#buffer.subarray(end + 2, end + 2 + length).toString();
      this.#buffer = this.#buffer.subarray(end + 2 + length);
      const of = (name: string): string => decodeURIComponent(new RegExp(`^${name}: (.*)$`, 'm').exec(body)?.[1] ?? '');
      const name = of('Event-Name');
      if (name === '') continue;
      const event = { name, leg: of('Bridge-A-Unique-ID') || of('Unique-ID'), kind: of('variable_dunwell_kind'), dest: of('Caller-Destination-Number'), other: of('Bridge-B-Unique-ID') || of('Other-Leg-Unique-ID'), attempt: of('variable_dunwell_attempt'), at: Number(of('Event-Date-Timestamp')) / 1000 };
      this.heard.push(event);
      this.onEvent(event);
    }
  }
}

/**
 * Every stretch in which a leg of ours hung in the air: out of park, and neither bridged, playing, moved, parked again nor gone.
 * The switch itself takes 41 to 81 ms for a bridge.
 */
export function limbos(heard: readonly Heard[]): { readonly leg: string; readonly kind: string; readonly ms: number }[] {
  const open = new Map<string, Heard>();
  // A leg killed in park says HANGUP first and UNPARK after.
  const dead = new Set<string>();
  const found: { leg: string; kind: string; ms: number }[] = [];
  const close = (leg: string, at: number): void => {
    const began = open.get(leg);
    if (!began) return;
    open.delete(leg);
    found.push({ leg, kind: began.kind, ms: at - began.at });
  };
  for (const event of heard) {
    if (event.name === 'CHANNEL_HANGUP') dead.add(event.leg);
    if (event.name === 'CHANNEL_UNPARK') { if (!dead.has(event.leg)) open.set(event.leg, event); continue; }
    if (event.name === 'CHANNEL_BRIDGE') { close(event.leg, event.at); close(event.other, event.at); continue; }
    if (['CHANNEL_PARK', 'CHANNEL_HANGUP', 'CHANNEL_EXECUTE', 'PLAYBACK_START'].includes(event.name)) close(event.leg, event.at);
  }
  const last = heard.at(-1)?.at ?? 0;
  for (const leg of [...open.keys()]) close(leg, last);
  return found;
}

/** Bridges of a leg that was still bridged to another. */
export function overlaps(heard: readonly Heard[]): { readonly leg: string; readonly first: string; readonly second: string }[] {
  const partner = new Map<string, string>();
  const found: { leg: string; first: string; second: string }[] = [];
  for (const event of heard) {
    if (event.name === 'CHANNEL_BRIDGE') {
      for (const [leg, other] of [[event.leg, event.other], [event.other, event.leg]] as const) {
        const before = partner.get(leg);
        if (before !== undefined && before !== other) found.push({ leg, first: before, second: other });
        partner.set(leg, other);
      }
    } else if (event.name === 'CHANNEL_HANGUP' || event.name === 'CHANNEL_PARK' || event.name === 'CHANNEL_UNBRIDGE') {
      const other = partner.get(event.leg);
      partner.delete(event.leg);
      if (other !== undefined && partner.get(other) === event.leg) partner.delete(other);
    }
  }
  return found;
}
