export { DailyFiles, type DailyAsk, type DailyMade } from './daily.js';
export { Nightly } from './nightly.js';
export { OUTBOX_SETTINGS, type ExportFiles, type HttpPost, type OutboxSettings, type Posted, type PostRequest, type Sheet } from './ports.js';
export { Outbox, type OutboxDeps } from './worker.js';
