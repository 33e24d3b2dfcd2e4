/** An event socket that does as a test scripts: real TCP, real frames, no telephone. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export const AUTH_REQUEST = 'Content-Type: auth/request\n\n';
export const reply = (text: string): string => `Content-Type: command/reply\nReply-Text: ${text}\n\n`;
export const api = (text: string): string => `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(text)}\n\n${text}`;
export const plain = (headers: Readonly<Record<string, string>>, body = ''): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${encodeURIComponent(value)}`);
  const text = body === '' ? lines.join('\n') + '\n\n' : [...lines, `Content-Length: ${Buffer.byteLength(body)}`].join('\n') + '\n\n' + body;
  return `Content-Length: ${Buffer.byteLength(text)}\nContent-Type: text/event-plain\n\n${text}`;
};
export const job = (uuid: string, said: string): string => plain({ 'Event-Name': 'BACKGROUND_JOB', 'Job-UUID': uuid, 'Event-Date-Timestamp': '1795294163943250' }, said);

export class Peer {
  /** Commands in the order they came, each with its headers, without the blank line. */
  readonly commands: string[] = [];
  closed = false;
  constructor(readonly socket: Socket) {}
  say(text: string): void { this.socket.write(text); }
}

export type Script = (command: string, peer: Peer) => void;

export class FakeSwitch {
  readonly peers: Peer[] = [];
  coreUuid = 'a601966e-1332-4f36-89cd-187e8da76991';
  /** What happens when somebody connects; by default it asks for the password. */
  onConnect: (peer: Peer) => void = (peer) => peer.say(AUTH_REQUEST);
  /** Answers what the default does not: authentication, subscriptions and the probe. */
  script: Script = (command, peer) => peer.say(command.startsWith('api ') ? api('+OK\n') : reply('+OK'));
  /** Sees every command first; true: it took care of it. */
  before: (command: string, peer: Peer) => boolean = () => false;
  readonly #server: Server;

  private constructor(server: Server) { this.#server = server; }

  static async start(): Promise<FakeSwitch> {
    const server = createServer();
    const fake = new FakeSwitch(server);
    server.on('connection', (socket) => fake.#welcome(socket));
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return fake;
  }

  get port(): number { return (this.#server.address() as AddressInfo).port; }
  get last(): Peer { return this.peers[this.peers.length - 1]!; }
  /** Commands of all connections that begin so. */
  sent(prefix: string): string[] { return this.peers.flatMap((peer) => peer.commands).filter((command) => command.startsWith(prefix)); }

  async stop(): Promise<void> {
    for (const peer of this.peers) peer.socket.destroy();
    await new Promise<void>((resolve) => { this.#server.close(() => resolve()); });
  }

  #welcome(socket: Socket): void {
    const peer = new Peer(socket);
    this.peers.push(peer);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('close', () => { peer.closed = true; });
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8');
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const command = text.slice(0, end);
        text = text.slice(end + 2);
        peer.commands.push(command);
        this.#answer(command, peer);
      }
    });
    this.onConnect(peer);
  }

  #answer(command: string, peer: Peer): void {
    if (this.before(command, peer)) return;
    if (command.startsWith('auth ')) {
      if (command === 'auth ClueCon') return peer.say(reply('+OK accepted'));
      peer.say(reply('-ERR invalid') + 'Content-Type: text/disconnect-notice\nContent-Length: 67\n\nDisconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n');
      peer.socket.end();
      return;
    }
    if (command.startsWith('event plain ')) return peer.say(reply('+OK event listener enabled plain'));
    if (command === 'api global_getvar core_uuid') return peer.say(api(this.coreUuid));
    this.script(command, peer);
  }
}
