/** Signed roots: each covers a segment of the stream and names the root before it. The last one is the signed head of the chain. */
import { canonical } from './canonical.js';
import { GENESIS, type Hash } from './chain.js';
import type { Instant } from '../units.js';

export interface RootRecord {
  /** From 1, without gaps. */
  readonly n: number;
  /** First and last event it covers. */
  readonly fromSeq: number; readonly toSeq: number;
  /** Merkle root over the hashes of those events, and the hash of the last of them. */
  readonly root: string; readonly head: string;
  /** Digest of the root before; of the first: that of nothing. */
  readonly before: string;
  readonly at: Instant; readonly keyId: string;
}
export interface SignedRoot extends RootRecord { /** Ed25519 over `rootText`, base64url. */ readonly signature: string }

export function rootText(root: RootRecord): string {
  const { n, fromSeq, toSeq, head, before, at, keyId } = root;
  return canonical({ format: 'dunwell.root/1', n, fromSeq, toSeq, root: root.root, head, before, at, keyId });
}
/** Names a signed root in the next one and in copies kept elsewhere. */
export const rootDigest = (root: RootRecord, hash: Hash): string => hash(rootText(root));
export const NO_ROOT = GENESIS;

/** A key that signed roots up to this one (0: none), and signs no more. */
export interface FormerSigner { readonly publicKey: string; readonly keyId: string; readonly lastRoot: number }
/** The public key that had to sign a root: that of today, or a former one within its time. null: nobody we know. */
export function signerOf(root: Pick<RootRecord, 'n' | 'keyId'>, today: { readonly publicKey: string; readonly keyId: string }, former: readonly FormerSigner[]): string | null {
  if (root.keyId === today.keyId) return today.publicKey;
  return former.find((one) => one.keyId === root.keyId && root.n <= one.lastRoot)?.publicKey ?? null;
}
