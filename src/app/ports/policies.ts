import type { LoadedPack } from '../../core/compliance/load.js';
import type { Calendar, Pack } from '../../core/compliance/pack.js';
import type { Policy } from '../../core/compliance/policy.js';
import type { PackActivation } from '../../core/records/index.js';
import type { Result } from '../../core/result.js';

/** A pack or calendar that came with this build. */
export interface Shipped<T> { readonly value: T; /** SHA-256 of its file, hexadecimal. */ readonly digest: string }
/** What an activation names. */
export type InForce = Pick<PackActivation, 'kind' | 'pack' | 'packVersion' | 'digest' | 'text' | 'signature'>;

/**
 * A text that decisions rest on, by its digest: a pack, a calendar, the zone table, or the set that names those of one policy.
 * `name`: of the pack or calendar; `label`: its version.
 */
export interface RuleText { readonly digest: string; readonly kind: 'set' | 'pack' | 'calendar' | 'zones'; readonly name: string; readonly label: string; readonly text: string }

/** Who signed a text, and what it is. */
export interface SignedText { readonly text: string; /** Ed25519 over the text's bytes, base64. */ readonly signature: string; /** The signer's public key, SPKI in base64. */ readonly key: string }

/**
 * Packs made ready to be asked, for every thread that decides. Synchronous, and the same answer for the same question: it is
 * used inside transactions.
 */
export interface Policies {
  readonly packs: readonly Shipped<Pack>[];
  readonly calendars: readonly Shipped<Calendar>[];
  /** In force where nobody has ever activated anything; ids of `packs`. */
  readonly defaults: readonly string[];
  /** TEST-24H: at any hour, for calls that reach nobody. Asked instead of the others only while every gateway is on loopback or simulated. */
  readonly test: Policy;
  /** Release of the time-zone data packs are judged with. */
  readonly zones: string;
  /**
   * The policy of what is in force; made once for each set. Fails with `policy.unknown` (this build has no such pack),
   * `policy.digest` (its text is another than the one activated), `policy.text`, `policy.zone`, `policy.calendar`, `policy.key`
   * (a count by something the ledger is not read by), `calendar.gap`.
   */
  policy(inForce: readonly InForce[]): Result<Policy>;
  /** All that a policy of this object was made of; the set first, whose digest stands for it. The same answer each time. */
  texts(policy: Policy): readonly RuleText[];
  /** A tenant's pack, or a calendar, from its text. Fails with every place that is wrong, in one text: `pack.invalid`. */
  read(kind: 'pack', text: string): Result<Pack>;
  read(kind: 'calendar', text: string): Result<Calendar>;
  /**
   * A pack that somebody brings: its signatures, its shape, the data it needs, its own cases. `keys`: public keys (SPKI, base64) by
   * name. `today`: days since 1970. `calendars`: those in force. Fails as `loadPack` does.
   */
  install(text: string, keys: Readonly<Record<string, string>>, today: number, calendars: readonly Calendar[]): Result<LoadedPack>;
  digest(text: string): string;
  /** Does the signature belong to the text and the key? */
  signed(text: SignedText): boolean;
  /** IANA names of all zones of a country (ISO 3166-1 alpha-2); none for a country nobody knows. */
  zonesOf(country: string): readonly string[];
}
