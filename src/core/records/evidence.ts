/** Records of the evidence chain: debtors' keys and signed roots. The chain itself is the event stream (`StreamEvent.hash`). */
import type { SignedRoot } from '../evidence/index.js';
import type { Id, Instant } from '../units.js';
import type { Kept } from './org.js';

/** The key a debtor's payloads are sealed with, wrapped by the vault's; null: destroyed, their payloads can't be read any more. */
export interface EvidenceKey extends Kept { /** The debtor's: a party, or a number's blind index where nobody is known. */ readonly id: string; readonly wrapped: string | null; readonly destroyedAt: Instant | null; readonly destroyedBy: Id | null; readonly reason: string | null }
export interface EvidenceRoot extends Kept, SignedRoot {}
/**
 * A text that decisions rest on, kept as it was when it was first asked: a pack, a calendar, the zone table, or the set that names
 * those of one policy. `id`: the SHA-256 of the text, hexadecimal.
 */
export interface RuleText extends Kept { readonly kind: 'set' | 'pack' | 'calendar' | 'zones'; readonly name: string; readonly label: string; readonly text: string }
