/** The certificate for the switch's secure WebSocket: made once, kept, and looked at. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureCertificate } from '../../src/boot/certificate.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const folder = (): string => mkdtempSync(join(tmpdir(), 'dunwell-cert-'));

it('is made for the name, by whom nobody else reads the key, and is left alone afterwards', async () => {
  const at = join(folder(), 'certs');
  const made = await ensureCertificate(at, 'pbx.example', NOW);
  expect(made).toMatchObject({ created: true, daysLeft: 824, fits: true });
  const pem = readFileSync(made.file, 'utf8');
  expect(new X509Certificate(pem).checkPrivateKey(createPrivateKey(pem))).toBe(true);
  expect(statSync(made.file).mode & 0o007).toBe(0);
  expect(await ensureCertificate(at, 'pbx.example', NOW + 800 * 86_400_000)).toMatchObject({ created: false, daysLeft: 24, fits: true });
  expect(await ensureCertificate(at, 'other.example', NOW)).toMatchObject({ created: false, fits: false });
  expect(readFileSync(made.file, 'utf8')).toBe(pem);
});
it('is for an address, too, and a TLS server takes it', async () => {
  const { file, fits } = await ensureCertificate(folder(), '10.1.2.3', Date.now());
  expect(fits).toBe(true);
  const pem = readFileSync(file, 'utf8');
  const server = createServer({ key: pem, cert: pem }, (socket) => { socket.end('hello'); });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  const { port } = server.address() as { port: number };
  const said = await new Promise<string>((done, failed) => { const socket = connect({ port, host: '127.0.0.1', ca: pem, servername: 'localhost' }, () => undefined); socket.on('data', (data: Buffer) => { done(data.toString()); }); socket.on('error', failed); });
  expect(said).toBe('hello');
  server.close();
});
it('says when the file is something else', async () => {
  const at = folder();
  writeFileSync(join(at, 'wss.pem'), 'nothing');
  await expect(ensureCertificate(at, 'pbx.example', NOW)).rejects.toThrow('holds no certificate');
});
