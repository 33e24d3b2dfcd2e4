/** Evidence while the server runs: roots are signed each minute, recordings hashed when their calls are over. */
import { createHash } from 'node:crypto';
import { recordingFolder, rootFile } from '../adapters/evidence/index.js';
import { restoreRules } from '../adapters/packs/index.js';
import { parseZones } from '../adapters/zones/index.js';
import { RecordingKeeper } from '../app/evidence/recordings.js';
import { EvidenceSealer } from '../app/evidence/sealer.js';
import type { Evidence } from '../app/ports/evidence.js';
import type { Store } from '../app/ports/store.js';
import type { Clock, Log } from '../app/ports/system.js';
import type { EvidenceDeps } from '../app/usecases/index.js';
import type { Config } from '../config.js';

export interface Proof { readonly deps: Pick<EvidenceDeps, 'evidence' | 'rootCopies' | 'recordings' | 'sealer' | 'digest' | 'restore'>; start(): void; stop(): Promise<void> }

export function evidenceOf(config: Pick<Config, 'db' | 'recordings'>, common: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly evidence: Evidence }): Proof {
  const log = common.log.child({ part: 'evidence' });
  const rootCopies = rootFile(`${config.db}.roots`);
  const recordings = recordingFolder(config.recordings);
  const sealer = new EvidenceSealer({ ...common, log, copies: rootCopies });
  const keeper = new RecordingKeeper({ ...common, log, files: recordings });
  return {
    deps: { evidence: common.evidence, rootCopies, recordings, sealer, restore: (digest, textOf) => restoreRules(digest, textOf, parseZones), digest: (bytes) => createHash('sha256').update(bytes).digest('hex') },
    start: () => { sealer.start(); keeper.start(); },
    stop: async () => { await keeper.stop(); await sealer.stop(); },
  };
}
