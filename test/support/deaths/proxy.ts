/** A TCP proxy between server and switch that does what bad networks do. It must not know what goes through it. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type Weather =
  | { readonly kind: 'fair' }
  /** Each way, evenly spread; order is kept. */
  | { readonly kind: 'delay'; readonly by: readonly [number, number] }
  /** What is sent is taken and goes nowhere; connections stay up. */
  | { readonly kind: 'blackhole' }
  /** Bytes come in pieces of this size, each a packet of its own. */
  | { readonly kind: 'slices'; readonly bytes: number }
  /** New connections are refused. */
  | { readonly kind: 'closed' };

export class Proxy {
  weather: Weather = { kind: 'fair' };
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  private constructor(private readonly server: Server, private readonly to: () => number) {}

  static async open(to: () => number): Promise<Proxy> {
    const holder: { proxy?: Proxy } = {};
    const server = createServer({ noDelay: true }, (socket) => { holder.proxy?.accept(socket); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return holder.proxy = new Proxy(server, to);
  }
  get port(): number { return (this.server.address() as AddressInfo).port; }
  get connections(): number { return this.#pairs.size; }
  /** Every connection is reset. */
  reset(): void { for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy(); }
  /** Says something to the server in the switch's name: `head`, then `times` times `piece`. Resolves when it was taken, or the connection ended. */
  async say(head: string, piece: Buffer, times: number): Promise<void> {
    const [pair] = this.#pairs;
    if (!pair) return;
    const [client] = pair;
    client.write(head);
    for (let n = 0; n < times && !client.destroyed; n += 1) {
      if (!client.write(piece)) await new Promise<void>((resolve) => { client.once('drain', resolve); client.once('close', () => { resolve(); }); });
    }
  }
  async close(): Promise<void> {
    this.reset();
    await new Promise<void>((resolve) => { this.server.close(() => { resolve(); }); });
  }

  accept(client: Socket): void {
    if (this.weather.kind === 'closed') { client.resetAndDestroy(); return; }
    const target = connect({ port: this.to(), host: '127.0.0.1', noDelay: true });
    const pair = [client, target] as const;
    this.#pairs.add(pair);
    const end = (): void => { this.#pairs.delete(pair); client.destroy(); target.destroy(); };
    for (const socket of pair) socket.on('error', end).on('close', end);
    this.#carry(client, target);
    this.#carry(target, client);
  }
  #carry(from: Socket, to: Socket): void {
    /** The instant the last bytes are due: later ones never overtake them. */
    let due = 0;
    from.on('data', (bytes: Buffer) => {
      const { weather } = this;
      if (weather.kind === 'blackhole') return;
      const pieces = weather.kind === 'slices' ? sliced(bytes, weather.bytes) : [bytes];
      const wait = weather.kind === 'delay' ? weather.by[0] + Math.random() * (weather.by[1] - weather.by[0]) : 0;
      due = Math.max(due, performance.now() + wait);
      const left = due - performance.now();
      const write = (): void => { for (const piece of pieces) if (!to.destroyed) to.write(piece); };
      if (left <= 0) write(); else setTimeout(write, left);
    });
  }
}
function sliced(bytes: Buffer, size: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
}
