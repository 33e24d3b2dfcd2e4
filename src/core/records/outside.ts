/** What leaves for a creditor's systems: webhooks and daily files, both read from the event stream. */
import type { Id, Instant, LocalDate } from '../units.js';
import type { Kept } from './org.js';

/** Where events of a creditor's cases are sent. `cursor`: the last event of the stream that was looked at. */
export interface Webhook extends Kept {
  readonly entityId: Id; readonly creditorId: Id | null; readonly url: string; /** HMAC key, sealed. */ readonly secretSealed: string;
  /** The key before it, which signs too until then; null: none does. */ readonly oldSecretSealed: string | null; readonly oldSecretUntil: Instant | null;
  /** Event types, `*` at the end for all of a kind; empty: all. */ readonly types: readonly string[];
  /** The creditor's own names of our fields; empty: ours. */ readonly mapping: Readonly<Record<string, string>>;
  readonly enabled: boolean; readonly cursor: number;
}
export interface Delivery extends Kept {
  readonly webhookId: Id; readonly seq: number; readonly type: string; readonly state: 'waiting' | 'delivered' | 'dead';
  readonly tries: number; readonly nextAt: Instant; readonly status: number | null; readonly error: string | null; readonly deliveredAt: Instant | null;
}
export interface DailyFile extends Kept { readonly entityId: Id; readonly creditorId: Id; readonly day: LocalDate; readonly kind: 'contacts' | 'results' | 'promises' | 'payments'; readonly path: string; readonly rows: number; readonly sha256: string; readonly fromSeq: number; readonly toSeq: number }
