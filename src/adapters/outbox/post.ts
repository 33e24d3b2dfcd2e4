/**
 * Posts to webhooks, and to nothing inside: the address is judged after its name was resolved and the very address judged is
 * the one connected to, so that a name can't change its mind in between. Redirects are answers like any other.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { HttpPost, Posted, PostRequest } from '../../app/outbox/ports.js';
import { fail, ok, type Result } from '../../core/result.js';
import { isInside } from './addresses.js';

export interface PostOptions {
  /** Permits this machine, private networks and plain http. */
  readonly private: boolean;
  /** How names are resolved; the system's way when left out. Tests give their own. */
  readonly resolve?: (name: string) => Promise<readonly LookupAddress[]>;
}
/** Of the answer nothing is kept but the status; a receiver that talks on is hung up on. */
const MOST_ANSWER = 64 * 1024;
const INSIDE = 'target.private';

const system = (name: string): Promise<readonly LookupAddress[]> => new Promise((settle, refuse) => {
  resolve(name, { all: true }, (error, addresses) => { if (error) refuse(error); else settle(addresses); });
});

export class NodePost implements HttpPost {
  readonly #lookup: LookupFunction;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  constructor(private readonly options: PostOptions) {
    const names = options.resolve ?? system;
    this.#lookup = (name, asked, done) => {
      names(name).then((addresses) => {
        const good = options.private ? addresses : addresses.filter((one) => !isInside(one.address));
        const [first] = good;
        if (!first) { done(Object.assign(new Error('no address that may be reached'), { code: addresses.length === 0 ? 'ENOTFOUND' : INSIDE }), '', 0); return; }
        if (asked.all === true) done(null, [...good]); else done(null, first.address, first.family);
      }, (error: unknown) => { done(Object.assign(new Error('the name is not known'), { code: codeOf(error) === '' ? 'ENOTFOUND' : codeOf(error) }), '', 0); });
    };
    this.#http = new HttpAgent({ keepAlive: true, maxFreeSockets: 4 });
    this.#https = new HttpsAgent({ keepAlive: true, maxFreeSockets: 4 });
  }

  check(text: string): Result<null> {
    const no = (why: string): Result<null> => fail('webhook.url', why, '/url');
    let url: URL;
    try { url = new URL(text); } catch { return no('must be a URL such as https://example.com/hook'); }
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && this.options.private)) return no('must begin with https://');
    if (url.username !== '' || url.password !== '') return no('must hold no user name or password');
    if (url.hash !== '') return no('must have no part after #');
    return this.#insideLiteral(url) ? no('must be a public address') : ok(null);
  }

  post(request: PostRequest): Promise<Posted> {
    const checked = this.check(request.url);
    if (!checked.ok) return Promise.resolve({ kind: 'failed', error: urlOf(request.url)?.protocol === 'https:' ? INSIDE : 'target.scheme' });
    return new Promise((settle) => {
      const url = new URL(request.url);
      const secure = url.protocol === 'https:';
      let sent: ClientRequest | null = null;
      let over = false;
      const end = (posted: Posted): void => {
        if (over) return;
        over = true;
        clearTimeout(limit);
        request.signal?.removeEventListener('abort', stop);
        settle(posted);
      };
      const giveUp = (error: string): void => { end({ kind: 'failed', error }); sent?.destroy(); };
      const stop = (): void => { giveUp('stopped'); };
      const limit = setTimeout(() => { giveUp('timeout'); }, request.timeout);
      if (request.signal?.aborted === true) { giveUp('stopped'); return; }
      request.signal?.addEventListener('abort', stop);
      const headers = { ...request.headers, 'content-length': String(Buffer.byteLength(request.body)) };
      sent = (secure ? httpsRequest : httpRequest)(url, { method: 'POST', headers, agent: secure ? this.#https : this.#http, lookup: this.#lookup }, (answer) => {
        let size = 0;
        const status = answer.statusCode ?? 0;
        answer.on('data', (part: Buffer) => { size += part.length; if (size > MOST_ANSWER) { end({ kind: 'answered', status }); sent?.destroy(); } });
        answer.on('end', () => { end({ kind: 'answered', status }); });
        // It answered with a status and then broke off: the status is what counts.
        answer.on('error', () => { end({ kind: 'answered', status }); });
      });
      sent.on('error', (error) => { end({ kind: 'failed', error: reasonOf(codeOf(error)) }); });
      sent.end(request.body);
    });
  }

  close(): void { this.#http.destroy(); this.#https.destroy(); }

  /** A number in the URL is never looked up, so it is judged here. */
  #insideLiteral(url: URL): boolean {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    return !this.options.private && (host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isInside(host)));
  }
}

const urlOf = (text: string): URL | null => { try { return new URL(text); } catch { return null; } };
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');
function reasonOf(code: string): string {
  if (code === INSIDE) return INSIDE;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return 'dns';
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'refused';
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code) ? 'tls' : 'broken';
}
