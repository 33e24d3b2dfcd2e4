/**
 * One client of the event socket, without its socket: bytes come in, frames go out. Commands are read as
 * mod_event_socket reads them, one at a time and in order; an `api` that takes time holds up those after it.
 */
import { runApp, queueMessage } from './apps.js';
import { appStart } from './app-table.js';
import { causeFrom } from './causes.js';
import { hangUp } from './legs.js';
import { runCommand } from './api/commands.js';
import type { RawEvent } from './event.js';
import { Subscription } from './subscription.js';
import { AUTH_REQUEST, DISCONNECT_NOTICE, apiResponse, commandReply, eventFrame, jobReply, type EventFormat } from './wire.js';
import type { World } from './world.js';

export interface SessionOutput {
  /** A whole frame. */
  write(frame: string): void;
  /** After what was written has gone. */
  close(): void;
}

/** A command may not be longer, as in the real switch. */
const MAX_COMMAND = 10_485_760;

interface Command { readonly text: string; readonly headers: ReadonlyMap<string, string> }

export class EslSession {
  readonly #subscription = new Subscription();
  #format: EventFormat = 'plain';
  #authed = false;
  #over = false;
  #buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #waitingBody: { readonly command: Command; readonly length: number } | undefined;
  readonly #queue: Command[] = [];
  #busy = false;

  constructor(private readonly world: World, private readonly password: string, private readonly out: SessionOutput) {
    out.write(AUTH_REQUEST);
  }

