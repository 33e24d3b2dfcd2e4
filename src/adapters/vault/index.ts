export { AesVault, FIELDS, VaultError } from './vault.js';
export { KeyRing, readRing } from './ring.js';
export { keyFromFile, parseKey, type KeyFile } from './key.js';
export { keyIdOf, NodeEvidence, openSealed, sha256, verifySigned } from './evidence.js';
