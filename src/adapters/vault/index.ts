export { AesVault, VaultError } from './vault.js';
export { keyFromFile, parseKey, type KeyFile } from './key.js';
export { keyIdOf, NodeEvidence, openSealed, sha256, verifySigned } from './evidence.js';
