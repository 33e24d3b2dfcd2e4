/** Binds the HTTP server: the port asked for, or 8080 or the next free one; done once /healthz answers. */
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.js';

const USUAL_PORT = 8080;
const TRIES = 100;

export class PortTaken extends Error {
  constructor(readonly port: number) { super(`port ${port} is taken by another program: set DUNWELL_HTTP_PORT to another one, or leave it out to get the next free one`); this.name = 'PortTaken'; }
}

/** Answers the server's address as a browser on this machine would write it. */
export async function listen(http: FastifyInstance, config: Pick<Config, 'httpHost' | 'httpPort'>): Promise<string> {
  const { httpHost: host, httpPort } = config;
  const ports = httpPort === null ? Array.from({ length: TRIES }, (_, n) => USUAL_PORT + n) : [httpPort];
  for (const [index, port] of ports.entries()) {
    try {
      await http.listen({ host, port });
      const address = http.server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      const url = `http://${visible(host)}:${bound}`;
      await healthy(url);
      return url;
    } catch (error) {
      if (!isTaken(error)) throw error;
      if (index === ports.length - 1) throw new PortTaken(port);
    }
  }
  throw new PortTaken(USUAL_PORT);
}
const visible = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host);
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
async function healthy(url: string): Promise<void> {
  const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`the server listens, but /healthz answers ${response.status}`);
}
