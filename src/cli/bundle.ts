/** Proves a bundle of evidence without a server; read only when it is asked for, as it brings the rules along. */
import { createHash } from 'node:crypto';
import { restoreRules } from '../adapters/packs/index.js';
import { openSealed, sha256, verifySigned } from '../adapters/vault/index.js';
import { parseZones } from '../adapters/zones/index.js';
import { verifyBundle, type BundleTools } from '../core/evidence/index.js';

const TOOLS: BundleTools = { hash: sha256, signed: verifySigned, open: openSealed, digest: (bytes) => createHash('sha256').update(bytes).digest('hex'), restore: (digest, textOf) => restoreRules(digest, textOf, (data) => parseZones(data)) };

/** `files` by path within the bundle; `key`: the public key it must be signed with, null: the one it names itself. */
export const verifyFiles = (files: ReadonlyMap<string, Uint8Array>, key: string | null): ReturnType<typeof verifyBundle> => verifyBundle(files, key, TOOLS, (bytes) => Buffer.from(bytes).toString('utf8'));
