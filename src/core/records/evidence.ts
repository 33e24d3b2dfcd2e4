/** Records of the evidence chain: debtors' keys and signed roots. The chain itself is the event stream (`StreamEvent.hash`). */
import type { SignedRoot } from '../evidence/index.js';
import type { Id, Instant } from '../units.js';
import type { Kept } from './org.js';

/** The key a debtor's payloads are sealed with, wrapped by the vault's; null: destroyed, their payloads can't be read any more. */
export interface EvidenceKey extends Kept { /** The debtor's: a party, or a number's blind index where nobody is known. */ readonly id: string; readonly wrapped: string | null; readonly destroyedAt: Instant | null; readonly destroyedBy: Id | null; readonly reason: string | null }
export interface EvidenceRoot extends Kept, SignedRoot {}
