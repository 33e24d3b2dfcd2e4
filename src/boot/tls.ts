/** A certificate and its key from files, checked together before anything serves with them: what is wrong is said in words. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Codes: `https.unreadable`, `https.no_certificate`, `https.no_key`, `https.encrypted_key`, `https.mismatch`. Holds nothing of the key. */
export class CertificateUnusable extends Error {
  constructor(readonly code: string, text: string) { super(text); }
}
export interface TlsFiles { readonly certificate: string; /** May be the same file. */ readonly key: string }
export interface TlsPair {
  /** The certificate and those of its authorities, as in the file. */
  readonly cert: string;
  readonly key: string;
  /** Changes with either file. */
  readonly print: string;
  readonly daysLeft: number;
  /** Names and addresses it is for, as it says. */
  readonly names: string;
  /** Nobody but itself vouches for it. */
  readonly selfSigned: boolean;
}
const DAY = 86_400_000;
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z]+ )*PRIVATE KEY-----/;

/** Throws `CertificateUnusable`. `now`: milliseconds since 1970. */
export function readTls(files: TlsFiles, now: number): TlsPair {
  const chain = textOf(files.certificate).match(CERTIFICATES) ?? [];
  const [first] = chain;
  const certificate = first === undefined ? undefined : parsed(() => new X509Certificate(first));
  if (certificate === undefined) throw new CertificateUnusable('https.no_certificate', `${files.certificate} holds no certificate (PEM: -----BEGIN CERTIFICATE-----)`);
  const keyText = KEY.exec(textOf(files.key))?.[0];
  if (keyText === undefined) throw new CertificateUnusable('https.no_key', `${files.key} holds no private key (PEM: -----BEGIN PRIVATE KEY-----)`);
  if (keyText.includes('ENCRYPTED')) throw new CertificateUnusable('https.encrypted_key', `the key in ${files.key} has a passphrase: take it off (openssl pkey -in … -out …), and keep the file to the server's user (chmod 600)`);
  const key: KeyObject | undefined = parsed(() => createPrivateKey(keyText));
  if (key === undefined) throw new CertificateUnusable('https.no_key', `the private key in ${files.key} can't be read: is the file whole?`);
  if (!certificate.checkPrivateKey(key)) throw new CertificateUnusable('https.mismatch', `the key in ${files.key} is not that of the certificate in ${files.certificate}: the server's own certificate must stand first there, and both must be of one issue`);
  return {
    cert: `${chain.join('\n')}\n`, key: keyText, print: `${certificate.fingerprint256} ${String(chain.length)}`, daysLeft: Math.floor((Date.parse(certificate.validTo) - now) / DAY),
    names: certificate.subjectAltName ?? certificate.subject.replaceAll('\n', ', '), selfSigned: certificate.issuer === certificate.subject,
  };
}
function textOf(path: string): string {
  try { return readFileSync(path, 'utf8'); } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new CertificateUnusable('https.unreadable', `${path} ${code === 'ENOENT' ? 'is not there' : code === 'EACCES' ? 'may not be read by the user that runs Dunwell' : `can't be read (${code})`}`);
  }
}
function parsed<T>(read: () => T): T | undefined { try { return read(); } catch { return undefined; } }
