/** Merkle tree hash and inclusion proofs as in RFC 9162 (section 2.1), over texts: leaves and nodes are told apart by a prefix. */
import type { Hash } from './chain.js';

const leafOf = (leaf: string, hash: Hash): string => hash(`leaf\n${leaf}`);
const nodeOf = (left: string, right: string, hash: Hash): string => hash(`node\n${left}\n${right}`);
/** Largest power of two below n (n > 1). */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The root over leaves in order; of none, the hash of nothing. */
export function merkleRoot(leaves: readonly string[], hash: Hash): string {
  if (leaves.length === 0) return hash('');
  if (leaves.length === 1) return leafOf(leaves[0] ?? '', hash);
  const k = split(leaves.length);
  return nodeOf(merkleRoot(leaves.slice(0, k), hash), merkleRoot(leaves.slice(k), hash), hash);
}
/** What proves that leaf `index` (from 0) is under the root: the hashes beside its way up, lowest first. */
export function merkleProof(leaves: readonly string[], index: number, hash: Hash): readonly string[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...merkleProof(leaves.slice(0, k), index, hash), merkleRoot(leaves.slice(k), hash)]
    : [...merkleProof(leaves.slice(k), index - k, hash), merkleRoot(leaves.slice(0, k), hash)];
}
/** The root that a leaf and its proof lead to; null when the proof does not fit a tree of `size` leaves. */
export function rootFromProof(leaf: string, index: number, size: number, proof: readonly string[], hash: Hash): string | null {
  if (!(index >= 0 && index < size)) return null;
  if (size === 1) return proof.length === 0 ? leafOf(leaf, hash) : null;
  const beside = proof.at(-1);
  if (beside === undefined) return null;
  const k = split(size);
  const below = index < k ? rootFromProof(leaf, index, k, proof.slice(0, -1), hash) : rootFromProof(leaf, index - k, size - k, proof.slice(0, -1), hash);
  if (below === null) return null;
  return index < k ? nodeOf(below, beside, hash) : nodeOf(beside, below, hash);
}
