/** What the server may be made to knock at: nothing inside, whatever a name resolves to. */
import type { LookupAddress } from 'node:dns';
import { afterEach, describe, expect, it } from 'vitest';
import { isInside } from '../../src/adapters/outbox/addresses.js';
import { NodePost } from '../../src/adapters/outbox/index.js';
import { Receiver } from './world.js';

const v4 = (address: string): LookupAddress => ({ address, family: 4 });
let done: (() => unknown)[] = [];
afterEach(async () => { for (const one of done) await one(); done = []; });
function poster(resolve: () => readonly LookupAddress[], open = false): NodePost {
  const post = new NodePost({ private: open, resolve: () => Promise.resolve(resolve()) });
  done.push(() => { post.close(); });
  return post;
}
const ask = (url: string, timeout = 5000) => ({ url, headers: {}, body: '{}', timeout });

describe('addresses inside', () => {
  it.each(['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '[::1]', 'fe80::1%eth0', 'nonsense'])('%s', (address) => { expect(isInside(address)).toBe(true); });
  it.each(['8.8.8.8', '172.32.0.1', '193.0.0.1', '2606:4700::1111', '2a00:1450::1'])('%s is not', (address) => { expect(isInside(address)).toBe(false); });
});

describe('where a webhook may go', () => {
  const post = poster(() => [v4('93.184.216.34')]);
  it.each(['http://example.com/', 'https://127.0.0.1/', 'https://[::1]/', 'https://localhost/', 'https://a.localhost/', 'https://10.0.0.1:8443/x', 'https://2130706433/', 'https://0x7f.1/', 'https://017700000001/', 'https://user:pw@example.com/', 'https://example.com/#x', 'ftp://example.com/', 'file:///etc/passwd', 'nothing'])('not to %s', (url) => {
    expect(post.check(url)).toMatchObject({ ok: false, error: { code: 'webhook.url', at: '/url' } });
  });
  it('to https and a public name', () => { expect(post.check('https://example.com:8443/hook?a=b').ok).toBe(true); });
  it('a name that resolves inside is refused when it is posted to, and nothing arrives', async () => {
    const receiver = await Receiver.open();
    done.push(() => receiver.close());
    const { port } = new URL(receiver.url);
    for (const address of ['127.0.0.1', '::1', '169.254.169.254', '::ffff:127.0.0.1']) {
      expect(await poster(() => [{ address, family: address.includes(':') ? 6 : 4 }]).post(ask(`https://hook.example:${port}/`))).toEqual({ kind: 'failed', error: 'target.private' });
    }
    expect(await poster(() => [v4('127.0.0.1')]).post(ask(receiver.url))).toEqual({ kind: 'failed', error: 'target.scheme' });
    expect(receiver.heard).toEqual([]);
  });
  it('is asked once and connected to what was judged: a name that changes its mind gains nothing', async () => {
    let asked = 0;
    const rebinding = poster(() => { asked += 1; return asked === 1 ? [v4('192.0.2.1'), v4('10.0.0.1')] : [v4('127.0.0.1')]; });
    expect(await rebinding.post(ask('https://hook.example/'))).toEqual({ kind: 'failed', error: 'target.private' });
    expect(asked).toBe(1);
  });
});

describe('posting', () => {
  it('follows no redirect, gives up in time, and tells what went wrong by a code', async () => {
    const receiver = await Receiver.open();
    done.push(() => receiver.close());
    const post = poster(() => [v4('127.0.0.1')], true);
    receiver.manners = [302, 'hang', 'drop'];
    expect(await post.post(ask(receiver.url))).toEqual({ kind: 'answered', status: 302 });
    expect(receiver.heard.length).toBe(1);
    expect(await post.post(ask(receiver.url, 200))).toEqual({ kind: 'failed', error: 'timeout' });
    expect(await post.post(ask(receiver.url))).toEqual({ kind: 'failed', error: 'broken' });
    expect(await post.post(ask('http://127.0.0.1:1/'))).toEqual({ kind: 'failed', error: 'refused' });
    const stop = new AbortController();
    stop.abort();
    expect(await post.post({ ...ask(receiver.url), signal: stop.signal })).toEqual({ kind: 'failed', error: 'stopped' });
  });
});
