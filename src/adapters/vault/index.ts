export { AesVault, VaultError } from './vault.js';
export { keyFromFile, parseKey, type KeyFile } from './key.js';
