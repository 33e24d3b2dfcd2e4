/**
 * HTTPS and WSS by the server itself: the same routes behind a certificate, beside plain HTTP on loopback, where the switch and the
 * command line of this machine ask. A renewed certificate is taken up without a restart: when told (SIGHUP), and by looking at the
 * files; one that can't be used leaves the one before in force.
 */
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { Clock, Log, Timer } from '../app/ports/system.js';
import type { Config } from '../config.js';
import { ensureCertificate } from './certificate.js';
import { bind, visible } from './listen.js';
import { CertificateUnusable, readTls, type TlsFiles, type TlsPair } from './tls.js';

export type HttpsConfig = Pick<Config, 'httpHost' | 'httpPort' | 'https' | 'httpsCertificate' | 'httpsKey' | 'certificates' | 'softphoneUrl'>;
/** How often the files are looked at. */
const LOOK_EVERY = 60_000;
const WARN_DAYS = 30;
/** As the plain server has it: one slow client holds a socket no longer. */
const REQUEST_LIMIT = 10 * 60_000;
const KEEP_ALIVE = 72_000;
const USUAL_PORT = 8443;

export interface HttpsServer {
  readonly server: Server;
  readonly files: TlsFiles;
  /** Answers the address as a browser on this machine would write it. */
  listen(): Promise<string>;
  /** Takes up renewed files. false: nothing new, or nothing usable. */
  reload(): boolean;
  close(): Promise<void>;
}
interface Deps { readonly clock: Clock; readonly log: Log }

/** Throws `CertificateUnusable`. */
export async function httpsServer(config: HttpsConfig, deps: Deps, handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<HttpsServer> {
  const log = deps.log.child({ part: 'https' });
  const files = await filesOf(config, deps.clock.now(), log);
  let pair = readTls(files, deps.clock.now());
  tell(pair, files, log);
  const server = createServer({ cert: pair.cert, key: pair.key, minVersion: 'TLSv1.2', honorCipherOrder: true, requestTimeout: REQUEST_LIMIT, keepAliveTimeout: KEEP_ALIVE }, handle);
  // Whoever does not speak TLS here is no news: ports are scanned.
  server.on('tlsClientError', () => undefined);
  const reload = (): boolean => {
    try {
      const next = readTls(files, deps.clock.now());
      if (next.print === pair.print) return false;
      server.setSecureContext({ cert: next.cert, key: next.key, minVersion: 'TLSv1.2', honorCipherOrder: true });
      pair = next;
      log.info({ file: files.certificate, daysLeft: next.daysLeft }, 'the certificate was renewed');
      tell(next, files, log);
      return true;
    } catch (error) {
      log.error({ code: error instanceof CertificateUnusable ? error.code : 'https.unusable' }, `the certificate before stays in force: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
  const look: Timer = deps.clock.every(LOOK_EVERY, () => { reload(); });
  return {
    server, files, reload,
    listen: async () => `https://${visible(config.httpHost)}:${String(await bind((port) => new Promise<number>((resolve, reject) => {
      const failed = (error: Error): void => { reject(error); };
      server.once('error', failed).listen({ host: config.httpHost, port }, () => {
        server.off('error', failed);
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    }), config.httpPort, USUAL_PORT))}`,
    close: () => new Promise((resolve) => {
      look.cancel();
      const patience = setTimeout(() => { server.closeAllConnections(); }, 2000);
      server.close(() => { clearTimeout(patience); resolve(); });
      server.closeIdleConnections();
    }),
  };
}

/** Those of the settings, or the one of the switch's secure WebSocket, which is made where there is none. */
async function filesOf(config: HttpsConfig, now: number, log: Log): Promise<TlsFiles> {
  if (config.httpsCertificate !== null) return { certificate: config.httpsCertificate, key: config.httpsKey ?? config.httpsCertificate };
  const host = config.softphoneUrl === null ? ownName(config.httpHost) : new URL(config.softphoneUrl).hostname.replace(/^\[|\]$/g, '');
  const { file, created } = await ensureCertificate(config.certificates, host, now);
  if (created) log.info({ file, host }, 'a self-signed certificate was made: browsers warn of it until one of an authority takes its place');
  return { certificate: file, key: file };
}
/** What others would type: the address listened on, or the first of this machine. */
function ownName(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host;
  return Object.values(networkInterfaces()).flatMap((all) => all ?? []).find((one) => !one.internal && one.family === 'IPv4')?.address ?? 'localhost';
}
function tell({ daysLeft, names, selfSigned }: TlsPair, { certificate: file }: TlsFiles, log: Log): void {
  if (daysLeft < WARN_DAYS) log.warn({ file, daysLeft, names }, daysLeft < 0 ? 'the certificate is over: browsers refuse the server' : 'the certificate ends soon');
  else log.info({ file, daysLeft, names, selfSigned }, 'https');
}
