/** What the outbox needs of the world outside: somebody who posts, and somebody who writes files. Both are given. */
import type { Result } from '../../core/result.js';
import type { Millis } from '../../core/units.js';

export interface PostRequest { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly timeout: Millis; readonly signal?: AbortSignal }
/** `error` is a code without personal data: `timeout`, `target.private`, `target.scheme`, `dns`, `refused`, `tls`, `broken`, `stopped`. */
export type Posted = { readonly kind: 'answered'; readonly status: number } | { readonly kind: 'failed'; readonly error: string };
export interface HttpPost {
  /** Never throws, never follows a redirect, and never reaches an address that isn't permitted, whatever a name resolves to. */
  post(request: PostRequest): Promise<Posted>;
  /** Is this a URL that may be posted to, as far as one sees without asking for its name? Fails with `webhook.url`. */
  check(url: string): Result<null>;
}

/** A file in the making: nobody sees it before `keep`, and then whole. */
export interface Sheet {
  /** Resolves once more may be written. */
  write(text: string): Promise<void>;
  /** Puts the file in its place, unless the same bytes lie there already. */
  keep(): Promise<{ readonly sha256: string; readonly bytes: number }>;
  abandon(): Promise<void>;
}
export interface ExportFiles {
  /** `path` is below the folder of exports, parts of letters, digits, `-`, `_`, `.` only; anything else throws. */
  begin(path: string): Promise<Sheet>;
}

export interface OutboxSettings {
  readonly timeout: Millis;
  /** Tries of one delivery before it is a dead letter. */
  readonly tries: number;
  readonly firstRetry: Millis; readonly mostRetry: Millis;
  /** How often the stream is looked at when nobody said that there is something. */
  readonly look: Millis;
  /** Deliveries of one webhook that may wait; beyond them the stream itself is the queue. */
  readonly mostWaiting: number;
  /** Sent before what became of them is written down: so many may come twice after a crash. */
  readonly batch: number;
}
export const OUTBOX_SETTINGS: OutboxSettings = { timeout: 10_000, tries: 12, firstRetry: 10_000, mostRetry: 3_600_000, look: 1000, mostWaiting: 5000, batch: 20 };
