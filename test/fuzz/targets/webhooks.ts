/** What a webhook's receiver answers: any bytes at all, over a real socket. */
import { createServer, type Server } from 'node:net';
import fc from 'fast-check';
import { NodePost } from '../../../src/adapters/outbox/index.js';
import { must } from '../checks.js';
import { bent, nasty } from '../mutate.js';
import { target, type AnyTarget } from '../target.js';

const ANSWERS = ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'HTTP/1.1 204 No Content\r\n\r\n', 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 'HTTP/1.1 500 X\r\nContent-Length: 99999999999\r\n\r\nx', 'HTTP/1.0 200\r\n\r\n', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'];

export async function webhookTargets(): Promise<readonly AnyTarget[]> {
  let answer = '';
  const server: Server = createServer((socket) => { socket.on('error', () => undefined); socket.once('data', () => { socket.end(Buffer.from(answer, 'latin1')); }); });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const post = new NodePost({ private: true });
  return [target({
    name: 'webhooks: what receivers answer', share: 4, inTurns: true,
    input: fc.oneof({ weight: 6, arbitrary: bent(ANSWERS) }, { weight: 1, arbitrary: nasty }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 200_000 }).map((size) => `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`) }),
    run: async (text) => {
      answer = text;
      const posted = await post.post({ url: `http://127.0.0.1:${port}/hook`, headers: { 'content-type': 'application/json' }, body: '{}', timeout: 5_000 });
      if (posted.kind === 'answered') must(Number.isInteger(posted.status) && posted.status >= 0 && posted.status < 1_000, 'a status is a number');
      else must(/^[a-z.]{1,30}$/.test(posted.error), 'a failure is one of our words');
    },
    close: async () => { post.close(); await new Promise((done) => { server.close(done); }); },
  })];
}
