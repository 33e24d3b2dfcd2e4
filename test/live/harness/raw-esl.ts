/**
 * A bare event-socket client for assertions: `api` commands only, one after another, no events.
 * It shares no line with the adapter under test, so that a mistake there can't hide itself.
 */
import { connect, type Socket } from 'node:net';

export interface EslAddress { readonly host: string; readonly port: number; readonly password: string }

interface Frame { readonly type: string; readonly reply: string; readonly body: string }

export class RawEsl {
  private buffer = Buffer.alloc(0);
  private waiting: { readonly resolve: (frame: Frame) => void; readonly reject: (error: Error) => void } | null = null;
  private readonly early: Frame[] = [];
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => { this.buffer = Buffer.concat([this.buffer, chunk]); this.read(); });
    const fail = (why: string): void => {
      this.closed = true;
      this.waiting?.reject(new Error(why));
      this.waiting = null;
    };
    socket.on('error', (error) => { fail(`event socket: ${error.message}`); });
    socket.on('close', () => { fail('event socket closed'); });
  }

  static async open(address: EslAddress): Promise<RawEsl> {
    const socket = connect(address.port, address.host);
    const esl = new RawEsl(socket);
    const hello = await esl.frame();
    if (hello.type !== 'auth/request') throw new Error(`event socket said ${hello.type}`);
    socket.write(`auth ${address.password}\n\n`);
    const answer = await esl.frame();
    if (!answer.reply.startsWith('+OK')) throw new Error(`event socket refused us: ${answer.reply}`);
    return esl;
  }

  get isClosed(): boolean { return this.closed; }

  /** The reply's text, without the trailing newline. Errors of the switch (`-ERR …`) are text too. */
  api(command: string): Promise<string> {
    if (/[\r\n]/.test(command)) throw new Error('one line, please');
    const run = this.last.then(async () => {
      this.socket.write(`api ${command}\n\n`);
      return (await this.frame()).body.trimEnd();
    });
    this.last = run.catch(() => undefined);
    return run;
  }

  close(): void { this.socket.destroy(); }

  private frame(timeoutMs = 90_000): Promise<Frame> {
    const early = this.early.shift();
    if (early) return Promise.resolve(early);
    if (this.closed) return Promise.reject(new Error('event socket closed'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { this.waiting = null; reject(new Error(`event socket: no answer in ${timeoutMs} ms`)); }, timeoutMs);
      this.waiting = {
        resolve: (frame) => { clearTimeout(timer); resolve(frame); },
        reject: (error) => { clearTimeout(timer); reject(error); },
      };
    });
  }

  private read(): void {
    for (;;) {
      const end = this.buffer.indexOf('\n\n');
      if (end < 0) return;
      const headers = new Map(this.buffer.subarray(0, end).toString('utf8').split('\n').map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }));
      const length = Number(headers.get('content-length') ?? '0');
      if (this.buffer.length < end + 2 + length) return;
      const body = this.buffer.subarray(end + 2, end + 2 + length).toString('utf8');
      this.buffer = this.buffer.subarray(end + 2 + length);
      const frame: Frame = { type: headers.get('content-type') ?? '', reply: headers.get('reply-text') ?? '', body };
      if (this.waiting) { const { resolve } = this.waiting; this.waiting = null; resolve(frame); } else this.early.push(frame);
    }
  }
}
