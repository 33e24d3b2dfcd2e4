/**
 * The certificate of the switch's secure WebSocket: made once, self-signed, where there is none. Whoever has one of a certificate
 * authority puts it in its place (key, certificate and chain in one file, as FreeSWITCH reads it).
 */
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** Browsers take no certificate that is good for longer (CA/Browser Forum, Apple: 825 days for those of one's own). */
const DAYS = 825;
const DAY = 86_400_000;

export interface Certificate { readonly file: string; readonly created: boolean; /** Days left; below zero: over. */ readonly daysLeft: number; /** Is it for the name browsers come by? */ readonly fits: boolean }

/** `host`: the name or address browsers reach the switch by. Throws when a file is there that is no certificate. */
export async function ensureCertificate(folder: string, host: string, now: number): Promise<Certificate> {
  const file = join(folder, 'wss.pem');
  const created = !existsSync(file);
  if (created) {
    const names = [...new Set([host, 'localhost', '127.0.0.1'])];
    const made = await generate([{ name: 'commonName', value: host }], {
      algorithm: 'sha256', keyType: 'ec', curve: 'P-256', notBeforeDate: new Date(now - DAY), notAfterDate: new Date(now + (DAYS - 1) * DAY),
      extensions: [{ name: 'basicConstraints', cA: false }, { name: 'keyUsage', digitalSignature: true }, { name: 'extKeyUsage', serverAuth: true }, { name: 'subjectAltName', altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })) }],
    });
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    // Never seen half-written or by others: the key is in it. The switch's user reads it by the folder's group.
    writeFileSync(file, `${made.private.trim()}\n${made.cert.trim()}\n`, { mode: 0o640, flag: 'wx' });
  }
  const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(readFileSync(file, 'utf8'))?.[0];
  if (pem === undefined) throw new Error(`${file} holds no certificate`);
  const certificate = new X509Certificate(pem);
  return { file, created, daysLeft: Math.floor((Date.parse(certificate.validTo) - now) / DAY), fits: (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined };
}
