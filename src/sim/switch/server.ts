/** The event socket on TCP: many clients, each with its session; slow readers are dropped once they lag too far. Faults of the socket live here. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { EslSession } from './session.js';
import type { World } from './world.js';

export interface EslServerOptions { readonly host: string; readonly port: number; readonly password: string }

/** Bytes a half-open or unauthenticated client may take: it is closed after this long without a password. */
const AUTH_WITHIN = 25_000;

interface Client { readonly socket: Socket; readonly session: EslSession; cutIn: number | undefined }

export class EslServer {
  readonly #clients = new Set<Client>();
  #server: Server | undefined;
  #frozen = false;
  #held: { readonly client: Client; readonly bytes: Buffer }[] = [];
  #unlisten: (() => void) | undefined;
  port = 0;
  /** Clients dropped because they did not read. */
  slowDropped = 0;

  constructor(private readonly world: World, private readonly options: EslServerOptions) {}

  get clients(): number { return this.#clients.size; }

  async listen(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => { this.#accept(socket); });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: this.options.host, port: this.port === 0 ? this.options.port : this.port }, () => { server.off('error', reject); resolve(); });
    });
    server.on('error', (error) => { this.world.log?.error({ code: error.name }, 'event socket of the simulated switch'); });
    const address = server.address();
    if (isAddress(address)) this.port = address.port;
    this.#unlisten = this.world.onEvent((event) => {
      for (const client of this.#clients) client.session.hear(event);
    });
  }

  async close(): Promise<void> {
    this.#unlisten?.();
    this.#unlisten = undefined;
    const server = this.#server;
    this.#server = undefined;
    this.dropAll();
    if (server) await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
  }

  /** Takes every connection down at once, without a word. */
  dropAll(): void {
    for (const client of [...this.#clients]) { client.session.end(); client.socket.destroy(); }
    this.#clients.clear();
    this.#held = [];
  }

  /** Drops each connection after `bytes` more bytes have gone out on it: in the middle of a frame, as a rule. */
  dropMidFrame(bytes: number): void {
    for (const client of this.#clients) client.cutIn = Math.max(0, bytes);
  }

  /** Accepts and says nothing: commands wait, events are lost as on a hung process whose queue overflows. Thaw answers what waits. */
  freeze(on: boolean): void {
    this.#frozen = on;
    if (on) return;
    const held = this.#held;
    this.#held = [];
    for (const { client, bytes } of held) if (this.#clients.has(client)) client.session.feed(bytes);
  }

  #accept(socket: Socket): void {
    const holder: { client?: Client } = {};
    let greeted = '';
    const session = new EslSession(this.world, this.options.password, {
      write: (frame) => { if (holder.client) this.#write(holder.client, frame); else greeted += frame; },
      close: () => { socket.end(); },
    });
    const client: Client = { socket, session, cutIn: undefined };
    holder.client = client;
    this.#clients.add(client);
    this.#write(client, greeted);
    const impatience = this.world.later(AUTH_WITHIN, () => { if (!session.isAuthed) socket.destroy(); });
    socket.on('data', (bytes: Buffer) => {
      if (this.#frozen) this.#held.push({ client, bytes });
      else session.feed(bytes);
    });
    const gone = (): void => {
      impatience.cancel();
      session.end();
      this.#clients.delete(client);
    };
    socket.on('close', gone);
    socket.on('error', () => { socket.destroy(); gone(); });
  }

  #write(client: Client, frame: string): void {
    const { socket } = client;
    if (this.#frozen || socket.destroyed || !socket.writable) return;
    if (client.cutIn !== undefined) {
      const bytes = Buffer.from(frame, 'utf8');
      if (bytes.length >= client.cutIn) {
        socket.write(bytes.subarray(0, client.cutIn), () => { socket.resetAndDestroy(); });
        client.session.end();
        this.#clients.delete(client);
        return;
      }
      client.cutIn -= bytes.length;
    }
    socket.write(frame, 'utf8');
    if (socket.writableLength > this.world.settings.maxBacklogBytes) {
      this.slowDropped++;
      client.session.end();
      socket.destroy();
    }
  }
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo => typeof address === 'object' && address !== null;
