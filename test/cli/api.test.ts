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

describe('a grave act', () => {
  /** A server that wants proof first, and takes one password. */
  async function wary(answers: readonly (string | null)[]) {
    const asked: string[] = [];
    let proven = false;
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => { text += chunk.toString(); }).on('end', () => {
        asked.push(`${request.url ?? ''} ${text}`);
        const proof = request.url?.endsWith('/me/proof') === true;
        if (proof && text.includes('right')) proven = true;
        const refused = proof ? !proven : proven ? null : 'proof.required';
        response.writeHead(refused === true ? 422 : refused === 'proof.required' ? 403 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(refused === null || refused === false ? { done: true } : { type: 'about:blank', title: 'x', status: proof ? 422 : 403, code: proof ? 'password.wrong' : 'proof.required', detail: 'no', requestId: 'r' }));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    stop = () => { server.close(); server.closeAllConnections(); };
    const left = [...answers];
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { asked, api: new Api({ url, token: 'a', from: 'here' }, undefined, () => Promise.resolve(left.shift() ?? null)) };
  }
  it('is asked for again once the password was given', async () => {
    const { api, asked } = await wary(['the right one']);
    expect(await api.post(Done, '/users', { login: 'x' })).toEqual({ done: true });
    expect(asked).toEqual(['/api/v1/users {"login":"x"}', '/api/v1/me/proof {"password":"the right one"}', '/api/v1/users {"login":"x"}']);
  });
  it('is not done without a terminal, nor with a wrong password', async () => {
    const alone = await wary([null]);
    await expect(alone.api.post(Done, '/users', {})).rejects.toMatchObject({ code: 'proof.required', exit: 4 });
    stop();
    const wrong = await wary(['wrong']);
    await expect(wrong.api.post(Done, '/users', {})).rejects.toMatchObject({ code: 'password.wrong' });
    expect(wrong.asked).toHaveLength(2);
  });
});
