export { SqliteStore, type InProcessOptions, type SqliteOptions, type WorkerOptions } from './store.js';
export { backUp, inspect, stampOf, type BackupMade } from './backup.js';
export { serve } from './serve.js';
export type { WorkerData } from './wire.js';
