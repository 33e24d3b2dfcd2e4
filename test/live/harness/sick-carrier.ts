/** A carrier that is up (it answers OPTIONS) and takes no call: every INVITE is answered 503 at once, so it certainly rang nobody. */
import { createSocket, type Socket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Live } from '../harness.js';

export class SickCarrier {
  invites = 0;
  private constructor(private readonly socket: Socket) {
    socket.on('message', (data, from) => {
      const text = data.toString();
      const method = text.split(' ', 1)[0] ?? '';
      if (method !== 'INVITE' && method !== 'OPTIONS') return;
      if (method === 'INVITE') this.invites += 1;
      const kept = text.split('\r\n').filter((line) => /^(?:via|from|call-id|cseq|to|v|f|t|i):/i.test(line)).map((line) => (/^(?:to|t):/i.test(line) && !line.includes(';tag=') ? `${line};tag=sick` : line));
      socket.send([`SIP/2.0 ${method === 'INVITE' ? '503 Service Unavailable' : '200 OK'}`, ...kept, 'Content-Length: 0', '', ''].join('\r\n'), from.port, from.address);
    });
  }
  /** Listens on `port` and makes `gateway` lead there, on our switch. */
  static async start(live: Live, gateway: string, port: number): Promise<SickCarrier> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => { socket.once('error', reject); socket.bind(port, '127.0.0.1', () => { resolve(); }); });
    const param = (key: string, value: string): string => `    <param name="${key}" value="${value}"/>`;
    // One element a line: the switch's preprocessor takes a line with <include> out whole.
    writeFileSync(join(live.dir, 'local/gateways', `${gateway}.xml`), ['<include>', `  <gateway name="${gateway}">`, param('proxy', `127.0.0.1:${port}`), param('realm', '127.0.0.1'), param('username', 'dunwell'), param('password', 'none'),
      param('register', 'false'), param('caller-id-in-from', 'true'), param('ping', '15'), '  </gateway>', '</include>', ''].join('\n'));
    await live.eslApi('reloadxml');
    await live.eslApi('sofia profile trunks rescan');
    await live.ours.until(`gateway ${gateway}`, async () => (await live.eslApi(`sofia xmlstatus gateway ${gateway}`)).includes(`<name>${gateway}</name>`));
    return new SickCarrier(socket);
  }
  stop(): void { this.socket.close(); }
}
