/** A SIP phone that registers over UDP and answers (or is busy): enough for a desk's leg in live tests. It sends no sound. */
import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const token = (): string => randomBytes(6).toString('hex');
const header = (message: string, name: string): string => new RegExp(`^${name}: *(.*)\r?$`, 'im').exec(message)?.[1]?.trim() ?? '';

export class TinyPhone {
  busy = false;
  readonly requests: string[] = [];
  #registered: (() => void) | undefined;
  #cseq = 1;
  readonly #callId = token();

  private constructor(private readonly socket: Socket, private readonly user: string, private readonly password: string, private readonly domain: string, private readonly registrar: number) {}

  /** Resolves when the registrar said 200. */
  static async register(user: string, password: string, domain: string, registrar: number): Promise<TinyPhone> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => { socket.bind(0, '127.0.0.1', () => resolve()); });
    const phone = new TinyPhone(socket, user, password, domain, registrar);
    socket.on('message', (bytes, from) => phone.#hears(bytes.toString(), from));
    await new Promise<void>((resolve) => { phone.#registered = resolve; phone.#register(''); });
    return phone;
  }

  close(): void { this.socket.close(); }

  get #port(): number { return (this.socket.address()).port; }

  #register(authorization: string): void {
    const me = `<sip:${this.user}@${this.domain}>`;
    this.#send([`REGISTER sip:${this.domain} SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.1:${this.#port};branch=z9hG4bK${token()};rport`, `From: ${me};tag=${token()}`, `To: ${me}`,
      `Call-ID: ${this.#callId}`, `CSeq: ${this.#cseq++} REGISTER`, `Contact: <sip:${this.user}@127.0.0.1:${this.#port}>`, 'Expires: 300', 'Max-Forwards: 70', ...(authorization === '' ? [] : [authorization])], '', this.registrar);
  }

  #hears(message: string, from: RemoteInfo): void {
    const [, status] = /^SIP\/2\.0 (\d+)/.exec(message) ?? [];
    if (status === '401') {
      const challenge = header(message, 'WWW-Authenticate');
      const part = (name: string): string => new RegExp(`${name}="?([^",]*)"?`).exec(challenge)?.[1] ?? '';
      const cnonce = token();
      const uri = `sip:${this.domain}`;
      const response = md5(`${md5(`${this.user}:${part('realm')}:${this.password}`)}:${part('nonce')}:00000001:${cnonce}:auth:${md5(`REGISTER:${uri}`)}`);
      return this.#register(`Authorization: Digest username="${this.user}", realm="${part('realm')}", nonce="${part('nonce')}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="${cnonce}"`);
    }
    if (status !== undefined) { if (status === '200') this.#registered?.(); return; }
    this.requests.push(message.split('\r\n', 1)[0] ?? '');
    if (message.startsWith('ACK')) return;
    if (!message.startsWith('INVITE')) return this.#answer(message, '200 OK', '', from.port);
    if (this.busy) return this.#answer(message, '486 Busy Here', '', from.port);
    const sdp = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', `m=audio ${this.#port} RTP/AVP 8`, 'a=rtpmap:8 PCMA/8000', ''].join('\r\n');
    this.#answer(message, '200 OK', sdp, from.port);
  }

  #answer(request: string, status: string, sdp: string, port: number): void {
    const vias = [...request.matchAll(/^Via:.*$/gim)].map((line) => line[0].trim());
    const to = header(request, 'To');
    this.#send([`SIP/2.0 ${status}`, ...vias, `From: ${header(request, 'From')}`, `To: ${/;tag=/.test(to) ? to : `${to};tag=tiny`}`, `Call-ID: ${header(request, 'Call-ID')}`, `CSeq: ${header(request, 'CSeq')}`,
      `Contact: <sip:${this.user}@127.0.0.1:${this.#port}>`, ...(sdp === '' ? [] : ['Content-Type: application/sdp'])], sdp, port);
  }

  #send(lines: readonly string[], body: string, port: number): void {
    this.socket.send([...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'), port, '127.0.0.1');
  }
}
