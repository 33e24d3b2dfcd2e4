/** Binds the HTTP server: the port asked for, or 8080 or the next free one; done once /healthz answers. */
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.js';

const USUAL_PORT = 8080;
const TRIES = 100;

export class PortTaken extends Error {
  constructor(readonly port: number) { super(`port ${port} is taken by another program: set DUNWELL_HTTP_PORT to another one, or leave it out to get the next free one`); this.name = 'PortTaken'; }
}

/** Binds to the port asked for, or to `usual` or the next free one; answers the port. Throws `PortTaken`. */
export async function bind(listenOn: (port: number) => Promise<number>, wanted: number | null, usual: number): Promise<number> {
  const ports = wanted === null ? Array.from({ length: TRIES }, (_, n) => usual + n) : [wanted];
  for (const [index, port] of ports.entries()) {
    try { return await listenOn(port); } catch (error) {
      if (!isTaken(error)) throw error;
      if (index === ports.length - 1) throw new PortTaken(port);
    }
  }
  throw new PortTaken(usual);
}

/** Answers the server's address as a browser on this machine would write it. */
export async function listen(http: FastifyInstance, { httpHost: host, httpPort }: Pick<Config, 'httpHost' | 'httpPort'>): Promise<string> {
  const port = await bind(async (one) => {
    await http.listen({ host, port: one });
    const address = http.server.address();
    return typeof address === 'object' && address !== null ? address.port : one;
  }, httpPort, USUAL_PORT);
  const url = `http://${visible(host)}:${port}`;
  await healthy(url);
  return url;
}
export const visible = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host);
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
async function healthy(url: string): Promise<void> {
  const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`the server listens, but /healthz answers ${response.status}`);
}
