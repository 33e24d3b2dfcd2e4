/** As much of a WebSocket as the gateway and the desk's client use: `ws` gives it, and the simulator's sockets on virtual time. */
import type { RawData } from 'ws';

/** A message as it came, without copying what is in one piece. */
export const bytesOf = (data: RawData): Buffer => (Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data));

export interface DeskSocket {
  readonly bufferedAmount: number;
  readonly readyState: number;
  readonly OPEN: number;
  readonly CLOSED: number;
  on(event: 'message', heard: (data: RawData, binary: boolean) => void): unknown;
  on(event: 'open' | 'close' | 'ping' | 'pong', heard: () => void): unknown;
  on(event: 'error', heard: (error: Error) => void): unknown;
  send(text: string, sent?: () => void): void;
  ping(): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
}
