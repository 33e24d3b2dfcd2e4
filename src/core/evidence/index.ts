export { canonical } from './canonical.js';
export { GENESIS, linkHash, type ChainRecord, type Hash } from './chain.js';
export { merkleProof, merkleRoot, rootFromProof } from './merkle.js';
export { NO_ROOT, rootDigest, rootText, type RootRecord, type SignedRoot } from './root.js';
export { ChainVerifier, TROUBLES, type ChainEvent, type Problem, type Trouble, type Verified } from './verify.js';
export { BUNDLE, recordingOf, verifyBundle, type BundleRecord, type BundleTools, type BundleVerified, type Manifest } from './bundle.js';
export { DECISION_FORMAT, decisionRecord, readDecision, WORDED, type Decision, type Deed } from './decision.js';
export { contradiction, redecide, type Rules } from './redecide.js';
export { Replay, touchOf, type Replayed } from './replay.js';