  get isAuthed(): boolean { return this.#authed; }

  mayHear(name: string): boolean { return !this.#over && this.#subscription.mayWant(name); }
  /** The world says an event. */
  hear(event: RawEvent): void {
    if (!this.#over && this.#subscription.wants(event)) this.out.write(eventFrame(event, this.#format));
  }

  /** The client sent bytes, cut anywhere. */
  feed(bytes: Buffer): void {
    if (this.#over) return;
    this.#parts.push(bytes);
    // join only when a command can have ended: a slow writer of a long command costs no copy per byte
    if (!bytes.includes(0x0a) && this.#waitingBody === undefined) {
      if (this.#size() > MAX_COMMAND) this.end();
      return;
    }
    this.#buffer = Buffer.concat([this.#buffer, ...this.#parts]);
    this.#parts = [];
    while (!this.#isOver() && this.#takeCommand()) { /* one more */ }
    if (this.#buffer.length > MAX_COMMAND) this.end();
    this.#work();
  }

  /** No more from this client. */
  end(): void {
    this.#over = true;
    this.#queue.length = 0;
    this.#buffer = Buffer.alloc(0);
    this.#parts = [];
  }

  #isOver(): boolean { return this.#over; }
  #size(): number { return this.#parts.reduce((n, p) => n + p.length, this.#buffer.length); }

  #takeCommand(): boolean {
    if (this.#waitingBody) {
      if (this.#buffer.length < this.#waitingBody.length) return false;
      this.#buffer = this.#buffer.subarray(this.#waitingBody.length);
      this.#queue.push(this.#waitingBody.command);
      this.#waitingBody = undefined;
      return true;
    }
    let start = 0;
    while (this.#buffer[start] === 0x0a || this.#buffer[start] === 0x0d) start++;
    if (start > 0) this.#buffer = this.#buffer.subarray(start);
    const end = endOfHeaders(this.#buffer);
    if (end < 0) return false;
    const command = readCommand(this.#buffer.toString('utf8', 0, end));
    this.#buffer = this.#buffer.subarray(end);
    const length = Number(command.headers.get('content-length') ?? 0);
    if (length > 0 && Number.isInteger(length)) this.#waitingBody = { command, length };
    else this.#queue.push(command);
    return true;
  }

  #work(): void {
    while (!this.#busy && !this.#isOver()) {
      const command = this.#queue.shift();
      if (!command) return;
      const said = this.#run(command);
      if (said !== undefined) this.out.write(commandReply(said));
      if (this.#isOver()) this.out.close();
    }
  }

  #farewell(): void {
    this.#over = true;
  }

  /** The reply's text, or undefined where the reply was or will be written otherwise. */
  #run(command: Command): string | undefined {
    const { text } = command;
    const lower = text.toLowerCase();
    const rest = (n: number): string => text.slice(n).trim();
    if (lower.startsWith('exit') || text.startsWith('...')) { this.#part('+OK bye'); return undefined; }
    if (!this.#authed) {
      if (!lower.startsWith('auth ')) return '-ERR command not found';
      if (text.slice(5).trimEnd() !== this.password) { this.#part('-ERR invalid'); return undefined; }
      this.#authed = true;
      return '+OK accepted';
    }
    if (lower.startsWith('filter ')) return this.#filter(rest(7));
    if (lower.startsWith('myevents ')) return this.#myEvents(rest(9));
    if (lower.startsWith('divert_events')) return '-ERR not controlling a session.';
    if (lower.startsWith('sendmsg')) return this.#sendmsg(rest(7), command);
    if (lower.startsWith('sendevent')) return `+OK ${this.world.uuid()}`;
    if (lower.startsWith('api ')) { this.#api(rest(4)); return undefined; }
    if (lower.startsWith('bgapi ')) { this.#bgapi(rest(6), command); return undefined; }
    if (lower.startsWith('linger') || lower.startsWith('nolinger')) return '-ERR not controlling a session';
    if (lower.startsWith('nolog')) return '-ERR not loging';
    if (lower.startsWith('log')) return `+OK log level ${rest(3)} [7]`;
    if (lower.startsWith('event')) return this.#event(rest(5));
    if (lower.startsWith('nixevent')) return this.#subscription.remove(words(rest(8))) ? '+OK events nixed' : '-ERR no keywords supplied';
    if (lower.startsWith('noevents')) return this.#subscription.clear() ? '+OK no longer listening for events' : '-ERR not listening for events';
    return '-ERR command not found';
  }

  #part(reply: string): void {
    this.out.write(commandReply(reply));
    this.out.write(DISCONNECT_NOTICE);
    this.#farewell();
  }

  #event(text: string): string {
    const all = words(text);
    const first = all[0]?.toLowerCase();
    if (first === 'plain' || first === 'json') { this.#format = first; all.shift(); }
    else if (first === 'xml') return '-ERR xml is not simulated';
    return this.#subscription.add(all) ? `+OK event listener enabled ${this.#format}` : '-ERR no keywords supplied';
  }

  #filter(text: string): string {
    let [name = '', ...values] = text.split(' ');
    if (name.toLowerCase() === 'delete' && values.length > 0) {
      [name = '', ...values] = values;
      this.#subscription.unfilter(name, values.length > 0 ? values.join(' ') : undefined);
      return `+OK filter deleted. [${name}][${values.join(' ')}]`;
    }
    if (name.toLowerCase() === 'add' && values.length > 1) [name = '', ...values] = values;
    if (values.length === 0) return '-ERR invalid syntax';
    this.#subscription.filter(name, values.join(' '));
    return `+OK filter added. [${name}]=[${values.join(' ')}]`;
  }

  #myEvents(text: string): string {
    const [leg = '', format] = words(text);
    if (format === 'json' || format === 'plain') this.#format = format;
    this.#subscription.myEvents(leg);
    return '+OK Events Enabled';
  }

  #api(text: string): void {
    const [name, args] = split(text);
    this.#busy = true;
    let inCall = true;
    runCommand(this.world, name, args, (said) => {
      if (!this.#over) this.out.write(apiResponse(said));
      this.#busy = false;
      if (!inCall) this.#work();
    });
    inCall = false;
  }

  #bgapi(text: string, command: Command): void {
    const [name, args] = split(text);
    const job = command.headers.get('job-uuid') ?? this.world.uuid();
    this.out.write(jobReply(job));
    const { world } = this;
    const report = (said: string): void => {
      world.announce('BACKGROUND_JOB', [['Job-UUID', job], ['Job-Command', name], ...(args === '' ? [] : [['Job-Command-Arg', args] as const])], said);
    };
    world.later(world.threadDelay(), () => { runCommand(world, name, args, report); });
  }

  #sendmsg(target: string, command: Command): string {
    const uuid = target === '' ? (command.headers.get('session-id') ?? '') : target;
    const channel = this.world.locate(uuid);
    if (!channel) return `-ERR invalid session id [${uuid}]`;
    const { world } = this;
    const header = (name: string): string => command.headers.get(name) ?? '';
    switch (header('call-command').toLowerCase()) {
      case 'execute': {
        const name = header('execute-app-name'), argument = header('execute-app-arg');
        const locked = ['true', 'yes', 'on', '1'].includes(header('event-lock').toLowerCase());
        const loops = Math.min(100, Math.max(1, Number(header('loops')) || 1));
        const start = appStart(name);
        for (let i = 0; i < loops; i++) {
          queueMessage(world, channel, () => {
            if (start) runApp(world, channel, { name, argument, start, looped: true, locked });
            else hangUp(world, channel, 'DESTINATION_OUT_OF_ORDER', 'self');
          });
        }
        break;
      }
      case 'hangup': {
        const cause = causeFrom(header('hangup-cause'));
        queueMessage(world, channel, () => { hangUp(world, channel, cause, 'self'); });
        break;
      }
      case 'unicast': {
        const headers = Object.fromEntries(command.headers);
        queueMessage(world, channel, () => { world.unicast?.(channel, headers); });
        break;
      }
      default: break;
    }
    return '+OK';
  }
}

const words = (text: string): string[] => text.split(' ').filter((w) => w !== '');

function split(text: string): [string, string] {
  const blank = text.indexOf(' ');
  return blank < 0 ? [text, ''] : [text.slice(0, blank), text.slice(blank + 1)];
}

/** Index just past the blank line that ends the headers, or -1. Carriage returns do not count. */
function endOfHeaders(buffer: Buffer): number {
  for (let at = buffer.indexOf(0x0a); at >= 0; at = buffer.indexOf(0x0a, at + 1)) {
    let next = at + 1;
    while (buffer[next] === 0x0d) next++;
    if (buffer[next] === 0x0a) return next + 1;
  }
  return -1;
}

function readCommand(text: string): Command {
  const lines = text.split(/[\r\n]+/);
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^ +/, ''));
  }
  return { text: lines[0] ?? '', headers };
}
