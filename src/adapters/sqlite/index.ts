export { SqliteStore, type InProcessOptions, type SqliteOptions, type WorkerOptions } from './store.js';
export { backUp, backUpAtOnce, inspect, stampOf, type BackupMade } from './backup.js';
export { countSealed, rekeyFile, type Rekeyed } from './rekey.js';
export { serve } from './serve.js';
export type { WorkerData } from './wire.js';
