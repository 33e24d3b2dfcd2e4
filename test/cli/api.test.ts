/** The command line's client: what it does when the server says that it has too much to do. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Type from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import { Api } from '../../src/cli/api.js';

const Done = Type.Object({ done: Type.Boolean() });
let stop: () => void = () => undefined;
afterEach(() => { stop(); });

interface Asked { readonly body: string; readonly key: unknown }
/** A server that is overloaded the first `times`, and an API client whose pauses are only written down. */
async function overloaded(times: number, headers: Record<string, string>, code = 'server.overloaded') {
  const asked: Asked[] = [];
  const pauses: number[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    asked.push({ body: Buffer.concat(parts).toString(), key: request.headers['idempotency-key'] });
    const refused = asked.length <= times;
    response.writeHead(refused ? 503 : 200, { 'content-type': 'application/json', ...(refused ? headers : {}) });
    response.end(JSON.stringify(refused ? { type: 'about:blank', title: 'x', status: 503, code, detail: 'calls come first', requestId: 'r' } : { done: true }));
  };
  const server = createServer((request, response) => { void answer(request, response); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = () => { server.close(); server.closeAllConnections(); };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, pauses, api: new Api({ url, token: 'a', from: 'here' }, (ms) => { pauses.push(ms); return Promise.resolve(); }) };
}
async function* body(): AsyncGenerator<Uint8Array> { for (const part of ['a whole ', 'file']) { await Promise.resolve(); yield Buffer.from(part); } }

describe('an overloaded server', () => {
  it('is asked again when it said to come back: the same, whole, under the same key', async () => {
    const { api, asked, pauses } = await overloaded(2, { 'retry-after': '15' });
    expect(await api.ask(Done, 'POST', '/imports', { stream: { type: 'text/plain', body } })).toEqual({ done: true });
    expect(pauses).toEqual([15_000, 15_000]);
    expect(asked.map((one) => one.body)).toEqual(['a whole file', 'a whole file', 'a whole file']);
    expect(new Set(asked.map((one) => one.key)).size).toBe(1);
  });
  it('is given up after five minutes', async () => {
    const { api, pauses } = await overloaded(1_000, { 'retry-after': '60' });
    await expect(api.post(Done, '/reports')).rejects.toMatchObject({ code: 'server.overloaded', message: 'calls come first', exit: 5 });
    expect(pauses).toEqual(Array.from({ length: 5 }, () => 60_000));
  });
  it('one that names no time, or is not ready for another reason, is not', async () => {
    const silent = await overloaded(1, {});
    await expect(silent.api.post(Done, '/reports')).rejects.toMatchObject({ exit: 5 });
    stop();
    const other = await overloaded(1, { 'retry-after': '1' }, 'not.ready');
    await expect(other.api.post(Done, '/reports')).rejects.toMatchObject({ code: 'not.ready' });
    expect([...silent.pauses, ...other.pauses]).toEqual([]);
  });
});
