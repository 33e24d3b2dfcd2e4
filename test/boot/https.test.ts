/** HTTPS and WSS by the server itself: the same routes and desks, a certificate renewed while it serves, and words for files that are no use. */
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { systemClock } from '../../src/adapters/system/index.js';
import type { Conductor } from '../../src/app/conductor-api.js';
import { authorize } from '../../src/app/usecases/index.js';
import { httpsServer, type HttpsConfig, type HttpsServer } from '../../src/boot/https.js';
import { CertificateUnusable, readTls } from '../../src/boot/tls.js';
import { createDeskGateway } from '../../src/desk/gateway.js';
import { makeWorld, PASSWORD, tokenOf, type World } from '../http/doubles.js';

const NOW = Date.now();
const DAY = 86_400_000;
let home: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'dunwell https ')); });
afterEach(() => { rmSync(home, { recursive: true }); });
async function put(name: string, host = 'localhost', days = 90): Promise<{ readonly cert: string; readonly key: string }> {
  const made = await generate([{ name: 'commonName', value: host }], { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', notBeforeDate: new Date(NOW - 100 * DAY), notAfterDate: new Date(NOW + days * DAY), extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }] });
  writeFileSync(join(home, `${name}.crt`), made.cert);
  writeFileSync(join(home, `${name}.key`), made.private, { mode: 0o600 });
  return { cert: join(home, `${name}.crt`), key: join(home, `${name}.key`) };
}

describe('certificate and key', () => {
  it('are read together, whole chain and all', async () => {
    const { cert, key } = await put('good', 'dunwell.example');
    expect(readTls({ certificate: cert, key }, NOW)).toMatchObject({ daysLeft: 89, selfSigned: true, names: 'DNS:dunwell.example' });
    const other = await put('authority', 'authority');
    writeFileSync(join(home, 'chain.pem'), readFileSync(key, 'utf8') + readFileSync(cert, 'utf8') + readFileSync(other.cert, 'utf8'));
    const both = readTls({ certificate: join(home, 'chain.pem'), key: join(home, 'chain.pem') }, NOW);
    expect(both.cert.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(both.cert).not.toContain('PRIVATE');
  });
  it('that are of no use are told by what is wrong, without a word of the key', async () => {
    const [one, two] = [await put('one'), await put('two')];
    const wrong = (certificate: string, key: string): CertificateUnusable => { try { readTls({ certificate, key }, NOW); } catch (error) { if (error instanceof CertificateUnusable) return error; } throw new Error('it was taken'); };
    writeFileSync(join(home, 'text'), 'hello');
    writeFileSync(join(home, 'half.key'), readFileSync(one.key, 'utf8').replace(/[\w+/]{20}/, ''));
    writeFileSync(join(home, 'locked.key'), '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n');
    const cases: readonly (readonly [string, string, string, RegExp])[] = [
      [join(home, 'none'), one.key, 'https.unreadable', /none is not there/], [join(home, 'text'), one.key, 'https.no_certificate', /holds no certificate/], [one.cert, join(home, 'text'), 'https.no_key', /holds no private key/],
      [one.cert, join(home, 'half.key'), 'https.no_key', /can't be read/], [one.cert, join(home, 'locked.key'), 'https.encrypted_key', /passphrase/], [one.cert, two.key, 'https.mismatch', /two\.key is not that of the certificate in .*one\.crt/], [home, one.key, 'https.unreadable', /EISDIR/],
    ];
    const secret = readFileSync(one.key, 'utf8').split('\n')[1]!;
    for (const [certificate, key, code, words] of cases) {
      const error = wrong(certificate, key);
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(words)]);
      expect(error.message).not.toContain(secret);
    }
  });
});

describe('the server', () => {
  let world: World;
  let https: HttpsServer;
  let port: number;
  let gateway: ReturnType<typeof createDeskGateway>;
  const config = (certificate: string | null, key: string | null = null): HttpsConfig => ({ httpHost: '127.0.0.1', httpPort: 0, https: true, httpsCertificate: certificate, httpsKey: key, certificates: join(home, 'certificates'), softphoneUrl: null });
  const clock = systemClock({ onError: () => undefined });
  async function serve(certificate: string | null, key: string | null): Promise<void> {
    world = await makeWorld({ cookieSecure: true });
    https = await httpsServer(config(certificate, key), { clock, log: world.log }, (ask, reply) => { world.app.routing(ask, reply); });
    gateway = createDeskGateway({ conductor: world.conductor as unknown as Conductor, clock, ids: world.deps.ids, log: world.log, metrics: { count: () => undefined, gauge: () => undefined, observe: () => undefined }, authorize: (token) => authorize(world.deps, token) });
    gateway.attach(https.server);
    port = Number(new URL(await https.listen()).port);
  }
  afterEach(async () => { await gateway.stop(); await https.close(); await world.app.close(); });
  interface Answer { readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly body: string; readonly print: string }
  const ask = (path: string, body?: object): Promise<Answer> => new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', agent: false, rejectUnauthorized: false, headers: { host: 'localhost', ...(body === undefined ? {} : { 'content-type': 'application/json', 'x-dunwell': '1' }) } }, (answer) => {
      const print = (answer.socket as TLSSocket).getPeerCertificate().fingerprint256;
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => { resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text, print }); });
    });
    asked.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });

  it('answers as the plain one does, with Secure cookies and HSTS, and takes desks over WSS', async () => {
    const { cert, key } = await put('own');
    await serve(cert, key);
    const answer = await ask('/api/v1/login', { login: 'a-collector', password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/HttpOnly; Secure; SameSite=Strict/);
    expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
    expect((await world.app.inject({ url: '/healthz' })).statusCode, 'plain HTTP beside it').toBeLessThan(500);
    const said = await new Promise<string>((resolve, reject) => {
      const socket = new WebSocket(`wss://127.0.0.1:${port}/desk`, { rejectUnauthorized: false, headers: { authorization: `Bearer ${tokenOf('a-collector')}` } });
      socket.on('open', () => { socket.send('{"t":"nonsense"}'); }).on('message', (data: Buffer) => { resolve(data.toString()); socket.close(); }).on('error', reject);
    });
    expect(said).toContain('"');
  });
  it('takes up a renewed certificate for new connections, and keeps the old one while the new is no use', async () => {
    const { cert, key } = await put('own');
    await serve(cert, key);
    const first = (await ask('/healthz')).print;
    const next = await put('next');
    expect(https.reload()).toBe(false);
    copyFileSync(next.cert, cert);
    // Half of a renewal: the key is still the old one's.
    expect(https.reload()).toBe(false);
    expect((await ask('/healthz')).print).toBe(first);
    expect(world.log.lines.join('\n')).toContain('https.mismatch');
    copyFileSync(next.key, key);
    expect(https.reload()).toBe(true);
    expect((await ask('/healthz')).print).not.toBe(first);
    chmodSync(cert, 0o600);
    rmSync(key);
    expect(https.reload()).toBe(false);
    expect((await ask('/healthz')).status).toBeLessThan(500);
  });
  it('makes a certificate where none is named, the one of the softphone’s secure WebSocket, and says when one is over', async () => {
    await serve(null, null);
    expect(https.files.certificate).toBe(join(home, 'certificates', 'wss.pem'));
    expect((await ask('/healthz')).status).toBeLessThan(500);
    const old = await put('old', 'localhost', -1);
    writeFileSync(https.files.certificate, readFileSync(old.key, 'utf8') + readFileSync(old.cert, 'utf8'));
    expect(https.reload()).toBe(true);
    expect(world.log.lines.join('\n')).toContain('the certificate is over');
  });
});
