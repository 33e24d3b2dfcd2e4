/** The chain over the event stream: each event's hash covers its record and the hash before it. */
import { canonical } from './canonical.js';
import type { Id, Instant } from '../units.js';

/** SHA-256 of a text's UTF-8 bytes, base64url. Given, as core has no package. */
export type Hash = (text: string) => string;

/** What of an event is hashed: everything but its hash. */
export interface ChainRecord {
  readonly seq: number; readonly id: Id; readonly type: string; readonly typeVersion: number; readonly subjects: readonly string[]; readonly actor: string; readonly at: Instant;
  readonly caseId: Id | null; readonly data: unknown;
  /** Whose key sealed the payload, and the sealed text: it stays when the key is destroyed, and so does the hash. */
  readonly debtorId: Id | null; readonly sealed: string | null;
}
/** Stands before the first event. */
export const GENESIS = 'dunwell';
const FORMAT = 'dunwell.chain/1';

/** The hash of an event behind the one whose hash is `before`. Keys stand in canonical order. */
export function linkHash(before: string, event: ChainRecord, hash: Hash): string {
  const { actor, at, caseId, data, debtorId, id, sealed, seq, subjects, type, typeVersion } = event;
  return hash(`${FORMAT}\n${before}\n{"actor":${JSON.stringify(actor)},"at":${at},"caseId":${JSON.stringify(caseId)},"data":${canonical(data)},"debtorId":${JSON.stringify(debtorId)},"id":${JSON.stringify(id)},"sealed":${JSON.stringify(sealed)},"seq":${seq},"subjects":${canonical(subjects)},"type":${JSON.stringify(type)},"typeVersion":${typeVersion}}`);
}
/** The event that says that the vault's key was changed, and all blind indexes made anew; one for each change. */
export const KEYS_CHANGED = 'keys.rotated';
